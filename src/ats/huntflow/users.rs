//! Users, and their synchronization with an organisation's directory. The latter uses the
//! directory's ids, and its changes are tasks.

use super::Huntflow;
use super::accounts::MemberType;
use super::coworkers::Permission;
use super::ids::{AccountId, UserId};
use super::paging::{Page, pages};
use super::tasks::TaskId;
use crate::api::endpoint::{endpoints, payloads, query, words};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { users of Huntflow<'static>;
    /// Reads a user with permissions.
    Read: Get "/accounts/{account}/users/{user}" (account: AccountId, user: UserId) => Member;
    /// Reads the result of a change. All ids in it are the directory's.
    Task: Get "/accounts/{account}/users/foreign/task/{task}" (account: AccountId, task: TaskId) => UserTask;
    /// Lists all users of the directory in pages.
    ListForeign: Get "/accounts/{account}/users/foreign" (account: AccountId) ? Filter => Page<ForeignUser>;
    /// Starts the addition of a user.
    CreateForeign: Post "/accounts/{account}/users/foreign" (account: AccountId) <- ForeignUser => 202: UserTaskStarted;
    /// Reads Huntflow's id of a directory user.
    IdOfForeign: Get "/accounts/{account}/users/foreign/{foreign}/id" (account: AccountId, foreign: String) => Id;
    /// Reads a directory user.
    ReadForeign: Get "/accounts/{account}/users/foreign/{foreign}" (account: AccountId, foreign: String) => ForeignUser;
    /// Starts the replacement of a user.
    ReplaceForeign: Put "/accounts/{account}/users/foreign/{foreign}" (account: AccountId, foreign: String) <- ForeignUser => 202: UserTaskStarted;
    /// Starts the removal of a user.
    DeleteForeign: Delete "/accounts/{account}/users/foreign/{foreign}" (account: AccountId, foreign: String) => 202: UserTaskStarted;
}
pages! { ListForeign => ForeignUser, page; }

words! {
    /// Action of a user task.
    UserTaskAction {
        /// Adds.
        Create = "CREATE",
        /// Replaces.
        Update = "UPDATE",
        /// Removes.
        Delete = "DELETE",
    }

    /// State of a user task.
    UserTaskStatus {
        /// Pending.
        Pending = "PENDING",
        /// Done.
        Success = "SUCCESS",
        /// Failed.
        Failed = "FAILED",
    }
}

query! {
    /// Filter of a list of users.
    Filter {
        /// Roles.
        member_types: Vec<MemberType>,
        /// Items per page.
        count: Option<u32>,
        /// Page number, from 1.
        page: Option<u32>,
    }
}

payloads! {
    /// A user.
    Member (
        /// Their id.
        id: UserId,
    ) {
        /// Their name.
        name: Option<String>,
        /// Their role.
        r#type: Option<MemberType>,
        /// Superior.
        head: Option<UserId>,
        /// Their e-mail address.
        email: Option<String>,
        /// Data added by the organisation.
        meta: BTreeMap<String, Value>,
        /// Permissions.
        permissions: Vec<Permission>,
    }

    /// A directory user.
    ForeignUser (
        /// The directory's id.
        id: String,
    ) {
        /// Name; required to add or replace a user.
        name: Option<String>,
        /// E-mail address; required to add or replace a user.
        email: Option<String>,
        /// Role; required to add or replace a user.
        r#type: Option<MemberType>,
        /// Superior, by the directory's id.
        head_id: Option<String>,
        /// Visible divisions, by the directory's ids; all if empty.
        division_ids: Vec<String>,
        /// Permissions; all of the role if empty.
        permissions: Vec<String>,
        /// Data added by the organisation.
        meta: BTreeMap<String, Value>,
    }

    /// Huntflow's id of a user.
    Id (
        /// The id.
        id: UserId,
    ) {}

    /// A started change.
    UserTaskStarted (
        /// The task.
        task_id: TaskId,
    ) {
        /// Action.
        action: Option<UserTaskAction>,
        /// Time of creation.
        created: Option<String>,
    }

    /// A change.
    UserTask (
        /// Its id.
        id: TaskId,
    ) {
        /// The organisation.
        account_id: Option<AccountId>,
        /// Action.
        action: Option<UserTaskAction>,
        /// State.
        status: Option<UserTaskStatus>,
        /// Result.
        data: BTreeMap<String, Value>,
        /// Reason of a failure.
        comment: Option<String>,
        /// Time of creation.
        created: Option<String>,
        /// Time of completion.
        completed: Option<String>,
    }
}

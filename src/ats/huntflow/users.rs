//! Users, and their upkeep from an organisation's own directory: there, every id is the
//! directory's, and changes are tasks.

use super::Huntflow;
use super::accounts::MemberType;
use super::coworkers::Permission;
use super::ids::{AccountId, UserId};
use super::paging::{Page, pages};
use super::tasks::TaskId;
use crate::endpoint::{endpoints, payloads, query, words};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { users of Huntflow<'static>;
    /// One user, with permissions.
    Read: Get "/accounts/{account}/users/{user}" (account: AccountId, user: UserId) => Member;
    /// What came of a change. All ids in it are the directory's.
    Task: Get "/accounts/{account}/users/foreign/task/{task}" (account: AccountId, task: TaskId) => UserTask;
    /// All users as the directory knows them, a page at a time.
    ListForeign: Get "/accounts/{account}/users/foreign" (account: AccountId) ? Filter => Page<ForeignUser>;
    /// Starts to add a user.
    CreateForeign: Post "/accounts/{account}/users/foreign" (account: AccountId) <- ForeignUser => 202: UserTaskStarted;
    /// Huntflow's id of the directory's user.
    IdOfForeign: Get "/accounts/{account}/users/foreign/{foreign}/id" (account: AccountId, foreign: String) => Id;
    /// One user as the directory knows them.
    ReadForeign: Get "/accounts/{account}/users/foreign/{foreign}" (account: AccountId, foreign: String) => ForeignUser;
    /// Starts to replace a user.
    ReplaceForeign: Put "/accounts/{account}/users/foreign/{foreign}" (account: AccountId, foreign: String) <- ForeignUser => 202: UserTaskStarted;
    /// Starts to remove a user.
    DeleteForeign: Delete "/accounts/{account}/users/foreign/{foreign}" (account: AccountId, foreign: String) => 202: UserTaskStarted;
}
pages! { ListForeign => ForeignUser, page; }

words! {
    /// What a task does to a user.
    UserTaskAction {
        /// Adds.
        Create = "CREATE",
        /// Replaces.
        Update = "UPDATE",
        /// Removes.
        Delete = "DELETE",
    }

    /// How far such a task is.
    UserTaskStatus {
        /// Not done yet.
        Pending = "PENDING",
        /// Done.
        Success = "SUCCESS",
        /// Failed.
        Failed = "FAILED",
    }
}

query! {
    /// Which users to list.
    Filter {
        /// In these roles.
        member_types: Vec<MemberType>,
        /// Items a page.
        count: Option<u32>,
        /// From 1.
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
        /// Their head.
        head: Option<UserId>,
        /// Their e-mail address.
        email: Option<String>,
        /// What the organisation adds.
        meta: BTreeMap<String, Value>,
        /// What they may do.
        permissions: Vec<Permission>,
    }

    /// A user as the directory knows them.
    ForeignUser (
        /// The directory's id.
        id: String,
    ) {
        /// Their name; needed to add or replace one.
        name: Option<String>,
        /// Their e-mail address; needed to add or replace one.
        email: Option<String>,
        /// Their role; needed to add or replace one.
        r#type: Option<MemberType>,
        /// Their head, by the directory's id.
        head_id: Option<String>,
        /// The divisions they may see, by the directory's ids; all of them if there are none.
        division_ids: Vec<String>,
        /// What they may do; everything of their role if there are none.
        permissions: Vec<Permission>,
        /// What the organisation adds.
        meta: BTreeMap<String, Value>,
    }

    /// Huntflow's id of a user.
    Id (
        /// The id.
        id: UserId,
    ) {}

    /// A change that was started.
    UserTaskStarted (
        /// The task.
        task_id: TaskId,
    ) {
        /// What it does.
        action: Option<UserTaskAction>,
        /// When it was made.
        created: Option<String>,
    }

    /// A change.
    UserTask (
        /// Its id.
        id: TaskId,
    ) {
        /// The organisation.
        account_id: Option<AccountId>,
        /// What it does.
        action: Option<UserTaskAction>,
        /// How far it is.
        status: Option<UserTaskStatus>,
        /// What came of it.
        data: BTreeMap<String, Value>,
        /// Why it failed.
        comment: Option<String>,
        /// When it was made.
        created: Option<String>,
        /// When it was done.
        completed: Option<String>,
    }
}

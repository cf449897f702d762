//! Members of the organisation, and their assignment to vacancies.

use super::Huntflow;
use super::accounts::MemberType;
use super::divisions::Division;
use super::ids::{AccountId, CoworkerId, UserId, VacancyId};
use super::paging::{Page, Tree, pages};
use crate::api::endpoint::{NoContent, endpoints, payloads, query};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { coworkers of Huntflow<'static>;
    /// Lists the members of the organisation in pages.
    List: Get "/accounts/{account}/coworkers" (account: AccountId) ? Filter => Page<Coworker>;
    /// Reads a member with permissions.
    Read: Get "/accounts/{account}/coworkers/{coworker}" (account: AccountId, coworker: CoworkerId) ? OnVacancy => Coworker;
    /// Lists the divisions visible to a member; the data can be ten minutes old.
    Divisions: Get "/accounts/{account}/coworkers/{coworker}/divisions" (account: AccountId, coworker: CoworkerId) => Tree<Division>;
    /// Assigns a member to a vacancy. A watcher needs permissions.
    Assign: Put "/accounts/{account}/vacancies/{vacancy}/members/{member}" (account: AccountId, vacancy: VacancyId, member: CoworkerId) <- Assignment => Done;
    /// Removes a member from a vacancy.
    Unassign: Delete "/accounts/{account}/vacancies/{vacancy}/members/{member}" (account: AccountId, vacancy: VacancyId, member: CoworkerId) => NoContent;
}
pages! { List => Coworker, page; }

query! {
    /// Filter of a list of members.
    Filter {
        /// Roles.
        r#type: Vec<MemberType>,
        /// Whether to include permissions.
        fetch_permissions: Option<bool>,
        /// Members assigned to these vacancies.
        vacancy_id: Vec<VacancyId>,
        /// Items per page.
        count: Option<u32>,
        /// Page number, from 1.
        page: Option<u32>,
    }

    /// Filter of permissions.
    OnVacancy {
        /// Permissions on this vacancy.
        vacancy_id: Option<VacancyId>,
    }
}

payloads! {
    /// A member of the organisation.
    Coworker (
        /// Id in the organisation.
        id: CoworkerId,
    ) {
        /// Id across organisations.
        member: Option<UserId>,
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

    /// A permission.
    Permission {
        /// Its name.
        permission: Option<String>,
        /// Its value.
        value: Option<String>,
        /// The vacancy to which it applies.
        vacancy: Option<VacancyId>,
    }

    /// An assignment to a vacancy.
    Assignment (
        /// Permissions of a watcher. The key is required, even if `null`.
        permissions: Option<Vec<NewPermission>>,
    ) {}

    /// A permission to grant.
    NewPermission (
        /// Its name.
        permission: String,
    ) {
        /// The stage to which it applies: a number or a text.
        value: Option<Value>,
    }

    /// Result of an assignment.
    Done {
        /// Whether it succeeded; `true` if absent.
        status: Option<bool>,
    }

    /// A person with name and e-mail address.
    Person {
        /// Their id.
        id: Option<CoworkerId>,
        /// Their name.
        name: Option<String>,
        /// Their e-mail address.
        email: Option<String>,
    }
}

//! People who work in the organisation, and who works on a vacancy.

use super::Huntflow;
use super::accounts::MemberType;
use super::divisions::Division;
use super::ids::{AccountId, CoworkerId, UserId, VacancyId};
use super::paging::{Page, Tree, pages};
use crate::endpoint::{Nothing, endpoints, payloads, query};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { coworkers of Huntflow<'static>;
    /// The people who work in the organisation, a page at a time.
    List: Get "/accounts/{account}/coworkers" (account: AccountId) ? Filter => Page<Coworker>;
    /// One of them, with permissions.
    Read: Get "/accounts/{account}/coworkers/{coworker}" (account: AccountId, coworker: CoworkerId) ? OnVacancy => Coworker;
    /// The divisions one of them may see; up to ten minutes old.
    Divisions: Get "/accounts/{account}/coworkers/{coworker}/divisions" (account: AccountId, coworker: CoworkerId) => Tree<Division>;
    /// Puts somebody on a vacancy. A watcher needs permissions.
    Assign: Put "/accounts/{account}/vacancies/{vacancy}/members/{member}" (account: AccountId, vacancy: VacancyId, member: CoworkerId) <- Assignment => Done;
    /// Takes somebody off a vacancy.
    Unassign: Delete "/accounts/{account}/vacancies/{vacancy}/members/{member}" (account: AccountId, vacancy: VacancyId, member: CoworkerId) => Nothing;
}
pages! { List => Coworker, page; }

query! {
    /// Which coworkers to list.
    Filter {
        /// In these roles.
        r#type: Vec<MemberType>,
        /// Whether permissions are given too.
        fetch_permissions: Option<bool>,
        /// Who work on these vacancies.
        vacancy_id: Vec<VacancyId>,
        /// Items a page.
        count: Option<u32>,
        /// From 1.
        page: Option<u32>,
    }

    /// Which permissions to give.
    OnVacancy {
        /// Those on this vacancy.
        vacancy_id: Option<VacancyId>,
    }
}

payloads! {
    /// Somebody who works in the organisation.
    Coworker (
        /// Their id in the organisation.
        id: CoworkerId,
    ) {
        /// Their id across organisations.
        member: Option<UserId>,
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

    /// What somebody may do.
    Permission {
        /// Its name.
        permission: Option<String>,
        /// Its value.
        value: Option<String>,
        /// The vacancy it is for.
        vacancy: Option<VacancyId>,
    }

    /// A place on a vacancy.
    Assignment (
        /// What a watcher may see. The key must be there, if only as `null`.
        permissions: Option<Vec<NewPermission>>,
    ) {}

    /// A permission to give.
    NewPermission (
        /// Its name.
        permission: String,
    ) {
        /// The stage it is for: a number or a text.
        value: Option<Value>,
    }

    /// Whether something was done.
    Done (
        /// Whether.
        status: bool,
    ) {}

    /// Somebody, by name and address.
    Person {
        /// Their id.
        id: Option<CoworkerId>,
        /// Their name.
        name: Option<String>,
        /// Their e-mail address.
        email: Option<String>,
    }
}

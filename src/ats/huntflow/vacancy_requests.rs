//! Requests for vacancies, and the forms they are made with.

use super::Huntflow;
use super::coworkers::Person;
use super::ids::{AccountId, FileId, VacancyId, VacancyRequestId, VacancyRequestSchemaId};
use super::paging::{Items, Page, pages};
use super::questionary::Field;
use super::upload::File;
use crate::endpoint::{endpoints, payloads, query, words};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { vacancy_requests of Huntflow<'static>;
    /// The forms for requests.
    Schemas: Get "/accounts/{account}/account_vacancy_requests" (account: AccountId) ? SchemaFilter => Items<Schema>;
    /// One form.
    ReadSchema: Get "/accounts/{account}/account_vacancy_requests/{schema}" (account: AccountId, schema: VacancyRequestSchemaId) => Schema;
    /// Requests, a page at a time; those that nobody works on yet, unless a vacancy is named.
    List: Get "/accounts/{account}/vacancy_requests" (account: AccountId) ? Filter => Page<VacancyRequest>;
    /// Makes a request.
    Create: Post "/accounts/{account}/vacancy_requests" (account: AccountId) <- NewVacancyRequest => VacancyRequest;
    /// One request.
    Read: Get "/accounts/{account}/vacancy_requests/{request}" (account: AccountId, request: VacancyRequestId) => VacancyRequest;
}
pages! { List => VacancyRequest, page; }

words! {
    /// What became of a request, or of one person's approval.
    RequestStatus {
        /// Not decided.
        Pending = "pending",
        /// Approved.
        Approved = "approved",
        /// Rejected.
        Rejected = "rejected",
    }
}

query! {
    /// Which forms to list.
    SchemaFilter {
        /// Only those in use.
        only_active: Option<bool>,
    }

    /// Which requests to list.
    Filter {
        /// Items a page.
        count: Option<u32>,
        /// From 1.
        page: Option<u32>,
        /// Those that this vacancy fulfils.
        vacancy_id: Option<VacancyId>,
        /// Whether the values of their fields are given too.
        values: Option<bool>,
    }
}

payloads! {
    /// A form for requests.
    Schema (
        /// Its id.
        id: VacancyRequestSchemaId,
    ) {
        /// The organisation.
        account: Option<AccountId>,
        /// Its name.
        name: Option<String>,
        /// Whether it must be sent to somebody for approval; there is no such field if absent.
        attendee_required: Option<bool>,
        /// What stands below the field for approval.
        attendee_hint: Option<String>,
        /// Whether it is in use.
        active: Option<bool>,
        /// Its fields, by key.
        schema: BTreeMap<String, Field>,
    }

    /// A new request. The form's fields go into `additional`, by key; an entry of a dictionary by
    /// its id, or as `{"foreign": "..."}`.
    NewVacancyRequest (
        /// The form.
        account_vacancy_request: VacancyRequestSchemaId,
        /// What the person will be: 1 to 255 characters.
        position: String,
    ) {
        /// Who is asked for approval.
        attendees: Vec<Approver>,
        /// Uploaded files.
        files: Vec<FileId>,
    } .. additional

    /// Who is asked for approval.
    Approver (
        /// Their e-mail address.
        email: String,
    ) {
        /// Their name.
        name: Option<String>,
    }

    /// A request.
    VacancyRequest (
        /// Its id.
        id: VacancyRequestId,
    ) {
        /// What the person will be.
        position: Option<String>,
        /// What became of it.
        status: Option<RequestStatus>,
        /// The form.
        account_vacancy_request: Option<VacancyRequestSchemaId>,
        /// When it was made.
        created: Option<String>,
        /// When it was edited.
        updated: Option<String>,
        /// When it was attached to a vacancy.
        changed: Option<String>,
        /// The vacancy that fulfils it.
        vacancy: Option<VacancyId>,
        /// Who made it.
        creator: Option<Person>,
        /// Its files.
        files: Vec<File>,
        /// Who approved.
        states: Vec<Approval>,
        /// Values of the form's fields, by key.
        values: BTreeMap<String, Value>,
        /// Who works on it; in the answer to [`Read`] and [`Create`] alone.
        taken_by: Option<Person>,
    }

    /// One person's approval.
    Approval {
        /// Its id.
        id: Option<u64>,
        /// What they said.
        status: Option<RequestStatus>,
        /// Where they were asked.
        email: Option<String>,
        /// Why not.
        reason: Option<String>,
        /// Their place in the row.
        order: Option<i64>,
        /// When they last said it.
        changed: Option<String>,
    }
}

//! Requests for vacancies, and their forms.

use super::Huntflow;
use super::coworkers::Person;
use super::ids::{AccountId, FileId, VacancyId, VacancyRequestId, VacancyRequestSchemaId};
use super::paging::{Items, Page, pages};
use super::questionary::Field;
use super::upload::File;
use crate::api::endpoint::{endpoints, payloads, query, words};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { vacancy_requests of Huntflow<'static>;
    /// Lists the forms for requests.
    Schemas: Get "/accounts/{account}/account_vacancy_requests" (account: AccountId) ? SchemaFilter => Items<Schema>;
    /// Reads a form.
    ReadSchema: Get "/accounts/{account}/account_vacancy_requests/{schema}" (account: AccountId, schema: VacancyRequestSchemaId) => Schema;
    /// Lists requests in pages; only unassigned ones, unless a vacancy is given.
    List: Get "/accounts/{account}/vacancy_requests" (account: AccountId) ? Filter => Page<VacancyRequest>;
    /// Creates a request.
    Create: Post "/accounts/{account}/vacancy_requests" (account: AccountId) <- NewVacancyRequest => VacancyRequest;
    /// Reads a request.
    Read: Get "/accounts/{account}/vacancy_requests/{request}" (account: AccountId, request: VacancyRequestId) => VacancyRequest;
}
pages! { List => VacancyRequest, page; }

words! {
    /// Status of a request or of an approval.
    RequestStatus {
        /// Pending.
        Pending = "pending",
        /// Approved.
        Approved = "approved",
        /// Rejected.
        Rejected = "rejected",
    }
}

query! {
    /// Filter of a list of forms.
    SchemaFilter {
        /// Whether to list only active ones.
        only_active: Option<bool>,
    }

    /// Filter of a list of requests.
    Filter {
        /// Items per page.
        count: Option<u32>,
        /// Page number, from 1.
        page: Option<u32>,
        /// Requests fulfilled by this vacancy.
        vacancy_id: Option<VacancyId>,
        /// Whether to include field values.
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
        /// Whether an approver is required; without a value the form has no such field.
        attendee_required: Option<bool>,
        /// Hint for the approver field.
        attendee_hint: Option<String>,
        /// Whether it is active.
        active: Option<bool>,
        /// Its fields, by key.
        schema: BTreeMap<String, Field>,
    }

    /// A new request. The form's fields go into `additional`, by key; a dictionary entry is given
    /// by its id, or as `{"foreign": "..."}`.
    NewVacancyRequest (
        /// The form.
        account_vacancy_request: VacancyRequestSchemaId,
        /// Title of the position: 1 to 255 characters.
        position: String,
    ) {
        /// Approvers.
        attendees: Vec<Approver>,
        /// Uploaded files.
        files: Vec<FileId>,
    } .. additional

    /// An approver.
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
        /// Title of the position.
        position: Option<String>,
        /// Status.
        status: Option<RequestStatus>,
        /// The form.
        account_vacancy_request: Option<VacancyRequestSchemaId>,
        /// Time of creation.
        created: Option<String>,
        /// Time of the last edit.
        updated: Option<String>,
        /// Time of attachment to a vacancy.
        changed: Option<String>,
        /// The fulfilling vacancy.
        vacancy: Option<VacancyId>,
        /// Creator.
        creator: Option<Person>,
        /// Its files.
        files: Vec<File>,
        /// Approvals.
        states: Vec<Approval>,
        /// Values of the form's fields, by key.
        values: BTreeMap<String, Value>,
        /// Assignee; only in the answers to [`Read`] and [`Create`].
        taken_by: Option<Person>,
    }

    /// One person's approval.
    Approval {
        /// Its id.
        id: Option<u64>,
        /// Decision.
        status: Option<RequestStatus>,
        /// E-mail address of the approver.
        email: Option<String>,
        /// Reason of a rejection.
        reason: Option<String>,
        /// Position in the order of approval.
        order: Option<i64>,
        /// Time of the last decision.
        changed: Option<String>,
    }
}

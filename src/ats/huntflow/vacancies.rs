//! Vacancies: list, read, write, close, hold. Quotas and periods are in [`super::quotas`], stages
//! in [`super::stages`], multivacancies in [`super::multi_vacancies`].

use super::Huntflow;
use super::ids::{
    AccountId, CloseReasonId, CoworkerId, DivisionId, FileId, HoldReasonId, OfferId, QuotaId,
    RegionId, StatusGroupId, VacancyId, VacancyRequestId,
};
use super::paging::{Page, pages};
use super::questionary::Field;
use super::upload::File;
use crate::api::endpoint::{Change, NoContent, endpoints, payloads, query, words};
use std::collections::BTreeMap;

endpoints! { vacancies of Huntflow<'static>;
    /// Lists the organisation's vacancies in pages, without their texts.
    List: Get "/accounts/{account}/vacancies" (account: AccountId) ? Filter => Page<Vacancy>;
    /// Adds a vacancy.
    Create: Post "/accounts/{account}/vacancies" (account: AccountId) <- NewVacancy => CreatedVacancy;
    /// Reads a vacancy with its texts.
    Read: Get "/accounts/{account}/vacancies/{vacancy}" (account: AccountId, vacancy: VacancyId) => Vacancy;
    /// Replaces a vacancy.
    Replace: Put "/accounts/{account}/vacancies/{vacancy}" (account: AccountId, vacancy: VacancyId) <- VacancyReplacement => Vacancy;
    /// Changes the given fields only.
    Update: Patch "/accounts/{account}/vacancies/{vacancy}" (account: AccountId, vacancy: VacancyId) <- VacancyChange => Vacancy;
    /// Removes a vacancy.
    Delete: Delete "/accounts/{account}/vacancies/{vacancy}" (account: AccountId, vacancy: VacancyId) => NoContent;
    /// Reads the organisation's additional fields of vacancies, by name.
    AdditionalFields: Get "/accounts/{account}/vacancies/additional_fields" (account: AccountId) => BTreeMap<String, Field>;
    /// Closes a vacancy.
    Close: Post "/accounts/{account}/vacancies/{vacancy}/state/close" (account: AccountId, vacancy: VacancyId) <- Closing => NoContent;
    /// Puts a vacancy on hold.
    Hold: Post "/accounts/{account}/vacancies/{vacancy}/state/hold" (account: AccountId, vacancy: VacancyId) <- Holding => NoContent;
    /// Opens a vacancy that was on hold.
    Resume: Post "/accounts/{account}/vacancies/{vacancy}/state/resume" (account: AccountId, vacancy: VacancyId) => NoContent;
}
pages! { List => Vacancy, page; }

words! {
    /// State of a vacancy, as returned.
    VacancyState {
        /// Accepts applicants.
        Open = "OPEN",
        /// Done.
        Closed = "CLOSED",
        /// On hold.
        Hold = "HOLD",
        /// Reopened.
        Reopen = "REOPEN",
        /// A request was attached.
        RequestAttach = "VACANCY_REQUEST_ATTACH",
        /// Resumed after a hold.
        Resume = "RESUME",
        /// Created.
        Created = "CREATED",
        /// Edited; only in webhooks.
        Edit = "EDIT",
        /// A member left; only in webhooks.
        Leave = "LEAVE",
        /// A member joined; only in webhooks.
        Join = "JOIN",
        /// Removed; only in webhooks.
        Removed = "REMOVED",
    }

    /// State of a vacancy in changes and filters. A new vacancy must be open.
    VacancyStateFilter {
        /// Accepts applicants.
        Open = "OPEN",
        /// Done.
        Closed = "CLOSED",
        /// On hold.
        Hold = "HOLD",
    }
}

impl VacancyState {
    /// Whether a vacancy in this state accepts applicants.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open | Self::Reopen | Self::Resume | Self::Created)
    }
}

query! {
    /// Filter of a list of vacancies.
    Filter {
        /// Items per page; at most 100.
        count: Option<u32>,
        /// Page number, from 1.
        page: Option<u32>,
        /// Whether to list only those assigned to the token's user.
        mine: Option<bool>,
        /// Whether to list only open ones; deprecated by the vendor in favour of `state`.
        opened: Option<bool>,
        /// Any of these states.
        state: Vec<VacancyStateFilter>,
    }
}

payloads! {
    /// A vacancy. Lists omit texts, files and blocks.
    Vacancy {
        /// Its id.
        id: Option<VacancyId>,
        /// Its division.
        account_division: Option<DivisionId>,
        /// Its region.
        account_region: Option<RegionId>,
        /// Title of the position.
        position: Option<String>,
        /// Department as free text, if there are no divisions.
        company: Option<String>,
        /// Salary, as free text.
        money: Option<String>,
        /// Priority: 1 is urgent, 0 is normal.
        priority: Option<u8>,
        /// Whether it is hidden from part of the organisation. Never published.
        hidden: Option<bool>,
        /// Its state.
        state: Option<VacancyState>,
        /// Time of creation, ISO 8601.
        created: Option<String>,
        /// Names of the organisation's fields, whose values are in `additional`.
        additional_fields_list: Vec<String>,
        /// Whether it is a multivacancy.
        multiple: Option<bool>,
        /// The parent of a child vacancy. Applicants cannot be attached to a child.
        parent: Option<VacancyId>,
        /// Group of stages.
        account_vacancy_status_group: Option<StatusGroupId>,
        /// Time of the last update.
        updated: Option<String>,
        /// Description of the job, HTML.
        body: Option<String>,
        /// Requirements, HTML.
        requirements: Option<String>,
        /// Conditions, HTML.
        conditions: Option<String>,
        /// Its files.
        files: Vec<File>,
        /// Source of the import.
        source: Option<String>,
        /// The children of a multivacancy.
        blocks: Vec<Vacancy>,
    } .. additional

    /// A new vacancy. Divisions or regions are required if the organisation has them; fields
    /// defined by the organisation go into `additional`.
    NewVacancy (
        /// Title of the position.
        position: String,
        /// Hiring quota; at most one.
        fill_quotas: Vec<NewQuota>,
    ) {
        /// Its division.
        account_division: Option<DivisionId>,
        /// Its region.
        account_region: Option<RegionId>,
        /// Department, if there are no divisions.
        company: Option<String>,
        /// Salary, as text.
        money: Option<String>,
        /// Priority: 1 is urgent, 0 is normal.
        priority: Option<u8>,
        /// Whether it is hidden from part of the organisation.
        hidden: Option<bool>,
        /// State; only `OPEN`.
        state: Option<VacancyStateFilter>,
        /// Type of offer.
        account_applicant_offer: Option<OfferId>,
        /// Assigned members.
        coworkers: Vec<CoworkerId>,
        /// Description of the job, HTML (ul, ol, li, p, br, a, strong, em, u, b, i).
        body: Option<String>,
        /// Requirements, HTML.
        requirements: Option<String>,
        /// Conditions, HTML.
        conditions: Option<String>,
        /// Uploaded files.
        files: Vec<FileId>,
    } .. additional

    /// A hiring quota of a new vacancy.
    NewQuota {
        /// Deadline, `YYYY-MM-DD`.
        deadline: Option<String>,
        /// Number of people to hire: 1 to 999.
        applicants_to_hire: Option<u32>,
        /// The fulfilled request; a request can be fulfilled once.
        vacancy_request: Option<VacancyRequestId>,
    }

    /// A quota to change, or a new one without an id.
    QuotaChange {
        /// Deadline, `YYYY-MM-DD`.
        deadline: Option<String>,
        /// Number of people to hire.
        applicants_to_hire: Option<u32>,
        /// The fulfilled request.
        vacancy_request: Option<VacancyRequestId>,
        /// Its id.
        id: Option<QuotaId>,
    }

    /// The answer to a creation.
    CreatedVacancy (
        /// The new vacancy.
        id: VacancyId,
    ) {
        /// Its division.
        account_division: Option<DivisionId>,
        /// Its region.
        account_region: Option<RegionId>,
        /// Title of the position.
        position: Option<String>,
        /// Department.
        company: Option<String>,
        /// Salary, as text.
        money: Option<String>,
        /// Priority: 1 is urgent.
        priority: Option<u8>,
        /// Whether it is hidden from part of the organisation.
        hidden: Option<bool>,
        /// Its state.
        state: Option<VacancyState>,
        /// Time of creation.
        created: Option<String>,
        /// Assigned members.
        coworkers: Vec<CoworkerId>,
        /// Description of the job, HTML.
        body: Option<String>,
        /// Requirements, HTML.
        requirements: Option<String>,
        /// Conditions, HTML.
        conditions: Option<String>,
        /// Its files.
        files: Vec<FileId>,
        /// Group of stages.
        account_vacancy_status_group: Option<StatusGroupId>,
        /// Its parent.
        parent: Option<VacancyId>,
        /// Source of the import.
        source: Option<String>,
        /// Whether it is a multivacancy.
        multiple: Option<bool>,
        /// The fulfilled request.
        vacancy_request: Option<VacancyRequestId>,
    } .. additional

    /// A replacement of a vacancy. Omitted fields are cleared.
    VacancyReplacement (
        /// Title of the position.
        position: String,
    ) {
        /// Its division.
        account_division: Option<DivisionId>,
        /// Its region.
        account_region: Option<RegionId>,
        /// Department.
        company: Option<String>,
        /// Salary, as text.
        money: Option<String>,
        /// Priority: 1 is urgent.
        priority: Option<u8>,
        /// Whether it is hidden from part of the organisation.
        hidden: Option<bool>,
        /// Its state.
        state: Option<VacancyStateFilter>,
        /// Description of the job, HTML.
        body: Option<String>,
        /// Requirements, HTML.
        requirements: Option<String>,
        /// Conditions, HTML.
        conditions: Option<String>,
        /// Uploaded files.
        files: Vec<FileId>,
        /// Its quotas.
        fill_quotas: Vec<QuotaChange>,
        /// Reason for the hold.
        account_vacancy_hold_reason: Option<HoldReasonId>,
        /// Reason for closing.
        account_vacancy_close_reason: Option<CloseReasonId>,
    } .. additional

    /// Changes of a vacancy.
    VacancyChange {
        /// Its division.
        account_division: Change<DivisionId>,
        /// Its region.
        account_region: Change<RegionId>,
        /// Title of the position.
        position: Option<String>,
        /// Department.
        company: Change<String>,
        /// Salary, as text.
        money: Change<String>,
        /// Priority: 1 is urgent.
        priority: Option<u8>,
        /// Whether it is hidden from part of the organisation.
        hidden: Option<bool>,
        /// Its state.
        state: Option<VacancyStateFilter>,
        /// Description of the job, HTML.
        body: Change<String>,
        /// Requirements, HTML.
        requirements: Change<String>,
        /// Conditions, HTML.
        conditions: Change<String>,
        /// Uploaded files.
        files: Change<Vec<FileId>>,
        /// Its quotas.
        fill_quotas: Change<Vec<QuotaChange>>,
        /// Reason for the hold.
        account_vacancy_hold_reason: Change<HoldReasonId>,
        /// Reason for closing.
        account_vacancy_close_reason: Change<CloseReasonId>,
    } .. additional

    /// Details of closing a vacancy.
    Closing {
        /// Time.
        date: Option<String>,
        /// A comment.
        comment: Option<String>,
        /// Reason.
        account_vacancy_close_reason: Option<CloseReasonId>,
        /// Whether to remove it from all job boards.
        unpublish_all: Option<bool>,
    }

    /// Details of putting a vacancy on hold.
    Holding {
        /// Time.
        date: Option<String>,
        /// A comment.
        comment: Option<String>,
        /// Reason.
        account_vacancy_hold_reason: Option<HoldReasonId>,
        /// Whether to remove it from all job boards.
        unpublish_all: Option<bool>,
    }
}

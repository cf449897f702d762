//! Vacancies: list, read, write, close, hold. Their quotas and spans are [`super::quotas`], their
//! stages [`super::stages`], several at once [`super::multi_vacancies`].

use super::Huntflow;
use super::ids::{
    AccountId, CloseReasonId, CoworkerId, DivisionId, FileId, HoldReasonId, OfferId, QuotaId,
    RegionId, StatusGroupId, VacancyId, VacancyRequestId,
};
use super::paging::{Page, pages};
use super::questionary::Field;
use super::upload::File;
use crate::endpoint::{Change, Nothing, endpoints, payloads, query, words};
use std::collections::BTreeMap;

endpoints! { vacancies of Huntflow<'static>;
    /// The organisation's vacancies, a page at a time, without their texts.
    List: Get "/accounts/{account}/vacancies" (account: AccountId) ? Filter => Page<Vacancy>;
    /// Adds a vacancy.
    Create: Post "/accounts/{account}/vacancies" (account: AccountId) <- NewVacancy => CreatedVacancy;
    /// One vacancy with its texts.
    Read: Get "/accounts/{account}/vacancies/{vacancy}" (account: AccountId, vacancy: VacancyId) => Vacancy;
    /// Replaces a vacancy.
    Replace: Put "/accounts/{account}/vacancies/{vacancy}" (account: AccountId, vacancy: VacancyId) <- VacancyReplacement => Vacancy;
    /// Changes what is named, and nothing else.
    Update: Patch "/accounts/{account}/vacancies/{vacancy}" (account: AccountId, vacancy: VacancyId) <- VacancyChange => Vacancy;
    /// Removes a vacancy.
    Delete: Delete "/accounts/{account}/vacancies/{vacancy}" (account: AccountId, vacancy: VacancyId) => Nothing;
    /// The organisation's additional fields of vacancies, by name.
    AdditionalFields: Get "/accounts/{account}/vacancies/additional_fields" (account: AccountId) => BTreeMap<String, Field>;
    /// Closes a vacancy.
    Close: Post "/accounts/{account}/vacancies/{vacancy}/state/close" (account: AccountId, vacancy: VacancyId) <- Closing => Nothing;
    /// Puts a vacancy on hold.
    Hold: Post "/accounts/{account}/vacancies/{vacancy}/state/hold" (account: AccountId, vacancy: VacancyId) <- Holding => Nothing;
    /// Opens a vacancy that was on hold.
    Resume: Post "/accounts/{account}/vacancies/{vacancy}/state/resume" (account: AccountId, vacancy: VacancyId) => Nothing;
}
pages! { List => Vacancy, page; }

words! {
    /// The state of a vacancy, as it is told.
    VacancyState {
        /// Takes applicants.
        Open = "OPEN",
        /// Done.
        Closed = "CLOSED",
        /// On hold.
        Hold = "HOLD",
        /// Opened again.
        Reopen = "REOPEN",
        /// A request was attached to it.
        RequestAttach = "VACANCY_REQUEST_ATTACH",
        /// Opened after a hold.
        Resume = "RESUME",
        /// Made.
        Created = "CREATED",
        /// Edited; in webhooks.
        Edit = "EDIT",
        /// Somebody left it; in webhooks.
        Leave = "LEAVE",
        /// Somebody joined it; in webhooks.
        Join = "JOIN",
        /// Removed; in webhooks.
        Removed = "REMOVED",
    }

    /// The state of a vacancy, as it is set or filtered by. A new one can only be open.
    VacancyStateFilter {
        /// Takes applicants.
        Open = "OPEN",
        /// Done.
        Closed = "CLOSED",
        /// On hold.
        Hold = "HOLD",
    }
}

impl VacancyState {
    /// Whether a vacancy in this state takes applicants.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open | Self::Reopen | Self::Resume | Self::Created)
    }
}

query! {
    /// Which vacancies to list.
    Filter {
        /// Items a page; at most 100.
        count: Option<u32>,
        /// From 1.
        page: Option<u32>,
        /// Only those the token's user works on.
        mine: Option<bool>,
        /// Only open ones; the vendor wants `state` used instead.
        opened: Option<bool>,
        /// In any of these states.
        state: Vec<VacancyStateFilter>,
    }
}

payloads! {
    /// A vacancy. The list gives all but texts, files and blocks.
    Vacancy {
        /// Its id.
        id: Option<VacancyId>,
        /// Its division.
        account_division: Option<DivisionId>,
        /// Its region.
        account_region: Option<RegionId>,
        /// What the person will be.
        position: Option<String>,
        /// The department as the recruiter typed it, where there are no divisions.
        company: Option<String>,
        /// The salary in the recruiter's words.
        money: Option<String>,
        /// 1 for urgent, 0 for others.
        priority: Option<u8>,
        /// Whether only some of the organisation may see it. Never published.
        hidden: Option<bool>,
        /// Its state.
        state: Option<VacancyState>,
        /// When it was made, ISO 8601.
        created: Option<String>,
        /// Names of the organisation's own fields, whose values stand in `additional`.
        additional_fields_list: Vec<String>,
        /// Whether it stands for several child vacancies.
        multiple: Option<bool>,
        /// The parent of a child vacancy. Applicants cannot be attached to a child.
        parent: Option<VacancyId>,
        /// The group of stages it uses.
        account_vacancy_status_group: Option<StatusGroupId>,
        /// When it was updated.
        updated: Option<String>,
        /// HTML: about the job.
        body: Option<String>,
        /// HTML: what is asked for.
        requirements: Option<String>,
        /// HTML: what is offered.
        conditions: Option<String>,
        /// Its files.
        files: Vec<File>,
        /// Where it was imported from.
        source: Option<String>,
        /// The children of a multivacancy.
        blocks: Vec<Vacancy>,
    } .. additional

    /// A new vacancy. An organisation with divisions or regions requires those; its own fields go
    /// into `additional`.
    NewVacancy (
        /// What the person will be.
        position: String,
        /// How many are hired until when: at most one.
        fill_quotas: Vec<NewQuota>,
    ) {
        /// Its division.
        account_division: Option<DivisionId>,
        /// Its region.
        account_region: Option<RegionId>,
        /// The department, where there are no divisions.
        company: Option<String>,
        /// The salary in words.
        money: Option<String>,
        /// 1 for urgent, 0 for others.
        priority: Option<u8>,
        /// Whether only some of the organisation may see it.
        hidden: Option<bool>,
        /// `OPEN` is the only one.
        state: Option<VacancyStateFilter>,
        /// The offer made on it.
        account_applicant_offer: Option<OfferId>,
        /// Who works on it.
        coworkers: Vec<CoworkerId>,
        /// HTML (ul, ol, li, p, br, a, strong, em, u, b, i): about the job.
        body: Option<String>,
        /// HTML: what is asked for.
        requirements: Option<String>,
        /// HTML: what is offered.
        conditions: Option<String>,
        /// Uploaded files.
        files: Vec<FileId>,
    } .. additional

    /// How many people a new vacancy hires.
    NewQuota {
        /// `YYYY-MM-DD`: until when.
        deadline: Option<String>,
        /// How many: 1 to 999.
        applicants_to_hire: Option<u32>,
        /// The request it fulfils; a request can be fulfilled once.
        vacancy_request: Option<VacancyRequestId>,
    }

    /// A quota to change, or a new one without an id.
    QuotaChange {
        /// `YYYY-MM-DD`: until when.
        deadline: Option<String>,
        /// How many.
        applicants_to_hire: Option<u32>,
        /// The request it fulfils.
        vacancy_request: Option<VacancyRequestId>,
        /// Which one.
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
        /// What the person will be.
        position: Option<String>,
        /// The department.
        company: Option<String>,
        /// The salary in words.
        money: Option<String>,
        /// 1 for urgent.
        priority: Option<u8>,
        /// Whether only some may see it.
        hidden: Option<bool>,
        /// Its state.
        state: Option<VacancyState>,
        /// When it was made.
        created: Option<String>,
        /// Who works on it.
        coworkers: Vec<CoworkerId>,
        /// HTML: about the job.
        body: Option<String>,
        /// HTML: what is asked for.
        requirements: Option<String>,
        /// HTML: what is offered.
        conditions: Option<String>,
        /// Its files.
        files: Vec<FileId>,
        /// The group of stages it uses.
        account_vacancy_status_group: Option<StatusGroupId>,
        /// Its parent.
        parent: Option<VacancyId>,
        /// Where it was imported from.
        source: Option<String>,
        /// Whether it stands for several.
        multiple: Option<bool>,
        /// The request it fulfils.
        vacancy_request: Option<VacancyRequestId>,
    } .. additional

    /// What a vacancy becomes. What is left out is emptied.
    VacancyReplacement (
        /// What the person will be.
        position: String,
    ) {
        /// Its division.
        account_division: Option<DivisionId>,
        /// Its region.
        account_region: Option<RegionId>,
        /// The department.
        company: Option<String>,
        /// The salary in words.
        money: Option<String>,
        /// 1 for urgent.
        priority: Option<u8>,
        /// Whether only some may see it.
        hidden: Option<bool>,
        /// Its state.
        state: Option<VacancyStateFilter>,
        /// HTML: about the job.
        body: Option<String>,
        /// HTML: what is asked for.
        requirements: Option<String>,
        /// HTML: what is offered.
        conditions: Option<String>,
        /// Uploaded files.
        files: Vec<FileId>,
        /// Its quotas.
        fill_quotas: Vec<QuotaChange>,
        /// Why it is on hold.
        account_vacancy_hold_reason: Option<HoldReasonId>,
        /// Why it is closed.
        account_vacancy_close_reason: Option<CloseReasonId>,
    } .. additional

    /// What changes about a vacancy.
    VacancyChange {
        /// Its division.
        account_division: Change<DivisionId>,
        /// Its region.
        account_region: Change<RegionId>,
        /// What the person will be.
        position: Option<String>,
        /// The department.
        company: Change<String>,
        /// The salary in words.
        money: Change<String>,
        /// 1 for urgent.
        priority: Option<u8>,
        /// Whether only some may see it.
        hidden: Option<bool>,
        /// Its state.
        state: Option<VacancyStateFilter>,
        /// HTML: about the job.
        body: Change<String>,
        /// HTML: what is asked for.
        requirements: Change<String>,
        /// HTML: what is offered.
        conditions: Change<String>,
        /// Uploaded files.
        files: Change<Vec<FileId>>,
        /// Its quotas.
        fill_quotas: Change<Vec<QuotaChange>>,
        /// Why it is on hold.
        account_vacancy_hold_reason: Change<HoldReasonId>,
        /// Why it is closed.
        account_vacancy_close_reason: Change<CloseReasonId>,
    } .. additional

    /// How a vacancy is closed.
    Closing {
        /// When.
        date: Option<String>,
        /// A comment.
        comment: Option<String>,
        /// Why.
        account_vacancy_close_reason: Option<CloseReasonId>,
        /// Whether it is taken off every job board.
        unpublish_all: Option<bool>,
    }

    /// How a vacancy is put on hold.
    Holding {
        /// When.
        date: Option<String>,
        /// A comment.
        comment: Option<String>,
        /// Why.
        account_vacancy_hold_reason: Option<HoldReasonId>,
        /// Whether it is taken off every job board.
        unpublish_all: Option<bool>,
    }
}

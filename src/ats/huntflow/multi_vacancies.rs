//! Multivacancies: several vacancies with a common text. All changes are tasks: see
//! [`super::tasks`].

use super::Huntflow;
use super::ids::{AccountId, CoworkerId, DivisionId, FileId, OfferId, VacancyId};
use super::tasks::TaskId;
use super::vacancies::{NewQuota, QuotaChange, VacancyStateFilter};
use crate::api::endpoint::{endpoints, payloads};

endpoints! { multi_vacancies of Huntflow<'static>;
    /// Starts the creation of a multivacancy.
    Create: Post "/accounts/{account}/multi-vacancies" (account: AccountId) <- NewMultiVacancy => Started;
    /// Starts the replacement of a multivacancy.
    Replace: Put "/accounts/{account}/multi-vacancies/{vacancy}" (account: AccountId, vacancy: VacancyId) <- MultiVacancyReplacement => Started;
    /// Starts a change of the given fields of a multivacancy.
    Update: Patch "/accounts/{account}/multi-vacancies/{vacancy}" (account: AccountId, vacancy: VacancyId) <- MultiVacancyChange => Started;
}

payloads! {
    /// A new multivacancy.
    NewMultiVacancy (
        /// Title of the position.
        position: String,
        /// Child vacancies.
        blocks: Vec<NewBlock>,
    ) {
        /// Type of offer.
        account_applicant_offer: Option<OfferId>,
        /// Department, if there are no divisions.
        company: Option<String>,
        /// Whether it is hidden from part of the organisation.
        hidden: Option<bool>,
        /// State; only `OPEN`.
        state: Option<VacancyStateFilter>,
        /// Assigned members.
        coworkers: Vec<CoworkerId>,
        /// Description of the job, HTML.
        body: Option<String>,
        /// Requirements, HTML.
        requirements: Option<String>,
        /// Conditions, HTML.
        conditions: Option<String>,
        /// Uploaded files.
        files: Vec<FileId>,
    } .. additional

    /// A new child vacancy.
    NewBlock (
        /// Hiring quota; at most one.
        fill_quotas: Vec<NewQuota>,
    ) {
        /// Salary, as text.
        money: Option<String>,
        /// Priority: 1 is urgent, 0 is normal.
        priority: Option<u8>,
    } .. additional

    /// A replacement of a multivacancy.
    MultiVacancyReplacement (
        /// Title of the position.
        position: String,
        /// Child vacancies.
        blocks: Vec<BlockReplacement>,
    ) {
        /// Type of offer.
        account_applicant_offer: Option<OfferId>,
        /// Department.
        company: Option<String>,
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
    } .. additional

    /// A replacement of a child vacancy; a new one without an id.
    BlockReplacement (
        /// Its quotas.
        fill_quotas: Vec<QuotaChange>,
    ) {
        /// Salary, as text.
        money: Option<String>,
        /// Priority: 1 is urgent.
        priority: Option<u8>,
        /// Id of the child vacancy.
        id: Option<VacancyId>,
    } .. additional

    /// Changes of a multivacancy.
    MultiVacancyChange {
        /// Type of offer.
        account_applicant_offer: Option<OfferId>,
        /// Title of the position.
        position: Option<String>,
        /// Department.
        company: Option<String>,
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
        /// Child vacancies.
        blocks: Vec<BlockChange>,
    } .. additional

    /// Changes of a child vacancy.
    BlockChange {
        /// Its quotas.
        fill_quotas: Vec<QuotaChange>,
        /// Salary, as text.
        money: Option<String>,
        /// Priority: 1 is urgent.
        priority: Option<u8>,
        /// Id of the child vacancy.
        id: Option<VacancyId>,
        /// Its division.
        account_division: Option<DivisionId>,
    } .. additional

    /// A started task.
    Started (
        /// The task.
        task_id: TaskId,
    ) {}
}

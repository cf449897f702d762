//! Multivacancies: several vacancies of one text. All changes are tasks: see [`super::tasks`].

use super::Huntflow;
use super::ids::{AccountId, CoworkerId, DivisionId, FileId, OfferId, VacancyId};
use super::tasks::TaskId;
use super::vacancies::{NewQuota, QuotaChange, VacancyStateFilter};
use crate::endpoint::{endpoints, payloads};

endpoints! { multi_vacancies of Huntflow<'static>;
    /// Starts to make a multivacancy.
    Create: Post "/accounts/{account}/multi-vacancies" (account: AccountId) <- NewMultiVacancy => Started;
    /// Starts to replace one.
    Replace: Put "/accounts/{account}/multi-vacancies/{vacancy}" (account: AccountId, vacancy: VacancyId) <- MultiVacancyReplacement => Started;
    /// Starts to change what is named of one.
    Update: Patch "/accounts/{account}/multi-vacancies/{vacancy}" (account: AccountId, vacancy: VacancyId) <- MultiVacancyChange => Started;
}

payloads! {
    /// A new multivacancy.
    NewMultiVacancy (
        /// What the people will be.
        position: String,
        /// Its children.
        blocks: Vec<NewBlock>,
    ) {
        /// The offer made on it.
        account_applicant_offer: Option<OfferId>,
        /// The department, where there are no divisions.
        company: Option<String>,
        /// Whether only some of the organisation may see it.
        hidden: Option<bool>,
        /// `OPEN` is the only one.
        state: Option<VacancyStateFilter>,
        /// Who works on it.
        coworkers: Vec<CoworkerId>,
        /// HTML: about the job.
        body: Option<String>,
        /// HTML: what is asked for.
        requirements: Option<String>,
        /// HTML: what is offered.
        conditions: Option<String>,
        /// Uploaded files.
        files: Vec<FileId>,
    } .. additional

    /// A child to make.
    NewBlock (
        /// How many are hired until when: at most one.
        fill_quotas: Vec<NewQuota>,
    ) {
        /// The salary in words.
        money: Option<String>,
        /// 1 for urgent, 0 for others.
        priority: Option<u8>,
    } .. additional

    /// What a multivacancy becomes.
    MultiVacancyReplacement (
        /// What the people will be.
        position: String,
        /// Its children.
        blocks: Vec<BlockReplacement>,
    ) {
        /// The offer made on it.
        account_applicant_offer: Option<OfferId>,
        /// The department.
        company: Option<String>,
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
    } .. additional

    /// What a child becomes; a new one without an id.
    BlockReplacement (
        /// Its quotas.
        fill_quotas: Vec<QuotaChange>,
    ) {
        /// The salary in words.
        money: Option<String>,
        /// 1 for urgent.
        priority: Option<u8>,
        /// Which child.
        id: Option<VacancyId>,
    } .. additional

    /// What changes about a multivacancy.
    MultiVacancyChange {
        /// The offer made on it.
        account_applicant_offer: Option<OfferId>,
        /// What the people will be.
        position: Option<String>,
        /// The department.
        company: Option<String>,
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
        /// Its children.
        blocks: Vec<BlockChange>,
    } .. additional

    /// What changes about a child.
    BlockChange {
        /// Its quotas.
        fill_quotas: Vec<QuotaChange>,
        /// The salary in words.
        money: Option<String>,
        /// 1 for urgent.
        priority: Option<u8>,
        /// Which child.
        id: Option<VacancyId>,
        /// Its division.
        account_division: Option<DivisionId>,
    } .. additional

    /// A task that was started.
    Started (
        /// The task.
        task_id: TaskId,
    ) {}
}

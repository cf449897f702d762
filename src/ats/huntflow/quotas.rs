//! A vacancy's life: its history, its spans (frames), and how many people it hires (quotas).

use super::Huntflow;
use super::coworkers::Person;
use super::ids::{
    AccountId, ApplicantId, CloseReasonId, CoworkerId, FrameId, HoldReasonId, LogId,
    ProductionCalendarId, QuotaId, VacancyId, VacancyRequestId,
};
use super::paging::{Items, Page};
use super::vacancies::VacancyState;
use crate::endpoint::{endpoints, payloads, query};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { quotas of Huntflow<'static>;
    /// What happened to a vacancy, newest first.
    Logs: Get "/accounts/{account}/vacancies/{vacancy}/logs" (account: AccountId, vacancy: VacancyId) ? LogFilter => VacancyLogs;
    /// How long a vacancy was worked on, held and closed between two dates.
    Periods: Get "/accounts/{account}/vacancies/{vacancy}/periods" (account: AccountId, vacancy: VacancyId) ? Between => PeriodsOf;
    /// The last span of a vacancy, from opening to closing.
    LastFrame: Get "/accounts/{account}/vacancies/{vacancy}/frame" (account: AccountId, vacancy: VacancyId) => Frame;
    /// All spans of a vacancy.
    Frames: Get "/accounts/{account}/vacancies/{vacancy}/frames" (account: AccountId, vacancy: VacancyId) => Items<Frame>;
    /// The quotas of a vacancy, or of every child of a multivacancy: a page for each, by the
    /// vacancy's id. Of a multivacancy there is one page only.
    List: Get "/accounts/{account}/vacancies/{vacancy}/quotas" (account: AccountId, vacancy: VacancyId) ? Paging => BTreeMap<VacancyId, Page<Quota>>;
    /// The quotas of one span.
    OfFrame: Get "/accounts/{account}/vacancies/{vacancy}/frames/{frame}/quotas" (account: AccountId, vacancy: VacancyId, frame: FrameId) => Items<Quota>;
}

query! {
    /// Which entries to list.
    LogFilter {
        /// From this date.
        date_begin: Option<String>,
        /// Until this date.
        date_end: Option<String>,
        /// Items a page.
        count: Option<u32>,
        /// From 1.
        page: Option<u32>,
    }

    /// Two dates.
    Between {
        /// From this date.
        date_begin: String,
        /// Until this date.
        date_end: String,
    }

    /// Which page.
    Paging {
        /// Items a page.
        count: Option<u32>,
        /// From 1.
        page: Option<u32>,
    }
}

payloads! {
    /// What happened to a vacancy.
    VacancyLogs (
        /// Newest first.
        items: Vec<VacancyLog>,
    ) {
        /// This page, where one was asked for.
        page: Option<u32>,
        /// Items a page, where a page was asked for.
        count: Option<u32>,
        /// How many pages there are, where one was asked for.
        total: Option<u32>,
    }

    /// An entry of a vacancy's history.
    VacancyLog (
        /// Its id.
        id: LogId,
    ) {
        /// What the vacancy became.
        state: Option<VacancyState>,
        /// When.
        created: Option<String>,
        /// Why it was held.
        account_vacancy_hold_reason: Option<HoldReasonId>,
        /// Why it was closed.
        account_vacancy_close_reason: Option<CloseReasonId>,
        /// What was changed, in no documented form.
        data: Option<Value>,
        /// Who did it.
        account_data: Option<UserData>,
        /// The request that was attached.
        vacancy_request: Option<AttachedRequest>,
        /// The quota it concerns.
        vacancy_frame_fill_quota: Option<Quota>,
    }

    /// Whoever did something, with all that is known of them.
    UserData {
        /// Their id.
        id: Option<CoworkerId>,
        /// Their name.
        name: Option<String>,
        /// Their e-mail address.
        email: Option<String>,
        /// What kind of account theirs is.
        account_type: Option<String>,
        /// When they last did something.
        last_action: Option<String>,
        /// When they were added.
        created: Option<String>,
        /// The language they use Huntflow in.
        locale: Option<String>,
        /// A picture.
        photo: Option<String>,
        /// Where they came from.
        source: Option<String>,
        /// Their telephone number.
        phone: Option<String>,
        /// Their short name.
        nick: Option<String>,
        /// What the organisation adds.
        meta: BTreeMap<String, Value>,
        /// Their production calendar.
        production_calendar: Option<ProductionCalendarId>,
        /// Whether they are active.
        active: Option<bool>,
        /// Their occupation.
        position: Option<String>,
        /// Their organisation's number at the vendor.
        crm: Option<u64>,
    }

    /// A request that was attached to a vacancy.
    AttachedRequest (
        /// Its id.
        id: VacancyRequestId,
    ) {
        /// What the person will be.
        position: Option<String>,
        /// When it was made.
        created: Option<String>,
        /// When it was edited.
        updated: Option<String>,
        /// When it was attached.
        changed: Option<String>,
    }

    /// How long a vacancy was in which state.
    PeriodsOf {
        /// Days it was worked on.
        days_in_work: Option<u32>,
        /// Working days it was worked on.
        work_days_in_work: Option<u32>,
        /// When it was on hold.
        hold_periods: Vec<Value>,
        /// When it was closed.
        closed_periods: Vec<Value>,
    }

    /// A span of a vacancy's life.
    Frame (
        /// Its id.
        id: FrameId,
    ) {
        /// When it began.
        frame_begin: Option<String>,
        /// When it ended.
        frame_end: Option<String>,
        /// The vacancy.
        vacancy: Option<VacancyId>,
        /// Who was hired.
        hired_applicants: Vec<ApplicantId>,
        /// Working days in it.
        workdays_in_work: Option<u32>,
        /// Working days before the deadline.
        workdays_before_deadline: Option<i64>,
        /// The span after it.
        next_id: Option<FrameId>,
    }

    /// How many people a vacancy hires until when.
    Quota (
        /// Its id.
        id: QuotaId,
    ) {
        /// The span it belongs to.
        vacancy_frame: Option<FrameId>,
        /// The request it fulfils.
        vacancy_request: Option<VacancyRequestId>,
        /// When it was made.
        created: Option<String>,
        /// When it was changed.
        changed: Option<String>,
        /// How many are to be hired.
        applicants_to_hire: Option<u32>,
        /// How many are.
        already_hired: Option<u32>,
        /// Until when.
        deadline: Option<String>,
        /// When it was closed.
        closed: Option<String>,
        /// Working days it was worked on.
        work_days_in_work: Option<u32>,
        /// Working days after the deadline.
        work_days_after_deadline: Option<u32>,
        /// Who opened it.
        account_info: Option<Person>,
    }
}

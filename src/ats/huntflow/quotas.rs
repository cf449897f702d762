//! A vacancy's history, periods (frames) and hiring quotas.

use super::Huntflow;
use super::coworkers::Person;
use super::ids::{
    AccountId, ApplicantId, CloseReasonId, CoworkerId, FrameId, HoldReasonId, LogId,
    ProductionCalendarId, QuotaId, VacancyId, VacancyRequestId,
};
use super::paging::{Items, Page};
use super::vacancies::VacancyState;
use crate::api::endpoint::{endpoints, payloads, query};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { quotas of Huntflow<'static>;
    /// Lists a vacancy's history, newest entries first.
    Logs: Get "/accounts/{account}/vacancies/{vacancy}/logs" (account: AccountId, vacancy: VacancyId) ? LogFilter => VacancyLogs;
    /// Reads how long a vacancy was active, on hold and closed between two dates.
    Periods: Get "/accounts/{account}/vacancies/{vacancy}/periods" (account: AccountId, vacancy: VacancyId) ? Between => PeriodsOf;
    /// Reads the last period of a vacancy, from opening to closing.
    LastFrame: Get "/accounts/{account}/vacancies/{vacancy}/frame" (account: AccountId, vacancy: VacancyId) => Frame;
    /// Lists all periods of a vacancy.
    Frames: Get "/accounts/{account}/vacancies/{vacancy}/frames" (account: AccountId, vacancy: VacancyId) => Items<Frame>;
    /// Lists the quotas of a vacancy, or of every child of a multivacancy: one page per vacancy id.
    /// For a multivacancy there is only one page.
    List: Get "/accounts/{account}/vacancies/{vacancy}/quotas" (account: AccountId, vacancy: VacancyId) ? Paging => BTreeMap<VacancyId, Page<Quota>>;
    /// Lists the quotas of a period.
    OfFrame: Get "/accounts/{account}/vacancies/{vacancy}/frames/{frame}/quotas" (account: AccountId, vacancy: VacancyId, frame: FrameId) => Items<Quota>;
}

query! {
    /// Filter of a list of entries.
    LogFilter {
        /// Start date.
        date_begin: Option<String>,
        /// End date.
        date_end: Option<String>,
        /// Items per page.
        count: Option<u32>,
        /// Page number, from 1.
        page: Option<u32>,
    }

    /// A range of dates.
    Between {
        /// Start date.
        date_begin: String,
        /// End date.
        date_end: String,
    }

    /// Pagination.
    Paging {
        /// Items per page.
        count: Option<u32>,
        /// Page number, from 1.
        page: Option<u32>,
    }
}

payloads! {
    /// A vacancy's history.
    VacancyLogs (
        /// Entries, newest first.
        items: Vec<VacancyLog>,
    ) {
        /// Page number, if requested.
        page: Option<u32>,
        /// Items per page, if a page was requested.
        count: Option<u32>,
        /// Number of pages, if a page was requested.
        total: Option<u32>,
    }

    /// An entry in a vacancy's history.
    VacancyLog (
        /// Its id.
        id: LogId,
    ) {
        /// New state of the vacancy.
        state: Option<VacancyState>,
        /// Time.
        created: Option<String>,
        /// Reason for the hold.
        account_vacancy_hold_reason: Option<HoldReasonId>,
        /// Reason for closing.
        account_vacancy_close_reason: Option<CloseReasonId>,
        /// Changes, in an undocumented form.
        data: Option<Value>,
        /// The user who did it.
        account_data: Option<UserData>,
        /// The attached request.
        vacancy_request: Option<AttachedRequest>,
        /// The quota.
        vacancy_frame_fill_quota: Option<Quota>,
    }

    /// A user with details.
    UserData {
        /// Their id.
        id: Option<CoworkerId>,
        /// Their name.
        name: Option<String>,
        /// Their e-mail address.
        email: Option<String>,
        /// Type of account.
        account_type: Option<String>,
        /// Time of the last action.
        last_action: Option<String>,
        /// Time of creation.
        created: Option<String>,
        /// Interface language.
        locale: Option<String>,
        /// A picture.
        photo: Option<String>,
        /// Source.
        source: Option<String>,
        /// Their telephone number.
        phone: Option<String>,
        /// Their short name.
        nick: Option<String>,
        /// Data added by the organisation.
        meta: BTreeMap<String, Value>,
        /// Their production calendar.
        production_calendar: Option<ProductionCalendarId>,
        /// Whether they are active.
        active: Option<bool>,
        /// Their occupation.
        position: Option<String>,
        /// Number of the organisation at the vendor.
        crm: Option<u64>,
    }

    /// A request attached to a vacancy.
    AttachedRequest (
        /// Its id.
        id: VacancyRequestId,
    ) {
        /// Title of the position.
        position: Option<String>,
        /// Time of creation.
        created: Option<String>,
        /// Time of the last edit.
        updated: Option<String>,
        /// Time of attachment.
        changed: Option<String>,
    }

    /// Durations of a vacancy's states.
    PeriodsOf {
        /// Active days.
        days_in_work: Option<u32>,
        /// Active working days.
        work_days_in_work: Option<u32>,
        /// Periods on hold.
        hold_periods: Vec<Value>,
        /// Closed periods.
        closed_periods: Vec<Value>,
    }

    /// A period of a vacancy.
    Frame (
        /// Its id.
        id: FrameId,
    ) {
        /// Start.
        frame_begin: Option<String>,
        /// End.
        frame_end: Option<String>,
        /// The vacancy.
        vacancy: Option<VacancyId>,
        /// Hired applicants.
        hired_applicants: Vec<ApplicantId>,
        /// Number of working days.
        workdays_in_work: Option<u32>,
        /// Working days before the deadline.
        workdays_before_deadline: Option<i64>,
        /// The next period.
        next_id: Option<FrameId>,
    }

    /// A hiring quota of a vacancy: number of people and deadline.
    Quota (
        /// Its id.
        id: QuotaId,
    ) {
        /// The period.
        vacancy_frame: Option<FrameId>,
        /// The fulfilled request.
        vacancy_request: Option<VacancyRequestId>,
        /// Time of creation.
        created: Option<String>,
        /// Time of the last change.
        changed: Option<String>,
        /// Number of people to hire.
        applicants_to_hire: Option<u32>,
        /// Number of people hired.
        already_hired: Option<u32>,
        /// Deadline.
        deadline: Option<String>,
        /// Time of closing.
        closed: Option<String>,
        /// Active working days.
        work_days_in_work: Option<u32>,
        /// Working days after the deadline; negative before it.
        work_days_after_deadline: Option<i32>,
        /// The user who opened it.
        account_info: Option<Person>,
    }
}

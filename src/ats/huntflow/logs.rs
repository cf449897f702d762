//! An applicant's history: its entries, and what can be sent with a new one (a letter, an event, a
//! message, an offer).

use super::Huntflow;
use super::ids::{
    AccountId, AnswerId, ApplicantId, ApplicantOfferId, CalendarId, CoworkerId, EmailAccountId,
    EmailId, EventId, ExternalId, FileId, FollowupId, InterviewTypeId, LogId, MailTemplateId,
    OfferId, QuestionaryId, RejectionReasonId, ResponseId, StatusId, VacancyId,
};
use super::paging::{Cursor, Page, pages};
use super::quotas::Quota;
use super::surveys::{AnsweredBy, Survey};
use super::upload::File;
use crate::endpoint::{endpoints, payloads, query, words};
use serde_json::Value;
use std::collections::BTreeMap;

mod events;
mod letters;

pub use events::*;
pub use letters::*;

endpoints! { logs of Huntflow<'static>;
    /// An applicant's history, a page at a time.
    List: Get "/accounts/{account}/applicants/{applicant}/logs" (account: AccountId, applicant: ApplicantId) ? Filter => Page<Log>;
    /// Adds a comment, and sends what comes with it. It cannot be changed or removed afterwards.
    Create: Post "/accounts/{account}/applicants/{applicant}/logs" (account: AccountId, applicant: ApplicantId) <- NewLog => Logged;
    /// An applicant's responses from job sites.
    Responses: Get "/accounts/{account}/applicants/{applicant}/responses" (account: AccountId, applicant: ApplicantId) ? ResponseFilter => Cursor<Response>;
}
pages! { List => Log, page; Responses => Response, cursor; }

words! {
    /// What an entry of the history records. The last four are seen in webhooks only.
    LogType {
        /// The applicant was added.
        Add = "ADD",
        /// A resume came again from another source.
        Update = "UPDATE",
        /// Put on a vacancy.
        VacancyAdd = "VACANCY-ADD",
        /// Moved to a stage.
        Status = "STATUS",
        /// A comment.
        Comment = "COMMENT",
        /// Merged with another applicant.
        Double = "DOUBLE",
        /// Consent to the use of data.
        Agreement = "AGREEMENT",
        /// A letter.
        Mail = "MAIL",
        /// A response letter.
        Response = "RESPONSE",
        /// Removed.
        Removed = "REMOVED",
        /// Taken off a vacancy.
        VacancyRemove = "VACANCY-REMOVE",
        /// A resume was removed.
        ExternalRemove = "EXTERNAL-REMOVE",
        /// Edited.
        Edit = "EDIT",
    }
}

query! {
    /// Which entries to list.
    Filter {
        /// Of these types.
        r#type: Vec<LogType>,
        /// Items a page.
        count: Option<u32>,
        /// From 1.
        page: Option<u32>,
        /// Only what concerns no vacancy. Not together with `vacancy`.
        personal: Option<bool>,
        /// Only what concerns this vacancy. Not together with `personal`.
        vacancy: Option<VacancyId>,
    }

    /// Which responses to list.
    ResponseFilter {
        /// Items a page.
        count: Option<u32>,
        /// Where the last answer ended.
        next_page_cursor: Option<String>,
    }
}

payloads! {
    /// A comment to add.
    NewLog {
        /// The comment.
        comment: Option<String>,
        /// The vacancy it concerns; without one it goes to the personal notes.
        vacancy: Option<VacancyId>,
        /// Uploaded files.
        files: Vec<FileId>,
        /// An offer to make.
        applicant_offer: Option<NewOffer>,
        /// A letter to send.
        email: Option<NewLetter>,
        /// An event to plan.
        calendar_event: Option<NewEvent>,
        /// A message by Telegram: at most one.
        im: Vec<NewMessage>,
        /// A text message.
        sms: Option<Sms>,
        /// A survey to send.
        survey_questionary_id: Option<QuestionaryId>,
    } .. additional

    /// An offer to make: which of the organisation's, and what stands in it.
    NewOffer (
        /// The organisation's offer.
        account_applicant_offer: OfferId,
        /// Values by the offer's own schema.
        values: BTreeMap<String, Value>,
    ) {}

    /// An entry of the history.
    Log (
        /// Its id.
        id: LogId,
    ) {
        /// What it records.
        r#type: Option<LogType>,
        /// The vacancy.
        vacancy: Option<VacancyId>,
        /// The stage.
        status: Option<StatusId>,
        /// What it came from; after a merge, the applicant that is gone.
        source: Option<String>,
        /// Why they were rejected.
        rejection_reason: Option<RejectionReasonId>,
        /// When, ISO 8601 with offset.
        created: Option<String>,
        /// The first day of work.
        employment_date: Option<String>,
        /// Who made it.
        account_info: Option<Author>,
        /// The comment.
        comment: Option<String>,
        /// Files with it.
        files: Vec<File>,
        /// The event planned with it.
        calendar_event: Option<Event>,
        /// The quota they were hired on.
        hired_in_fill_quota: Option<Quota>,
        /// The offer made with it.
        applicant_offer: Option<MadeOffer>,
        /// The letter sent with it.
        email: Option<Letter>,
        /// The survey sent with it.
        survey_questionary: Option<SentSurvey>,
        /// The feedback given with it.
        survey_answer_of_type_a: Option<Feedback>,
    }

    /// Who made an entry.
    Author {
        /// Their id.
        id: Option<CoworkerId>,
        /// Their name.
        name: Option<String>,
    }

    /// The answer to a new entry.
    Logged (
        /// Its id.
        id: LogId,
    ) {
        /// The applicant.
        applicant: Option<ApplicantId>,
        /// Always a comment.
        r#type: Option<LogType>,
        /// The vacancy.
        vacancy: Option<VacancyId>,
        /// The stage.
        status: Option<StatusId>,
        /// Why they were rejected.
        rejection_reason: Option<RejectionReasonId>,
        /// When.
        created: Option<String>,
        /// The first day of work.
        employment_date: Option<String>,
        /// The offer.
        applicant_offer: Option<MadeOffer>,
        /// The comment.
        comment: Option<String>,
        /// Files.
        files: Vec<File>,
        /// The event.
        calendar_event: Option<Event>,
        /// The letter.
        email: Option<Letter>,
        /// The survey.
        survey_questionary: Option<SentSurvey>,
    }

    /// An offer that was made.
    MadeOffer (
        /// Its id.
        id: ApplicantOfferId,
    ) {
        /// The organisation's offer it is one of.
        account_applicant_offer: Option<OfferId>,
        /// When.
        created: Option<String>,
    }

    /// A survey that was sent.
    SentSurvey (
        /// Its id.
        id: QuestionaryId,
    ) {
        /// Which survey.
        survey: Option<Survey>,
        /// The answer, once there is one.
        survey_answer_id: Option<AnswerId>,
        /// When.
        created: Option<String>,
    }

    /// Feedback on an applicant.
    Feedback (
        /// Id of the answer.
        id: AnswerId,
    ) {
        /// When.
        created: Option<String>,
        /// Who gave it.
        respondent: Option<AnsweredBy>,
        /// Which form.
        survey: Option<Survey>,
    }

    /// A response from a job site.
    Response (
        /// Its id; it can be put on a vacancy.
        id: ResponseId,
    ) {
        /// Its id at the job site.
        foreign: Option<String>,
        /// When.
        created: Option<String>,
        /// The resume it brought.
        applicant_external: Option<ExternalId>,
        /// The vacancy.
        vacancy: Option<ResponseVacancy>,
        /// The publication it answers.
        vacancy_external: Option<Publication>,
    }

    /// The vacancy of a response.
    ResponseVacancy (
        /// Its id.
        id: VacancyId,
    ) {
        /// What the person will be.
        position: Option<String>,
    }

    /// A publication at a job site.
    Publication {
        /// Its id.
        id: Option<u64>,
        /// Its id at the job site.
        foreign: Option<String>,
    }
}

//! An applicant's history: its entries, and attachments of a new one (a letter, an event, a
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
use crate::api::endpoint::{endpoints, payloads, query, words};
use serde_json::Value;
use std::collections::BTreeMap;

mod events;
mod letters;

pub use events::*;
pub use letters::*;

endpoints! { logs of Huntflow<'static>;
    /// Lists an applicant's history in pages.
    List: Get "/accounts/{account}/applicants/{applicant}/logs" (account: AccountId, applicant: ApplicantId) ? Filter => Page<Log>;
    /// Adds a comment and sends its attachments. It cannot be changed or removed afterwards.
    Create: Post "/accounts/{account}/applicants/{applicant}/logs" (account: AccountId, applicant: ApplicantId) <- NewLog => Logged;
    /// Lists an applicant's responses from job sites.
    Responses: Get "/accounts/{account}/applicants/{applicant}/responses" (account: AccountId, applicant: ApplicantId) ? ResponseFilter => Cursor<Response>;
}
pages! { List => Log, page; Responses => Response, cursor; }

words! {
    /// Type of a history entry. The last four occur in webhooks only.
    LogType {
        /// The applicant was added.
        Add = "ADD",
        /// A resume arrived from another source.
        Update = "UPDATE",
        /// Attached to a vacancy.
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
        /// Removed from a vacancy.
        VacancyRemove = "VACANCY-REMOVE",
        /// A resume was removed.
        ExternalRemove = "EXTERNAL-REMOVE",
        /// Edited.
        Edit = "EDIT",
    }
}

query! {
    /// Filter of a list of entries.
    Filter {
        /// Of these types.
        r#type: Vec<LogType>,
        /// Items per page.
        count: Option<u32>,
        /// Page number, from 1.
        page: Option<u32>,
        /// Whether to list only entries without a vacancy. Cannot be combined with `vacancy`.
        personal: Option<bool>,
        /// Entries about this vacancy. Cannot be combined with `personal`.
        vacancy: Option<VacancyId>,
    }

    /// Filter of a list of responses.
    ResponseFilter {
        /// Items per page.
        count: Option<u32>,
        /// Cursor of the previous answer.
        next_page_cursor: Option<String>,
    }
}

payloads! {
    /// A comment to add.
    NewLog {
        /// The comment.
        comment: Option<String>,
        /// The vacancy; without one the comment is a personal note.
        vacancy: Option<VacancyId>,
        /// Uploaded files.
        files: Vec<FileId>,
        /// An offer to make.
        applicant_offer: Option<NewOffer>,
        /// A letter to send.
        email: Option<NewLetter>,
        /// An event to schedule.
        calendar_event: Option<NewEvent>,
        /// A Telegram message; at most one.
        im: Vec<NewMessage>,
        /// A text message.
        sms: Option<Sms>,
        /// A survey to send.
        survey_questionary_id: Option<QuestionaryId>,
    } .. additional

    /// An offer to make, by type and values.
    NewOffer (
        /// Type of the offer.
        account_applicant_offer: OfferId,
        /// Values, by the schema of the offer.
        values: BTreeMap<String, Value>,
    ) {}

    /// A history entry.
    Log (
        /// Its id.
        id: LogId,
    ) {
        /// Type.
        r#type: Option<LogType>,
        /// The vacancy.
        vacancy: Option<VacancyId>,
        /// The stage.
        status: Option<StatusId>,
        /// Origin; after a merge, the applicant that was merged.
        source: Option<String>,
        /// Reason for rejection.
        rejection_reason: Option<RejectionReasonId>,
        /// Time, ISO 8601 with offset.
        created: Option<String>,
        /// First day of work.
        employment_date: Option<String>,
        /// Creator.
        account_info: Option<Author>,
        /// The comment.
        comment: Option<String>,
        /// Attached files.
        files: Vec<File>,
        /// The scheduled event.
        calendar_event: Option<Event>,
        /// The quota used for the hire.
        hired_in_fill_quota: Option<Quota>,
        /// The offer made.
        applicant_offer: Option<MadeOffer>,
        /// The letter sent.
        email: Option<Letter>,
        /// The survey sent.
        survey_questionary: Option<SentSurvey>,
        /// The feedback given.
        survey_answer_of_type_a: Option<Feedback>,
    }

    /// Author of an entry.
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
        /// Reason for rejection.
        rejection_reason: Option<RejectionReasonId>,
        /// Time.
        created: Option<String>,
        /// First day of work.
        employment_date: Option<String>,
        /// The offer.
        applicant_offer: Option<NewOffer>,
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

    /// An offer made to an applicant.
    MadeOffer (
        /// Its id.
        id: ApplicantOfferId,
    ) {
        /// Type of the offer.
        account_applicant_offer: Option<OfferId>,
        /// Time.
        created: Option<String>,
    }

    /// A survey that was sent.
    SentSurvey (
        /// Its id.
        id: QuestionaryId,
    ) {
        /// The survey.
        survey: Option<Survey>,
        /// The answer, if there is one.
        survey_answer_id: Option<AnswerId>,
        /// Time.
        created: Option<String>,
    }

    /// Feedback on an applicant.
    Feedback (
        /// Id of the answer.
        id: AnswerId,
    ) {
        /// Time.
        created: Option<String>,
        /// The respondent.
        respondent: Option<AnsweredBy>,
        /// The form.
        survey: Option<Survey>,
    }

    /// A response from a job site.
    Response (
        /// Its id; a response can be attached to a vacancy.
        id: ResponseId,
    ) {
        /// Its id at the job site.
        foreign: Option<String>,
        /// Time.
        created: Option<String>,
        /// The resume that came with it.
        applicant_external: Option<ExternalId>,
        /// The vacancy.
        vacancy: Option<ResponseVacancy>,
        /// The publication.
        vacancy_external: Option<Publication>,
    }

    /// The vacancy of a response.
    ResponseVacancy (
        /// Its id.
        id: VacancyId,
    ) {
        /// Title of the position.
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

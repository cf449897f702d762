//! An applicant's progress on a vacancy: attachment, moves between stages, moves to a child
//! vacancy.

use super::Huntflow;
use super::ids::{
    AccountId, ApplicantId, FileId, QuestionaryId, QuotaId, RejectionReasonId, ResponseId,
    StatusId, VacancyId,
};
use super::logs::{NewEvent, NewLetter, NewMessage, NewOffer, Sms};
use crate::api::endpoint::{Kind, Scalar, endpoints, payloads};

endpoints! { pipeline of Huntflow<'static>;
    /// Attaches an applicant, or a response from a job site, to a vacancy for the first time.
    Attach: Post "/accounts/{account}/applicants/{applicant}/vacancy" (account: AccountId, applicant: Attachable) <- Attachment => Attached;
    /// Moves an applicant on the vacancy to another stage; for other applicants the answer is a
    /// 400.
    Move: Put "/accounts/{account}/applicants/{applicant}/vacancy" (account: AccountId, applicant: ApplicantId) <- Attachment => Attached;
    /// Moves an applicant from a multivacancy to its child `vacancy`.
    Split: Put "/accounts/{account}/applicants/vacancy/{vacancy}/split" (account: AccountId, vacancy: VacancyId) <- ToChild => MovedToChild;
}

/// An applicant or a response to attach to a vacancy. The reference accepts either id, as a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachable(String);

impl From<ApplicantId> for Attachable {
    fn from(id: ApplicantId) -> Self {
        Self(id.to_string())
    }
}

impl From<ResponseId> for Attachable {
    fn from(id: ResponseId) -> Self {
        Self(id.to_string())
    }
}

impl Scalar for Attachable {
    const KIND: Kind = Kind::Text;
    fn read(text: &str) -> Option<Self> {
        Some(Self(text.to_owned()))
    }
    fn write(&self) -> String {
        self.0.clone()
    }
}

payloads! {
    /// An attachment to a vacancy at a stage, with accompanying actions. A multivacancy's children
    /// accept no applicants directly: see [`Split`].
    Attachment (
        /// The vacancy.
        vacancy: VacancyId,
        /// The stage; must not be a removed one.
        status: StatusId,
    ) {
        /// Shown in the applicant's history.
        comment: Option<String>,
        /// Reason for rejection; for a stage of type `trash`.
        rejection_reason: Option<RejectionReasonId>,
        /// Hiring quota; only for a stage of type `hired`.
        fill_quota: Option<QuotaId>,
        /// First day of work, `YYYY-MM-DD`; only for a stage of type `hired`.
        employment_date: Option<String>,
        /// Further files, at most 15.
        files: Vec<FileId>,
        /// An event to schedule.
        calendar_event: Option<NewEvent>,
        /// A letter to send.
        email: Option<NewLetter>,
        /// A Telegram message to send; at most one.
        im: Vec<NewMessage>,
        /// A text message to send.
        sms: Option<Sms>,
        /// An offer to make.
        applicant_offer: Option<NewOffer>,
        /// A survey to send.
        survey_questionary_id: Option<QuestionaryId>,
    }

    /// An applicant's position on a vacancy.
    Attached (
        /// The vacancy.
        vacancy: VacancyId,
    ) {
        /// Id of the attachment.
        id: Option<u64>,
        /// Time of the change of stage, ISO 8601 with offset.
        changed: Option<String>,
        /// The stage.
        status: Option<StatusId>,
        /// Reason for rejection.
        rejection_reason: Option<RejectionReasonId>,
    }

    /// A move to a child vacancy.
    ToChild (
        /// The applicant.
        applicant: ApplicantId,
        /// The stage.
        status: StatusId,
    ) {
        /// Hiring quota.
        fill_quota: Option<QuotaId>,
        /// First day of work, `YYYY-MM-DD`.
        employment_date: Option<String>,
        /// Reason for rejection; for a stage of type `trash`.
        rejection_reason: Option<RejectionReasonId>,
    }

    /// Result of a move to a child vacancy.
    MovedToChild (
        /// The applicant.
        applicant: ApplicantId,
    ) {
        /// Id of the history entry.
        id: Option<u64>,
        /// The stage.
        status: Option<StatusId>,
        /// The child vacancy.
        vacancy: Option<VacancyId>,
        /// The multivacancy.
        vacancy_parent: Option<VacancyId>,
    }
}

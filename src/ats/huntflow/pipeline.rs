//! An applicant's way over a vacancy: put on it, moved along its stages, moved to a child vacancy.

use super::Huntflow;
use super::ids::{
    AccountId, ApplicantId, FileId, QuestionaryId, QuotaId, RejectionReasonId, ResponseId,
    StatusId, VacancyId,
};
use super::logs::{NewEvent, NewLetter, NewMessage, NewOffer, Sms};
use crate::endpoint::{Kind, Scalar, endpoints, payloads};

endpoints! { pipeline of Huntflow<'static>;
    /// Puts an applicant, or a job site's response, on a vacancy for the first time.
    Attach: Post "/accounts/{account}/applicants/{applicant}/vacancy" (account: AccountId, applicant: Attachable) <- Attachment => Attached;
    /// Moves an applicant who is on the vacancy to another stage; a 400 for others.
    Move: Put "/accounts/{account}/applicants/{applicant}/vacancy" (account: AccountId, applicant: ApplicantId) <- Attachment => Attached;
    /// Moves an applicant from a multivacancy to one of its children, which `vacancy` names.
    Split: Put "/accounts/{account}/applicants/vacancy/{vacancy}/split" (account: AccountId, vacancy: VacancyId) <- ToChild => MovedToChild;
}

/// What can be put on a vacancy: an applicant, or a response. The reference takes either id, as a
/// text.
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
    /// A vacancy and a stage, and what is done on the way. A multivacancy's children take no
    /// applicants directly: see [`Split`].
    Attachment (
        /// The vacancy.
        vacancy: VacancyId,
        /// The stage; a removed one cannot be used.
        status: StatusId,
    ) {
        /// Shown in the applicant's history.
        comment: Option<String>,
        /// Why the applicant is rejected; for a stage of type `trash`.
        rejection_reason: Option<RejectionReasonId>,
        /// The quota they are hired on; for a stage of type `hired` alone.
        fill_quota: Option<QuotaId>,
        /// `YYYY-MM-DD`, the first day of work; for a stage of type `hired` alone.
        employment_date: Option<String>,
        /// Further files, at most 15.
        files: Vec<FileId>,
        /// An event to plan with them.
        calendar_event: Option<NewEvent>,
        /// A letter to send them.
        email: Option<NewLetter>,
        /// A message to send them by Telegram: at most one.
        im: Vec<NewMessage>,
        /// A text message to send them.
        sms: Option<Sms>,
        /// An offer to make them.
        applicant_offer: Option<NewOffer>,
        /// A survey to send them.
        survey_questionary_id: Option<QuestionaryId>,
    }

    /// Where an applicant is now.
    Attached (
        /// The vacancy.
        vacancy: VacancyId,
    ) {
        /// Id of the applicant's place on the vacancy.
        id: Option<u64>,
        /// When the stage was changed, ISO 8601 with offset.
        changed: Option<String>,
        /// The stage.
        status: Option<StatusId>,
        /// Why they were rejected.
        rejection_reason: Option<RejectionReasonId>,
    }

    /// A move to a child vacancy.
    ToChild (
        /// Who is moved.
        applicant: ApplicantId,
        /// The stage.
        status: StatusId,
    ) {
        /// The quota they are hired on.
        fill_quota: Option<QuotaId>,
        /// `YYYY-MM-DD`, the first day of work.
        employment_date: Option<String>,
        /// Why they are rejected; for a stage of type `trash`.
        rejection_reason: Option<RejectionReasonId>,
    }

    /// Where an applicant is after a move to a child vacancy.
    MovedToChild (
        /// Who was moved.
        applicant: ApplicantId,
    ) {
        /// Id of the entry in their history.
        id: Option<u64>,
        /// The stage.
        status: Option<StatusId>,
        /// The child.
        vacancy: Option<VacancyId>,
        /// The multivacancy.
        vacancy_parent: Option<VacancyId>,
    }
}

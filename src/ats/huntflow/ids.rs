//! Huntflow's ids as types, so that an account cannot be passed as an applicant.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl $crate::endpoint::Scalar for $name {
            const KIND: $crate::endpoint::Kind = $crate::endpoint::Kind::Integer;
            fn read(text: &str) -> Option<Self> {
                $crate::endpoint::Scalar::read(text).map(Self)
            }
            fn write(&self) -> String {
                self.0.to_string()
            }
        }
    )+};
}

ids! {
    /// An organisation.
    AccountId;
    /// A person in the organisation's base.
    ApplicantId;
    /// An opening.
    VacancyId;
    /// A stage of the hiring pipeline.
    StatusId;
    /// A group of stages.
    StatusGroupId;
    /// A stage's place in a group.
    StatusInGroupId;
    /// Where applicants come from.
    SourceId;
    /// An uploaded file.
    FileId;
    /// A resume of an applicant (Huntflow calls them externals).
    ExternalId;
    /// A response from a job site.
    ResponseId;
    /// A tag of the organisation.
    TagId;
    /// An entry of an applicant's or a vacancy's history.
    LogId;
    /// A person who works in the organisation.
    CoworkerId;
    /// A user, across organisations.
    UserId;
    /// A division of the organisation.
    DivisionId;
    /// A region of the organisation.
    RegionId;
    /// A kind of offer that the organisation makes.
    OfferId;
    /// An offer made to an applicant.
    ApplicantOfferId;
    /// A span of a vacancy's life, from opening to closing.
    FrameId;
    /// How many people a vacancy hires until when.
    QuotaId;
    /// A request for a vacancy.
    VacancyRequestId;
    /// A form for vacancy requests.
    VacancyRequestSchemaId;
    /// Why an applicant was rejected.
    RejectionReasonId;
    /// Why a vacancy was closed.
    CloseReasonId;
    /// Why a vacancy was put on hold.
    HoldReasonId;
    /// A webhook.
    WebhookId;
    /// A production calendar: which days are worked.
    ProductionCalendarId;
    /// A calendar of events.
    CalendarId;
    /// A connected calendar account.
    CalendarAccountId;
    /// A connected e-mail account.
    EmailAccountId;
    /// A letter.
    EmailId;
    /// A template of a letter.
    MailTemplateId;
    /// A follow-up of a template.
    FollowupId;
    /// An event in a calendar.
    EventId;
    /// A kind of interview.
    InterviewTypeId;
    /// A survey.
    SurveyId;
    /// A survey sent to an applicant.
    QuestionaryId;
    /// An answer to a survey.
    AnswerId;
    /// A dictionary of the organisation.
    DictionaryId;
    /// An entry of a dictionary.
    DictionaryFieldId;
    /// An applicant recommended for a vacancy.
    RecommendationId;
    /// An entry of the security log.
    ActionLogId;
}

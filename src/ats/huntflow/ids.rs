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

        impl $crate::api::endpoint::Shaped for $name {
            fn shape() -> $crate::api::endpoint::Shape {
                <u64 as $crate::api::endpoint::Shaped>::shape()
            }
        }

        impl $crate::api::endpoint::Scalar for $name {
            const KIND: $crate::api::endpoint::Kind = $crate::api::endpoint::Kind::Integer;
            fn read(text: &str) -> Option<Self> {
                $crate::api::endpoint::Scalar::read(text).map(Self)
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
    /// An applicant of the organisation.
    ApplicantId;
    /// A vacancy.
    VacancyId;
    /// A stage of the hiring pipeline.
    StatusId;
    /// A group of stages.
    StatusGroupId;
    /// A stage in a group.
    StatusInGroupId;
    /// A source of applicants.
    SourceId;
    /// An uploaded file.
    FileId;
    /// A resume of an applicant (an "external" at Huntflow).
    ExternalId;
    /// A response from a job site.
    ResponseId;
    /// A tag of the organisation.
    TagId;
    /// An entry in the history of an applicant or a vacancy.
    LogId;
    /// A member of the organisation.
    CoworkerId;
    /// A user, across organisations.
    UserId;
    /// A division of the organisation.
    DivisionId;
    /// A region of the organisation.
    RegionId;
    /// A type of offer of the organisation.
    OfferId;
    /// An offer to an applicant.
    ApplicantOfferId;
    /// A period of a vacancy, from opening to closing.
    FrameId;
    /// A hiring quota of a vacancy: number of people and deadline.
    QuotaId;
    /// A request for a vacancy.
    VacancyRequestId;
    /// A form for vacancy requests.
    VacancyRequestSchemaId;
    /// A reason for rejection of an applicant.
    RejectionReasonId;
    /// A reason for closing a vacancy.
    CloseReasonId;
    /// A reason for putting a vacancy on hold.
    HoldReasonId;
    /// A webhook.
    WebhookId;
    /// A production calendar: working days and days off.
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
    /// A type of interview.
    InterviewTypeId;
    /// A survey.
    SurveyId;
    /// A survey sent to an applicant.
    QuestionaryId;
    /// An answer to a survey.
    AnswerId;
    /// A dictionary of the organisation.
    DictionaryId;
    /// An entry in a dictionary.
    DictionaryFieldId;
    /// An applicant recommended for a vacancy.
    RecommendationId;
    /// An entry in the security log.
    ActionLogId;
}

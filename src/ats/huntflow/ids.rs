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
    /// Where applicants come from.
    SourceId;
    /// An uploaded file.
    FileId;
    /// A resume of an applicant (Huntflow calls them externals).
    ExternalId;
}

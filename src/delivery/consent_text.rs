//! The consents of an application as the recruiter reads them.

use super::progress::Submission;
use crate::form::application::GivenConsent;
use serde::{Deserialize, Serialize};

/// The sentence of a consent, as the candidate saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentText {
    /// The id of the consent.
    pub id: String,
    /// The sentence.
    pub text: String,
    /// The language of the form, as its tag.
    pub locale: String,
}

/// One line for each consent: its version, the time, and the sentence as the candidate saw it.
pub fn describe(submission: &Submission) -> String {
    let time = i64::try_from(submission.accepted).ok();
    let time = time.and_then(chrono::DateTime::from_timestamp_millis);
    let time = time.map(|time| time.format("%Y-%m-%d %H:%M UTC").to_string()).unwrap_or_default();
    let line = |given: &GivenConsent| {
        let seen = submission.consent_texts.iter().find(|text| text.id == given.id);
        let sentence = seen.map(|s| format!(": “{}” ({})", s.text, s.locale)).unwrap_or_default();
        format!("Consent {}, version {}, {time}{sentence}", given.id, given.version)
    };
    submission.application.consents.iter().map(line).collect::<Vec<_>>().join("\n")
}

//! The consents of an application as the recruiter reads them.

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

/// One line for each consent: its version, the time of acceptance (in ms since the epoch), and the sentence as the candidate
/// saw it.
pub fn describe(given: &[GivenConsent], texts: &[ConsentText], accepted: u64) -> String {
    let time = i64::try_from(accepted).ok().and_then(chrono::DateTime::from_timestamp_millis);
    let time = time.map(|time| time.format("%Y-%m-%d %H:%M UTC").to_string()).unwrap_or_default();
    let line = |given: &GivenConsent| {
        let seen = texts.iter().find(|text| text.id == given.id);
        let sentence = seen.map(|s| format!(": “{}” ({})", s.text, s.locale)).unwrap_or_default();
        format!("Consent {}, version {}, {time}{sentence}", given.id, given.version)
    };
    given.iter().map(line).collect::<Vec<_>>().join("\n")
}

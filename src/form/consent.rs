//! The consents that a form asks for.

use serde::{Deserialize, Serialize};

/// A consent, asked for separately from the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentField {
    /// The id; the field is posted as `consent.<id>`.
    pub id: String,
    /// The version of the text, stored with the application.
    pub version: String,
    /// The text that the candidate agrees to.
    pub text: String,
    /// Whether the consent is required.
    pub required: bool,
}

impl ConsentField {
    /// Whether a posted value means agreement to this version of the text.
    pub(crate) fn is_given(&self, value: &str) -> bool {
        let value = value.trim();
        !value.is_empty() && (["on", "true"].contains(&value) || value == self.version)
    }
}

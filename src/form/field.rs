//! The text fields of a form, and the validation of their values.

use super::error::FieldErrorCode;
use super::phone;
use super::validate::{is_day, is_email, is_web_address, trimmed};
use crate::file::is_bidi;
use serde::{Deserialize, Serialize};

/// A text field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The name in the posted form.
    pub name: String,
    /// The kind of its value.
    pub kind: FieldKind,
    /// The label shown to the candidate.
    pub label: String,
    /// Whether a value is required.
    pub required: bool,
    /// The maximum length, in characters.
    pub max: u32,
    /// The autofill token (`autocomplete`, WHATWG HTML), or empty.
    pub autocomplete: String,
}

/// The kind of a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    /// One line of text.
    Text,
    /// An e-mail address.
    Email,
    /// A telephone number, of any country.
    Tel,
    /// A URL.
    Url,
    /// Several lines of text.
    Textarea,
    /// A date, `YYYY-MM-DD`.
    Date,
    /// URLs, one per line.
    Links,
}

impl Field {
    /// Validates a posted value. Returns the text to store, or `None` for an empty optional field.
    pub(super) fn parse(
        &self,
        typed: &str,
    ) -> Result<Option<String>, (FieldErrorCode, Option<u32>)> {
        let mut text = trimmed(typed);
        if self.kind == FieldKind::Tel {
            text.retain(|c| !phone::is_mark(c));
        }
        // A mark may have stood before a space.
        let text = text.trim();
        if text.is_empty() {
            return if self.required { Err((FieldErrorCode::Required, None)) } else { Ok(None) };
        }
        if text.chars().count() > self.max as usize {
            return Err((FieldErrorCode::TooLong, Some(self.max)));
        }
        let lines = matches!(self.kind, FieldKind::Textarea | FieldKind::Links);
        let storable = |c: char| !c.is_control() || lines && matches!(c, '\n' | '\r' | '\t');
        // Direction marks are allowed in multi-line fields, which may mix two writing directions, and nowhere else.
        if !text.chars().all(|c| storable(c) && (lines || !is_bidi(c))) {
            return Err((FieldErrorCode::Characters, None));
        }
        if self.kind == FieldKind::Tel {
            return phone::number(text).map(Some).ok_or((FieldErrorCode::Phone, None));
        }
        let good = match self.kind {
            FieldKind::Email => is_email(text),
            FieldKind::Url => is_web_address(text),
            FieldKind::Date => is_day(text),
            FieldKind::Links => {
                text.lines().count() <= LINKS_MAX
                    && text.lines().map(str::trim).all(|l| l.is_empty() || is_web_address(l))
            }
            FieldKind::Text | FieldKind::Textarea | FieldKind::Tel => true,
        };
        match self.kind {
            _ if good => Ok(Some(text.to_owned())),
            FieldKind::Email => Err((FieldErrorCode::Email, None)),
            FieldKind::Date => Err((FieldErrorCode::Date, None)),
            _ => Err((FieldErrorCode::Url, None)),
        }
    }
}

/// The maximum number of URLs in one field; chosen by this project.
const LINKS_MAX: usize = 10;

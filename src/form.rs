//! The application form of a job, independent of the ATS, and the validation of a filled-in form.
//!
//! The same code runs in the page and in the Worker. Its input is pairs of name and text: the body of a native form
//! post, the content of `FormData`, or the members of a flat JSON object.

pub mod application;
pub mod challenge;
mod consent;
mod error;
mod field;
pub(crate) mod phone;
pub mod question;
mod slot;
mod validate;

pub use consent::ConsentField;
pub use error::{FieldError, FieldErrorCode};
pub use field::{Field, FieldKind};
pub use slot::{FileSlot, Slot};
pub(crate) use validate::is_day;

use crate::form::application::{Application, GivenConsent};
use crate::form::question::{Answer, PREFIX, Question};
use serde::{Deserialize, Serialize};

/// The application form of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The id of the job.
    pub job: String,
    /// The heading, as plain text.
    pub title: String,
    /// The language of the texts, as a BCP 47 tag.
    pub locale: String,
    /// The text fields, in display order.
    pub fields: Vec<Field>,
    /// The consents, in display order.
    pub consents: Vec<ConsentField>,
    /// The slot of the resume.
    pub resume: FileSlot,
    /// The slots of other files, in display order.
    #[serde(default)]
    pub files: Vec<FileSlot>,
    /// The organisation's own questions, in display order.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// Whether the form offers to fill itself from the resume.
    #[serde(default)]
    pub prefill: bool,
}

/// The treatment of posted names that the form does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownFields {
    /// Ignore them: a careers site's own form may hold more inputs than ours.
    Ignore,
    /// Report each as an error: in JSON an unknown name is a typing error.
    Refuse,
}

/// The name of the field that also sends the picture found in the resume. Without it the picture is not sent.
pub const RESUME_PHOTO: &str = "resume_photo";

/// Whether the value of [`RESUME_PHOTO`] means yes.
pub fn sends_photo(value: &str) -> bool {
    matches!(value.trim(), "true" | "on")
}

/// Names that may be posted beside the form's own fields.
pub const EXTRA_FIELDS: [&str; 16] = [
    "resume",
    "photo",
    "files",
    "resume_upload",
    "photo_upload",
    "files_upload",
    RESUME_PHOTO,
    "idempotency_key",
    "locale",
    "source",
    challenge::HONEYPOT,
    challenge::STARTED,
    challenge::CHECK,
    challenge::ANSWER,
    challenge::TOKEN,
    challenge::WIDGET_TOKEN,
];

/// A valid part of an application.
pub enum Accepted<'a> {
    /// The value of a text field.
    Text(&'a Field, String),
    /// The answer to a question.
    Answer(&'a Question, Answer),
    /// A consent that the candidate gave.
    Consent(&'a ConsentField),
}

/// A posted file, as validation needs it: its slot, and its error if it has one.
pub type FileCheck = (Slot, Result<(), FieldErrorCode>);

impl Form {
    /// Validates the posted pairs. Returns the application, or every error.
    pub fn parse(
        &self,
        entries: &[(String, String)],
        files: &[FileCheck],
        unknown: UnknownFields,
    ) -> Result<Application, Vec<FieldError>> {
        let mut application = Application::default();
        let flaws = self.check(entries, files, unknown, |accepted| match accepted {
            Accepted::Text(field, text) => application.set(&field.name, text),
            Accepted::Answer(question, answer) => {
                application.answers.insert(question.key.clone(), answer);
            }
            Accepted::Consent(consent) => {
                let (id, version) = (consent.id.clone(), consent.version.clone());
                application.consents.push(GivenConsent { id, version });
            }
        });
        if flaws.is_empty() { Ok(application) } else { Err(flaws) }
    }

    /// Validates the posted pairs. Returns every error, and passes valid parts to `accept`.
    pub fn check<'a>(
        &'a self,
        entries: &[(String, String)],
        files: &[FileCheck],
        unknown: UnknownFields,
        mut accept: impl FnMut(Accepted<'a>),
    ) -> Vec<FieldError> {
        let mut flaws = Vec::new();
        for field in &self.fields {
            let typed = value(entries, &field.name);
            match field.parse(typed) {
                Ok(Some(text)) => accept(Accepted::Text(field, text)),
                Ok(None) => {}
                Err((code, limit)) => {
                    flaws.push(FieldError { field: field.name.clone(), code, limit });
                }
            }
        }
        for question in &self.questions {
            let name = question.name();
            match question.parse(value(entries, &name)) {
                Ok(Some(answer)) => accept(Accepted::Answer(question, answer)),
                Ok(None) => {}
                Err((code, limit)) => flaws.push(FieldError { field: name, code, limit }),
            }
        }
        for consent in &self.consents {
            let name = ["consent.", &consent.id].concat();
            let code = match value(entries, &name).trim() {
                "" | "false" | "off" if consent.required => Some(FieldErrorCode::ConsentRequired),
                "" | "false" | "off" => None,
                given if consent.is_given(given) => {
                    accept(Accepted::Consent(consent));
                    None
                }
                _ => Some(FieldErrorCode::ConsentChanged),
            };
            flaws.extend(code.map(|code| FieldError { field: name, code, limit: None }));
        }
        for slot in self.slots() {
            let here = files.iter().filter(|(to, _)| *to == slot.slot);
            let count = here.clone().count();
            let (code, limit) = match here.filter_map(|(_, check)| check.err()).next() {
                Some(FieldErrorCode::TooManyFiles) => {
                    (FieldErrorCode::TooManyFiles, Some(slot.max_files))
                }
                Some(code) => (code, None),
                None if count == 0 && slot.required => (FieldErrorCode::FileRequired, None),
                None if count > slot.max_files as usize => {
                    (FieldErrorCode::TooManyFiles, Some(slot.max_files))
                }
                None => continue,
            };
            flaws.push(FieldError { field: slot.slot.name().to_owned(), code, limit });
        }
        for slot in Slot::ALL.into_iter().filter(|slot| self.slot(*slot).is_none()) {
            if unknown == UnknownFields::Refuse && files.iter().any(|(to, _)| *to == slot) {
                let (field, code) = (slot.name().to_owned(), FieldErrorCode::UnknownField);
                flaws.push(FieldError { field, code, limit: None });
            }
        }
        if unknown == UnknownFields::Refuse {
            for (name, _) in entries.iter().filter(|(name, _)| !self.has_field(name)) {
                let (field, code) = (name.chars().take(60).collect(), FieldErrorCode::UnknownField);
                flaws.push(FieldError { field, code, limit: None });
            }
        }
        flaws
    }

    /// Of texts parsed from a resume, those that the form has a field for and that are valid there.
    pub fn accepted_texts<'a>(
        &self,
        texts: impl IntoIterator<Item = (&'a str, String)>,
    ) -> std::collections::BTreeMap<String, String> {
        let fit = texts.into_iter().filter_map(|(name, text)| {
            let field = self.fields.iter().find(|f| f.name == name)?;
            Some((name.to_owned(), field.parse(&text).ok()??))
        });
        fit.collect()
    }

    /// All file slots of the form, the resume first.
    pub fn slots(&self) -> impl Iterator<Item = &FileSlot> {
        std::iter::once(&self.resume).chain(&self.files)
    }

    /// The form's file slot of this kind; `None` if the form does not have it.
    pub fn slot(&self, slot: Slot) -> Option<&FileSlot> {
        self.slots().find(|s| s.slot == slot)
    }

    fn has_field(&self, name: &str) -> bool {
        EXTRA_FIELDS.contains(&name)
            || self.fields.iter().any(|f| f.name == name)
            || name
                .strip_prefix(PREFIX)
                .is_some_and(|key| self.questions.iter().any(|q| q.key == key))
            || name
                .strip_prefix("consent.")
                .is_some_and(|id| self.consents.iter().any(|c| c.id == id))
    }
}

fn value<'a>(entries: &'a [(String, String)], name: &str) -> &'a str {
    entries.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
}

#[cfg(test)]
mod tests;

//! A validated application. Only [`crate::form::Form::parse`] makes one.

use crate::form::question::Answer;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The candidate's data, trimmed and within limits. Fields that the form does not have are empty.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Application {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Middle name or patronymic.
    pub middle_name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number as typed.
    pub phone: String,
    /// Link to a profile.
    pub profile: String,
    /// Salary expectation, as free text.
    pub salary: String,
    /// Cover letter, plain text.
    pub letter: String,
    // What came later is left out where it is empty, so that what was sent before a deploy keeps its
    // fingerprint.
    /// URLs of other pages, one per line.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub links: String,
    /// Date of birth, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub birthday: String,
    /// Current position.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub position: String,
    /// Current employer.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub company: String,
    /// Answers to the organisation's own questions, by the question's key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, Answer>,
    /// The consents given.
    pub consents: Vec<GivenConsent>,
}

/// A consent given by the candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenConsent {
    /// The id of the consent.
    pub id: String,
    /// The version of the text that the candidate agreed to.
    pub version: String,
}

impl Application {
    /// The URLs that are not empty.
    pub fn links(&self) -> impl Iterator<Item = &str> {
        self.links.lines().map(str::trim).filter(|l| !l.is_empty())
    }
}

macro_rules! texts {
    ($($name:ident)+) => {
        impl Application {
            /// Stores a validated text in the field of this name. Unknown names are ignored.
            pub(crate) fn set(&mut self, name: &str, text: String) {
                match name {
                    $(stringify!($name) => self.$name = text,)+
                    _ => {}
                }
            }

            /// The names of all text fields.
            pub const TEXTS: &[&str] = &[$(stringify!($name),)+];

            /// The text of the field with this name; `None` if there is no such field.
            pub fn text(&self, name: &str) -> Option<&str> {
                match name {
                    $(stringify!($name) => Some(&self.$name),)+
                    _ => None,
                }
            }
        }
    };
}

texts! { first_name last_name middle_name email phone profile salary letter links birthday position company }

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "Application { first_name, last_name, middle_name, email, phone, profile, salary, letter, links, birthday, position, company, answers, consents }",
        )
    }
}

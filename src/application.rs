//! An application that has been checked: only [`crate::form::Form::parse`] makes one.

use crate::question::Answer;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// What a candidate sent, trimmed and within limits. Fields the form did not ask for are empty.
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
    /// Salary expectation in the candidate's words.
    pub salary: String,
    /// Cover letter.
    pub letter: String,
    // What came later is left out where it is empty, so that what was sent before a deploy keeps its
    // fingerprint.
    /// Links to other pages, one a line.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub links: String,
    /// Birthday, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub birthday: String,
    /// Present occupation.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub position: String,
    /// Present employer.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub company: String,
    /// Answers to the organisation's own questions, by key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, Answer>,
    /// The consents that were given.
    pub consents: Vec<Consent>,
}

/// A consent that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Which.
    pub id: String,
    /// To which version of its text.
    pub version: String,
}

impl Application {
    /// The links that are not empty.
    pub fn links(&self) -> impl Iterator<Item = &str> {
        self.links.lines().map(str::trim).filter(|l| !l.is_empty())
    }
}

macro_rules! texts {
    ($($name:ident)+) => {
        impl Application {
            /// Puts a checked text into its place; names the application does not have are dropped.
            pub(crate) fn set(&mut self, name: &str, text: String) {
                match name {
                    $(stringify!($name) => self.$name = text,)+
                    _ => {}
                }
            }

            /// The name of every text.
            pub const TEXTS: &[&str] = &[$(stringify!($name),)+];

            /// The text of a field; `None` for a name the application does not have.
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

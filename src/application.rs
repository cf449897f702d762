//! An application that has been checked: only [`crate::form::Form::parse`] makes one.

use serde::{Deserialize, Serialize};
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

texts! { first_name last_name middle_name email phone profile salary letter }

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "Application { first_name, last_name, middle_name, email, phone, profile, salary, letter, consents }",
        )
    }
}

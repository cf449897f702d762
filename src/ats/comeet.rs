//! Comeet, now Spark Hire Recruit.
//!
//! Positions are read from the careers API, which is public; candidates are created by the
//! recruiting API, which wants a token that we sign ourselves. Facts come from docs/ats-facts.md.

pub mod candidates;
mod delivery;
pub mod jwt;
pub mod positions;
mod refusal;

pub use refusal::{Code, code};

use crate::ats::{Ats, Capability, send};
use crate::call::{Method, Reply, Transport};
use crate::endpoint::Api as _;
use crate::error::{Error, ErrorKind};
use crate::file::FileKind;
use crate::job::Job;
use crate::locale::{Locale, Localized};
use crate::question::{Choice, Question, QuestionKind};
use crate::site::{Publish, Site};
use serde::{Deserialize, Serialize};

/// The most bytes of a file: 6 MB. The newest reference states it for files; we take it for the
/// resume too.
pub const FILE_MAX: u64 = 6_000_000;
/// The most files beside the resume: a choice of ours, the vendor names none.
pub const FILES_MAX: u32 = 10;

/// The kinds of resume the recruiting API takes.
pub const RESUME_KINDS: &[FileKind] = &[FileKind::Pdf, FileKind::Doc, FileKind::Docx];

/// Whether an answer means that the token is no good any more, and nothing else.
pub fn refuses_token(reply: &Reply) -> bool {
    reply.status == 401
        && Comeet::refusal("token", Method::Get, reply).kind == ErrorKind::TokenExpired
}

/// A site's account at Comeet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Base URL of the recruiting API, without a trailing slash.
    #[serde(default = "base")]
    pub base: String,
    /// Base URL of the careers API, without a trailing slash.
    #[serde(default = "careers")]
    pub careers: String,
    /// The company's uid.
    pub company: String,
    /// Name of the credentials.
    pub credentials: String,
    /// Candidate fields of the company's own that the form asks for. Comeet has no call that lists them, and
    /// refuses a candidate with one that does not exist.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<CustomField>,
}

/// A candidate field of the company's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomField {
    /// Its name at Comeet.
    pub key: String,
    /// What is asked.
    pub label: Localized,
    /// What it takes.
    #[serde(default)]
    pub kind: QuestionKind,
    /// Whether it must be answered.
    #[serde(default)]
    pub required: bool,
    /// What can be chosen, of a `choice`: the texts that Comeet gets, with what is shown for each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<CustomChoice>,
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomChoice {
    /// What Comeet gets.
    pub value: String,
    /// What is shown.
    pub label: Localized,
}

/// The most characters of a line and of a longer text; a choice of ours.
const LINE: u32 = 255;
const TEXT: u32 = 5000;

impl CustomField {
    /// What of it cannot be; its name is not at hand here.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        // A key is part of a name in the form.
        let key = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-' || b == b' ';
        if !(1..=60).contains(&self.key.len()) || !self.key.bytes().all(key) {
            return Err("key: letters, digits, spaces, hyphens and underscores, at most 60");
        }
        match self.kind {
            QuestionKind::Choice if self.choices.is_empty() => Err("choices: name at least one"),
            QuestionKind::Note | QuestionKind::Hidden => {
                Err("kind: text, textarea, number, date, url or choice")
            }
            _ => Ok(()),
        }
    }

    /// The question in a language.
    fn question(&self, locale: Locale, fallback: Locale) -> Question {
        let choices = self.choices.iter().map(|choice| Choice {
            value: choice.value.clone(),
            label: choice.label.in_locale(locale, fallback).to_owned(),
            number: false,
        });
        Question {
            key: self.key.clone(),
            label: self.label.in_locale(locale, fallback).to_owned(),
            kind: self.kind,
            required: self.required,
            max: if self.kind == QuestionKind::Textarea { TEXT } else { LINE },
            choices: choices.collect(),
            value: String::new(),
        }
    }
}

impl Config {
    /// The company's own questions in a language.
    pub(crate) fn questions(&self, locale: Locale, fallback: Locale) -> Vec<Question> {
        self.questions.iter().map(|field| field.question(locale, fallback)).collect()
    }
}

fn base() -> String {
    "https://api.comeet.co".to_owned()
}

fn careers() -> String {
    "https://www.comeet.co/careers-api/2.0".to_owned()
}

/// Comeet for one site; also the name of the API in the tables.
#[derive(Debug, Clone, Copy)]
pub struct Comeet<'a> {
    site: &'a Site,
    config: &'a Config,
}

impl<'a> Comeet<'a> {
    /// Comeet as `site` uses it.
    pub fn new(site: &'a Site, config: &'a Config) -> Self {
        Self { site, config }
    }

    fn publishes(&self, position: &positions::Position) -> bool {
        // A uid that is not of the known form could be no address of ours.
        if !crate::job::is_id(&position.uid) {
            return false;
        }
        match &self.site.publish {
            Publish::Jobs(ids) => ids.contains(&position.uid),
            Publish::Division(name) => position.department.as_deref() == Some(name.as_str()),
            Publish::Field { .. } => false,
            Publish::Listed => true,
        }
    }
}

impl Ats for Comeet<'_> {
    fn capability(&self) -> Capability {
        Capability { parses_resumes: false, stores_consents: false, recognises_repeats: true }
    }

    async fn jobs(&self, transport: &impl Transport) -> Result<Vec<Job>, Error> {
        let list = positions::List { company: self.config.company.clone() };
        let positions = send(transport, list).await?;
        Ok(positions.iter().filter(|p| self.publishes(p)).map(|p| p.job(false)).collect())
    }

    async fn job(&self, transport: &impl Transport, id: &str) -> Result<Option<Job>, Error> {
        let company = self.config.company.clone();
        let query = positions::Details { details: Some(true) };
        let read = positions::Read { company, position: id.to_owned(), query };
        match send(transport, read).await {
            Ok(position) => Ok(self.publishes(&position).then(|| position.job(true))),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Every operation of this API, a slice a module.
pub const TABLES: &[&[crate::endpoint::Row]] = &[candidates::TABLE, positions::TABLE];
/// Their types, in the same order.
#[doc(hidden)]
pub const TYPES: &[&[crate::endpoint::Types]] = &[candidates::TYPES, positions::TYPES];

#[cfg(test)]
mod tests;

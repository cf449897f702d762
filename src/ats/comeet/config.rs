//! A site's settings for Comeet, and the vendor's limits.

use super::{Comeet, TABLES};
use crate::api::endpoint::{Api as _, Operation, percent};
use crate::api::error::ErrorKind;
use crate::api::request::{Access, Call, Method, Reply};
use crate::ats::config::{AccountParameter, AtsSettings, Limits, Publish, SiteFacts, check_base};
use crate::file::FileKind;
use crate::form::question::{Choice, Question, QuestionKind};
use crate::locale::{Locale, Localized};
use crate::throttle::pace::RateLimit;
use serde::{Deserialize, Serialize};

/// The most bytes of a file: 6 MB. The newest reference states it for files; this project applies it to the resume too.
pub const FILE_MAX: u64 = 6_000_000;

/// Comeet's limits. The reference states no number of files: 10 is a choice of this project. The kinds are those that
/// the recruiting API accepts as a resume.
const LIMITS: Limits = Limits {
    file_bytes: FILE_MAX,
    attachments: 10,
    resume_kinds: &[FileKind::Pdf, FileKind::Doc, FileKind::Docx],
};

/// 100 requests a minute.
const RATE_LIMIT: RateLimit = RateLimit { requests: 100, window_ms: 60_000 };

/// The most characters of a source's name; a choice of this project.
const SOURCE_MAX: usize = 100;
/// The most characters of a custom field's key; a choice of this project.
const KEY_MAX: usize = 60;
/// The most characters of an answer in one line; a choice of this project.
const LINE_MAX: u32 = 255;
/// The most characters of an answer in several lines; a choice of this project.
const TEXT_MAX: u32 = 5000;

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
    /// The company's custom candidate fields that the form asks for. Comeet has no operation that lists them, and
    /// refuses a candidate with a field that does not exist.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<CustomField>,
}

fn base() -> String {
    "https://api.comeet.co".to_owned()
}

fn careers() -> String {
    "https://www.comeet.co/careers-api/2.0".to_owned()
}

/// A custom candidate field of the company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomField {
    /// Its name at Comeet.
    pub key: String,
    /// The question.
    pub label: Localized,
    /// The kind of answer.
    #[serde(default)]
    pub kind: QuestionKind,
    /// Whether it must be answered.
    #[serde(default)]
    pub required: bool,
    /// The possible answers of a `choice`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<CustomChoice>,
}

/// A possible answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomChoice {
    /// The text that Comeet gets.
    pub value: String,
    /// The text that the candidate reads.
    pub label: Localized,
}

impl AtsSettings for Config {
    fn credentials(&self) -> &str {
        &self.credentials
    }

    fn limits(&self) -> Limits {
        LIMITS
    }

    fn rate_limit(&self) -> RateLimit {
        RATE_LIMIT
    }

    fn delivery_calls(&self) -> u32 {
        1
    }

    fn base(&self, access: Access) -> &str {
        match access {
            Access::Bearer => &self.base,
            Access::QueryToken => &self.careers,
        }
    }

    /// The careers API takes its token in the query.
    fn address(&self, call: &Call, query_token: Option<&str>) -> String {
        let address = [self.base(call.access), &call.path].concat();
        match call.access {
            Access::Bearer => address,
            Access::QueryToken => {
                let separator = if call.path.contains('?') { '&' } else { '?' };
                format!("{address}{separator}token={}", percent(query_token.unwrap_or_default()))
            }
        }
    }

    fn operations(&self) -> &'static [&'static [Operation]] {
        TABLES
    }

    fn account(&self) -> AccountParameter {
        AccountParameter { name: "company", value: self.company.clone() }
    }

    fn static_questions(&self, locale: Locale, fallback: Locale) -> Vec<Question> {
        self.questions.iter().map(|field| field.question(locale, fallback)).collect()
    }

    /// A 401 has other meanings too, such as a candidate that was merged into another one.
    fn refuses_token(&self, reply: &Reply) -> bool {
        reply.status == 401
            && Comeet::refusal("token", Method::Get, reply).kind == ErrorKind::TokenExpired
    }

    /// Without the permission to list candidates, candidates can still be created.
    fn stops_account(&self, method: Method, reply: &Reply) -> bool {
        (400..500).contains(&reply.status)
            && method != Method::Get
            && Comeet::refusal("delivery", method, reply).kind.is_of_the_account()
    }

    fn check(&self, site: &SiteFacts<'_>) -> Result<(), String> {
        check_base("base", &self.base)?;
        check_base("careers", &self.careers)?;
        for (i, field) in self.questions.iter().enumerate() {
            field.check().map_err(|error| format!("ats.questions[{i}].{error}"))?;
            if self.questions.iter().filter(|f| f.key == field.key).count() > 1 {
                return Err(format!("ats.questions[{i}].key: '{}' is there twice", field.key));
            }
        }
        match site.publish {
            Publish::Field { .. } => {
                Err("publish.field: Comeet has no additional fields of jobs".to_owned())
            }
            Publish::Jobs(_) | Publish::Division(_) | Publish::Listed => Ok(()),
        }
    }

    fn check_source(&self, source: &str) -> Result<(), &'static str> {
        match source.len() {
            1..=SOURCE_MAX => Ok(()),
            _ => Err("must be a name of at most 100 characters"),
        }
    }
}

impl CustomField {
    /// The first mistake, from the field's own name on: the caller knows its place in the list.
    fn check(&self) -> Result<(), &'static str> {
        // The key is part of a name in the form.
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-' || b == b' ';
        if !(1..=KEY_MAX).contains(&self.key.len()) || !self.key.bytes().all(allowed) {
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
            max: if self.kind == QuestionKind::Textarea { TEXT_MAX } else { LINE_MAX },
            choices: choices.collect(),
            value: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::endpoint::Endpoint as _;
    use crate::ats::comeet::positions::{Details, List, Read};

    #[test]
    fn only_the_careers_api_has_a_token_in_its_addresses() {
        let json = r#"{"company":"30.005","credentials":"acme"}"#;
        let config: Config = serde_json::from_str(json).unwrap();
        let company = config.company.clone();
        let list = List { company: company.clone() }.call("").unwrap();
        let careers = "https://www.comeet.co/careers-api/2.0/company/30.005/positions";
        assert_eq!(config.address(&list, Some("a&b")), format!("{careers}?token=a%26b"));
        let query = Details { details: Some(true) };
        let read = Read { company, position: "48.16A".to_owned(), query }.call("").unwrap();
        let want = format!("{careers}/48.16A?details=true&token=c");
        assert_eq!(config.address(&read, Some("c")), want);
        let bearer = Call { access: Access::Bearer, ..list };
        let address = config.address(&bearer, Some("c"));
        assert_eq!(address, "https://api.comeet.co/company/30.005/positions");
    }
}

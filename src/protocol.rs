//! What the page and the Worker say to each other. The table of docs/protocol.md, in Rust.

use crate::form::Form;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where the protocol stands below the Worker's address.
pub const PREFIX: &str = "/v1";

/// A form as it is answered: with the sentences for what the page finds wrong by itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FormReply {
    /// The form.
    #[serde(flatten)]
    pub form: Form,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// Sentences by code. `{limit}` is the field's `max`, `{label}`, `{kinds}` and `{max}` the slot's.
    pub messages: BTreeMap<String, String>,
    /// Label of the button.
    pub submit: String,
    /// What stands after the label of a field that may stay empty.
    pub optional: String,
    /// What a page says while files are on their way, by name.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
    /// What comes back with the application, so that it can be told who filled the form in.
    #[serde(default)]
    pub guard: crate::spam::Guard,
}

/// A list of jobs as it is answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JobsReply {
    /// The jobs.
    #[serde(flatten)]
    pub jobs: crate::job::Jobs,
    /// What a page says around them, by name.
    pub words: BTreeMap<String, String>,
}

/// A job as it is answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JobReply {
    /// The job.
    #[serde(flatten)]
    pub job: crate::job::Job,
    /// Its JobPosting for search engines, where it would be valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json_ld: Option<serde_json::Value>,
}

/// What was read out of a resume: only what the form asks for, and only what it would accept.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prefill {
    /// Texts by the names of the form's fields.
    pub fields: BTreeMap<String, String>,
    /// Whether a picture was found, which goes with the application that says `resume_photo`, unless
    /// another one is sent.
    pub photo: bool,
}

/// How an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Stored; on its way.
    Received,
    /// The ATS has it.
    Delivered,
    /// A person has to help.
    Failed,
    /// The candidate took it back.
    Withdrawn,
}

/// The answer to an accepted application, and to a question after it. Tells nothing about anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// 128 bits in Crockford's base 32.
    pub receipt: String,
    /// How it stands.
    pub state: State,
    /// Address of the status page, below the Worker's.
    pub status: String,
}

impl Receipt {
    /// The receipt of an application to `site`.
    pub fn new(site: &str, receipt: &str, state: State) -> Self {
        Self { receipt: receipt.to_owned(), state, status: Self::address(site, receipt) }
    }

    /// The address of a status page, below the Worker's.
    pub fn address(site: &str, receipt: &str) -> String {
        format!("{PREFIX}/{site}/applications/{receipt}")
    }
}

/// A route, parsed. Whatever is not one of these is 404, so nothing else is ever looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route<'a> {
    /// `GET jobs`
    Jobs,
    /// `GET jobs/{job}`
    Job(&'a str),
    /// `GET jobs/{job}/form`
    Form(&'a str),
    /// `GET jobs/{job}/apply`
    Apply(&'a str),
    /// `POST jobs/{job}/applications`
    Applications(&'a str),
    /// `POST uploads`: tus, creation
    Uploads,
    /// `HEAD PATCH DELETE uploads/{id}`: tus; and POST with `X-HTTP-Method-Override`
    Upload(&'a str),
    /// `POST uploads/{id}/parse`
    Parse(&'a str),
    /// `GET DELETE applications/{receipt}`
    Receipt(&'a str),
    /// `POST applications/{receipt}/withdraw`, for pages without scripts
    Withdraw(&'a str),
}

impl<'a> Route<'a> {
    /// Splits a path into site and route. Ids are checked, nothing is decoded: an id with an
    /// escape in it is no id.
    pub fn parse(path: &'a str) -> Option<(&'a str, Self)> {
        let rest = path.strip_prefix(PREFIX)?.strip_prefix('/')?;
        let mut parts = rest.split('/');
        let site = parts.next().filter(|s| is_name(s))?;
        let route = match (parts.next()?, parts.next(), parts.next(), parts.next()) {
            ("jobs", None, None, None) => Self::Jobs,
            ("jobs", Some(job), tail, None) if crate::job::is_id(job) => match tail {
                None => Self::Job(job),
                Some("form") => Self::Form(job),
                Some("apply") => Self::Apply(job),
                Some("applications") => Self::Applications(job),
                Some(_) => return None,
            },
            ("uploads", None, None, None) => Self::Uploads,
            ("uploads", Some(id), None, None) if is_token(id) => Self::Upload(id),
            ("uploads", Some(id), Some("parse"), None) if is_token(id) => Self::Parse(id),
            ("applications", Some(receipt), None, None) if is_token(receipt) => {
                Self::Receipt(receipt)
            }
            ("applications", Some(receipt), Some("withdraw"), None) if is_token(receipt) => {
                Self::Withdraw(receipt)
            }
            _ => return None,
        };
        Some((site, route))
    }

    /// The job that it names.
    pub fn job(self) -> Option<&'a str> {
        match self {
            Self::Job(id) | Self::Form(id) | Self::Apply(id) | Self::Applications(id) => Some(id),
            Self::Jobs
            | Self::Uploads
            | Self::Upload(_)
            | Self::Parse(_)
            | Self::Receipt(_)
            | Self::Withdraw(_) => None,
        }
    }

    /// The methods it answers, as `Allow` and CORS name them.
    pub fn methods(self) -> &'static str {
        match self {
            Self::Applications(_) | Self::Withdraw(_) | Self::Uploads | Self::Parse(_) => {
                "POST, OPTIONS"
            }
            Self::Upload(_) => "HEAD, PATCH, DELETE, POST, OPTIONS",
            Self::Receipt(_) => "GET, HEAD, DELETE, OPTIONS",
            _ => "GET, HEAD, OPTIONS",
        }
    }
}

/// Whether a text can be a site's name, a consent's id or the name of credentials.
pub fn is_name(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 128 bits as 26 characters that are read out and typed without mistakes (Crockford's base 32).
/// Names receipts and uploads.
pub fn token(bits: u128) -> String {
    (0..26)
        .rev()
        .map(|i| {
            let digit = usize::try_from((bits >> (i * 5)) & 31).unwrap_or_default();
            ALPHABET.get(digit).copied().map_or('0', char::from)
        })
        .collect()
}

/// Whether a text can be a [`token`].
pub fn is_token(text: &str) -> bool {
    text.len() == 26 && text.bytes().all(|b| ALPHABET.contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_paths_are_routes() {
        assert_eq!(Route::parse("/v1/acme/jobs"), Some(("acme", Route::Jobs)));
        assert_eq!(Route::parse("/v1/acme/jobs/48.16A"), Some(("acme", Route::Job("48.16A"))));
        assert_eq!(
            Route::parse("/v1/acme/jobs/9/applications"),
            Some(("acme", Route::Applications("9")))
        );
        for bad in [
            "/v1/acme/jobs/",
            "/v1/acme/jobs//form",
            "/v1/acme/jobs/9/../../me",
            "/v1/acme/jobs/9%2f..",
            "/v1/acme/jobs/9/form/x",
            "/v1/../acme/jobs",
            "/v1/Acme/jobs",
            "/v2/acme/jobs",
            "/v1/acme/applications/short",
            "//v1/acme/jobs",
        ] {
            assert_eq!(Route::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn tokens_are_26_characters_and_differ() {
        assert_eq!(token(0), "0".repeat(26));
        assert_eq!(token(u128::MAX).len(), 26);
        assert!(is_token(&token(u128::MAX)) && is_token(&token(12345)));
        assert_ne!(token(1), token(2));
        assert!(!is_token("../../../../../../../../..") && !is_token(""));
    }
}

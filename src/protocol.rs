//! The protocol between the page and the Worker: the table of docs/protocol.md, in Rust.

pub mod job;
pub mod problem;
pub mod problem_code;
worker_only! {
    pub mod access_token;
    pub mod network;
    pub mod tus;
}

use crate::form::Form;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The path prefix of the protocol's routes.
pub const PREFIX: &str = "/v1";

/// The reply to a request for a form, with the messages that the page shows without asking the Worker.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FormReply {
    /// The form.
    #[serde(flatten)]
    pub form: Form,
    /// The direction of writing: `ltr` or `rtl`.
    pub direction: String,
    /// Messages by error code. `{limit}` stands for the field's `max`; `{label}`, `{kinds}` and `{max}` for the slot's.
    pub messages: BTreeMap<String, String>,
    /// The label of the submit button.
    pub submit: String,
    /// The mark after the label of an optional field.
    pub optional: String,
    /// The strings that a page shows during uploads, by name.
    #[serde(default)]
    pub strings: BTreeMap<String, String>,
    /// The spam-protection fields, which are posted with the application.
    #[serde(default)]
    pub guard: crate::form::challenge::FormGuard,
}

/// The reply to a request for the list of jobs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JobsReply {
    /// The jobs.
    #[serde(flatten)]
    pub jobs: job::Jobs,
    /// The strings that a page shows around the list, by name.
    pub strings: BTreeMap<String, String>,
}

/// The reply to a request for a job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JobReply {
    /// The job.
    #[serde(flatten)]
    pub job: job::Job,
    /// The JobPosting (JSON-LD) for search engines, if all required data is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json_ld: Option<serde_json::Value>,
}

/// The data that the ATS parsed from a resume, limited to fields of the form and values valid there.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prefill {
    /// Texts by field name.
    pub fields: BTreeMap<String, String>,
    /// Whether a picture was found. It is sent with the application if `resume_photo` is set and no other picture is
    /// sent.
    pub photo: bool,
}

/// The state of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApplicationState {
    /// Stored, not delivered yet.
    Received,
    /// The ATS has the application.
    Delivered,
    /// Delivery failed: a person has to help.
    Failed,
    /// Delivery failed, and a person entered the application in the ATS.
    Entered,
    /// Withdrawn by the candidate.
    Withdrawn,
}

/// The reply to an accepted application, and to a request for its status. Contains nothing personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The id of the application: 128 bits in Crockford's base 32.
    pub receipt: String,
    /// The state of the application.
    pub state: ApplicationState,
    /// The path of the status page.
    pub status: String,
}

impl Receipt {
    /// Creates the receipt of an application to `site`.
    pub fn new(site: &str, receipt: &str, state: ApplicationState) -> Self {
        Self { receipt: receipt.to_owned(), state, status: Self::address(site, receipt) }
    }

    /// The path of the status page of a receipt.
    pub fn address(site: &str, receipt: &str) -> String {
        format!("{PREFIX}/{site}/applications/{receipt}")
    }
}

/// A parsed route. Every other path is answered 404 without a lookup.
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
    /// Splits a path into site and route. Ids are checked and not decoded: an id with a percent escape is invalid.
    pub fn parse(path: &'a str) -> Option<(&'a str, Self)> {
        let rest = path.strip_prefix(PREFIX)?.strip_prefix('/')?;
        let mut parts = rest.split('/');
        let site = parts.next().filter(|s| is_name(s))?;
        let route = match (parts.next()?, parts.next(), parts.next(), parts.next()) {
            ("jobs", None, None, None) => Self::Jobs,
            ("jobs", Some(job), tail, None) if job::is_id(job) => match tail {
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

    /// The id of the job in the route.
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

    /// The methods of the route, for `Allow` and CORS.
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

/// Whether a text is valid as the name of a site, the id of a consent, or the name of credentials.
pub fn is_name(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 128 bits as 26 characters that are easy to read out and type (Crockford's base 32). Used for the ids of receipts and
/// uploads.
pub fn token(bits: u128) -> String {
    (0..26)
        .rev()
        .map(|i| {
            let digit = usize::try_from((bits >> (i * 5)) & 31).unwrap_or_default();
            ALPHABET.get(digit).copied().map_or('0', char::from)
        })
        .collect()
}

/// Whether a text has the format of a [`token`].
pub fn is_token(text: &str) -> bool {
    text.len() == 26 && text.bytes().all(|b| ALPHABET.contains(&b))
}

/// The id of a stored file: an upload's token, or the token of the application with which it was posted, a dot, and a
/// number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileId<'a> {
    /// The token.
    pub object: &'a str,
    /// The number: 0 for an upload.
    pub number: u32,
}

impl<'a> FileId<'a> {
    /// The exclusive maximum of the number.
    pub const NUMBERS: u32 = 1 << 20;

    /// Parses an id; `None` if it is not one.
    pub fn parse(id: &'a str) -> Option<Self> {
        let (object, number) = match id.split_once('.') {
            None => (id, 0),
            Some((object, digits)) => {
                let number: u32 = digits.parse().ok()?;
                // Each file has one id.
                (object, Some(number).filter(|n| *n > 0 && n.to_string() == digits)?)
            }
        };
        (is_token(object) && number < Self::NUMBERS).then_some(Self { object, number })
    }
}

impl std::fmt::Display for FileId<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.number {
            0 => f.write_str(self.object),
            number => write!(f, "{}.{number}", self.object),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_id() {
        let object = token(7);
        for id in [object.clone(), format!("{object}.1"), format!("{object}.1048575")] {
            assert_eq!(FileId::parse(&id).map(|id| id.to_string()), Some(id));
        }
        for bad in ["", ".", "7", ".1"] {
            assert_eq!(FileId::parse(bad), None, "{bad}");
        }
        for bad in ["", "0", "01", "+1", "-1", "1.2", "1048576", "99999999999", "x"] {
            assert_eq!(FileId::parse(&format!("{object}.{bad}")), None, "{bad}");
        }
    }

    #[test]
    fn only_known_paths_parse_as_routes() {
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

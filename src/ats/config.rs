//! The common interface to the ATS's part of a site's configuration, the same for every ATS.

use crate::api::endpoint::Operation;
use crate::api::request::{Access, Call, Method, Reply};
use crate::file::FileKind;
use crate::form::FieldKind;
use crate::form::question::Question;
use crate::locale::Locale;
use crate::throttle::pace::RateLimit;
use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;

/// The facts that an ATS needs about its site.
#[derive(Debug, Clone, Copy)]
pub struct Publication<'a> {
    /// The jobs that are published.
    pub publish: &'a Publish,
    /// Whether the recruiter's text about the salary is shown.
    pub show_salary: bool,
}

/// The selection of published jobs. Jobs that the ATS hides or that are part of another job are never published. An ATS
/// that does not support one of these criteria refuses it in [`AtsSettings::check`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Publish {
    /// The jobs with these ids.
    Jobs(Vec<String>),
    /// The jobs of a division or department, by its id or name at the ATS.
    Division(String),
    /// The jobs with a certain value in an additional field.
    Field {
        /// The name of the additional field.
        name: String,
        /// The required value.
        value: serde_json::Value,
    },
    /// All jobs that the ATS itself publishes.
    Listed,
}

/// The limits of an ATS for the files of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The maximum size of a file in bytes.
    pub file_bytes: u64,
    /// The maximum number of files in addition to the resume and the photo.
    pub attachments: u32,
    /// The accepted file kinds of a resume.
    pub resume_kinds: &'static [FileKind],
}

/// The path parameter of operations that identifies the organisation. Credentials can be valid for several
/// organisations, but a site belongs to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountParameter {
    /// The name of the parameter.
    pub name: &'static str,
    /// The only allowed value for this site.
    pub value: String,
}

/// How an ATS notifies of changes.
#[derive(Debug, Clone, Copy)]
pub struct Hooks {
    /// The header with the type of the event.
    pub event_header: &'static str,
    /// The header with the signature: HMAC-SHA256 of the body's bytes, in lower-case hex.
    pub signature_header: &'static str,
    /// Reads a notification of a type, whose signature was checked.
    pub read: fn(&str, &[u8]) -> HookEvent,
}

/// What a notification says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HookEvent {
    /// A job was added, changed, closed or put on hold.
    JobChanged(String),
    /// Something else.
    Other,
}

/// The facts about the site that the validation of an ATS's settings needs.
#[derive(Debug, Clone)]
pub struct SiteFacts<'a> {
    /// The jobs that are published.
    pub publish: &'a Publish,
    /// The ids of the site's consents.
    pub consents: Vec<&'a str>,
}

/// The ATS's part of a site's configuration, and the limits of the vendor.
pub trait AtsSettings {
    /// Returns the name of the credentials: the name of the `Account` object and of the secret that seeds it.
    fn credentials(&self) -> &str;

    /// Returns the part of a path that names the version of the API, such as `/v2`, which tools of the vendor append to a
    /// base address; empty if they append none.
    fn version(&self) -> &'static str {
        ""
    }

    /// Returns how the ATS notifies of changes, if it does.
    fn hooks(&self) -> Option<Hooks> {
        None
    }

    /// Returns the addresses to which the credentials are sent.
    fn addresses(&self) -> String {
        [Access::Bearer, Access::QueryToken].map(|access| self.base(access)).join(" ")
    }

    /// Returns the limits for the files of an application.
    fn limits(&self) -> Limits;

    /// Returns the vendor's usual rate limit for one account.
    fn rate_limit(&self) -> RateLimit;

    /// How many calls the delivery of an application usually takes.
    fn delivery_calls(&self) -> u32;

    /// The base URL of the operations with this access, without a trailing slash.
    fn base(&self, access: Access) -> &str;

    /// Returns the URL of a call. `query_token` is [`super::credentials::AccessToken::query_token`]; an ATS without
    /// such calls ignores it.
    fn address(&self, call: &Call, query_token: Option<&str>) -> String {
        let _ = query_token;
        [self.base(call.access), &call.path].concat()
    }

    /// Returns all operations of the ATS.
    fn operations(&self) -> &'static [&'static [Operation]];

    /// Returns the names of operations that no gateway key can permit.
    fn reserved_operations(&self) -> &'static [&'static str] {
        &[]
    }

    /// Returns the path parameter that the gateway restricts to the site's own organisation.
    fn account(&self) -> AccountParameter;

    /// Whether the ATS can store a field of this kind; `true` by default.
    fn accepts_field(&self, kind: FieldKind) -> bool {
        let _ = kind;
        true
    }

    /// Returns the questions that the configuration itself contains, in a language. [`super::Ats::questions`] fetches
    /// the others.
    fn static_questions(&self, locale: Locale, fallback: Locale) -> Vec<Question> {
        let _ = (locale, fallback);
        Vec::new()
    }

    /// Whether a response means that the access token is no longer accepted, and nothing else.
    fn refuses_token(&self, reply: &Reply) -> bool;

    /// Whether a response to a call of a delivery means that the ATS refuses the account, because of its licence or
    /// permissions.
    fn stops_account(&self, method: Method, reply: &Reply) -> bool;

    /// Validates the settings and the selection of published jobs.
    ///
    /// # Errors
    ///
    /// The first mistake: a message for the configuration's author that begins with the JSON path.
    fn check(&self, site: &SiteFacts<'_>) -> Result<(), String>;

    /// Validates a source of the site's configuration.
    ///
    /// # Errors
    ///
    /// A text that states which sources the ATS accepts.
    fn check_source(&self, source: &str) -> Result<(), &'static str>;
}

/// Validates a base URL of an ATS: https, or http to this machine, where the sandbox runs. `field` is the name of the
/// setting. Credentials go there, so the host must be what it seems: `http://localhost:x@evil.example` is another's.
pub(super) fn check_base(field: &str, base: &str) -> Result<(), String> {
    let of_host = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    // Networks that only the operator's own machines can reach.
    let is_private = |host: &str| {
        host.parse().is_ok_and(|v4: Ipv4Addr| {
            v4.is_private() || v4.is_link_local() || v4.is_loopback() || v4.is_unspecified()
        })
    };
    let is_server = |authority: &str| {
        let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
        !host.is_empty()
            && host.bytes().all(of_host)
            && !is_private(host)
            && port.parse::<u16>().is_ok()
    };
    let is_local = |authority: &str| {
        let (host, port) = authority.split_once(':').unwrap_or_default();
        matches!(host, "127.0.0.1" | "localhost") && port.parse::<u16>().is_ok()
    };
    let is_usable = match base.split_once("://") {
        Some(("https", rest)) => rest.split('/').next().is_some_and(is_server),
        Some(("http", rest)) => rest.split('/').next().is_some_and(is_local),
        _ => false,
    };
    let is_plain = base.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'?' | b'#' | b'\\'));
    if is_usable && is_plain && !base.ends_with('/') {
        return Ok(());
    }
    Err(format!("ats.{field}: '{base}' must be an https address without a trailing slash"))
}

#[cfg(test)]
mod tests {
    use super::check_base;

    #[test]
    fn a_base_names_its_host_openly() {
        for good in [
            "https://api.huntflow.ai/v2",
            "https://ats.example:8443",
            "http://127.0.0.1:8788/v2",
            "http://localhost:80",
        ] {
            assert_eq!(check_base("base", good), Ok(()), "{good}");
        }
        for bad in [
            "http://localhost:80@evil.example/v2",
            "http://127.0.0.1:@evil.example",
            "http://localhost",
            "https://10.0.0.1/v2",
            "https://192.168.1.1",
            "https://169.254.169.254/latest",
            "https://127.0.0.1",
            "https://0.0.0.0",
            "https://api.huntflow.ai@evil.example",
            "https://user:secret@ats.example",
            "https://ats.example\\@evil.example",
            "https://ats.example/a\nb",
            "https://",
            "https:///v2",
            "https://:443",
            "https://ats.example:99999",
            "https://ats.example/",
        ] {
            assert!(check_base("base", bad).is_err(), "{bad}");
        }
    }
}

//! Errors of calls to an ATS, and whether a retry can help.

use std::fmt;

/// The kind of a failure, as far as it matters to delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The access token has expired: refresh it, then retry.
    TokenExpired,
    /// The ATS rejects the credentials: the operator must replace them.
    Unauthorized,
    /// The licence does not cover the operation (Huntflow's 402).
    PaymentRequired,
    /// The role of the token does not permit the operation.
    Forbidden,
    /// No such vacancy, applicant or route.
    NotFound,
    /// The record exists already (Comeet's 409).
    Conflict,
    /// A file is over the ATS's size limit.
    TooLarge,
    /// The rate limit of the ATS was exceeded.
    TooManyRequests,
    /// The ATS rejected the request as invalid.
    Refused,
    /// The ATS is failing (5xx, or HTML instead of JSON).
    Unavailable,
    /// No answer: a lost connection, a timeout, or a name that does not resolve.
    Unreachable,
    /// A successful answer that does not parse.
    Malformed,
}

impl ErrorKind {
    /// Whether every call of the account would be refused alike: its licence or its permissions are at fault, and not
    /// the application that is being delivered.
    pub fn is_of_the_account(self) -> bool {
        matches!(self, Self::PaymentRequired | Self::Forbidden)
    }
}

/// Whether a retry can help, and what must precede it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The same request would be refused again.
    Never,
    /// The request had no effect; retry it, after this many seconds if the ATS named them.
    Later(Option<u32>),
    /// The effect of the request is unknown: check before retrying it.
    Look,
}

/// The form of the answer behind an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// There was no answer, or the failure is local.
    Ours,
    /// The vendor's error envelope; its codes are in the detail.
    Envelope,
    /// JSON of another shape.
    Json,
    /// Not JSON: usually a page of a proxy before the API.
    Text,
}

/// A failed call. Of the vendor's text it contains only names of fields and rules, never a token, a
/// name or an address: [`crate::ats`] builds `detail` from codes and JSON paths.
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    /// The kind of failure.
    pub kind: ErrorKind,
    /// Whether to retry.
    pub retry: Retry,
    /// Name of the operation in the tables: `applicants::Create`.
    pub operation: &'static str,
    /// Status, vendor code and location, for logs and operators.
    pub detail: String,
    /// The form of the answer.
    pub grade: Grade,
}

impl Error {
    /// Creates an error of `kind` in `operation`.
    pub fn new(kind: ErrorKind, retry: Retry, operation: &'static str, detail: String) -> Self {
        Self { kind, retry, operation, detail, grade: Grade::Ours }
    }

    /// Sets the form of the answer.
    pub fn graded(mut self, grade: Grade) -> Self {
        self.grade = grade;
        self
    }

    /// No answer: it is unknown whether the request arrived.
    pub fn unreachable(operation: &'static str, why: &str) -> Self {
        Self::new(ErrorKind::Unreachable, Retry::Look, operation, why.to_owned())
    }

    /// A successful answer that does not parse; `path` is the JSON path, with the keys that the ATS chose.
    pub fn malformed(operation: &'static str, path: &str, why: &str) -> Self {
        let path = one_line(path);
        Self::new(ErrorKind::Malformed, Retry::Look, operation, format!("at {path}: {why}"))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}: {}", self.operation, self.kind, self.detail)
    }
}

impl std::error::Error for Error {}

/// Whether an answer with this status may come from a proxy, a firewall or a deploy before the ATS, unless it has the
/// vendor's form: then it is not the ATS's word, and what it says may pass. Left out are 401 and 429, which are retried
/// anyhow, and 413, by which the vendors' own proxies refuse a file.
pub(crate) fn may_be_a_proxys(status: u16) -> bool {
    matches!(status, 400..=499) && !matches!(status, 401 | 413 | 429)
}

/// A vendor's code or short title, shortened and without personal data: a text with an `@` or a
/// long number is dropped.
pub(crate) fn code_only(text: &str) -> String {
    text.split_whitespace()
        .filter(|word| !word.contains('@') && word.chars().filter(char::is_ascii_digit).count() < 5)
        .flat_map(|word| [" ", word])
        .skip(1)
        .flat_map(str::chars)
        .filter(|c| is_plain(*c))
        .take(TOLD_MAX)
        .collect()
}

/// The most characters of an other's text in an error; chosen by this project.
const TOLD_MAX: usize = 120;

/// A text of others, shortened and without what could pass for another line of a log.
pub(crate) fn one_line(text: &str) -> String {
    text.chars().filter(|c| is_plain(*c)).take(TOLD_MAX).collect()
}

fn is_plain(c: char) -> bool {
    !c.is_control() && !crate::file::is_bidi(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_the_ats_stay_in_their_line_and_short() {
        let path = format!("a\r\nsent: \u{202e}b{}", "c".repeat(500));
        let error = Error::malformed("t::T", &path, "not JSON");
        assert!(error.detail.starts_with("at asent: bccc"), "{}", error.detail);
        assert_eq!(error.detail.chars().count(), "at : not JSON".len() + TOLD_MAX);
        assert_eq!(code_only("bad\u{202e} title\0"), "bad title");
    }
}

//! What went wrong with a call to an ATS, and whether another try can help.

use std::fmt;

/// Why a call failed, in terms the delivery can act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The access token has run out: refresh it, then repeat.
    TokenExpired,
    /// The ATS does not know our credentials at all: only the operator can mend it.
    Unauthorized,
    /// The licence does not cover the operation (Huntflow's 402).
    PaymentRequired,
    /// The token's role may not do this.
    Forbidden,
    /// No such vacancy, applicant or route.
    NotFound,
    /// The ATS has this record already (Comeet's 409).
    Conflict,
    /// A file over the ATS's limit.
    TooLarge,
    /// Over the ATS's pace.
    TooManyRequests,
    /// The ATS says that our request is wrong.
    Refused,
    /// The ATS is failing (5xx, or an HTML page where JSON was promised).
    Unavailable,
    /// No answer: a cut connection, a time-out, a name that does not resolve.
    Unreachable,
    /// An answer with a success status that does not parse.
    Malformed,
}

/// Whether a repeat can help, and what must come before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The same request will be refused again.
    Never,
    /// The request was not acted upon; repeat it, after so many seconds where the ATS named them.
    Later(Option<u32>),
    /// Nobody knows whether the request was acted upon: look before repeating it.
    Look,
}

/// What the answer behind an error was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// There was no answer, or the failure is ours.
    Ours,
    /// The vendor's own envelope: its codes are in the detail.
    Envelope,
    /// JSON of another shape.
    Json,
    /// Not JSON: a page of a proxy before the API, usually.
    Text,
}

/// A failed call. Holds the vendor's own words only where they name fields and rules, never a
/// token, a name or an address: `detail` is built by [`crate::ats`] from codes and JSON paths.
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    /// What kind of failure it is.
    pub kind: ErrorKind,
    /// Whether to try again.
    pub retry: Retry,
    /// Name of the operation, as in the tables: `applicants::Create`.
    pub operation: &'static str,
    /// Status, vendor code and location; for logs and operators.
    pub detail: String,
    /// What the answer was made of.
    pub grade: Grade,
}

impl Error {
    /// An error of `kind` that happened to `operation`.
    pub fn new(kind: ErrorKind, retry: Retry, operation: &'static str, detail: String) -> Self {
        Self { kind, retry, operation, detail, grade: Grade::Ours }
    }

    /// The same, of an answer made of `grade`.
    pub fn graded(mut self, grade: Grade) -> Self {
        self.grade = grade;
        self
    }

    /// No answer came: whether the request arrived is unknown.
    pub fn unreachable(operation: &'static str, why: &str) -> Self {
        Self::new(ErrorKind::Unreachable, Retry::Look, operation, why.to_owned())
    }

    /// The answer had a success status and did not parse; `path` is the JSON path.
    pub fn malformed(operation: &'static str, path: &str, why: &str) -> Self {
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

/// A vendor's code or short title, shortened and without anything that looks personal: whatever
/// holds an `@` or a long number is left out.
pub(crate) fn code_only(text: &str) -> String {
    text.split_whitespace()
        .filter(|word| !word.contains('@') && word.chars().filter(char::is_ascii_digit).count() < 5)
        .flat_map(|word| [" ", word])
        .skip(1)
        .collect::<String>()
        .chars()
        .filter(|c| !c.is_control())
        .take(120)
        .collect()
}

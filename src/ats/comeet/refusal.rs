//! Errors of Comeet: `{"status":409,"error":"candidate_post_conflict","message":"..."}`.

use super::Comeet;
use crate::api::endpoint::{Api, words};
use crate::api::error::{Error, ErrorKind, Grade, Retry, may_be_a_proxys};
use crate::api::request::{Method, Reply};
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Refusal {
    error: Option<String>,
    message: Option<String>,
}

words! {
    /// Error code of Comeet.
    Code {
        /// 400: a field is missing.
        RequiredField = "required_field",
        /// 400: a text is too long.
        StringSizeLimit = "string_size_limit",
        /// 400: invalid e-mail address.
        InvalidEmail = "invalid_email",
        /// 400: not a LinkedIn address.
        InvalidLinkedinUrl = "invalid_linkedin_url",
        /// 400: invalid address.
        InvalidUrl = "invalid_url",
        /// 400: the contact's e-mail address belongs to another source.
        SourceContactConflict = "source_contact_conflict",
        /// 400: not a country code of ISO 3166.
        IncorrectCountryCode = "incorrect_country_code",
        /// 400: the company has no such field.
        InvalidCustomCandidateField = "invalid_custom_candidate_field",
        /// 400: invalid time.
        InvalidDatetime = "invalid_datetime",
        /// 401, although the credentials are valid: the candidate was removed as a duplicate of
        /// another.
        DuplicateCandidate = "duplicate_candidate",
        /// 403: a file is too large.
        FileSizeLimit = "file_size_limit",
        /// 403: the type or content of a file is not accepted.
        MaliciousFile = "malicious_file",
        /// 403: the integration has no permission.
        NoPermission = "no_permission",
        /// 404: no such position.
        PositionNotFound = "position_not_found",
        /// 404: not found.
        NotFound = "not_found",
        /// 409: the position has a candidate in progress with the same `partner_candidate_id`.
        CandidatePostConflict = "candidate_post_conflict",
        /// 429: over 100 requests in 60 seconds.
        TooManyRequests = "too_many_requests",
    }
}

impl Code {
    /// Kind of the failure; `None` if only the status tells it.
    fn kind(&self) -> Option<ErrorKind> {
        Some(match self {
            Self::RequiredField
            | Self::StringSizeLimit
            | Self::InvalidEmail
            | Self::InvalidLinkedinUrl
            | Self::InvalidUrl
            | Self::SourceContactConflict
            | Self::IncorrectCountryCode
            | Self::InvalidCustomCandidateField
            | Self::InvalidDatetime
            | Self::DuplicateCandidate
            | Self::MaliciousFile => ErrorKind::Refused,
            Self::FileSizeLimit => ErrorKind::TooLarge,
            Self::NoPermission => ErrorKind::Forbidden,
            Self::PositionNotFound | Self::NotFound => ErrorKind::NotFound,
            Self::CandidatePostConflict => ErrorKind::Conflict,
            Self::TooManyRequests => ErrorKind::TooManyRequests,
            Self::Other(_) => return None,
        })
    }
}

/// The code of an error answer; `None` if it has none of valid form.
pub fn code(reply: &Reply) -> Option<Code> {
    let code = serde_json::from_slice::<Refusal>(&reply.body).ok()?.error?;
    let plain = code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    (plain && (1..=60).contains(&code.len())).then(|| Code::from(code))
}

impl Api for Comeet<'_> {
    fn refusal(operation: &'static str, method: Method, reply: &Reply) -> Error {
        let code = code(reply);
        let grade = match serde_json::from_slice::<Refusal>(&reply.body) {
            Ok(said) if code.is_some() && said.message.is_some() => Grade::Envelope,
            Err(e) if !e.is_data() => Grade::Text,
            _ => Grade::Json,
        };
        let kind = code.as_ref().and_then(Code::kind).unwrap_or(match reply.status {
            // A conflict that was truncated is the ATS's.
            409 => ErrorKind::Conflict,
            status if may_be_a_proxys(status) && code.is_none() && grade == Grade::Text => {
                ErrorKind::Unavailable
            }
            401 => ErrorKind::TokenExpired,
            402 => ErrorKind::PaymentRequired,
            403 => ErrorKind::Forbidden,
            404 => ErrorKind::NotFound,
            413 => ErrorKind::TooLarge,
            429 => ErrorKind::TooManyRequests,
            408 | 300..=399 | 500.. => ErrorKind::Unavailable,
            _ => ErrorKind::Refused,
        });
        let retry = match kind {
            // The rate limit is counted per minute.
            ErrorKind::TooManyRequests => Retry::Later(reply.retry_after.or(Some(60))),
            ErrorKind::TokenExpired => Retry::Later(reply.retry_after),
            ErrorKind::Unavailable if method == Method::Get => Retry::Later(reply.retry_after),
            ErrorKind::Unavailable => Retry::Look,
            // A conflict without the candidate's uid was truncated: it may be with this
            // application.
            ErrorKind::Conflict if grade == Grade::Text => Retry::Look,
            // The application waits until the operator has mended the account.
            kind if kind.is_of_the_account() && method != Method::Get => Retry::Later(None),
            _ => Retry::Never,
        };
        let code = code.map(|c| format!(" {c}")).unwrap_or_default();
        Error::new(kind, retry, operation, format!("{}{code}", reply.status)).graded(grade)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn refusal(status: u16, body: &str) -> Error {
        let body = body.as_bytes().to_vec();
        let reply = Reply { status, content_type: String::new(), retry_after: None, body };
        Comeet::refusal("t::T", Method::Post, &reply)
    }

    #[test]
    fn a_truncated_conflict_is_checked() {
        let whole = r#"{"status":409,"error":"candidate_post_conflict","candidate_uid":"1.2"}"#;
        assert_eq!(refusal(409, whole).retry, Retry::Never);
        assert_eq!(refusal(409, whole.split_at(40).0).retry, Retry::Look);
    }

    #[test]
    fn vendor_codes_are_distinguished() {
        let json = include_str!("../../../tests/reference/comeet.json");
        let reference: Value = serde_json::from_str(json).unwrap();
        let codes = reference["errors"].as_object().unwrap();
        let mut words: Vec<_> = Code::WORDS.to_vec();
        let mut known: Vec<_> = codes.keys().map(String::as_str).collect();
        words.sort_unstable();
        known.sort_unstable();
        assert_eq!(words, known);
        for (code, status) in codes {
            let status = u16::try_from(status.as_u64().unwrap()).unwrap();
            let body = json!({ "status": status, "error": code, "message": "m" }).to_string();
            let error = refusal(status, &body);
            assert_eq!((error.grade, error.detail), (Grade::Envelope, format!("{status} {code}")));
            assert_ne!(error.kind, ErrorKind::TokenExpired, "{code} mints no new token");
            let again = match error.kind {
                _ if status == 429 => Retry::Later(Some(60)),
                ErrorKind::Forbidden => Retry::Later(None),
                _ => Retry::Never,
            };
            assert_eq!(error.retry, again, "{code}");
        }
    }

    #[test]
    fn without_a_code_the_status_decides() {
        assert_eq!(refusal(401, "<html>").kind, ErrorKind::TokenExpired);
        assert_eq!(refusal(401, "<html>").grade, Grade::Text);
        assert_eq!(refusal(400, r#"{"why":1}"#).grade, Grade::Json);
        assert_eq!(refusal(302, "").retry, Retry::Look);
        for status in [400, 403, 404, 405, 422] {
            assert_eq!(refusal(status, "<html>").retry, Retry::Look, "not the vendor's: {status}");
        }
        assert_eq!(refusal(403, r#"{"error":"no such thing, Ada"}"#).detail, "403");
    }
}

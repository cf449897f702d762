//! What Comeet's refusals mean: `{"status":409,"error":"candidate_post_conflict","message":"..."}`.

use super::Comeet;
use crate::call::{Method, Reply};
use crate::endpoint::Api;
use crate::error::{Error, ErrorKind, Retry};
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Refusal {
    error: Option<String>,
}

impl Api for Comeet<'_> {
    fn refusal(operation: &'static str, method: Method, reply: &Reply) -> Error {
        let said = serde_json::from_slice::<Refusal>(&reply.body).unwrap_or_default();
        let code = said.error.unwrap_or_default();
        let kind = match (reply.status, code.as_str()) {
            // Not about credentials: the candidate was removed as a double of another.
            (401, "duplicate_candidate") => ErrorKind::Refused,
            (401, _) => ErrorKind::TokenExpired,
            (403, "file_size_limit") => ErrorKind::TooLarge,
            (403, "malicious_file") => ErrorKind::Refused,
            (402, _) => ErrorKind::PaymentRequired,
            (403, _) => ErrorKind::Forbidden,
            (404, _) => ErrorKind::NotFound,
            (409, _) => ErrorKind::Conflict,
            (413, _) => ErrorKind::TooLarge,
            (429, _) => ErrorKind::TooManyRequests,
            (408 | 300..=399 | 500.., _) => ErrorKind::Unavailable,
            _ => ErrorKind::Refused,
        };
        let retry = match kind {
            // The pace is counted by the minute.
            ErrorKind::TooManyRequests => Retry::Later(reply.retry_after.or(Some(60))),
            ErrorKind::TokenExpired => Retry::Later(reply.retry_after),
            ErrorKind::Unavailable if method == Method::Get => Retry::Later(reply.retry_after),
            ErrorKind::Unavailable => Retry::Look,
            _ => Retry::Never,
        };
        let known = code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') && code.len() <= 60;
        let code = if known { code.as_str() } else { "" };
        Error::new(kind, retry, operation, format!("{} {code}", reply.status).trim_end().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(status: u16, body: &str) -> ErrorKind {
        let body = body.as_bytes().to_vec();
        let reply = Reply { status, content_type: String::new(), retry_after: None, body };
        Comeet::refusal("t::T", Method::Post, &reply).kind
    }

    #[test]
    fn a_removed_double_is_not_a_matter_of_credentials() {
        assert_eq!(
            kind(401, r#"{"status":401,"error":"duplicate_candidate"}"#),
            ErrorKind::Refused
        );
        assert_eq!(kind(401, "<html>"), ErrorKind::TokenExpired);
        assert_eq!(kind(403, r#"{"error":"file_size_limit"}"#), ErrorKind::TooLarge);
        assert_eq!(kind(403, r#"{"error":"no_permission"}"#), ErrorKind::Forbidden);
        assert_eq!(kind(409, r#"{"error":"candidate_post_conflict"}"#), ErrorKind::Conflict);
    }
}

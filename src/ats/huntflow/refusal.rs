//! Errors of Huntflow.
//!
//! The envelope is `{"errors":[{"type","title","detail"?,"location"?}]}`; answers of proxies before
//! the API server (413, 502) are HTML.

use super::{Huntflow, divisions, token};
use crate::api::endpoint::{Api, Endpoint as _};
use crate::api::error::{Error, ErrorKind, Grade, Retry, code_only, may_be_a_proxys};
use crate::api::request::{Method, Reply};
use serde::Deserialize;

/// The body of an error answer.
#[derive(Deserialize)]
struct Envelope {
    errors: Vec<Refusal>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Refusal {
    r#type: Option<String>,
    title: Option<String>,
    detail: Option<String>,
    location: Option<Location>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Location {
    entity: Option<String>,
    variable: Option<String>,
}

/// Maximum number of further errors whose locations are reported.
const MORE: usize = 4;

impl Refusal {
    fn place(&self) -> Option<String> {
        self.location.as_ref()?.variable.as_deref().map(code_only)
    }
}

impl Api for Huntflow<'_> {
    fn refusal(operation: &'static str, method: Method, reply: &Reply) -> Error {
        let (grade, all) = match serde_json::from_slice::<Envelope>(&reply.body) {
            Ok(envelope) => (Grade::Envelope, envelope.errors),
            Err(e) if e.is_data() => (Grade::Json, Vec::new()),
            Err(_) => (Grade::Text, Vec::new()),
        };
        // An invalid body has one error per field.
        let more: Vec<_> = all.iter().skip(1).take(MORE).filter_map(Refusal::place).collect();
        let said = all.into_iter().next().unwrap_or_default();
        let title = said.title.as_deref().unwrap_or_default();
        let kind = match reply.status {
            401 if said.detail.as_deref() == Some("token_expired") => ErrorKind::TokenExpired,
            401 => ErrorKind::Unauthorized,
            status if may_be_a_proxys(status) && grade != Grade::Envelope => ErrorKind::Unavailable,
            402 => ErrorKind::PaymentRequired,
            403 => ErrorKind::Forbidden,
            404 if title == token::NOT_FOUND => ErrorKind::TokenExpired,
            404 => ErrorKind::NotFound,
            413 => ErrorKind::TooLarge,
            429 => ErrorKind::TooManyRequests,
            408 | 300..=399 | 500.. => ErrorKind::Unavailable,
            _ => ErrorKind::Refused,
        };
        let retry = match kind {
            ErrorKind::TooManyRequests if operation == divisions::Replace::ROW.operation => {
                Retry::Later(reply.retry_after.or(Some(divisions::REPLACE_SECONDS)))
            }
            ErrorKind::TokenExpired | ErrorKind::TooManyRequests => Retry::Later(reply.retry_after),
            // A read can be repeated; a failed write may have had an effect.
            ErrorKind::Unavailable if method == Method::Get => Retry::Later(reply.retry_after),
            ErrorKind::Unavailable => Retry::Look,
            // The application waits until the operator has replaced the credentials.
            ErrorKind::Unauthorized => Retry::Later(None),
            // Or the licence, or the permissions of the token's user.
            kind if kind.is_of_the_account() => Retry::Later(None),
            _ => Retry::Never,
        };
        let place = said.location.as_ref();
        let detail = [
            Some(reply.status.to_string()),
            said.r#type.as_deref().map(code_only),
            (!title.is_empty()).then(|| code_only(title)),
            place.and_then(|p| p.entity.as_deref()).map(code_only),
            place.and_then(|p| p.variable.as_deref()).map(code_only),
        ];
        let detail = detail.into_iter().flatten().chain(more).collect::<Vec<_>>().join(" ");
        Error::new(kind, retry, operation, detail).graded(grade)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(status: u16, body: &str) -> Error {
        refusal_of(Method::Post, status, body)
    }

    fn refusal_of(method: Method, status: u16, body: &str) -> Error {
        let reply = Reply {
            status,
            content_type: String::new(),
            retry_after: None,
            body: body.as_bytes().to_vec(),
        };
        Huntflow::refusal("t::T", method, &reply)
    }

    #[test]
    fn both_answers_to_an_expired_access_token_cause_a_refresh() {
        let expired = r#"{"errors":[{"type":"authorization_error","title":"Authorization Error","detail":"token_expired"}]}"#;
        let unknown = r#"{"errors":[{"type":"not_found","title":"error.robot_token.not_found"}]}"#;
        assert_eq!(refusal(401, expired).kind, ErrorKind::TokenExpired);
        assert_eq!(refusal(404, unknown).kind, ErrorKind::TokenExpired);
        let vacancy = r#"{"errors":[{"type":"not_found","title":"Unknown vacancy"}]}"#;
        assert_eq!(refusal(404, vacancy).kind, ErrorKind::NotFound);
    }

    #[test]
    fn an_html_answer_is_interpreted_by_its_status() {
        let big = refusal(413, "<html><h1>413 Request Entity Too Large</h1></html>");
        assert_eq!((big.kind, big.retry), (ErrorKind::TooLarge, Retry::Never));
        assert_eq!(refusal(502, "<html>Bad Gateway</html>").retry, Retry::Look);
    }

    #[test]
    fn a_page_that_is_not_the_vendors_is_not_final() {
        for status in [400, 402, 403, 404, 405, 410, 422, 451, 499] {
            for page in ["<html>Not here</html>", "", r#"{"message":"Forbidden"}"#] {
                let error = refusal(status, page);
                assert_eq!(
                    (error.kind, error.retry),
                    (ErrorKind::Unavailable, Retry::Look),
                    "{status}"
                );
                let read = refusal_of(Method::Get, status, page);
                assert_eq!((read.kind, read.retry), (ErrorKind::Unavailable, Retry::Later(None)));
            }
        }
        let gone = refusal(404, r#"{"errors":[{"type":"not_found","title":"Unknown vacancy"}]}"#);
        assert_eq!((gone.kind, gone.retry), (ErrorKind::NotFound, Retry::Never));
    }

    #[test]
    fn the_detail_has_the_location_and_no_personal_data() {
        let body = r#"{"errors":[{"type":"value_error.email","title":"value ada@example.org is not a valid email address","location":{"entity":"body","variable":"/email"}}]}"#;
        let error = refusal(400, body);
        assert!(error.detail.contains("value_error.email") && error.detail.contains("/email"));
        assert!(!error.detail.contains("ada@"), "{}", error.detail);
    }
}

//! The token pair. A refresh replaces both tokens. A refresh token can be used once, and only after the access token
//! has expired, so a refresh always follows a refusal.

use super::Huntflow;
use crate::api::endpoint::{Endpoint as _, endpoints, payloads};
use crate::api::error::Error;
use crate::api::request::{Call, Reply};
use crate::ats::credentials::{AccessToken, AccountCredentials, RefreshOutcome, TokenSource};

endpoints! { token of Huntflow<'static>;
    /// Exchanges the refresh token for a new pair. Sent without an access token.
    Refresh: Post "/token/refresh" () <- RefreshToken => TokenPair;
}

payloads! {
    /// The body of a refresh.
    RefreshToken (
        /// The token to exchange.
        refresh_token: String,
    ) {}

    /// A pair of tokens.
    TokenPair (
        /// Gives access to the whole organisation for seven days.
        access_token: String,
        /// Can be used once, within fourteen days.
        refresh_token: String,
    ) {
        /// `bearer`.
        token_type: Option<String>,
        /// Seconds until the access token expires.
        expires_in: Option<u64>,
        /// Seconds until the refresh token expires.
        refresh_token_expires_in: Option<u64>,
    }
}

/// Title of a 404. An ordinary call gets it if the server does not know the access token any more; a refresh gets it if
/// the refresh token was used before or has expired.
pub const NOT_FOUND: &str = "error.robot_token.not_found";
/// Title of the 403 that a refresh gets while the access token is still valid.
pub const REFRESH_TOO_EARLY: &str = "error.robot_token.refresh_too_early";

impl Refresh {
    /// What the answer to a refresh means.
    pub fn outcome(reply: &Reply) -> RefreshOutcome<TokenPair> {
        match Self::parse(reply) {
            Ok(pair) => RefreshOutcome::New(pair),
            Err(e) if reply.status == 403 && e.detail.contains(REFRESH_TOO_EARLY) => {
                RefreshOutcome::TooEarly
            }
            Err(e) if reply.status == 404 && e.detail.contains(NOT_FOUND) => {
                RefreshOutcome::Refused
            }
            Err(error) => RefreshOutcome::Failed(error),
        }
    }
}

impl AccountCredentials for TokenPair {
    const EXPECTED: &'static str = r#"a Huntflow token pair {"access_token", "refresh_token"}"#;
    const REFRESHABLE: bool = true;

    fn token(&self, _now: u64) -> TokenSource {
        TokenSource::Stored(AccessToken { bearer: self.access_token.clone(), query_token: None })
    }

    fn refresh_call(&self) -> Result<Option<Call>, Error> {
        let body = RefreshToken::new(self.refresh_token.clone());
        Refresh { body }.call("").map(Some)
    }

    fn read_refresh(&self, reply: &Reply) -> RefreshOutcome<Self> {
        Refresh::outcome(reply)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::request::{Access, Method, Piece};

    fn pair() -> TokenPair {
        TokenPair::new("a1".to_owned(), "r1".to_owned())
    }

    fn outcome(status: u16, body: &str) -> RefreshOutcome<TokenPair> {
        let content_type = "application/json".to_owned();
        let body = body.as_bytes().to_vec();
        pair().read_refresh(&Reply { status, content_type, retry_after: None, body })
    }

    #[test]
    fn a_pair_contains_its_access_token_and_is_refreshed_by_a_call() {
        let token = AccessToken { bearer: "a1".to_owned(), query_token: None };
        assert_eq!(pair().token(0), TokenSource::Stored(token));
        let call = pair().refresh_call().unwrap().unwrap();
        assert_eq!((call.method, call.access), (Method::Post, Access::Bearer));
        assert_eq!(call.path, "/token/refresh");
        let Some(Piece::Bytes(body)) = call.body.pieces.first() else { panic!("no body") };
        assert_eq!(body, br#"{"refresh_token":"r1"}"#);
    }

    #[test]
    fn an_answer_to_a_refresh_is_classified() {
        let refusal = |title: &str| format!(r#"{{"errors":[{{"type":"t","title":"{title}"}}]}}"#);
        let new = outcome(200, r#"{"access_token":"a2","refresh_token":"r2","expires_in":604800}"#);
        assert!(
            matches!(new, RefreshOutcome::New(p) if p.access_token == "a2" && p.refresh_token == "r2")
        );
        assert!(matches!(outcome(403, &refusal(REFRESH_TOO_EARLY)), RefreshOutcome::TooEarly));
        assert!(matches!(outcome(404, &refusal(NOT_FOUND)), RefreshOutcome::Refused));
        // Nothing is known about the pair from a page of a proxy, another refusal, or half an answer.
        for (status, body) in [
            (502, "<html>Bad Gateway</html>".to_owned()),
            (404, "<html>Not Found</html>".to_owned()),
            (404, refusal("error.other")),
            (403, refusal(NOT_FOUND)),
            (429, refusal("too_many_requests")),
            (200, r#"{"access_token":"a2"}"#.to_owned()),
        ] {
            let failed = outcome(status, &body);
            assert!(matches!(failed, RefreshOutcome::Failed(_)), "{status} {body}");
        }
    }
}

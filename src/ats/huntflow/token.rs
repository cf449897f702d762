//! The token pair. Both tokens rotate; a refresh token works once, and only after the access token
//! has run out, so a refresh is always an answer to a refusal.

use super::Huntflow;
use crate::call::Reply;
use crate::endpoint::{Endpoint as _, endpoints, payloads};
use crate::error::Error;

endpoints! { token of Huntflow<'static>;
    /// Trades the refresh token for a new pair. Sent without an access token.
    Refresh: Post "/token/refresh" () <- RefreshToken => TokenPair;
}

payloads! {
    /// The body of a refresh.
    RefreshToken (
        /// The token to trade in.
        refresh_token: String,
    ) {}

    /// A pair of tokens.
    TokenPair (
        /// Opens the whole organisation for seven days.
        access_token: String,
        /// Works once, within fourteen days.
        refresh_token: String,
    ) {
        /// `bearer`.
        token_type: Option<String>,
        /// Seconds until the access token runs out.
        expires_in: Option<u64>,
        /// Seconds until the refresh token runs out.
        refresh_token_expires_in: Option<u64>,
    }
}

/// Title of the 404 that an ordinary call can get for a token the server no longer knows, and that
/// a refresh gets for a token used before.
pub const NOT_FOUND: &str = "error.robot_token.not_found";
/// Title of the 403 that a refresh gets while the access token is still good.
pub const REFRESH_TOO_EARLY: &str = "error.robot_token.refresh_too_early";

/// What came of a refresh.
#[derive(Debug)]
pub enum Renewal {
    /// A new pair; the old one is worth nothing any more.
    New(TokenPair),
    /// The access token is still good, by the server's clock.
    TooEarly,
    /// The refresh token was used before, or has run out: only a new pair from Huntflow's settings
    /// helps.
    Gone,
    /// Something else went wrong; the pair is as good as before.
    Failed(Error),
}

impl Refresh {
    /// What an answer to a refresh means.
    pub fn renewal(reply: &Reply) -> Renewal {
        match Self::parse(reply) {
            Ok(pair) => Renewal::New(pair),
            Err(e) if reply.status == 403 && e.detail.contains(REFRESH_TOO_EARLY) => {
                Renewal::TooEarly
            }
            Err(e) if reply.status == 404 && e.detail.contains(NOT_FOUND) => Renewal::Gone,
            Err(error) => Renewal::Failed(error),
        }
    }
}

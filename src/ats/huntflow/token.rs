//! The token pair. Both tokens rotate; a refresh token works once, and only after the access token
//! has run out, so a refresh is always an answer to a refusal.

use super::Huntflow;
use crate::endpoint::endpoints;
use serde::{Deserialize, Serialize};
use std::fmt;

endpoints! { token of Huntflow<'static>;
    /// Trades the refresh token for a new pair. Sent without an access token.
    Refresh: Post "/token/refresh" () <- RefreshToken => TokenPair;
}

/// The body of a refresh.
#[derive(Clone, Serialize)]
pub struct RefreshToken {
    /// The token to trade in.
    pub refresh_token: String,
}

/// A pair of tokens.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenPair {
    /// Opens the whole organisation for seven days.
    pub access_token: String,
    /// Works once, within fourteen days.
    pub refresh_token: String,
}

impl fmt::Debug for TokenPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenPair { access_token, refresh_token }")
    }
}

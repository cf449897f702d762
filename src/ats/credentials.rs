//! The credentials of an ATS account as data: the operator's input, the token of a call, and the refresh. The edge
//! stores credentials, sends the refresh call and signs tokens, without code for any vendor.

use crate::api::error::Error;
use crate::api::request::{Call, Reply};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The credentials of one vendor. Operator input and storage use the same JSON.
pub trait AccountCredentials: Clone + PartialEq + Serialize + DeserializeOwned {
    /// A description of the JSON for operators: `a Huntflow token pair {"access_token", "refresh_token"}`.
    const EXPECTED: &'static str;

    /// Whether [`Self::refresh_call`] returns a call.
    const REFRESHABLE: bool = false;

    /// Returns the access token for a call, signed or still to be signed. `now` is in ms since the epoch.
    fn token(&self, now: u64) -> TokenSource;

    /// Returns the call that exchanges the credentials for new ones, to be sent without a token; `None` if the vendor
    /// has no such call.
    ///
    /// # Errors
    ///
    /// If the call cannot be created from the credentials.
    fn refresh_call(&self) -> Result<Option<Call>, Error> {
        Ok(None)
    }

    /// Interprets the response to [`Self::refresh_call`].
    fn read_refresh(&self, reply: &Reply) -> RefreshOutcome<Self> {
        let _ = reply;
        RefreshOutcome::Refused
    }
}

/// The origin of the access token of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenSource {
    /// The token is part of the credentials.
    Stored(AccessToken),
    /// The token has to be signed.
    Unsigned(UnsignedToken),
}

/// An access token. `Debug` does not print the content.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// The token for the header `Authorization: Bearer`.
    pub bearer: String,
    /// For the query of calls whose access is [`crate::api::request::Access::QueryToken`].
    pub query_token: Option<String>,
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken")
    }
}

/// A JSON Web Token in compact form (RFC 7515) without its signature, which is an HMAC with SHA-256.
#[derive(Clone, PartialEq, Eq)]
pub struct UnsignedToken {
    /// The key of the signature.
    pub secret: String,
    /// The text to sign: encoded header and payload.
    pub signing_input: String,
    /// See [`AccessToken::query_token`].
    pub query_token: Option<String>,
}

impl UnsignedToken {
    /// Returns the token with the signature.
    pub fn signed(self, signature: &[u8]) -> AccessToken {
        let bearer = format!("{}.{}", self.signing_input, URL_SAFE_NO_PAD.encode(signature));
        AccessToken { bearer, query_token: self.query_token }
    }
}

impl fmt::Debug for UnsignedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnsignedToken")
    }
}

/// The result of a refresh.
#[derive(Debug)]
pub enum RefreshOutcome<C> {
    /// New credentials. The old ones are invalid from now on.
    New(C),
    /// The access token is still valid by the ATS's clock. The credentials are unchanged.
    TooEarly,
    /// The ATS refuses the credentials permanently: the operator has to provide new ones.
    Refused,
    /// No response, or an error that does not concern the credentials. They are unchanged.
    Failed(Error),
}

impl<C> RefreshOutcome<C> {
    /// Converts the new credentials to another type.
    pub fn map<D>(self, change: impl FnOnce(C) -> D) -> RefreshOutcome<D> {
        match self {
            Self::New(credentials) => RefreshOutcome::New(change(credentials)),
            Self::TooEarly => RefreshOutcome::TooEarly,
            Self::Refused => RefreshOutcome::Refused,
            Self::Failed(error) => RefreshOutcome::Failed(error),
        }
    }
}

/// The reason why there is no token for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialsError {
    /// The operator has to act.
    Operator(&'static str),
    /// A later retry can succeed.
    Later(&'static str),
}

/// The text of the [`CredentialsError`] of an account whose refresh was refused.
pub const REFRESH_REFUSED: &str = "the ATS refuses the refresh token: seed a new pair";

/// The maximum number of digests in a [`SeedHistory`]: one new seed a week for nearly twenty years.
const SEEDS_MAX: usize = 1000;

/// The digests of all credentials that the operator has provided. Each deploy provides the seed in its secrets again;
/// the history prevents that an old seed replaces a pair that was refreshed since.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SeedHistory(Vec<String>);

impl SeedHistory {
    /// Adds a digest, and removes the oldest ones over the limit. Returns whether the digest is new.
    pub fn insert(&mut self, digest: String) -> bool {
        if self.0.contains(&digest) {
            return false;
        }
        self.0.push(digest);
        let excess = self.0.len().saturating_sub(SEEDS_MAX);
        self.0.drain(..excess);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_counts_as_new_only_once() {
        let mut history = SeedHistory::default();
        assert!(history.insert("a".to_owned()) && history.insert("b".to_owned()));
        assert!(!history.insert("a".to_owned()));
        assert_eq!(serde_json::to_string(&history).unwrap(), r#"["a","b"]"#);
        for i in 0..SEEDS_MAX {
            assert!(history.insert(i.to_string()));
        }
        assert_eq!(history.0.len(), SEEDS_MAX);
        assert!(history.insert("a".to_owned()), "the oldest is forgotten");
    }
}

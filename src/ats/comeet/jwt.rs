//! The token we sign ourselves: HS256 over `{"iss","exp"}`. Signing is the edge's, where the
//! platform has the primitive; this is the text that is signed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How long a token lives, in seconds: the vendor's documentation uses ten minutes.
pub const LIFETIME: u64 = 600;

/// What a customer's account and our integration were given.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// Given by each customer's account.
    pub api_key: String,
    /// Given to the integration; the key of the signature.
    pub secret: String,
    /// Opens the careers API for reading. Public by the vendor's design, kept to ourselves anyway.
    pub careers_token: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials { api_key, secret, careers_token }")
    }
}

/// Header and payload, ready to be signed. `now` is in seconds since the epoch.
pub fn signing_input(api_key: &str, now: u64) -> String {
    #[derive(Serialize)]
    struct Claims<'a> {
        iss: &'a str,
        exp: u64,
    }
    let header = URL_SAFE_NO_PAD.encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    let claims = Claims { iss: api_key, exp: now.saturating_add(LIFETIME) };
    let claims = serde_json::to_vec(&claims).unwrap_or_default();
    format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims))
}

/// The token: the signed text and its signature.
pub fn token(signing_input: &str, signature: &[u8]) -> String {
    format!("{signing_input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signed_text_is_the_vectors() {
        assert_eq!(
            signing_input("API_KEY", 1_700_000_000),
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJBUElfS0VZIiwiZXhwIjoxNzAwMDAwNjAwfQ"
        );
    }
}

//! The token we sign ourselves: HS256 over `{"iss","exp"}`. Signing is the edge's, where the
//! platform has the primitive; this is the text that is signed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How long a token lives, in seconds: the vendor's documentation uses ten minutes.
pub const LIFETIME: u64 = 600;

/// What opens the recruiting API and the careers API.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// Opens the recruiting API.
    #[serde(flatten)]
    pub key: Key,
    /// Opens the careers API for reading. Public by the vendor's design, kept to ourselves anyway.
    pub careers_token: String,
}

/// What opens the recruiting API.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    /// A token of our own making.
    Minted {
        /// Given by each customer's account.
        api_key: String,
        /// Given to the integration; the key of the signature.
        secret: String,
    },
    /// A secret that is sent as it is. The reference's label says OAuth2, and no token endpoint is
    /// documented: whoever was given such a token has this.
    Fixed {
        /// The token.
        bearer: String,
    },
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Minted { .. } => "Minted { api_key, secret }",
            Self::Fixed { .. } => "Fixed { bearer }",
        })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials { key, careers_token }")
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
    fn credentials_are_a_pair_to_sign_with_or_a_fixed_secret() {
        let read = |json: &str| serde_json::from_str::<Credentials>(json).map(|c| c.key);
        let minted = read(r#"{"api_key":"a","secret":"s","careers_token":"c"}"#).unwrap();
        assert_eq!(minted, Key::Minted { api_key: "a".to_owned(), secret: "s".to_owned() });
        let fixed = read(r#"{"bearer":"b","careers_token":"c"}"#).unwrap();
        assert_eq!(fixed, Key::Fixed { bearer: "b".to_owned() });
        assert!(read(r#"{"careers_token":"c"}"#).is_err());
        assert_eq!(format!("{fixed:?}"), "Fixed { bearer }");
    }

    #[test]
    fn the_signed_text_is_the_vectors() {
        assert_eq!(
            signing_input("API_KEY", 1_700_000_000),
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJBUElfS0VZIiwiZXhwIjoxNzAwMDAwNjAwfQ"
        );
    }
}

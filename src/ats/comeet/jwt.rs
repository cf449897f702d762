//! The credentials for Comeet. The recruiting API requires a JSON Web Token with the claims `iss` and `exp`, signed
//! with HS256. The edge signs, because the platform provides HMAC; this module makes the text to sign.

use crate::ats::credentials::{AccessToken, AccountCredentials, TokenSource, UnsignedToken};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The lifetime of a token in seconds: the vendor's documentation uses ten minutes.
const LIFETIME: u64 = 600;

/// The credentials for the recruiting API and the careers API.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// For the recruiting API.
    #[serde(flatten)]
    pub key: Key,
    /// For reading the careers API. Public by the vendor's design; it is kept secret all the same.
    pub careers_token: String,
}

/// The key of the recruiting API.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    /// Each token is made and signed when it is needed.
    Minted {
        /// Names the customer's account.
        api_key: String,
        /// The key of the signature, issued to the integration.
        secret: String,
    },
    /// A token that is sent as it is. The reference labels the authentication "OAuth2" and documents no token endpoint;
    /// an operator that was given such a token configures this.
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

impl AccountCredentials for Credentials {
    const EXPECTED: &'static str =
        r#"Comeet's {"api_key", "secret", "careers_token"} or {"bearer", "careers_token"}"#;

    fn token(&self, now: u64) -> TokenSource {
        let query_token = Some(self.careers_token.clone());
        match &self.key {
            Key::Minted { api_key, secret } => TokenSource::Unsigned(UnsignedToken {
                secret: secret.clone(),
                signing_input: signing_input(api_key, now / 1000),
                query_token,
            }),
            Key::Fixed { bearer } => {
                TokenSource::Stored(AccessToken { bearer: bearer.clone(), query_token })
            }
        }
    }
}

/// Header and payload, ready to be signed. `now` is in seconds since the epoch.
fn signing_input(api_key: &str, now: u64) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_a_signing_pair_or_a_fixed_secret() {
        let read = |json: &str| serde_json::from_str::<Credentials>(json).map(|c| c.key);
        let minted = read(r#"{"api_key":"a","secret":"s","careers_token":"c"}"#).unwrap();
        assert_eq!(minted, Key::Minted { api_key: "a".to_owned(), secret: "s".to_owned() });
        let fixed = read(r#"{"bearer":"b","careers_token":"c"}"#).unwrap();
        assert_eq!(fixed, Key::Fixed { bearer: "b".to_owned() });
        assert!(read(r#"{"careers_token":"c"}"#).is_err());
        assert_eq!(format!("{fixed:?}"), "Fixed { bearer }");
    }

    #[test]
    fn a_minted_token_is_signed_by_the_caller() {
        let key = Key::Minted { api_key: "API_KEY".to_owned(), secret: "SECRET".to_owned() };
        let credentials = Credentials { key, careers_token: "c".to_owned() };
        let TokenSource::Unsigned(unsigned) = credentials.token(1_700_000_000_999) else {
            panic!("not to be signed")
        };
        assert_eq!(unsigned.secret, "SECRET");
        let text =
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJBUElfS0VZIiwiZXhwIjoxNzAwMDAwNjAwfQ";
        assert_eq!(unsigned.signing_input, text);
        let token = unsigned.signed(&[0xfb, 0xff]);
        assert_eq!(token.bearer, format!("{text}.-_8"));
        assert_eq!(token.query_token.as_deref(), Some("c"));
    }

    #[test]
    fn a_fixed_token_is_sent_as_it_is_and_is_never_refreshed() {
        let key = Key::Fixed { bearer: "b".to_owned() };
        let credentials = Credentials { key, careers_token: "c".to_owned() };
        let token = AccessToken { bearer: "b".to_owned(), query_token: Some("c".to_owned()) };
        assert_eq!(credentials.token(5), TokenSource::Stored(token));
        assert_eq!(credentials.refresh_call(), Ok(None));
    }
}

//! The claims of Cloudflare Access's tokens, and whether a token is valid for us. The platform checks the signature.
//! Facts: developers.cloudflare.com/cloudflare-one, "Validate JWTs".

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

/// The maximum length of a token, in bytes; Access's have about 1,500.
const TOKEN_MAX: usize = 8192;
/// The tolerated difference between two clocks, in seconds.
const CLOCKS: u64 = 60;

/// A parsed token, not verified yet: see [`Token::is_for`] and the signature.
pub struct Token {
    /// The id of the team's key that signed it.
    pub kid: String,
    /// The signed bytes.
    pub signed: String,
    /// The signature: RSASSA-PKCS1-v1_5 with SHA-256.
    pub signature: Vec<u8>,
    claims: TokenClaims,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
}

#[derive(Deserialize)]
struct TokenClaims {
    iss: String,
    aud: Audience,
    exp: u64,
    #[serde(default)]
    nbf: u64,
}

/// The `aud` claim: one audience or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// The team's public keys, as `/cdn-cgi/access/certs` returns them.
#[derive(Clone, Deserialize)]
pub struct Keys {
    keys: Vec<Value>,
}

impl Keys {
    /// The key with this id, as a JWK.
    pub fn of(&self, kid: &str) -> Option<&Value> {
        self.keys.iter().find(|k| k.get("kid").and_then(Value::as_str) == Some(kid))
    }
}

impl Token {
    /// Parses a token; `None` if it is malformed, or signed with an algorithm that Access does not use.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > TOKEN_MAX {
            return None;
        }
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        // Only one algorithm is accepted, so that a token cannot select a weaker one.
        if header.alg != "RS256" {
            return None;
        }
        Some(Self {
            kid: header.kid,
            signed: signed.to_owned(),
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
            claims: serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?,
        })
    }

    /// Whether the token was issued by `team` (an origin) for `audience`, and is valid at `now` (seconds since the
    /// epoch).
    pub fn is_for(&self, team: &str, audience: &str, now: u64) -> bool {
        let ours = match &self.claims.aud {
            Audience::One(one) => one == audience,
            Audience::Several(several) => several.iter().any(|a| a == audience),
        };
        let holds = now < self.claims.exp.saturating_add(CLOCKS)
            && self.claims.nbf <= now.saturating_add(CLOCKS);
        ours && holds && self.claims.iss == team
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn token(header: &Value, claims: &Value) -> String {
        let part = |v: &Value| URL_SAFE_NO_PAD.encode(v.to_string());
        format!("{}.{}.{}", part(header), part(claims), URL_SAFE_NO_PAD.encode("signature"))
    }

    #[test]
    fn a_token_is_valid_for_its_team_and_audience_until_it_expires() {
        let team = "https://acme.cloudflareaccess.com";
        let header = json!({ "alg": "RS256", "kid": "k1" });
        let claims = json!({ "iss": team, "aud": ["console"], "exp": 2000, "nbf": 1000 });
        let parsed = Token::parse(&token(&header, &claims)).unwrap();
        assert_eq!((parsed.kid.as_str(), parsed.signature.as_slice()), ("k1", &b"signature"[..]));
        assert!(parsed.is_for(team, "console", 1500));
        assert!(!parsed.is_for(team, "another", 1500));
        assert!(!parsed.is_for("https://evil.example", "console", 1500));
        assert!(!parsed.is_for(team, "console", 2061) && !parsed.is_for(team, "console", 900));
    }

    #[test]
    fn a_token_cannot_choose_its_own_algorithm() {
        let claims = json!({ "iss": "t", "aud": "console", "exp": 2000 });
        for alg in ["none", "HS256", ""] {
            assert!(Token::parse(&token(&json!({ "alg": alg, "kid": "k1" }), &claims)).is_none());
        }
        for text in ["", "a.b", "a.b.c", "....", &"x".repeat(9000)] {
            assert!(Token::parse(text).is_none());
        }
    }
}

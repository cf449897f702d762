//! Tokens and credentials: `operator`'s JSON, Cloudflare Access's token, or a reply to a refresh after a line `status`.
//! No token is valid for another audience, and nothing of a secret is told.

use crate::fuzz::mutate::{BLOCK, Material};
use crate::fuzz::run::Target;
use apply_edge::api::request::Reply;
use apply_edge::ats::credentials::{RefreshOutcome, TokenSource};
use apply_edge::ats::{AnyCredentials, comeet};
use apply_edge::protocol::access_token::{Keys, Token};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

pub(crate) const TARGET: Target =
    Target { name: "tokens", short: 1500, more, mutant, check, memory: (60_000, 400) };

const TEAM: &str = "https://acme.cloudflareaccess.com";

/// The parts of a token as JSON, so that mutants are of the parts.
fn more() -> Vec<Vec<u8>> {
    let header = json!({ "alg": "RS256", "kid": "k1" });
    let claims = json!({ "iss": TEAM, "aud": ["console"], "exp": 2000, "nbf": 1000 });
    vec![format!("{header}{BLOCK}{claims}").into_bytes()]
}

fn mutant(material: &Material, chance: &mut crate::chance::Chance) -> Vec<u8> {
    let plain = material.mutant(chance);
    match String::from_utf8_lossy(&plain).split_once(BLOCK) {
        Some((header, claims)) if chance.below(4) > 0 => {
            let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
            format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode("signature")).into_bytes()
        }
        _ => plain,
    }
}

fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    if let Some(token) = Token::parse(&text) {
        access(&text, &token);
    }
    if let Ok(keys) = serde_json::from_slice::<Keys>(input) {
        let found = keys.of("k1");
        assert!(found.is_none_or(|key| key["kid"] == "k1"));
    }
    match AnyCredentials::parse(&text) {
        Ok(credentials) => seeded(&credentials),
        Err(told) => assert_eq!(told, AnyCredentials::expected(), "the refusal quotes the input"),
    }
    let (status, body) = text.split_once('\n').unwrap_or(("200", &text));
    refresh(status.parse().unwrap_or(200), body);
}

fn access(text: &str, token: &Token) {
    let signature = URL_SAFE_NO_PAD.encode(&token.signature);
    assert_eq!(format!("{}.{signature}", token.signed), text, "a second spelling of one token");
    // What a token claims, read without our types.
    let claims = token.signed.split('.').nth(1).and_then(|c| URL_SAFE_NO_PAD.decode(c).ok());
    // Members that are ignored may hold what a `Value` cannot: a number of any size, half a surrogate.
    let Ok(claims) = serde_json::from_slice::<Value>(&claims.expect("base64")) else { return };
    for now in [0, 999, 1500, 2500, u64::MAX] {
        if token.is_for(TEAM, "console", now) {
            assert_eq!(claims["iss"], TEAM);
            let audiences =
                claims["aud"].as_array().cloned().unwrap_or(vec![claims["aud"].clone()]);
            assert!(audiences.contains(&json!("console")));
            assert!(claims["exp"].as_u64().unwrap().saturating_add(60) > now);
        }
    }
    assert!(!token.is_for("https://evil.example", "console", 1500) || claims["iss"] != TEAM);
}

fn seeded(credentials: &AnyCredentials) {
    assert_eq!(format!("{credentials:?}"), "AnyCredentials");
    let written = serde_json::to_string(credentials).unwrap();
    let again = AnyCredentials::parse(&written).expect("accepted the second time");
    assert!(again == *credentials, "other credentials the second time");
    for now in [0, u64::MAX] {
        if let TokenSource::Unsigned(token) = credentials.token(now) {
            let claims = token.signing_input.split_once('.').expect("two parts").1;
            let claims = URL_SAFE_NO_PAD.decode(claims).expect("base64");
            let claims: Value = serde_json::from_slice(&claims).expect("JSON");
            assert!(claims["exp"].as_u64() > Some(now / 1000));
        }
    }
    // A secret is a header's value, or part of a body: never of an address.
    if let Ok(Some(call)) = credentials.refresh_call() {
        assert_eq!(call.path, "/token/refresh");
    }
}

fn refresh(status: u16, body: &str) {
    let pair = AnyCredentials::parse(r#"{"access_token":"a","refresh_token":"r"}"#).unwrap();
    let body = body.as_bytes().to_vec();
    let reply = Reply { status, content_type: String::new(), retry_after: None, body };
    match pair.read_refresh(&reply) {
        RefreshOutcome::New(new) => {
            assert!((200..300).contains(&status));
            seeded(&new);
        }
        RefreshOutcome::TooEarly => assert_eq!(status, 403),
        RefreshOutcome::Refused => assert_eq!(status, 404, "the pair is given up"),
        RefreshOutcome::Failed(error) => super::replies::told(&error),
    }
    if let Some(code) = comeet::code(&reply) {
        assert!(code.as_str().len() <= 60 && code.as_str().bytes().all(|b| b.is_ascii_graphic()));
    }
}

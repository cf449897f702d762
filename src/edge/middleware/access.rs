//! Authentication by Cloudflare Access.

use crate::edge::platform::{clock, crypto, env, fetch};
use crate::protocol::access_token::{Keys, Token};
use std::cell::RefCell;
use worker::{Env, Request, Result};

/// How long the team's keys are cached, in ms. Keys rotate every six weeks, and the old and the new one are both listed
/// for a week.
const KEYS_MS: u64 = 600_000;

thread_local! {
    /// The cached keys: time of reading, team, keys.
    static KEYS: RefCell<Option<(u64, String, Keys)>> = const { RefCell::new(None) };
}

/// Whether a request carries a valid token of our Access application. Always `false` if none is configured.
pub(crate) async fn may(request: &Request, env: &Env) -> Result<bool> {
    let Some((team, audience)) = env::access(env) else { return Ok(false) };
    let given = request.headers().get("cf-access-jwt-assertion")?.unwrap_or_default();
    let Some(token) = Token::parse(&given) else { return Ok(false) };
    if !token.is_for(&team, &audience, clock::now() / 1000) {
        return Ok(false);
    }
    let Some(keys) = keys(&team).await else { return Ok(false) };
    let Some(key) = keys.of(&token.kid) else { return Ok(false) };
    Ok(crypto::signed_rs256(key, token.signed.as_bytes(), &token.signature).await.unwrap_or(false))
}

/// The team's keys; `None` if they cannot be read, in which case nobody is let in.
async fn keys(team: &str) -> Option<Keys> {
    let now = clock::now();
    let known = KEYS.with_borrow(|keys| match keys {
        Some((at, of, keys)) if of == team && now.saturating_sub(*at) < KEYS_MS => {
            Some(keys.clone())
        }
        _ => None,
    });
    if known.is_some() {
        return known;
    }
    let address = format!("{team}/cdn-cgi/access/certs");
    let bytes = fetch::read(&address).await.ok()?;
    let keys: Keys = serde_json::from_slice(&bytes).ok()?;
    KEYS.set(Some((now, team.to_owned(), keys.clone())));
    Some(keys)
}

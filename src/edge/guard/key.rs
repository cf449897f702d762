//! Whose gateway key a request carries.

use crate::edge::crypto;
use crate::gateway::Key;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use worker::{Request, Result};

/// What a request carries as `Bearer`, or as the password of `Basic`, which is what browsers,
/// spreadsheets and BI tools can send.
pub(crate) fn given(request: &Request) -> Result<Option<String>> {
    let header = request.headers().get("authorization")?.unwrap_or_default();
    Ok(match header.split_once(' ') {
        Some(("Bearer", key)) => Some(key.to_owned()),
        Some(("Basic", pair)) => {
            let pair = STANDARD.decode(pair).ok().and_then(|p| String::from_utf8(p).ok());
            pair.and_then(|p| p.split_once(':').map(|(_, key)| key.to_owned()))
        }
        _ => None,
    })
}

/// The key that a request carries. Keys are known by their hashes: what is compared are digests,
/// which nobody can steer.
pub(crate) async fn of<'k>(request: &Request, keys: &'k [Key]) -> Result<Option<&'k Key>> {
    let Some(given) = given(request)? else { return Ok(None) };
    let digest = crypto::sha256_hex(given.as_bytes()).await?;
    Ok(keys.iter().find(|k| k.sha256 == digest))
}

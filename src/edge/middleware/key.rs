//! The gateway key of a request.

use crate::ats::gateway_key::GatewayKey;
use crate::edge::platform::crypto;
use crate::site::server_key::ServerKey;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use worker::{Request, Result};

/// The gateway key in a request: the `Bearer` token, or the password of `Basic`, which browsers, spreadsheets and BI
/// tools can send.
pub(crate) fn presented(request: &Request) -> Result<Option<String>> {
    let header = request.headers().get("authorization")?.unwrap_or_default();
    // The name of a scheme has no case, and the vendor's own client writes it in small letters.
    let (scheme, rest) = header.split_once(' ').unwrap_or_default();
    Ok(match (scheme.to_ascii_lowercase().as_str(), rest.trim()) {
        ("bearer", key) => Some(key.to_owned()),
        ("basic", pair) => {
            let pair = STANDARD.decode(pair).ok().and_then(|p| String::from_utf8(p).ok());
            pair.and_then(|p| p.split_once(':').map(|(_, key)| key.to_owned()))
        }
        _ => None,
    })
}

/// The configured key that a request presents. Digests are compared, which an attacker cannot choose.
pub(crate) async fn of<'k>(
    request: &Request,
    keys: &'k [GatewayKey],
) -> Result<Option<&'k GatewayKey>> {
    let Some(digest) = digest(request).await? else { return Ok(None) };
    Ok(keys.iter().find(|k| k.sha256 == digest))
}

/// Whether a request presents the key of one of the operator's servers.
pub(crate) async fn is_of_server(request: &Request, keys: &[ServerKey]) -> Result<bool> {
    Ok(digest(request).await?.is_some_and(|digest| keys.iter().any(|k| k.sha256 == digest)))
}

async fn digest(request: &Request) -> Result<Option<String>> {
    match presented(request)? {
        Some(given) => Ok(Some(crypto::sha256_hex(given.as_bytes()).await?)),
        None => Ok(None),
    }
}

//! Verification of Turnstile tokens.

use crate::edge::platform::{crypto, env, fetch};
use crate::form::challenge::TurnstileResult;
use worker::Env;

/// A token to be verified.
pub(crate) struct Verification<'a> {
    pub(crate) secret: String,
    pub(crate) token: &'a str,
    /// A digest, as idempotency key: the verifier answers the same token twice under it.
    pub(crate) idempotency: &'a [u8],
    /// The client's address.
    pub(crate) address: Option<&'a str>,
}

/// Verifies a token; `origins` are the site's.
pub(crate) async fn verify(
    env: &Env,
    verification: &Verification<'_>,
    origins: &[String],
) -> TurnstileResult {
    let mut form = vec![
        ("secret", verification.secret.clone()),
        ("response", verification.token.to_owned()),
        ("idempotency_key", uuid(verification.idempotency)),
    ];
    form.extend(verification.address.map(|address| ("remoteip", address.to_owned())));
    match fetch::post_form(&env::turnstile_verify(env), &form).await {
        Ok(answer) => TurnstileResult::of(&answer, origins),
        Err(error) => {
            worker::console_warn!("turnstile: {}", error.to_string());
            TurnstileResult::Unknown
        }
    }
}

/// A digest's first 128 bits as a UUID of version 8, which is for custom content (RFC 9562).
fn uuid(digest: &[u8]) -> String {
    let mut bytes: Vec<u8> = digest.iter().copied().take(16).collect();
    if let Some(byte) = bytes.get_mut(6) {
        *byte = *byte & 0x0f | 0x80;
    }
    if let Some(byte) = bytes.get_mut(8) {
        *byte = *byte & 0x3f | 0x80;
    }
    let hex = crypto::hex(&bytes);
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

//! Who may configure sites and give credentials.

use crate::edge::{bindings, crypto};
use worker::{Env, Request, Result};

/// Whether a request carries the operator's key. Closed while there is none.
pub(crate) async fn may(request: &Request, env: &Env) -> Result<bool> {
    let Some(key) = bindings::operator_key(env) else { return Ok(false) };
    let given = request.headers().get("authorization")?.unwrap_or_default();
    let Some(given) = given.strip_prefix("Bearer ") else { return Ok(false) };
    Ok(crypto::same(given, &key).await?)
}

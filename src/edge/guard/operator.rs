//! Who may configure sites, give credentials and look after deliveries.

use super::{access, key};
use crate::edge::{bindings, crypto};
use worker::{Env, Request, Result};

/// Whether a request carries the operator's key as a bearer. Closed while there is none.
pub(crate) async fn may(request: &Request, env: &Env) -> Result<bool> {
    let Some(key) = bindings::operator_key(env) else { return Ok(false) };
    let given = request.headers().get("authorization")?.unwrap_or_default();
    let Some(given) = given.strip_prefix("Bearer ") else { return Ok(false) };
    Ok(crypto::same(given, &key).await?)
}

/// Whether somebody may see the console: with the operator's key, which a browser asks for as a
/// password, or through Cloudflare Access. Closed while neither is configured.
pub(crate) async fn may_look(request: &Request, env: &Env) -> Result<bool> {
    if let (Some(key), Some(given)) = (bindings::operator_key(env), key::given(request)?)
        && crypto::same(&given, &key).await?
    {
        return Ok(true);
    }
    access::may(request, env).await
}

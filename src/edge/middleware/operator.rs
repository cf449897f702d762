//! The operator's access to the management routes and the console.

use crate::edge::middleware::{access, key};
use crate::edge::platform::{crypto, env};
use worker::{Env, Request, Result};

/// Whether a request carries the operator's key as a bearer token. Always `false` if no key is configured.
pub(crate) async fn may(request: &Request, env: &Env) -> Result<bool> {
    let Some(key) = env::operator_key(env) else { return Ok(false) };
    let given = request.headers().get("authorization")?.unwrap_or_default();
    let Some(given) = given.strip_prefix("Bearer ") else { return Ok(false) };
    Ok(crypto::constant_time_eq(given, &key).await?)
}

/// Whether a request may see the console: with the operator's key as the password of `Basic`, or through Cloudflare
/// Access. Always `false` if neither is configured.
pub(crate) async fn may_look(request: &Request, env: &Env) -> Result<bool> {
    if let (Some(key), Some(given)) = (env::operator_key(env), key::presented(request)?)
        && crypto::constant_time_eq(&given, &key).await?
    {
        return Ok(true);
    }
    access::may(request, env).await
}

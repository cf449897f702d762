//! The vendor's `POST /token/refresh`, for clients that refresh by themselves. A gateway key is valid until its date and has
//! no successor: a client that gives it as its refresh token gets the same key again.

use crate::edge::middleware::guess;
use crate::edge::platform::body;
use crate::edge::platform::response::Caller;
use crate::edge::platform::{clock, crypto};
use crate::protocol::problem_code::ProblemCode;
use crate::site::Site;
use serde_json::{Value, json};
use worker::{Env, Request, Response, Result};

/// The most bytes of the request's body.
const BODY_MAX: usize = 4096;

pub(super) async fn answer(
    env: &Env,
    site: &str,
    request: &Request,
    config: &Site,
    caller: &Caller<'_>,
) -> Result<Response> {
    let read = body::read_request(env, site, request, BODY_MAX).await?;
    let body: Value = serde_json::from_slice(&read.unwrap_or_default()).unwrap_or_default();
    let given = body.get("refresh_token").and_then(Value::as_str).unwrap_or_default();
    let digest = crypto::sha256_hex(given.as_bytes()).await?;
    let now = clock::now();
    let key = config.gateway.iter().find(|key| key.sha256 == digest);
    guess::record_as(env, request, "the gateway", key.is_some())?;
    // As the vendor answers a token that it does not know.
    let Some(seconds) = key.and_then(|key| key.seconds_left(now)) else {
        return caller.refuse(404, ProblemCode::NotFound);
    };
    let pair = json!({
        "access_token": given,
        "token_type": "bearer",
        "expires_in": seconds,
        "refresh_token": given,
        "refresh_token_expires_in": seconds,
    });
    caller.json(200, &pair, "no-store")
}

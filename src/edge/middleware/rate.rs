//! Rate limits per client address. The platform counts per data centre; without the binding there is no limit.

use std::net::Ipv6Addr;
use worker::{Env, Request, Result};

/// Whether the client is within the rate limit `limiter` on this site. Counts the request.
pub(crate) async fn may(env: &Env, limiter: &str, site: &str, request: &Request) -> Result<bool> {
    let Ok(limiter) = env.rate_limiter(limiter) else { return Ok(true) };
    let address = request.headers().get("cf-connecting-ip")?.unwrap_or_default();
    Ok(limiter.limit(format!("{site} {}", client_prefix(&address))).await?.success)
}

/// The address, or for IPv6 its /64 prefix, which one household shares.
fn client_prefix(address: &str) -> String {
    match address.parse::<Ipv6Addr>() {
        Ok(address) => format!("{:x?}", address.segments().get(..4).unwrap_or_default()),
        Err(_) => address.to_owned(),
    }
}

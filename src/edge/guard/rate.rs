//! How often one address may do something. The platform counts, per data centre; where the binding is
//! missing nobody is held back.

use std::net::Ipv6Addr;
use worker::{Env, Request, Result};

/// Whether the sender may do what `limiter` counts, on this site, now. Takes one of its turns.
pub(crate) async fn may(env: &Env, limiter: &str, site: &str, request: &Request) -> Result<bool> {
    let Ok(limiter) = env.rate_limiter(limiter) else { return Ok(true) };
    let address = request.headers().get("cf-connecting-ip")?.unwrap_or_default();
    Ok(limiter.limit(format!("{site} {}", household(&address))).await?.success)
}

/// An address, or the /64 that an IPv6 household has.
fn household(address: &str) -> String {
    match address.parse::<Ipv6Addr>() {
        Ok(address) => format!("{:x?}", address.segments().get(..4).unwrap_or_default()),
        Err(_) => address.to_owned(),
    }
}

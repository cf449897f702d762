//! Rate limits per client address. The platform counts per data centre; without the binding there is no limit.

use crate::edge::platform::client::address;
use crate::edge::platform::env;
use crate::protocol::network;
use worker::{Env, Request, Result};

/// Whether the client is within the rate limit `limiter` on this site. Counts the request. A network (an IPv6 /48) with
/// many households has a wider limit of its own.
pub(crate) async fn may(env: &Env, limiter: &str, site: &str, request: &Request) -> Result<bool> {
    let Some(address) = address(env, request)? else { return Ok(true) };
    if let Ok(limiter) = env.rate_limiter(limiter) {
        let household = network::household(&address);
        if !limiter.limit(format!("{site} {household}")).await?.success {
            return Ok(false);
        }
    }
    match (network::provider(&address), env.rate_limiter(env::NETWORK_LIMIT)) {
        (Some(network), Ok(wide)) => {
            Ok(wide.limit(format!("{limiter} {site} {network}")).await?.success)
        }
        _ => Ok(true),
    }
}

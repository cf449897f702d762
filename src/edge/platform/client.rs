//! The client of a request: its network address, as far as it is known.

use crate::edge::platform::env;
use crate::protocol::network;
use crate::throttle::places::Sender;
use worker::{Env, Request, Result};

/// The sender of a request, for the places of incoming bodies.
pub(crate) fn sender(env: &Env, site: &str, request: &Request) -> Result<Sender> {
    let address = address(env, request)?.unwrap_or_default();
    let network = network::provider(&address).unwrap_or(address);
    Ok(Sender { site: site.to_owned(), address: network })
}

/// The client's address as the platform or the operator's proxy reports it, if one does. A header that no
/// proxy sets is the client's own, and says nothing.
pub(crate) fn address(env: &Env, request: &Request) -> Result<Option<String>> {
    let Some(header) = env::address_header(env) else { return Ok(None) };
    let value = request.headers().get(&header)?.unwrap_or_default();
    // A proxy appends what it saw to what the client wrote.
    let last = value.rsplit(',').next().unwrap_or_default().trim();
    Ok((!last.is_empty()).then(|| last.to_owned()))
}

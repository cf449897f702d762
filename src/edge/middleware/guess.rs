//! Addresses that present wrong keys: after a few, further keys of the address are not looked at for a while.

use crate::edge::platform::response::Caller;
use crate::edge::platform::{client, clock};
use crate::protocol::network;
use crate::protocol::problem::Problem;
use crate::throttle::guesses::Guesses;
use std::cell::RefCell;
use worker::{Env, Request, Response, Result};

thread_local! {
    static GUESSES: RefCell<Guesses> = const { RefCell::new(Guesses::new()) };
}

/// The refusal of a request whose address has presented too many wrong keys.
pub(crate) fn refusal(
    env: &Env,
    request: &Request,
    caller: &Caller<'_>,
) -> Result<Option<Response>> {
    let Some(address) = address(env, request)? else { return Ok(None) };
    let Some(ms) = GUESSES.with_borrow(|g| g.pause(&address, clock::now())) else {
        return Ok(None);
    };
    let seconds = u32::try_from(ms.div_ceil(1000)).unwrap_or(u32::MAX);
    let problem = Problem { retry_after: Some(seconds), ..Problem::too_many(caller.texts()) };
    caller.problem(&problem).map(Some)
}

/// Records the result of a check. `what` names the keys, for the log; a request without a key is no guess.
pub(crate) fn record(
    env: &Env,
    request: &Request,
    what: &'static str,
    is_right: bool,
) -> Result<()> {
    if is_guess(request) { record_as(env, request, what, is_right) } else { Ok(()) }
}

/// The same for a key that does not stand in the header.
pub(crate) fn record_as(
    env: &Env,
    request: &Request,
    what: &'static str,
    is_right: bool,
) -> Result<()> {
    let Some(address) = address(env, request)? else { return Ok(()) };
    GUESSES.with_borrow_mut(|guesses| {
        if is_right {
            guesses.forget(&address);
        } else if guesses.record(&address, clock::now()) {
            // Without the address, which is personal.
            worker::console_warn!("wrong keys for {what}: one address has to wait");
        }
    });
    Ok(())
}

fn is_guess(request: &Request) -> bool {
    request.headers().has("authorization").unwrap_or(false)
}

/// The part of the address that is remembered; `None` if the address is not known.
fn address(env: &Env, request: &Request) -> Result<Option<String>> {
    Ok(client::address(env, request)?.map(|address| network::household(&address)))
}

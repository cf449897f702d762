//! The Worker: what runs in workerd. Thin: it carries values between the platform and the core.

mod accept;
mod account;
mod alert;
mod bindings;
mod body;
mod claims;
mod clock;
mod console;
mod crypto;
mod delivery;
mod drill;
mod gateway;
mod guard;
mod ledger;
mod multipart;
mod object;
mod operator;
mod parcel;
mod reply;
mod routes;
mod site;
mod slots;
mod spam;
mod transport;
mod upload;
mod uploads;
mod web;

use worker::{Context, Env, Request, Response, event};

/// The version of this build, as in `User-Agent`.
const VERSION: &str = env!("CARGO_PKG_VERSION");

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> worker::Result<Response> {
    routes::answer(request, env).await
}

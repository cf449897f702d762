//! The Worker: what runs in workerd. Thin: it carries values between the platform and the core.

mod middleware;
mod objects;
mod platform;
mod routes;
mod rpc;
mod services;

use worker::{Context, Env, Request, Response, event};

/// The version of this build, as in `User-Agent`.
const VERSION: &str = env!("CARGO_PKG_VERSION");

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> worker::Result<Response> {
    middleware::headers::secure(routes::router::answer(request, env).await?)
}

//! Public responses as bytes with an `ETag`, cached in the isolate: a response that is the same for all callers is made
//! once.

use super::context::{PUBLIC, RequestContext};
use crate::edge::platform::crypto;
use crate::edge::platform::isolate_cache::{IsolateCache, fresh_ms};
use crate::edge::platform::response::Rendered;
use js_sys::Uint8Array;
use worker::{Request, Response, Result};

/// The maximum total size of cached responses, in bytes.
const KEPT_MAX: usize = 8_000_000;
/// The maximum length of a cached URL: anybody can make up URLs.
const ADDRESS_MAX: usize = 300;

thread_local! {
    static KEPT: IsolateCache<(u64, Rendered)> = const { IsolateCache::new(KEPT_MAX) };
}

/// Responds with the cached bytes, or with those that `make` returns; 304 if the caller has the current version.
pub(super) async fn respond(
    context: &RequestContext<'_>,
    request: &Request,
    make: impl AsyncFnOnce() -> Result<std::result::Result<Body, Response>>,
) -> Result<Response> {
    let key = key(context, request)?;
    let version = context.settings.version;
    let fresh = fresh_ms(context.env);
    let kept = key.as_ref().and_then(|key| KEPT.with(|kept| kept.get(key, fresh)));
    let rendered = match kept.filter(|(made_for, _)| *made_for == version) {
        Some((_, rendered)) => rendered,
        None => {
            let body = match make().await? {
                Ok(body) => body,
                Err(refusal) => return Ok(refusal),
            };
            let rendered = render(body).await?;
            if let Some(key) = key {
                let (bytes, value) = (rendered.bytes.length() as usize, rendered.clone());
                KEPT.with(|kept| kept.put(key, (version, value), bytes));
            }
            rendered
        }
    };
    let known = request.headers().get("if-none-match")?.unwrap_or_default();
    let is_known = known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == rendered.etag);
    context.caller.rendered(&rendered, is_known, PUBLIC)
}

/// Forgets what is cached of a site.
pub(super) fn forget(site: &str) {
    let path = format!("/v1/{site}/");
    KEPT.with(|kept| kept.forget_if(|key| key.contains(&path)));
}

/// The body of a public response.
pub(super) enum Body {
    Json(Vec<u8>),
    Html(String),
}

async fn render(body: Body) -> Result<Rendered> {
    let (content_type, bytes) = match body {
        Body::Json(bytes) => ("application/json", bytes),
        Body::Html(html) => ("text/html; charset=utf-8", html.into_bytes()),
    };
    let digest = crypto::sha256_hex(&bytes).await?;
    let etag = format!("\"{}\"", digest.get(..32).unwrap_or_default());
    Ok(Rendered { content_type, etag, bytes: Uint8Array::from(bytes.as_slice()) })
}

/// The cache key: everything that a response depends on except the site's configuration; `None` if it is not cached.
fn key(context: &RequestContext<'_>, request: &Request) -> Result<Option<String>> {
    let address = request.url()?;
    let address = address.as_str();
    let (locale, html) = (context.caller.locale.tag(), context.caller.html);
    Ok((address.len() <= ADDRESS_MAX).then(|| format!("{address} {locale} {html}")))
}

//! `/v1/{site}/ats/…`: other programs' way to the ATS. What may pass is [`crate::gateway`]'s; here a
//! key is known by its hash, the call gets its credentials, and the answer flows back.

use super::guard::key;
use super::reply::Caller;
use super::site;
use super::transport::{self, Carrier, Passing, Unsent};
use super::{bindings, body, clock};
use crate::ats::AnyAts;
use crate::call::{Access, Call};
use crate::client::session::Credentials as _;
use crate::endpoint::{Content, Kind, Row};
use crate::error::ErrorKind;
use crate::gateway::{self, Denied, Passed};
use crate::locale::{Locale, Word};
use crate::permit::{Lane, Outcome};
use crate::problem::Problem;
use crate::site::Site;
use worker::{Env, Headers, Request, Response, ResponseBuilder, Result};

/// The most bytes of a vendor's refusal that are passed on.
const REFUSAL_MAX: usize = 65_536;
/// The most bytes of an upload's multipart body: a file of the ATS's limit, and what is around it.
const UPLOAD_MAX: u64 = crate::ats::huntflow::FILE_MAX + 16_384;
/// How often a call waits for a turn, a second at most each time.
const WAITS_MAX: u32 = 20;
/// A turn that is at most so many seconds away is waited for. A window is a twentieth longer than a
/// second, so whoever asks right behind a crowd is told "two".
const WAIT_SECONDS: u32 = 2;
/// How many times longer an upload may take than another call.
const UPLOAD_PATIENCE: u32 = 20;
/// Headers of the vendor's answer that are passed on.
const PASSED: [&str; 4] = ["content-type", "content-disposition", "retry-after", "x-request-id"];

const NO_PAGES: &str = "The request comes from a page (it has an Origin header). A gateway key in a page would be everybody's: call the gateway from a server.";

pub(super) async fn answer(
    request: &Request,
    env: &Env,
    site: &str,
    path: &str,
) -> Result<Response> {
    let caller = Caller { site: None, locale: Locale::En, origin: None, html: false };
    let answer = ask(request, env, site, path, &caller).await;
    body::drain(env, request.inner(), body::DRAIN_FORM).await;
    match answer {
        Ok(response) => Ok(response),
        Err(error) => {
            worker::console_error!("gateway: {}", error.to_string());
            caller.problem(&Problem::unavailable(caller.texts(), 5))
        }
    }
}

async fn ask(
    request: &Request,
    env: &Env,
    site: &str,
    path: &str,
    caller: &Caller<'_>,
) -> Result<Response> {
    let refuse = |status, word, why: &str| {
        caller.problem(&Problem::new(status, word, Locale::En).detail(why))
    };
    if request.headers().has("origin")? {
        return refuse(403, Word::Forbidden, NO_PAGES);
    }
    let Some(settings) = site::settings(env, site).await? else {
        return caller.refuse(404, Word::NotFound);
    };
    let config = &settings.config;
    let Some(key) = key::of(request, &config.gateway).await? else {
        let mut response = caller.refuse(401, Word::Unauthorized)?;
        response.headers_mut().set("www-authenticate", "Basic realm=\"apply-edge gateway\"")?;
        return Ok(response);
    };
    if key.is_expired(clock::now()) {
        return refuse(401, Word::Unauthorized, "The key has expired.");
    }
    let content_type = request.headers().get("content-type")?.unwrap_or_default();
    let upload = content_type.starts_with("multipart/form-data;");
    let bytes = if upload {
        Vec::new()
    } else {
        match body::read(request.inner().body(), gateway::BODY_MAX).await? {
            Some(bytes) => bytes,
            None => return caller.refuse(413, Word::TooLarge),
        }
    };
    let url = request.url()?;
    let query: Vec<_> = url.query_pairs().map(|(k, v)| (k.into_owned(), v.into_owned())).collect();
    // The platform's own: `worker` reads a method it does not know as GET.
    let method = request.inner().method();
    let passed = match gateway::read(config, key, &method, path, &query, &bytes) {
        Ok(passed) => passed,
        Err(Denied::Unknown) => return caller.refuse(404, Word::NotFound),
        Err(Denied::Method) => return caller.refuse(405, Word::Method),
        Err(Denied::Forbidden) => return caller.refuse(403, Word::Forbidden),
        Err(Denied::Wrong(wrong)) => {
            return refuse(400, Word::Invalid, &wrong.to_string());
        }
    };
    let Passed { row, mut call } = passed;
    if upload != (row.body == Content::Multipart) {
        return caller.refuse(415, Word::MediaType);
    }
    if let Err(name) = headers(row, request, &mut call)? {
        return refuse(400, Word::Invalid, &format!("Header {name}: not what it takes"));
    }
    let passing = if upload {
        let length = request.headers().get("content-length")?.and_then(|l| l.parse().ok());
        let Some(stream) = request.inner().body() else {
            return caller.refuse(400, Word::Unreadable);
        };
        match length {
            None => return refuse(411, Word::Unreadable, "Content-Length is needed."),
            Some(length) if length > UPLOAD_MAX => return caller.refuse(413, Word::TooLarge),
            Some(length) => Some(Passing { content_type, length, stream }),
        }
    } else {
        None
    };
    worker::console_log!("gateway: {} {}", key.name, row.operation);
    send(env, config, row, &call, passing, caller).await
}

/// Puts the operation's own headers into the call, or names one that is wrong.
fn headers(
    row: &Row,
    request: &Request,
    call: &mut Call,
) -> Result<std::result::Result<(), &'static str>> {
    call.headers.clear();
    for parameter in row.headers {
        let Some(value) = request.headers().get(parameter.name)? else { continue };
        let boolean = matches!(value.to_ascii_lowercase().as_str(), "true" | "false");
        if (parameter.kind == Kind::Boolean && !boolean) || value.len() > 200 {
            return Ok(Err(parameter.name));
        }
        call.headers.push((parameter.name, value));
    }
    if row.reply == Content::Pdf {
        call.headers.push(("accept", "application/pdf".to_owned()));
    }
    Ok(Ok(()))
}

async fn send(
    env: &Env,
    config: &Site,
    row: &Row,
    call: &Call,
    mut passing: Option<Passing>,
    caller: &Caller<'_>,
) -> Result<Response> {
    let carrier = Carrier::new(env, config, Lane::Gateway);
    let failed = |error: crate::error::Error| {
        worker::console_warn!("gateway: {}", error.to_string());
        let retry_after = match error.retry {
            crate::error::Retry::Later(Some(seconds)) => Some(seconds.max(1)),
            _ => Some(5),
        };
        let status = match error.kind {
            ErrorKind::Unauthorized => 502,
            ErrorKind::TooManyRequests => 429,
            _ => 503,
        };
        let problem = Problem::new(status, Word::Unavailable, Locale::En);
        caller.problem(&Problem { retry_after, ..problem.detail(error.detail) })
    };
    let mut waits = 0;
    let mut permit = loop {
        match carrier.token(row.operation, None).await {
            Ok(permit) => break permit,
            // A moment's crowd is waited out; a queue of deliveries is not.
            Err(error)
                if waits < WAITS_MAX
                    && matches!(error.retry, crate::error::Retry::Later(Some(..=WAIT_SECONDS))) =>
            {
                waits += 1;
                let moment = 100.0 + 900.0 * clock::dice();
                worker::Delay::from(std::time::Duration::from_secs_f64(moment / 1000.0)).await;
            }
            Err(error) => return failed(error),
        }
    };
    let once = passing.is_some();
    for last in [once, true] {
        let address = transport::address(&config.ats, call, Some(&permit));
        let bearer = (call.access == Access::Bearer).then_some(permit.bearer.as_str());
        // A body comes in as slowly as its sender is.
        let seconds = bindings::timeout_seconds(env) * if once { UPLOAD_PATIENCE } else { 1 };
        let sent = transport::open(env, &address, call, bearer, seconds, passing.take()).await;
        let response = match sent {
            Ok(response) => response,
            Err(Unsent::NoAnswer | Unsent::FileGone) => {
                carrier.tell(Outcome::Failed).await;
                return unknown(caller);
            }
        };
        let status = response.status();
        if (200..300).contains(&status) {
            carrier.tell(Outcome::Answered).await;
            return streamed(&response);
        }
        let reply = match transport::read(response, REFUSAL_MAX).await {
            Ok(reply) => reply,
            // Too long, or cut: a refusal was meant, and whether a failing server acted is not known.
            Err(_) if (400..500).contains(&status) => {
                let problem = Problem::new(status, Word::Invalid, Locale::En);
                return caller.problem(
                    &problem.detail("The ATS's refusal is too long to pass on, or was cut."),
                );
            }
            Err(_) => return unknown(caller),
        };
        carrier.tell(Outcome::of_status(reply.status, reply.retry_after)).await;
        if !AnyAts::of(config).refuses_token(&reply) || (last && !once) {
            return refused(&reply, caller);
        }
        // Refused before it was acted upon: a fresh token, and once more.
        permit = match carrier.token(row.operation, Some(&permit)).await {
            Ok(permit) => permit,
            Err(error) => return failed(error),
        };
        if last {
            break;
        }
    }
    // An upload has flowed by and cannot be sent again; the next one finds the fresh token.
    let problem = Problem::unavailable(Locale::En, 1);
    caller.problem(&problem.detail("The ATS refused our token. Send the request again."))
}

/// No answer: the caller has to look before it repeats a write.
fn unknown(caller: &Caller<'_>) -> Result<Response> {
    let why = "The ATS did not answer, or not in time. Whether it acted is not known.";
    caller.problem(&Problem::new(504, Word::Unavailable, Locale::En).detail(why))
}

/// A success, as it comes in.
fn streamed(response: &web_sys::Response) -> Result<Response> {
    let headers = plain()?;
    for name in PASSED {
        if let Some(value) = response.headers().get(name)? {
            headers.set(name, &value)?;
        }
    }
    let builder = ResponseBuilder::new().with_status(response.status()).with_headers(headers);
    Ok(match response.body() {
        Some(stream) if response.status() != 204 => builder.stream(stream),
        _ => builder.empty(),
    })
}

/// A refusal in the vendor's own words, if it is in the vendor's form; a page of a proxy before the
/// API is told as ours.
fn refused(reply: &crate::call::Reply, caller: &Caller<'_>) -> Result<Response> {
    let json =
        serde_json::from_slice::<serde_json::Value>(&reply.body).is_ok_and(|v| v.is_object());
    let mut response = if json && reply.status >= 400 {
        let headers = plain()?;
        headers.set("content-type", "application/json")?;
        let builder = ResponseBuilder::new().with_status(reply.status).with_headers(headers);
        builder.fixed(reply.body.clone())
    } else {
        let status = if reply.status == 413 { 413 } else { 502 };
        let why = format!("The ATS answered {} and no JSON.", reply.status);
        caller.problem(&Problem::new(status, Word::Unavailable, Locale::En).detail(why))?
    };
    if let Some(seconds) = reply.retry_after {
        response.headers_mut().set("retry-after", &seconds.to_string())?;
    }
    Ok(response)
}

fn plain() -> Result<Headers> {
    let headers = Headers::new();
    headers.set("cache-control", "no-store")?;
    headers.set("x-content-type-options", "nosniff")?;
    Ok(headers)
}

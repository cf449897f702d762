//! `/v1/{site}/ats/…`: other programs' way to the ATS. What may pass is [`crate::site::gateway`]'s; here a
//! key is known by its hash, the call gets its credentials, and the answer flows back.

mod envelope;
mod forward;
mod held;
mod refresh;

use crate::api::endpoint::{Content, Operation};
use crate::api::request::Call;
use crate::edge::middleware::{guess, key};
use crate::edge::platform::body::{self, Unread};
use crate::edge::platform::clock;
use crate::edge::platform::response::Caller;
use crate::edge::rpc::site;
use crate::locale::Locale;
use crate::protocol::problem::Problem;
use crate::protocol::problem_code::ProblemCode;
use crate::site::gateway::{self, GatewayError, GatewayRequest};
use forward::Forward;
use held::Upload;
use worker::{Env, Method, Request, Response, Result};

/// The most bytes of an upload's multipart body around its file.
const UPLOAD_FRAME: u64 = 16_384;

const SLOW: &str = "The body did not arrive in time.";
const NO_PAGES: &str = "The request comes from a page (it has an Origin header). A gateway key in a page would be everybody's: call the gateway from a server.";

pub(super) async fn answer(
    request: &Request,
    env: &Env,
    site: &str,
    path: &str,
) -> Result<Response> {
    let caller = Caller { site: None, locale: Locale::En, origin: None, html: false };
    let answer = forward(request, env, site, path, &caller).await;
    body::drain(env, request, body::DRAIN_FORM).await;
    match answer {
        Ok(response) if wants_envelope(request, path)? => envelope::of(response).await,
        Ok(response) => Ok(response),
        Err(error) => {
            worker::console_error!("gateway: {}", error.to_string());
            caller.problem(&Problem::unavailable(caller.texts(), 5))
        }
    }
}

/// Whether a refusal has the vendor's form: for the vendor's tools, unless they ask for ours.
fn wants_envelope(request: &Request, path: &str) -> Result<bool> {
    let accepts = request.headers().get("accept")?.unwrap_or_default();
    Ok(path.starts_with("/v2/") && !accepts.contains("application/problem+json"))
}

async fn forward(
    request: &Request,
    env: &Env,
    site: &str,
    path: &str,
    caller: &Caller<'_>,
) -> Result<Response> {
    if request.headers().has("origin")? {
        return refuse(caller, 403, ProblemCode::Forbidden, NO_PAGES);
    }
    let Some(settings) = site::settings(env, site).await? else {
        return caller.refuse(404, ProblemCode::NotFound);
    };
    let config = &settings.config;
    if let Some(refusal) = guess::refusal(env, request, caller)? {
        return Ok(refusal);
    }
    if is_refresh(request, path) {
        return refresh::answer(env, site, request, config, caller).await;
    }
    let key = key::of(request, &config.gateway).await?;
    guess::record(env, request, "the gateway", key.is_some())?;
    let Some(key) = key else {
        let mut response = caller.refuse(401, ProblemCode::Unauthorized)?;
        response.headers_mut().set("www-authenticate", "Basic realm=\"apply-edge gateway\"")?;
        return Ok(response);
    };
    if key.is_expired(clock::now()) {
        return refuse(caller, 401, ProblemCode::Unauthorized, "The key has expired.");
    }
    let content_type = request.headers().get("content-type")?.unwrap_or_default();
    let is_upload = content_type.starts_with("multipart/form-data;");
    let bytes = if is_upload {
        Vec::new()
    } else {
        match body::read_request(env, site, request, gateway::BODY_MAX).await? {
            Ok(bytes) => bytes,
            Err(Unread::TooLong) => return caller.refuse(413, ProblemCode::TooLarge),
            Err(Unread::Lost) => return refuse(caller, 408, ProblemCode::Unreadable, SLOW),
        }
    };
    let url = request.url()?;
    let query: Vec<_> = url.query_pairs().map(|(k, v)| (k.into_owned(), v.into_owned())).collect();
    // The platform's own: `worker` reads a method it does not know as GET.
    let method = request.inner().method();
    let GatewayRequest { row, mut call } =
        match gateway::read(config, key, &method, path, &query, &bytes) {
            Ok(read) => read,
            Err(error) => return refuse_read(caller, &error),
        };
    if is_upload != (row.body == Content::Multipart) {
        return caller.refuse(415, ProblemCode::MediaType);
    }
    if let Err(name) = set_headers(row, request, &mut call)? {
        let detail = format!("Header {name}: not what it takes");
        return refuse(caller, 400, ProblemCode::Invalid, &detail);
    }
    let upload = if is_upload {
        let length = request.headers().get("content-length")?.and_then(|l| l.parse().ok());
        let Some(stream) = request.inner().body() else {
            return caller.refuse(400, ProblemCode::Unreadable);
        };
        match length {
            None => {
                let detail = "Content-Length is needed.";
                return refuse(caller, 411, ProblemCode::Unreadable, detail);
            }
            Some(length) if length > config.ats.settings().limits().file_bytes + UPLOAD_FRAME => {
                return caller.refuse(413, ProblemCode::TooLarge);
            }
            Some(length) => {
                Some(Upload::receive(env, site, request, (content_type, length, stream)).await?)
            }
        }
    } else {
        None
    };
    worker::console_log!("gateway: {} {}", key.name, row.operation);
    Forward { env, site: config, operation: row, call: &call, caller }.send(upload).await
}

/// Whether a client wants its token refreshed: a key does not expire before its date.
fn is_refresh(request: &Request, path: &str) -> bool {
    request.method() == Method::Post && path == "/v2/token/refresh"
}

fn refuse(caller: &Caller<'_>, status: u16, code: ProblemCode, detail: &str) -> Result<Response> {
    caller.problem(&Problem::new(status, code, Locale::En).detail(detail))
}

fn refuse_read(caller: &Caller<'_>, error: &GatewayError) -> Result<Response> {
    match error {
        GatewayError::Unknown => caller.refuse(404, ProblemCode::NotFound),
        GatewayError::Method => caller.refuse(405, ProblemCode::MethodNotAllowed),
        GatewayError::Forbidden => caller.refuse(403, ProblemCode::Forbidden),
        GatewayError::InvalidRequest(error) => {
            refuse(caller, 400, ProblemCode::Invalid, &error.to_string())
        }
    }
}

/// Puts the operation's own headers into the call, or names one that is wrong.
fn set_headers(
    row: &Operation,
    request: &Request,
    call: &mut Call,
) -> Result<std::result::Result<(), &'static str>> {
    call.headers.clear();
    for parameter in row.headers {
        let Some(value) = request.headers().get(parameter.name)? else { continue };
        if !parameter.kind.takes(&value) || value.len() > 200 {
            return Ok(Err(parameter.name));
        }
        call.headers.push((parameter.name, value));
    }
    if row.reply == Content::Pdf {
        call.headers.push(("accept", "application/pdf".to_owned()));
    }
    Ok(Ok(()))
}

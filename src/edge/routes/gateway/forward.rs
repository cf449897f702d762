//! Sending a gateway call to the ATS, and its answer back as it comes in.

use super::held::Upload;
use crate::api::client::session::Credentials as _;
use crate::api::endpoint::Operation;
use crate::api::error::{Error, ErrorKind, Retry};
use crate::api::request::{Access, Call, Reply};
use crate::edge::platform::env;
use crate::edge::platform::response::Caller;
use crate::edge::rpc::account::CallPermit;
use crate::edge::services::ats_http::{self, StreamedBody};
use crate::edge::services::ats_transport::AtsTransport;
use crate::locale::Locale;
use crate::protocol::problem::Problem;
use crate::protocol::problem_code::ProblemCode;
use crate::site::Site;
use crate::throttle::scheduler::{CallOutcome, Priority};
use worker::{Env, Headers, Response, ResponseBuilder, Result};

/// The most bytes of a vendor's refusal that are passed on.
const REFUSAL_MAX: usize = 65_536;
/// How many times longer an upload may take than another call.
const UPLOAD_PATIENCE: u32 = 20;
/// Headers of the vendor's answer that are passed on.
const PASSED: [&str; 4] = ["content-type", "content-disposition", "retry-after", "x-request-id"];

/// A call of the gateway.
pub(super) struct Forward<'a> {
    pub(super) env: &'a Env,
    pub(super) site: &'a Site,
    pub(super) operation: &'a Operation,
    pub(super) call: &'a Call,
    pub(super) caller: &'a Caller<'a>,
}

impl Forward<'_> {
    /// Sends the call, and once more with a fresh token if the ATS refuses the first. An upload that flows by cannot be
    /// sent again.
    pub(super) async fn send(&self, mut upload: Option<Upload>) -> Result<Response> {
        let transport = AtsTransport::new(self.env, self.site, Priority::Gateway);
        let is_upload = upload.is_some();
        // The `Account` object waits out a moment's crowd; a queue of deliveries it does not.
        let mut permit = match transport.token(self.operation.operation, None).await {
            Ok(permit) => permit,
            Err(error) => return self.failed(&error),
        };
        let is_passing = upload.as_ref().is_some_and(|upload| !upload.is_held());
        for is_last in [is_passing, true] {
            let body = upload.as_mut().and_then(Upload::body);
            let reply = match self.try_once(&transport, &permit, body, is_upload).await? {
                Tried::Answered(response) => return Ok(response),
                Tried::Refused(reply) => reply,
            };
            if !self.site.ats.settings().refuses_token(&reply) || (is_last && !is_passing) {
                return refused(&reply, self.caller);
            }
            // Refused before it was acted upon.
            permit = match transport.token(self.operation.operation, Some(&permit)).await {
                Ok(permit) => permit,
                Err(error) => return self.failed(&error),
            };
            if is_last {
                break;
            }
        }
        // The next upload finds the fresh token.
        let problem = Problem::unavailable(Locale::En, 1);
        let detail = "The ATS refused our token. Send the request again.";
        self.caller.problem(&problem.detail(detail))
    }

    async fn try_once(
        &self,
        transport: &AtsTransport<'_>,
        permit: &CallPermit,
        upload: Option<StreamedBody>,
        is_upload: bool,
    ) -> Result<Tried> {
        let address = self.site.ats.settings().address(self.call, permit.query_token.as_deref());
        let is_bearer = self.call.access == Access::Bearer;
        let bearer = is_bearer.then_some(permit.bearer.as_str());
        // A body comes in as slowly as its sender is.
        let patience = if is_upload { UPLOAD_PATIENCE } else { 1 };
        let seconds = env::timeout_seconds(self.env) * patience;
        let sent = ats_http::open(self.env, &address, self.call, bearer, seconds, upload).await;
        let Ok(response) = sent else {
            transport.report(CallOutcome::Failed).await;
            return unknown(self.caller).map(Tried::Answered);
        };
        let status = response.status();
        if (200..300).contains(&status) {
            transport.report(CallOutcome::Answered).await;
            if is_page(&response)? {
                return unknown(self.caller).map(Tried::Answered);
            }
            return streamed(&response).map(Tried::Answered);
        }
        let Ok(mut reply) = ats_http::read(response, REFUSAL_MAX).await else {
            // Too long, or cut: whether a failing server acted is not known.
            if !(400..500).contains(&status) {
                return unknown(self.caller).map(Tried::Answered);
            }
            let problem = Problem::new(status, ProblemCode::Invalid, Locale::En);
            let detail = "The ATS's refusal is too long to pass on, or was cut.";
            return self.caller.problem(&problem.detail(detail)).map(Tried::Answered);
        };
        transport.report(CallOutcome::of_status(reply.status, reply.retry_after)).await;
        // An error that quotes the request must not show our token to the caller.
        if memchr::memmem::find(&reply.body, permit.bearer.as_bytes()).is_some() {
            reply.body.clear();
        }
        Ok(Tried::Refused(reply))
    }

    /// The answer if there is no permit.
    fn failed(&self, error: &Error) -> Result<Response> {
        worker::console_warn!("gateway: {}", error.to_string());
        let retry_after = match error.retry {
            Retry::Later(Some(seconds)) => Some(seconds.max(1)),
            _ => Some(5),
        };
        let status = match error.kind {
            ErrorKind::Unauthorized => 502,
            ErrorKind::TooManyRequests => 429,
            _ => 503,
        };
        let problem = Problem::new(status, ProblemCode::Unavailable, Locale::En);
        self.caller.problem(&Problem { retry_after, ..problem.detail(&error.detail) })
    }
}

/// One try of a call.
enum Tried {
    /// There is an answer for the caller.
    Answered(Response),
    /// The ATS refused.
    Refused(Reply),
}

/// No answer: the caller has to look before it repeats a write.
fn unknown(caller: &Caller<'_>) -> Result<Response> {
    let why = "The ATS did not answer, or not in time. Whether it acted is not known.";
    caller.problem(&Problem::new(504, ProblemCode::Unavailable, Locale::En).detail(why))
}

/// Whether an answer is a document that a browser would run: no operation has one, so it is a proxy's.
fn is_page(response: &web_sys::Response) -> Result<bool> {
    let content_type = response.headers().get("content-type")?.unwrap_or_default();
    let content_type = content_type.to_ascii_lowercase();
    Ok(["html", "xml", "javascript"].iter().any(|kind| content_type.contains(kind)))
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
fn refused(reply: &Reply, caller: &Caller<'_>) -> Result<Response> {
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
        caller.problem(&Problem::new(status, ProblemCode::Unavailable, Locale::En).detail(why))?
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

//! Injected faults, and the journal of requests.

use crate::serve::Cut;
use crate::state::{Entry, Shared, now};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A fault for the next matching requests.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Pattern: `POST /v2/accounts/7/applicants`; a final `*` matches any rest, `*` alone every
    /// request.
    pub on: String,
    /// Number of affected requests.
    #[serde(default = "once")]
    pub times: u32,
    /// Fraction of the matching requests that is affected; all by default.
    #[serde(default = "all")]
    pub share: f64,
    pub what: What,
}

fn once() -> u32 {
    1
}

fn all() -> f64 {
    1.0
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum What {
    /// Answer with this status and an HTML page, without acting.
    Status(u16),
    /// Refuse with this status, in the form of Huntflow's own refusals, without acting.
    Refuse(u16),
    /// Act, then refuse with this status, in the form of Huntflow's own refusals.
    RefuseAfter(u16),
    /// Act, then answer with this status and an HTML page.
    StatusAfter(u16),
    /// Close the connection without acting.
    CutBefore,
    /// Act, then close the connection.
    CutAfter,
    /// Act, then truncate the body.
    Truncate,
    /// Wait this many milliseconds, then act.
    Delay(u64),
}

/// Maximum number of bytes read from a request: well above the limits of all handlers.
const READ_MAX: usize = 40_000_000;

pub async fn inject(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    // The request is read before any fault, as by a proxy before the API.
    let Ok(bytes) = to_bytes(body, READ_MAX).await else {
        return cut();
    };
    let method = parts.method.to_string();
    let path = parts.uri.path_and_query().map_or_else(String::new, ToString::to_string);
    let fault = take(&app, &format!("{method} {}", parts.uri.path()));
    let header = |name: &str| {
        parts.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
    };
    let mut entry = Entry {
        at: now(),
        method,
        path,
        status: 0,
        user_agent: header("user-agent"),
        headers: parts.headers.keys().map(ToString::to_string).collect(),
        bytes: bytes.len(),
        fault: fault.as_ref().and_then(|f| serde_json::to_string(f).ok()),
    };
    let response = match fault {
        Some(What::Status(status)) => page(status),
        Some(What::Refuse(status)) => refusal(status),
        Some(What::CutBefore) => cut(),
        fault => {
            if let Some(What::Delay(ms)) = fault {
                tokio::time::sleep(Duration::from_millis(ms)).await;
            }
            let acted = next.run(Request::from_parts(parts, Body::from(bytes))).await;
            match fault {
                Some(What::CutAfter) => cut(),
                Some(What::RefuseAfter(status)) => refusal(status),
                Some(What::StatusAfter(status)) => page(status),
                Some(What::Truncate) => truncated(acted).await,
                _ => acted,
            }
        }
    };
    entry.status = response.status().as_u16();
    app.state().journal.push(entry);
    response
}

fn take(app: &Shared, line: &str) -> Option<What> {
    let mut state = app.state();
    let state = &mut *state;
    let fits = |on: &str| on.strip_suffix('*').map_or(on == line, |start| line.starts_with(start));
    let mut fitting = state.faults.iter_mut().filter(|f| f.times > 0 && fits(&f.on));
    let fault = fitting.find(|f| f.share >= 1.0 || dice(&mut state.dice) < f.share)?;
    fault.times -= 1;
    Some(fault.what.clone())
}

/// Uniform in `0.0..1.0`, and reproducible (SplitMix64).
fn dice(seed: &mut u64) -> f64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let bits = u32::try_from((z ^ (z >> 31)) >> 32).unwrap_or_default();
    f64::from(bits) / (f64::from(u32::MAX) + 1.0)
}

/// The error page of a proxy before the API.
pub fn page(status: u16) -> Response {
    let code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let title = format!("{status} {}", code.canonical_reason().unwrap_or_default());
    let html = format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    );
    (code, [("content-type", "text/html")], html).into_response()
}

/// A refusal in Huntflow's envelope.
fn refusal(status: u16) -> Response {
    let code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let errors = serde_json::json!({ "errors": [{ "type": "refused", "title": "Refused" }] });
    (code, axum::Json(errors)).into_response()
}

fn cut() -> Response {
    let mut response = StatusCode::BAD_GATEWAY.into_response();
    response.extensions_mut().insert(Cut);
    response
}

/// Half of the body, with headers for all of it.
async fn truncated(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, READ_MAX).await.unwrap_or_else(|_| Bytes::new());
    let half = bytes.slice(..bytes.len() / 2);
    parts.headers.remove("content-length");
    Response::from_parts(parts, Body::from(half))
}

//! Requests to addresses that are neither the ATS's nor ours: the webhook, Access's keys, the scanner,
//! Turnstile. Redirects are not followed.

use super::{body, transport::fetch};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestInit, RequestRedirect, Response};
use worker::Result;

/// After this long nobody waits any more, in ms.
const TIMEOUT_MS: u32 = 10_000;
/// The most bytes of an answer.
const ANSWER_MAX: usize = 65_536;

/// Reads an address.
pub(super) async fn read(address: &str) -> Result<Vec<u8>> {
    body_of(send(address, &RequestInit::new()).await?).await
}

async fn body_of(response: Response) -> Result<Vec<u8>> {
    let read = body::read(response.body(), ANSWER_MAX).await?;
    read.ok_or_else(|| "the answer is too large".into())
}

/// Posts JSON.
pub(super) async fn post(address: &str, json: &serde_json::Value) -> Result<()> {
    let init = RequestInit::new();
    init.set_method("POST");
    let headers = Headers::new()?;
    headers.set("Content-Type", "application/json")?;
    init.set_headers(&headers);
    init.set_body(&json.to_string().into());
    send(address, &init).await.map(|_| ())
}

/// Posts a form; the body of a good answer.
pub(super) async fn post_form(address: &str, form: &[(&str, String)]) -> Result<Vec<u8>> {
    let init = RequestInit::new();
    init.set_method("POST");
    let headers = Headers::new()?;
    headers.set("Content-Type", "application/x-www-form-urlencoded")?;
    init.set_headers(&headers);
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    init.set_body(&body.into());
    body_of(send(address, &init).await?).await
}

/// Posts a file to be scanned; the status of the answer.
pub(super) async fn scan(address: &str, file: &web_sys::ReadableStream) -> Result<u16> {
    let init = RequestInit::new();
    init.set_method("POST");
    let headers = Headers::new()?;
    headers.set("Content-Type", "application/octet-stream")?;
    init.set_headers(&headers);
    init.set_body(file);
    Ok(answer(address, &init).await?.status())
}

/// The answer, if it is a good one.
async fn send(address: &str, init: &RequestInit) -> Result<Response> {
    let response = answer(address, init).await?;
    match response.status() {
        200..=299 => Ok(response),
        status => Err(format!("answered {status}").into()),
    }
}

/// What JavaScript says of a failure is dropped: it can hold the address, and a webhook's address is a
/// secret.
async fn answer(address: &str, init: &RequestInit) -> Result<Response> {
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MS)));
    let promise = fetch(address, init).map_err(|_| "not a usable address")?;
    let response = JsFuture::from(promise).await.map_err(|_| "no answer")?;
    Ok(response.unchecked_into())
}

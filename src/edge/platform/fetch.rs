//! Requests to services other than the ATS: the alert webhook, Access's keys, the scanner, Turnstile. Redirects are not
//! followed.

use crate::edge::platform::body;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestInit, RequestRedirect, Response};
use worker::Result;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch, catch)]
    pub(crate) fn fetch(
        address: &str,
        init: &RequestInit,
    ) -> std::result::Result<js_sys::Promise, JsValue>;
}

/// The time limit of a request, in ms.
const TIMEOUT_MS: u32 = 10_000;
/// The maximum length of a response, in bytes.
const ANSWER_MAX: usize = 65_536;

/// Sends a GET request and returns the body of a successful response.
pub(crate) async fn read(address: &str) -> Result<Vec<u8>> {
    body_of(send(address, &RequestInit::new()).await?).await
}

async fn body_of(response: Response) -> Result<Vec<u8>> {
    let read = body::read(response.body(), ANSWER_MAX).await?;
    read.ok_or_else(|| "the answer is too large".into())
}

/// Posts JSON.
pub(crate) async fn post(address: &str, json: &serde_json::Value) -> Result<()> {
    let init = RequestInit::new();
    init.set_method("POST");
    let headers = Headers::new()?;
    headers.set("Content-Type", "application/json")?;
    init.set_headers(&headers);
    init.set_body(&json.to_string().into());
    send(address, &init).await.map(|_| ())
}

/// Posts a form and returns the body of a successful response.
pub(crate) async fn post_form(address: &str, form: &[(&str, String)]) -> Result<Vec<u8>> {
    let init = RequestInit::new();
    init.set_method("POST");
    let headers = Headers::new()?;
    headers.set("Content-Type", "application/x-www-form-urlencoded")?;
    init.set_headers(&headers);
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    init.set_body(&body.into());
    body_of(send(address, &init).await?).await
}

/// Posts a stream of bytes and returns the status of the response.
pub(crate) async fn post_stream(address: &str, file: &web_sys::ReadableStream) -> Result<u16> {
    let init = RequestInit::new();
    init.set_method("POST");
    let headers = Headers::new()?;
    headers.set("Content-Type", "application/octet-stream")?;
    init.set_headers(&headers);
    init.set_body(file);
    Ok(answer(address, &init).await?.status())
}

/// Returns the response if it is successful.
async fn send(address: &str, init: &RequestInit) -> Result<Response> {
    let response = answer(address, init).await?;
    match response.status() {
        200..=299 => Ok(response),
        status => Err(format!("answered {status}").into()),
    }
}

/// JavaScript's error messages are dropped: they can contain the URL, and the URL of a webhook is a secret.
async fn answer(address: &str, init: &RequestInit) -> Result<Response> {
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MS)));
    let promise = fetch(address, init).map_err(|_| "not a usable address")?;
    let response = JsFuture::from(promise).await.map_err(|_| "no answer")?;
    Ok(response.unchecked_into())
}

//! One request, and everything that can become of it.

use super::client::property;
use super::failure::Failure;
use gloo_net::http::{Method, Request, RequestBuilder};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Response};

#[wasm_bindgen]
extern "C" {
    // gloo-net's own `send` never settles when `fetch` rejects with something that is no Error.
    #[wasm_bindgen(js_name = fetch, catch)]
    fn fetch(request: &web_sys::Request) -> Result<js_sys::Promise, JsValue>;
}

pub(super) fn post(address: &str) -> RequestBuilder {
    RequestBuilder::new(address).method(Method::POST).header("Accept", "application/json")
}

/// Sends a request: the parsed reply of a success, or what went wrong.
pub(super) async fn send(
    request: Request,
    signal: Option<&AbortSignal>,
) -> Result<JsValue, Failure> {
    let request: web_sys::Request = request.into();
    let response = match fetch(&request) {
        Ok(promise) => JsFuture::from(promise).await,
        Err(thrown) => Err(thrown),
    };
    let Ok(response) = response.map(JsCast::unchecked_into::<Response>) else {
        return Err(Failure::unreachable(signal));
    };
    let json = match response.json() {
        Ok(promise) => JsFuture::from(promise).await,
        Err(thrown) => Err(thrown),
    };
    match json {
        Ok(reply) if response.ok() => Ok(reply),
        Ok(problem) if property(&problem, "code").is_string() => Err(Failure::problem(problem)),
        // Cut in the middle of the answer, or not our Worker that answered.
        Err(_) if response.ok() => Err(Failure::unreachable(signal)),
        _ => Err(Failure::status(response.status())),
    }
}

/// A length that JavaScript gave as a float.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "lengths are whole and not negative"
)]
pub(super) fn whole(length: f64) -> u64 {
    length as u64
}

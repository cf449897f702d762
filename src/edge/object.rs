//! Speaking to our own Durable Objects: JSON over their internal `fetch`.

use super::bindings;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use worker::{Env, Method, ObjectNamespace, Request, RequestInit, Response, Result, Stub};

#[wasm_bindgen]
extern "C" {
    type Namespace;
    #[wasm_bindgen(method, catch)]
    fn jurisdiction(this: &Namespace, name: &str) -> std::result::Result<JsValue, JsValue>;
}

/// The object of a class with a name, in the jurisdiction that was decided on. Every object of ours
/// is named here, so none is made anywhere else.
pub(super) fn named(env: &Env, class: &str, name: &str) -> Result<Stub> {
    let everywhere = env.durable_object(class)?;
    let Some(jurisdiction) = bindings::jurisdiction(env) else {
        return everywhere.get_by_name(name);
    };
    let everywhere: Namespace = js_sys::Reflect::get(env, &class.into())?.unchecked_into();
    let within: ObjectNamespace = everywhere.jurisdiction(&jurisdiction)?.unchecked_into();
    within.get_by_name(name)
}

/// Sends a request to an object. The host in the address means nothing.
pub(super) async fn send(
    stub: &Stub,
    method: Method,
    path: &str,
    body: Option<JsValue>,
) -> Result<Response> {
    let mut init = RequestInit::new();
    init.with_method(method).with_body(body);
    let request = Request::new_with_init(&format!("http://object{path}"), &init)?;
    stub.fetch_with_request(request).await
}

/// Sends JSON to an object.
pub(super) async fn send_json(
    stub: &Stub,
    method: Method,
    path: &str,
    body: &impl Serialize,
) -> Result<Response> {
    send(stub, method, path, Some(serde_json::to_string(body)?.into())).await
}

/// Asks an object; `None` for its 404.
pub(super) async fn ask<T: DeserializeOwned>(stub: &Stub, path: &str) -> Result<Option<T>> {
    let mut response = send(stub, Method::Get, path, None).await?;
    match response.status_code() {
        404 => Ok(None),
        200..=299 => Ok(Some(json(&mut response).await?)),
        status => Err(format!("object answered {status} to {path}").into()),
    }
}

/// Reads an object's JSON by the core's own parser rather than the engine's: numbers stay whole.
pub(super) async fn json<T: DeserializeOwned>(response: &mut Response) -> Result<T> {
    Ok(serde_json::from_slice(&response.bytes().await?)?)
}

/// Reads a stored value. One that is not what was stored is [`damaged`].
pub(super) async fn load<T: DeserializeOwned>(
    storage: &worker::Storage,
    key: &str,
) -> Result<Option<T>> {
    let Some(stored) = storage.get::<String>(key).await? else { return Ok(None) };
    // Rows from before there were digests begin with their JSON.
    let json = match stored.split_once(' ') {
        Some((digest, json)) if digest.len() == 8 => {
            if u32::from_str_radix(digest, 16) != Ok(crc32fast::hash(json.as_bytes())) {
                return Err(damaged());
            }
            json
        }
        _ => stored.as_str(),
    };
    serde_json::from_str(json).map(Some).map_err(|_| damaged())
}

/// The keys of everything stored.
pub(super) async fn keys(storage: &worker::Storage) -> Result<Vec<String>> {
    let mut keys = Vec::new();
    for key in storage.list().await?.keys() {
        keys.extend(key?.as_string());
    }
    Ok(keys)
}

const DAMAGED: &str = "a stored row is damaged";

/// A row that cannot be read, and never will be.
pub(super) fn damaged() -> worker::Error {
    worker::Error::RustError(DAMAGED.to_owned())
}

/// Whether an error is [`damaged`].
pub(super) fn is_damaged(error: &worker::Error) -> bool {
    matches!(error, worker::Error::RustError(why) if why == DAMAGED)
}

/// Stores a value as JSON text, which a later version can read whatever it has become, with a
/// digest, which tells whether it is still what was stored.
pub(super) async fn save(
    storage: &worker::Storage,
    key: &str,
    value: &impl Serialize,
) -> Result<()> {
    let json = serde_json::to_string(value)?;
    storage.put(key, format!("{:08x} {json}", crc32fast::hash(json.as_bytes()))).await
}

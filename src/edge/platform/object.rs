//! Requests to Durable Objects over their internal `fetch`.

use wasm_bindgen::prelude::*;
use worker::{Env, Headers, Method, ObjectNamespace, Request, RequestInit, Response, Result, Stub};

#[wasm_bindgen]
extern "C" {
    type Namespace;
    #[wasm_bindgen(method, catch)]
    fn jurisdiction(this: &Namespace, name: &str) -> std::result::Result<JsValue, JsValue>;
}

/// The object of a class with this name, in a jurisdiction if one is given. All stubs are created here, so no object
/// can be created in another jurisdiction.
pub(crate) fn stub(env: &Env, class: &str, name: &str, jurisdiction: Option<&str>) -> Result<Stub> {
    let everywhere = env.durable_object(class)?;
    let Some(jurisdiction) = jurisdiction else {
        return everywhere.get_by_name(name);
    };
    let everywhere: Namespace = js_sys::Reflect::get(env, &class.into())?.unchecked_into();
    let within: ObjectNamespace = everywhere.jurisdiction(jurisdiction)?.unchecked_into();
    within.get_by_name(name)
}

/// A part of an object.
pub(crate) struct Target {
    pub(crate) stub: Stub,
    /// The path of the part, in requests to the object.
    pub(crate) path: String,
}

/// Sends a request to a part of an object.
pub(crate) async fn send(
    target: &Target,
    method: Method,
    header: Option<(&str, String)>,
    body: Option<JsValue>,
) -> Result<Response> {
    let mut init = RequestInit::new();
    init.with_method(method).with_body(body);
    if let Some((name, value)) = header {
        let headers = Headers::new();
        headers.set(name, &value)?;
        init.with_headers(headers);
    }
    let url = format!("http://object{}", target.path);
    target.stub.fetch_with_request(Request::new_with_init(&url, &init)?).await
}

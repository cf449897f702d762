//! JavaScript values.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// A property of an object; `undefined` if there is none.
pub(super) fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

//! Failures as the page receives them: a plain object that `pkg/index.js` turns into an `ApplyError`. It has the shape
//! of the protocol's problem.

use super::js::property;
use crate::form::{FieldError, Form};
use crate::protocol::problem::fill;
use js_sys::{Object, Reflect};
use serde::ser::{Serialize, SerializeMap, Serializer};
use wasm_bindgen::prelude::*;

/// A failure as a JavaScript value.
pub(super) struct Failure(JsValue);

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        failure.0
    }
}

impl Failure {
    /// A failure found in the page, with details for developers.
    pub(super) fn code(code: &str, says: &str) -> Self {
        Self(object(&[("code", code.into()), ("title", says.into())]))
    }

    /// Validation errors, with the form's own messages.
    pub(super) fn flaws(form: &Form, flaws: &[FieldError], reply: &JsValue) -> Self {
        let messages = property(reply, "messages");
        let text = |code: &str| property(&messages, code).as_string().unwrap_or_default();
        let fields = flaws.iter().map(|flaw| {
            let code = flaw.code.as_str();
            let message = fill(&text(code), form, flaw);
            FieldFlaw { pointer: ["/", &flaw.field].concat(), code, message }
        });
        let title = text("invalid");
        let invalid = Invalid { title, fields: fields.collect() };
        let objects = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
        Self(invalid.serialize(&objects).unwrap_or_default())
    }
}

/// A problem of the protocol for an application with validation errors.
struct Invalid {
    title: String,
    fields: Vec<FieldFlaw>,
}

struct FieldFlaw {
    pointer: String,
    code: &'static str,
    message: String,
}

// By hand, as maps: what serde-wasm-bindgen does for the names of a derived struct costs more than all of these.
impl Serialize for Invalid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("code", "invalid")?;
        map.serialize_entry("title", &self.title)?;
        map.serialize_entry("status", &422)?;
        map.serialize_entry("fields", &self.fields)?;
        map.end()
    }
}

impl Serialize for FieldFlaw {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("pointer", &self.pointer)?;
        map.serialize_entry("code", self.code)?;
        map.serialize_entry("message", &self.message)?;
        map.end()
    }
}

fn object(properties: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in properties {
        // A new plain object takes every property.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

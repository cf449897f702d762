//! Converts the page's data into the name and text pairs of the form.

use super::failure::Failure;
use crate::form::question::PREFIX;
use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

/// An application as pairs: texts and booleans unchanged, `consents: { id: true }` as `consent.id`, `answers: { key:
/// "…" }` as `q.key`. Absent, `null` and `undefined` members are skipped.
pub(super) fn entries(application: &Object) -> Result<Vec<(String, String)>, Failure> {
    let mut pairs = Vec::new();
    collect(application, "", &mut pairs)?;
    Ok(pairs)
}

fn collect(
    object: &Object,
    prefix: &str,
    pairs: &mut Vec<(String, String)>,
) -> Result<(), Failure> {
    for entry in Object::entries(object).iter() {
        let entry: Array = entry.unchecked_into();
        let Some(name) = entry.get(0).as_string() else { continue };
        let value = entry.get(1);
        let inside = match name.as_str() {
            "consents" if prefix.is_empty() && value.is_object() => Some("consent."),
            "answers" if prefix.is_empty() && value.is_object() => Some(PREFIX),
            _ => None,
        };
        if let Some(prefix) = inside {
            collect(value.unchecked_ref(), prefix, pairs)?;
            continue;
        }
        let text = match value.as_bool() {
            Some(given) => given.to_string(),
            None if value.is_null() || value.is_undefined() => continue,
            None => value.as_string().ok_or_else(|| {
                let says = [name.as_str(), " must be a text or a boolean."].concat();
                Failure::code("protocol", &says)
            })?,
        };
        pairs.push(([prefix, &name].concat(), text));
    }
    Ok(())
}

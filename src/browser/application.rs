//! What a page hands over, as the pairs the form's check reads.

use super::failure::Failure;
use crate::question::PREFIX;
use js_sys::{Array, ArrayBuffer, Object, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// An application as pairs: texts and booleans as they are, `consents: { id: true }` as
/// `consent.id`, `answers: { key: "…" }` as `q.key`. Absent, `null` and `undefined` are the same.
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

/// A piece of a file. Fails when the browser cannot read it any more, as happens to files that a
/// phone's cloud folder has taken back.
pub(super) async fn slice(file: &File, from: f64, to: f64) -> Result<Vec<u8>, Failure> {
    let gone =
        |_| Failure::code("file_unreadable", "The file could not be read. Please choose it again.");
    let slice = file.slice_with_f64_and_f64(from, to).map_err(gone)?;
    let buffer: ArrayBuffer =
        JsFuture::from(slice.array_buffer()).await.map_err(gone)?.unchecked_into();
    Ok(Uint8Array::new(&buffer).to_vec())
}

//! A client of one site: it validates files and applications, and makes the request that sends one. Nothing here is
//! asynchronous: the page's script sends the request, because a runtime for futures would be a seventh of the module.

use super::application::entries;
use super::failure::Failure;
use super::form::{form, whole};
use super::js::property;
use crate::file::FileKind;
use crate::form::{FieldError, FieldErrorCode, FileCheck, FileSlot, Slot, UnknownFields};
use crate::protocol::PREFIX;
use gloo_net::http::{Method, RequestBuilder};
use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, File, FormData, Request};

/// Validates applications to a site, and makes the request. Created by `pkg/client/sender.js`.
#[wasm_bindgen]
pub struct Client {
    base: String,
}

#[wasm_bindgen]
impl Client {
    /// `endpoint` is the Worker's URL, `site` the name of the site.
    #[wasm_bindgen(constructor)]
    pub fn new(endpoint: &str, site: &str) -> Self {
        Self { base: [endpoint.trim_end_matches('/'), PREFIX, "/", site].concat() }
    }

    /// Checks the first bytes of a file for a slot of a job's form, before anything is sent.
    pub fn check(
        &self,
        reply: &JsValue,
        slot: &str,
        file: &File,
        head: &[u8],
    ) -> Result<(), JsValue> {
        let form = form(reply)?;
        let slot = Slot::from_name(slot).and_then(|slot| form.slot(slot));
        let slot = slot.ok_or_else(|| Failure::code("protocol", "The form has no such slot."))?;
        if let Err(code) = glance(file, head, slot) {
            let flaw = FieldError { field: slot.slot.name().to_owned(), code, limit: None };
            return Err(Failure::flaws(&form, &[flaw], reply).into());
        }
        Ok(())
    }

    /// Validates an application and returns its body. `files` are objects with a `slot` and either a `file` with its
    /// `head`, or the id of a completed `upload`.
    pub fn body(
        &self,
        reply: &JsValue,
        application: &Object,
        files: &Array,
    ) -> Result<FormData, JsValue> {
        let form = form(reply)?;
        let entries = entries(application)?;
        let body = FormData::new()?;
        for (name, value) in &entries {
            body.append_with_str(name, value)?;
        }
        let mut checks: Vec<FileCheck> = Vec::new();
        for item in files.iter() {
            let slot = property(&item, "slot").as_string();
            let slot = slot.as_deref().and_then(Slot::from_name).unwrap_or_default();
            if let Some(upload) = property(&item, "upload").as_string() {
                body.append_with_str(slot.upload_field(), &upload)?;
                checks.push((slot, Ok(())));
                continue;
            }
            let file = property(&item, "file").dyn_into::<File>();
            let file = file.map_err(|_| Failure::code("protocol", "A file is no File."))?;
            let head = js_sys::Uint8Array::new(&property(&item, "head")).to_vec();
            // Where the form has no such slot, its own check says so.
            let checked = form.slot(slot).map_or(Ok(()), |takes| glance(&file, &head, takes));
            checks.push((slot, checked));
            body.append_with_blob_and_filename(slot.name(), &file, &file.name())?;
        }
        let flaws = form.check(&entries, &checks, UnknownFields::Refuse, |_| {});
        if flaws.is_empty() { Ok(body) } else { Err(Failure::flaws(&form, &flaws, reply).into()) }
    }

    /// The request that sends the result of [`Self::body`].
    pub fn request(
        &self,
        job: &str,
        body: FormData,
        key: &str,
        lang: Option<String>,
        signal: Option<AbortSignal>,
    ) -> Result<Request, JsValue> {
        let mut address = [&self.base, "/jobs/", job, "/applications"].concat();
        if let Some(lang) = lang {
            address.push_str("?lang=");
            address.push_str(&String::from(js_sys::encode_uri_component(&lang)));
        }
        let request = RequestBuilder::new(&address)
            .method(Method::POST)
            .header("Accept", "application/json")
            .header("Idempotency-Key", key)
            .abort_signal(signal.as_ref())
            .body(body)
            .map_err(|_| Failure::code("protocol", "The request could not be made."))?;
        Ok(request.into())
    }
}

/// What the page knows of a file: its name, its size, and its first bytes.
fn glance(file: &File, head: &[u8], slot: &FileSlot) -> Result<(), FieldErrorCode> {
    let size = whole(file.size());
    FileKind::glance(&file.name(), size, head, &slot.kinds, slot.max_bytes)
        .map_err(FieldErrorCode::from)
}

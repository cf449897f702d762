//! A client of one site.

use super::application::{entries, slice};
use super::failure::Failure;
use super::http;
use crate::file::{Ends, FileKind, HEAD, TAIL};
use crate::form::{FileSlot, Flaw, FlawCode, Form, Slot, Unknown};
use crate::protocol::PREFIX;
use gloo_net::http::{Method, RequestBuilder};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, File, FormData};

/// Reads a site's jobs and sends applications to it. Made by `createClient` in `pkg/index.js`.
#[wasm_bindgen]
pub struct Client {
    base: String,
}

#[wasm_bindgen]
impl Client {
    /// `endpoint` is the Worker's address, `site` the site's name.
    #[wasm_bindgen(constructor)]
    pub fn new(endpoint: &str, site: &str) -> Self {
        Self { base: format!("{}{PREFIX}/{site}", endpoint.trim_end_matches('/')) }
    }

    /// Reads `path` below the site, in a language where one is named.
    pub async fn read(
        &self,
        path: String,
        lang: Option<String>,
        signal: Option<AbortSignal>,
    ) -> Result<JsValue, JsValue> {
        Ok(self.get(&path, lang.as_deref(), signal.as_ref()).await?)
    }

    /// Takes an application back.
    pub async fn withdraw(
        &self,
        receipt: String,
        lang: Option<String>,
        signal: Option<AbortSignal>,
    ) -> Result<JsValue, JsValue> {
        let path = format!("applications/{receipt}");
        Ok(self.ask(Method::DELETE, &path, lang.as_deref(), signal.as_ref()).await?)
    }

    /// Checks a file by its two ends, for a slot of a job's form, before a byte of it is sent.
    pub async fn check(
        &self,
        job: String,
        slot: String,
        file: File,
        lang: Option<String>,
        signal: Option<AbortSignal>,
    ) -> Result<(), JsValue> {
        let (form, reply) = self.form(&job, lang.as_deref(), signal.as_ref()).await?;
        let slot = Slot::from_name(&slot).and_then(|slot| form.slot(slot));
        let slot = slot.ok_or_else(|| Failure::code("protocol", "The form has no such slot."))?;
        if let Err(code) = looked_at(&file, slot).await? {
            let flaw = Flaw { field: slot.slot.name().to_owned(), code, limit: None };
            return Err(Failure::flaws(&form, &[flaw], &reply).into());
        }
        Ok(())
    }

    /// Checks an application against the form, and sends it. `files` are objects of a `slot` with a
    /// `file`, or with the id of an `upload` that is with the Worker already.
    pub async fn apply(
        &self,
        job: String,
        application: Object,
        files: Array,
        key: String,
        lang: Option<String>,
        signal: Option<AbortSignal>,
    ) -> Result<JsValue, JsValue> {
        let (form, reply) = self.form(&job, lang.as_deref(), signal.as_ref()).await?;
        let entries = entries(&application)?;
        let body = FormData::new()?;
        for (name, value) in &entries {
            body.append_with_str(name, value)?;
        }
        let mut checks = Vec::new();
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
            let looked = match form.slot(slot) {
                Some(takes) => looked_at(&file, takes).await?,
                // The form's check says what is wrong with that.
                None => Ok(()),
            };
            checks.push((slot, looked));
            body.append_with_blob_and_filename(slot.name(), &file, &file.name())?;
        }
        if let Err(flaws) = form.parse(&entries, &checks, Unknown::Refuse) {
            return Err(Failure::flaws(&form, &flaws, &reply).into());
        }
        let path = format!("jobs/{job}/applications");
        let request = http::post(&self.address(&path, lang.as_deref()))
            .header("Idempotency-Key", &key)
            .abort_signal(signal.as_ref())
            .body(body)
            .map_err(|_| Failure::code("protocol", "The request could not be made."))?;
        Ok(http::send(request, signal.as_ref()).await?)
    }
}

/// What a file's two ends say.
async fn looked_at(file: &File, slot: &FileSlot) -> Result<Result<(), FlawCode>, Failure> {
    let size = http::whole(file.size());
    let head = slice(file, 0.0, HEAD as f64).await?;
    let tail = slice(file, (file.size() - TAIL as f64).max(0.0), file.size()).await?;
    let ends = Ends { size, head: &head, tail: &tail };
    let checked = FileKind::check(&file.name(), &ends, &slot.kinds, slot.max_bytes);
    Ok(checked.map(|_| ()).map_err(FlawCode::from))
}

impl Client {
    fn address(&self, path: &str, lang: Option<&str>) -> String {
        let mut address = format!("{}/{path}", self.base);
        if let Some(lang) = lang {
            address.push_str("?lang=");
            address.push_str(&String::from(js_sys::encode_uri_component(lang)));
        }
        address
    }

    /// The form of a job, and the reply that holds it.
    async fn form(
        &self,
        job: &str,
        lang: Option<&str>,
        signal: Option<&AbortSignal>,
    ) -> Result<(Form, JsValue), Failure> {
        let reply = self.get(&format!("jobs/{job}/form"), lang, signal).await?;
        let form = serde_wasm_bindgen::from_value(reply.clone())
            .map_err(|_| Failure::code("protocol", "The form could not be read."))?;
        Ok((form, reply))
    }

    async fn get(
        &self,
        path: &str,
        lang: Option<&str>,
        signal: Option<&AbortSignal>,
    ) -> Result<JsValue, Failure> {
        self.ask(Method::GET, path, lang, signal).await
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        lang: Option<&str>,
        signal: Option<&AbortSignal>,
    ) -> Result<JsValue, Failure> {
        let request = RequestBuilder::new(&self.address(path, lang))
            .method(method)
            .header("Accept", "application/json")
            .abort_signal(signal)
            .build()
            .map_err(|_| Failure::code("protocol", "The request could not be made."))?;
        http::send(request, signal).await
    }
}

/// A property of an object, `undefined` where there is none.
pub(super) fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

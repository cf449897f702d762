//! A client of one site.

use super::application::{entries, slice};
use super::failure::Failure;
use super::http;
use crate::file::{Ends, FileKind, HEAD, TAIL};
use crate::form::{FlawCode, Form, Unknown};
use crate::protocol::PREFIX;
use gloo_net::http::{Method, RequestBuilder};
use js_sys::{Object, Reflect};
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

    /// Checks an application against the form, and sends it with the resume.
    pub async fn apply(
        &self,
        job: String,
        application: Object,
        resume: Option<File>,
        key: String,
        lang: Option<String>,
        signal: Option<AbortSignal>,
    ) -> Result<JsValue, JsValue> {
        let path = format!("jobs/{job}");
        let reply = self.get(&format!("{path}/form"), lang.as_deref(), signal.as_ref()).await?;
        let form: Form = serde_wasm_bindgen::from_value(reply.clone())
            .map_err(|_| Failure::code("protocol", "The form could not be read."))?;
        let entries = entries(&application)?;
        let check = match &resume {
            Some(file) => {
                let (slot, size) = (&form.resume, http::whole(file.size()));
                let head = slice(file, 0.0, HEAD as f64).await?;
                let tail = slice(file, (file.size() - TAIL as f64).max(0.0), file.size()).await?;
                let ends = Ends { size, head: &head, tail: &tail };
                Some(
                    FileKind::check(&file.name(), &ends, &slot.kinds, slot.max_bytes)
                        .map(|_| ())
                        .map_err(FlawCode::from),
                )
            }
            None => None,
        };
        if let Err(flaws) = form.parse(&entries, check, Unknown::Refuse) {
            return Err(Failure::flaws(&form, &flaws, &reply).into());
        }
        let body = FormData::new()?;
        for (name, value) in &entries {
            body.append_with_str(name, value)?;
        }
        if let Some(file) = &resume {
            body.append_with_blob_and_filename("resume", file, &file.name())?;
        }
        let request = http::post(&self.address(&format!("{path}/applications"), lang.as_deref()))
            .header("Idempotency-Key", &key)
            .abort_signal(signal.as_ref())
            .body(body)
            .map_err(|_| Failure::code("protocol", "The request could not be made."))?;
        Ok(http::send(request, signal.as_ref()).await?)
    }
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

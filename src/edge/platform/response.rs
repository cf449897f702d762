//! Responses, and their common headers.

use crate::locale::{Locale, Texts};
use crate::page;
use crate::protocol::Receipt;
use crate::protocol::problem;
use crate::protocol::problem::Problem;
use crate::protocol::problem_code::ProblemCode;
use crate::protocol::tus;
use crate::site::Site;
use js_sys::Uint8Array;
use serde::Serialize;
use worker::{Headers, Response, ResponseBuilder, Result};

/// The properties of the caller that responses depend on.
pub(crate) struct Caller<'a> {
    /// The site, once it is known.
    pub(crate) site: Option<&'a Site>,
    /// The language of the response.
    pub(crate) locale: Locale,
    /// The caller's origin for CORS headers, if the site lists it.
    pub(crate) origin: Option<String>,
    /// Whether the caller wants an HTML page rather than JSON.
    pub(crate) html: bool,
}

/// Our pages load only our stylesheet, and post only to us.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A public response body, ready to be sent.
#[derive(Clone)]
pub(crate) struct Rendered {
    pub(crate) content_type: &'static str,
    /// The strong entity tag of the bytes, with its quotes.
    pub(crate) etag: String,
    /// The bytes, in the platform's memory.
    pub(crate) bytes: Uint8Array,
}

impl Caller<'_> {
    /// The messages in the caller's language.
    pub(crate) fn texts(&self) -> Texts<'_> {
        self.site.map_or(self.locale.into(), |site| site.texts(self.locale))
    }

    fn headers(&self, content_type: &str, cache: &str) -> Result<Headers> {
        let headers = Headers::new();
        headers.set("content-type", content_type)?;
        headers.set("cache-control", cache)?;
        headers.set("x-content-type-options", "nosniff")?;
        // Our forms must send an origin: `no-referrer` would make them send `null`.
        headers.set("referrer-policy", "strict-origin-when-cross-origin")?;
        headers.set("vary", "Origin, Accept, Accept-Language")?;
        if let Some(origin) = &self.origin {
            headers.set("access-control-allow-origin", origin)?;
            let readable = format!("Location, Retry-After, {}", tus::REPLY_HEADERS);
            headers.set("access-control-expose-headers", &readable)?;
        }
        if content_type.starts_with("text/html") {
            headers.set("content-security-policy", CONTENT_SECURITY_POLICY)?;
            headers.set("content-language", self.locale.tag())?;
        }
        Ok(headers)
    }

    /// A JSON response. `cache` must be `no-store` for anything personal.
    pub(crate) fn json<T: Serialize>(
        &self,
        status: u16,
        body: &T,
        cache: &str,
    ) -> Result<Response> {
        let headers = self.headers("application/json", cache)?;
        let bytes = serde_json::to_vec(body)?;
        Ok(ResponseBuilder::new().with_status(status).with_headers(headers).fixed(bytes))
    }

    /// An HTML response.
    pub(crate) fn html(&self, status: u16, html: String, cache: &str) -> Result<Response> {
        let headers = self.headers("text/html; charset=utf-8", cache)?;
        Ok(ResponseBuilder::new()
            .with_status(status)
            .with_headers(headers)
            .fixed(html.into_bytes()))
    }

    /// A public response, or 304 if the caller has the current version.
    pub(crate) fn rendered(
        &self,
        rendered: &Rendered,
        is_known: bool,
        cache: &str,
    ) -> Result<Response> {
        let headers = self.headers(rendered.content_type, cache)?;
        headers.set("etag", &rendered.etag)?;
        if is_known {
            return Ok(ResponseBuilder::new().with_status(304).with_headers(headers).empty());
        }
        let init = web_sys::ResponseInit::new();
        init.set_headers(&headers.0);
        let bytes = Some(&rendered.bytes);
        Ok(web_sys::Response::new_with_opt_js_u8_array_and_init(bytes, &init)?.into())
    }

    /// An error response, as JSON or HTML.
    pub(crate) fn problem(&self, problem: &Problem) -> Result<Response> {
        let mut response = if self.html {
            let html = page::problem(self.site, problem, self.locale);
            self.html(problem.status, html, "no-store")?
        } else {
            let headers = self.headers(problem::CONTENT_TYPE, "no-store")?;
            let bytes = serde_json::to_vec(problem)?;
            ResponseBuilder::new().with_status(problem.status).with_headers(headers).fixed(bytes)
        };
        if let Some(seconds) = problem.retry_after {
            response.headers_mut().set("retry-after", &seconds.to_string())?;
        }
        Ok(response)
    }

    /// An error response with the code's own title.
    pub(crate) fn refuse(&self, status: u16, code: ProblemCode) -> Result<Response> {
        self.problem(&Problem::new(status, code, self.texts()))
    }

    /// 405, with the methods of the route.
    pub(crate) fn method_not_allowed(&self, methods: &str) -> Result<Response> {
        let mut response = self.refuse(405, ProblemCode::MethodNotAllowed)?;
        response.headers_mut().set("allow", methods)?;
        Ok(response)
    }

    /// 303 to the status page of an application, after a form post.
    pub(crate) fn see_receipt(&self, receipt: &Receipt) -> Result<Response> {
        self.see_other(&format!("{}?lang={}", receipt.status, self.locale.tag()))
    }

    /// 303 to another page, after a form post.
    pub(crate) fn see_other(&self, location: &str) -> Result<Response> {
        let headers = self.headers("text/plain", "no-store")?;
        headers.set("location", location)?;
        Ok(ResponseBuilder::new().with_status(303).with_headers(headers).empty())
    }

    /// A response without a body.
    pub(crate) fn empty(&self, status: u16) -> Result<Response> {
        let headers = self.headers("text/plain", "no-store")?;
        Ok(ResponseBuilder::new().with_status(status).with_headers(headers).empty())
    }

    /// The response to a CORS preflight from a listed origin.
    pub(crate) fn preflight(&self, methods: &str) -> Result<Response> {
        let headers = self.headers("text/plain", "no-store")?;
        headers.set("access-control-allow-methods", methods)?;
        let sent = format!("Content-Type, Idempotency-Key, {}", tus::REQUEST_HEADERS);
        headers.set("access-control-allow-headers", &sent)?;
        headers.set("access-control-max-age", "7200")?;
        Ok(ResponseBuilder::new().with_status(204).with_headers(headers).empty())
    }
}

/// The response of an alarm handler, which nothing reads.
pub(crate) fn empty() -> Result<Response> {
    Ok(ResponseBuilder::new().with_status(204).empty())
}

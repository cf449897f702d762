//! Answers: headers that every answer has, and who may read them.

use crate::locale::{Locale, Texts, Word};
use crate::page;
use crate::problem::{self, Problem};
use crate::protocol::Receipt;
use crate::site::Site;
use crate::tus;
use serde::Serialize;
use worker::{Headers, Response, ResponseBuilder, Result};

/// What a caller is and wants, as far as answers depend on it.
pub(super) struct Caller<'a> {
    /// The site, once it is known.
    pub(super) site: Option<&'a Site>,
    /// The language to answer in.
    pub(super) locale: Locale,
    /// A listed origin, to be named in CORS headers.
    pub(super) origin: Option<String>,
    /// Whether a page is wanted rather than data.
    pub(super) html: bool,
}

/// Pages load our stylesheet and post to us; nothing else.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

impl Caller<'_> {
    /// The words to answer in.
    pub(super) fn texts(&self) -> Texts<'_> {
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

    /// Data. `cache` is `no-store` for everything personal.
    pub(super) fn json(&self, status: u16, body: &impl Serialize, cache: &str) -> Result<Response> {
        let headers = self.headers("application/json", cache)?;
        let bytes = serde_json::to_vec(body)?;
        Ok(ResponseBuilder::new().with_status(status).with_headers(headers).fixed(bytes))
    }

    /// A page.
    pub(super) fn html(&self, status: u16, html: String, cache: &str) -> Result<Response> {
        let headers = self.headers("text/html; charset=utf-8", cache)?;
        Ok(ResponseBuilder::new()
            .with_status(status)
            .with_headers(headers)
            .fixed(html.into_bytes()))
    }

    /// A refusal, as data or as a page.
    pub(super) fn problem(&self, problem: &Problem) -> Result<Response> {
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

    /// A refusal that its title says.
    pub(super) fn refuse(&self, status: u16, word: Word) -> Result<Response> {
        self.problem(&Problem::new(status, word, self.texts()))
    }

    /// Where an application stands: the page to go to after a form was posted, in its language.
    pub(super) fn see_receipt(&self, receipt: &Receipt) -> Result<Response> {
        self.see_other(&format!("{}?lang={}", receipt.status, self.locale.tag()))
    }

    /// The page to go to after a form was posted.
    pub(super) fn see_other(&self, location: &str) -> Result<Response> {
        let headers = self.headers("text/plain", "no-store")?;
        headers.set("location", location)?;
        Ok(ResponseBuilder::new().with_status(303).with_headers(headers).empty())
    }

    /// An answer without a body. `cache` is `no-store`.
    pub(super) fn empty(&self, status: u16) -> Result<Response> {
        let headers = self.headers("text/plain", "no-store")?;
        Ok(ResponseBuilder::new().with_status(status).with_headers(headers).empty())
    }

    /// The answer to a preflight from a listed origin.
    pub(super) fn preflight(&self, methods: &str) -> Result<Response> {
        let headers = self.headers("text/plain", "no-store")?;
        headers.set("access-control-allow-methods", methods)?;
        let sent = format!("Content-Type, Idempotency-Key, {}", tus::REQUEST_HEADERS);
        headers.set("access-control-allow-headers", &sent)?;
        headers.set("access-control-max-age", "7200")?;
        Ok(ResponseBuilder::new().with_status(204).with_headers(headers).empty())
    }
}

/// An object's 404.
pub(super) fn nothing() -> Result<Response> {
    Ok(ResponseBuilder::new().with_status(404).empty())
}

/// An object's answer without a body.
pub(super) fn done() -> Result<Response> {
    Ok(ResponseBuilder::new().with_status(204).empty())
}

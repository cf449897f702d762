//! The security headers of every response of the Worker. Files of `/pkg/` get theirs from `dist/_headers`.

use worker::{Response, Result};

/// JSON and uploads: should a browser show them as a page, nothing in them runs.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";
/// Set where a response has no value of its own.
const HEADERS: [(&str, &str); 6] = [
    ("strict-transport-security", "max-age=31536000"),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-opener-policy", "same-origin"),
    // Pages of other origins read responses by CORS alone, which this does not restrict.
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    // Our forms must send an origin: `no-referrer` would make them send `null`.
    ("referrer-policy", "strict-origin-when-cross-origin"),
];

/// Adds the headers that a response lacks.
pub(crate) fn secure(mut response: Response) -> Result<Response> {
    let headers = response.headers_mut();
    // A browser's own viewer of PDF does not work in a sandbox.
    let is_pdf = headers.get("content-type")?.is_some_and(|kind| kind.contains("pdf"));
    if !is_pdf && !headers.has("content-security-policy")? {
        headers.set("content-security-policy", CONTENT_SECURITY_POLICY)?;
    }
    for (name, value) in HEADERS {
        if !headers.has(name)? {
            headers.set(name, value)?;
        }
    }
    Ok(response)
}

//! The origin of a request, and whether it may send applications.

use crate::site::Site;

/// The origin of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A page of a listed origin, for CORS headers.
    Listed(String),
    /// One of our own pages.
    Ourselves,
    /// One of the operator's servers, which sends no `Origin`, but a key of the site.
    Server,
    /// Any other origin, with an explanation for the page's developer.
    Stranger(&'static str),
}

const NOT_LISTED: &str = "The page's origin is not in the site's 'origins'. The comparison is exact: scheme, host and port.";
const NULL: &str = "The browser sent 'Origin: null'. A page whose referrer policy is 'no-referrer' or 'same-origin' does that when it posts a form, and so does a sandboxed frame; use 'strict-origin-when-cross-origin'.";
const NONE: &str = "The request has no Origin header. A server needs a key that is in the site's 'server_keys', as 'Authorization: Bearer …'.";

/// Reads `Origin` for a request to `own`, the Worker's own origin. `has_key` says whether the request presents the key of
/// a server.
pub(crate) fn of(origin: Option<&str>, own: &str, site: &Site, has_key: bool) -> Origin {
    match origin {
        Some(origin) if origin == own => Origin::Ourselves,
        Some(origin) if site.allows(origin) => Origin::Listed(origin.to_owned()),
        Some("null") => Origin::Stranger(NULL),
        Some(_) => Origin::Stranger(NOT_LISTED),
        None if has_key => Origin::Server,
        None => Origin::Stranger(NONE),
    }
}

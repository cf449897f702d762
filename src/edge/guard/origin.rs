//! Which pages may send applications.

use crate::site::Site;

/// Where a request comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum From {
    /// A page of a listed origin: named in CORS headers.
    Listed(String),
    /// One of our own pages.
    Ourselves,
    /// A server, which sends no origin, where the site takes applications from servers.
    Server,
    /// Anything else, with what to tell its developer.
    Stranger(&'static str),
}

const NOT_LISTED: &str = "The page's origin is not in the site's 'origins'. The comparison is exact: scheme, host and port.";
const NULL: &str = "The browser sent 'Origin: null'. A page whose referrer policy is 'no-referrer' or 'same-origin' does that when it posts a form, and so does a sandboxed frame; use 'strict-origin-when-cross-origin'.";
const NONE: &str = "The request has no Origin header, and the site does not take applications from servers ('servers').";

/// Reads `Origin` for a request to `own`, the Worker's own origin.
pub(crate) fn of(origin: Option<&str>, own: &str, site: &Site) -> From {
    match origin {
        Some(origin) if origin == own => From::Ourselves,
        Some(origin) if site.allows(origin) => From::Listed(origin.to_owned()),
        Some("null") => From::Stranger(NULL),
        Some(_) => From::Stranger(NOT_LISTED),
        None if site.servers => From::Server,
        None => From::Stranger(NONE),
    }
}

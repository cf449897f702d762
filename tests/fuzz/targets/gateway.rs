//! Requests of other programs: `METHOD target`, and the body in the lines below. What passes names one operation of
//! the site's own organisation, is spelled in one way, and is the same request when it comes again.

use super::sites::site;
use crate::fuzz::mutate::Material;
use crate::fuzz::run::Target;
use apply_edge::api::request::{Call, Piece};
use apply_edge::protocol::{FileId, Route};
use apply_edge::site::Site;
use apply_edge::site::gateway::{self, GatewayError, GatewayRequest};
use std::sync::LazyLock;

pub(crate) const TARGET: Target = Target {
    name: "gateway",
    short: 1500,
    more: Vec::new,
    mutant: Material::mutant,
    check,
    memory: (300_000, 1_200),
};

static SITES: LazyLock<[Site; 2]> = LazyLock::new(|| ["huntflow", "comeet"].map(site));

fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (head, body) = text.split_once('\n').unwrap_or((&text, ""));
    let (method, target) = head.split_once(' ').unwrap_or(("GET", head));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    route(path);
    if let Some((site, rest)) = gateway::split(path) {
        assert_eq!(format!("/v1/{site}/ats{rest}"), path);
    }
    let path = gateway::split(path).map_or(path, |(_, rest)| rest);
    for site in &*SITES {
        match read(site, method, path, query, body) {
            Ok(GatewayRequest { row, call }) => {
                assert!(site.gateway[0].permits(&site.ats, row) && row.operation == call.operation);
                assert_eq!((row.method, row.method.as_str()), (call.method, method));
                plain(&call);
                own(site, &call.path);
                let (path, query) = call.path.split_once('?').unwrap_or((&call.path, ""));
                let again =
                    read(site, method, path, query, body).expect("what passed passes again");
                assert_eq!(again.call, call, "another request the second time");
            }
            Err(GatewayError::InvalidRequest(error)) => {
                let said = error.to_string();
                assert!(said.len() < 900 && !said.contains(char::is_control), "{said:?}");
            }
            Err(_) => {}
        }
    }
}

fn read(
    site: &Site,
    method: &str,
    path: &str,
    query: &str,
    body: &str,
) -> Result<GatewayRequest, GatewayError> {
    let query: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    gateway::read(site, &site.gateway[0], method, path, &query, body.as_bytes())
}

/// Nothing in the address has to be understood: no server on the way reads it as another.
pub(crate) fn plain(call: &Call) {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/%?&=:".contains(&b);
    assert!(call.path.bytes().all(is_plain), "{}", call.path);
    let path = call.path.split('?').next().unwrap_or_default();
    assert!(path.starts_with('/') && !path.contains("//"), "{path}");
    assert!(!path.split('/').any(|s| matches!(s, "." | "..")), "{path}");
    for piece in &call.body.pieces {
        assert!(matches!(piece, Piece::Bytes(_) | Piece::File { .. }));
    }
}

fn own(site: &Site, path: &str) {
    let account = site.ats.settings().account();
    let mut parts = path.split(['/', '?']).skip(1);
    if matches!(parts.next(), Some("accounts" | "company"))
        && let Some(named) = parts.next()
    {
        assert_eq!(named, account.value, "another organisation");
    }
}

fn route(path: &str) {
    if let Some((site, route)) = Route::parse(path) {
        assert!(path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/.-".contains(&b)), "{path}");
        assert!(path.starts_with(&format!("/v1/{site}/")) && path.len() < 150);
        assert!(route.methods().ends_with("OPTIONS"));
        assert!(route.job().is_none_or(|job| path.split('/').any(|part| part == job)));
    }
    for part in path.split('/') {
        if let Some(id) = FileId::parse(part) {
            assert_eq!(id.to_string(), part, "a second id of one file");
        }
    }
}

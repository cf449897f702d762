//! The scoped gateway: checks whether a key permits an operation of the ATS, and rebuilds the request. A vendor's token
//! gives access to everything; a gateway key only to the operations that it names, until it expires.
//!
//! A request is parsed by its operation ([`Operation::call`]) and rebuilt from the parsed parts, so that nothing
//! reaches another operation or another organisation.

use crate::api::endpoint::{Operation, PathValues, RawRequest, RequestError};
use crate::api::request::Call;
use crate::ats::gateway_key::GatewayKey;
use crate::site::Site;

/// The maximum size of a JSON body in bytes.
pub const BODY_MAX: usize = 1_000_000;

/// The reason for refusing a request. Only [`GatewayError::InvalidRequest`] has details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GatewayError {
    /// The ATS has no operation with this path.
    Unknown,
    /// The ATS has operations with this path, but not with this method.
    Method,
    /// The key does not permit the operation, or the path names an organisation other than the site's.
    Forbidden,
    /// A parameter or the body is not valid for the operation.
    InvalidRequest(RequestError),
}

/// A request to send to the ATS.
#[derive(Debug)]
pub struct GatewayRequest {
    /// The operation.
    pub row: &'static Operation,
    /// The rebuilt request. The body of an upload is empty: the caller streams it.
    pub call: Call,
}

/// Parses a request that was made with `key`. `path` is the part after `/ats`, not percent-decoded; `query` is decoded.
///
/// # Errors
///
/// [`GatewayError`] if the request must not be sent to the ATS.
pub fn read(
    site: &Site,
    key: &GatewayKey,
    method: &str,
    path: &str,
    query: &[(String, String)],
    body: &[u8],
) -> Result<GatewayRequest, GatewayError> {
    let settings = site.ats.settings();
    // The vendor's tools append it to the base address that they are given.
    let path = path.strip_prefix(settings.version()).filter(|p| p.starts_with('/')).unwrap_or(path);
    let (rows, parameters) = find(settings.operations(), method, path)?;
    // If a path matches two operations (`/users/foreign/task/id`), the key must permit both.
    let row = rows.first().copied().ok_or(GatewayError::Method)?;
    if !rows.iter().all(|row| key.permits(&site.ats, row)) {
        return Err(GatewayError::Forbidden);
    }
    let own = site.ats.settings().account();
    if parameters.iter().any(|(name, value)| *name == own.name && *value != own.value) {
        return Err(GatewayError::Forbidden);
    }
    let call = row
        .call(&RawRequest { path: &parameters, query, body })
        .map_err(GatewayError::InvalidRequest)?;
    Ok(GatewayRequest { row, call })
}

/// Splits the path of a gateway request into the site's name and the part after `/ats`.
pub fn split(path: &str) -> Option<(&str, &str)> {
    let rest = path.strip_prefix(crate::protocol::PREFIX)?.strip_prefix('/')?;
    let (site, rest) = rest.split_once('/')?;
    let rest = rest.strip_prefix("ats").filter(|r| r.starts_with('/'))?;
    crate::protocol::is_name(site).then_some((site, rest))
}

/// Returns the operations that match a method and a path: usually one, two if both have the same number of parameters.
fn find(
    tables: &[&'static [Operation]],
    method: &str,
    path: &str,
) -> Result<(Vec<&'static Operation>, PathValues), GatewayError> {
    let rows = tables.iter().flat_map(|t| t.iter());
    let fits: Vec<_> = rows.filter_map(|row| Some((row, row.fits(path)?))).collect();
    // The operation with the fewest parameters wins: `/vacancies/statuses` is not a vacancy.
    let fewest = fits.iter().map(|(row, _)| row.width()).min().ok_or(GatewayError::Unknown)?;
    let meant = |row: &Operation| row.width() == fewest && row.method.as_str() == method;
    let mut meant: Vec<_> = fits.into_iter().filter(|(row, _)| meant(row)).collect();
    let values = meant.first_mut().map(|(_, values)| std::mem::take(values));
    let rows = meant.into_iter().map(|(row, _)| row).collect();
    Ok((rows, values.ok_or(GatewayError::Method)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn site() -> Site {
        let site = json!({
            "site": "acme", "name": "Acme", "origins": ["https://a.example"],
            "ats": { "kind": "huntflow", "account": 7, "credentials": "acme" },
            "publish": { "jobs": ["9"] },
            "gateway": [{ "name": "intranet", "sha256": "0".repeat(64), "expires": "2026-12-31",
                          "operations": ["vacancies::List", "stages", "tags", "upload"] }],
        });
        Site::parse(site.to_string().as_bytes()).unwrap()
    }

    fn request(
        method: &str,
        path: &str,
        query: &[(&str, &str)],
        body: &str,
    ) -> Result<String, GatewayError> {
        let site = site();
        let query: Vec<_> = query.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let passed = read(&site, &site.gateway[0], method, path, &query, body.as_bytes())?;
        Ok(format!("{} {}", passed.row.operation, passed.call.path))
    }

    #[test]
    fn a_permitted_operation_or_group_is_passed_on() {
        assert_eq!(
            request("GET", "/accounts/7/vacancies", &[("state", "OPEN"), ("state", "HOLD")], "")
                .unwrap(),
            "vacancies::List /accounts/7/vacancies?state=OPEN&state=HOLD"
        );
        assert_eq!(
            request("GET", "/accounts/7/vacancies/statuses", &[], "").unwrap(),
            "stages::List /accounts/7/vacancies/statuses"
        );
        assert!(request("POST", "/accounts/7/tags", &[], r#"{"name":"a","color":"fff"}"#).is_ok());
    }

    #[test]
    fn operations_that_the_key_does_not_name_are_forbidden() {
        for (method, path) in [
            ("GET", "/accounts/7/vacancies/9"),
            ("POST", "/accounts/7/vacancies"),
            ("GET", "/accounts/7/applicants"),
            ("GET", "/me"),
            ("POST", "/token/refresh"),
            ("GET", "/accounts/8/vacancies"),
            ("DELETE", "/accounts/8/tags/1"),
        ] {
            assert_eq!(
                request(method, path, &[], "").unwrap_err(),
                GatewayError::Forbidden,
                "{path}"
            );
        }
        assert_eq!(
            request("PATCH", "/accounts/7/tags/1", &[], "").unwrap_err(),
            GatewayError::Method
        );
        assert_eq!(
            request("GET", "/accounts/7/secrets", &[], "").unwrap_err(),
            GatewayError::Unknown
        );
    }

    #[test]
    fn a_path_that_fits_two_operations_needs_permission_for_both() {
        let mut site = site();
        let path = "/accounts/7/users/foreign/task/id";
        for (operations, opens) in [(vec!["users::Task"], false), (vec!["users"], true)] {
            site.gateway[0].operations = operations.into_iter().map(str::to_owned).collect();
            let passed = read(&site, &site.gateway[0], "GET", path, &[], b"");
            assert_eq!(passed.is_ok(), opens);
        }
    }

    #[test]
    fn a_request_must_name_the_company_of_the_site() {
        let site = json!({ "site": "acme", "name": "Acme", "origins": ["https://a.example"],
            "ats": { "kind": "comeet", "company": "30.005", "credentials": "acme" }, "publish": "listed",
            "gateway": [{ "name": "k", "sha256": "0".repeat(64), "expires": "2026-12-31",
                          "operations": ["positions"] }] });
        let site = Site::parse(site.to_string().as_bytes()).unwrap();
        let ask = |company: &str| {
            let path = format!("/company/{company}/positions");
            read(&site, &site.gateway[0], "GET", &path, &[], b"").map(|_| ())
        };
        assert_eq!((ask("30.005"), ask("30.006")), (Ok(()), Err(GatewayError::Forbidden)));
    }

    #[test]
    fn manipulated_paths_fit_no_operation() {
        for path in [
            "/accounts/7/vacancies/",
            "//accounts/7/vacancies",
            "/accounts/7%2Fvacancies",
            "/accounts/7/%2e%2e/8/vacancies",
            "/accounts/%37/../8/vacancies",
            "/accounts/7/tags/1;x=y",
            "/accounts/7/tags/01",
            "/accounts/+7/tags/1",
            "/accounts/7/tags/1%00",
            "/accounts/7/tags/%2531",
            "@evil.example/accounts/7/vacancies",
            "https://evil.example/accounts/7/vacancies",
            "",
        ] {
            assert!(request("GET", path, &[], "").is_err(), "{path}");
        }
        // Encoding that means the same is made plain again.
        let plain = request("GET", "/accounts/%37/vacancies", &[], "").unwrap();
        assert_eq!(plain, "vacancies::List /accounts/7/vacancies");
    }

    #[test]
    fn parameters_and_bodies_must_fit_the_operation() {
        let wrong = |result: Result<String, GatewayError>| match result {
            Err(GatewayError::InvalidRequest(wrong)) => wrong.to_string(),
            other => panic!("{other:?}"),
        };
        let path = "/accounts/7/vacancies";
        assert!(
            wrong(request("GET", path, &[("count", "1"), ("count", "2")], "")).contains("once")
        );
        assert!(wrong(request("GET", path, &[("url", "http://evil")], "")).contains("Query url"));
        assert!(wrong(request("GET", path, &[], "{}")).contains("no body"));
        let body = r#"{"name":5,"color":"fff"}"#;
        assert!(wrong(request("POST", "/accounts/7/tags", &[], body)).contains("Body name"));
    }

    #[test]
    fn a_key_is_valid_until_the_end_of_its_last_day() {
        let key = &site().gateway[0];
        assert!(!key.is_expired(1_798_761_599_999), "the last millisecond of 2026");
        assert!(key.is_expired(1_798_761_600_000));
    }

    #[test]
    fn a_key_is_checked_when_it_is_configured() {
        let ats = site().ats;
        let key = || site().gateway[0].clone();
        assert!(key().check(&ats).is_ok());
        for (change, place) in [
            (
                Box::new(|k: &mut GatewayKey| k.operations = vec!["vacancys".to_owned()])
                    as Box<dyn Fn(&mut GatewayKey)>,
                "operations",
            ),
            (Box::new(|k: &mut GatewayKey| k.operations = vec!["token".to_owned()]), "operations"),
            (Box::new(|k: &mut GatewayKey| k.operations.clear()), "operations"),
            (Box::new(|k: &mut GatewayKey| k.sha256 = "key".to_owned()), "sha256"),
            (Box::new(|k: &mut GatewayKey| k.expires = "soon".to_owned()), "expires"),
        ] {
            let mut key = key();
            change(&mut key);
            assert!(key.check(&ats).unwrap_err().starts_with(place), "{place}");
        }
    }
}

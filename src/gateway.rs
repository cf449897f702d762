//! The scoped gateway: which of an ATS's operations a key may use, and what of a request is passed
//! on. A vendor's token opens everything; a key of ours opens what it names, until it expires.
//!
//! A request is read with its row ([`Row::call`]) and made anew from what was read,
//! so nothing reaches the ATS that a row cannot say.

use crate::ats::AnyAts;
use crate::call::Call;
use crate::endpoint::{Asked, PathValues, Row, Wrong};
use crate::site::{Ats, Site};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The most bytes of a JSON body.
pub const BODY_MAX: usize = 1_000_000;

/// What no key opens: it would spend the one refresh token there is.
const NEVER: &str = "token::Refresh";

/// A key: who has it, and what it opens. The key itself is not kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// Whose it is, for logs: lower-case letters, digits, hyphens.
    pub name: String,
    /// SHA-256 of the key, in lowercase hex.
    pub sha256: String,
    /// Operations by name (`vacancies::List`) or by group (`vacancies`).
    pub operations: Vec<String>,
    /// `YYYY-MM-DD`: the last day it opens anything, by UTC.
    pub expires: String,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.name)
    }
}

/// Why a request is not passed on. Everything but [`Denied::Wrong`] says no more than it must.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denied {
    /// No such operation in this ATS.
    Unknown,
    /// There is one at this path, of another method.
    Method,
    /// The key does not name it, or it is another organisation's.
    Forbidden,
    /// The request is not what the operation takes.
    Wrong(Wrong),
}

/// A request that is passed on.
#[derive(Debug)]
pub struct Passed {
    /// The operation.
    pub row: &'static Row,
    /// The request, made anew. The body of an upload is left to the caller.
    pub call: Call,
}

impl Key {
    /// Whether the key's last day is over at `now` (ms since the epoch).
    pub fn is_expired(&self, now: u64) -> bool {
        end_of(&self.expires).is_none_or(|end| now >= end)
    }

    /// Whether it names an operation.
    pub fn opens(&self, row: &Row) -> bool {
        let group = row.operation.split("::").next().unwrap_or_default();
        row.operation != NEVER && self.operations.iter().any(|o| o == row.operation || o == group)
    }

    /// What is wrong with it, for the configuration's author.
    pub(crate) fn check(&self, tables: &[&'static [Row]]) -> Result<(), String> {
        if !crate::protocol::is_name(&self.name) {
            return Err("name: must be lower-case letters, digits and hyphens".to_owned());
        }
        let hex = self.sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if self.sha256.len() != 64 || !hex {
            return Err(
                "sha256: must be 64 lowercase hex digits; scripts/site key makes one".to_owned()
            );
        }
        if end_of(&self.expires).is_none() {
            return Err("expires: must be a date, YYYY-MM-DD".to_owned());
        }
        let rows = || tables.iter().flat_map(|t| t.iter()).filter(|r| r.operation != NEVER);
        let known =
            |o: &str| rows().any(|r| r.operation == o || r.operation.split("::").next() == Some(o));
        match self.operations.iter().find(|o| !known(o)) {
            Some(unknown) => {
                Err(format!("operations: '{unknown}' is no operation or group of this ATS"))
            }
            None if self.operations.is_empty() => Err("operations: name at least one".to_owned()),
            None => Ok(()),
        }
    }
}

/// The first moment after a date, in ms since the epoch.
fn end_of(date: &str) -> Option<u64> {
    let date = chrono::NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
    let next = date.succ_opt()?.and_hms_opt(0, 0, 0)?.and_utc();
    u64::try_from(next.timestamp_millis()).ok()
}

/// Reads a request of the holder of `key`. `path` is what stands after `/ats`, as it stands on the
/// request line; `query` is decoded.
///
/// # Errors
///
/// [`Denied`]; nothing of such a request may reach the ATS.
pub fn read(
    site: &Site,
    key: &Key,
    method: &str,
    path: &str,
    query: &[(String, String)],
    body: &[u8],
) -> Result<Passed, Denied> {
    let (rows, parameters) = find(AnyAts::of(site).tables(), method, path)?;
    // Where a path can mean two operations (`/users/foreign/task/id`), the key must open both.
    let row = rows.first().copied().ok_or(Denied::Method)?;
    if !rows.iter().all(|row| key.opens(row)) {
        return Err(Denied::Forbidden);
    }
    // One token can open several organisations; a site is one of them.
    let (whose, own) = match &site.ats {
        Ats::Huntflow(config) => ("account", config.account.to_string()),
        Ats::Comeet(config) => ("company", config.company.clone()),
    };
    if parameters.iter().any(|(name, id)| *name == whose && *id != own) {
        return Err(Denied::Forbidden);
    }
    let call = row.call(&Asked { path: &parameters, query, body }).map_err(Denied::Wrong)?;
    Ok(Passed { row, call })
}

/// Splits the gateway's path into the site and what stands after `/ats`.
pub fn split(path: &str) -> Option<(&str, &str)> {
    let rest = path.strip_prefix(crate::protocol::PREFIX)?.strip_prefix('/')?;
    let (site, rest) = rest.split_once('/')?;
    let rest = rest.strip_prefix("ats").filter(|r| r.starts_with('/'))?;
    crate::protocol::is_name(site).then_some((site, rest))
}

/// The rows that a method and a path can mean: one, but for a tie.
fn find(
    tables: &[&'static [Row]],
    method: &str,
    path: &str,
) -> Result<(Vec<&'static Row>, PathValues), Denied> {
    let rows = tables.iter().flat_map(|t| t.iter());
    let fits: Vec<_> = rows.filter_map(|row| Some((row, row.fits(path)?))).collect();
    // `/vacancies/statuses` is no vacancy: the row with the fewest parameters is meant.
    let fewest = fits.iter().map(|(row, _)| row.width()).min().ok_or(Denied::Unknown)?;
    let meant = |row: &Row| row.width() == fewest && row.method.as_str() == method;
    let mut meant: Vec<_> = fits.into_iter().filter(|(row, _)| meant(row)).collect();
    let values = meant.first_mut().map(|(_, values)| std::mem::take(values));
    let rows = meant.into_iter().map(|(row, _)| row).collect();
    Ok((rows, values.ok_or(Denied::Method)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ats::huntflow;
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

    fn ask(method: &str, path: &str, query: &[(&str, &str)], body: &str) -> Result<String, Denied> {
        let site = site();
        let query: Vec<_> = query.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let passed = read(&site, &site.gateway[0], method, path, &query, body.as_bytes())?;
        Ok(format!("{} {}", passed.row.operation, passed.call.path))
    }

    #[test]
    fn a_named_operation_or_group_is_passed_on_as_its_row_says_it() {
        assert_eq!(
            ask("GET", "/accounts/7/vacancies", &[("state", "OPEN"), ("state", "HOLD")], "")
                .unwrap(),
            "vacancies::List /accounts/7/vacancies?state=OPEN&state=HOLD"
        );
        assert_eq!(
            ask("GET", "/accounts/7/vacancies/statuses", &[], "").unwrap(),
            "stages::List /accounts/7/vacancies/statuses"
        );
        assert!(ask("POST", "/accounts/7/tags", &[], r#"{"name":"a","color":"fff"}"#).is_ok());
    }

    #[test]
    fn whatever_is_not_named_is_forbidden() {
        for (method, path) in [
            ("GET", "/accounts/7/vacancies/9"),
            ("POST", "/accounts/7/vacancies"),
            ("GET", "/accounts/7/applicants"),
            ("GET", "/me"),
            ("POST", "/token/refresh"),
            ("GET", "/accounts/8/vacancies"),
            ("DELETE", "/accounts/8/tags/1"),
        ] {
            assert_eq!(ask(method, path, &[], "").unwrap_err(), Denied::Forbidden, "{path}");
        }
        assert_eq!(ask("PATCH", "/accounts/7/tags/1", &[], "").unwrap_err(), Denied::Method);
        assert_eq!(ask("GET", "/accounts/7/secrets", &[], "").unwrap_err(), Denied::Unknown);
    }

    #[test]
    fn a_path_that_can_mean_two_operations_needs_both() {
        let mut site = site();
        let path = "/accounts/7/users/foreign/task/id";
        for (operations, opens) in [(vec!["users::Task"], false), (vec!["users"], true)] {
            site.gateway[0].operations = operations.into_iter().map(str::to_owned).collect();
            let passed = read(&site, &site.gateway[0], "GET", path, &[], b"");
            assert_eq!(passed.is_ok(), opens);
        }
    }

    #[test]
    fn a_company_is_the_sites_own() {
        let site = json!({ "site": "acme", "name": "Acme", "origins": ["https://a.example"],
            "ats": { "kind": "comeet", "company": "30.005", "credentials": "acme" }, "publish": "listed",
            "gateway": [{ "name": "k", "sha256": "0".repeat(64), "expires": "2026-12-31", "operations": ["positions"] }] });
        let site = Site::parse(site.to_string().as_bytes()).unwrap();
        let ask = |company: &str| {
            let path = format!("/company/{company}/positions");
            read(&site, &site.gateway[0], "GET", &path, &[], b"").map(|_| ())
        };
        assert_eq!((ask("30.005"), ask("30.006")), (Ok(()), Err(Denied::Forbidden)));
    }

    #[test]
    fn tricks_fit_no_operation() {
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
            assert!(ask("GET", path, &[], "").is_err(), "{path}");
        }
        // Encoding that means the same is made plain again.
        let plain = ask("GET", "/accounts/%37/vacancies", &[], "").unwrap();
        assert_eq!(plain, "vacancies::List /accounts/7/vacancies");
    }

    #[test]
    fn parameters_and_bodies_are_what_the_row_says() {
        let wrong = |result: Result<String, Denied>| match result {
            Err(Denied::Wrong(wrong)) => wrong.to_string(),
            other => panic!("{other:?}"),
        };
        let path = "/accounts/7/vacancies";
        assert!(wrong(ask("GET", path, &[("count", "1"), ("count", "2")], "")).contains("once"));
        assert!(wrong(ask("GET", path, &[("url", "http://evil")], "")).contains("Query url"));
        assert!(wrong(ask("GET", path, &[], "{}")).contains("no body"));
        let body = r#"{"name":5,"color":"fff"}"#;
        assert!(wrong(ask("POST", "/accounts/7/tags", &[], body)).contains("Body name"));
    }

    #[test]
    fn a_key_opens_until_the_end_of_its_last_day() {
        let key = &site().gateway[0];
        assert!(!key.is_expired(1_798_761_599_999), "the last millisecond of 2026");
        assert!(key.is_expired(1_798_761_600_000));
    }

    #[test]
    fn a_key_is_checked_when_it_is_configured() {
        let tables = huntflow::TABLES;
        let key = || site().gateway[0].clone();
        assert!(key().check(tables).is_ok());
        for (change, place) in [
            (
                Box::new(|k: &mut Key| k.operations = vec!["vacancys".to_owned()])
                    as Box<dyn Fn(&mut Key)>,
                "operations",
            ),
            (Box::new(|k: &mut Key| k.operations = vec!["token".to_owned()]), "operations"),
            (Box::new(|k: &mut Key| k.operations.clear()), "operations"),
            (Box::new(|k: &mut Key| k.sha256 = "key".to_owned()), "sha256"),
            (Box::new(|k: &mut Key| k.expires = "soon".to_owned()), "expires"),
        ] {
            let mut key = key();
            change(&mut key);
            assert!(key.check(tables).unwrap_err().starts_with(place), "{place}");
        }
    }
}

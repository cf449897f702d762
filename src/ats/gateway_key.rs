//! The keys of the gateway, and the check of the operations that a key permits.

use super::AtsConfig;
use crate::api::endpoint::Operation;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A key of the gateway. Only its hash is stored.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayKey {
    /// The name of its holder, for logs: lower-case letters, digits, hyphens.
    pub name: String,
    /// SHA-256 of the key, in lowercase hex.
    pub sha256: String,
    /// The permitted operations, by name (`vacancies::List`) or by group (`vacancies`).
    pub operations: Vec<String>,
    /// The last day on which the key is valid, `YYYY-MM-DD`, in UTC.
    pub expires: String,
}

impl fmt::Debug for GatewayKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GatewayKey({})", self.name)
    }
}

impl GatewayKey {
    /// Whether the key has expired at `now`, in ms since the epoch. A key with an invalid date has expired.
    pub fn is_expired(&self, now: u64) -> bool {
        self.seconds_left(now).is_none()
    }

    /// The seconds until the key expires, at `now` in ms since the epoch; `None` if it has expired.
    pub fn seconds_left(&self, now: u64) -> Option<u64> {
        end_of_day(&self.expires)?.checked_sub(now).filter(|ms| *ms > 0).map(|ms| ms / 1000)
    }

    /// Whether the key permits an operation of the site's ATS.
    pub fn permits(&self, ats: &AtsConfig, operation: &Operation) -> bool {
        let name = operation.operation;
        !ats.settings().reserved_operations().contains(&name)
            && self.operations.iter().any(|o| o == name || o == group(name))
    }

    /// Validates the key.
    ///
    /// # Errors
    ///
    /// The first mistake: a message for the configuration's author that begins with the name of the field.
    pub fn check(&self, ats: &AtsConfig) -> Result<(), String> {
        check_name_and_hash(&self.name, &self.sha256)?;
        if end_of_day(&self.expires).is_none() {
            return Err("expires: must be a date, YYYY-MM-DD".to_owned());
        }
        if self.operations.is_empty() {
            return Err("operations: name at least one".to_owned());
        }
        let reserved = ats.settings().reserved_operations();
        let all = || ats.settings().operations().iter().flat_map(|table| table.iter());
        let permitted = || all().map(|o| o.operation).filter(|name| !reserved.contains(name));
        let known = |o: &str| permitted().any(|name| name == o || group(name) == o);
        match self.operations.iter().find(|o| !known(o)) {
            Some(unknown) => {
                Err(format!("operations: '{unknown}' is no operation or group of this ATS"))
            }
            None => Ok(()),
        }
    }
}

/// Validates the name of a key's holder, and the hash of the key.
///
/// # Errors
///
/// The first mistake, beginning with the name of the field.
pub fn check_name_and_hash(name: &str, sha256: &str) -> Result<(), String> {
    if !crate::protocol::is_name(name) {
        return Err("name: must be lower-case letters, digits and hyphens".to_owned());
    }
    let is_hex = sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if sha256.len() != 64 || !is_hex {
        return Err(
            "sha256: must be 64 lowercase hex digits; scripts/site key makes one".to_owned()
        );
    }
    Ok(())
}

/// Returns the group of an operation: `vacancies` for `vacancies::List`.
fn group(operation: &str) -> &str {
    operation.split("::").next().unwrap_or_default()
}

/// Returns the first moment after a date in UTC, in ms since the epoch; `None` if the date is invalid.
fn end_of_day(date: &str) -> Option<u64> {
    let date = chrono::NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
    let next = date.succ_opt()?.and_hms_opt(0, 0, 0)?.and_utc();
    u64::try_from(next.timestamp_millis()).ok()
}

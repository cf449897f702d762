//! The bindings, named as in wrangler.toml.

use worker::Env;

/// Durable Objects: one a careers site.
pub(super) const SITE: &str = "SITE";
/// Durable Objects: one an ATS account.
pub(super) const ACCOUNT: &str = "ACCOUNT";
/// Durable Objects: one an application.
pub(super) const DELIVERY: &str = "DELIVERY";
/// Durable Objects: one an uploaded file.
pub(super) const UPLOAD: &str = "UPLOAD";
/// Durable Objects: what is personal of an application, one each.
pub(super) const PARCEL: &str = "PARCEL";
/// Durable Objects: names that were taken, sharded.
pub(super) const CLAIMS: &str = "CLAIMS";
/// Durable Objects: how deliveries stand, sharded.
pub(super) const LEDGER: &str = "LEDGER";

/// Secret: opens `/operator/…`. Without it those routes are closed.
const OPERATOR_KEY: &str = "OPERATOR_KEY";
/// Variable: seconds for which the jobs as last seen are fresh.
const JOBS_SECONDS: &str = "JOBS_SECONDS";
/// Variable: seconds after which a call to an ATS is given up.
const TIMEOUT_SECONDS: &str = "TIMEOUT_SECONDS";

fn text(env: &Env, name: &str) -> Option<String> {
    env.var(name).ok().map(|v| v.to_string()).filter(|v| !v.is_empty())
}

fn number(env: &Env, name: &str, default: u32) -> u32 {
    text(env, name).and_then(|v| v.parse().ok()).unwrap_or(default)
}

pub(super) fn operator_key(env: &Env) -> Option<String> {
    text(env, OPERATOR_KEY)
}

pub(super) fn jobs_seconds(env: &Env) -> u32 {
    number(env, JOBS_SECONDS, 60)
}

pub(super) fn timeout_seconds(env: &Env) -> u32 {
    number(env, TIMEOUT_SECONDS, 30)
}

/// The secret that seeds an account's credentials: `CREDENTIALS_ACME_HUNTFLOW` for
/// `acme-huntflow`.
pub(super) fn credentials(env: &Env, account: &str) -> Option<String> {
    let name = account.to_ascii_uppercase().replace('-', "_");
    text(env, &format!("CREDENTIALS_{name}"))
}

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

/// Variable: where Durable Objects may live (`eu`); none means anywhere. Decided once, before the
/// first application: under another value every object is another one.
const JURISDICTION: &str = "JURISDICTION";
/// Secret: where a sentence is posted when a person is needed.
const STUCK_WEBHOOK: &str = "STUCK_WEBHOOK";
/// Variable: the most applications that may wait; beyond that new ones are asked to come later.
const SPOOL_MAX: &str = "SPOOL_MAX";
/// Variables: the origin of the Cloudflare Access team, and the audience tag of its application.
const ACCESS_TEAM: &str = "ACCESS_TEAM";
const ACCESS_AUDIENCE: &str = "ACCESS_AUDIENCE";
/// Variable: seconds after which an upload that no application claimed is wiped.
const UPLOAD_SECONDS: &str = "UPLOAD_SECONDS";
/// Variable: seconds after which a sender who has fallen silent is given up.
const BODY_SECONDS: &str = "BODY_SECONDS";
/// Secret: the address of a scanner that every file is shown to.
const SCAN_HOOK: &str = "SCAN_HOOK";
/// Rate limiter: how often an address may have a resume read.
pub(super) const PREFILL_LIMIT: &str = "PREFILL_LIMIT";
/// Rate limiter: how often an address may apply.
pub(super) const APPLY_LIMIT: &str = "APPLY_LIMIT";
/// Rate limiter: how often an address may begin an upload.
pub(super) const UPLOAD_LIMIT: &str = "UPLOAD_LIMIT";
/// Rate limiter: how often an address may answer a plain question.
pub(super) const ANSWER_LIMIT: &str = "ANSWER_LIMIT";
/// Secret: Turnstile's, for the sites that name its site key.
const TURNSTILE_SECRET: &str = "TURNSTILE_SECRET";
/// Variable: where Turnstile's tokens are verified, where it is not Cloudflare: for tests.
const TURNSTILE_VERIFY: &str = "TURNSTILE_VERIFY";
/// Variable: see [`super::drill`].
const DRILL: &str = "DRILL";

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

pub(super) fn upload_seconds(env: &Env) -> u32 {
    number(env, UPLOAD_SECONDS, 86_400).max(1)
}

pub(super) fn body_seconds(env: &Env) -> u32 {
    number(env, BODY_SECONDS, 60).max(1)
}

pub(super) fn scan_hook(env: &Env) -> Option<String> {
    text(env, SCAN_HOOK)
}

pub(super) fn turnstile_secret(env: &Env) -> Option<String> {
    text(env, TURNSTILE_SECRET)
}

pub(super) fn turnstile_verify(env: &Env) -> String {
    let usual = "https://challenges.cloudflare.com/turnstile/v0/siteverify";
    text(env, TURNSTILE_VERIFY).unwrap_or_else(|| usual.to_owned())
}

pub(super) fn jurisdiction(env: &Env) -> Option<String> {
    text(env, JURISDICTION)
}

pub(super) fn stuck_webhook(env: &Env) -> Option<String> {
    text(env, STUCK_WEBHOOK)
}

pub(super) fn spool_max(env: &Env) -> u32 {
    number(env, SPOOL_MAX, 100_000)
}

/// Origin of the team and audience of the application, where both are named.
pub(super) fn access(env: &Env) -> Option<(String, String)> {
    Some((text(env, ACCESS_TEAM)?, text(env, ACCESS_AUDIENCE)?))
}

pub(super) fn drill(env: &Env) -> Option<String> {
    text(env, DRILL)
}

/// The secret that seeds an account's credentials: `CREDENTIALS_ACME_HUNTFLOW` for
/// `acme-huntflow`.
pub(super) fn credentials(env: &Env, account: &str) -> Option<String> {
    let name = account.to_ascii_uppercase().replace('-', "_");
    text(env, &format!("CREDENTIALS_{name}"))
}

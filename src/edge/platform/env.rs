//! The bindings, named as in wrangler.toml.

use worker::{Env, Url};

/// Durable Object class: one object per careers site.
pub(crate) const SITE: &str = "SITE";
/// Durable Object class: one object per ATS account.
pub(crate) const ACCOUNT: &str = "ACCOUNT";
/// Durable Object class: one object per application with its files, and per upload.
pub(crate) const APPLICATION: &str = "APPLICATION";
/// Durable Object class: claimed names, in shards.
pub(crate) const CLAIMS: &str = "CLAIMS";
/// Durable Object class: summaries of deliveries, in shards.
pub(crate) const LEDGER: &str = "LEDGER";

/// Secret: the key of `/operator/…`. Without it those routes are closed.
const OPERATOR_KEY: &str = "OPERATOR_KEY";
/// Variable: the number of seconds for which cached jobs are fresh.
const JOBS_CACHE_SECONDS: &str = "JOBS_CACHE_SECONDS";
/// Variable: the origin at which clients reach the Worker (`https://apply.example.com`). Requests for another host are
/// refused. Empty: the host of each request, which on Cloudflare can only be one of its routes.
const PUBLIC_ORIGIN: &str = "PUBLIC_ORIGIN";
/// Variable: the time limit of a call to an ATS, in seconds.
const TIMEOUT_SECONDS: &str = "TIMEOUT_SECONDS";

/// Variable: the jurisdiction of the Durable Objects (`eu`), or empty for none. Must not change after the first
/// application: the same names then mean other objects.
const JURISDICTION: &str = "JURISDICTION";
/// Secret: the webhook that is called when a person has to act.
const ALERT_WEBHOOK: &str = "ALERT_WEBHOOK";
/// Variable: the maximum number of undelivered applications; further ones are refused with 503.
const MAX_PENDING: &str = "MAX_PENDING";
/// Variables: the origin of the Cloudflare Access team, and the audience tag of its application.
const ACCESS_TEAM: &str = "ACCESS_TEAM";
const ACCESS_AUDIENCE: &str = "ACCESS_AUDIENCE";
/// Variable: the lifetime of an unclaimed upload, in seconds.
const UPLOAD_SECONDS: &str = "UPLOAD_SECONDS";
/// Variable: the time after which a silent sender is given up, in seconds.
const BODY_IDLE_TIMEOUT_SECONDS: &str = "BODY_IDLE_TIMEOUT_SECONDS";
/// Secret: the URL of a scanner to which every file is posted.
const SCANNER_URL: &str = "SCANNER_URL";
/// Rate limiter: parsing of resumes, per client address.
pub(crate) const PREFILL_LIMIT: &str = "PREFILL_LIMIT";
/// Rate limiter: applications, per client address.
pub(crate) const APPLY_LIMIT: &str = "APPLY_LIMIT";
/// Rate limiter: new uploads, per client address.
pub(crate) const UPLOAD_LIMIT: &str = "UPLOAD_LIMIT";
/// Rate limiter: all limited requests of one network (an IPv6 /48).
pub(crate) const NETWORK_LIMIT: &str = "NETWORK_LIMIT";
/// Rate limiter: requests for the status of an application, per client address.
pub(crate) const RECEIPT_LIMIT: &str = "RECEIPT_LIMIT";
/// Variable: the header in which the platform or a proxy before the Worker gives the client's address. Without it
/// addresses are not known, and requests are not limited by them.
const ADDRESS_HEADER: &str = "ADDRESS_HEADER";
/// Rate limiter: answers to the question, per client address.
pub(crate) const ANSWER_LIMIT: &str = "ANSWER_LIMIT";
/// Secret: Turnstile's secret key, required by sites that configure its site key.
const TURNSTILE_SECRET: &str = "TURNSTILE_SECRET";
/// Variable: the URL of another Turnstile verifier, for tests.
const TURNSTILE_VERIFY: &str = "TURNSTILE_VERIFY";
/// Variable: see [`crate::edge::platform::failpoint`].
const FAILPOINT: &str = "FAILPOINT";

fn text(env: &Env, name: &str) -> Option<String> {
    env.var(name).ok().map(|v| v.to_string()).filter(|v| !v.is_empty())
}

fn number(env: &Env, name: &str, default: u32) -> u32 {
    text(env, name).and_then(|v| v.parse().ok()).unwrap_or(default)
}

/// The fewest characters of the operator's key: 128 bits in hexadecimal digits have 32, in base64 22.
const OPERATOR_KEY_MIN: usize = 22;

/// What to do about a key that is too short.
pub(crate) const OPERATOR_KEY_SHORT: &str = "The secret OPERATOR_KEY is too short to be safe, so nothing is opened by it: it needs at least 22 characters. Make one with `openssl rand -hex 16`.";

/// The operator's key, unless it is short enough to be guessed.
pub(crate) fn operator_key(env: &Env) -> Option<String> {
    text(env, OPERATOR_KEY).filter(|key| key.len() >= OPERATOR_KEY_MIN)
}

/// Whether there is a key that is too short.
pub(crate) fn has_short_operator_key(env: &Env) -> bool {
    text(env, OPERATOR_KEY).is_some_and(|key| key.len() < OPERATOR_KEY_MIN)
}

/// The origin at which clients reach the Worker, for a request to `url`; `None` if it is for another host.
pub(crate) fn own_origin(env: &Env, url: &Url) -> Option<String> {
    let Some(origin) = text(env, PUBLIC_ORIGIN) else {
        return Some(url.origin().ascii_serialization());
    };
    let public = Url::parse(&origin).ok()?;
    (public.host_str() == url.host_str()).then(|| public.origin().ascii_serialization())
}

pub(crate) fn jobs_cache_seconds(env: &Env) -> u32 {
    number(env, JOBS_CACHE_SECONDS, 60)
}

pub(crate) fn timeout_seconds(env: &Env) -> u32 {
    number(env, TIMEOUT_SECONDS, 30)
}

pub(crate) fn upload_seconds(env: &Env) -> u32 {
    number(env, UPLOAD_SECONDS, 86_400).max(1)
}

pub(crate) fn body_idle_timeout_seconds(env: &Env) -> u32 {
    number(env, BODY_IDLE_TIMEOUT_SECONDS, 60).max(1)
}

pub(crate) fn address_header(env: &Env) -> Option<String> {
    text(env, ADDRESS_HEADER)
}

pub(crate) fn scanner_url(env: &Env) -> Option<String> {
    text(env, SCANNER_URL)
}

pub(crate) fn turnstile_secret(env: &Env) -> Option<String> {
    text(env, TURNSTILE_SECRET)
}

pub(crate) fn turnstile_verify(env: &Env) -> String {
    let usual = "https://challenges.cloudflare.com/turnstile/v0/siteverify";
    text(env, TURNSTILE_VERIFY).unwrap_or_else(|| usual.to_owned())
}

pub(crate) fn jurisdiction(env: &Env) -> Option<String> {
    text(env, JURISDICTION)
}

pub(crate) fn alert_webhook(env: &Env) -> Option<String> {
    text(env, ALERT_WEBHOOK)
}

pub(crate) fn max_pending(env: &Env) -> u32 {
    number(env, MAX_PENDING, 100_000)
}

/// The origin of the Access team and the audience of the application, if both are configured.
pub(crate) fn access(env: &Env) -> Option<(String, String)> {
    Some((text(env, ACCESS_TEAM)?, text(env, ACCESS_AUDIENCE)?))
}

pub(crate) fn failpoint(env: &Env) -> Option<String> {
    text(env, FAILPOINT)
}

/// The secret that seeds an account's credentials: `CREDENTIALS_ACME_HUNTFLOW` for
/// `acme-huntflow`.
pub(crate) fn credentials(env: &Env, account: &str) -> Option<String> {
    let name = account.to_ascii_uppercase().replace('-', "_");
    text(env, &format!("CREDENTIALS_{name}"))
}

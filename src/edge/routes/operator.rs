//! `/operator/…`: the configuration of sites, the credentials of accounts, and deliveries that need a person.

use super::hooks;
use crate::ats::AnyCredentials;
use crate::delivery::progress::Submission;
use crate::edge::middleware::{self, guess};
use crate::edge::platform::env;
use crate::edge::platform::response::Caller;
use crate::edge::rpc::account::{AccountStub, SeedOutcome};
use crate::edge::rpc::delivery::{DeliveryStatus, DeliveryStub, StoredSubmission};
use crate::edge::rpc::site::SiteStub;
use crate::edge::rpc::{ledger, site};
use crate::locale::Locale;
use crate::protocol::problem::Problem;
use crate::protocol::problem_code::ProblemCode;
use crate::protocol::{is_name, is_token};
use crate::site::summary::SiteSummary;
use serde_json::json;
use wasm_bindgen::JsCast as _;
use worker::{Env, Method, Request, Response, Result};

pub(super) async fn answer(mut request: Request, env: &Env, path: &str) -> Result<Response> {
    let caller = Caller { site: None, locale: Locale::En, origin: None, html: false };
    if let Some(refusal) = guess::refusal(env, &request, &caller)? {
        return Ok(refusal);
    }
    let may = middleware::operator::may(&request, env).await?;
    guess::record(env, &request, "the operator's routes", may)?;
    if !may {
        let problem = Problem::new(401, ProblemCode::Unauthorized, Locale::En);
        let short = env::has_short_operator_key(env).then_some(env::OPERATOR_KEY_SHORT);
        return caller.problem(&problem.detail(short.unwrap_or_default()));
    }
    let parts: Vec<&str> = path.split('/').collect();
    match (request.method(), parts.as_slice()) {
        (Method::Put, ["sites", site]) if is_name(site) => {
            put_site(env, &caller, site, request.text().await?).await
        }
        (Method::Get, ["sites", site, "hook"]) if is_name(site) => {
            hooks::show(env, &caller, &request, site).await
        }
        (Method::Post, ["sites", site, "hook"]) if is_name(site) => {
            hooks::register(env, &caller, &request, site).await
        }
        (Method::Put, ["accounts", account]) if is_name(account) => {
            put_account(env, &caller, account, request.text().await?).await
        }
        (Method::Get, ["accounts", account]) if is_name(account) => {
            let health = AccountStub::new(env, account)?.health().await?;
            caller.json(200, &health, "no-store")
        }
        (Method::Post, ["accounts", account, "resume"]) if is_name(account) => {
            AccountStub::new(env, account)?.resume().await?;
            caller.json(200, &json!({ "resumed": true }), "no-store")
        }
        (Method::Get, ["memory"]) => {
            // Of the isolate that happens to answer; it never shrinks.
            let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
            let buffer: js_sys::ArrayBuffer = memory.buffer().unchecked_into();
            caller.json(200, &json!({ "wasm_bytes": buffer.byte_length() }), "no-store")
        }
        (Method::Get, ["deliveries"]) => caller.json(200, &ledger::list(env).await?, "no-store"),
        (Method::Post, ["deliveries", "sweep"]) => {
            ledger::sweep(env).await?;
            caller.json(200, &json!({ "swept": true }), "no-store")
        }
        (Method::Post, ["deliveries", receipt, "close"]) if is_token(receipt) => {
            let was_entered = request.url()?.query_pairs().any(|(name, _)| name == "entered");
            let reason = request.text().await?;
            let delivery = DeliveryStub::new(env, receipt)?;
            respond(&caller, delivery.close(reason, was_entered).await?.as_ref())
        }
        (Method::Post, ["deliveries", receipt, "retry"]) if is_token(receipt) => {
            respond(&caller, DeliveryStub::new(env, receipt)?.retry().await?.as_ref())
        }
        (Method::Get, ["deliveries", receipt, "application"]) if is_token(receipt) => {
            application(env, &caller, receipt).await
        }
        _ => caller.refuse(404, ProblemCode::NotFound),
    }
}

async fn put_site(env: &Env, caller: &Caller<'_>, name: &str, json: String) -> Result<Response> {
    let version = match SiteStub::new(env, name)?.put_config(json).await? {
        Ok(version) => version,
        Err(message) => return refuse(caller, &message),
    };
    site::forget(name);
    if let Some(settings) = site::settings(env, name).await? {
        ledger::put_site(env, SiteSummary::of(&settings.config)).await?;
    }
    caller.json(200, &json!({ "version": version }), "no-store")
}

async fn put_account(env: &Env, caller: &Caller<'_>, name: &str, seed: String) -> Result<Response> {
    let adopted = match AccountStub::new(env, name)?.put_credentials(seed).await? {
        SeedOutcome::Adopted => true,
        SeedOutcome::Known => false,
        SeedOutcome::Unreadable => {
            return refuse(caller, &AnyCredentials::expected());
        }
    };
    // Deliveries that wait for credentials go on at once.
    ledger::wake_all(env).await?;
    caller.json(200, &json!({ "adopted": adopted }), "no-store")
}

/// The stored application, for a person who enters it by hand. Personal data: nothing may cache it.
async fn application(env: &Env, caller: &Caller<'_>, receipt: &str) -> Result<Response> {
    match DeliveryStub::new(env, receipt)?.submission().await? {
        StoredSubmission::Stored(submission) => {
            caller.json::<Submission>(200, &submission, "no-store")
        }
        StoredSubmission::Missing => caller.refuse(404, ProblemCode::NotFound),
        StoredSubmission::Damaged => refuse(caller, "damaged"),
    }
}

fn respond(caller: &Caller<'_>, status: Option<&DeliveryStatus>) -> Result<Response> {
    match status {
        Some(status) => caller.json(200, status, "no-store"),
        None => caller.refuse(404, ProblemCode::NotFound),
    }
}

fn refuse(caller: &Caller<'_>, detail: &str) -> Result<Response> {
    caller.problem(&Problem::new(422, ProblemCode::Invalid, Locale::En).detail(detail))
}

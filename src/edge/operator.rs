//! `/operator/…`: putting a site's configuration and an account's credentials, and trying a failed
//! delivery again.

use super::{bindings, guard, ledger, object, reply::Caller};
use crate::console::SiteLine;
use crate::locale::{Locale, Word};
use crate::protocol::{is_name, is_token};
use wasm_bindgen::JsCast as _;
use worker::{Env, Method, Request, Response, Result};

pub(super) async fn answer(mut request: Request, env: &Env, path: &str) -> Result<Response> {
    let caller = Caller { site: None, locale: Locale::En, origin: None, html: false };
    if !guard::operator::may(&request, env).await? {
        return caller.refuse(401, Word::Unauthorized);
    }
    let parts: Vec<&str> = path.split('/').collect();
    let answer = match (request.method(), parts.as_slice()) {
        (Method::Put, ["sites", site]) if is_name(site) => {
            let json = request.text().await?;
            let object = object::named(env, bindings::SITE, site)?;
            let answer = object::send(&object, Method::Put, "/config", Some(json.into())).await?;
            if answer.status_code() == 200
                && let Some(settings) = super::site::settings(env, site).await?
            {
                ledger::note_site(env, &SiteLine::of(&settings.config)).await?;
            }
            answer
        }
        (Method::Put, ["accounts", account]) if is_name(account) => {
            let seed = request.text().await?;
            let account = object::named(env, bindings::ACCOUNT, account)?;
            let answer =
                object::send(&account, Method::Put, "/credentials", Some(seed.into())).await?;
            if answer.status_code() == 200 {
                // What waits for credentials goes on at once.
                ledger::wake(env).await?;
            }
            answer
        }
        (Method::Get, ["accounts", account]) if is_name(account) => {
            let account = object::named(env, bindings::ACCOUNT, account)?;
            object::send(&account, Method::Get, "/health", None).await?
        }
        (Method::Get, ["deliveries"]) => {
            return caller.json(200, &ledger::read(env).await?, "no-store");
        }
        (Method::Get, ["memory"]) => {
            // Of the isolate that happens to answer; it never shrinks.
            let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
            let buffer: js_sys::ArrayBuffer = memory.buffer().unchecked_into();
            let told = serde_json::json!({ "wasm_bytes": buffer.byte_length() });
            return caller.json(200, &told, "no-store");
        }
        (Method::Post, ["deliveries", "sweep"]) => {
            ledger::sweep(env).await?;
            return caller.json(200, &serde_json::json!({ "swept": true }), "no-store");
        }
        (Method::Post, ["deliveries", receipt, "close"]) if is_token(receipt) => {
            let why = request.text().await?;
            let delivery = object::named(env, bindings::DELIVERY, receipt)?;
            object::send(&delivery, Method::Post, "/close", Some(why.into())).await?
        }
        (Method::Get, ["deliveries", receipt, "application"]) if is_token(receipt) => {
            // For whoever enters it by hand. Personal: nothing keeps it on the way.
            let parcel = object::named(env, bindings::PARCEL, receipt)?;
            object::send(&parcel, Method::Get, "/", None).await?
        }
        (Method::Post, ["deliveries", receipt, "retry"]) if is_token(receipt) => {
            let delivery = object::named(env, bindings::DELIVERY, receipt)?;
            object::send(&delivery, Method::Post, "/retry", None).await?
        }
        _ => return caller.refuse(404, Word::NotFound),
    };
    pass(answer, &caller).await
}

/// Passes an object's answer on.
async fn pass(mut answer: Response, caller: &Caller<'_>) -> Result<Response> {
    let status = answer.status_code();
    if status == 200 {
        let body: serde_json::Value = object::json(&mut answer).await?;
        return caller.json(200, &body, "no-store");
    }
    let problem = crate::problem::Problem::new(status, Word::Invalid, Locale::En);
    caller.problem(&problem.detail(answer.text().await?))
}

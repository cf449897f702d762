//! `/console`: what is stuck, and what can be done about it, as pages without scripts.

use super::delivery::Told;
use super::reply::Caller;
use super::{bindings, body, clock, guard, ledger, object};
use crate::console::{Care, Health};
use crate::delivery::Parcel;
use crate::locale::{Locale, Word};
use crate::page::console::{CONSOLE, Detail, Overview, delivery, overview};
use crate::problem::Problem;
use crate::protocol::is_token;
use futures_util::future::try_join_all;
use std::collections::BTreeMap;
use worker::{Env, Headers, Method, Request, Response, ResponseBuilder, Result};

/// The most bytes of a form of ours.
const FORM_MAX: usize = 4096;

/// Answers a path below `/console`.
pub(super) async fn answer(request: &Request, env: &Env, path: &str) -> Result<Response> {
    let caller = Caller { site: None, locale: Locale::En, origin: None, html: true };
    if !guard::operator::may_look(request, env).await? {
        return closed(env, &caller);
    }
    let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
    if request.method() == Method::Post {
        // A browser sends the password along from any page: only our own may change something.
        let own = request.url()?.origin().ascii_serialization();
        if request.headers().get("origin")?.as_deref() != Some(&own) {
            return caller.refuse(403, Word::Origin);
        }
    }
    match (request.method(), parts.as_slice()) {
        (Method::Get | Method::Head, []) => front(request, env, &caller).await,
        (Method::Get | Method::Head, ["deliveries", receipt]) if is_token(receipt) => {
            detail(env, &caller, receipt).await
        }
        (Method::Get, ["deliveries", receipt, "application"]) if is_token(receipt) => {
            let Some(parcel) = parcel(env, receipt).await? else {
                return caller.refuse(404, Word::NotFound);
            };
            let json = serde_json::to_vec_pretty(&parcel)?;
            let headers = attachment("application/json", &format!("{receipt}.json"))?;
            Ok(ResponseBuilder::new().with_headers(headers).fixed(json))
        }
        (Method::Get, ["deliveries", receipt, "files", n]) if is_token(receipt) => {
            let parcel = parcel(env, receipt).await?;
            let file = n.parse().ok().and_then(|n: usize| parcel?.files.into_iter().nth(n));
            let Some(file) = file else { return caller.refuse(404, Word::NotFound) };
            let upload = object::named(env, bindings::UPLOAD, &file.upload)?;
            let bytes = object::send(&upload, Method::Get, "/bytes", None).await?;
            if bytes.status_code() != 200 {
                return caller.refuse(404, Word::NotFound);
            }
            // Never shown by the browser, whatever it is.
            Ok(bytes.with_headers(attachment("application/octet-stream", &file.name)?))
        }
        (Method::Post, ["deliveries", receipt, "retry"]) if is_token(receipt) => {
            let delivery = object::named(env, bindings::DELIVERY, receipt)?;
            object::send(&delivery, Method::Post, "/retry", None).await?;
            caller.see_other(&format!("{CONSOLE}/deliveries/{receipt}"))
        }
        (Method::Post, ["deliveries", receipt, "close"]) if is_token(receipt) => {
            let form = body::read(request.inner().body(), FORM_MAX).await?.unwrap_or_default();
            let reason = form_urlencoded::parse(&form)
                .find(|(name, _)| name == "reason")
                .map(|(_, value)| value.trim().to_owned())
                .filter(|r| !r.is_empty());
            let Some(reason) = reason else {
                let problem = Problem::new(422, Word::Invalid, Locale::En);
                return caller.problem(&problem.detail("Say why it is closed."));
            };
            let delivery = object::named(env, bindings::DELIVERY, receipt)?;
            object::send(&delivery, Method::Post, "/close", Some(reason.into())).await?;
            caller.see_other(&format!("{CONSOLE}/deliveries/{receipt}"))
        }
        _ => caller.refuse(404, Word::NotFound),
    }
}

/// Nobody in particular asks.
fn closed(env: &Env, caller: &Caller<'_>) -> Result<Response> {
    let says = match (bindings::operator_key(env), bindings::access(env)) {
        (None, None) => {
            "It opens when there is a secret OPERATOR_KEY, or Cloudflare Access stands before it (docs/operate.md)."
        }
        (None, Some(_)) => "It opens through Cloudflare Access.",
        (Some(_), _) => "Any name, and the operator's key as the password.",
    };
    let problem = Problem::new(401, Word::Unauthorized, Locale::En).detail(says);
    let mut response = caller.problem(&problem)?;
    if bindings::operator_key(env).is_some() {
        let realm = "Basic realm=\"apply-edge console\", charset=\"UTF-8\"";
        response.headers_mut().set("www-authenticate", realm)?;
    }
    Ok(response)
}

async fn front(request: &Request, env: &Env, caller: &Caller<'_>) -> Result<Response> {
    let url = request.url()?;
    let asked =
        |name: &str| url.query_pairs().find(|(n, _)| n == name).map(|(_, v)| v.into_owned());
    let (site, show) = (asked("site"), asked("show"));
    let sites = ledger::sites(env).await?;
    let lines = ledger::read(env).await?;
    let mut names: Vec<String> = sites.iter().map(|s| s.account.clone()).collect();
    names.sort_unstable();
    names.dedup();
    let accounts = names.into_iter().map(|name| async move {
        let account = object::named(env, bindings::ACCOUNT, &name)?;
        let health: Health = object::ask(&account, "/health").await?.unwrap_or_default();
        Ok::<_, worker::Error>((name, health))
    });
    let accounts: BTreeMap<_, _> = try_join_all(accounts).await?.into_iter().collect();
    let html = overview(&Overview {
        now: clock::now(),
        site: site.as_deref(),
        care: Care::ALL.into_iter().find(|c| show.as_deref() == Some(c.as_str())),
        sites: &sites,
        lines: &lines,
        accounts: &accounts,
    });
    caller.html(200, html, "no-store")
}

async fn detail(env: &Env, caller: &Caller<'_>, receipt: &str) -> Result<Response> {
    let Some(line) = ledger::line(env, receipt).await? else {
        return caller.refuse(404, Word::NotFound);
    };
    let files: Option<Vec<String>> =
        parcel(env, receipt).await?.map(|p| p.files.into_iter().map(|f| f.name).collect());
    let html = delivery(&Detail { now: clock::now(), line: &line, files: files.as_deref() });
    caller.html(200, html, "no-store")
}

/// What is personal of an application; `None` when it is gone, or damaged.
async fn parcel(env: &Env, receipt: &str) -> Result<Option<Parcel>> {
    let delivery = object::named(env, bindings::DELIVERY, receipt)?;
    if object::ask::<Told>(&delivery, "/state").await?.is_none() {
        return Ok(None);
    }
    let parcel = object::named(env, bindings::PARCEL, receipt)?;
    let mut answer = object::send(&parcel, Method::Get, "/", None).await?;
    match answer.status_code() {
        200 => object::json(&mut answer).await.map(Some),
        _ => Ok(None),
    }
}

/// Headers of something personal that is to be saved under a name.
fn attachment(content_type: &str, name: &str) -> Result<Headers> {
    let headers = Headers::new();
    headers.set("content-type", content_type)?;
    let name = crate::endpoint::percent(name);
    headers.set("content-disposition", &format!("attachment; filename*=UTF-8''{name}"))?;
    headers.set("cache-control", "no-store")?;
    headers.set("x-content-type-options", "nosniff")?;
    headers.set("content-security-policy", "default-src 'none'; sandbox")?;
    headers.set("referrer-policy", "no-referrer")?;
    Ok(headers)
}

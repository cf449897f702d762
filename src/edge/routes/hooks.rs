//! `POST /v1/{site}/hooks/huntflow`: notifications from the ATS. A job that was closed, held or edited is read anew at
//! once, instead of when its cached copy is old.

use super::rendered;
use crate::ats::Ats as _;
use crate::ats::config::HookEvent;
use crate::edge::middleware::guess;
use crate::edge::platform::body::{self, Unread};
use crate::edge::platform::response::Caller;
use crate::edge::platform::{crypto, env};
use crate::edge::rpc::site::{self, SiteSettings, SiteStub};
use crate::edge::services::ats_transport::AtsTransport;
use crate::locale::Locale;
use crate::protocol::PREFIX;
use crate::protocol::problem::Problem;
use crate::protocol::problem_code::ProblemCode;
use crate::throttle::scheduler::Priority;
use serde_json::json;
use worker::{Env, Method, Request, Response, Result};

/// The most bytes of a notification: one contains an applicant with all resumes' summaries.
const BODY_MAX: usize = 1_000_000;

/// The site of the path of a notification.
pub(super) fn site_of(path: &str) -> Option<&str> {
    let site = path.strip_prefix(PREFIX)?.strip_prefix('/')?.strip_suffix("/hooks/huntflow")?;
    crate::protocol::is_name(site).then_some(site)
}

/// The secret with which the ATS signs: derived from the site's own key, so that nothing more has to be stored.
async fn secret(settings: &SiteSettings) -> Result<String> {
    Ok(crypto::hex(&crypto::hmac(settings.key.as_bytes(), b"webhook").await?))
}

pub(super) async fn receive(request: &Request, env: &Env, name: &str) -> Result<Response> {
    let caller = Caller { site: None, locale: Locale::En, origin: None, html: false };
    if request.method() != Method::Post {
        return caller.method_not_allowed("POST");
    }
    if let Some(refusal) = guess::refusal(env, request, &caller)? {
        return Ok(refusal);
    }
    let Some(settings) = site::settings(env, name).await? else {
        return caller.refuse(404, ProblemCode::NotFound);
    };
    let Some(hooks) = settings.config.ats.settings().hooks() else {
        return caller.refuse(404, ProblemCode::NotFound);
    };
    let body = match body::read_request(env, name, request, BODY_MAX).await? {
        Ok(body) => body,
        Err(Unread::TooLong) => return caller.refuse(413, ProblemCode::TooLarge),
        Err(Unread::Lost) => return caller.problem(&Problem::unavailable(Locale::En, 5)),
    };
    let given = request.headers().get(hooks.signature_header)?.unwrap_or_default();
    let wanted = crypto::hex(&crypto::hmac(secret(&settings).await?.as_bytes(), &body).await?);
    let is_signed = crypto::constant_time_eq(&given, &wanted).await?;
    guess::record_as(env, request, "webhooks", is_signed)?;
    if !is_signed {
        return caller.refuse(401, ProblemCode::Unauthorized);
    }
    let event = request.headers().get(hooks.event_header)?.unwrap_or_default();
    if let HookEvent::JobChanged(job) = (hooks.read)(&event, &body) {
        SiteStub::new(env, name)?.job_changed(job, given).await?;
        site::forget(name);
        rendered::forget(name);
    }
    // An event that is not known is none of ours, and the ATS disables a webhook that refuses.
    caller.json(200, &json!({ "received": true }), "no-store")
}

/// The address and the secret of a site's webhook, for an operator who registers it by hand.
pub(super) async fn show(
    env: &Env,
    caller: &Caller<'_>,
    request: &Request,
    name: &str,
) -> Result<Response> {
    let Some((_, url, secret)) = find(env, request, name).await? else {
        return caller.refuse(404, ProblemCode::NotFound);
    };
    caller.json(200, &json!({ "url": url, "secret": secret }), "no-store")
}

/// Registers a site's webhook at the ATS.
pub(super) async fn register(
    env: &Env,
    caller: &Caller<'_>,
    request: &Request,
    name: &str,
) -> Result<Response> {
    let Some((settings, url, secret)) = find(env, request, name).await? else {
        return caller.refuse(404, ProblemCode::NotFound);
    };
    let transport = AtsTransport::new(env, &settings.config, Priority::Gateway);
    let ats = settings.config.ats();
    match ats.register_hook(&transport, &url, &secret).await {
        Ok(true) => caller.json(200, &json!({ "url": url, "registered": true }), "no-store"),
        Ok(false) => {
            let problem = Problem::new(422, ProblemCode::Invalid, Locale::En);
            caller.problem(&problem.detail("This ATS has no webhooks that can be registered."))
        }
        Err(error) => {
            let problem = Problem::new(502, ProblemCode::Unavailable, Locale::En);
            caller.problem(&problem.detail(error.to_string()))
        }
    }
}

/// A site with the address and the secret of its webhook; `None` if there is no such site.
async fn find(
    env: &Env,
    request: &Request,
    name: &str,
) -> Result<Option<(SiteSettings, String, String)>> {
    let Some(settings) = site::settings(env, name).await? else { return Ok(None) };
    let own = env::own_origin(env, &request.url()?).unwrap_or_default();
    let secret = secret(&settings).await?;
    Ok(Some((settings, format!("{own}{PREFIX}/{name}/hooks/huntflow"), secret)))
}

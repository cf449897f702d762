//! From a request to its route.

use super::context::RequestContext;
use super::{
    applications, console, forms, gateway, hooks, jobs, operator, prefill, receipts, uploads,
};
use crate::edge::middleware::origin::{self, Origin};
use crate::edge::middleware::{guess, key};
use crate::edge::platform::response::Caller;
use crate::edge::platform::{body, env};
use crate::edge::rpc::site;
use crate::locale::Locale;
use crate::page::{self, console::CONSOLE};
use crate::protocol::Route;
use crate::protocol::problem::Problem;
use crate::protocol::problem_code::ProblemCode;
use worker::{Env, Headers, Method, Request, Response, ResponseBuilder, Result, Url};

/// The methods of all routes together.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

pub(crate) async fn answer(request: Request, env: Env) -> Result<Response> {
    let url = request.url()?;
    // As the client wrote it: a path that the URL parser had to change is none of ours.
    let path = url.path().to_owned();
    // The platform's type has no other methods, and takes each of them for GET.
    if !METHODS.contains(&request.inner().method().as_str()) {
        let caller = Caller { site: None, locale: Locale::default(), origin: None, html: false };
        return caller.method_not_allowed(&METHODS.join(", "));
    }
    let Some(own) = env::own_origin(&env, &url) else {
        let caller = Caller { site: None, locale: Locale::default(), origin: None, html: false };
        return caller.refuse(421, ProblemCode::NotFound);
    };
    if let Some(rest) = path.strip_prefix("/operator/") {
        return operator::answer(request, &env, rest).await;
    }
    if path == page::STYLE_PATH {
        return style();
    }
    if let Some(rest) = path.strip_prefix(CONSOLE).filter(|r| r.is_empty() || r.starts_with('/')) {
        return console::answer(&request, &env, rest).await;
    }
    if let Some((site, rest)) = crate::site::gateway::split(&path) {
        return gateway::answer(&request, &env, site, rest).await;
    }
    if let Some(site) = hooks::site_of(&path) {
        return hooks::receive(&request, &env, site).await;
    }
    let html = request.headers().get("accept")?.unwrap_or_default().contains("text/html");
    let locale = wanted_locale(&request, &url)?;
    let caller = Caller { site: None, locale: locale.unwrap_or_default(), origin: None, html };
    let Some((name, route)) = Route::parse(&path) else {
        return caller.refuse(404, ProblemCode::NotFound);
    };
    let job = if request.method() == Method::Options { None } else { route.job() };
    let found = match site::get(&env, name, job).await {
        Ok(Some(found)) => found,
        Ok(None) => return caller.refuse(404, ProblemCode::NotFound),
        Err(error) => {
            worker::console_error!("site: {}", error.to_string());
            // A sender of a form hears the answer only after it has been read.
            body::drain(&env, &request, body::DRAIN_FORM).await;
            return caller.problem(&Problem::unavailable(caller.locale, 5));
        }
    };
    let settings = &found.settings;
    let origin = request.headers().get("origin")?;
    let mut has_key = false;
    if origin.is_none() && !settings.config.server_keys.is_empty() {
        if let Some(refusal) = guess::refusal(&env, &request, &caller)? {
            return Ok(refusal);
        }
        has_key = key::is_of_server(&request, &settings.config.server_keys).await?;
        guess::record(&env, &request, "servers", has_key)?;
    }
    let origin = origin::of(origin.as_deref(), &own, &settings.config, has_key);
    let listed = if let Origin::Listed(origin) = &origin { Some(origin.clone()) } else { None };
    let locale = locale.unwrap_or(settings.config.locale);
    let failing = Caller { site: None, locale, origin: listed.clone(), html };
    let caller = Caller { site: Some(&settings.config), locale, origin: listed, html };
    let (job, questions) = (found.job, found.questions);
    let context = RequestContext { env: &env, settings, origin, job, questions, caller };
    match dispatch(context, route, &request).await {
        Ok(response) => Ok(response),
        Err(error) => {
            // The failure is ours or the platform's; nothing was promised.
            worker::console_error!("{:?}: {}", name_of(route), error.to_string());
            failing.problem(&Problem::unavailable(failing.locale, 5))
        }
    }
}

/// The language that the address or the browser asks for.
fn wanted_locale(request: &Request, url: &Url) -> Result<Option<Locale>> {
    let asked = url.query_pairs().find(|(name, _)| name == "lang");
    let asked = asked.and_then(|(_, tag)| Locale::from_tag(&tag));
    let languages = request.headers().get("accept-language")?.unwrap_or_default();
    Ok(asked.or_else(|| Locale::from_accept_language(&languages)))
}

async fn dispatch(
    context: RequestContext<'_>,
    route: Route<'_>,
    request: &Request,
) -> Result<Response> {
    let reads = matches!(request.method(), Method::Get | Method::Head);
    match (request.method(), route) {
        (Method::Options, _) => preflight(&context, route, request),
        (_, Route::Uploads | Route::Upload(_)) => uploads::answer(&context, route, request).await,
        (Method::Post, Route::Parse(id)) => prefill::parse(&context, id, request).await,
        (_, Route::Jobs) if reads => jobs::list(&context, request).await,
        (_, Route::Job(id)) if reads => jobs::detail(&context, id, request).await,
        (_, Route::Form(id)) if reads => forms::form(&context, id, request).await,
        (_, Route::Apply(id)) if reads => forms::page(&context, id, request).await,
        (Method::Post, Route::Applications(id)) => {
            let env = context.env;
            let response = applications::apply(context, id, request).await;
            body::drain(env, request, body::DRAIN_FORM).await;
            response
        }
        (_, Route::Receipt(receipt)) if reads => receipts::status(&context, receipt, request).await,
        (Method::Delete, Route::Receipt(receipt)) | (Method::Post, Route::Withdraw(receipt)) => {
            receipts::withdraw(&context, receipt, request).await
        }
        _ => context.caller.method_not_allowed(route.methods()),
    }
}

fn preflight(
    context: &RequestContext<'_>,
    route: Route<'_>,
    request: &Request,
) -> Result<Response> {
    let is_upload = matches!(route, Route::Uploads | Route::Upload(_));
    let is_stranger = matches!(context.origin, Origin::Stranger(_));
    if is_upload && (!is_stranger || !request.headers().has("origin")?) {
        return uploads::options(context, route);
    }
    match &context.origin {
        Origin::Listed(_) => context.caller.preflight(route.methods()),
        _ => context.caller.refuse(403, ProblemCode::Origin),
    }
}

/// A route without its ids, for the log.
fn name_of(route: Route<'_>) -> &'static str {
    match route {
        Route::Jobs => "jobs",
        Route::Job(_) => "job",
        Route::Form(_) => "form",
        Route::Apply(_) => "apply",
        Route::Applications(_) => "applications",
        Route::Uploads | Route::Upload(_) => "uploads",
        Route::Parse(_) => "parse",
        Route::Receipt(_) => "receipt",
        Route::Withdraw(_) => "withdraw",
    }
}

fn style() -> Result<Response> {
    let headers = Headers::new();
    headers.set("content-type", "text/css; charset=utf-8")?;
    headers.set("cache-control", "public, max-age=3600")?;
    headers.set("x-content-type-options", "nosniff")?;
    Ok(ResponseBuilder::new().with_headers(headers).fixed(page::STYLE.as_bytes().to_vec()))
}

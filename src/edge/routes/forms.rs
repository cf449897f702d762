//! The form of a job: `GET …/form` as data, `GET …/apply` as a page.

use super::context::RequestContext;
use super::rendered::{self, Body};
use crate::edge::platform::crypto;
use crate::edge::services::challenge;
use crate::locale::MessageId;
use crate::page;
use crate::protocol::FormReply;
use crate::protocol::problem;
use crate::site::source;
use worker::{Request, Response, Result};

/// The form as data.
pub(super) async fn form(
    context: &RequestContext<'_>,
    id: &str,
    request: &Request,
) -> Result<Response> {
    let caller = &context.caller;
    let job = match context.job() {
        Ok(job) => job,
        Err(absence) => return context.refuse_job(id, absence).await,
    };
    rendered::respond(context, request, async || {
        let texts = caller.texts();
        let reply = FormReply {
            form: context.form(job),
            direction: caller.locale.direction().to_owned(),
            messages: problem::messages(texts),
            submit: texts.text(MessageId::Apply).to_owned(),
            optional: texts.text(MessageId::Optional).to_owned(),
            strings: texts.strings(),
            guard: challenge::guard(context.settings).await?,
        };
        Ok(Ok(Body::Json(serde_json::to_vec(&reply)?)))
    })
    .await
}

/// The form as a page.
pub(super) async fn page(
    context: &RequestContext<'_>,
    id: &str,
    request: &Request,
) -> Result<Response> {
    let (caller, settings) = (&context.caller, context.settings);
    let job = match context.job() {
        Ok(job) => job,
        Err(absence) => return context.refuse_job(id, absence).await,
    };
    // Without scripts there is no widget: the question is asked at once.
    let question = match settings.config.spam.turnstile {
        Some(_) => Some(challenge::new_question(settings, caller.texts()).await?),
        None => None,
    };
    let (url, referrer) = (request.url()?, request.headers().get("referer")?);
    let query = url.query().unwrap_or_default();
    let html = page::apply(&page::Apply {
        site: &settings.config,
        form: &context.form(job),
        locale: caller.locale,
        idempotency_key: &crypto::random_token(),
        started: &challenge::guard(settings).await?.started,
        source: &source::build_report(query, referrer.as_deref(), url.as_str()),
        asked: question.as_ref(),
        alternative: false,
        says: None,
        entries: &[],
        flaws: &[],
        kept: Vec::new(),
    });
    // The key in it is one candidate's own.
    caller.html(200, html, "no-store")
}

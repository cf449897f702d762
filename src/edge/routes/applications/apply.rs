//! Guards of the application route, and applications to closed jobs.

use super::{ApplyContext, find_by_form, find_by_header, respond_with_receipt, submit};
use crate::edge::middleware::origin::Origin;
use crate::edge::middleware::rate;
use crate::edge::platform::env;
use crate::edge::routes::context::{NoJob, RequestContext};
use crate::protocol::problem::Problem;
use crate::protocol::{ApplicationState, Receipt};
use worker::{Request, Response, Result};

pub(crate) async fn apply(
    context: RequestContext<'_>,
    id: &str,
    request: &Request,
) -> Result<Response> {
    if let Some(problem) = context.stranger_problem() {
        return context.caller.problem(&problem);
    }
    let site = &context.settings.config.site;
    if !rate::may(context.env, env::APPLY_LIMIT, site, request).await? {
        return context.caller.problem(&Problem::too_many(context.caller.texts()));
    }
    let form = match context.job() {
        Ok(job) => context.form(job),
        Err(absence) => return apply_to_absent(context, id, absence, request).await,
    };
    submit(&apply_context(context, form, None), request).await
}

fn apply_context<'a>(
    context: RequestContext<'a>,
    form: crate::form::Form,
    closed: Option<&'a str>,
) -> ApplyContext<'a> {
    let server = context.origin == Origin::Server;
    let RequestContext { env, settings, caller, .. } = context;
    ApplyContext { server, closed, env, settings, form, caller, holds: Default::default() }
}

/// An application to a job that is not open, or not any more.
async fn apply_to_absent<'a>(
    context: RequestContext<'a>,
    id: &'a str,
    absence: NoJob,
    request: &Request,
) -> Result<Response> {
    let (env, settings) = (context.env, context.settings);
    let answer = |(receipt, state): (String, ApplicationState)| {
        let receipt = Receipt::new(&settings.config.site, &receipt, state);
        respond_with_receipt(&context.caller, &receipt)
    };
    // Sent again after the job was closed: an application with a receipt keeps it.
    if let Some(found) = find_by_header(env, settings, id, request).await? {
        return answer(found);
    }
    if context.caller.html && absence.status == 410 {
        // A page that is left has lost what was typed: it is shown again, for the other job.
        if let Some(job) = context.alternative_job(id).await? {
            let form = context.form(&job);
            return submit(&apply_context(context, form, Some(id)), request).await;
        }
        // A key that only the form holds has its receipt too.
        if let Some(found) = find_by_form(env, settings, id, request).await? {
            return answer(found);
        }
    }
    context.refuse_job(id, absence).await
}

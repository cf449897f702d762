//! `GET …/jobs` and `GET …/jobs/{job}`.

use super::context::{ATS_RETRY_SECONDS, RequestContext};
use super::rendered::{self, Body};
use crate::edge::platform::env;
use crate::edge::rpc::site::SiteStub;
use crate::page::{self, job_posting};
use crate::protocol::job::Search;
use crate::protocol::problem::Problem;
use crate::protocol::{JobReply, JobsReply};
use crate::site::source;
use worker::{Request, Response, Result};

/// The most characters of a search that are read.
const SEARCH_MAX: usize = 200;

/// The published jobs that a search finds.
pub(super) async fn list(context: &RequestContext<'_>, request: &Request) -> Result<Response> {
    let (caller, config) = (&context.caller, &context.settings.config);
    let url = request.url()?;
    let parameter = |name: &str| {
        let found = url.query_pairs().find(|(n, _)| n == name);
        found.map(|(_, text)| text.chars().take(SEARCH_MAX).collect()).unwrap_or_default()
    };
    let search =
        Search { q: parameter("q"), division: parameter("division"), region: parameter("region") };
    rendered::respond(context, request, async || {
        let Some(mut jobs) = SiteStub::new(context.env, &config.site)?.list_jobs().await? else {
            let problem = Problem::unavailable(caller.texts(), ATS_RETRY_SECONDS);
            return caller.problem(&problem).map(Err);
        };
        if caller.html {
            return Ok(Ok(Body::Html(page::jobs(config, &jobs, &search, caller.locale))));
        }
        jobs.jobs.retain(|job| search.matches(job));
        let strings = caller.texts().list_strings();
        Ok(Ok(Body::Json(serde_json::to_vec(&JobsReply { jobs, strings })?)))
    })
    .await
}

/// A job.
pub(super) async fn detail(
    context: &RequestContext<'_>,
    id: &str,
    request: &Request,
) -> Result<Response> {
    let (caller, config) = (&context.caller, &context.settings.config);
    let job = match context.job() {
        Ok(job) => job,
        Err(absence) => return context.refuse_job(id, absence).await,
    };
    rendered::respond(context, request, async || {
        let url = request.url()?;
        let own =
            format!("{}{}", env::own_origin(context.env, &url).unwrap_or_default(), url.path());
        if caller.html {
            // Without the page that linked here: this page is the same for everybody.
            let source = source::build_report(url.query().unwrap_or_default(), None, "");
            return Ok(Ok(Body::Html(page::job(config, job, caller.locale, &own, &source))));
        }
        let json_ld = job_posting::of(job, config, &own);
        Ok(Ok(Body::Json(serde_json::to_vec(&JobReply { job: job.clone(), json_ld })?)))
    })
    .await
}

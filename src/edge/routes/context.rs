//! What a route knows of its request.

use crate::edge::middleware::origin::Origin;
use crate::edge::platform::response::Caller;
use crate::edge::rpc::site::{self, JobLookup, SiteSettings};
use crate::form::Form;
use crate::form::question::Question;
use crate::protocol::job::Job;
use crate::protocol::problem::{AlternativeJob, Problem};
use crate::protocol::problem_code::ProblemCode;
use worker::{Env, Response, Result};

/// After how many seconds a caller is asked to come back if the ATS does not answer.
pub(super) const ATS_RETRY_SECONDS: u32 = 30;

/// The cache directive of answers that are the same for everybody: a minute.
pub(super) const PUBLIC: &str = "public, max-age=60";

/// A request to a site.
pub(super) struct RequestContext<'a> {
    pub(super) env: &'a Env,
    pub(super) settings: &'a SiteSettings,
    pub(super) origin: Origin,
    /// The job that the route names.
    pub(super) job: Option<JobLookup>,
    /// The organisation's own questions.
    pub(super) questions: Vec<Question>,
    pub(super) caller: Caller<'a>,
}

/// The absence of a job.
#[derive(Clone, Copy)]
pub(super) struct NoJob {
    pub(super) status: u16,
    code: ProblemCode,
}

impl RequestContext<'_> {
    /// The job that the route names, if it is published.
    pub(super) fn job(&self) -> std::result::Result<&Job, NoJob> {
        let (status, code) = match &self.job {
            Some(JobLookup::Open { job, .. }) => return Ok(job),
            Some(JobLookup::Closed) => (410, ProblemCode::Closed),
            Some(JobLookup::Unavailable) => (503, ProblemCode::Unavailable),
            Some(JobLookup::Unknown) | None => (404, ProblemCode::NotFound),
        };
        Err(NoJob { status, code })
    }

    /// The form of a job, with the organisation's own questions.
    pub(super) fn form(&self, job: &Job) -> Form {
        let mut form = self.settings.config.form(&job.id, &job.title, self.caller.locale);
        form.questions.extend(self.questions.iter().cloned());
        form
    }

    /// The problem for a page of another origin, which may not change anything.
    pub(super) fn stranger_problem(&self) -> Option<Problem> {
        let Origin::Stranger(why) = self.origin else { return None };
        Some(Problem::new(403, ProblemCode::Origin, self.caller.texts()).detail(why))
    }

    /// The open job that takes the applications of closed ones, if the site has one.
    pub(super) async fn alternative_job(&self, closed: &str) -> Result<Option<Job>> {
        let config = &self.settings.config;
        let Some(pool) = config.talent_pool.as_deref().filter(|pool| *pool != closed) else {
            return Ok(None);
        };
        let found = site::get(self.env, &config.site, Some(pool)).await?;
        Ok(match found.and_then(|found| found.job) {
            Some(JobLookup::Open { job, .. }) => Some(*job),
            _ => None,
        })
    }

    /// The response for a job that is not open; with the alternative job for a closed one.
    pub(super) async fn refuse_job(&self, id: &str, absence: NoJob) -> Result<Response> {
        let texts = self.caller.texts();
        if absence.status == 503 {
            return self.caller.problem(&Problem::unavailable(texts, ATS_RETRY_SECONDS));
        }
        let problem = Problem::new(absence.status, absence.code, texts);
        if absence.status != 410 {
            return self.caller.problem(&problem);
        }
        let job = self.alternative_job(id).await?;
        let alternative_job = job.map(|job| AlternativeJob { job: job.id, title: job.title });
        self.caller.problem(&Problem { alternative_job, ..problem })
    }
}

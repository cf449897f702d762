//! The `Site` objects: the configuration of one careers site, and its jobs as last seen.

use super::commands;
use crate::edge::platform::env;
use crate::edge::platform::isolate_cache::{IsolateCache, fresh_ms};
use crate::form::question::Question;
use crate::protocol::job::{Job, Jobs};
use crate::site::Site;
use serde::{Deserialize, Serialize};
use worker::{Env, Result};

commands! { SiteStub of env::SITE;
    /// Checks a configuration and stores it as a new version, whose number is returned; or the reason of the
    /// refusal.
    put_config(json: String) -> std::result::Result<u64, String>;
    /// The site, and one of its jobs if asked for. `None` if there is no such site.
    get(job: Option<String>) -> Option<SiteLookup>;
    /// Reads a job and the list anew: the ATS says that the job has changed. `signature` is that of the notification,
    /// of which a second copy changes nothing.
    job_changed(job: String, signature: String) -> ();
    /// The published jobs. `None` if the ATS does not answer and they were never read, or there is no site.
    list_jobs() -> Option<Jobs>;
}

/// A site as the Worker needs it for one request.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SiteSettings {
    /// The configuration.
    pub(crate) config: Site,
    /// Counts the configurations that were put, from 1.
    pub(crate) version: u64,
    /// Random, made with the first configuration: keys the names of receipts.
    pub(crate) key: String,
}

/// A site, and one of its jobs if asked for.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SiteLookup {
    pub(crate) settings: SiteSettings,
    pub(crate) job: Option<JobLookup>,
    /// The organisation's own questions, if a job was asked for.
    pub(crate) questions: Vec<Question>,
}

/// The state of a job.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum JobLookup {
    /// Published. With `stale`, it is as last seen because the ATS does not answer.
    Open { job: Box<Job>, stale: bool },
    /// It was published once.
    Closed,
    /// Not published by this site.
    Unknown,
    /// The ATS does not answer, and the job was never read.
    Unavailable,
}

/// The settings of a site; `None` if there is no such site.
pub(crate) async fn settings(env: &Env, site: &str) -> Result<Option<SiteSettings>> {
    Ok(get(env, site, None).await?.map(|found| found.settings))
}

/// A site and one of its jobs, in one call at most: what was read a moment ago is not read again.
pub(crate) async fn get(env: &Env, site: &str, job: Option<&str>) -> Result<Option<SiteLookup>> {
    let key = format!("{site}/{}", job.unwrap_or_default());
    if let Some(found) = KEPT.with(|kept| kept.get(&key, fresh_ms(env))) {
        return Ok(Some(found));
    }
    let found = SiteStub::new(env, site)?.get(job.map(str::to_owned)).await?;
    if let Some(found) = &found
        && !matches!(found.job, Some(JobLookup::Unavailable))
    {
        KEPT.with(|kept| kept.put(key, found.clone(), LOOKUP_BYTES));
    }
    Ok(found)
}

/// Forgets what this isolate keeps of a site: it has another configuration.
pub(crate) fn forget(site: &str) {
    KEPT.with(|kept| kept.forget(&format!("{site}/")));
}

/// What a lookup is taken to weigh: a configuration, a job's text, its questions.
const LOOKUP_BYTES: usize = 32_768;
/// The most bytes of lookups that are kept.
const KEPT_MAX: usize = 8_000_000;

thread_local! {
    static KEPT: IsolateCache<SiteLookup> = const { IsolateCache::new(KEPT_MAX) };
}

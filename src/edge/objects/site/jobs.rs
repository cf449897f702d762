//! The jobs of a site and its organisation's questions, from the cache or the ATS.

use super::{JOBS, POSTED, Site};
use crate::ats::{Ats as _, QuestionScope};
use crate::edge::platform::{clock, env, storage};
use crate::edge::rpc::site::{JobLookup, SiteSettings};
use crate::edge::services::ats_transport::AtsTransport;
use crate::form::question::Question;
use crate::protocol::job::{Job, Jobs, Posted, keep_posted};
use crate::site::cache::{AtsAvailability, CachePlan, Cached};
use crate::throttle::scheduler::Priority;
use worker::Result;

/// Keys contain the version of the configuration: an answer that arrives after a new configuration was stored was
/// filtered by the old one.
fn list_key(settings: &SiteSettings) -> String {
    format!("{JOBS}/{}", settings.version)
}

fn job_key(settings: &SiteSettings, id: &str) -> String {
    format!("{JOBS}/{}/{id}", settings.version)
}

fn questions_key(settings: &SiteSettings, job: &str) -> String {
    format!("{JOBS}/{}/?questions/{job}", settings.version)
}

impl Site {
    /// The published jobs; `None` if the ATS does not answer and nothing is cached.
    pub(super) async fn find_jobs(&self, settings: &SiteSettings) -> Result<Option<Jobs>> {
        let (storage, key) = (self.state.storage(), list_key(settings));
        let cached: Option<Cached<Vec<Job>>> = storage::load(&storage, &key).await?;
        let guard = self.reading.try_lock();
        let (at, is_being_read) = (cached.as_ref().map(|c| c.at), guard.is_none());
        let plan = self.availability.get().plan(at, is_being_read, self.fresh_ms(), clock::now());
        match (plan, cached) {
            (CachePlan::Serve { stale, refresh }, Some(cached)) => {
                drop(guard);
                if refresh {
                    self.refresh_later(JOBS).await?;
                }
                Ok(Some(Jobs { jobs: cached.value, stale }))
            }
            (CachePlan::Read, _) => self.read_jobs(settings).await,
            _ => {
                drop(guard);
                let _guard = self.reading.lock().await;
                let cached: Option<Cached<Vec<Job>>> = storage::load(&storage, &key).await?;
                match cached {
                    Some(cached) => Ok(Some(Jobs { jobs: cached.value, stale: false })),
                    None => self.read_jobs(settings).await,
                }
            }
        }
    }

    /// Reads the list from the ATS; returns the cached one if the ATS does not answer.
    pub(super) async fn read_jobs(&self, settings: &SiteSettings) -> Result<Option<Jobs>> {
        let (storage, key) = (self.state.storage(), list_key(settings));
        let transport = AtsTransport::new(&self.env, &settings.config, Priority::Browse);
        Ok(match settings.config.ats().jobs(&transport).await {
            Ok(mut jobs) => {
                self.note_answer();
                self.set_posted(&mut jobs).await?;
                let cached = Cached { at: clock::now(), value: jobs };
                storage::save(&storage, &key, &cached).await?;
                Some(Jobs { jobs: cached.value, stale: false })
            }
            Err(error) => {
                self.note_error(&error);
                let cached: Option<Cached<Vec<Job>>> = storage::load(&storage, &key).await?;
                cached.map(|cached| Jobs { jobs: cached.value, stale: true })
            }
        })
    }

    /// Whether the list was read after a time, in ms since the epoch.
    pub(super) async fn is_list_newer_than(
        &self,
        settings: &SiteSettings,
        at: u64,
    ) -> Result<bool> {
        let cached: Option<Cached<Vec<Job>>> =
            storage::load(&self.state.storage(), &list_key(settings)).await?;
        Ok(cached.is_some_and(|cached| cached.at > at))
    }

    /// Reads a job anew if it is listed or was read before.
    pub(super) async fn read_published_job(&self, settings: &SiteSettings, id: &str) -> Result<()> {
        let cached: Option<Cached<Option<Job>>> =
            storage::load(&self.state.storage(), &job_key(settings, id)).await?;
        if cached.is_some() || matches!(self.publication(settings, id).await?, Publication::Listed)
        {
            self.read_job(settings, id).await?;
        }
        Ok(())
    }

    /// Sets the publication dates of jobs.
    async fn set_posted(&self, jobs: &mut [Job]) -> Result<()> {
        let storage = self.state.storage();
        let mut posted: Posted = storage::load(&storage, POSTED).await?.unwrap_or_default();
        if keep_posted(&mut posted, jobs, clock::now()) {
            storage::save(&storage, POSTED, &posted).await?;
        }
        Ok(())
    }

    /// The organisation's own questions for a job; the cached ones if the ATS does not answer, and `None` if there are
    /// none.
    pub(super) async fn find_questions(
        &self,
        settings: &SiteSettings,
        job: &str,
    ) -> Result<Option<Vec<Question>>> {
        let key = match settings.config.ats().question_scope() {
            QuestionScope::None => return Ok(Some(Vec::new())),
            QuestionScope::Site => questions_key(settings, ""),
            QuestionScope::Job => questions_key(settings, job),
        };
        let storage = self.state.storage();
        let cached: Option<Cached<Vec<Question>>> = storage::load(&storage, &key).await?;
        if let Some(cached) = cached.as_ref().filter(|cached| self.is_good_enough(cached.at)) {
            return Ok(Some(cached.value.clone()));
        }
        let _guard = self.reading.lock().await;
        let transport = AtsTransport::new(&self.env, &settings.config, Priority::Browse);
        match settings.config.ats().questions(&transport, job).await {
            Ok(value) => {
                let cached = Cached { at: clock::now(), value };
                storage::save(&storage, &key, &cached).await?;
                Ok(Some(cached.value))
            }
            Err(error) => {
                self.note_error(&error);
                Ok(cached.map(|cached| cached.value))
            }
        }
    }

    /// Whether a cached value is served without another call to the ATS.
    fn is_good_enough(&self, at: u64) -> bool {
        self.availability.get().is_good_enough(at, self.fresh_ms(), clock::now())
    }

    /// Whether another request is reading the job. A read that never ended is ignored.
    fn is_being_read(&self, id: &str) -> bool {
        let limit = u64::from(env::timeout_seconds(&self.env)) * 4000;
        let reads = self.jobs_being_read.borrow();
        reads.get(id).is_some_and(|since| clock::now().saturating_sub(*since) < limit)
    }

    pub(super) async fn find_job(&self, settings: &SiteSettings, id: &str) -> Result<JobLookup> {
        let (storage, key) = (self.state.storage(), job_key(settings, id));
        let cached: Option<Cached<Option<Job>>> = storage::load(&storage, &key).await?;
        let (at, is_being_read) = (cached.as_ref().map(|c| c.at), self.is_being_read(id));
        let plan = self.availability.get().plan(at, is_being_read, self.fresh_ms(), clock::now());
        match (plan, cached) {
            (CachePlan::Serve { stale, refresh }, Some(cached)) => {
                if refresh {
                    self.refresh_later(id).await?;
                }
                Ok(found(cached.value, stale))
            }
            (CachePlan::Read, _) => self.read_job(settings, id).await,
            _ => match self.publication(settings, id).await? {
                Publication::Listed => {
                    let _guard = self.reading.lock().await;
                    let cached: Option<Cached<Option<Job>>> = storage::load(&storage, &key).await?;
                    if let Some(Cached { at, value: Some(job) }) = cached
                        && AtsAvailability::is_fresh(at, self.fresh_ms(), clock::now())
                    {
                        return Ok(found(Some(job), false));
                    }
                    self.read_job(settings, id).await
                }
                Publication::Past => Ok(JobLookup::Closed),
                Publication::Never => Ok(JobLookup::Unknown),
                Publication::Unavailable => Ok(JobLookup::Unavailable),
            },
        }
    }

    /// Whether a job that was never read is published, by the list: anybody can ask for any number, and one call for
    /// each would use up the rate limit of the ATS.
    async fn publication(&self, settings: &SiteSettings, id: &str) -> Result<Publication> {
        let (storage, key) = (self.state.storage(), list_key(settings));
        let is_listed = |jobs: &[Job]| jobs.iter().any(|job| job.id == id);
        let _guard = self.reading.lock().await;
        let cached: Option<Cached<Vec<Job>>> = storage::load(&storage, &key).await?;
        let listed = match cached {
            Some(cached) if is_listed(&cached.value) => true,
            Some(cached) if self.is_good_enough(cached.at) => false,
            // A job that was published since the list was read.
            _ => match self.read_jobs(settings).await? {
                Some(jobs) => is_listed(&jobs.jobs),
                None => return Ok(Publication::Unavailable),
            },
        };
        if listed {
            return Ok(Publication::Listed);
        }
        let posted: Posted = storage::load(&storage, POSTED).await?.unwrap_or_default();
        Ok(if posted.contains_key(id) { Publication::Past } else { Publication::Never })
    }

    /// Reads a job that was published once from the ATS; returns the cached one if the ATS does not answer.
    pub(super) async fn read_job(&self, settings: &SiteSettings, id: &str) -> Result<JobLookup> {
        let (storage, key) = (self.state.storage(), job_key(settings, id));
        self.jobs_being_read.borrow_mut().insert(id.to_owned(), clock::now());
        let transport = AtsTransport::new(&self.env, &settings.config, Priority::Browse);
        let answer = settings.config.ats().job(&transport, id).await;
        self.jobs_being_read.borrow_mut().remove(id);
        match answer {
            Ok(mut job) => {
                self.note_answer();
                if let Some(job) = &mut job {
                    for section in &mut job.sections {
                        section.html = ammonia::clean(&section.html);
                    }
                    self.set_posted(std::slice::from_mut(job)).await?;
                }
                let cached = Cached { at: clock::now(), value: job };
                storage::save(&storage, &key, &cached).await?;
                Ok(found(cached.value, false))
            }
            Err(error) => {
                self.note_error(&error);
                let cached: Option<Cached<Option<Job>>> = storage::load(&storage, &key).await?;
                Ok(cached.map_or(JobLookup::Unavailable, |cached| found(cached.value, true)))
            }
        }
    }
}

/// Whether a job that was never read is published.
enum Publication {
    Listed,
    /// It was listed once.
    Past,
    Never,
    /// The ATS does not answer, and the list was never read.
    Unavailable,
}

fn found(job: Option<Job>, stale: bool) -> JobLookup {
    job.map_or(JobLookup::Closed, |job| JobLookup::Open { job: Box::new(job), stale })
}

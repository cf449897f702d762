//! The `Site` object: the configuration of a careers site, and its cached jobs. Pages are answered from this cache, so
//! the ATS is called at most once a minute, and may be down.

mod jobs;

use crate::api::error::{Error, ErrorKind};
use crate::edge::platform::{clock, crypto, env, response, storage};
use crate::edge::rpc::site::{self, Commands, JobLookup, SiteLookup, SiteSettings};
use crate::edge::services::challenge;
use crate::protocol::job::Jobs;
use crate::site::Site as Config;
use crate::site::cache::AtsAvailability;
use futures_util::lock::Mutex;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

const SETTINGS: &str = "settings";
/// The number of notifications whose repetition is recognised.
const HOOKS_SEEN_MAX: usize = 200;
/// The prefix of the keys of cached answers; also the name of the list among those to refresh.
const JOBS: &str = "jobs";
/// The key of the publication dates. A new configuration does not publish a job anew.
const POSTED: &str = "posted";

#[durable_object]
pub struct Site {
    state: State,
    env: Env,
    /// Held by the request that reads the list, or a job that is not cached.
    reading: Mutex<()>,
    /// Jobs that are being read from the ATS, and since when, in ms since the epoch.
    jobs_being_read: RefCell<BTreeMap<String, u64>>,
    availability: Cell<AtsAvailability>,
    /// Jobs to be refreshed in the background.
    to_refresh: RefCell<BTreeSet<String>>,
    /// The signatures of the last notifications.
    hooks_seen: RefCell<VecDeque<String>>,
}

impl DurableObject for Site {
    fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            reading: Mutex::new(()),
            jobs_being_read: RefCell::default(),
            availability: Cell::default(),
            to_refresh: RefCell::default(),
            hooks_seen: RefCell::default(),
        }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        site::dispatch(self, request).await
    }

    async fn alarm(&self) -> Result<Response> {
        if let Some(settings) = self.settings().await? {
            self.refresh_all(&settings).await?;
        }
        response::empty()
    }
}

impl Commands for Site {
    /// The cached jobs are deleted, because another configuration may publish others.
    async fn put_config(&self, json: String) -> Result<std::result::Result<u64, String>> {
        let config = match Config::parse(json.as_bytes()) {
            Ok(config) => config,
            Err(message) => return Ok(Err(message)),
        };
        if let Some(message) = challenge::missing_secret(&self.env, &config) {
            return Ok(Err(message.to_owned()));
        }
        if self.state.id().name().as_deref() != Some(&config.site) {
            return Ok(Err("site: is not the name in the address".to_owned()));
        }
        let before = self.settings().await?;
        let version = before.as_ref().map_or(0, |s| s.version) + 1;
        // Another account's jobs may have the same ids.
        let account = config.ats.settings().credentials();
        let moved =
            before.as_ref().is_some_and(|b| b.config.ats.settings().credentials() != account);
        let key = before.map_or_else(
            || format!("{}{}", crypto::random_token(), crypto::random_token()),
            |s| s.key,
        );
        let storage = self.state.storage();
        for key in &storage::keys(&storage, JOBS).await? {
            storage.delete(key).await?;
        }
        if moved {
            storage.delete(POSTED).await?;
        }
        storage::save(&storage, SETTINGS, &SiteSettings { config, version, key }).await?;
        if let Some(name) = self.state.id().name() {
            site::forget(&name);
        }
        Ok(Ok(version))
    }

    async fn get(&self, job: Option<String>) -> Result<Option<SiteLookup>> {
        let Some(settings) = self.settings().await? else { return Ok(None) };
        let Some(id) = job else {
            return Ok(Some(SiteLookup { settings, job: None, questions: Vec::new() }));
        };
        let job = self.find_job(&settings, &id).await?;
        if !matches!(job, JobLookup::Open { .. }) {
            return Ok(Some(SiteLookup { settings, job: Some(job), questions: Vec::new() }));
        }
        let (job, questions) = match self.find_questions(&settings, &id).await? {
            Some(questions) => (job, questions),
            // A form without its questions would be another form.
            None => (JobLookup::Unavailable, Vec::new()),
        };
        Ok(Some(SiteLookup { settings, job: Some(job), questions }))
    }

    async fn job_changed(&self, job: String, signature: String) -> Result<()> {
        let Some(settings) = self.settings().await? else { return Ok(()) };
        if !self.note_hook(signature) {
            return Ok(());
        }
        let arrived = clock::now();
        {
            let _guard = self.reading.lock().await;
            // Of many notifications at once, one reads the list for all.
            if !self.is_list_newer_than(&settings, arrived).await? {
                self.read_jobs(&settings).await?;
            }
        }
        self.read_published_job(&settings, &job).await
    }

    async fn list_jobs(&self) -> Result<Option<Jobs>> {
        match self.settings().await? {
            Some(settings) => self.find_jobs(&settings).await,
            None => Ok(None),
        }
    }
}

impl Site {
    async fn settings(&self) -> Result<Option<SiteSettings>> {
        storage::load(&self.state.storage(), SETTINGS).await
    }

    /// How long a cached answer is fresh, in ms.
    fn fresh_ms(&self) -> u64 {
        u64::from(env::jobs_cache_seconds(&self.env)) * 1000
    }

    /// Whether a notification is new.
    fn note_hook(&self, signature: String) -> bool {
        let mut seen = self.hooks_seen.borrow_mut();
        if seen.contains(&signature) {
            return false;
        }
        if seen.len() >= HOOKS_SEEN_MAX {
            seen.pop_front();
        }
        seen.push_back(signature);
        true
    }

    fn note_answer(&self) {
        let mut availability = self.availability.get();
        availability.answered();
        self.availability.set(availability);
    }

    fn note_error(&self, error: &Error) {
        // An error with one job says nothing of the ATS.
        let down = [ErrorKind::Unavailable, ErrorKind::Unreachable, ErrorKind::TooManyRequests];
        if down.contains(&error.kind) {
            let mut availability = self.availability.get();
            availability.failed(clock::now());
            self.availability.set(availability);
        }
        worker::console_warn!("{}", error.to_string());
    }

    /// Schedules a refresh in the background, at most every few seconds.
    async fn refresh_later(&self, what: &str) -> Result<()> {
        self.to_refresh.borrow_mut().insert(what.to_owned());
        let storage = self.state.storage();
        if storage.get_alarm().await?.is_none() {
            let delay = self.availability.get().refresh_delay(self.fresh_ms(), clock::now());
            storage.set_alarm(Duration::from_millis(delay)).await?;
        }
        Ok(())
    }

    async fn refresh_all(&self, settings: &SiteSettings) -> Result<()> {
        let mut to_refresh = self.to_refresh.take();
        while let Some(id) = to_refresh.pop_first() {
            if id == JOBS {
                let _guard = self.reading.lock().await;
                self.read_jobs(settings).await?;
            } else {
                self.read_job(settings, &id).await?;
            }
            // Each would wait as long for an ATS that does not answer. They are refreshed when somebody wants
            // them again.
            if self.availability.get().is_failing() {
                self.to_refresh.borrow_mut().append(&mut to_refresh);
                break;
            }
        }
        Ok(())
    }
}

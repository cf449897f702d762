//! The `Site` object: a site's configuration, and its jobs as last seen. Browsing is answered from
//! here, so the ATS is asked once a minute at most, and may be down. What is a little old is answered
//! as it is, and read anew in the background; what is very old is read anew first, unless the ATS
//! fails.

use super::{bindings, clock, crypto, object, reply, spam, transport::Carrier};
use crate::ats::{AnyAts, Ats as _};
use crate::error::{Error, ErrorKind};
use crate::job::{Job, Jobs, Posted, keep_posted};
use crate::permit::Lane;
use crate::question::Question;
use crate::site::Site as Config;
use futures_util::lock::Mutex;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use worker::{DurableObject, Env, Method, Request, Response, Result, State, durable_object};

/// A site as the Worker needs it for one request.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Settings {
    /// The configuration.
    pub(super) config: Config,
    /// Counts the configurations that were put, from 1.
    pub(super) version: u64,
    /// Random, made with the first configuration: keys the names of receipts.
    pub(super) key: String,
}

/// A site, and one of its jobs where one was asked for.
#[derive(Serialize, Deserialize)]
pub(super) struct Looked {
    pub(super) settings: Settings,
    pub(super) found: Option<Found>,
    /// The organisation's own questions, where a job was asked for.
    #[serde(default)]
    pub(super) questions: Vec<Question>,
}

/// How a job stands.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Found {
    /// Published; with whether it is as last seen because the ATS did not answer.
    Open(Job, bool),
    /// It was published once.
    Closed,
    /// Not ours to show.
    Unknown,
    /// The ATS does not answer and we have never seen it.
    Unavailable,
}

#[derive(Serialize, Deserialize)]
struct Seen<T> {
    at: u64,
    value: T,
}

const SETTINGS: &str = "settings";
const JOBS: &str = "jobs";
/// Another configuration does not publish a job anew.
const POSTED: &str = "posted";

#[durable_object]
pub struct Site {
    state: State,
    env: Env,
    /// Held by whoever asks the ATS for the list.
    asking: Mutex<()>,
    /// Jobs that the ATS is being asked for, and since when (ms since the epoch).
    asked: RefCell<BTreeMap<String, u64>>,
    /// When the ATS last failed to answer, in ms since the epoch.
    failed_at: Cell<u64>,
    /// Whether it has failed since it last answered: then nobody waits for it.
    failing: Cell<bool>,
    /// Jobs to be read anew in the background.
    wanted: RefCell<BTreeSet<String>>,
}

impl DurableObject for Site {
    fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            asking: Mutex::new(()),
            asked: RefCell::default(),
            failed_at: Cell::new(0),
            failing: Cell::new(false),
            wanted: RefCell::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let path = request.path();
        if (request.method(), path.as_str()) == (Method::Put, "/config") {
            return self.put(&request.bytes().await?).await;
        }
        let Some(settings) = self.settings().await? else { return reply::nothing() };
        match (request.method(), path.as_str()) {
            (Method::Get, "/settings") => {
                Response::from_json(&Looked { settings, found: None, questions: Vec::new() })
            }
            (Method::Get, "/jobs") => match self.jobs(&settings).await? {
                Some(jobs) => Response::from_json(&jobs),
                None => Response::error("the ATS does not answer", 503),
            },
            (Method::Get, path) => match path.strip_prefix("/jobs/") {
                Some(id) => {
                    let found = self.job(&settings, id).await?;
                    let (found, questions) = match self.questions(&settings).await? {
                        Some(questions) => (found, questions),
                        // A form without its questions would be another form.
                        None => (Found::Unavailable, Vec::new()),
                    };
                    Response::from_json(&Looked { settings, found: Some(found), questions })
                }
                None => reply::nothing(),
            },
            _ => reply::nothing(),
        }
    }

    /// Reads anew what somebody has asked for and what was not quite fresh.
    async fn alarm(&self) -> Result<Response> {
        let mut wanted = self.wanted.take();
        if let Some(settings) = self.settings().await? {
            while let Some(id) = wanted.pop_first() {
                if id == JOBS {
                    let _turn = self.asking.lock().await;
                    self.ask_jobs(&settings).await?;
                } else {
                    self.ask_job(&settings, &id, true).await?;
                }
                // Each would wait as long for an ATS that does not answer. They are asked for when
                // somebody wants them again.
                if self.failing.get() {
                    self.wanted.borrow_mut().append(&mut wanted);
                    break;
                }
            }
        }
        reply::done()
    }
}

/// How many times longer than it is fresh a job is answered as it is while it is read anew.
const OLD: u64 = 10;

impl Site {
    async fn settings(&self) -> Result<Option<Settings>> {
        object::load(&self.state.storage(), SETTINGS).await
    }

    fn failed(&self, error: &Error) {
        // What is wrong with one job says nothing of the ATS.
        let down = [ErrorKind::Unavailable, ErrorKind::Unreachable, ErrorKind::TooManyRequests];
        if down.contains(&error.kind) {
            self.failed_at.set(clock::now());
            self.failing.set(true);
        }
        worker::console_warn!("{}", error.to_string());
    }

    /// Takes a checked configuration as a new version. Jobs as last seen are forgotten: another
    /// configuration may publish others.
    async fn put(&self, json: &[u8]) -> Result<Response> {
        let config = match Config::parse(json) {
            Ok(config) => config,
            Err(says) => return Response::error(says, 422),
        };
        if let Some(says) = spam::missing(&self.env, &config) {
            return Response::error(says, 422);
        }
        if self.state.id().name().as_deref() != Some(&config.site) {
            return Response::error("site: is not the name in the address", 422);
        }
        let before = self.settings().await?;
        let version = before.as_ref().map_or(0, |s| s.version) + 1;
        // Another account's jobs may have the same ids.
        let account = config.ats.credentials();
        let moved = before.as_ref().is_some_and(|b| b.config.ats.credentials() != account);
        let key = before.map_or_else(
            || format!("{}{}", crypto::random_token(), crypto::random_token()),
            |s| s.key,
        );
        let storage = self.state.storage();
        for key in object::keys(&storage).await?.iter().filter(|k| k.starts_with(JOBS)) {
            storage.delete(key).await?;
        }
        if moved {
            storage.delete(POSTED).await?;
        }
        object::save(&storage, SETTINGS, &Settings { config, version, key }).await?;
        Response::from_json(&serde_json::json!({ "version": version }))
    }

    fn age(&self, at: u64) -> Age {
        let fresh = u64::from(bindings::jobs_seconds(&self.env)) * 1000;
        match clock::now().saturating_sub(at) {
            age if age < fresh => Age::Fresh,
            // Whoever waits for an ATS that fails waits for nothing.
            _ if self.failing.get() => Age::Old,
            age if age < fresh * OLD => Age::Old,
            _ => Age::TooOld,
        }
    }

    fn fresh(&self, at: u64) -> bool {
        matches!(self.age(at), Age::Fresh)
    }

    /// Has something read anew in the background, at most every few seconds.
    async fn want(&self, what: &str) -> Result<()> {
        self.wanted.borrow_mut().insert(what.to_owned());
        let storage = self.state.storage();
        if storage.get_alarm().await?.is_none() {
            let pause = if self.failed_lately() { 5 } else { 0 };
            storage.set_alarm(Duration::from_secs(pause)).await?;
        }
        Ok(())
    }

    /// Whether the ATS failed a moment ago: then it is left alone, and nobody waits for it who can
    /// be served with what was seen.
    fn failed_lately(&self) -> bool {
        let seconds = bindings::jobs_seconds(&self.env).min(5);
        clock::now().saturating_sub(self.failed_at.get()) < u64::from(seconds) * 1000
    }

    /// Whether somebody is asking for a job already. One who fell over is forgotten.
    fn is_asked(&self, id: &str) -> bool {
        let patience = u64::from(bindings::timeout_seconds(&self.env)) * 4000;
        let asked = self.asked.borrow();
        asked.get(id).is_some_and(|since| clock::now().saturating_sub(*since) < patience)
    }

    async fn jobs(&self, settings: &Settings) -> Result<Option<Jobs>> {
        let list = list_key(settings);
        let storage = self.state.storage();
        let seen: Option<Seen<Vec<Job>>> = object::load(&storage, &list).await?;
        let _turn = match seen {
            Some(seen) => match self.age(seen.at) {
                Age::Fresh => return Ok(Some(Jobs { jobs: seen.value, stale: false })),
                Age::Old => {
                    self.want(JOBS).await?;
                    return Ok(Some(Jobs { jobs: seen.value, stale: self.failing.get() }));
                }
                Age::TooOld => match self.asking.try_lock() {
                    Some(turn) => turn,
                    // Somebody is asking already: what we have will do.
                    None => return Ok(Some(Jobs { jobs: seen.value, stale: false })),
                },
            },
            None => {
                let turn = self.asking.lock().await;
                let seen: Option<Seen<Vec<Job>>> = object::load(&storage, &list).await?;
                if let Some(seen) = seen {
                    return Ok(Some(Jobs { jobs: seen.value, stale: false }));
                }
                turn
            }
        };
        self.ask_jobs(settings).await
    }

    /// Asks the ATS for the list; as last seen if it does not answer.
    async fn ask_jobs(&self, settings: &Settings) -> Result<Option<Jobs>> {
        let (storage, list) = (self.state.storage(), list_key(settings));
        let carrier = Carrier::new(&self.env, &settings.config, Lane::Browse);
        Ok(match AnyAts::of(&settings.config).jobs(&carrier).await {
            Ok(mut jobs) => {
                self.failing.set(false);
                self.post(&mut jobs).await?;
                let seen = Seen { at: clock::now(), value: jobs };
                object::save(&storage, &list, &seen).await?;
                Some(Jobs { jobs: seen.value, stale: false })
            }
            Err(error) => {
                self.failed(&error);
                let seen: Option<Seen<Vec<Job>>> = object::load(&storage, &list).await?;
                seen.map(|seen| Jobs { jobs: seen.value, stale: true })
            }
        })
    }

    /// Gives jobs the days on which they were published.
    async fn post(&self, jobs: &mut [Job]) -> Result<()> {
        let storage = self.state.storage();
        let mut kept: Posted = object::load(&storage, POSTED).await?.unwrap_or_default();
        if keep_posted(&mut kept, jobs, clock::now()) {
            object::save(&storage, POSTED, &kept).await?;
        }
        Ok(())
    }

    /// The organisation's own questions; as last seen when the ATS does not answer, and `None` when
    /// they were never seen.
    async fn questions(&self, settings: &Settings) -> Result<Option<Vec<Question>>> {
        if !AnyAts::of(&settings.config).asks() {
            return Ok(Some(Vec::new()));
        }
        let (storage, key) =
            (self.state.storage(), format!("{JOBS}/{}/?questions", settings.version));
        let seen: Option<Seen<Vec<Question>>> = object::load(&storage, &key).await?;
        match seen {
            Some(seen) if self.fresh(seen.at) || self.failed_lately() => Ok(Some(seen.value)),
            seen => {
                let _turn = self.asking.lock().await;
                let carrier = Carrier::new(&self.env, &settings.config, Lane::Browse);
                match AnyAts::of(&settings.config).questions(&carrier).await {
                    Ok(value) => {
                        let seen = Seen { at: clock::now(), value };
                        object::save(&storage, &key, &seen).await?;
                        Ok(Some(seen.value))
                    }
                    Err(error) => {
                        self.failed(&error);
                        Ok(seen.map(|seen| seen.value))
                    }
                }
            }
        }
    }

    async fn job(&self, settings: &Settings, id: &str) -> Result<Found> {
        let storage = self.state.storage();
        let key = job_key(settings, id);
        let seen: Option<Seen<Option<Job>>> = object::load(&storage, &key).await?;
        match seen {
            Some(Seen { at, value }) => {
                let age = self.age(at);
                let found = |stale| value.map_or(Found::Closed, |job| Found::Open(job, stale));
                match age {
                    Age::Fresh => Ok(found(false)),
                    Age::TooOld if !self.is_asked(id) => self.ask_job(settings, id, true).await,
                    _ => {
                        self.want(id).await?;
                        Ok(found(self.failing.get()))
                    }
                }
            }
            // What was never seen is asked for by one; the others find what it brought.
            None => {
                let _turn = self.asking.lock().await;
                let seen: Option<Seen<Option<Job>>> = object::load(&storage, &key).await?;
                if let Some(Seen { at, value: Some(job) }) = seen
                    && self.fresh(at)
                {
                    return Ok(Found::Open(job, false));
                }
                self.ask_job(settings, id, false).await
            }
        }
    }

    /// Asks the ATS for a job; as last seen if it does not answer. `known` is whether it was ever
    /// published.
    async fn ask_job(&self, settings: &Settings, id: &str, known: bool) -> Result<Found> {
        let (storage, key) = (self.state.storage(), job_key(settings, id));
        self.asked.borrow_mut().insert(id.to_owned(), clock::now());
        let carrier = Carrier::new(&self.env, &settings.config, Lane::Browse);
        let answer = AnyAts::of(&settings.config).job(&carrier, id).await;
        self.asked.borrow_mut().remove(id);
        let error = match answer {
            Ok(job) => {
                self.failing.set(false);
                // What was never published is not remembered: anybody can ask for any number.
                let Some(mut job) = job else {
                    if !known {
                        return Ok(Found::Unknown);
                    }
                    let seen = Seen { at: clock::now(), value: None::<Job> };
                    object::save(&storage, &key, &seen).await?;
                    return Ok(Found::Closed);
                };
                for section in &mut job.sections {
                    section.html = ammonia::clean(&section.html);
                }
                self.post(std::slice::from_mut(&mut job)).await?;
                let seen = Seen { at: clock::now(), value: Some(job.clone()) };
                object::save(&storage, &key, &seen).await?;
                return Ok(Found::Open(job, false));
            }
            Err(error) => error,
        };
        if error.kind == ErrorKind::NotFound && !known {
            return Ok(Found::Unknown);
        }
        self.failed(&error);
        let seen: Option<Seen<Option<Job>>> = object::load(&storage, &key).await?;
        Ok(match seen {
            Some(Seen { value: Some(job), .. }) => Found::Open(job, true),
            Some(Seen { value: None, .. }) => Found::Closed,
            None => Found::Unavailable,
        })
    }
}

/// How old what was seen is.
enum Age {
    /// As good as new.
    Fresh,
    /// To be read anew, but not to be waited for.
    Old,
    /// To be read anew first.
    TooOld,
}

/// Under the configuration's version: an answer that comes after another configuration was put was
/// filtered by the old one.
fn list_key(settings: &Settings) -> String {
    format!("{JOBS}/{}", settings.version)
}

fn job_key(settings: &Settings, id: &str) -> String {
    format!("{JOBS}/{}/{id}", settings.version)
}

/// The settings of a site, or `None` if there is no such site.
pub(super) async fn settings(env: &Env, site: &str) -> Result<Option<Settings>> {
    Ok(look(env, site, None).await?.map(|looked| looked.settings))
}

/// A site, and how one of its jobs stands, in one question.
pub(super) async fn look(env: &Env, site: &str, job: Option<&str>) -> Result<Option<Looked>> {
    let path = job.map_or("/settings".to_owned(), |id| format!("/jobs/{id}"));
    object::ask(&object::named(env, bindings::SITE, site)?, &path).await
}

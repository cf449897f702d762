//! The `Site` object: a site's configuration, and its jobs as last seen. Browsing is answered from
//! here, so the ATS is asked once a minute at most, and may be down.

use super::{bindings, clock, crypto, object, reply, transport::Carrier};
use crate::ats::{AnyAts, Ats as _};
use crate::error::{Error, ErrorKind};
use crate::job::{Job, Jobs};
use crate::permit::Lane;
use crate::site::Site as Config;
use futures_util::lock::Mutex;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
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
}

impl DurableObject for Site {
    fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            asking: Mutex::new(()),
            asked: RefCell::default(),
            failed_at: Cell::new(0),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let path = request.path();
        if (request.method(), path.as_str()) == (Method::Put, "/config") {
            return self.put(&request.bytes().await?).await;
        }
        let Some(settings) = self.settings().await? else { return reply::nothing() };
        match (request.method(), path.as_str()) {
            (Method::Get, "/settings") => Response::from_json(&settings),
            (Method::Get, "/jobs") => match self.jobs(&settings).await? {
                Some(jobs) => Response::from_json(&jobs),
                None => Response::error("the ATS does not answer", 503),
            },
            (Method::Get, path) => match path.strip_prefix("/jobs/") {
                Some(id) => Response::from_json(&self.job(&settings, id).await?),
                None => reply::nothing(),
            },
            _ => reply::nothing(),
        }
    }
}

impl Site {
    async fn settings(&self) -> Result<Option<Settings>> {
        object::load(&self.state.storage(), SETTINGS).await
    }

    fn failed(&self, error: &Error) {
        self.failed_at.set(clock::now());
        worker::console_warn!("{}", error.to_string());
    }

    /// Takes a checked configuration as a new version. Jobs as last seen are forgotten: another
    /// configuration may publish others.
    async fn put(&self, json: &[u8]) -> Result<Response> {
        let config = match Config::parse(json) {
            Ok(config) => config,
            Err(says) => return Response::error(says, 422),
        };
        if self.state.id().name().as_deref() != Some(&config.site) {
            return Response::error("site: is not the name in the address", 422);
        }
        let before = self.settings().await?;
        let version = before.as_ref().map_or(0, |s| s.version) + 1;
        let key = before.map_or_else(
            || format!("{}{}", crypto::random_token(), crypto::random_token()),
            |s| s.key,
        );
        let storage = self.state.storage();
        for key in object::keys(&storage).await?.iter().filter(|k| k.starts_with(JOBS)) {
            storage.delete(key).await?;
        }
        object::save(&storage, SETTINGS, &Settings { config, version, key }).await?;
        Response::from_json(&serde_json::json!({ "version": version }))
    }

    fn fresh(&self, at: u64) -> bool {
        clock::now().saturating_sub(at) < u64::from(bindings::jobs_seconds(&self.env)) * 1000
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
        let storage = self.state.storage();
        let list = format!("{JOBS}/{}", settings.version);
        let seen: Option<Seen<Vec<Job>>> = object::load(&storage, &list).await?;
        let (_turn, seen) = match seen {
            Some(seen) if self.fresh(seen.at) => {
                return Ok(Some(Jobs { jobs: seen.value, stale: false }));
            }
            // Somebody is asking already: what we have will do.
            Some(seen) => match self.asking.try_lock().filter(|_| !self.failed_lately()) {
                Some(turn) => (turn, Some(seen)),
                None => {
                    return Ok(Some(Jobs { jobs: seen.value, stale: self.failed_lately() }));
                }
            },
            None => {
                let turn = self.asking.lock().await;
                let seen: Option<Seen<Vec<Job>>> = object::load(&storage, &list).await?;
                if let Some(seen) = seen {
                    return Ok(Some(Jobs { jobs: seen.value, stale: false }));
                }
                (turn, None)
            }
        };
        let carrier = Carrier::new(&self.env, &settings.config, Lane::Browse);
        Ok(match AnyAts::of(&settings.config).jobs(&carrier).await {
            Ok(jobs) => {
                let seen = Seen { at: clock::now(), value: jobs };
                object::save(&storage, &list, &seen).await?;
                Some(Jobs { jobs: seen.value, stale: false })
            }
            Err(error) => {
                self.failed(&error);
                seen.map(|seen| Jobs { jobs: seen.value, stale: true })
            }
        })
    }

    async fn job(&self, settings: &Settings, id: &str) -> Result<Found> {
        let storage = self.state.storage();
        // Under the configuration's version: an answer that comes after another configuration was
        // put was filtered by the old one.
        let key = format!("{JOBS}/{}/{id}", settings.version);
        let seen: Option<Seen<Option<Job>>> = object::load(&storage, &key).await?;
        let seen = match seen {
            Some(Seen { at, value }) if self.fresh(at) => {
                return Ok(value.map_or(Found::Closed, |job| Found::Open(job, false)));
            }
            Some(Seen { value: Some(job), .. }) if self.is_asked(id) || self.failed_lately() => {
                return Ok(Found::Open(job, true));
            }
            seen => seen,
        };
        // What was never seen is asked for by one; the others find what it brought.
        let _turn = match &seen {
            None => Some(self.asking.lock().await),
            Some(_) => None,
        };
        let now_seen: Option<Seen<Option<Job>>> = object::load(&storage, &key).await?;
        if let (None, Some(Seen { at, value: Some(job) })) = (&seen, &now_seen)
            && self.fresh(*at)
        {
            return Ok(Found::Open(job.clone(), false));
        }
        self.asked.borrow_mut().insert(id.to_owned(), clock::now());
        let carrier = Carrier::new(&self.env, &settings.config, Lane::Browse);
        let answer = AnyAts::of(&settings.config).job(&carrier, id).await;
        self.asked.borrow_mut().remove(id);
        match answer {
            Ok(Some(mut job)) => {
                for section in &mut job.sections {
                    section.html = ammonia::clean(&section.html);
                }
                let seen = Seen { at: clock::now(), value: Some(job.clone()) };
                object::save(&storage, &key, &seen).await?;
                Ok(Found::Open(job, false))
            }
            // What was never published is not remembered: anybody can ask for any number.
            Ok(None) if seen.is_none() => Ok(Found::Unknown),
            Ok(None) => {
                let seen = Seen { at: clock::now(), value: None::<Job> };
                object::save(&storage, &key, &seen).await?;
                Ok(Found::Closed)
            }
            Err(error) if error.kind == ErrorKind::NotFound && seen.is_none() => Ok(Found::Unknown),
            Err(error) => {
                self.failed(&error);
                Ok(match seen {
                    Some(Seen { value: Some(job), .. }) => Found::Open(job, true),
                    Some(Seen { value: None, .. }) => Found::Closed,
                    None => Found::Unavailable,
                })
            }
        }
    }
}

/// The settings of a site, or `None` if there is no such site.
pub(super) async fn settings(env: &Env, site: &str) -> Result<Option<Settings>> {
    object::ask(&object::named(env, bindings::SITE, site)?, "/settings").await
}

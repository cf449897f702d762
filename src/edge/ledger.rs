//! The `Ledger` objects: which deliveries there are and how they stand, sharded by receipt, with
//! nothing personal. What the console lists; and its alarm wakes deliveries that fell asleep, since
//! objects cannot be listed and an alarm that fails six times is dropped.

use super::{bindings, clock, object, reply};
use crate::console::{Care, Line, SiteLine};
use futures_util::future::try_join_all;
use std::cell::Cell;
use std::time::Duration;
use worker::{DurableObject, Env, Method, Request, Response, Result, State, durable_object};

/// How often a shard looks for sleepers, in ms.
const SWEEP_MS: u64 = 120_000;
/// How late a delivery may be before it is woken, in ms: longer than its own safety alarm.
const LATE_MS: u64 = 600_000;
/// For how long what is finished stays in the list, in ms: 30 days.
const KEEP_MS: u64 = 2_592_000_000;

/// The shard that knows which sites are configured; no receipt begins like it.
const SITES: &str = "sites";
/// Before the name of a site, among its keys.
const SITE: &str = "site/";

/// For how long the Ledger may know of an application that is not stored yet, in ms.
const UNBORN_MS: u64 = 3_600_000;

/// Names of the shards: the last character of a receipt. (The first has but three of the 128 bits.)
const SHARDS: &str = "0123456789abcdefghjkmnpqrstvwxyz";

#[durable_object]
pub struct Ledger {
    state: State,
    env: Env,
    /// Deliveries that wait, once they were counted.
    waiting: Cell<Option<u32>>,
}

impl DurableObject for Ledger {
    fn new(state: State, env: Env) -> Self {
        Self { state, env, waiting: Cell::new(None) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let storage = self.state.storage();
        match (request.method(), request.path().as_str()) {
            (Method::Put, "/sites") => {
                let site: SiteLine = serde_json::from_slice(&request.bytes().await?)?;
                object::save(&storage, &format!("{SITE}{}", site.site), &site).await?;
                reply::done()
            }
            (Method::Get, "/sites") => Response::from_json(&self.sites().await?),
            (Method::Put, _) => {
                let line: Line = serde_json::from_slice(&request.bytes().await?)?;
                if !self.count(&line).await? {
                    return Response::error("too many applications wait", 507);
                }
                object::save(&storage, &line.receipt, &line).await?;
                if storage.get_alarm().await?.is_none() {
                    storage.set_alarm(Duration::from_millis(SWEEP_MS)).await?;
                }
                reply::done()
            }
            (Method::Get, "/") => Response::from_json(&self.lines().await?),
            (Method::Get, path) => {
                let receipt = path.trim_start_matches('/');
                match object::load::<Line>(&storage, receipt).await? {
                    Some(line) => Response::from_json(&line),
                    None => reply::nothing(),
                }
            }
            // Something that many wait for has changed.
            (Method::Post, "/wake") => {
                for line in self.lines().await?.iter().filter(|l| l.is_open()) {
                    self.wake(line).await;
                }
                reply::done()
            }
            // For tests and operators: looks for sleepers now.
            (Method::Post, _) => {
                self.sweep(0).await?;
                reply::done()
            }
            _ => reply::nothing(),
        }
    }

    async fn alarm(&self) -> Result<Response> {
        // First, so that it comes whatever becomes of this one.
        self.state.storage().set_alarm(Duration::from_millis(SWEEP_MS)).await?;
        if let Err(error) = self.sweep(LATE_MS).await {
            worker::console_error!("ledger: {}", error.to_string());
        }
        reply::done()
    }
}

impl Ledger {
    async fn lines(&self) -> Result<Vec<Line>> {
        let storage = self.state.storage();
        let mut lines = Vec::new();
        for key in object::keys(&storage).await? {
            // A damaged line is left out; its delivery is not harmed.
            if let Ok(Some(line)) = object::load(&storage, &key).await {
                lines.push(line);
            }
        }
        Ok(lines)
    }

    async fn sites(&self) -> Result<Vec<SiteLine>> {
        let storage = self.state.storage();
        let mut sites = Vec::new();
        for key in object::keys(&storage).await?.iter().filter(|k| k.starts_with(SITE)) {
            sites.extend(object::load(&storage, key).await.unwrap_or(None));
        }
        Ok(sites)
    }

    /// Keeps count of what waits; `false` if a new delivery is one too many. What was promised is
    /// never turned away: only a line that is not there yet is.
    async fn count(&self, line: &Line) -> Result<bool> {
        let storage = self.state.storage();
        let before: Option<Line> = object::load(&storage, &line.receipt).await.unwrap_or(None);
        let waiting = match self.waiting.get() {
            Some(waiting) => waiting,
            None => {
                let open = self.lines().await?.iter().filter(|l| l.is_open()).count();
                u32::try_from(open).unwrap_or(u32::MAX)
            }
        };
        let most = bindings::spool_max(&self.env).div_ceil(SHARDS.len() as u32);
        if before.is_none() && line.is_open() && waiting >= most {
            self.waiting.set(Some(waiting));
            return Ok(false);
        }
        let was = u32::from(before.is_some_and(|l| l.is_open()));
        self.waiting.set(Some(waiting.saturating_sub(was) + u32::from(line.is_open())));
        Ok(true)
    }

    /// Whether the delivery is there at all; `None` if it did not answer. One that fails does not
    /// keep the others asleep.
    async fn wake(&self, line: &Line) -> Option<bool> {
        let woken = async {
            let delivery = object::named(&self.env, bindings::DELIVERY, &line.receipt)?;
            object::send(&delivery, Method::Post, "/wake", None).await
        };
        match woken.await {
            Ok(answer) if answer.status_code() == 404 => Some(false),
            Ok(_) => Some(true),
            Err(error) => {
                worker::console_warn!("ledger: {}", error.to_string());
                None
            }
        }
    }

    /// Wakes what should have happened `late` ms ago, and forgets what is long finished.
    async fn sweep(&self, late: u64) -> Result<()> {
        let now = clock::now();
        let own = self.state.id().name().unwrap_or_default();
        for line in self.lines().await? {
            let done = line.care() == Care::Done;
            let mut over = done && line.updated_at + KEEP_MS < now;
            if !done && line.next_at.unwrap_or(line.updated_at) + late <= now && line.is_open() {
                let there = self.wake(&line).await;
                over = there == Some(false) && line.accepted_at + UNBORN_MS < now;
            }
            // An earlier version kept it here; its delivery has been woken, and writes it anew.
            over |= shard_of(&line.receipt) != own && line.updated_at + UNBORN_MS < now;
            if over {
                self.state.storage().delete(&line.receipt).await?;
                // Counted anew when the next one comes.
                self.waiting.set(None);
            }
        }
        Ok(())
    }
}

/// The shard that has a receipt.
fn shard_of(receipt: &str) -> String {
    receipt.chars().last().unwrap_or('0').to_string()
}

fn shard(env: &Env, name: &str) -> Result<worker::Stub> {
    object::named(env, bindings::LEDGER, name)
}

/// Why a line was not written.
pub(super) enum Unwritten {
    /// As many wait as may.
    Full,
    /// Ours or the platform's failure.
    Failed(worker::Error),
}

impl From<worker::Error> for Unwritten {
    fn from(error: worker::Error) -> Self {
        Self::Failed(error)
    }
}

/// Writes a delivery's line.
pub(super) async fn write(env: &Env, line: &Line) -> std::result::Result<(), Unwritten> {
    let shard = shard(env, &shard_of(&line.receipt))?;
    let answer = object::send_json(&shard, Method::Put, "/", line).await?;
    match answer.status_code() {
        204 => Ok(()),
        507 => Err(Unwritten::Full),
        status => Err(Unwritten::Failed(format!("ledger answered {status}").into())),
    }
}

/// Every line, newest first.
pub(super) async fn read(env: &Env) -> Result<Vec<Line>> {
    let shards = SHARDS.chars().map(|name| async move {
        let lines: Option<Vec<Line>> = object::ask(&shard(env, &name.to_string())?, "/").await?;
        Ok::<_, worker::Error>(lines.unwrap_or_default())
    });
    let mut lines: Vec<Line> = try_join_all(shards).await?.into_iter().flatten().collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.accepted_at));
    Ok(lines)
}

/// A delivery's line.
pub(super) async fn line(env: &Env, receipt: &str) -> Result<Option<Line>> {
    object::ask(&shard(env, &shard_of(receipt))?, &format!("/{receipt}")).await
}

/// Lets every shard look for sleepers now.
pub(super) async fn sweep(env: &Env) -> Result<()> {
    each_shard(env, "/").await
}

/// Wakes everything that waits: credentials were given anew.
pub(super) async fn wake(env: &Env) -> Result<()> {
    each_shard(env, "/wake").await
}

async fn each_shard(env: &Env, path: &str) -> Result<()> {
    let shards = SHARDS.chars().map(|name| async move {
        let shard = shard(env, &name.to_string())?;
        object::send(&shard, Method::Post, path, None).await.map(|_| ())
    });
    try_join_all(shards).await.map(|_| ())
}

/// Notes that a site is configured.
pub(super) async fn note_site(env: &Env, site: &SiteLine) -> Result<()> {
    object::send_json(&shard(env, SITES)?, Method::Put, "/sites", site).await.map(|_| ())
}

/// The sites that are configured.
pub(super) async fn sites(env: &Env) -> Result<Vec<SiteLine>> {
    Ok(object::ask(&shard(env, SITES)?, "/sites").await?.unwrap_or_default())
}

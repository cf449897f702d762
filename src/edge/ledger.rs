//! The `Ledger` objects: which deliveries there are and how they stand, sharded by receipt, with
//! nothing personal. What the console lists; and its alarm wakes deliveries that fell asleep, since
//! objects cannot be listed and an alarm that fails six times is dropped.

use super::{bindings, clock, object, reply};
use crate::protocol::State as Stand;
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use worker::{DurableObject, Env, Method, Request, Response, Result, State, durable_object};

/// A delivery's line.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) receipt: String,
    pub(super) site: String,
    pub(super) job: String,
    pub(super) state: Stand,
    pub(super) accepted_at: u64,
    pub(super) updated_at: u64,
    #[serde(default)]
    pub(super) attempts: u32,
    /// Operation, kind, the vendor's code and location.
    #[serde(default)]
    pub(super) error: Option<String>,
    /// When it is tried next, in ms since the epoch.
    #[serde(default)]
    pub(super) next_at: Option<u64>,
    /// A person has closed it.
    #[serde(default)]
    pub(super) closed: bool,
}

/// How often a shard looks for sleepers, in ms.
const SWEEP_MS: u64 = 120_000;
/// How late a delivery may be before it is woken, in ms: longer than its own safety alarm.
const LATE_MS: u64 = 600_000;
/// For how long what is finished stays in the list, in ms: 30 days.
const KEEP_MS: u64 = 2_592_000_000;

/// Names of the shards: the first character of a receipt.
const SHARDS: &str = "0123456789abcdefghjkmnpqrstvwxyz";

#[durable_object]
pub struct Ledger {
    state: State,
    env: Env,
}

impl DurableObject for Ledger {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let storage = self.state.storage();
        match request.method() {
            Method::Put => {
                let row: Row = serde_json::from_slice(&request.bytes().await?)?;
                object::save(&storage, &row.receipt, &row).await?;
                if storage.get_alarm().await?.is_none() {
                    storage.set_alarm(Duration::from_millis(SWEEP_MS)).await?;
                }
                reply::done()
            }
            Method::Get => Response::from_json(&self.rows().await?),
            // For tests and operators: looks for sleepers now.
            Method::Post => {
                self.sweep(0).await?;
                reply::done()
            }
            _ => reply::nothing(),
        }
    }

    async fn alarm(&self) -> Result<Response> {
        if let Err(error) = self.sweep(LATE_MS).await {
            worker::console_error!("ledger: {}", error.to_string());
        }
        self.state.storage().set_alarm(Duration::from_millis(SWEEP_MS)).await?;
        reply::done()
    }
}

impl Ledger {
    async fn rows(&self) -> Result<Vec<Row>> {
        let storage = self.state.storage();
        let mut rows = Vec::new();
        for key in object::keys(&storage).await? {
            // A damaged line is left out; its delivery is not harmed.
            if let Ok(Some(row)) = object::load(&storage, &key).await {
                rows.push(row);
            }
        }
        Ok(rows)
    }

    /// Wakes what should have happened `late` ms ago, and forgets what is long finished.
    async fn sweep(&self, late: u64) -> Result<()> {
        let now = clock::now();
        for row in self.rows().await? {
            let finished = row.state != Stand::Received && row.next_at.is_none();
            if finished && row.updated_at + KEEP_MS < now {
                self.state.storage().delete(&row.receipt).await?;
            }
            if !finished && row.next_at.unwrap_or(row.updated_at) + late <= now {
                let delivery = object::named(&self.env, bindings::DELIVERY, &row.receipt)?;
                object::send(&delivery, Method::Post, "/wake", None).await?;
            }
        }
        Ok(())
    }
}

fn shard(env: &Env, name: &str) -> Result<worker::Stub> {
    object::named(env, bindings::LEDGER, name)
}

/// Writes a delivery's line.
pub(super) async fn write(env: &Env, row: &Row) -> Result<()> {
    let shard = shard(env, row.receipt.get(..1).unwrap_or("0"))?;
    let answer = object::send_json(&shard, Method::Put, "/", row).await?;
    match answer.status_code() {
        204 => Ok(()),
        status => Err(format!("ledger answered {status}").into()),
    }
}

/// Every line, newest first.
pub(super) async fn read(env: &Env) -> Result<Vec<Row>> {
    let shards = SHARDS.chars().map(|name| async move {
        let rows: Option<Vec<Row>> = object::ask(&shard(env, &name.to_string())?, "/").await?;
        Ok::<_, worker::Error>(rows.unwrap_or_default())
    });
    let mut rows: Vec<Row> = try_join_all(shards).await?.into_iter().flatten().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.accepted_at));
    Ok(rows)
}

/// Lets every shard look for sleepers now.
pub(super) async fn sweep(env: &Env) -> Result<()> {
    for name in SHARDS.chars() {
        object::send(&shard(env, &name.to_string())?, Method::Post, "/", None).await?;
    }
    Ok(())
}

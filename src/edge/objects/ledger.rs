//! The `Ledger` object: one shard of the summaries of all deliveries, without personal data. The console lists them.
//! Durable Objects cannot be listed, and an alarm is dropped after six failures, so the Ledger's own alarm wakes
//! deliveries that are overdue.

use crate::delivery::summary::{Attention, DeliverySummary};
use crate::edge::platform::{clock, env, response, storage};
use crate::edge::rpc::delivery::DeliveryStub;
use crate::edge::rpc::ledger::{self, BeginOutcome, Commands, SHARDS};
use crate::site::summary::SiteSummary;
use futures_util::future::try_join;
use std::cell::Cell;
use std::time::Duration;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

/// The interval between sweeps, in ms.
const SWEEP_MS: u64 = 120_000;
/// How overdue a delivery has to be before a sweep wakes it, in ms: more than its own safety alarm.
const LATE_MS: u64 = 600_000;
/// How long the summary of a finished delivery is kept, in ms: 30 days.
const KEEP_MS: u64 = 2_592_000_000;
/// How long the summary of a delivery that was never stored is kept, in ms.
const UNSTORED_MS: u64 = 3_600_000;

/// The interval between deletions of summaries that are no longer needed, in ms: a day.
const CLEAN_MS: u64 = 86_400_000;

/// The prefix of the keys of sites.
const SITE: &str = "site/";
/// The prefix of the keys of summaries.
const SUMMARY: &str = "summary/";
/// The prefix of the keys that mark open deliveries, so that these are found without reading the others.
const OPEN: &str = "open/";

/// The key of the time of the last deletion.
const CLEANED: &str = "cleaned";

fn summary_key(receipt: &str) -> String {
    format!("{SUMMARY}{receipt}")
}

#[durable_object]
pub struct Ledger {
    state: State,
    env: Env,
    /// The number of open deliveries, once counted.
    waiting: Cell<Option<u32>>,
}

impl DurableObject for Ledger {
    fn new(state: State, env: Env) -> Self {
        Self { state, env, waiting: Cell::new(None) }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        ledger::dispatch(self, request).await
    }

    async fn alarm(&self) -> Result<Response> {
        let storage = self.state.storage();
        // First, so that another comes whatever becomes of this one. Without open deliveries there is less to do.
        let is_idle = storage::keys(&storage, OPEN).await.is_ok_and(|open| open.is_empty());
        let next = if is_idle { CLEAN_MS } else { SWEEP_MS };
        storage.set_alarm(Duration::from_millis(next)).await?;
        let swept = async {
            self.wake_late(LATE_MS).await?;
            self.clean().await
        };
        if let Err(error) = swept.await {
            worker::console_error!("ledger: {}", error.to_string());
        }
        response::empty()
    }
}

impl Commands for Ledger {
    async fn begin(&self, summary: DeliverySummary) -> Result<BeginOutcome> {
        let before = self.find(&summary.receipt).await;
        if let Some(before) = before.as_ref().filter(|before| before.is_finished()) {
            return Ok(BeginOutcome::Finished(before.state));
        }
        let waiting = self.count_waiting().await?;
        let most = env::max_pending(&self.env).div_ceil(SHARDS.len() as u32);
        if before.is_none() && waiting >= most {
            return Ok(BeginOutcome::Full);
        }
        self.save(summary, before).await?;
        Ok(BeginOutcome::Begun)
    }

    async fn put(&self, summary: DeliverySummary) -> Result<()> {
        let before = self.find(&summary.receipt).await;
        self.save(summary, before).await
    }

    async fn get(&self, receipt: String) -> Result<Option<DeliverySummary>> {
        storage::load(&self.state.storage(), &summary_key(&receipt)).await
    }

    async fn list(&self) -> Result<Vec<DeliverySummary>> {
        // A damaged summary is left out; its delivery is not harmed.
        storage::load_all(&self.state.storage(), SUMMARY).await
    }

    async fn wake_all(&self) -> Result<()> {
        for summary in self.list_open().await? {
            self.wake(&summary).await;
        }
        Ok(())
    }

    async fn sweep(&self) -> Result<()> {
        self.wake_late(0).await
    }

    async fn put_site(&self, summary: SiteSummary) -> Result<()> {
        storage::save(&self.state.storage(), &format!("{SITE}{}", summary.site), &summary).await
    }

    async fn list_sites(&self) -> Result<Vec<SiteSummary>> {
        storage::load_all(&self.state.storage(), SITE).await
    }
}

impl Ledger {
    /// The summary of a delivery; one that cannot be read counts as missing.
    async fn find(&self, receipt: &str) -> Option<DeliverySummary> {
        storage::load(&self.state.storage(), &summary_key(receipt)).await.unwrap_or(None)
    }

    /// The number of open deliveries: counted once, then updated.
    async fn count_waiting(&self) -> Result<u32> {
        if let Some(waiting) = self.waiting.get() {
            return Ok(waiting);
        }
        let open = storage::keys(&self.state.storage(), OPEN).await?;
        let waiting = u32::try_from(open.len()).unwrap_or(u32::MAX);
        self.waiting.set(Some(waiting));
        Ok(waiting)
    }

    /// Stores a summary, replacing `before`.
    async fn save(&self, summary: DeliverySummary, before: Option<DeliverySummary>) -> Result<()> {
        let was_open = before.is_some_and(|before| before.is_open());
        let is_open = summary.is_open();
        if let Some(waiting) = self.waiting.get() {
            let others = waiting.saturating_sub(u32::from(was_open));
            self.waiting.set(Some(others + u32::from(is_open)));
        }
        let storage = self.state.storage();
        let is_late = storage::alarm(&storage).await?.is_none_or(|at| at > clock::now() + SWEEP_MS);
        // In one commit: all operations are started without an await in between.
        let key = summary_key(&summary.receipt);
        let saved = storage::save(&storage, &key, &summary);
        let marked = async {
            let key = format!("{OPEN}{}", summary.receipt);
            match is_open {
                true if !was_open => storage.put(&key, true).await,
                true => Ok(()),
                false => storage.delete(&key).await.map(|_| ()),
            }
        };
        let alarm = (is_open && is_late).then(|| Duration::from_millis(SWEEP_MS));
        let alarm = storage::set_alarm(&storage, alarm);
        try_join(saved, try_join(marked, alarm)).await?;
        Ok(())
    }

    /// The summaries of open deliveries.
    async fn list_open(&self) -> Result<Vec<DeliverySummary>> {
        let mut open = Vec::new();
        for key in storage::keys(&self.state.storage(), OPEN).await? {
            // A damaged summary is left out; its delivery is not harmed.
            open.extend(self.find(key.strip_prefix(OPEN).unwrap_or_default()).await);
        }
        Ok(open)
    }

    /// Wakes a delivery. Returns whether it exists, or `None` if it did not answer, so that one failing delivery does
    /// not keep the others asleep.
    async fn wake(&self, summary: &DeliverySummary) -> Option<bool> {
        let woken = async { DeliveryStub::new(&self.env, &summary.receipt)?.wake().await };
        match woken.await {
            Ok(exists) => Some(exists),
            Err(error) => {
                worker::console_warn!("ledger: {}", error.to_string());
                None
            }
        }
    }

    /// Wakes deliveries that are overdue by `late` ms, and deletes the summaries of those that were never stored.
    async fn wake_late(&self, late: u64) -> Result<()> {
        let now = clock::now();
        for summary in self.list_open().await? {
            let due = summary.next_at.unwrap_or(summary.updated_at) + late <= now;
            if due
                && self.wake(&summary).await == Some(false)
                && summary.accepted_at + UNSTORED_MS < now
            {
                self.delete(&summary.receipt).await?;
            }
        }
        Ok(())
    }

    /// Deletes the summaries of deliveries that were finished long ago, once a day, because it reads all of them.
    async fn clean(&self) -> Result<()> {
        let (storage, now) = (self.state.storage(), clock::now());
        let cleaned: Option<u64> = storage::load(&storage, CLEANED).await.unwrap_or(None);
        if cleaned.is_some_and(|at| at <= now && now < at + CLEAN_MS) {
            return Ok(());
        }
        for summary in self.list().await? {
            if summary.care() == Attention::Done && summary.updated_at + KEEP_MS < now {
                self.delete(&summary.receipt).await?;
            }
        }
        storage::save(&storage, CLEANED, &now).await
    }

    async fn delete(&self, receipt: &str) -> Result<()> {
        let storage = self.state.storage();
        let (summary, open) = (summary_key(receipt), format!("{OPEN}{receipt}"));
        try_join(storage.delete(&summary), storage.delete(&open)).await?;
        // Counted again when the next one comes.
        self.waiting.set(None);
        Ok(())
    }
}

//! Deliveries that wait for an ATS that is down. They sleep. This object probes the ATS by waking one of them at a
//! time, and wakes the others at the ATS's rate limit once it answers. The list is stored, so that it survives a
//! restart.

use super::Account;
use crate::edge::platform::{clock, storage};
use crate::edge::rpc::account::{PermitAnswer, PermitRequest};
use crate::edge::rpc::delivery::DeliveryStub;
use std::collections::BTreeMap;
use std::time::Duration;
use worker::Result;

/// The waiting deliveries: receipt, and since when (ms since the epoch).
pub(super) type ParkedDeliveries = BTreeMap<String, u64>;

/// The prefix of the keys of waiting deliveries.
const PARKED: &str = "parked/";
/// A delivery that is not woken asks again after this long, in ms, in case this object has lost it.
const NET_MS: u64 = 900_000;
/// The additional time for each waiting delivery, in ms, so that they do not ask all at once.
const NET_EACH_MS: u64 = 5_000;
/// How far ahead of their slots deliveries are woken, in ms.
const AHEAD_MS: u64 = 3_000;
/// The interval between two groups that are woken, in ms.
const GROUP_MS: u64 = 1_000;
/// The maximum number of deliveries in a group.
const GROUP_MAX: usize = 32;
/// How long a delivery that was woken as the probe may take to ask for its permit, in ms.
const PROBE_MS: u64 = 5_000;

impl Account {
    /// Reads something of the waiting deliveries, which are loaded when they are first needed.
    pub(super) async fn parked<T>(&self, read: impl FnOnce(&ParkedDeliveries) -> T) -> Result<T> {
        if let Some(parked) = &*self.parked.borrow() {
            return Ok(read(parked));
        }
        let mut parked = ParkedDeliveries::new();
        let storage = self.state.storage();
        for key in storage::keys(&storage, PARKED).await? {
            if let Some(receipt) = key.strip_prefix(PARKED) {
                // One that cannot be read waits since ever.
                let since = storage::load(&storage, &key).await.unwrap_or(None).unwrap_or(0);
                parked.insert(receipt.to_owned(), since);
            }
        }
        Ok(read(self.parked.borrow_mut().get_or_insert(parked)))
    }

    /// The answer to a request for a permit while the ATS is down, at least until `until`.
    pub(super) async fn down(&self, request: &PermitRequest, until: u64) -> Result<PermitAnswer> {
        let Some(receipt) = &request.receipt else { return Ok(PermitAnswer::Down(until)) };
        let count = self.park(receipt).await?;
        let probe = self.scheduler.borrow().open_until().unwrap_or(0);
        self.wake_parked_at(until.max(probe)).await?;
        let net = NET_MS.saturating_add(NET_EACH_MS.saturating_mul(count));
        Ok(PermitAnswer::Down(clock::now().saturating_add(net)))
    }

    /// Adds a delivery to the list, and returns the number of waiting deliveries.
    async fn park(&self, receipt: &str) -> Result<u64> {
        let (known, count) = self.parked(|p| (p.contains_key(receipt), p.len())).await?;
        if !known {
            let now = clock::now();
            if let Some(parked) = &mut *self.parked.borrow_mut() {
                parked.insert(receipt.to_owned(), now);
            }
            storage::save(&self.state.storage(), &format!("{PARKED}{receipt}"), &now).await?;
        }
        Ok(count as u64 + 1)
    }

    /// Handles the outcome of a call: if the ATS is down, the delivery waits; otherwise the waiting deliveries are
    /// woken.
    pub(super) async fn reported(&self, receipt: Option<String>) -> Result<()> {
        let open_until = self.scheduler.borrow().open_until();
        if let (Some(receipt), Some(_)) = (&receipt, open_until) {
            self.park(receipt).await?;
        }
        if self.parked(BTreeMap::is_empty).await? {
            return Ok(());
        }
        self.wake_parked_at(open_until.unwrap_or(0)).await
    }

    /// Sets the alarm to a time in ms since the epoch.
    async fn wake_parked_at(&self, at: u64) -> Result<()> {
        let storage = self.state.storage();
        let alarm = storage::alarm(&storage).await?;
        let now = clock::now();
        let at = at.max(now);
        // An alarm that is set for about this time is left alone: each one is a write.
        if alarm.is_some_and(|alarm| alarm <= at && alarm + GROUP_MS >= at) {
            return Ok(());
        }
        storage.set_alarm(Duration::from_millis(at - now)).await
    }

    /// Wakes as many waiting deliveries as may start now, those first that wait longest.
    pub(super) async fn wake_parked(&self) -> Result<()> {
        if self.parked(BTreeMap::is_empty).await? {
            return Ok(());
        }
        let (count, next) = self.group();
        // First, so that the next group comes whatever becomes of this one.
        self.wake_parked_at(clock::now() + next).await?;
        let first = |parked: &ParkedDeliveries| {
            let mut by_time: Vec<(u64, &String)> = parked.iter().map(|(r, at)| (*at, r)).collect();
            by_time.sort_unstable();
            by_time.into_iter().take(count).map(|(_, receipt)| receipt.clone()).collect::<Vec<_>>()
        };
        for receipt in self.parked(first).await? {
            let woken = async { DeliveryStub::new(&self.env, &receipt)?.wake().await };
            if let Err(error) = woken.await {
                worker::console_warn!("account: {}", error.to_string());
                continue;
            }
            if let Some(parked) = &mut *self.parked.borrow_mut() {
                parked.remove(&receipt);
            }
            self.state.storage().delete(&format!("{PARKED}{receipt}")).await?;
        }
        Ok(())
    }

    /// The number of deliveries to wake now, and the ms until the next group.
    fn group(&self) -> (usize, u64) {
        let (scheduler, now) = (self.scheduler.borrow(), clock::now());
        match scheduler.open_until() {
            Some(until) if until > now => (0, until - now),
            Some(_) => (1, PROBE_MS),
            None => {
                let runs = scheduler.runs_until(self.limit.get(), now + AHEAD_MS, now);
                (usize::try_from(runs).unwrap_or(GROUP_MAX).min(GROUP_MAX), GROUP_MS)
            }
        }
    }
}

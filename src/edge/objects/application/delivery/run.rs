//! A run of a delivery: from the alarm to the time of the next alarm.

use super::step::sooner;
use super::{Delivery, SUBMISSION};
use crate::delivery::upload_claims::CLAIMED_MS;
use crate::edge::objects::application::shared::Occupant;
use crate::edge::platform::{clock, concurrency, failpoint, storage};
use crate::edge::rpc::site;
use std::time::Duration;
use worker::{Delay, Result};

/// The delay of the safety alarm, in ms: a run that was killed is replaced this soon after a restart. A run in progress
/// is not disturbed.
pub(super) const SAFETY_MS: u64 = 4000;
/// The number of days for which a delivery is attempted if the site's own number cannot be read.
const RETRY_DAYS: u64 = 14;
/// When an object without an application is looked at again if a file is or was just written in it, in ms.
const BUSY_MS: u64 = 60_000;
/// The delay of the safety alarm of the first run, in ms, which takes less than a second unless the ATS is slow.
pub(super) const FIRST_SAFETY_MS: u64 = 2000;
/// The delay of the first run after the application is stored, in ms: the answer has left by then.
pub(super) const FIRST_RUN_MS: u64 = 20;

impl Delivery {
    /// Whether a run is in progress that does not hang. A run that is replaced has no further effect.
    pub(super) fn is_running(&self, now: u64) -> bool {
        self.run.get().is_some_and(|(_, since)| now.saturating_sub(since) < concurrency::RUN_MS)
    }

    /// Registers a new run, which replaces any other.
    pub(super) fn start_run(&self, now: u64) -> u64 {
        let run = self.runs.get() + 1;
        self.runs.set(run);
        self.run.set(Some((run, now)));
        run
    }

    /// Whether another run has replaced this one.
    pub(super) fn is_over(&self, run: u64) -> bool {
        self.run.get().is_none_or(|(current, _)| current != run)
    }

    /// Starts a run, unless one is in progress, and returns: a panic anywhere in the isolate leaves promises that never
    /// settle, and the platform would wait a quarter of an hour for the handler of an alarm. The caller has set the
    /// safety alarm, which starts another run should this one end without a result.
    ///
    /// The run begins `pause` ms later, so that the answer to a candidate does not wait for it.
    pub(super) async fn start(&self, pause: u64) -> Result<()> {
        let now = clock::now();
        let Some(this) = self.this.upgrade() else { return Ok(()) };
        if self.is_running(now) {
            return Ok(());
        }
        let permit = match concurrency::try_run(&self.shared.receipt()) {
            Ok(permit) => permit,
            Err(pause) => return self.wake_in(pause).await,
        };
        let run = self.start_run(now);
        wasm_bindgen_futures::spawn_local(async move {
            let _permit = permit;
            if pause > 0 {
                Delay::from(Duration::from_millis(pause)).await;
            }
            if let Err(error) = this.run(run).await {
                worker::console_error!("delivery: {}", error.to_string());
                // The safety alarm starts another.
                if !this.is_over(run) {
                    this.run.set(None);
                }
            }
        });
        Ok(())
    }

    /// Handles the object's alarm: the application's, or that of files without one. Fails only if no alarm can be set;
    /// after six failures the Ledger's sweep wakes the delivery.
    pub(in crate::edge::objects::application) async fn on_alarm(&self) -> Result<()> {
        match self.shared.occupant().await {
            Ok(Occupant::None | Occupant::StandsFor(_)) => {
                let files = self.files.expire().await?;
                // An application may have been stored here while the deliveries of others were asked. From here on
                // only storage is waited for, so nothing comes in between.
                let own = match self.shared.occupant().await? {
                    Occupant::Open | Occupant::Wiped => return Ok(()),
                    Occupant::StandsFor(until) => until.checked_sub(clock::now()),
                    Occupant::None => None,
                };
                let is_used = files.is_none() && !self.files.stored().await?.is_empty();
                let busy = (is_used || self.shared.are_written(None)).then_some(BUSY_MS);
                match [files, own, busy].into_iter().flatten().min() {
                    Some(ms) => self.wake_in(ms.max(1)).await,
                    None => self.shared.storage().delete_all().await,
                }
            }
            occupant => {
                self.wake_in(SAFETY_MS).await?;
                if matches!(occupant, Ok(Occupant::Wiped)) {
                    self.files.expire().await?;
                }
                self.start(0).await
            }
        }
    }

    async fn run(&self, run: u64) -> Result<()> {
        let pause = match self.drive(run).await {
            Ok(pause) => Ok(pause),
            // A row that cannot be read now cannot be read later either.
            Err(error) if storage::is_damaged(&error) => self.fail_damaged().await,
            Err(error) => Err(error),
        };
        let pause = match pause {
            Ok(pause) => pause,
            Err(error) => {
                worker::console_error!("delivery: {}", error.to_string());
                Some(self.note_obstacle("something of ours failed: see the log").await)
            }
        };
        let pause = match pause {
            Some(_) if self.is_out_of_time().await => self.give_up().await.unwrap_or(pause),
            pause => pause,
        };
        if self.is_over(run) {
            return Ok(());
        }
        if let Ok(Some(record)) = self.record().await {
            self.update_ledger(&record, pause).await;
        }
        if self.is_over(run) {
            return Ok(());
        }
        // No await between the two: an alarm in between would take the pause for a run that died.
        self.run.set(None);
        match pause {
            _ if self.woken.take() => self.wake_in(0).await,
            Some(pause) => self.wake_in(pause).await,
            // Another application may hold a file of this one.
            None if !self.files.stored().await?.is_empty() => self.wake_in(CLAIMED_MS).await,
            None => self.shared.storage().delete_alarm().await,
        }
    }

    /// Delivers as far as possible. Returns the pause until the next run, if there is one.
    async fn drive(&self, run: u64) -> Result<Option<u64>> {
        let Some(mut record) = self.record().await? else {
            // An application without its record: a person has to act.
            return match storage::has(&self.shared.storage(), SUBMISSION).await? {
                true => self.rebuild_from_ledger("the record of the application is lost").await,
                false => Ok(None),
            };
        };
        failpoint::hit(&self.env, "deliver.woken").await;
        let Some(settings) = site::settings(&self.env, &record.site).await? else {
            return Ok(Some(self.note_obstacle("the site is not configured").await));
        };
        if record.is_finished() {
            let effects = record.finish(settings.config.retention_hours, clock::now());
            let pause = self.apply(&record, &effects).await?;
            match self.progress().await?.later_look_at(&record) {
                Some(at) if at <= clock::now() => {}
                later => return Ok(sooner(pause, later)),
            }
        }
        self.deliver(run, record, &settings.config).await
    }

    /// Whether the delivery was attempted for so long that a person has to act.
    async fn is_out_of_time(&self) -> bool {
        let Ok(Some(record)) = self.record().await else { return false };
        match record.days_tried() {
            None | Some(0) => false,
            // The site is asked only when it matters.
            Some(days) => {
                let settings = site::settings(&self.env, &record.site).await.ok().flatten();
                days >= settings.map_or(RETRY_DAYS, |s| u64::from(s.config.retry_days))
            }
        }
    }

    /// Gives up and alerts a person.
    async fn give_up(&self) -> Result<Option<u64>> {
        let Some(record) = self.record().await? else { return Ok(None) };
        let last = record.reason.as_deref().unwrap_or("it had no turn");
        let reason = format!("tried for days without success: {last}");
        self.fail(record, &reason).await
    }
}

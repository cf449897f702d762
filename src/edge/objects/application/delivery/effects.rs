//! Carries out the effects of the record's transitions.

use super::{Delivery, SUBMISSION};
use crate::api::backoff;
use crate::api::request::FileRef;
use crate::delivery::record::{DeliveryRecord, Effect};
use crate::delivery::upload_claims::Release;
use crate::edge::platform::{clock, failpoint, storage};
use crate::edge::rpc::delivery::{Commands as _, DeliveryStatus, StoredSubmission};
use crate::edge::rpc::upload::Commands as _;
use crate::edge::rpc::{claims, ledger, upload};
use crate::edge::services::notify;
use crate::protocol::FileId;
use futures_util::future::try_join;
use worker::Result;

impl Delivery {
    /// Changes the record for a command, and returns the status after it; `None` if there is no record.
    pub(super) async fn command(
        &self,
        change: impl FnOnce(&mut DeliveryRecord) -> Vec<Effect>,
    ) -> Result<Option<DeliveryStatus>> {
        let Some(mut record) = self.record().await? else { return Ok(None) };
        let effects = change(&mut record);
        self.apply(&record, &effects).await?;
        Ok(Some(self.status_of(record)))
    }

    /// Carries out effects in order. Returns the pause until the next run, if there is one.
    pub(super) async fn apply(
        &self,
        record: &DeliveryRecord,
        effects: &[Effect],
    ) -> Result<Option<u64>> {
        let mut pause = None;
        for effect in effects {
            match effect {
                Effect::Save => self.save(record).await?,
                Effect::Wipe => self.wipe(record).await?,
                Effect::ReleaseName => {
                    claims::release(&self.env, &record.content_name, &self.receipt()).await?;
                }
                Effect::UpdateLedger => {
                    // A run follows, unless this is the end.
                    let pause = (!record.wiped).then_some(0);
                    self.update_ledger(record, pause).await;
                }
                Effect::Wake => self.wake_now().await?,
                Effect::WakeIn(ms) => pause = Some(*ms),
                Effect::Alert => pause = self.alert(record).await?,
            }
        }
        Ok(pause)
    }

    /// Stores the summary in the Ledger if it contains news. An outdated summary does no harm: the sweep asks the
    /// delivery.
    pub(super) async fn update_ledger(&self, record: &DeliveryRecord, pause: Option<u64>) {
        let summary = record.summary(self.receipt(), pause, clock::now());
        let before = self.summary.take();
        if before.as_ref().is_some_and(|before| before.says_the_same(&summary)) {
            return self.summary.set(before);
        }
        match ledger::put(&self.env, summary.clone()).await {
            Ok(()) => self.summary.set(Some(summary)),
            Err(error) => worker::console_warn!("ledger: {}", error.to_string()),
        }
    }

    /// Deletes everything personal: first the files, then the submission that names them.
    async fn wipe(&self, record: &DeliveryRecord) -> Result<()> {
        // Data that cannot be read any more names no files; they expire by themselves.
        if let StoredSubmission::Stored(submission) = self.submission().await? {
            let own = self.receipt();
            let is_elsewhere =
                |file: &FileRef| FileId::parse(&file.upload).is_none_or(|id| id.object != own);
            let elsewhere: Vec<_> = submission.files.into_iter().filter(is_elsewhere).collect();
            upload::release_each(&self.env, &elsewhere, &own, Release::All).await?;
            failpoint::hit(&self.env, "finish.files").await;
        }
        // Progress that cannot be read tells the ATS nothing of a later withdrawal.
        let progress = self.progress().await.unwrap_or_default();
        if self.files.are_needed_by_others().await? {
            self.delete_except_files(record).await?;
        } else {
            self.delete_all_but(record, &progress).await?;
        }
        failpoint::hit(&self.env, "finish.wiped").await;
        Ok(())
    }

    /// Deletes the submission, and the application's claims on the files in this object, which another application
    /// still needs.
    async fn delete_except_files(&self, record: &DeliveryRecord) -> Result<()> {
        let storage = self.shared.storage();
        try_join(storage.delete(SUBMISSION), self.save(record)).await?;
        for file in self.files.stored().await? {
            file.release(self.receipt(), Release::All).await?;
        }
        Ok(())
    }

    /// Alerts a person to a stuck delivery. Returns the pause until the next try if the alert failed.
    async fn alert(&self, record: &DeliveryRecord) -> Result<Option<u64>> {
        let reason = record.reason.clone().unwrap_or_default();
        let receipt = self.receipt();
        let message = format!(
            "apply-edge: an application is stuck. site {} receipt {receipt}: {reason}, job {}. See /console/deliveries/{receipt}",
            record.site, record.job,
        );
        let sent = notify::send(&self.env, &message).await;
        // A person may have closed it, or had it retried, while the webhook was called.
        let Some(mut current) = self.record().await? else { return Ok(None) };
        let effects = match sent {
            Ok(()) => current.alert_sent(record.state),
            Err(error) => {
                worker::console_warn!("alert: {}", error.to_string());
                let pause = backoff::pause(current.failed_alerts, None, clock::random_unit());
                current.alert_failed(pause)
            }
        };
        Box::pin(self.apply(&current, &effects)).await
    }

    /// Logs what an operator needs to find the delivery, without personal data.
    pub(super) fn log_stuck(&self, record: &DeliveryRecord, reason: &str) {
        let (site, receipt) = (&record.site, self.receipt());
        worker::console_error!("delivery stuck: site {} receipt {}: {}", site, receipt, reason);
    }

    /// Replaces an unreadable record with one made from the Ledger's summary.
    pub(super) async fn rebuild_from_ledger(&self, reason: &str) -> Result<Option<u64>> {
        let Some(summary) = ledger::get(&self.env, &self.receipt()).await? else {
            worker::console_error!("delivery stuck: {}: {}", self.receipt(), reason);
            return Ok(None);
        };
        let mut record = DeliveryRecord::rebuild(summary);
        self.log_stuck(&record, reason);
        let effects = record.fail_rebuilt(reason);
        self.apply(&record, &effects).await
    }

    /// Handles stored data that cannot be read: a person has to act, and nothing is sent.
    pub(super) async fn fail_damaged(&self) -> Result<Option<u64>> {
        const REASON: &str = "what is stored cannot be read";
        match self.record().await {
            Ok(Some(record)) => self.fail(record, REASON).await,
            Ok(None) => Ok(None),
            Err(error) if storage::is_damaged(&error) => self.rebuild_from_ledger(REASON).await,
            Err(error) => Err(error),
        }
    }

    /// Marks the delivery as failed: a person has to act.
    pub(super) async fn fail(
        &self,
        mut record: DeliveryRecord,
        reason: &str,
    ) -> Result<Option<u64>> {
        self.log_stuck(&record, reason);
        let effects = record.fail(reason);
        self.apply(&record, &effects).await
    }

    /// Records an obstacle that prevents the delivery from being attempted. Returns the pause until the next run.
    pub(super) async fn note_obstacle(&self, reason: &str) -> u64 {
        let record = self.record().await.ok().flatten();
        let failures = record.as_ref().map_or(3, |record| record.attempts.saturating_add(3));
        let pause = backoff::pause(failures, None, clock::random_unit());
        if let Some(mut record) = record {
            let effects = record.note_failure(Some(reason.to_owned()), pause);
            // The pause counts, not that its reason was noted.
            let _ = self.apply(&record, &effects).await;
        }
        pause
    }
}

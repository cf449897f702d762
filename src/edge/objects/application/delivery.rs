//! The application in an `Application` object, from the receipt until the ATS has it. A run drives the core's state
//! machine: one right after the application is stored, and further ones by alarms. Progress is stored before every call
//! and after every reply. When the ATS has the application, everything is deleted except a record and progress without
//! personal data. The deletion uses `deleteAll`, because the bytes of a deleted row stay in SQLite's log.

mod accept;
mod effects;
mod run;
mod stage;
mod step;

use super::files::Files;
use super::shared::{RECORD, STANDS_FOR, SUBMISSION, SharedState, StandsFor};
use crate::delivery::progress::{Progress, Submission};
use crate::delivery::record::DeliveryRecord;
use crate::delivery::summary::DeliverySummary;
use crate::edge::platform::{clock, storage};
use crate::edge::rpc::delivery::{
    AcceptRequest, AcceptResponse, Commands, DeliveryStatus, DeliveryStub, StoredSubmission,
};
use crate::edge::rpc::ledger;
use crate::protocol::ApplicationState;
use futures_util::future::try_join;
use futures_util::lock::Mutex;
use std::cell::Cell;
use std::rc::{Rc, Weak};
use std::time::Duration;
use worker::{Env, Result};

const PROGRESS: &str = "progress";
/// How long an object stands for another, in ms: 30 days.
const STANDS_FOR_MS: u64 = 2_592_000_000;

/// The delivery in memory, shared with its run.
pub(super) struct Delivery {
    this: Weak<Self>,
    shared: Rc<SharedState>,
    env: Env,
    /// The files in this object.
    files: Rc<Files>,
    /// Held while an application is stored.
    storing: Mutex<()>,
    /// The number of the current run, and its start.
    run: Cell<Option<(u64, u64)>>,
    /// Counts the runs.
    runs: Cell<u64>,
    /// Whether the next run has to start at once, because something changed during the current one.
    woken: Cell<bool>,
    /// The summary in the Ledger, as far as known.
    summary: Cell<Option<DeliverySummary>>,
}

impl Delivery {
    pub(super) fn new(shared: Rc<SharedState>, files: Rc<Files>) -> Rc<Self> {
        let env = shared.env().clone();
        Rc::new_cyclic(|this| Self {
            this: this.clone(),
            shared,
            env,
            files,
            storing: Mutex::new(()),
            run: Cell::new(None),
            runs: Cell::new(0),
            woken: Cell::new(false),
            summary: Cell::new(None),
        })
    }
}

impl Commands for Delivery {
    async fn accept(&self, request: AcceptRequest) -> Result<AcceptResponse> {
        self.store_or_forward(request).await
    }

    async fn submission(&self) -> Result<StoredSubmission> {
        match storage::load::<Submission>(&self.shared.storage(), SUBMISSION).await {
            Ok(Some(submission)) => Ok(StoredSubmission::Stored(Box::new(submission))),
            Ok(None) => Ok(StoredSubmission::Missing),
            Err(error) if storage::is_damaged(&error) => Ok(StoredSubmission::Damaged),
            Err(error) => Err(error),
        }
    }

    async fn status(&self) -> Result<Option<DeliveryStatus>> {
        if let Some(record) = self.record().await? {
            return Ok(Some(self.status_of(record)));
        }
        // Its content alone opens nothing: whoever has typed the same learns that it is known, and no more.
        let receipt = self.receipt();
        if let Some((_, _, site)) = self.stands_for().await? {
            let state = ApplicationState::Received;
            return Ok(Some(DeliveryStatus {
                receipt,
                site,
                state,
                wiped: false,
                is_duplicate: true,
            }));
        }
        // The record was lost while everything personal was deleted: that is all that can be missing.
        let summary = ledger::get(&self.env, &receipt).await?;
        let summary = summary.filter(|summary| summary.is_finished());
        Ok(summary.map(|s| DeliveryStatus {
            receipt,
            site: s.site,
            state: s.state,
            wiped: true,
            is_duplicate: false,
        }))
    }

    async fn find_by_form(
        &self,
        form_digest: String,
    ) -> Result<Option<(String, ApplicationState)>> {
        if let Some(record) = self.record().await? {
            let is_same = record.form_digest == form_digest;
            return Ok(is_same.then(|| (self.receipt(), record.state)));
        }
        match self.stands_for().await? {
            Some((other, ..)) => {
                let found = DeliveryStub::new(&self.env, &other)?.find_by_form(form_digest).await?;
                Ok(found.map(|_| (self.receipt(), ApplicationState::Received)))
            }
            None => Ok(None),
        }
    }

    async fn stand_for(&self, receipt: String, site: String) -> Result<()> {
        let _guard = self.storing.lock().await;
        if receipt == self.receipt() || self.record().await?.is_some() {
            return Ok(());
        }
        let storage = self.shared.storage();
        let until = clock::now() + STANDS_FOR_MS;
        let stands_for: StandsFor = (receipt, until, site);
        let saved = storage::save(&storage, STANDS_FOR, &stands_for);
        try_join(saved, self.wake_in(STANDS_FOR_MS)).await?;
        Ok(())
    }

    async fn withdraw(&self) -> Result<Option<DeliveryStatus>> {
        // Where nobody can read how far it was, the ATS may have something of it.
        let is_begun = self.progress().await.map_or(true, |progress| progress.is_begun());
        self.command(|record| record.withdraw(is_begun)).await
    }

    async fn retry(&self) -> Result<Option<DeliveryStatus>> {
        self.command(|record| record.retry()).await
    }

    async fn close(&self, reason: String, was_entered: bool) -> Result<Option<DeliveryStatus>> {
        self.command(|record| record.close(&reason, was_entered)).await
    }

    async fn wake(&self) -> Result<bool> {
        match self.record().await {
            // The Ledger was told of an application that was not stored then.
            Ok(None) if !storage::has(&self.shared.storage(), SUBMISSION).await? => Ok(false),
            _ => self.wake_now().await.map(|()| true),
        }
    }
}

impl Delivery {
    fn status_of(&self, record: DeliveryRecord) -> DeliveryStatus {
        let (site, state, wiped) = (record.site, record.state, record.wiped);
        DeliveryStatus { receipt: self.receipt(), site, state, wiped, is_duplicate: false }
    }

    /// The earlier application that this object stands for, if any.
    async fn stands_for(&self) -> Result<Option<StandsFor>> {
        storage::load(&self.shared.storage(), STANDS_FOR).await
    }

    fn receipt(&self) -> String {
        self.shared.receipt()
    }

    async fn record(&self) -> Result<Option<DeliveryRecord>> {
        storage::load(&self.shared.storage(), RECORD).await
    }

    async fn save(&self, record: &DeliveryRecord) -> Result<()> {
        storage::save(&self.shared.storage(), RECORD, record).await
    }

    async fn progress(&self) -> Result<Progress> {
        Ok(storage::load(&self.shared.storage(), PROGRESS).await?.unwrap_or_default())
    }

    async fn save_progress(&self, progress: &Progress) -> Result<()> {
        storage::save(&self.shared.storage(), PROGRESS, progress).await
    }

    async fn wake_in(&self, ms: u64) -> Result<()> {
        self.shared.storage().set_alarm(Duration::from_millis(ms)).await
    }

    /// Deletes everything except the record and the progress. All operations are started at once, without an await in
    /// between.
    async fn delete_all_but(&self, record: &DeliveryRecord, progress: &Progress) -> Result<()> {
        let storage = self.shared.storage();
        let deleted = storage.delete_all();
        let saved = try_join(self.save(record), self.save_progress(progress));
        try_join(deleted, try_join(saved, self.wake_in(run::SAFETY_MS))).await?;
        Ok(())
    }

    /// Has a run start now, or right after the current one.
    async fn wake_now(&self) -> Result<()> {
        if self.run.get().is_some() {
            self.woken.set(true);
            return Ok(());
        }
        self.wake_in(0).await
    }
}

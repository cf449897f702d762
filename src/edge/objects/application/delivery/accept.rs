//! Storing an application.

use super::run::{FIRST_RUN_MS, FIRST_SAFETY_MS};
use super::{Delivery, SUBMISSION};
use crate::delivery::record::DeliveryRecord;
use crate::edge::platform::{clock, failpoint, storage};
use crate::edge::rpc::delivery::{AcceptOutcome, AcceptRequest, AcceptResponse, DeliveryStub};
use crate::edge::rpc::ledger::{self, BeginOutcome};
use futures_util::future::try_join;
use worker::Result;

impl Delivery {
    /// Stores an application, or passes it on to the one that this receipt stands for.
    pub(super) async fn store_or_forward(
        &self,
        mut request: AcceptRequest,
    ) -> Result<AcceptResponse> {
        // Of two requests with one key, the second finds what the first has stored.
        let guard = self.storing.lock().await;
        let outcome = if let Some(existing) = self.record().await? {
            if existing.fingerprint == request.fingerprint {
                AcceptOutcome::Existing(existing.state)
            } else {
                AcceptOutcome::OtherContent
            }
        } else if let Some((other, ..)) = self.stands_for().await? {
            drop(guard);
            request.submission.receipt.clone_from(&other);
            return DeliveryStub::new(&self.env, &other)?.accept(request).await;
        } else {
            self.store(request).await?
        };
        Ok(AcceptResponse { receipt: self.receipt(), outcome })
    }

    /// Stores an application: the summary in the Ledger, then the application with its record. An interruption in
    /// between leaves nothing that was promised. The answer leaves only after the write is on disk: the platform's
    /// output gate holds it back. The caller holds the lock.
    async fn store(&self, request: AcceptRequest) -> Result<AcceptOutcome> {
        let (site, job) = (request.submission.site.clone(), request.submission.job.clone());
        let record = DeliveryRecord {
            fingerprint: request.fingerprint,
            form_digest: request.form_digest,
            content_name: request.content_name,
            ..DeliveryRecord::new(site, job, clock::now())
        };
        let summary = record.summary(self.receipt(), Some(0), clock::now());
        match ledger::begin(&self.env, summary.clone()).await? {
            BeginOutcome::Begun => self.summary.set(Some(summary)),
            BeginOutcome::Full => return Ok(AcceptOutcome::Full),
            BeginOutcome::Finished(state) => return Ok(AcceptOutcome::Existing(state)),
        }
        failpoint::hit(&self.env, "accept.ledger").await;
        // One turn of the event loop without another await between: all of it, or nothing.
        let storage = self.shared.storage();
        let submission = storage::save(&storage, SUBMISSION, &request.submission);
        let alarm = self.wake_in(FIRST_SAFETY_MS);
        try_join(submission, try_join(self.save(&record), alarm)).await?;
        failpoint::hit(&self.env, "accept.stored").await;
        self.start(FIRST_RUN_MS).await?;
        Ok(AcceptOutcome::Stored)
    }
}

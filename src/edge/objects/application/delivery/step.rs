//! The steps of a run, in sequence until nothing is left to do or the run has to wait.

use super::{Delivery, stage};
use crate::api::request::{Call, Transport as _};
use crate::ats::AnyAts;
use crate::delivery::progress::{Progress, Step, StepResult, Submission};
use crate::delivery::record::DeliveryRecord;
use crate::delivery::run::{DeliveryRun, RunPlan};
use crate::edge::platform::{clock, crypto, failpoint, storage};
use crate::edge::rpc::account::AccountStub;
use crate::edge::rpc::delivery::{Commands as _, StoredSubmission};
use crate::edge::rpc::upload::{ScanResult, UploadStub};
use crate::edge::services::ats_transport::{AtsTransport, Throttled};
use crate::edge::services::scanner;
use crate::protocol::ApplicationState;
use crate::site::Site;
use crate::throttle::scheduler::Priority;
use std::cell::{Cell, RefCell};
use std::ops::ControlFlow;
use worker::Result;

/// The fixed data of a run.
struct RunContext<'a> {
    number: u64,
    site: &'a Site,
    ats: AnyAts<'a>,
    submission: Submission,
    /// Whether the run has asked for a permit.
    has_called: Cell<bool>,
    /// The progress in storage.
    stored: RefCell<Progress>,
}

/// Continue with the next step, or end the run with the pause until the next one.
type Flow = ControlFlow<Option<u64>>;

/// The pause until the next run, if there is a further reason for one at `at`, in ms since the epoch.
pub(super) fn sooner(pause: Option<u64>, at: Option<u64>) -> Option<u64> {
    let until = at.map(|at| at.saturating_sub(clock::now()).max(1));
    [pause, until].into_iter().flatten().min()
}

impl Delivery {
    pub(super) async fn deliver(
        &self,
        number: u64,
        record: DeliveryRecord,
        site: &Site,
    ) -> Result<Option<u64>> {
        let submission = match self.submission().await? {
            StoredSubmission::Stored(submission) => *submission,
            StoredSubmission::Damaged => return Err(storage::damaged()),
            // After the delivery, telling the ATS of a withdrawal or searching again needs no more than this.
            StoredSubmission::Missing
                if matches!(
                    record.state,
                    ApplicationState::Withdrawn | ApplicationState::Delivered
                ) =>
            {
                self.without_personal_data(&record)
            }
            StoredSubmission::Missing => {
                return self.fail(record, "the application is missing").await;
            }
        };
        if record.state == ApplicationState::Received
            && let ControlFlow::Break(pause) = self.scan(&record, &submission, site).await?
        {
            return Ok(pause);
        }
        let mut progress = self.progress().await?;
        if progress.may_search() {
            let account = AccountStub::new(&self.env, site.ats.settings().credentials())?;
            progress.search_lag_ms = account.search_lag().await?;
        }
        if !progress.attached
            && let Some(stage) = stage::get(site)
        {
            progress.use_stage(stage);
        }
        let (has_called, stored) = (Cell::new(false), RefCell::new(progress.clone()));
        let ats = site.ats();
        let context = RunContext { number, site, ats, submission, has_called, stored };
        let mut run = DeliveryRun::new(progress, site.tell_withdrawal, clock::now());
        loop {
            if let ControlFlow::Break(pause) = self.step(&context, &mut run).await? {
                return Ok(pause);
            }
        }
    }

    async fn step(&self, context: &RunContext<'_>, run: &mut DeliveryRun) -> Result<Flow> {
        let Some(mut record) = self.record().await? else { return Ok(Flow::Break(None)) };
        let boundary = format!("apply-edge-{}", crypto::random_token());
        let plan = run.plan(&context.ats, &record, &context.submission, clock::now(), &boundary);
        let pause = match plan {
            RunPlan::Call(step, call) => return self.call(context, run, record, step, call).await,
            RunPlan::Wait(ms) => {
                self.save_changed(context, run).await?;
                Some(ms)
            }
            RunPlan::Fail(reason) => self.fail(record, &reason).await?,
            RunPlan::Stop => None,
            RunPlan::LookedLater => self.end_later_look(context, run, record).await?,
            RunPlan::WithdrawalSettled => {
                record.settle_withdrawal();
                self.finish(record, context.site).await?
            }
            RunPlan::Delivered => {
                let effects = record.deliver(clock::now());
                self.apply(&record, &effects).await?;
                failpoint::hit(&self.env, "deliver.delivered").await;
                let later = run.progress().later_look_at(&record);
                sooner(self.finish(record, context.site).await?, later)
            }
        };
        Ok(Flow::Break(pause))
    }

    /// Stores the progress if it changed.
    async fn save_changed(&self, context: &RunContext<'_>, run: &DeliveryRun) -> Result<()> {
        if *context.stored.borrow() == *run.progress() {
            return Ok(());
        }
        self.save_progress(run.progress()).await?;
        context.stored.borrow_mut().clone_from(run.progress());
        Ok(())
    }

    /// Tells a person of a second candidate, and keeps in mind how late the search found it. Returns the pause until the
    /// next run.
    async fn end_later_look(
        &self,
        context: &RunContext<'_>,
        run: &mut DeliveryRun,
        mut record: DeliveryRecord,
    ) -> Result<Option<u64>> {
        let later = run.end_later_look();
        if let Some(lag) = later.lag(clock::now()) {
            let account = AccountStub::new(&self.env, context.site.ats.settings().credentials())?;
            account.learn_search_lag(lag).await?;
        }
        if !later.found.is_empty() {
            let own = run.progress().candidate.clone().unwrap_or_default();
            let effects = record.note_double(&own, &later.found);
            self.log_stuck(&record, record.reason.as_deref().unwrap_or_default());
            self.apply(&record, &effects).await?;
        }
        self.save_changed(context, run).await?;
        // The next run finds out when the next search is due.
        Ok(Some(1))
    }

    async fn finish(&self, mut record: DeliveryRecord, site: &Site) -> Result<Option<u64>> {
        let effects = record.finish(site.retention_hours, clock::now());
        self.apply(&record, &effects).await
    }

    /// Gets a permit, sends a call, and updates the progress with its result.
    async fn call(
        &self,
        context: &RunContext<'_>,
        run: &mut DeliveryRun,
        record: DeliveryRecord,
        step: Step,
        call: Call,
    ) -> Result<Flow> {
        let priority =
            if context.has_called.replace(true) { Priority::Continued } else { Priority::Delivery };
        let transport =
            AtsTransport::new(&self.env, context.site, priority).of_delivery(self.receipt());
        let permit = transport.reserve(run.ticket()).await;
        // It may have been withdrawn while the permit was waited for.
        let Some(mut current) = self.record().await? else { return Ok(Flow::Break(None)) };
        if current.state != record.state {
            run.undo();
            return Ok(Flow::Continue(()));
        }
        if let Err(Throttled { at, ticket, reason }) = permit {
            run.defer(ticket);
            if let Some(reason) = reason
                && current.state != ApplicationState::Delivered
            {
                current.reason = Some(reason);
                self.save(&current).await?;
            }
            self.save_changed(context, run).await?;
            return Ok(Flow::Break(Some(at.saturating_sub(clock::now()).max(1))));
        }
        run.admit();
        if self.is_over(context.number) {
            return Ok(Flow::Break(None));
        }
        failpoint::hit(&self.env, "deliver.turn").await;
        self.save_changed(context, run).await?;
        failpoint::hit(&self.env, "deliver.intended").await;
        let method = call.method;
        let reply = transport.send(call).await;
        failpoint::hit(&self.env, "deliver.called").await;
        if self.is_over(context.number) {
            // Another run has found the intent, and looks for its result.
            return Ok(Flow::Break(None));
        }
        transport.report_reply(method, &reply).await;
        let (now, random) = (clock::now(), clock::random_unit());
        let result = run.learn(&context.ats, &context.submission, step, reply, now, random);
        match (step, run.progress().new_stage()) {
            (Step::Stage, Some(stage)) => stage::put(context.site, stage),
            (Step::Attach, _) if run.progress().stage.is_none() => stage::forget(context.site),
            _ => {}
        }
        self.save_changed(context, run).await?;
        failpoint::hit(&self.env, "deliver.learned").await;
        self.after_call(context, run, result).await
    }

    async fn after_call(
        &self,
        context: &RunContext<'_>,
        run: &mut DeliveryRun,
        result: StepResult,
    ) -> Result<Flow> {
        if result == StepResult::Go {
            return Ok(Flow::Continue(()));
        }
        let Some(mut record) = self.record().await? else { return Ok(Flow::Break(None)) };
        if record.state == ApplicationState::Delivered {
            // A later search has failed. The delivery has not.
            return Ok(match result {
                StepResult::Wait(ms) => Flow::Break(Some(ms)),
                StepResult::Go | StepResult::Stuck(_) => {
                    Flow::Break(self.end_later_look(context, run, record).await?)
                }
            });
        }
        let pause = if let StepResult::Wait(ms) = result { ms } else { 0 };
        let effects = record.note_failure(run.progress().last_error.clone(), pause);
        self.apply(&record, &effects).await?;
        Ok(Flow::Break(match result {
            StepResult::Go => None,
            StepResult::Wait(ms) => Some(ms),
            StepResult::Stuck(reason) => self.fail(record, &reason).await?,
        }))
    }

    /// Has the operator's scanner check files that it has not seen. Ends the run if the application must not be
    /// delivered now.
    async fn scan(
        &self,
        record: &DeliveryRecord,
        submission: &Submission,
        site: &Site,
    ) -> Result<Flow> {
        if !scanner::is_configured(&self.env) {
            return Ok(Flow::Continue(()));
        }
        for file in &submission.files {
            let result = UploadStub::new(&self.env, &file.upload)?.scan().await?;
            match result.under(site.on_scanner_down) {
                ScanResult::Clean => {}
                ScanResult::Infected => {
                    let reason = "the scanner does not accept a file of the application";
                    return self.fail(record.clone(), reason).await.map(Flow::Break);
                }
                ScanResult::Unavailable => {
                    let pause = self.note_obstacle("the scanner does not answer").await;
                    return Ok(Flow::Break(Some(pause)));
                }
            }
        }
        Ok(Flow::Continue(()))
    }

    /// A submission without personal data.
    fn without_personal_data(&self, record: &DeliveryRecord) -> Submission {
        Submission {
            receipt: self.receipt(),
            site: record.site.clone(),
            job: record.job.clone(),
            accepted: record.accepted_at,
            source: None,
            consent_texts: Vec::new(),
            application: Default::default(),
            files: Vec::new(),
        }
    }
}

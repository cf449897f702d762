//! One run of a delivery: the next step, given the record and the progress. The edge stores the progress before every
//! call and after every reply.

use super::later_looks::LaterLooks;
use super::progress::{CandidateSearch, Deliver, NextStep, Progress, Step, StepResult, Submission};
use super::record::DeliveryRecord;
use crate::api::error::Error;
use crate::api::request::{Call, Reply};
use crate::protocol::ApplicationState;

/// A run of a delivery.
#[derive(Debug)]
pub struct DeliveryRun {
    progress: Progress,
    /// The progress before the planned step, restored if there is no permit: then nothing was attempted.
    before: Progress,
    /// Whether the site informs the ATS of withdrawals.
    tell_withdrawal: bool,
}

/// The next action of a run.
#[derive(Debug, PartialEq, Eq)]
pub enum RunPlan {
    /// Get a permit, store the progress, and send this call.
    Call(Step, Call),
    /// Store the progress, and start the next run after this many ms.
    Wait(u64),
    /// The application is delivered.
    Delivered,
    /// A later search is complete.
    LookedLater,
    /// The ATS was informed of the withdrawal, or does not need to be.
    WithdrawalSettled,
    /// The delivery failed; a retry cannot help.
    Fail(String),
    /// Nothing: the delivery was finished in the meantime.
    Stop,
}

impl DeliveryRun {
    /// Starts a run with stored progress, at `now` in ms since the epoch.
    pub fn new(mut progress: Progress, tell_withdrawal: bool, now: u64) -> Self {
        progress.resume(now);
        Self { before: progress.clone(), progress, tell_withdrawal }
    }

    /// The progress to store.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Plans the next step for the current record: the candidate may have withdrawn during the last call. `boundary`
    /// must be random.
    pub fn plan(
        &mut self,
        ats: &impl Deliver,
        record: &DeliveryRecord,
        submission: &Submission,
        now: u64,
        boundary: &str,
    ) -> RunPlan {
        self.before.clone_from(&self.progress);
        let (next, done) = match record.state {
            ApplicationState::Failed | ApplicationState::Entered => return RunPlan::Stop,
            ApplicationState::Delivered => match self.progress.later_look_at(record) {
                Some(at) if at <= now => {
                    (self.progress.look_later(ats, submission, now), RunPlan::LookedLater)
                }
                _ => return RunPlan::Stop,
            },
            ApplicationState::Received => {
                (self.progress.next(ats, submission, now, boundary), RunPlan::Delivered)
            }
            ApplicationState::Withdrawn => {
                let is_silent = !self.tell_withdrawal && self.progress.candidate.is_some();
                let next = if is_silent {
                    Ok(NextStep::Done)
                } else {
                    self.progress.withdraw(ats, submission, now)
                };
                (next, RunPlan::WithdrawalSettled)
            }
        };
        match next {
            Ok(NextStep::Call(step, call)) => RunPlan::Call(step, call),
            Ok(NextStep::Wait(ms)) => RunPlan::Wait(ms),
            Ok(NextStep::Done) => done,
            Err(error) => RunPlan::Fail(error.to_string()),
        }
    }

    /// A later search is complete, or cannot be made. Returns what was found.
    pub fn end_later_look(&mut self) -> LaterLooks {
        self.progress.search = CandidateSearch::default();
        let Some(later) = &mut self.progress.later else { return LaterLooks::default() };
        later.end();
        later.clone()
    }

    /// The slot given to an earlier run.
    pub fn ticket(&self) -> Option<u64> {
        self.progress.ticket
    }

    /// A permit was granted.
    pub fn admit(&mut self) {
        self.progress.ticket = None;
    }

    /// There is no permit yet: the step was not attempted, and the next run presents the ticket.
    pub fn defer(&mut self, ticket: Option<u64>) {
        self.progress = Progress { ticket, ..self.before.clone() };
    }

    /// The record changed while the run waited for a permit: drops the planned step.
    pub fn undo(&mut self) {
        self.progress.clone_from(&self.before);
    }

    /// Updates the progress with the result of a step. `random` is uniform in `0.0..1.0`.
    pub fn learn(
        &mut self,
        ats: &impl Deliver,
        submission: &Submission,
        step: Step,
        reply: Result<Reply, Error>,
        now: u64,
        random: f64,
    ) -> StepResult {
        self.progress.answered(ats, submission, step, reply, now, random)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::error::{ErrorKind, Retry};
    use crate::api::request::{Access, Body, Method};

    /// An ATS with one step, whose reply contains the candidate's id.
    struct OneStep;

    fn call() -> Call {
        Call {
            operation: "one",
            access: Access::Bearer,
            method: Method::Post,
            path: "/".to_owned(),
            headers: Vec::new(),
            body: Body::default(),
        }
    }

    impl Deliver for OneStep {
        fn next(
            &self,
            _: &Submission,
            progress: &mut Progress,
            _: u64,
            boundary: &str,
        ) -> Result<NextStep, Error> {
            if boundary == "bad" {
                let why = "not what the ATS takes".to_owned();
                return Err(Error::new(ErrorKind::Refused, Retry::Never, "one", why));
            }
            Ok(match progress.candidate {
                Some(_) => NextStep::Done,
                None => NextStep::Call(Step::Create, call()),
            })
        }

        fn withdraw(
            &self,
            _: &Submission,
            progress: &mut Progress,
            _: u64,
        ) -> Result<NextStep, Error> {
            Ok(match progress.candidate {
                Some(_) if !progress.ats_informed => NextStep::Call(Step::Withdraw, call()),
                _ => NextStep::Done,
            })
        }

        fn look_later(&self, _: &Submission, _: &mut Progress) -> Result<NextStep, Error> {
            Ok(NextStep::Done)
        }

        fn learn(
            &self,
            _: &Submission,
            progress: &mut Progress,
            step: Step,
            _: &Reply,
        ) -> Result<(), Error> {
            match step {
                Step::Withdraw => progress.ats_informed = true,
                _ => progress.candidate = Some("7".to_owned()),
            }
            Ok(())
        }
    }

    fn submission() -> Submission {
        Submission {
            receipt: "r".to_owned(),
            site: "acme".to_owned(),
            job: "9".to_owned(),
            accepted: 0,
            source: None,
            consent_texts: Vec::new(),
            application: Default::default(),
            files: Vec::new(),
        }
    }

    fn record(state: ApplicationState) -> DeliveryRecord {
        let record = DeliveryRecord::new("acme".to_owned(), "9".to_owned(), 0);
        DeliveryRecord { state, ..record }
    }

    fn plan(run: &mut DeliveryRun, state: ApplicationState) -> RunPlan {
        run.plan(&OneStep, &record(state), &submission(), 0, "b")
    }

    fn reply() -> Result<Reply, Error> {
        Ok(Reply { status: 200, content_type: String::new(), retry_after: None, body: Vec::new() })
    }

    #[test]
    fn a_received_application_is_created_and_then_delivered() {
        let mut run = DeliveryRun::new(Progress::default(), true, 0);
        let RunPlan::Call(step, _) = plan(&mut run, ApplicationState::Received) else { panic!() };
        assert_eq!(run.progress().intent, Some((Step::Create, 0)), "stored before it is sent");
        run.admit();
        assert_eq!(run.learn(&OneStep, &submission(), step, reply(), 0, 0.5), StepResult::Go);
        assert_eq!(plan(&mut run, ApplicationState::Received), RunPlan::Delivered);
        assert_eq!(plan(&mut run, ApplicationState::Failed), RunPlan::Stop);
    }

    #[test]
    fn the_ats_is_informed_of_a_withdrawal_during_a_call() {
        let mut run = DeliveryRun::new(Progress::default(), true, 0);
        let RunPlan::Call(step, _) = plan(&mut run, ApplicationState::Received) else { panic!() };
        run.learn(&OneStep, &submission(), step, reply(), 0, 0.5);
        let RunPlan::Call(step, _) = plan(&mut run, ApplicationState::Withdrawn) else { panic!() };
        assert_eq!(step, Step::Withdraw);
        run.learn(&OneStep, &submission(), step, reply(), 0, 0.5);
        assert_eq!(plan(&mut run, ApplicationState::Withdrawn), RunPlan::WithdrawalSettled);
    }

    #[test]
    fn a_site_can_choose_not_to_inform_the_ats_of_withdrawals() {
        let created = Progress { candidate: Some("7".to_owned()), ..Progress::default() };
        let mut run = DeliveryRun::new(created, false, 0);
        assert_eq!(plan(&mut run, ApplicationState::Withdrawn), RunPlan::WithdrawalSettled);
    }

    #[test]
    fn a_step_that_waits_for_a_permit_leaves_no_intent() {
        let mut run = DeliveryRun::new(Progress::default(), true, 0);
        plan(&mut run, ApplicationState::Received);
        run.defer(Some(5));
        assert_eq!((run.progress().intent, run.ticket()), (None, Some(5)));
        plan(&mut run, ApplicationState::Received);
        run.undo();
        assert_eq!((run.progress().intent, run.ticket()), (None, Some(5)), "withdrawn meanwhile");
        plan(&mut run, ApplicationState::Received);
        run.admit();
        assert_eq!(run.ticket(), None);
    }

    #[test]
    fn an_intent_without_a_result_is_looked_for_by_the_next_run() {
        let mut run = DeliveryRun::new(Progress::default(), true, 0);
        plan(&mut run, ApplicationState::Received);
        let stored = run.progress().clone();
        let run = DeliveryRun::new(stored, true, 9);
        assert_eq!(run.progress().unsure, Some((Step::Create, 9)));
    }

    #[test]
    fn an_application_that_the_ats_cannot_accept_fails() {
        let mut run = DeliveryRun::new(Progress::default(), true, 0);
        let received = record(ApplicationState::Received);
        let plan = run.plan(&OneStep, &received, &submission(), 0, "bad");
        assert!(matches!(plan, RunPlan::Fail(_)));
    }
}

//! The steps of a delivery, as values: the next call to the ATS, and the meaning of its reply.
//!
//! The edge stores [`Progress`] before every call and after every reply. A crash in between leaves an intent without a
//! result: the call may have succeeded, so the next run looks for its effect before repeating it.

use super::consent_text::{self, ConsentText};
use super::later_looks::LaterLooks;
use super::record::DeliveryRecord;
use crate::api::backoff;
use crate::api::error::{Error, ErrorKind, Retry};
use crate::api::request::{Call, FileRef, Reply};
use crate::form::application::Application;
use serde::{Deserialize, Serialize};

/// An accepted application: stored before the candidate is answered, deleted when the ATS has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// The receipt. It is also written into the ATS's data, where it identifies our applicant.
    pub receipt: String,
    /// The name of the site.
    pub site: String,
    /// The job: the vacancy's id or the position's uid.
    pub job: String,
    /// The time of acceptance, in ms since the epoch. The ATS has nothing of the application from before.
    #[serde(default)]
    pub accepted: u64,
    /// The candidate's source at the ATS, by the site's configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The sentences of the consents, as the candidate saw them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consent_texts: Vec<ConsentText>,
    /// The validated values.
    pub application: Application,
    /// The files, the resume first.
    pub files: Vec<FileRef>,
}

impl Submission {
    /// The consents as the recruiter reads them.
    pub fn describe_consents(&self) -> String {
        consent_text::describe(&self.application.consents, &self.consent_texts, self.accepted)
    }
}

/// A step of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Upload the next file.
    File,
    /// Create the applicant or candidate.
    Create,
    /// Search for an applicant that an earlier call may have created.
    Look,
    /// Find the first stage of the pipeline.
    Stage,
    /// Add the applicant to the vacancy.
    Attach,
    /// Check whether the applicant is on the vacancy already.
    CheckAttached,
    /// Write the answers to the organisation's own questions. The call is idempotent.
    Answers,
    /// Search for a second candidate of the same application, some time after the delivery.
    LookLater,
    /// Inform the ATS of the candidate's withdrawal.
    Withdraw,
    /// Check whether the ATS was informed already.
    CheckWithdrawn,
}

impl Step {
    /// Whether the call is not idempotent.
    fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Attach | Self::Withdraw)
    }

    /// Whether the call only looks for the effect of an earlier one. Its success says nothing of the call that failed.
    fn looks(self) -> bool {
        matches!(self, Self::Look | Self::LookLater | Self::CheckAttached | Self::CheckWithdrawn)
    }
}

/// The progress of a delivery. Contains only ids, counts and codes, nothing personal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// The ids of the files at the ATS, in the order of the submission's files.
    pub files: Vec<String>,
    /// The text that the ATS read in the resume, in memory alone, because it is personal: after an interruption the
    /// applicant is created without it.
    #[serde(skip)]
    pub resume_text: Option<String>,
    /// Whether the ATS could not read the resume, and took it only as a file.
    pub is_resume_unread: bool,
    /// Whether the applicant was created with the resume's text, so that the letter stands elsewhere.
    pub has_resume_text: bool,
    /// The applicant or candidate at the ATS, once it is known to exist.
    pub candidate: Option<String>,
    /// The first stage of the pipeline.
    pub stage: Option<String>,
    /// Whether another delivery read the stage, some minutes ago. It may have been removed since.
    pub is_stage_old: bool,
    /// Whether the applicant is attached to the vacancy.
    pub attached: bool,
    /// Whether the answers to the organisation's own questions are written.
    pub answered: bool,
    /// Whether the ATS was informed of the withdrawal.
    pub ats_informed: bool,
    /// The slot at the ATS's rate limit, in ms since the epoch, while the delivery waits for it.
    pub ticket: Option<u64>,
    /// The step in progress and its start (ms since the epoch), until its result is known.
    pub intent: Option<(Step, u64)>,
    /// A call that was not idempotent and has no known result, and the time at which it was given up: search before
    /// repeating it.
    pub unsure: Option<(Step, u64)>,
    /// The state of the search.
    pub search: CandidateSearch,
    /// The longest time for which the ATS's search was seen not to find a new candidate, in ms.
    pub search_lag_ms: u64,
    /// The later searches for a second candidate, if the creation was repeated.
    pub later: Option<LaterLooks>,
    /// The number of failures since the last success.
    pub failures: u32,
    /// The last error, for the operator.
    pub last_error: Option<String>,
}

/// The state of a search for our own applicant: candidates and resumes that are still to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CandidateSearch {
    /// The time of the completed search, in ms since the epoch.
    pub searched: Option<u64>,
    /// The start of the search in progress, in ms since the epoch.
    pub asked: u64,
    /// Applicants still to be read.
    pub applicants: Vec<u64>,
    /// Resumes still to be read, as applicant and resume.
    pub resumes: Vec<(u64, u64)>,
    /// The cursor of the next page of the list.
    pub cursor: Option<String>,
    /// The number of pages read.
    pub pages: u32,
    /// The text of a later search, in memory alone, because it is personal.
    #[serde(skip)]
    pub query: Option<String>,
}

impl CandidateSearch {
    /// The number of the next page, where the list has numbered pages.
    pub fn page(&self) -> Option<u32> {
        self.cursor.as_deref()?.parse().ok()
    }
}

/// The next thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextStep {
    /// Send this call, then pass its result to [`Progress::answered`].
    Call(Step, Call),
    /// Wait this many ms, then call again.
    Wait(u64),
    /// Nothing: the ATS has everything.
    Done,
}

/// The result of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepResult {
    /// Continue with the next step.
    Go,
    /// Retry after this many ms.
    Wait(u64),
    /// A retry cannot help: a person has to act.
    Stuck(String),
}

/// The delivery protocol of an ATS: the next call, and the meaning of a reply.
pub trait Deliver {
    /// Returns the next step; [`NextStep::Done`] when the ATS has everything. `now` is in ms since the epoch.
    fn next(
        &self,
        parcel: &Submission,
        progress: &mut Progress,
        now: u64,
        boundary: &str,
    ) -> Result<NextStep, Error>;

    /// Returns the next step of a withdrawal: find the candidate at the ATS, and inform the ATS. [`NextStep::Done`]
    /// when nothing is left to do.
    fn withdraw(
        &self,
        parcel: &Submission,
        progress: &mut Progress,
        now: u64,
    ) -> Result<NextStep, Error>;

    /// Returns the next call of a later search for a second candidate of this application; [`NextStep::Done`] when the
    /// search is complete. An ATS that recognises repeated creations itself needs none.
    fn look_later(&self, parcel: &Submission, progress: &mut Progress) -> Result<NextStep, Error>;

    /// Updates the progress with a reply.
    fn learn(
        &self,
        parcel: &Submission,
        progress: &mut Progress,
        step: Step,
        reply: &Reply,
    ) -> Result<(), Error>;
}

impl Progress {
    /// Starts a new run with stored progress. An intent without a result means that the last run was interrupted.
    pub fn resume(&mut self, now: u64) {
        if let Some((step, _)) = self.intent.take()
            && step.writes()
        {
            self.give_up(step, now);
        }
    }

    /// A call has no known result: it may have taken effect at any time until now.
    fn give_up(&mut self, step: Step, now: u64) {
        self.unsure = Some((step, now));
        self.search = CandidateSearch::default();
    }

    /// Uses a stage that another delivery has read, unless one is known.
    pub fn use_stage(&mut self, stage: String) {
        if self.stage.is_none() {
            self.stage = Some(stage);
            self.is_stage_old = true;
        }
    }

    /// The stage if this delivery has read it.
    pub fn new_stage(&self) -> Option<&str> {
        self.stage.as_deref().filter(|_| !self.is_stage_old)
    }

    /// The time of the next later search of a delivered application, in ms since the epoch.
    pub fn later_look_at(&self, record: &DeliveryRecord) -> Option<u64> {
        let delivered_at = record.delivered_at.filter(|_| !record.closed)?;
        self.later.as_ref()?.next_at(delivered_at)
    }

    /// Whether the candidate may have been created without an answer, so that a search will decide.
    pub fn may_search(&self) -> bool {
        [self.intent, self.unsure].iter().flatten().any(|(step, _)| *step == Step::Create)
    }

    /// Whether the ATS may have some of the application.
    pub fn is_begun(&self) -> bool {
        self.candidate.is_some() || self.intent.is_some() || self.unsure.is_some()
    }

    /// Returns the next step and records its intent; the caller stores the progress before sending the call.
    pub fn next(
        &mut self,
        ats: &impl Deliver,
        parcel: &Submission,
        now: u64,
        boundary: &str,
    ) -> Result<NextStep, Error> {
        let next = ats.next(parcel, self, now, boundary)?;
        self.intend(&next, now);
        Ok(next)
    }

    /// Returns the next step of a later search, and records its intent.
    pub fn look_later(
        &mut self,
        ats: &impl Deliver,
        parcel: &Submission,
        now: u64,
    ) -> Result<NextStep, Error> {
        let next = ats.look_later(parcel, self)?;
        self.intend(&next, now);
        Ok(next)
    }

    /// Returns the next step of a withdrawal and records its intent.
    pub fn withdraw(
        &mut self,
        ats: &impl Deliver,
        parcel: &Submission,
        now: u64,
    ) -> Result<NextStep, Error> {
        let next = ats.withdraw(parcel, self, now)?;
        self.intend(&next, now);
        Ok(next)
    }

    fn intend(&mut self, next: &NextStep, now: u64) {
        if let NextStep::Call(step, _) = next {
            self.intent = Some((*step, now));
        }
    }

    /// Updates the progress with the result of `step`, at `now`. `random_unit` is uniform in `0.0..1.0`.
    pub fn answered(
        &mut self,
        ats: &impl Deliver,
        parcel: &Submission,
        step: Step,
        reply: Result<Reply, Error>,
        now: u64,
        random_unit: f64,
    ) -> StepResult {
        self.intent = None;
        match reply.and_then(|reply| ats.learn(parcel, self, step, &reply)) {
            Ok(()) => {
                // After a look that found nothing the call is repeated: its failures still count.
                if !step.looks() {
                    self.failures = 0;
                    self.last_error = None;
                }
                StepResult::Go
            }
            Err(error) => self.failed(step, now, &error, random_unit),
        }
    }

    fn failed(&mut self, step: Step, now: u64, error: &Error, random_unit: f64) -> StepResult {
        self.last_error = Some(error.to_string());
        let asked = match error.retry {
            // A refusal had no effect. Perhaps the stage was removed: it is read anew, and then the refusal counts.
            // Perhaps the ATS cannot read this kind of file; it takes any.
            Retry::Never if step == Step::File && !self.is_resume_unread => {
                self.is_resume_unread = true;
                return StepResult::Go;
            }
            Retry::Never if step == Step::Attach && self.is_stage_old => {
                self.stage = None;
                self.is_stage_old = false;
                return StepResult::Go;
            }
            Retry::Never => {
                // Should a person have it retried, the effect is looked for first: a refusal may be wrong.
                if step.writes() {
                    self.give_up(step, now);
                }
                return StepResult::Stuck(error.to_string());
            }
            Retry::Later(asked) => asked,
            Retry::Look => {
                if step.writes() {
                    self.give_up(step, now);
                }
                None
            }
        };
        let pause = backoff::pause(self.failures, asked, random_unit);
        // A token that ran out is refreshed by the `Account` object: no reason to wait.
        let at_once = error.kind == ErrorKind::TokenExpired && self.failures == 0;
        self.failures = self.failures.saturating_add(1);
        StepResult::Wait(if at_once { 0 } else { pause })
    }
}

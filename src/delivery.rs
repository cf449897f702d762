//! A delivery's life as values: what to do next, what was learned from an answer.
//!
//! The edge stores [`Progress`] before every call and after every answer, so a crash at any point
//! leaves an intent without a result, which reads as "perhaps it happened": it is looked for
//! before it is done again.

use crate::application::Application;
use crate::call::{Call, FileRef, Reply};
use crate::error::{Error, ErrorKind, Retry};
use crate::retry;
use serde::{Deserialize, Serialize};

/// What is delivered. Stored before the candidate is answered, gone when the ATS has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// The receipt; also how we recognise our own applicant in the ATS.
    pub receipt: String,
    /// The site.
    pub site: String,
    /// The vacancy's id or the position's uid.
    pub job: String,
    /// When it was accepted, in ms since the epoch: nothing of it is in the ATS from before.
    #[serde(default)]
    pub accepted: u64,
    /// The ATS's source, by the site's configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What was typed.
    pub application: Application,
    /// The files; the resume is the first.
    pub files: Vec<FileRef>,
}

/// A step of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Upload the next file.
    File,
    /// Create the applicant or candidate.
    Create,
    /// Look for one that we may have created.
    Look,
    /// Find the stage of the pipeline where applicants start.
    Stage,
    /// Put the applicant on the vacancy.
    Attach,
    /// See whether it already is.
    CheckAttached,
    /// Write the answers to the organisation's own questions. The same answers twice are the same
    /// answers, so it may be repeated.
    Answers,
    /// Tell the ATS that the candidate has withdrawn.
    Withdraw,
    /// See whether it was told.
    CheckWithdrawn,
}

impl Step {
    /// Whether it changes something that a repeat would change twice.
    fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Attach | Self::Withdraw)
    }
}

/// How far a delivery is. Holds nothing personal: ids, counts and codes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// Ids of the uploaded files, in the parcel's order.
    pub files: Vec<String>,
    /// The applicant or candidate, once it is known to exist.
    pub candidate: Option<String>,
    /// The stage where applicants start.
    pub stage: Option<String>,
    /// Whether the applicant is on the vacancy.
    pub attached: bool,
    /// Whether the organisation's own questions are answered.
    pub answered: bool,
    /// Whether the ATS knows of the withdrawal.
    pub told: bool,
    /// The turn that was given at the ATS's pace, in ms since the epoch.
    pub ticket: Option<u64>,
    /// What was begun and when (ms since the epoch), while its result is not known.
    pub intent: Option<(Step, u64)>,
    /// A write whose result never came, and when it was given up: look before repeating it.
    pub unsure: Option<(Step, u64)>,
    /// Where looking has got to.
    pub look: Look,
    /// Failures since the last success.
    pub failures: u32,
    /// The last failure, for the operator.
    pub last_error: Option<String>,
}

/// Applicants still to be looked at, and resumes of the one being looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// When the search was made, in ms since the epoch.
    pub searched: Option<u64>,
    /// When the search that is under way was begun.
    pub asked: u64,
    /// Not yet read.
    pub applicants: Vec<u64>,
    /// Resumes not yet read, with their applicant.
    pub resumes: Vec<(u64, u64)>,
    /// Where a list of several pages goes on.
    pub cursor: Option<String>,
    /// Pages that were looked through.
    pub pages: u32,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Send this; afterwards call [`Progress::answered`] with the step.
    Call(Step, Call),
    /// Wait so many milliseconds, then ask again.
    Wait(u64),
    /// The ATS has everything.
    Done,
}

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// Ask for the next step at once.
    Go,
    /// Try again after so many milliseconds.
    Wait(u64),
    /// A repeat cannot help: a person must.
    Stuck(String),
}

/// What an ATS knows about delivering: which call is next, and what an answer means.
pub trait Deliver {
    /// The next step, or `None` when everything is there. `now` is in ms since the epoch.
    fn next(
        &self,
        parcel: &Parcel,
        progress: &mut Progress,
        now: u64,
        boundary: &str,
    ) -> Result<Next, Error>;

    /// The next step of a withdrawal: find out whether the ATS has the candidate, and tell it.
    /// [`Next::Done`] when there is nothing to tell, or it was told.
    fn withdraw(&self, parcel: &Parcel, progress: &mut Progress, now: u64) -> Result<Next, Error>;

    /// Takes an answer into the progress.
    fn learn(
        &self,
        parcel: &Parcel,
        progress: &mut Progress,
        step: Step,
        reply: &Reply,
    ) -> Result<(), Error>;
}

impl Progress {
    /// To be called when a delivery is taken up again: an intent without a result means that we
    /// fell over in between.
    pub fn resume(&mut self, now: u64) {
        if let Some((step, _)) = self.intent.take()
            && step.writes()
        {
            // The ATS may have acted at any time until now.
            self.unsure = Some((step, now));
            self.look = Look::default();
        }
    }

    /// The next step; its intent is recorded, to be stored before the call is sent.
    pub fn next(
        &mut self,
        ats: &impl Deliver,
        parcel: &Parcel,
        now: u64,
        boundary: &str,
    ) -> Result<Next, Error> {
        let next = ats.next(parcel, self, now, boundary)?;
        self.intend(&next, now);
        Ok(next)
    }

    /// The next step of a withdrawal; its intent is recorded.
    pub fn withdraw(
        &mut self,
        ats: &impl Deliver,
        parcel: &Parcel,
        now: u64,
    ) -> Result<Next, Error> {
        let next = ats.withdraw(parcel, self, now)?;
        self.intend(&next, now);
        Ok(next)
    }

    fn intend(&mut self, next: &Next, now: u64) {
        if let Next::Call(step, _) = next {
            self.intent = Some((*step, now));
        }
    }

    /// Takes what came of `step`, at `now`. `dice` is uniform in `0.0..1.0`.
    pub fn answered(
        &mut self,
        ats: &impl Deliver,
        parcel: &Parcel,
        step: Step,
        reply: Result<Reply, Error>,
        now: u64,
        dice: f64,
    ) -> Then {
        self.intent = None;
        match reply.and_then(|reply| ats.learn(parcel, self, step, &reply)) {
            Ok(()) => {
                self.failures = 0;
                self.last_error = None;
                Then::Go
            }
            Err(error) => self.failed(step, now, &error, dice),
        }
    }

    fn failed(&mut self, step: Step, now: u64, error: &Error, dice: f64) -> Then {
        self.last_error = Some(error.to_string());
        let asked = match error.retry {
            Retry::Never => return Then::Stuck(error.to_string()),
            Retry::Later(asked) => asked,
            Retry::Look => {
                if step.writes() {
                    // The ATS may have acted at any time until we gave up.
                    self.unsure = Some((step, now));
                    self.look = Look::default();
                }
                None
            }
        };
        let pause = retry::pause(self.failures, asked, dice);
        // A token that ran out is refreshed by the `Account` object: no reason to wait.
        let at_once = error.kind == ErrorKind::TokenExpired && self.failures == 0;
        self.failures = self.failures.saturating_add(1);
        Then::Wait(if at_once { 0 } else { pause })
    }
}

//! The record of an application: its state, and the transitions between states. A transition changes the record and
//! returns the effects that the edge carries out, in this order. After an interruption between any two effects, the
//! next run completes them.

use super::summary::DeliverySummary;
use crate::protocol::ApplicationState;
use serde::{Deserialize, Serialize};

/// The record of an application. Contains nothing personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRecord {
    /// The name of the site.
    pub site: String,
    /// The job: the vacancy's id or the position's uid.
    pub job: String,
    /// The state.
    pub state: ApplicationState,
    /// HMAC of everything that the candidate sent.
    pub fingerprint: String,
    /// HMAC of the text fields, without the files.
    pub form_digest: String,
    /// The claimed name of the content, by which the same content is recognised; empty if none was claimed.
    pub content_name: String,
    /// The time of acceptance, in ms since the epoch.
    pub accepted_at: u64,
    /// The time of delivery, in ms since the epoch.
    pub delivered_at: Option<u64>,
    /// The last error (operation, kind, the vendor's code, JSON path), or the reason that a person gave for closing it.
    pub reason: Option<String>,
    /// The number of failed calls.
    pub attempts: u32,
    /// Whether the personal data was deleted.
    pub wiped: bool,
    /// Whether a person closed the delivery.
    pub closed: bool,
    /// Whether the ATS needs no more information about the withdrawal.
    pub withdrawal_settled: bool,
    /// Whether a person was alerted.
    pub alerted: bool,
    /// The number of failed alerts.
    pub failed_alerts: u32,
    /// How long it was tried since acceptance, or since the last retry by a person, in ms: the pauses after failures of
    /// its own. Waiting for a turn, or for an ATS that is down, does not count.
    #[serde(default)]
    pub tried_ms: u64,
}

/// An action for the edge to carry out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Store the record.
    Save,
    /// Release the files, and delete everything but this record and the progress.
    Wipe,
    /// Release the claim on the content's name, so that the same content can be sent again.
    ReleaseName,
    /// Update the summary in the Ledger now, before the run ends.
    UpdateLedger,
    /// Start a run now.
    Wake,
    /// Start a run after this many ms.
    WakeIn(u64),
    /// Alert a person, then call [`DeliveryRecord::alert_sent`] or [`DeliveryRecord::alert_failed`].
    Alert,
}

/// The maximum length of a reason, in characters.
const REASON_MAX: usize = 200;
/// What a person has to do about a withdrawal after an entry by hand.
const WITHDRAWN_AFTER_ENTRY: &str =
    "withdrawn after a person had entered it in the ATS: tell the recruiter";
const DAY_MS: u64 = 86_400_000;
const HOUR_MS: u64 = 3_600_000;

impl DeliveryRecord {
    /// The record of an application accepted at `now`, in ms since the epoch.
    pub fn new(site: String, job: String, now: u64) -> Self {
        Self {
            site,
            job,
            state: ApplicationState::Received,
            fingerprint: String::new(),
            form_digest: String::new(),
            content_name: String::new(),
            accepted_at: now,
            delivered_at: None,
            reason: None,
            attempts: 0,
            wiped: false,
            closed: false,
            withdrawal_settled: false,
            alerted: false,
            failed_alerts: 0,
            tried_ms: 0,
        }
    }

    /// Replaces an unreadable record with what the Ledger knows: a person can see, download and close the delivery, but
    /// nothing more is sent.
    pub fn rebuild(summary: DeliverySummary) -> Self {
        Self {
            state: summary.state,
            closed: summary.closed,
            withdrawal_settled: true,
            ..Self::new(summary.site, summary.job, summary.accepted_at)
        }
    }

    /// Whether there is nothing left to send to the ATS.
    pub fn is_finished(&self) -> bool {
        match self.state {
            ApplicationState::Received => false,
            ApplicationState::Withdrawn => self.withdrawal_settled,
            ApplicationState::Delivered | ApplicationState::Failed | ApplicationState::Entered => {
                true
            }
        }
    }

    /// Whether a person has to act.
    fn is_stuck(&self) -> bool {
        let stuck = match self.state {
            ApplicationState::Failed => true,
            // The ATS could not be informed of the withdrawal.
            ApplicationState::Withdrawn => self.withdrawal_settled && self.reason.is_some(),
            // The ATS has two candidates of it.
            ApplicationState::Delivered => self.reason.is_some(),
            ApplicationState::Received | ApplicationState::Entered => false,
        };
        stuck && !self.closed
    }

    /// The number of days for which an unfinished delivery was attempted; `None` if it is finished.
    pub fn days_tried(&self) -> Option<u64> {
        (!self.is_finished()).then_some(self.tried_ms / DAY_MS)
    }

    /// The application was delivered.
    pub fn deliver(&mut self, now: u64) -> Vec<Effect> {
        self.state = ApplicationState::Delivered;
        self.reason = None;
        self.delivered_at = Some(now);
        vec![Effect::Save]
    }

    /// The ATS was informed of the withdrawal, or does not need to be. The caller calls [`Self::finish`] next.
    pub fn settle_withdrawal(&mut self) {
        self.withdrawal_settled = true;
        self.reason = None;
    }

    /// Completes a finished delivery: deletes the personal data, for a delivered application after the site's retention
    /// time, and alerts a person to a stuck delivery.
    pub fn finish(&mut self, retention_hours: u32, now: u64) -> Vec<Effect> {
        match self.state {
            ApplicationState::Failed if !self.closed => return self.alert(),
            ApplicationState::Delivered => {
                let retention = u64::from(retention_hours) * HOUR_MS;
                let until = self.delivered_at.unwrap_or(0).saturating_add(retention);
                if retention > 0 && until > now {
                    return vec![Effect::WakeIn(until - now)];
                }
            }
            _ => {}
        }
        self.forget()
    }

    /// Deletes the personal data.
    fn forget(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !self.wiped {
            // Takes effect only with `Save`, which follows the deletion.
            self.wiped = true;
            // Should the record be lost with the personal data, the Ledger answers for the receipt.
            effects.extend([Effect::UpdateLedger, Effect::Wipe]);
        }
        if self.state == ApplicationState::Withdrawn && !self.content_name.is_empty() {
            effects.push(Effect::ReleaseName);
        }
        effects.push(Effect::Save);
        if self.is_stuck() {
            effects.extend(self.alert());
        }
        effects
    }

    fn alert(&self) -> Vec<Effect> {
        if self.alerted { Vec::new() } else { vec![Effect::Alert] }
    }

    /// The delivery failed and a retry cannot help. All data is kept for the person who has to act, except for a
    /// withdrawn application.
    pub fn fail(&mut self, reason: &str) -> Vec<Effect> {
        self.reason = Some(reason.to_owned());
        if self.state == ApplicationState::Withdrawn {
            self.withdrawal_settled = true;
            return self.forget();
        }
        self.state = ApplicationState::Failed;
        let mut effects = vec![Effect::Save];
        effects.extend(self.alert());
        effects
    }

    /// The record was rebuilt: a person has to act if the application was not delivered; otherwise the data is deleted.
    pub fn fail_rebuilt(&mut self, reason: &str) -> Vec<Effect> {
        match self.state {
            ApplicationState::Received | ApplicationState::Failed => self.fail(reason),
            ApplicationState::Delivered
            | ApplicationState::Entered
            | ApplicationState::Withdrawn => self.forget(),
        }
    }

    /// A later search found further candidates of this application at the ATS, by their ids there.
    pub fn note_double(&mut self, own: &str, others: &[String]) -> Vec<Effect> {
        let others = others.join(", ");
        self.reason = Some(format!(
            "the ATS has this application twice, as {own} and {others}: remove one of them"
        ));
        let mut effects = vec![Effect::Save, Effect::UpdateLedger];
        effects.extend(self.alert());
        effects
    }

    /// A call failed or could not be made, and will be retried after `pause` ms.
    pub fn note_failure(&mut self, reason: Option<String>, pause: u64) -> Vec<Effect> {
        // A later search has failed: the application is delivered nevertheless.
        if self.state == ApplicationState::Delivered {
            return Vec::new();
        }
        self.tried_ms = self.tried_ms.saturating_add(pause);
        self.attempts = self.attempts.saturating_add(1);
        self.reason = reason;
        vec![Effect::Save]
    }

    /// The candidate withdraws. `is_begun` says whether the ATS may have some of the application: then it has to be
    /// informed; otherwise all data is deleted now.
    pub fn withdraw(&mut self, is_begun: bool) -> Vec<Effect> {
        if self.state == ApplicationState::Withdrawn {
            return Vec::new();
        }
        let was_entered = self.state == ApplicationState::Entered;
        self.state = ApplicationState::Withdrawn;
        self.withdrawal_settled = !is_begun || was_entered;
        // A candidate that a person entered is not known here, so a person has to inform the ATS.
        self.reason = was_entered.then(|| WITHDRAWN_AFTER_ENTRY.to_owned());
        self.closed = false;
        self.alerted = false;
        let mut effects = vec![Effect::Save, Effect::Wake];
        // Now, not after the delivery: the ATS may be down for days, and the candidate may apply again.
        if !self.content_name.is_empty() {
            effects.push(Effect::ReleaseName);
        }
        effects
    }

    /// The operator removed the cause: a failed delivery continues with the step that failed.
    pub fn retry(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.state == ApplicationState::Failed && !self.closed {
            self.state = ApplicationState::Received;
            self.reason = None;
            self.alerted = false;
            self.tried_ms = 0;
            effects.push(Effect::Save);
        }
        if self.state == ApplicationState::Received {
            effects.extend([Effect::Wake, Effect::UpdateLedger]);
        }
        effects
    }

    /// A person has handled or given up a stuck delivery: the next run deletes the personal data.
    ///
    /// `was_entered` says that the person entered the application in the ATS: then the candidate is told that the
    /// company has it, and the same content is not accepted again.
    pub fn close(&mut self, reason: &str, was_entered: bool) -> Vec<Effect> {
        if !self.is_stuck() {
            return Vec::new();
        }
        self.closed = true;
        if was_entered && self.state == ApplicationState::Failed {
            self.state = ApplicationState::Entered;
        }
        self.reason = Some(reason.chars().filter(|c| !c.is_control()).take(REASON_MAX).collect());
        let mut effects = vec![Effect::Save, Effect::Wake, Effect::UpdateLedger];
        // Who applies again, with a new key, applies anew.
        if self.state == ApplicationState::Failed && !self.content_name.is_empty() {
            effects.push(Effect::ReleaseName);
        }
        effects
    }

    /// A person was alerted while the record was in `state`, which may have changed since.
    pub fn alert_sent(&mut self, state: ApplicationState) -> Vec<Effect> {
        if self.state != state {
            return Vec::new();
        }
        self.alerted = true;
        vec![Effect::Save]
    }

    /// The alert failed; it is repeated after `pause` ms.
    pub fn alert_failed(&mut self, pause: u64) -> Vec<Effect> {
        self.failed_alerts = self.failed_alerts.saturating_add(1);
        vec![Effect::Save, Effect::WakeIn(pause)]
    }

    /// The summary for the Ledger. `pause` is the time until the next run, in ms.
    pub fn summary(&self, receipt: String, pause: Option<u64>, now: u64) -> DeliverySummary {
        DeliverySummary {
            receipt,
            site: self.site.clone(),
            job: self.job.clone(),
            state: self.state,
            accepted_at: self.accepted_at,
            updated_at: now,
            attempts: self.attempts,
            error: self.reason.clone(),
            next_at: pause.map(|ms| now.saturating_add(ms)),
            closed: self.closed,
        }
    }
}

#[cfg(test)]
mod tests;

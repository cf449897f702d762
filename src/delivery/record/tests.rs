//! Tests all sequences of up to 5 events, with each event interrupted after each of its effects.

use super::*;
use std::collections::{BTreeSet, VecDeque};

/// The stored data and the actions of the edge.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct World {
    /// The record as last saved, as JSON.
    saved: String,
    /// Whether the personal data exists.
    has_data: bool,
    /// Whether the name of the content is claimed.
    has_name: bool,
    /// Whether a run is due.
    is_due: bool,
    /// The number of alerts sent.
    alerts: u8,
    /// Whether the candidate got the response that the application is withdrawn.
    told_withdrawn: bool,
    /// Whether the ATS has the application.
    at_ats: bool,
    /// Whether the operator has retried it.
    was_retried: bool,
}

/// An event in the life of a delivery.
#[derive(Clone, Copy, Debug)]
enum Event {
    RunDelivers,
    RunFails,
    RunMeetsObstacle,
    RunCannotAlert,
    Withdraw,
    WithdrawBegun,
    Retry,
    Close,
    CloseEntered,
    LookFindsAnother,
}

const EVENTS: [Event; 10] = [
    Event::RunDelivers,
    Event::RunFails,
    Event::RunMeetsObstacle,
    Event::RunCannotAlert,
    Event::Withdraw,
    Event::WithdrawBegun,
    Event::Retry,
    Event::Close,
    Event::CloseEntered,
    Event::LookFindsAnother,
];

const NOW: u64 = 1_000_000;

impl World {
    fn new() -> Self {
        let record = DeliveryRecord {
            content_name: "name".to_owned(),
            ..DeliveryRecord::new("acme".to_owned(), "9".to_owned(), NOW)
        };
        Self {
            saved: serde_json::to_string(&record).unwrap(),
            has_data: true,
            has_name: true,
            is_due: true,
            alerts: 0,
            told_withdrawn: false,
            at_ats: false,
            was_retried: false,
        }
    }

    fn record(&self) -> DeliveryRecord {
        serde_json::from_str(&self.saved).unwrap()
    }

    /// Carries out effects, and stops when `cut` effects were carried out.
    fn apply(
        &mut self,
        record: &DeliveryRecord,
        effects: &[Effect],
        can_alert: bool,
        cut: &mut usize,
    ) {
        for effect in effects {
            if *cut == 0 {
                return;
            }
            *cut -= 1;
            match effect {
                Effect::Save => self.saved = serde_json::to_string(record).unwrap(),
                Effect::Wipe => {
                    self.has_data = false;
                    self.saved = serde_json::to_string(record).unwrap();
                }
                Effect::ReleaseName => self.has_name = false,
                Effect::UpdateLedger => {}
                Effect::Wake | Effect::WakeIn(_) => self.is_due = true,
                Effect::Alert => {
                    let mut current = self.record();
                    let effects = if can_alert {
                        self.alerts += 1;
                        current.alert_sent(record.state)
                    } else {
                        current.alert_failed(1000)
                    };
                    self.apply(&current, &effects, can_alert, cut);
                }
            }
        }
    }

    /// Simulates a run of the `Application` object: sends an unfinished delivery, then completes a finished one.
    fn run(&mut self, event: Event, cut: &mut usize) {
        if !self.is_due {
            return;
        }
        let can_alert = !matches!(event, Event::RunCannotAlert);
        let mut record = self.record();
        let mut effects = Vec::new();
        if !record.is_finished() {
            match (event, record.state) {
                (Event::RunMeetsObstacle, _) => {
                    effects = record.note_failure(Some("503".to_owned()), 1000);
                    self.apply(&record, &effects, can_alert, cut);
                    return;
                }
                (Event::RunFails, _) => effects = record.fail("402"),
                (_, ApplicationState::Withdrawn) => record.settle_withdrawal(),
                _ => {
                    self.at_ats = true;
                    effects = record.deliver(NOW);
                }
            }
            self.apply(&record, &effects, can_alert, cut);
            if *cut == 0 {
                return;
            }
            if !matches!(event, Event::RunFails) {
                effects = record.finish(0, NOW);
                self.apply(&record, &effects, can_alert, cut);
            }
        } else {
            effects = record.finish(0, NOW);
            self.apply(&record, &effects, can_alert, cut);
        }
        let again = effects.iter().any(|e| matches!(e, Effect::WakeIn(_)))
            || (!can_alert && effects.contains(&Effect::Alert));
        if *cut > 0 {
            self.is_due = again;
        }
    }

    fn happen(&mut self, event: Event, mut cut: usize) {
        let cut = &mut cut;
        let mut record = self.record();
        let effects = match event {
            Event::Withdraw if !self.at_ats => record.withdraw(false),
            Event::Withdraw | Event::WithdrawBegun => record.withdraw(true),
            Event::Retry => record.retry(),
            Event::Close => record.close("by hand", false),
            Event::CloseEntered => record.close("by hand", true),
            Event::LookFindsAnother if record.state == ApplicationState::Delivered => {
                record.note_double("5", &["9".to_owned()])
            }
            Event::LookFindsAnother => return,
            run => return self.run(run, cut),
        };
        self.was_retried |= matches!(event, Event::Retry) && !effects.is_empty();
        self.apply(&record, &effects, true, cut);
        // An interrupted command gets no response; an interrupted object runs again.
        self.is_due |= *cut == 0;
        if *cut > 0 && matches!(event, Event::Withdraw | Event::WithdrawBegun) {
            self.told_withdrawn = true;
        }
    }

    /// Asserts the invariants that hold at any time.
    fn check(&self, path: &[(Event, usize)]) {
        let record = self.record();
        if self.told_withdrawn {
            assert_eq!(record.state, ApplicationState::Withdrawn, "{path:?}");
        }
        if !self.has_data {
            let may = match record.state {
                ApplicationState::Delivered | ApplicationState::Entered => true,
                ApplicationState::Withdrawn => record.withdrawal_settled || record.wiped,
                ApplicationState::Failed => record.closed,
                ApplicationState::Received => false,
            };
            // A run that settles a withdrawal saves the record after the deletion.
            let settling = record.state == ApplicationState::Withdrawn && self.is_due;
            assert!(may || settling, "data deleted in {record:?} after {path:?}");
        }
        assert!(!(record.wiped && self.has_data), "says wiped, and is not: {path:?}");
    }

    /// Asserts that from any state uninterrupted runs finish the delivery and leave no data behind.
    fn come_to_rest(mut self, path: &[(Event, usize)]) {
        self.is_due = true;
        for _ in 0..6 {
            self.run(Event::RunDelivers, &mut usize::MAX.clone());
            self.check(path);
        }
        let record = self.record();
        assert!(record.is_finished(), "{record:?} after {path:?}");
        assert!(!self.is_due, "runs for ever: {record:?} after {path:?}");
        let waits_for_a_person = record.state == ApplicationState::Failed && !record.closed;
        assert_eq!(self.has_data, waits_for_a_person, "{record:?} after {path:?}");
        if waits_for_a_person || record.is_stuck() {
            assert!(record.alerted && self.alerts > 0, "nobody knows: {record:?} after {path:?}");
        }
        if record.state == ApplicationState::Withdrawn {
            assert!(!self.has_name, "the same content cannot be sent again: {path:?}");
        }
    }
}

#[test]
fn every_sequence_of_interrupted_events_finishes() {
    let mut seen = BTreeSet::from([World::new()]);
    let mut queue = VecDeque::from([(World::new(), Vec::new())]);
    while let Some((world, path)) = queue.pop_front() {
        world.check(&path);
        world.clone().come_to_rest(&path);
        if path.len() == 5 {
            continue;
        }
        for event in EVENTS {
            for cut in 0..=6 {
                let mut next = world.clone();
                next.happen(event, cut);
                next.alerts = next.alerts.min(3);
                if seen.insert(next.clone()) {
                    let mut path = path.clone();
                    path.push((event, cut));
                    queue.push_back((next, path));
                }
            }
        }
    }
    assert!(seen.len() > 100, "{} states", seen.len());
}

fn record(state: ApplicationState) -> DeliveryRecord {
    let record = DeliveryRecord::new("acme".to_owned(), "9".to_owned(), NOW);
    DeliveryRecord { state, content_name: "name".to_owned(), ..record }
}

#[test]
fn a_failure_is_alerted_once_and_again_after_a_retry() {
    let mut record = record(ApplicationState::Received);
    assert_eq!(record.fail("402"), [Effect::Save, Effect::Alert]);
    assert_eq!(record.alert_sent(ApplicationState::Failed), [Effect::Save]);
    assert_eq!(record.finish(0, NOW), []);
    assert_eq!(record.retry(), [Effect::Save, Effect::Wake, Effect::UpdateLedger]);
    assert_eq!(record.fail("402"), [Effect::Save, Effect::Alert]);
}

#[test]
fn an_alert_about_an_old_state_changes_nothing() {
    let mut record = record(ApplicationState::Received);
    record.fail("402");
    record.retry();
    assert_eq!(record.alert_sent(ApplicationState::Failed), []);
    assert!(!record.alerted);
}

#[test]
fn a_delivered_application_is_kept_for_the_retention_of_the_site() {
    let mut record = record(ApplicationState::Received);
    assert_eq!(record.deliver(NOW), [Effect::Save]);
    assert_eq!(record.finish(2, NOW), [Effect::WakeIn(7_200_000)]);
    assert_eq!(record.finish(2, NOW + 7_199_999), [Effect::WakeIn(1)]);
    assert_eq!(
        record.finish(2, NOW + 7_200_000),
        [Effect::UpdateLedger, Effect::Wipe, Effect::Save]
    );
    assert_eq!(record.finish(2, NOW + 7_200_000), [Effect::Save], "once");
}

#[test]
fn a_withdrawal_before_the_delivery_deletes_everything() {
    let mut record = record(ApplicationState::Received);
    assert_eq!(record.withdraw(false), [Effect::Save, Effect::Wake, Effect::ReleaseName]);
    assert!(record.is_finished());
    assert_eq!(
        record.finish(72, NOW),
        [Effect::UpdateLedger, Effect::Wipe, Effect::ReleaseName, Effect::Save]
    );
    assert_eq!(record.withdraw(true), [], "it is withdrawn already");
}

#[test]
fn a_withdrawal_that_the_ats_refuses_alerts_a_person_and_keeps_no_data() {
    let mut record = record(ApplicationState::Received);
    record.withdraw(true);
    assert!(!record.is_finished());
    let effects = record.fail("402");
    assert_eq!(
        effects,
        [Effect::UpdateLedger, Effect::Wipe, Effect::ReleaseName, Effect::Save, Effect::Alert]
    );
    assert_eq!(
        record.close("told them by phone", false),
        [Effect::Save, Effect::Wake, Effect::UpdateLedger]
    );
    assert_eq!(record.close("twice", false), []);
}

#[test]
fn only_a_stuck_delivery_can_be_closed_and_a_closed_one_is_not_retried() {
    assert_eq!(record(ApplicationState::Received).close("x", true), []);
    assert_eq!(record(ApplicationState::Delivered).close("x", false), []);
    let mut record = record(ApplicationState::Failed);
    record.close("line one\nline two", false);
    assert_eq!(record.reason.as_deref(), Some("line oneline two"));
    assert_eq!(record.retry(), []);
    assert_eq!(record.finish(72, NOW), [Effect::UpdateLedger, Effect::Wipe, Effect::Save]);
}

#[test]
fn an_application_that_was_entered_by_hand_is_with_the_company() {
    let mut record = record(ApplicationState::Failed);
    let effects = record.close("entered", true);
    assert_eq!(record.state, ApplicationState::Entered);
    assert_eq!(
        effects,
        [Effect::Save, Effect::Wake, Effect::UpdateLedger],
        "its name stays claimed"
    );
    assert_eq!(record.finish(72, NOW), [Effect::UpdateLedger, Effect::Wipe, Effect::Save]);
    record.withdraw(true);
    assert!(record.is_finished() && record.is_stuck(), "a person has to tell the ATS");
}

#[test]
fn a_second_candidate_is_told_to_a_person_and_the_application_stays_delivered() {
    let mut record = record(ApplicationState::Received);
    record.deliver(NOW);
    assert_eq!(
        record.note_double("5", &["9".to_owned()]),
        [Effect::Save, Effect::UpdateLedger, Effect::Alert]
    );
    assert_eq!(record.state, ApplicationState::Delivered);
    assert!(record.is_stuck() && record.reason.as_ref().is_some_and(|r| r.contains("5 and 9")));
    record.close("removed one", false);
    assert!(!record.is_stuck());
}

#[test]
fn days_are_those_of_pauses_after_failures_since_the_last_retry() {
    let day = 86_400_000;
    let mut record = record(ApplicationState::Received);
    assert_eq!(record.days_tried(), Some(0), "however long it waits");
    for _ in 0..3 {
        record.note_failure(None, day - 1);
    }
    assert_eq!(record.days_tried(), Some(2));
    record.fail("400");
    assert_eq!(record.days_tried(), None);
    record.retry();
    assert_eq!(record.days_tried(), Some(0));
}

#[test]
fn a_rebuilt_record_sends_nothing_and_keeps_the_state_from_the_ledger() {
    for state in [ApplicationState::Received, ApplicationState::Failed] {
        let summary = record(state).summary("r".to_owned(), None, NOW);
        let mut rebuilt = DeliveryRecord::rebuild(summary);
        assert_eq!(rebuilt.fail_rebuilt("damaged"), [Effect::Save, Effect::Alert]);
        assert_eq!(rebuilt.state, ApplicationState::Failed);
    }
    for state in [ApplicationState::Delivered, ApplicationState::Withdrawn] {
        let summary = record(state).summary("r".to_owned(), None, NOW);
        let mut rebuilt = DeliveryRecord::rebuild(summary);
        assert!(rebuilt.is_finished());
        assert_eq!(
            rebuilt.fail_rebuilt("damaged"),
            [Effect::UpdateLedger, Effect::Wipe, Effect::Save]
        );
    }
}

//! The circuit breaker: after several failures in a row the ATS is taken to be down, and only one probe at a
//! time is sent to it until one is answered.

use crate::api::backoff;
use serde::{Deserialize, Serialize};

/// Failures in a row that open the breaker.
const FAILURES: u32 = 3;
/// How long a probe may take before another one is sent, in milliseconds.
const PROBE_MS: u64 = 60_000;
/// The longest pause between two probes, in milliseconds.
const PROBE_PAUSE_MAX: u64 = 60_000;

/// Whether an ATS is taken to be down. Closed by default: calls pass.
#[derive(Debug, Clone, Default)]
pub(super) struct CircuitBreaker {
    /// Failures since the last answer.
    failures: u32,
    /// Present while the ATS is taken to be down.
    open: Option<OpenCircuit>,
}

/// An open breaker.
#[derive(Debug, Clone, Default)]
struct OpenCircuit {
    /// No probe is sent before this time.
    until: u64,
    /// Probes that failed.
    probes: u32,
    /// The answer to the last probe is awaited until this time.
    probing_until: u64,
}

/// An outage of the ATS, as it is stored: the object that keeps the breaker may be started anew during one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outage {
    /// No probe is sent before this time, in ms since the epoch.
    until: u64,
    /// Probes that failed.
    probes: u32,
}

/// Probes that failed, a minute apart at most, after which a person is to know.
const LONG_PROBES: u32 = 60;

impl Outage {
    /// Whether the ATS has been down for about an hour.
    pub fn is_long(&self) -> bool {
        self.probes >= LONG_PROBES
    }
}

impl CircuitBreaker {
    /// The current outage, if there is one.
    pub(super) fn outage(&self) -> Option<Outage> {
        self.open.as_ref().map(|open| Outage { until: open.until, probes: open.probes })
    }

    /// Continues an outage. The next probe is at most a whole pause away, whatever the clock was.
    pub(super) fn resume(&mut self, outage: Outage, now: u64) {
        let until = outage.until.min(now + PROBE_PAUSE_MAX);
        self.failures = FAILURES;
        self.open = Some(OpenCircuit { until, probes: outage.probes, ..OpenCircuit::default() });
    }

    /// Whether the ATS is taken to be down.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// When the next probe may be sent; `None` while the breaker is closed.
    pub(super) fn open_until(&self) -> Option<u64> {
        self.open.as_ref().map(|open| open.until.max(open.probing_until))
    }

    /// Whether the last call failed, so that the outcome of the next one matters even if it is an answer.
    pub(super) fn has_failures(&self) -> bool {
        self.failures > 0
    }

    /// Whether a probe may be sent at `now`; if so, it counts as sent.
    pub(super) fn try_probe(&mut self, now: u64) -> bool {
        let Some(open) = self.open.as_mut().filter(|o| now >= o.until && now >= o.probing_until)
        else {
            return false;
        };
        open.probing_until = now + PROBE_MS;
        true
    }

    /// Records that the ATS answered, which closes the breaker. Returns whether it was open.
    pub(super) fn record_answer(&mut self) -> bool {
        self.failures = 0;
        self.close()
    }

    /// Closes the breaker but keeps the count of failures: an ATS that says "too many requests" is not down, but it did
    /// not carry out the call. Returns whether the breaker was open.
    pub(super) fn close(&mut self) -> bool {
        self.open.take().is_some()
    }

    /// Records a call that failed at `now`. `random` is uniform in `0.0..1.0` and spreads the probes.
    pub(super) fn record_failure(&mut self, now: u64, random: f64) {
        self.failures = self.failures.saturating_add(1);
        let probes = self.open.as_ref().map_or(0, |o| o.probes + 1);
        // A call that was sent before the breaker opened says nothing about the time since.
        let outdated = self.open.as_ref().is_some_and(|o| o.probing_until <= now && o.until > now);
        if self.failures >= FAILURES && !outdated {
            let pause = backoff::pause(probes, None, random.max(0.5)).min(PROBE_PAUSE_MAX);
            self.open = Some(OpenCircuit { until: now + pause, probes, ..OpenCircuit::default() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened() -> CircuitBreaker {
        let mut breaker = CircuitBreaker::default();
        for now in 0..u64::from(FAILURES) {
            assert!(!breaker.is_open());
            breaker.record_failure(now, 0.9);
        }
        breaker
    }

    #[test]
    fn it_opens_after_failures_in_a_row() {
        let breaker = opened();
        assert!(breaker.is_open() && breaker.has_failures());
        let mut interrupted = CircuitBreaker::default();
        for now in 0..10 {
            interrupted.record_failure(now, 0.9);
            interrupted.record_failure(now, 0.9);
            assert!(!interrupted.record_answer());
        }
        assert!(!interrupted.is_open() && !interrupted.has_failures());
    }

    #[test]
    fn one_probe_at_a_time_and_an_answer_closes_it() {
        let mut breaker = opened();
        let until = breaker.open_until().unwrap();
        assert!(!breaker.try_probe(until - 1));
        assert!(breaker.try_probe(until));
        assert!(!breaker.try_probe(until + PROBE_MS - 1), "the first one is awaited");
        assert!(breaker.try_probe(until + PROBE_MS), "it never came back");
        let awaited = until + 2 * PROBE_MS;
        assert_eq!(breaker.open_until(), Some(awaited), "until then nobody has to ask");
        assert!(breaker.record_answer());
        assert_eq!(breaker.open_until(), None);
    }

    #[test]
    fn an_outage_is_long_after_an_hour_of_probes() {
        let mut breaker = opened();
        let from = breaker.open_until().unwrap();
        while !breaker.outage().unwrap().is_long() {
            let now = breaker.open_until().unwrap();
            assert!(now < from + 3_600_000, "a person is to know within the hour");
            assert!(breaker.try_probe(now));
            breaker.record_failure(now, 0.9);
        }
        assert!(breaker.open_until().unwrap() > from + 1_800_000, "and not of every restart");
    }

    #[test]
    fn an_outage_continues_after_a_restart() {
        let mut breaker = opened();
        let until = breaker.open_until().unwrap();
        let outage = breaker.outage().unwrap();
        breaker = CircuitBreaker::default();
        breaker.resume(outage, 10);
        assert_eq!(breaker.open_until(), Some(until));
        assert_eq!(breaker.outage(), Some(outage));
        assert!(!breaker.try_probe(until - 1) && breaker.try_probe(until));
        breaker.record_answer();
        assert_eq!(breaker.outage(), None);
        breaker.resume(Outage { until: u64::MAX, probes: 1 }, 10);
        assert_eq!(breaker.open_until(), Some(10 + PROBE_PAUSE_MAX), "a clock that was wrong");
    }

    #[test]
    fn pauses_between_probes_grow_to_a_minute() {
        let mut breaker = opened();
        let mut now = 0;
        let mut pauses = Vec::new();
        for _ in 0..10 {
            let until = breaker.open_until().unwrap();
            pauses.push(until - now);
            now = until;
            assert!(breaker.try_probe(now));
            breaker.record_failure(now, 0.99);
        }
        assert!(pauses.is_sorted(), "{pauses:?}");
        assert_eq!(pauses.last(), Some(&PROBE_PAUSE_MAX));
    }

    #[test]
    fn a_call_from_before_it_opened_does_not_move_the_next_probe() {
        let mut breaker = opened();
        let until = breaker.open_until();
        breaker.record_failure(5, 0.9);
        assert_eq!(breaker.open_until(), until);
    }
}

//! The cache policy for data from the ATS: when a cached value is served, refreshed in the background, or read again
//! before it is served. Pure functions.

use serde::{Deserialize, Serialize};

/// A value that was read from the ATS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cached<T> {
    /// The time of the read, in ms since the epoch.
    pub at: u64,
    /// The value.
    pub value: T,
}

/// The action for a request that needs a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CachePlan {
    /// Answer with the cached value.
    Serve {
        /// Whether to tell the caller that the value may be out of date, because the ATS does not answer.
        stale: bool,
        /// Whether to read the value again in the background.
        refresh: bool,
    },
    /// Read the value, and answer with the cached one if that fails.
    Read,
    /// Nothing is cached: one request reads the value, the others wait for it.
    ReadOnce,
}

/// The age up to which a value is served while it is refreshed in the background, in multiples of its fresh time.
const STALE_FACTOR: u64 = 10;
/// The pause after a failure of the ATS, in ms. The fresh time of a value applies if it is shorter.
const FAILURE_PAUSE_MS: u64 = 5000;

/// The availability of the ATS, as one site has observed it.
#[derive(Debug, Clone, Copy, Default)]
pub struct AtsAvailability {
    failed_at: u64,
    failing: bool,
}

impl AtsAvailability {
    /// Records an answer.
    pub fn answered(&mut self) {
        self.failing = false;
    }

    /// Records that the ATS did not answer.
    pub fn failed(&mut self, now: u64) {
        self.failed_at = now;
        self.failing = true;
    }

    /// Whether the last call failed. No request waits for an ATS that fails.
    pub fn is_failing(&self) -> bool {
        self.failing
    }

    /// Whether a value that was read at `at` is fresh at `now`. Times are in ms.
    pub fn is_fresh(at: u64, fresh_ms: u64, now: u64) -> bool {
        now.saturating_sub(at) < fresh_ms
    }

    /// Returns the action for a value that was read at `cached_at`; `None` if it never was. `is_being_read` is whether
    /// another request is reading it now.
    pub fn plan(
        &self,
        cached_at: Option<u64>,
        is_being_read: bool,
        fresh_ms: u64,
        now: u64,
    ) -> CachePlan {
        let Some(at) = cached_at else { return CachePlan::ReadOnce };
        if Self::is_fresh(at, fresh_ms, now) {
            return CachePlan::Serve { stale: false, refresh: false };
        }
        if self.failing || Self::is_fresh(at, fresh_ms.saturating_mul(STALE_FACTOR), now) {
            return CachePlan::Serve { stale: self.failing, refresh: true };
        }
        if is_being_read {
            return CachePlan::Serve { stale: false, refresh: false };
        }
        CachePlan::Read
    }

    /// Whether a value that was read at `at` is served without another call: it is fresh, or the ATS has just failed.
    pub fn is_good_enough(&self, at: u64, fresh_ms: u64, now: u64) -> bool {
        Self::is_fresh(at, fresh_ms, now) || self.failed_lately(fresh_ms, now)
    }

    /// Returns the delay of a background refresh in ms: 0 unless the ATS has just failed.
    pub fn refresh_delay(&self, fresh_ms: u64, now: u64) -> u64 {
        if self.failed_lately(fresh_ms, now) { FAILURE_PAUSE_MS } else { 0 }
    }

    /// Whether the ATS failed so recently that it must not be called yet.
    pub fn failed_lately(&self, fresh_ms: u64, now: u64) -> bool {
        now.saturating_sub(self.failed_at) < fresh_ms.min(FAILURE_PAUSE_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRESH: u64 = 60_000;
    const SERVE: CachePlan = CachePlan::Serve { stale: false, refresh: false };
    const REFRESH: CachePlan = CachePlan::Serve { stale: false, refresh: true };
    const STALE: CachePlan = CachePlan::Serve { stale: true, refresh: true };

    fn plan(ats: AtsAvailability, age: Option<u64>, is_being_read: bool) -> CachePlan {
        let now = 100_000_000;
        ats.plan(age.map(|age| now - age), is_being_read, FRESH, now)
    }

    #[test]
    fn the_age_of_a_value_decides_between_serving_and_reading() {
        let ats = AtsAvailability::default();
        let ages =
            [None, Some(0), Some(FRESH - 1), Some(FRESH), Some(10 * FRESH - 1), Some(10 * FRESH)];
        let plans = ages.map(|age| plan(ats, age, false));
        assert_eq!(plans, [CachePlan::ReadOnce, SERVE, SERVE, REFRESH, REFRESH, CachePlan::Read]);
    }

    #[test]
    fn a_value_that_is_being_read_is_not_read_twice() {
        let ats = AtsAvailability::default();
        assert_eq!(plan(ats, Some(10 * FRESH), true), SERVE);
        assert_eq!(plan(ats, None, true), CachePlan::ReadOnce, "there is nothing to serve");
    }

    #[test]
    fn stale_values_are_served_while_the_ats_fails() {
        let mut ats = AtsAvailability::default();
        ats.failed(100_000_000);
        for age in [FRESH, 10 * FRESH, 1000 * FRESH] {
            for is_being_read in [false, true] {
                assert_eq!(plan(ats, Some(age), is_being_read), STALE);
            }
        }
        assert_eq!(plan(ats, Some(0), false), SERVE, "a fresh value is not stale");
        ats.answered();
        assert_eq!(plan(ats, Some(10 * FRESH), false), CachePlan::Read);
    }

    #[test]
    fn a_refresh_waits_after_a_failure_of_the_ats() {
        let mut ats = AtsAvailability::default();
        assert_eq!(ats.refresh_delay(FRESH, 100_000_000), 0);
        ats.failed(1000);
        assert_eq!(ats.refresh_delay(FRESH, 5999), FAILURE_PAUSE_MS);
        assert_eq!(ats.refresh_delay(FRESH, 6000), 0);
        assert!(
            ats.failed_lately(2000, 2999) && !ats.failed_lately(2000, 3000),
            "never longer than fresh"
        );
    }

    #[test]
    fn a_value_stays_fresh_if_the_clock_is_set_back() {
        let ats = AtsAvailability::default();
        assert_eq!(ats.plan(Some(5000), false, FRESH, 1000), SERVE);
    }
}

//! Later searches for a second candidate of the same application.
//!
//! A creation without an answer is repeated after a search has found nothing. If the ATS's search shows new candidates
//! later than assumed, there are two then. So the search is repeated after the delivery: soon, which also measures the
//! delay, and last after a day. A person is told of a second candidate.

use serde::{Deserialize, Serialize};

/// The times of the first searches after the delivery, as multiples of the time for which the search was waited for.
const FIRST: [u64; 4] = [1, 4, 16, 64];
/// The time of the last search after the delivery, in ms: a day.
const LAST_MS: u64 = 86_400_000;
/// The longest delay of an ATS's search that is learned, in ms: an hour. A candidate that is found even later is told
/// to a person, but other deliveries do not wait for so long.
const LAG_MAX_MS: u64 = 3_600_000;

/// The later searches of one application. Contains nothing personal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LaterLooks {
    /// The time at which the first creation was given up, in ms since the epoch.
    pub unsure_since: u64,
    /// The time of the search that found nothing, in ms since the epoch.
    pub searched_at: u64,
    /// The number of later searches that are complete.
    pub looks: u32,
    /// Whether our own candidate was removed at the ATS, so that there is nothing to compare with.
    pub is_removed: bool,
    /// The ids of further candidates with this application's receipt.
    pub found: Vec<String>,
    /// Whether the result is known and no further search is needed.
    pub is_settled: bool,
}

impl LaterLooks {
    /// The plan after a search at `searched_at` has found no candidate of a creation given up at `unsure_since`.
    pub fn new(unsure_since: u64, searched_at: u64) -> Self {
        Self { unsure_since, searched_at, ..Self::default() }
    }

    /// The time of the next search, in ms since the epoch; `None` if no further one is needed.
    pub fn next_at(&self, delivered_at: u64) -> Option<u64> {
        if self.is_settled {
            return None;
        }
        // An interrupted search: its result is still to be told.
        if self.is_removed || !self.found.is_empty() {
            return Some(delivered_at);
        }
        let waited = self.searched_at.saturating_sub(self.unsure_since).max(1000);
        let looks = usize::try_from(self.looks).unwrap_or(usize::MAX);
        let pause = match FIRST.get(looks) {
            Some(multiple) => waited.saturating_mul(*multiple).min(LAST_MS),
            None if looks == FIRST.len() => LAST_MS,
            None => return None,
        };
        Some(delivered_at.saturating_add(pause))
    }

    /// Adds a further candidate, by its id at the ATS.
    pub fn add(&mut self, id: String) {
        if !self.found.contains(&id) {
            self.found.push(id);
        }
    }

    /// A search is complete, or cannot be made.
    pub fn end(&mut self) {
        self.looks = self.looks.saturating_add(1);
        self.is_settled = self.is_removed || !self.found.is_empty();
    }

    /// The delay of the ATS's search, in ms, if a second candidate was found at `now`.
    pub fn lag(&self, now: u64) -> Option<u64> {
        (!self.found.is_empty()).then(|| now.saturating_sub(self.unsure_since).min(LAG_MAX_MS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_is_repeated_soon_and_after_a_day() {
        let mut looks = LaterLooks::new(1_000_000, 1_060_000);
        let mut pauses = Vec::new();
        while let Some(at) = looks.next_at(2_000_000) {
            pauses.push((at - 2_000_000) / 60_000);
            looks.end();
        }
        assert_eq!(pauses, [1, 4, 16, 64, 24 * 60]);
    }

    #[test]
    fn a_second_candidate_ends_the_searches_and_gives_the_delay() {
        let mut looks = LaterLooks::new(1_000_000, 1_060_000);
        assert_eq!(looks.lag(1_500_000), None);
        looks.add("9".to_owned());
        assert_eq!(
            (looks.next_at(5), looks.lag(1_150_000)),
            (Some(5), Some(150_000)),
            "to be told"
        );
        looks.end();
        assert_eq!(looks.next_at(5), None);
        assert_eq!(looks.lag(u64::MAX), Some(LAG_MAX_MS));
        let mut removed = LaterLooks { is_removed: true, ..LaterLooks::new(0, 60_000) };
        removed.end();
        assert_eq!(removed.next_at(0), None);
    }
}

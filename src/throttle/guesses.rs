//! Growing pauses for addresses that present wrong keys.

use std::collections::BTreeMap;

/// The number of wrong keys without a pause: a typing mistake, an old bookmark, a key that has just been replaced.
const FREE: u32 = 5;
/// The longest pause, in ms: ten minutes.
const PAUSE_MAX_MS: u64 = 600_000;
/// How long wrong keys are remembered, in ms: an hour.
const REMEMBERED_MS: u64 = 3_600_000;
/// The number of addresses that are remembered.
const ADDRESSES_MAX: usize = 1000;

/// The wrong keys of one address.
#[derive(Debug, Default, Clone, Copy)]
struct Wrong {
    count: u32,
    last: u64,
    until: u64,
}

/// The addresses that presented wrong keys.
#[derive(Debug, Default)]
pub struct Guesses(BTreeMap<String, Wrong>);

impl Guesses {
    /// No address yet.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// The time for which keys of this address are not looked at, in ms, at `now` in ms since the epoch.
    pub fn pause(&self, address: &str, now: u64) -> Option<u64> {
        let wrong = self.0.get(address)?;
        // After a clock that was set back, nobody waits for longer than the longest pause.
        wrong.until.checked_sub(now).filter(|ms| *ms > 0).map(|ms| ms.min(PAUSE_MAX_MS))
    }

    /// Records a wrong key. Returns whether it begins a pause, which is worth a line in the log.
    pub fn record(&mut self, address: &str, now: u64) -> bool {
        if self.0.len() >= ADDRESSES_MAX && !self.0.contains_key(address) {
            self.0.retain(|_, wrong| now.saturating_sub(wrong.last) < REMEMBERED_MS);
            if self.0.len() >= ADDRESSES_MAX {
                let oldest = self.0.iter().min_by_key(|(_, wrong)| wrong.last);
                if let Some(oldest) = oldest.map(|(address, _)| address.clone()) {
                    self.0.remove(&oldest);
                }
            }
        }
        let wrong = self.0.entry(address.to_owned()).or_default();
        if now.saturating_sub(wrong.last) >= REMEMBERED_MS {
            *wrong = Wrong::default();
        }
        wrong.count = wrong.count.saturating_add(1);
        wrong.last = now;
        let Some(doublings) = wrong.count.checked_sub(FREE) else { return false };
        let pause = 1000u64.saturating_mul(1 << doublings.min(20)).min(PAUSE_MAX_MS);
        wrong.until = now.saturating_add(pause);
        true
    }

    /// Forgets an address that presented a right key.
    pub fn forget(&mut self, address: &str) {
        self.0.remove(address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_ten_minutes_and_are_forgotten_after_an_hour() {
        let mut guesses = Guesses::new();
        let mut now = 1_000_000;
        let mut pauses = Vec::new();
        for _ in 0..16 {
            guesses.record("a", now);
            let pause = guesses.pause("a", now).unwrap_or(0);
            pauses.push(pause / 1000);
            now += pause;
        }
        assert_eq!(pauses, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
        assert_eq!(guesses.pause("b", now), None, "other addresses do not wait");
        assert!(!guesses.record("a", now + REMEMBERED_MS) && guesses.pause("a", now).is_none());
    }

    #[test]
    fn a_right_key_and_a_clock_set_back_end_the_pause() {
        let mut guesses = Guesses::new();
        for _ in 0..20 {
            guesses.record("a", 86_400_000);
        }
        assert_eq!(guesses.pause("a", 0), Some(PAUSE_MAX_MS));
        guesses.forget("a");
        assert_eq!(guesses.pause("a", 86_400_000), None);
    }

    #[test]
    fn the_number_of_addresses_is_bounded() {
        let mut guesses = Guesses::new();
        for n in 0..3000u64 {
            guesses.record(&n.to_string(), n);
        }
        assert_eq!(guesses.0.len(), ADDRESSES_MAX);
        assert!(guesses.0.contains_key("2999"));
    }
}

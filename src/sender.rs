//! How slow somebody who sends a body may be. Values in, values out: the edge tells the time.

/// Below this many bytes a second on average, nothing is being sent: a telephone at the edge of a
/// network has ten times as much. A choice of ours.
const RATE_MIN: u64 = 100;

/// Somebody who sends.
#[derive(Debug, Clone, Copy)]
pub struct Sender {
    patience: u64,
    began: u64,
    heard: u64,
    bytes: u64,
}

impl Sender {
    /// One who begins at `now`, in ms since the epoch. `patience` is for how long a silence is borne,
    /// in ms.
    pub fn new(patience: u64, now: u64) -> Self {
        Self { patience, began: now, heard: now, bytes: 0 }
    }

    /// Takes that bytes came.
    pub fn heard(&mut self, bytes: u64, now: u64) {
        self.heard = now;
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// Whether nobody is there any more, or somebody who only pretends.
    pub fn is_lost(&self, now: u64) -> bool {
        let silent = now.saturating_sub(self.heard);
        let long = now.saturating_sub(self.began);
        silent >= self.patience
            || long >= self.patience.saturating_mul(2)
                && self.bytes.saturating_mul(1000) / long.max(1) < RATE_MIN
    }

    /// How often to look, in ms: when nobody is heard, nobody says so.
    pub fn look(&self) -> u64 {
        (self.patience / 2).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_silent_is_lost() {
        let mut sender = Sender::new(60_000, 1000);
        assert!(!sender.is_lost(60_999));
        assert!(sender.is_lost(61_000));
        sender.heard(1, 60_000);
        assert!(!sender.is_lost(61_000));
    }

    #[test]
    fn who_drips_is_lost_and_who_is_slow_is_not() {
        let (mut drips, mut slow) = (Sender::new(60_000, 0), Sender::new(60_000, 0));
        for second in 1..=119 {
            drips.heard(1, second * 1000);
            slow.heard(500, second * 1000);
        }
        assert!(!drips.is_lost(119_999), "not before it is sure");
        assert!(drips.is_lost(120_000));
        assert!(!slow.is_lost(120_000));
    }

    #[test]
    fn a_clock_that_jumps_back_loses_nobody() {
        let sender = Sender::new(60_000, 1_000_000);
        assert!(!sender.is_lost(0));
    }
}

//! Detects clients that stopped sending a body, or send it too slowly to ever finish.

/// The lowest average rate, in bytes a second: a phone with a weak signal sends ten times as much. A choice of this
/// project.
const RATE_MIN: u64 = 100;

/// Watches one body.
#[derive(Debug, Clone, Copy)]
pub struct StallDetector {
    timeout_ms: u64,
    started: u64,
    last_received: u64,
    bytes: u64,
}

impl StallDetector {
    /// Starts watching at `now`, in ms since the epoch. `timeout_ms` is the longest silence that is tolerated.
    pub fn new(timeout_ms: u64, now: u64) -> Self {
        Self { timeout_ms, started: now, last_received: now, bytes: 0 }
    }

    /// Records that bytes arrived.
    pub fn record_bytes(&mut self, bytes: u64, now: u64) {
        self.last_received = now;
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// Whether the client is taken to be gone: silent for the timeout, or below the lowest rate over twice the timeout.
    pub fn is_lost(&self, now: u64) -> bool {
        let silent = now.saturating_sub(self.last_received);
        let total = now.saturating_sub(self.started);
        silent >= self.timeout_ms
            || total >= self.timeout_ms.saturating_mul(2)
                && self.bytes.saturating_mul(1000) / total.max(1) < RATE_MIN
    }

    /// How often to call [`Self::is_lost`], in ms: a client that is gone causes no event.
    pub fn check_interval_ms(&self) -> u64 {
        (self.timeout_ms / 2).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_client_is_lost() {
        let mut client = StallDetector::new(60_000, 1000);
        assert!(!client.is_lost(60_999));
        assert!(client.is_lost(61_000));
        client.record_bytes(1, 60_000);
        assert!(!client.is_lost(61_000));
    }

    #[test]
    fn a_dripping_client_is_lost_and_a_slow_one_is_not() {
        let (mut drips, mut slow) = (StallDetector::new(60_000, 0), StallDetector::new(60_000, 0));
        for second in 1..=119 {
            drips.record_bytes(1, second * 1000);
            slow.record_bytes(500, second * 1000);
        }
        assert!(!drips.is_lost(119_999), "not before it is sure");
        assert!(drips.is_lost(120_000));
        assert!(!slow.is_lost(120_000));
    }

    #[test]
    fn a_clock_that_jumps_back_loses_no_client() {
        let client = StallDetector::new(60_000, 1_000_000);
        assert!(!client.is_lost(0));
    }
}

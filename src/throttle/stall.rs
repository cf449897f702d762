//! Detects clients that stopped sending a body, or send it too slowly to ever finish.

/// The lowest average rate, in bytes a second: a phone with a weak signal sends ten times as much. A choice of this
/// project.
const RATE_MIN: u64 = 100;
/// The smallest part of the bytes still to come that has to arrive within twice the timeout: 5 MB need 2 kB/s then,
/// half of what the slowest mobile networks carry.
const PART_MIN: u64 = 20;

/// Watches one body.
#[derive(Debug, Clone, Copy)]
pub struct StallDetector {
    timeout_ms: u64,
    last_received: u64,
    bytes: u64,
    /// The bytes of the whole body, if known.
    expected: Option<u64>,
    /// The start of the current period of twice the timeout, and the bytes that had arrived then.
    period: (u64, u64),
    is_slow: bool,
}

impl StallDetector {
    /// Starts watching at `now`, in ms since the epoch. `timeout_ms` is the longest silence that is tolerated,
    /// `expected` the number of bytes still to come, if known.
    pub fn new(timeout_ms: u64, expected: Option<u64>, now: u64) -> Self {
        let (last_received, bytes, period, is_slow) = (now, 0, (now, 0), false);
        Self { timeout_ms, last_received, bytes, expected, period, is_slow }
    }

    /// Records that bytes arrived.
    pub fn record_bytes(&mut self, bytes: u64, now: u64) {
        self.last_received = now;
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// Whether the client is taken to be gone: silent for the timeout, or too slow over twice the timeout.
    pub fn is_lost(&mut self, now: u64) -> bool {
        let (since, before) = self.period;
        let passed = now.saturating_sub(since);
        if passed >= self.timeout_ms.saturating_mul(2) {
            let received = self.bytes.saturating_sub(before);
            let to_come = self.expected.map_or(0, |expected| expected.saturating_sub(before));
            let least = (RATE_MIN.saturating_mul(passed) / 1000).max(to_come / PART_MIN);
            let least = least.min(self.expected.map_or(least, |_| to_come));
            // Far more time than between two checks: the clock was set, or the process stood still.
            self.is_slow = received < least && passed < self.timeout_ms.saturating_mul(4);
            self.period = (now, self.bytes);
        }
        self.is_slow || now.saturating_sub(self.last_received) >= self.timeout_ms
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
        let mut client = StallDetector::new(60_000, None, 1000);
        assert!(!client.is_lost(60_999));
        assert!(client.is_lost(61_000));
        client.record_bytes(1, 60_000);
        assert!(!client.is_lost(61_000));
    }

    #[test]
    fn a_dripping_client_is_lost_and_a_slow_one_is_not() {
        let watch = |expected| StallDetector::new(60_000, expected, 0);
        let (mut drips, mut slow) = (watch(None), watch(None));
        for second in 1..=119 {
            drips.record_bytes(1, second * 1000);
            slow.record_bytes(500, second * 1000);
        }
        assert!(!drips.is_lost(119_999), "not before it is sure");
        assert!(drips.is_lost(120_000));
        assert!(!slow.is_lost(120_000));
    }

    #[test]
    fn a_phone_in_a_tunnel_finishes_and_a_drip_of_a_large_file_does_not() {
        let watch = || StallDetector::new(60_000, Some(5_000_000), 0);
        let (mut phone, mut drip) = (watch(), watch());
        for second in 1..=240 {
            // A minute of every two is without a signal, but for a little.
            if second % 120 < 60 {
                phone.record_bytes(5000, second * 1000);
            } else if second % 50 == 0 {
                phone.record_bytes(1, second * 1000);
            }
            drip.record_bytes(200, second * 1000);
            assert!(!phone.is_lost(second * 1000), "{second}");
            assert_eq!(drip.is_lost(second * 1000), second >= 120, "{second}");
        }
    }

    #[test]
    fn the_end_of_a_body_may_be_short() {
        let mut client = StallDetector::new(60_000, Some(1_000_000), 0);
        client.record_bytes(999_000, 10_000);
        client.record_bytes(500, 119_000);
        assert!(!client.is_lost(120_000));
        client.record_bytes(500, 170_000);
        assert!(!client.is_lost(240_000 - 60_000), "all has arrived");
    }

    #[test]
    fn a_clock_that_jumps_back_loses_no_client() {
        let mut client = StallDetector::new(60_000, None, 1_000_000);
        assert!(!client.is_lost(0));
    }
}

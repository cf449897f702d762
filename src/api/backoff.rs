//! Retry delays. The caller supplies the time and the random numbers.

/// Maximum delay between two attempts, in milliseconds: an hour.
pub const PAUSE_MAX: u64 = 3_600_000;
/// Maximum delay that an ATS can ask for, in milliseconds: six hours. A larger value is not a
/// number of seconds.
pub const ASKED_MAX: u64 = 21_600_000;
/// Minimum delay, in milliseconds.
pub const PAUSE_MIN: u64 = 500;

/// Milliseconds to wait after `failures` consecutive failures: exponential with full jitter, and
/// never less than the ATS asked for. `random_unit` is uniform in `0.0..1.0`.
pub fn pause(failures: u32, asked_seconds: Option<u32>, random_unit: f64) -> u64 {
    let ceiling = 2_000u64.saturating_mul(1 << failures.min(12)).min(PAUSE_MAX);
    // Truncation is intended: a millisecond does not matter.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 <= random_unit < 1"
    )]
    let jittered = (ceiling as f64 * random_unit.clamp(0.0, 1.0)) as u64;
    let asked = u64::from(asked_seconds.unwrap_or(0)).saturating_mul(1000).min(ASKED_MAX);
    let pause = jittered.clamp(PAUSE_MIN, PAUSE_MAX);
    // Spreads callers that were given the same moment over up to a second after it.
    if asked > 0 { pause.max(asked.saturating_add(jittered.min(1000))) } else { pause }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_to_an_hour_with_jitter() {
        assert_eq!(pause(0, None, 0.0), PAUSE_MIN);
        assert!(pause(0, None, 0.99) < 2_000);
        assert_eq!(pause(40, None, 1.0), PAUSE_MAX);
        assert!(pause(5, None, 0.5) > pause(3, None, 0.5));
    }

    #[test]
    fn the_delay_requested_by_the_ats_is_respected() {
        assert!(pause(0, Some(30), 0.0) >= 30_000);
        assert!(pause(12, Some(7200), 0.5) >= 7_200_000, "also beyond our own ceiling");
        assert!(pause(0, Some(1_767_225_600), 0.0) <= ASKED_MAX + 1000, "a date is no pause");
    }
}

//! When to try again. The caller owns the clock and the dice.

/// The longest pause between two tries, in milliseconds: an hour.
pub const PAUSE_MAX: u64 = 3_600_000;
/// The longest pause that an ATS can ask for, in milliseconds: six hours. What asks for more has
/// sent something else than seconds.
pub const ASKED_MAX: u64 = 21_600_000;
/// The shortest pause, in milliseconds.
pub const PAUSE_MIN: u64 = 500;

/// Milliseconds to wait after `failures` failures in a row: exponential with full jitter, never
/// less than the ATS asked for. `dice` is uniform in `0.0..1.0`.
pub fn pause(failures: u32, asked_seconds: Option<u32>, dice: f64) -> u64 {
    let ceiling = 2_000u64.saturating_mul(1 << failures.min(12)).min(PAUSE_MAX);
    // Truncation is wanted: a millisecond more or less is nothing.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= dice < 1")]
    let jittered = (ceiling as f64 * dice.clamp(0.0, 1.0)) as u64;
    let asked = u64::from(asked_seconds.unwrap_or(0)).saturating_mul(1000).min(ASKED_MAX);
    let pause = jittered.clamp(PAUSE_MIN, PAUSE_MAX);
    // Spread those who were all told the same moment over a little more than it.
    if asked > 0 { pause.max(asked.saturating_add(jittered.min(1000))) } else { pause }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour_and_spread() {
        assert_eq!(pause(0, None, 0.0), PAUSE_MIN);
        assert!(pause(0, None, 0.99) < 2_000);
        assert_eq!(pause(40, None, 1.0), PAUSE_MAX);
        assert!(pause(5, None, 0.5) > pause(3, None, 0.5));
    }

    #[test]
    fn what_the_ats_asked_for_is_obeyed() {
        assert!(pause(0, Some(30), 0.0) >= 30_000);
        assert!(pause(12, Some(7200), 0.5) >= 7_200_000, "also beyond our own ceiling");
        assert!(pause(0, Some(1_767_225_600), 0.0) <= ASKED_MAX + 1000, "a date is no pause");
    }
}

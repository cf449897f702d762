//! Rate limits of an ATS.

use serde::{Deserialize, Serialize};

/// How many requests an ATS accepts in how much time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// Requests per window.
    pub requests: u32,
    /// Length of the window, in milliseconds.
    pub window_ms: u64,
}

impl RateLimit {
    /// The window that is planned with, in milliseconds: 4 % longer than the ATS's own, because requests do not arrive
    /// as evenly as they are sent.
    pub(super) fn window(self) -> u64 {
        self.window_ms + self.window_ms / 25
    }

    /// The interval between two requests that are spread evenly over the window, in milliseconds.
    pub(super) fn interval(self) -> u64 {
        self.window() / u64::from(self.requests.max(1))
    }
}

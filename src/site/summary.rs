//! The summary of a site for the operator's console, without personal data and secrets.

use super::Site;
use crate::throttle::pace::RateLimit;
use serde::{Deserialize, Serialize};

/// A site and its ATS account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SiteSummary {
    /// The site's name.
    pub site: String,
    /// The kind of its ATS, such as `huntflow`, as in the configuration.
    pub ats: String,
    /// The name of its credentials.
    pub account: String,
    /// The ATS's rate limit: the number of requests in a window, and the length of the window in ms.
    pub rate_limit: (u32, u64),
}

impl SiteSummary {
    /// Returns the summary of a site.
    pub fn of(site: &Site) -> Self {
        let RateLimit { requests, window_ms } = site.rate_limit();
        Self {
            site: site.site.clone(),
            ats: site.ats.kind().to_owned(),
            account: site.ats.credentials().to_owned(),
            rate_limit: (requests, window_ms),
        }
    }
}

//! What the people who run it are shown: deliveries as lines, counts, a picture of the last day.
//! Nothing personal is in any of it.

use crate::permit::Pace;
use crate::protocol::State;
use serde::{Deserialize, Serialize};

/// A delivery's line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its receipt.
    pub receipt: String,
    /// The site.
    pub site: String,
    /// The job.
    pub job: String,
    /// How it stands.
    pub state: State,
    /// When it was accepted, in ms since the epoch.
    pub accepted_at: u64,
    /// When this line was written, in ms since the epoch.
    pub updated_at: u64,
    /// Calls that failed.
    #[serde(default)]
    pub attempts: u32,
    /// Operation, kind, the vendor's code and location.
    #[serde(default)]
    pub error: Option<String>,
    /// When it is tried next, in ms since the epoch.
    #[serde(default)]
    pub next_at: Option<u64>,
    /// A person has closed it.
    #[serde(default)]
    pub closed: bool,
}

/// Where a delivery stands for whoever has to look after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Care {
    /// A person has to help.
    Stuck,
    /// It is tried again by itself, after failures.
    Failing,
    /// It waits for its first turn.
    Waiting,
    /// Nothing is left to do.
    Done,
}

impl Care {
    /// In the order in which people want to see them.
    pub const ALL: [Self; 4] = [Self::Stuck, Self::Failing, Self::Waiting, Self::Done];

    /// Its name in addresses and on the page.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stuck => "stuck",
            Self::Failing => "failing",
            Self::Waiting => "waiting",
            Self::Done => "done",
        }
    }
}

impl Line {
    /// Who has to do something about it, if anybody.
    pub fn care(&self) -> Care {
        match self.state {
            State::Failed if !self.closed => Care::Stuck,
            // Somebody has to tell the ATS, which could not be told.
            State::Withdrawn if self.error.is_some() && self.next_at.is_none() && !self.closed => {
                Care::Stuck
            }
            State::Received | State::Withdrawn if self.next_at.is_some() => {
                if self.error.is_some() { Care::Failing } else { Care::Waiting }
            }
            State::Received => Care::Waiting,
            _ => Care::Done,
        }
    }

    /// Whether the ATS still has to be asked for something.
    pub fn is_open(&self) -> bool {
        matches!(self.care(), Care::Failing | Care::Waiting)
    }
}

/// How many were accepted and delivered within an hour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hour {
    /// Applications that got a receipt.
    pub accepted: u32,
    /// Applications that the ATS took.
    pub delivered: u32,
}

const HOUR_MS: u64 = 3_600_000;

/// The last 24 hours, the oldest first.
pub fn day(lines: &[Line], now: u64) -> [Hour; 24] {
    let mut hours = [Hour::default(); 24];
    let slot = |at: u64| {
        let ago = now.saturating_sub(at) / HOUR_MS;
        23usize.checked_sub(usize::try_from(ago).unwrap_or(usize::MAX))
    };
    for line in lines {
        if let Some(hour) = slot(line.accepted_at).and_then(|i| hours.get_mut(i)) {
            hour.accepted += 1;
        }
        if line.state == State::Delivered
            && let Some(hour) = slot(line.updated_at).and_then(|i| hours.get_mut(i))
        {
            hour.delivered += 1;
        }
    }
    hours
}

/// A site and the account behind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SiteLine {
    /// The site's name.
    pub site: String,
    /// `huntflow` or `comeet`.
    pub ats: String,
    /// Name of the credentials.
    pub account: String,
    /// Requests of a window, and its length in milliseconds.
    pub pace: (u32, u64),
}

impl SiteLine {
    /// The line of a configured site.
    pub fn of(site: &crate::site::Site) -> Self {
        let ats = match site.ats {
            crate::site::Ats::Huntflow(_) => "huntflow",
            crate::site::Ats::Comeet(_) => "comeet",
        };
        let Pace { requests, window_ms } = site.pace();
        Self {
            site: site.site.clone(),
            ats: ats.to_owned(),
            account: site.ats.credentials().to_owned(),
            pace: (requests, window_ms),
        }
    }
}

/// How an account's credentials and its ATS are. Nothing secret.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Health {
    /// Whether there are credentials at all.
    pub seeded: bool,
    /// When they were last given by the operator, in ms since the epoch.
    pub adopted_at: Option<u64>,
    /// When the pair was last refreshed.
    pub refreshed_at: Option<u64>,
    /// How often.
    pub refreshes: u64,
    /// Since when the ATS refuses the refresh token: only a new pair from the operator helps.
    pub refused_at: Option<u64>,
    /// The last refresh that failed in another way.
    pub last_error: Option<String>,
    /// Turns that were given and lie ahead.
    pub waiting: usize,
    /// The ATS is taken to be down, and left alone until then (ms since the epoch).
    pub open_until: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(state: State, next_at: Option<u64>, error: Option<&str>) -> Line {
        Line {
            receipt: "0".repeat(26),
            site: "acme".to_owned(),
            job: "9".to_owned(),
            state,
            accepted_at: 0,
            updated_at: 0,
            attempts: 0,
            error: error.map(str::to_owned),
            next_at,
            closed: false,
        }
    }

    #[test]
    fn who_needs_care_is_told_apart() {
        assert_eq!(line(State::Received, Some(1), None).care(), Care::Waiting);
        assert_eq!(line(State::Received, Some(1), Some("503")).care(), Care::Failing);
        assert_eq!(line(State::Failed, None, Some("402")).care(), Care::Stuck);
        assert_eq!(line(State::Delivered, None, None).care(), Care::Done);
        assert_eq!(line(State::Withdrawn, None, None).care(), Care::Done);
        assert_eq!(line(State::Withdrawn, None, Some("tell them")).care(), Care::Stuck);
        let closed = Line { closed: true, ..line(State::Failed, None, Some("by hand")) };
        assert_eq!(closed.care(), Care::Done);
    }

    #[test]
    fn a_day_has_its_hours_and_nothing_older() {
        let now = 100 * HOUR_MS;
        let at = |accepted_at, updated_at| Line {
            accepted_at,
            updated_at,
            ..line(State::Delivered, None, None)
        };
        let lines = [at(now, now), at(now - 2 * HOUR_MS, now), at(now - 30 * HOUR_MS, 0)];
        let hours = day(&lines, now);
        assert_eq!(hours[23], Hour { accepted: 1, delivered: 2 });
        assert_eq!(hours[21], Hour { accepted: 1, delivered: 0 });
        assert_eq!(hours.iter().map(|h| h.accepted).sum::<u32>(), 2);
    }
}

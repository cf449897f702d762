//! Summaries of deliveries for the operator: one per delivery, and counts for the last 24 hours. Contains nothing
//! personal.

use crate::protocol::ApplicationState;
use serde::{Deserialize, Serialize};

/// The summary of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliverySummary {
    /// The receipt.
    pub receipt: String,
    /// The name of the site.
    pub site: String,
    /// The id of the job.
    pub job: String,
    /// The state.
    pub state: ApplicationState,
    /// The time of acceptance, in ms since the epoch.
    pub accepted_at: u64,
    /// The time of this summary, in ms since the epoch.
    pub updated_at: u64,
    /// The number of failed calls.
    #[serde(default)]
    pub attempts: u32,
    /// The last error: operation, kind, the vendor's code and JSON path.
    #[serde(default)]
    pub error: Option<String>,
    /// The time of the next run, in ms since the epoch.
    #[serde(default)]
    pub next_at: Option<u64>,
    /// Whether a person closed it.
    #[serde(default)]
    pub closed: bool,
}

/// The attention that a delivery needs from the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attention {
    /// A person has to act.
    Stuck,
    /// Failing, and retried automatically.
    Failing,
    /// Waiting for its first run.
    Waiting,
    /// Finished.
    Done,
}

impl Attention {
    /// All values, most urgent first.
    pub const ALL: [Self; 4] = [Self::Stuck, Self::Failing, Self::Waiting, Self::Done];

    /// The name in URLs and on the page.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stuck => "stuck",
            Self::Failing => "failing",
            Self::Waiting => "waiting",
            Self::Done => "done",
        }
    }
}

/// Times of the next run that differ by less than this are treated as equal, in ms.
const SAME_TRY_MS: u64 = 300_000;

impl DeliverySummary {
    /// The attention that the delivery needs.
    pub fn care(&self) -> Attention {
        match self.state {
            ApplicationState::Failed if !self.closed => Attention::Stuck,
            // The ATS has two candidates of it.
            ApplicationState::Delivered if self.error.is_some() && !self.closed => Attention::Stuck,
            // The ATS could not be informed of the withdrawal: a person has to do it.
            ApplicationState::Withdrawn
                if self.error.is_some() && self.next_at.is_none() && !self.closed =>
            {
                Attention::Stuck
            }
            ApplicationState::Received | ApplicationState::Withdrawn if self.next_at.is_some() => {
                if self.error.is_some() {
                    Attention::Failing
                } else {
                    Attention::Waiting
                }
            }
            ApplicationState::Received => Attention::Waiting,
            _ => Attention::Done,
        }
    }

    /// Whether a later summary contains no news for the operator or the sweep; the time of the next run may differ by
    /// up to five minutes.
    pub fn says_the_same(&self, later: &Self) -> bool {
        let (updated_at, next_at) = (self.updated_at, self.next_at);
        let near = match (next_at, later.next_at) {
            (Some(before), Some(after)) => before.abs_diff(after) < SAME_TRY_MS,
            (before, after) => before == after,
        };
        near && *self == Self { updated_at, next_at, ..later.clone() }
    }

    /// Whether the application was delivered or withdrawn.
    pub fn is_finished(&self) -> bool {
        matches!(
            self.state,
            ApplicationState::Delivered | ApplicationState::Entered | ApplicationState::Withdrawn
        )
    }

    /// Whether calls to the ATS are still to be made.
    pub fn is_open(&self) -> bool {
        matches!(self.care(), Attention::Failing | Attention::Waiting)
    }
}

/// The number of applications accepted and delivered within an hour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hour {
    /// Accepted applications.
    pub accepted: u32,
    /// Delivered applications.
    pub delivered: u32,
}

const HOUR_MS: u64 = 3_600_000;

/// The last 24 hours, oldest first.
pub fn day(lines: &[DeliverySummary], now: u64) -> [Hour; 24] {
    let mut hours = [Hour::default(); 24];
    let slot = |at: u64| {
        let ago = now.saturating_sub(at) / HOUR_MS;
        23usize.checked_sub(usize::try_from(ago).unwrap_or(usize::MAX))
    };
    for line in lines {
        if let Some(hour) = slot(line.accepted_at).and_then(|i| hours.get_mut(i)) {
            hour.accepted += 1;
        }
        if line.state == ApplicationState::Delivered
            && let Some(hour) = slot(line.updated_at).and_then(|i| hours.get_mut(i))
        {
            hour.delivered += 1;
        }
    }
    hours
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(state: ApplicationState, next_at: Option<u64>, error: Option<&str>) -> DeliverySummary {
        DeliverySummary {
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
    fn a_summary_states_the_attention_that_it_needs() {
        assert_eq!(line(ApplicationState::Received, Some(1), None).care(), Attention::Waiting);
        assert_eq!(
            line(ApplicationState::Received, Some(1), Some("503")).care(),
            Attention::Failing
        );
        assert_eq!(line(ApplicationState::Failed, None, Some("402")).care(), Attention::Stuck);
        assert_eq!(line(ApplicationState::Delivered, None, None).care(), Attention::Done);
        assert_eq!(line(ApplicationState::Withdrawn, None, None).care(), Attention::Done);
        assert_eq!(
            line(ApplicationState::Withdrawn, None, Some("tell them")).care(),
            Attention::Stuck
        );
        let closed = DeliverySummary {
            closed: true,
            ..line(ApplicationState::Failed, None, Some("by hand"))
        };
        assert_eq!(closed.care(), Attention::Done);
    }

    #[test]
    fn the_chart_of_a_day_has_24_hours_and_nothing_older() {
        let now = 100 * HOUR_MS;
        let at = |accepted_at, updated_at| DeliverySummary {
            accepted_at,
            updated_at,
            ..line(ApplicationState::Delivered, None, None)
        };
        let lines = [at(now, now), at(now - 2 * HOUR_MS, now), at(now - 30 * HOUR_MS, 0)];
        let hours = day(&lines, now);
        assert_eq!(hours[23], Hour { accepted: 1, delivered: 2 });
        assert_eq!(hours[21], Hour { accepted: 1, delivered: 0 });
        assert_eq!(hours.iter().map(|h| h.accepted).sum::<u32>(), 2);
    }
}

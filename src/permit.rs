//! The ATS's pace, and what to do while it is down. Values in, values out: the `Account` object keeps
//! [`Turns`] and tells it the time.
//!
//! A turn is a time. Whoever finds no turn free is given the next one and comes back then, once, with
//! the turn as its ticket: nobody asks twice for the same thing, however many wait.

use crate::call::Reply;
use crate::error::{Error, ErrorKind};
use crate::retry;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// How many requests an ATS takes in which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pace {
    /// Requests in a window.
    pub requests: u32,
    /// Length of the window, in milliseconds.
    pub window_ms: u64,
}

/// Huntflow: 10 requests a second for a token.
pub const HUNTFLOW: Pace = Pace { requests: 10, window_ms: 1000 };
/// Comeet: 100 requests a minute.
pub const COMEET: Pace = Pace { requests: 100, window_ms: 60_000 };

impl Pace {
    /// The window we keep: a twentieth longer, because requests do not arrive as evenly as they
    /// leave.
    fn window(self) -> u64 {
        self.window_ms + self.window_ms / 20
    }

    /// What lies between two requests that leave evenly.
    fn step(self) -> u64 {
        self.window() / u64::from(self.requests.max(1))
    }
}

/// For what a turn is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lane {
    /// An application's delivery: waits for its turn.
    Delivery,
    /// A call through the gateway: has no turn while deliveries wait.
    Gateway,
    /// Our own looking at jobs: rare, and never kept waiting.
    Browse,
}

/// What a caller is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Turn {
    /// Go; and tell the outcome, if `tell`.
    Now {
        /// Whether the outcome is wanted.
        tell: bool,
    },
    /// Come back at this time (ms since the epoch), with it as the ticket.
    At(u64),
}

/// What became of a call, as far as the pace is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The ATS answered.
    Answered,
    /// Over its pace; after so many seconds it will do again.
    TooMany(u32),
    /// It failed, or gave no answer.
    Failed,
}

impl Outcome {
    /// What a reply, or its absence, says of the ATS; `None` where we did not ask, to keep its pace.
    pub fn of(reply: &Result<Reply, Error>) -> Option<Self> {
        match reply {
            Ok(reply) => Some(Self::of_status(reply.status, reply.retry_after)),
            Err(error) if error.kind == ErrorKind::TooManyRequests => None,
            Err(_) => Some(Self::Failed),
        }
    }

    /// What a status says of the ATS.
    pub fn of_status(status: u16, retry_after: Option<u32>) -> Self {
        match status {
            429 => Self::TooMany(retry_after.unwrap_or(1).clamp(1, 3600)),
            ..500 => Self::Answered,
            _ => Self::Failed,
        }
    }
}

/// Failures in a row after which the ATS is taken to be down.
const FAILURES: u32 = 3;
/// How long a probe may take before another is sent, in milliseconds.
const PROBE_MS: u64 = 60_000;
/// The longest pause between two probes, in milliseconds.
const PROBE_PAUSE_MAX: u64 = 60_000;
/// A ticket further beyond the last turn than this is none of ours, in milliseconds: it comes from
/// before a restart, or from a clock that jumped.
const AHEAD_MAX: u64 = 120_000;

/// Turns at one ATS account.
#[derive(Debug, Clone, Default)]
pub struct Turns {
    /// The last turns that were given, in order; some of them lie ahead.
    given: VecDeque<u64>,
    /// When the last requests left.
    left: VecDeque<u64>,
    /// The last moment that was given to somebody who was late.
    late: u64,
    /// Nothing leaves before: the ATS said so.
    not_before: u64,
    /// Failures since the last answer.
    failures: u32,
    /// Where the ATS is taken to be down.
    open: Option<Open>,
}

#[derive(Debug, Clone, Default)]
struct Open {
    until: u64,
    probes: u32,
    /// Until when the answer to a probe is waited for.
    probing: u64,
    sent_away: u64,
}

impl Turns {
    /// A turn for a call at `now`. `ticket` is the time that an earlier answer named.
    pub fn ask(&mut self, pace: Pace, lane: Lane, ticket: Option<u64>, now: u64) -> Turn {
        // What has left cannot lie ahead: the clock was put back, and all plans with it.
        if self.left.back().is_some_and(|t| *t > now + pace.window_ms) {
            *self = Self::default();
        }
        if let Some(open) = &mut self.open {
            let free = now >= open.until && now >= self.not_before;
            if free && now >= open.probing && lane != Lane::Gateway {
                open.probing = now + PROBE_MS;
                self.leave(pace, now);
                return Turn::Now { tell: true };
            }
            // They come back one after the other, at the pace, and so do not ask in a crowd.
            open.sent_away += 1;
            let spread = open.sent_away * pace.window() / u64::from(pace.requests.max(1));
            let after = if free { now + pace.window() } else { open.until.max(self.not_before) };
            return Turn::At(after + spread);
        }
        let tell = self.failures > 0;
        if lane == Lane::Browse {
            self.leave(pace, now);
            return Turn::Now { tell };
        }
        let last = self.given.back().copied().unwrap_or(0).max(now);
        if let Some(ticket) = ticket.filter(|t| *t <= last + AHEAD_MAX) {
            if ticket > now {
                return Turn::At(ticket);
            }
            if self.has_room(pace, now) {
                self.leave(pace, now);
                return Turn::Now { tell };
            }
            // A little late, and others were too: there is room in a moment. Much later, as after a
            // restart, the turn is lost.
            let moment = self.moment(pace, now);
            if ticket + pace.window_ms > now && moment < now + pace.window_ms {
                self.late = moment;
                return Turn::At(moment);
            }
        }
        let mut turn = self.next(pace, now);
        if !self.has_room(pace, now) {
            // What has left counts too, where turns were lost.
            turn = turn.max(self.frees(pace, now));
        }
        if lane == Lane::Gateway && turn > now {
            return Turn::At(turn);
        }
        self.give(pace, turn);
        if turn > now || !self.has_room(pace, now) {
            return Turn::At(turn.max(now + 1));
        }
        self.leave(pace, now);
        Turn::Now { tell }
    }

    /// A turn for a call that has had one, and goes out again because its token was refused. It
    /// waits for no plans, but for room: the vendor counts it as one more, and as many come at once
    /// as had left with the old token. Who is told a moment after `until` does not come back.
    pub fn again(&mut self, pace: Pace, until: u64, now: u64) -> Turn {
        // A probe goes on: who refuses a token is not down.
        let probe = self.open.is_some() && now >= self.not_before;
        if probe || self.has_room(pace, now) {
            self.leave(pace, now);
            return Turn::Now { tell: self.failures > 0 };
        }
        let moment = self.moment(pace, now);
        if moment <= until {
            self.late = moment;
        }
        Turn::At(moment)
    }

    /// Takes what became of a call.
    pub fn tell(&mut self, outcome: Outcome, now: u64, dice: f64) {
        match outcome {
            Outcome::Answered => {
                self.failures = 0;
                if self.open.take().is_some() {
                    // Those who were sent away are on their way; turns start anew.
                    self.given.clear();
                }
            }
            Outcome::TooMany(seconds) => {
                self.not_before = self.not_before.max(now + u64::from(seconds) * 1000);
                self.open = None;
            }
            Outcome::Failed => {
                self.failures = self.failures.saturating_add(1);
                let probes = self.open.as_ref().map_or(0, |o| o.probes + 1);
                let late = self.open.as_ref().is_some_and(|o| o.probing <= now && o.until > now);
                // A call that left before the breaker opened tells nothing new.
                if self.failures >= FAILURES && !late {
                    let pause = retry::pause(probes, None, dice.max(0.5)).min(PROBE_PAUSE_MAX);
                    self.open = Some(Open { until: now + pause, probes, ..Open::default() });
                }
            }
        }
    }

    /// Whether the ATS is taken to be down, and until when it is left alone.
    pub fn open_until(&self) -> Option<u64> {
        self.open.as_ref().map(|o| o.until)
    }

    /// How many turns lie ahead.
    pub fn ahead(&self, now: u64) -> usize {
        self.given.iter().filter(|t| **t > now).count()
    }

    /// The first time at which a window has room.
    fn next(&self, pace: Pace, now: u64) -> u64 {
        let full = self.given.len() >= pace.requests as usize;
        let oldest = self.given.front().copied().filter(|_| full);
        let room = oldest.map_or(now, |t| t + pace.window());
        // A few may leave together; more than that leave evenly, because a crowd that leaves at one
        // moment arrives at several, and the next crowd would catch up with it.
        let last = self.given.back().copied().unwrap_or(0);
        let lately = self.given.iter().filter(|t| **t + pace.window() > now).count();
        let crowded = lately >= pace.requests as usize / 2;
        let step = if crowded { pace.step() } else { 0 };
        room.max(last + step).max(self.not_before).max(now)
    }

    fn give(&mut self, pace: Pace, turn: u64) {
        self.given.push_back(turn);
        while self.given.len() > pace.requests as usize {
            self.given.pop_front();
        }
    }

    /// Whether one more request may leave now: turns are plans, this is what happened.
    fn has_room(&self, pace: Pace, now: u64) -> bool {
        let full = self.left.len() >= pace.requests as usize;
        let oldest = self.left.front().copied().filter(|_| full);
        now >= self.not_before && oldest.is_none_or(|t| now >= t + pace.window_ms)
    }

    /// When the oldest of those that left does not count any more.
    fn frees(&self, pace: Pace, now: u64) -> u64 {
        self.left.front().map_or(now, |t| t + pace.window_ms)
    }

    /// When to come again for room, for each another moment, or they would all come together.
    fn moment(&self, pace: Pace, now: u64) -> u64 {
        let room = self.frees(pace, now).max(self.not_before);
        room.max(self.late + pace.step()).max(now + 1)
    }

    fn leave(&mut self, pace: Pace, now: u64) {
        self.left.push_back(now);
        while self.left.len() > pace.requests as usize {
            self.left.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Runs waiting callers on a clock of our own; when each request leaves, in order.
    fn drain(
        turns: &mut Turns,
        pace: Pace,
        callers: usize,
        calls: u32,
        late: u64,
    ) -> Vec<(u64, usize)> {
        let mut queue: BTreeMap<(u64, usize), (Option<u64>, u32)> =
            (0..callers).map(|i| ((0, i), (None, calls))).collect();
        let mut left = Vec::new();
        while let Some(((now, who), (ticket, calls))) = queue.pop_first() {
            match turns.ask(pace, Lane::Delivery, ticket, now) {
                Turn::Now { .. } => {
                    left.push((now, who));
                    if calls > 1 {
                        queue.insert((now + 1, who), (None, calls - 1));
                    }
                }
                Turn::At(at) => {
                    assert!(at > now);
                    // Alarms come a little late, each by another bit.
                    let late = if late == 0 { 0 } else { (who as u64 * 7) % late };
                    queue.insert((at + late, who), (Some(at), calls));
                }
            }
        }
        left
    }

    fn most_in_a_window(left: &[(u64, usize)], window: u64) -> usize {
        let count = |from: usize| {
            let start = left[from].0;
            left[from..].iter().take_while(|(t, _)| *t < start + window).count()
        };
        (0..left.len()).map(count).max().unwrap_or(0)
    }

    #[test]
    fn a_surge_of_ten_thousand_keeps_the_pace_and_loses_none_of_it() {
        for pace in [HUNTFLOW, COMEET] {
            let left = drain(&mut Turns::default(), pace, 10_000, 1, 0);
            assert_eq!(left.len(), 10_000);
            assert!(most_in_a_window(&left, pace.window_ms) <= pace.requests as usize);
            let took = left.last().unwrap().0;
            let ideal = 10_000 / u64::from(pace.requests) * pace.window_ms;
            assert!(took * 95 <= ideal * 100, "{took} ms instead of {ideal}");
            assert!(left.iter().map(|(_, who)| *who).is_sorted(), "in order of acceptance");
        }
    }

    #[test]
    fn alarms_that_come_late_do_not_break_the_pace() {
        let left = drain(&mut Turns::default(), HUNTFLOW, 300, 4, 180);
        assert_eq!(left.len(), 1200);
        assert!(most_in_a_window(&left, 1000) <= 10);
        assert!(left.last().unwrap().0 < 1200 * 100 * 13 / 10);
    }

    #[test]
    fn many_who_are_a_little_late_do_not_come_again_together() {
        let mut turns = Turns::default();
        let now = 1_000_000;
        let asked = (0..200).map(|i| turns.ask(HUNTFLOW, Lane::Delivery, Some(now - i), now));
        let mut moments: Vec<u64> = asked
            .filter_map(|turn| if let Turn::At(at) = turn { Some(at) } else { None })
            .collect();
        assert_eq!(moments.len(), 190);
        moments.sort_unstable();
        // The few that may leave together, and no crowd.
        for some in moments.windows(8) {
            assert!(some[7] - some[0] >= 100, "{some:?}");
        }
    }

    #[test]
    fn a_crowd_with_a_fresh_token_keeps_the_pace_too() {
        let mut turns = Turns::default();
        let mut left: Vec<u64> = Vec::new();
        for now in 0..10 {
            assert!(matches!(turns.ask(HUNTFLOW, Lane::Browse, None, now), Turn::Now { .. }));
            left.push(now);
        }
        let mut queue: BTreeMap<(u64, usize), ()> = (0..20).map(|i| ((400, i), ())).collect();
        while let Some(((now, who), ())) = queue.pop_first() {
            match turns.again(HUNTFLOW, now + 20_000, now) {
                Turn::Now { .. } => left.push(now),
                Turn::At(at) => {
                    assert!(at > now);
                    queue.insert((at + who as u64 % 5, who), ());
                }
            }
        }
        let left: Vec<_> = left.into_iter().map(|t| (t, 0)).collect();
        assert_eq!(left.len(), 30);
        assert!(most_in_a_window(&left, 1000) <= 10);
        assert!(left.last().unwrap().0 < 4000);
    }

    #[test]
    fn a_probe_whose_token_was_refused_goes_on_and_is_told_of() {
        let mut turns = Turns::default();
        for i in 0..3 {
            turns.tell(Outcome::Failed, i, 0.9);
        }
        let now = 100_000;
        assert!(matches!(turns.ask(HUNTFLOW, Lane::Delivery, None, now), Turn::Now { tell: true }));
        assert_eq!(turns.again(HUNTFLOW, now + 20_000, now + 5), Turn::Now { tell: true });
        turns.tell(Outcome::Answered, now + 9, 0.5);
        assert_eq!(turns.open_until(), None);
    }

    #[test]
    fn everybody_who_comes_at_once_with_an_old_ticket_waits_his_turn() {
        let mut turns = Turns::default();
        let now = 1_000_000;
        let went = (0..500).filter(|i| {
            matches!(turns.ask(HUNTFLOW, Lane::Delivery, Some(i * 100), now), Turn::Now { .. })
        });
        assert_eq!(went.count(), 10);
    }

    #[test]
    fn the_gateway_has_no_turn_while_deliveries_wait() {
        let mut turns = Turns::default();
        for _ in 0..15 {
            turns.ask(HUNTFLOW, Lane::Delivery, None, 0);
        }
        let Turn::At(at) = turns.ask(HUNTFLOW, Lane::Gateway, None, 0) else { panic!("a turn") };
        assert!(at >= 1000);
        // And took none from those who come after it.
        let Turn::At(next) = turns.ask(HUNTFLOW, Lane::Delivery, None, 0) else { panic!("a turn") };
        assert_eq!(at, next);
        assert_eq!(turns.ask(HUNTFLOW, Lane::Browse, None, 0), Turn::Now { tell: false });
    }

    #[test]
    fn a_429_stops_everybody_for_as_long_as_it_says() {
        let mut turns = Turns::default();
        assert!(matches!(turns.ask(HUNTFLOW, Lane::Delivery, None, 0), Turn::Now { .. }));
        turns.tell(Outcome::TooMany(7), 10, 0.5);
        let Turn::At(at) = turns.ask(HUNTFLOW, Lane::Delivery, None, 20) else { panic!("a turn") };
        assert_eq!(at, 7010);
    }

    #[test]
    fn an_ats_that_is_down_is_probed_by_one_and_left_alone_by_the_rest() {
        let mut turns = Turns::default();
        for i in 0..3 {
            assert!(matches!(turns.ask(HUNTFLOW, Lane::Delivery, None, i), Turn::Now { .. }));
            turns.tell(Outcome::Failed, i, 0.9);
        }
        let mut queue: BTreeMap<(u64, usize), Option<u64>> =
            (0..1000).map(|i| ((10, i), None)).collect();
        let (mut probes, mut asked) = (0, 0);
        // Ten minutes of it.
        while let Some(((now, who), ticket)) =
            queue.pop_first().filter(|((now, _), _)| *now < 600_000)
        {
            asked += 1;
            match turns.ask(HUNTFLOW, Lane::Delivery, ticket, now) {
                Turn::Now { tell } => {
                    assert!(tell);
                    probes += 1;
                    turns.tell(Outcome::Failed, now + 5, 0.9);
                    queue.insert((now + 5, who), None);
                }
                Turn::At(at) => {
                    queue.insert((at, who), Some(at));
                }
            }
        }
        assert!((8..40).contains(&probes), "{probes}");
        assert!(asked < 12_000, "{asked}");
        // It answers again: one probe closes the breaker.
        let now = 700_000;
        assert!(matches!(turns.ask(HUNTFLOW, Lane::Delivery, None, now), Turn::Now { tell: true }));
        assert!(matches!(turns.ask(HUNTFLOW, Lane::Delivery, None, now), Turn::At(_)), "one probe");
        turns.tell(Outcome::Answered, now + 5, 0.5);
        assert_eq!(turns.ask(HUNTFLOW, Lane::Delivery, None, now + 6), Turn::Now { tell: false });
    }

    #[test]
    fn a_429_is_obeyed_by_probes_and_by_fresh_tokens() {
        let mut turns = Turns::default();
        turns.tell(Outcome::TooMany(300), 0, 0.5);
        for i in 0..3 {
            turns.tell(Outcome::Failed, i, 0.9);
        }
        assert!(matches!(turns.again(HUNTFLOW, 20_000, 10), Turn::At(at) if at >= 300_000));
        let Turn::At(at) = turns.ask(HUNTFLOW, Lane::Delivery, None, 90_000) else {
            panic!("a probe before its time")
        };
        assert!(at >= 300_000, "{at}");
        assert!(matches!(turns.ask(HUNTFLOW, Lane::Delivery, None, 300_001), Turn::Now { .. }));
    }

    #[test]
    fn a_clock_that_jumped_keeps_nobody_waiting() {
        let mut turns = Turns::default();
        let (day, now) = (86_400_000, 1_800_000_000_000);
        for _ in 0..20 {
            turns.ask(HUNTFLOW, Lane::Delivery, None, now + day);
        }
        let turn = turns.ask(HUNTFLOW, Lane::Delivery, Some(now + day), now);
        assert!(matches!(turn, Turn::Now { .. }), "{turn:?}");
    }
}

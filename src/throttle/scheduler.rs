//! Slots for calls at an ATS's rate limit. The `Account` object keeps a [`RateScheduler`] and passes it the time.
//!
//! A slot is a time. A caller that finds no free slot is given a time at which to come back, once, with the time as its
//! ticket: nobody polls, however many are waiting. A delivery makes several calls: the slots of deliveries that have
//! not begun are so far apart that one that has begun finds room for its further calls at once.

use super::breaker::CircuitBreaker;
pub use super::breaker::Outage;
use crate::api::error::{Error, ErrorKind, Retry};
use crate::api::request::Reply;
use crate::throttle::pace::RateLimit;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// What a call is for, which decides how long it waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// The first call of a run of a delivery: waits for its slot.
    Delivery,
    /// A further call of the run: comes before everything that has not begun.
    Continued,
    /// A call through the gateway: gets no slot behind a queue of deliveries.
    Gateway,
    /// The Worker's own reading of jobs, which anybody can cause: a small share of the calls.
    Browse,
}

/// The answer to a request for a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Admission {
    /// Send the call now.
    Now {
        /// Whether an answer is to be reported too; failures always are.
        report: bool,
    },
    /// Come back at this time (ms since the epoch), with the time as the ticket.
    At(u64),
    /// The ATS is taken to be down, and is probed at this time (ms since the epoch) at the earliest.
    Down(u64),
}

/// What the result of a call says about the ATS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallOutcome {
    /// The ATS answered.
    Answered,
    /// The rate limit was exceeded; calls are accepted again after this many seconds.
    TooMany(u32),
    /// The ATS failed, or did not answer.
    Failed,
    /// The ATS refuses every call of the account, with this status: 402 for its licence, 403 for its permissions.
    Stopped(u16),
}

impl CallOutcome {
    /// What a reply, or its absence, says about the ATS; `None` if the call was held back here to keep the rate
    /// limit, and was never sent.
    pub fn of(reply: &Result<Reply, Error>) -> Option<Self> {
        match reply {
            Ok(reply) => Some(Self::of_status(reply.status, reply.retry_after)),
            // Nothing was sent: there was no slot, or a file of ours is damaged.
            Err(error) if error.kind == ErrorKind::TooManyRequests => None,
            Err(error) if error.retry == Retry::Never => None,
            Err(_) => Some(Self::Failed),
        }
    }

    /// What an HTTP status says about the ATS. `retry_after` is the header's value in seconds.
    pub fn of_status(status: u16, retry_after: Option<u32>) -> Self {
        match status {
            429 => Self::TooMany(retry_after.unwrap_or(1).clamp(1, 3600)),
            ..500 => Self::Answered,
            _ => Self::Failed,
        }
    }
}

/// A ticket further beyond the last planned slot than this was not given by this scheduler, in milliseconds: it is
/// from before a restart, or from a clock that jumped.
const TICKET_AHEAD_MAX: u64 = 120_000;
/// A caller may be later than its slot by this much, in milliseconds, as on a busy machine.
const TICKET_LATE_MAX: u64 = 10_000;
/// How far behind a queue of deliveries a call through the gateway may be planned, in milliseconds. Beyond that it gets
/// no slot, and takes none from a delivery.
pub const GATEWAY_WAIT_MAX: u64 = 5_000;
/// Deliveries after which the older half of what was counted is forgotten.
const RUNS_COUNTED: u64 = 64;

/// The slots of one ATS account.
#[derive(Debug, Clone, Default)]
pub struct RateScheduler {
    /// When the last calls were sent.
    sent: VecDeque<u64>,
    /// The last slots that were planned, in order; some of them are in the future.
    planned: VecDeque<u64>,
    /// When jobs were read.
    browsed: VecDeque<u64>,
    /// Slots for reading jobs that were given away, and are in `sent` already.
    reserved: VecDeque<u64>,
    /// Nothing is sent before this time: the ATS asked for it.
    not_before: u64,
    /// Runs of deliveries that began, and the calls that they made: how much room a run needs.
    runs: u64,
    run_calls: u64,
    /// What is left over of the slots of a run, which are whole, in parts of `runs`.
    rest: u64,
    breaker: CircuitBreaker,
}

impl RateScheduler {
    /// Sets how many calls a run of a delivery is taken to make, until runs were counted.
    pub fn expect_calls(&mut self, calls: u32) {
        if self.runs == 0 {
            (self.runs, self.run_calls) = (2, 2 * u64::from(calls));
        }
    }

    /// A slot for a call at `now`. `ticket` is the time that an earlier answer named.
    pub fn request(
        &mut self,
        limit: RateLimit,
        priority: Priority,
        ticket: Option<u64>,
        now: u64,
    ) -> Admission {
        // What was sent cannot be in the future: the clock was put back, and no plan holds any more.
        if self.sent.back().is_some_and(|t| *t > now + limit.window_ms) {
            *self = Self::default();
        }
        if let Some(until) = self.breaker.open_until() {
            return self.request_while_open(limit, priority, until, now);
        }
        match (priority, self.redeemed(ticket, now)) {
            (Priority::Browse, _) => self.browse(limit, ticket, now),
            (Priority::Delivery | Priority::Gateway, Ticket::Early(at)) => Admission::At(at),
            (Priority::Delivery | Priority::Gateway, Ticket::None) => {
                self.plan(limit, priority, now)
            }
            (Priority::Continued, _) | (_, Ticket::Due) => self.admit_or_wait(limit, priority, now),
        }
    }

    /// A slot for a call that is repeated because its token was refused: the vendor counts the repeat too.
    pub fn request_again(&mut self, limit: RateLimit, now: u64) -> Admission {
        // A probe goes on: an ATS that refuses a token is not down.
        if self.breaker.is_open() && now >= self.not_before {
            return self.admit(limit, Priority::Continued, now);
        }
        self.admit_or_wait(limit, Priority::Continued, now)
    }

    /// Records the outcome of a call. `random` is uniform in `0.0..1.0`.
    pub fn report(&mut self, outcome: CallOutcome, now: u64, random: f64) {
        match outcome {
            CallOutcome::Answered => {
                self.breaker.record_answer();
            }
            CallOutcome::TooMany(seconds) => {
                self.not_before = self.not_before.max(now + u64::from(seconds) * 1000);
                self.breaker.close();
            }
            // Nothing but a person mends it: one call at a time finds out whether it is mended.
            CallOutcome::Failed | CallOutcome::Stopped(_) => {
                self.breaker.record_failure(now, random);
                if self.breaker.is_open() {
                    // Whoever has a slot is told that the ATS is down, and gets another one afterwards.
                    self.planned.clear();
                }
            }
        }
    }

    /// The current outage of the ATS, to be stored.
    pub fn outage(&self) -> Option<Outage> {
        self.breaker.outage()
    }

    /// Continues an outage that was stored.
    pub fn resume(&mut self, outage: Outage, now: u64) {
        self.breaker.resume(outage, now);
    }

    /// If the ATS is taken to be down: until when it is left alone.
    pub fn open_until(&self) -> Option<u64> {
        self.breaker.open_until()
    }

    /// How many runs of deliveries are planned in the future, about.
    pub fn waiting(&self, limit: RateLimit, now: u64) -> u64 {
        self.next_slot(limit, now).saturating_sub(now) / self.run_length(limit).max(1)
    }

    /// How many more runs of deliveries can begin until a time.
    pub fn runs_until(&self, limit: RateLimit, until: u64, now: u64) -> u64 {
        let start = self.next_slot(limit, now);
        until.saturating_sub(start).div_ceil(self.run_length(limit).max(1))
    }

    /// A probe while the ATS is taken to be down, which is not before `until`.
    fn request_while_open(
        &mut self,
        limit: RateLimit,
        priority: Priority,
        until: u64,
        now: u64,
    ) -> Admission {
        let due = now >= until && now >= self.not_before;
        if due && priority != Priority::Gateway && self.breaker.try_probe(now) {
            self.record_sent(limit, now);
            return Admission::Now { report: true };
        }
        let after = if due { now + limit.window() } else { until.max(self.not_before) };
        Admission::Down(after)
    }

    /// What a ticket is worth.
    fn redeemed(&self, ticket: Option<u64>, now: u64) -> Ticket {
        let last = self.planned.back().copied().unwrap_or(0);
        match ticket {
            Some(at) if at > last.max(now) + TICKET_AHEAD_MAX => Ticket::None,
            Some(at) if at > now => Ticket::Early(at),
            // A caller that is much later than its slot, as after a restart, has lost it.
            Some(at) if at + TICKET_LATE_MAX > now => Ticket::Due,
            _ => Ticket::None,
        }
    }

    /// Of the limit, a fifth while deliveries wait, otherwise half. Within its share a call gets the next slot, before
    /// the deliveries that wait for it.
    fn browse(&mut self, limit: RateLimit, ticket: Option<u64>, now: u64) -> Admission {
        if let Some(at) = self.reserved.iter().position(|at| Some(*at) == ticket && *at <= now) {
            self.reserved.remove(at);
            return Admission::Now { report: self.breaker.has_failures() };
        }
        let waits = self.planned.back().is_some_and(|slot| *slot > now);
        let share = (limit.requests as usize / if waits { 5 } else { 2 }).max(1);
        let nth = self.browsed.len().checked_sub(share).and_then(|nth| self.browsed.get(nth));
        let own = nth.map_or(0, |at| at + limit.window());
        if own > now {
            return Admission::At(own);
        }
        let at = self.free_at(&self.sent, limit, now);
        if at > now + limit.window() {
            return Admission::At(at);
        }
        push_bounded(&mut self.browsed, at, limit);
        // Behind what is planned for later, the next slot would be planned twice.
        let place = self.planned.partition_point(|slot| *slot <= at);
        self.planned.insert(place, at);
        forget_old(&mut self.planned, limit);
        self.record_sent(limit, at);
        if at > now {
            push_bounded(&mut self.reserved, at, limit);
            return Admission::At(at);
        }
        Admission::Now { report: self.breaker.has_failures() }
    }

    /// Plans a slot behind everything that is planned; for a delivery, as many as a run needs.
    fn plan(&mut self, limit: RateLimit, priority: Priority, now: u64) -> Admission {
        let start = self.next_slot(limit, now);
        if priority == Priority::Delivery {
            let parts = self.run_calls.max(self.runs) + self.rest;
            self.rest = parts % self.runs.max(1);
            for _ in 0..(parts / self.runs.max(1)).max(1) {
                let slot = self.next_slot(limit, now);
                push_bounded(&mut self.planned, slot, limit);
            }
        } else if start <= now + GATEWAY_WAIT_MAX {
            push_bounded(&mut self.planned, start, limit);
        }
        if start <= now { self.admit(limit, priority, now) } else { Admission::At(start) }
    }

    /// The first slot behind everything that is planned, and that was sent.
    fn next_slot(&self, limit: RateLimit, now: u64) -> u64 {
        self.free_at(&self.planned, limit, now).max(self.free_at(&self.sent, limit, now))
    }

    /// How long the calls of a run take at the limit, in ms, by what the last runs needed.
    fn run_length(&self, limit: RateLimit) -> u64 {
        limit.interval() * self.run_calls.max(self.runs).max(1) / self.runs.max(1)
    }

    fn admit_or_wait(&mut self, limit: RateLimit, priority: Priority, now: u64) -> Admission {
        let free = self.free_at(&self.sent, limit, now);
        if free <= now { self.admit(limit, priority, now) } else { Admission::At(free) }
    }

    fn admit(&mut self, limit: RateLimit, priority: Priority, now: u64) -> Admission {
        self.runs += u64::from(priority == Priority::Delivery);
        self.run_calls += u64::from(matches!(priority, Priority::Delivery | Priority::Continued));
        if self.runs > RUNS_COUNTED {
            (self.runs, self.run_calls) = (self.runs / 2, self.run_calls / 2);
        }
        self.record_sent(limit, now);
        Admission::Now { report: self.breaker.has_failures() }
    }

    /// When one more call fits behind `times`. A few may be sent together; more than that are spread evenly, because
    /// calls do not arrive as evenly as they are sent.
    fn free_at(&self, times: &VecDeque<u64>, limit: RateLimit, now: u64) -> u64 {
        let full = times.len() >= limit.requests as usize;
        let room = times.front().filter(|_| full).map_or(0, |oldest| oldest + limit.window());
        let recent = times.iter().filter(|t| **t + limit.window() > now).count();
        let crowded = recent >= limit.requests as usize / 2;
        let last = times.back().copied().unwrap_or(0);
        let spread = if crowded { last + limit.interval() } else { last };
        room.max(spread).max(self.not_before).max(now)
    }

    fn record_sent(&mut self, limit: RateLimit, now: u64) {
        push_bounded(&mut self.sent, now, limit);
    }
}

/// Appends a time, and forgets those that are more than one window's requests ago.
fn push_bounded(times: &mut VecDeque<u64>, time: u64, limit: RateLimit) {
    times.push_back(time);
    forget_old(times, limit);
}

fn forget_old(times: &mut VecDeque<u64>, limit: RateLimit) {
    while times.len() > limit.requests as usize {
        times.pop_front();
    }
}

/// What a ticket is worth.
enum Ticket {
    /// Nothing: there is none, or it is not valid any more.
    None,
    /// Its time has not come.
    Early(u64),
    /// Its time has come.
    Due,
}

#[cfg(test)]
mod tests;

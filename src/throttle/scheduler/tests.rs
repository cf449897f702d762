use super::*;
use std::collections::BTreeMap;

/// Many requests in a short window, as Huntflow counts them.
const PER_SECOND: RateLimit = RateLimit { requests: 10, window_ms: 1000 };
/// A long window, as Comeet counts them.
const PER_MINUTE: RateLimit = RateLimit { requests: 100, window_ms: 60_000 };

/// Deliveries that all begin at 0, on a simulated clock. Each makes `calls` calls, which the ATS answers after `latency`
/// ms. Wake-ups are up to `late` ms late. Returns when each call was sent, in order, and the most times that one
/// delivery was told to come back.
fn drain(
    scheduler: &mut RateScheduler,
    limit: RateLimit,
    deliveries: usize,
    calls: u32,
    (latency, late): (u64, u64),
) -> (Vec<(u64, usize)>, u32) {
    let mut queue: BTreeMap<(u64, usize), (Option<u64>, u32)> =
        (0..deliveries).map(|i| ((0, i), (None, calls))).collect();
    let mut sent = Vec::new();
    let mut told = vec![0; deliveries];
    while let Some(((now, delivery), (ticket, left))) = queue.pop_first() {
        let priority = if left == calls { Priority::Delivery } else { Priority::Continued };
        match scheduler.request(limit, priority, ticket, now) {
            Admission::Now { .. } => {
                sent.push((now, delivery));
                if left > 1 {
                    queue.insert((now + latency, delivery), (None, left - 1));
                }
            }
            Admission::At(at) => {
                assert!(at > now);
                // What is near is waited for without another request, and without an alarm, which may be late.
                let is_far = at > now + GATEWAY_WAIT_MAX;
                told[delivery] += u32::from(is_far);
                let late = if late == 0 || !is_far { 0 } else { (delivery as u64 * 7) % late };
                queue.insert((at + late, delivery), (Some(at), left));
            }
            Admission::Down(_) => panic!("nothing failed"),
        }
    }
    (sent, told.into_iter().max().unwrap_or(0))
}

fn most_in_a_window(sent: &[(u64, usize)], window: u64) -> usize {
    let count = |from: usize| {
        let start = sent[from].0;
        sent[from..].iter().take_while(|(t, _)| *t < start + window).count()
    };
    (0..sent.len()).map(count).max().unwrap_or(0)
}

#[test]
fn ten_thousand_calls_at_once_use_the_limit_and_never_exceed_it() {
    for (limit, deliveries, calls) in [(PER_SECOND, 2_500, 4), (PER_MINUTE, 10_000, 1)] {
        let mut scheduler = RateScheduler::default();
        scheduler.expect_calls(calls);
        let (sent, told) = drain(&mut scheduler, limit, deliveries, calls, (30, 0));
        assert_eq!(sent.len(), 10_000);
        assert!(most_in_a_window(&sent, limit.window_ms) <= limit.requests as usize);
        let took = sent.last().unwrap().0;
        let ideal = 10_000 / u64::from(limit.requests) * limit.window_ms;
        assert!(took * 95 <= ideal * 100, "{took} ms instead of {ideal}");
        assert!(told <= 2, "one delivery came back {told} times");
    }
}

#[test]
fn late_wake_ups_and_slow_answers_keep_the_limit_and_most_of_the_pace() {
    for (latency, late) in [(30, 180), (400, 0), (1_500, 90)] {
        let mut scheduler = RateScheduler::default();
        scheduler.expect_calls(4);
        let (sent, told) = drain(&mut scheduler, PER_SECOND, 300, 4, (latency, late));
        assert_eq!(sent.len(), 1200);
        assert!(most_in_a_window(&sent, 1000) <= 10);
        let took = sent.last().unwrap().0;
        assert!(took < 1200 * 100 * 12 / 10, "{took} ms with {latency} ms a call");
        assert!(told <= 3, "one delivery came back {told} times");
    }
}

#[test]
fn a_delivery_that_has_begun_comes_before_those_that_wait() {
    let mut scheduler = RateScheduler::default();
    scheduler.expect_calls(4);
    for _ in 0..300 {
        scheduler.request(PER_SECOND, Priority::Delivery, None, 0);
    }
    for call in 1..4 {
        let now = call * 300;
        let admission = scheduler.request(PER_SECOND, Priority::Continued, None, now);
        assert_eq!(admission, Admission::Now { report: false }, "call {call}");
    }
}

#[test]
fn repeats_with_a_fresh_token_keep_the_limit_too() {
    let mut scheduler = RateScheduler::default();
    let mut sent: Vec<u64> = Vec::new();
    for now in 0..10 {
        scheduler.record_sent(PER_SECOND, now);
        sent.push(now);
    }
    let mut queue: BTreeMap<(u64, usize), ()> = (0..20).map(|i| ((400, i), ())).collect();
    while let Some(((now, caller), ())) = queue.pop_first() {
        match scheduler.request_again(PER_SECOND, now) {
            Admission::Now { .. } => sent.push(now),
            Admission::At(at) => {
                assert!(at > now);
                queue.insert((at + caller as u64 % 5, caller), ());
            }
            Admission::Down(_) => panic!("nothing failed"),
        }
    }
    let sent: Vec<_> = sent.into_iter().map(|t| (t, 0)).collect();
    assert_eq!(sent.len(), 30);
    assert!(most_in_a_window(&sent, 1000) <= 10);
    assert!(sent.last().unwrap().0 < 4000);
}

#[test]
fn a_probe_whose_token_was_refused_is_repeated_and_reported() {
    let mut scheduler = RateScheduler::default();
    for i in 0..3 {
        scheduler.report(CallOutcome::Failed, i, 0.9);
    }
    let now = 100_000;
    assert!(matches!(
        scheduler.request(PER_SECOND, Priority::Delivery, None, now),
        Admission::Now { report: true }
    ));
    assert_eq!(scheduler.request_again(PER_SECOND, now + 5), Admission::Now { report: true });
    scheduler.report(CallOutcome::Answered, now + 9, 0.5);
    assert_eq!(scheduler.open_until(), None);
}

#[test]
fn callers_with_old_tickets_at_once_wait_for_their_slots() {
    let mut scheduler = RateScheduler::default();
    let now = 1_000_000;
    let went = (0..500).filter(|i| {
        matches!(
            scheduler.request(PER_SECOND, Priority::Delivery, Some(i * 100), now),
            Admission::Now { .. }
        )
    });
    // As many as may be sent together.
    assert_eq!(went.count(), 5);
}

#[test]
fn the_gateway_waits_for_its_slot_but_not_behind_a_queue_of_deliveries() {
    let mut scheduler = RateScheduler::default();
    let mut slots = Vec::new();
    for _ in 0..20 {
        match scheduler.request(PER_SECOND, Priority::Gateway, None, 0) {
            Admission::Now { .. } => slots.push(0),
            Admission::At(at) => slots.push(at),
            Admission::Down(_) => panic!("nothing failed"),
        }
    }
    assert!(slots[19] < 2_000, "{slots:?}");
    for slot in slots.into_iter().filter(|slot| *slot > 0) {
        let admission = scheduler.request(PER_SECOND, Priority::Gateway, Some(slot), slot);
        assert!(matches!(admission, Admission::Now { .. }), "each at its slot: {slot}");
    }
    let now = 10_000;
    for _ in 0..300 {
        scheduler.request(PER_SECOND, Priority::Delivery, None, now);
    }
    let admission = scheduler.request(PER_SECOND, Priority::Gateway, None, now);
    let Admission::At(at) = admission else { panic!("a slot") };
    assert!(at > now + GATEWAY_WAIT_MAX);
    // And took none from those that come after it.
    let admission = scheduler.request(PER_SECOND, Priority::Delivery, None, now);
    assert_eq!(admission, Admission::At(at));
}

#[test]
fn reading_jobs_has_a_share_of_its_own_and_leaves_the_rest_to_deliveries() {
    for (deliveries, share) in [(false, 5), (true, 2)] {
        let mut scheduler = RateScheduler::default();
        let (mut browsed, mut delivered) = (Vec::new(), Vec::new());
        let mut tickets: Vec<Option<u64>> = vec![None; if deliveries { 1000 } else { 0 }];
        // Somebody wants a job every 25 ms; one after the other gets a slot.
        let mut slot = None;
        for now in (0..20_000).step_by(5) {
            let waits = tickets.iter_mut().filter(|ticket| ticket.is_none_or(|at| at <= now));
            for ticket in waits.take(20) {
                match scheduler.request(PER_SECOND, Priority::Delivery, *ticket, now) {
                    Admission::At(at) => *ticket = Some(at),
                    Admission::Now { .. } => {
                        delivered.push(now);
                        *ticket = Some(u64::MAX);
                    }
                    Admission::Down(_) => panic!("nothing failed"),
                }
            }
            if now % 25 == 0 && slot.is_none_or(|at| at <= now) {
                match scheduler.request(PER_SECOND, Priority::Browse, slot, now) {
                    Admission::At(at) => slot = Some(at),
                    _ => {
                        browsed.push(now);
                        slot = None;
                    }
                }
            }
        }
        let most = browsed
            .iter()
            .map(|from| browsed.iter().filter(|at| (*from..from + 1000).contains(*at)).count());
        assert_eq!(most.max(), Some(share), "with deliveries: {deliveries}");
        assert!(browsed.len() > 17 * share, "it goes on: {}", browsed.len());
        let calls = browsed.len() + delivered.len();
        assert!(!deliveries || calls > 180, "the rest is the deliveries': {calls}");
        let all: Vec<_> = browsed.iter().chain(&delivered).copied().collect();
        let fullest = all
            .iter()
            .map(|from| all.iter().filter(|at| (*from..from + 1000).contains(*at)).count());
        assert!(fullest.max() <= Some(10));
    }
}

#[test]
fn a_429_stops_every_call_for_as_long_as_it_says() {
    let mut scheduler = RateScheduler::default();
    assert!(matches!(
        scheduler.request(PER_SECOND, Priority::Delivery, None, 0),
        Admission::Now { .. }
    ));
    scheduler.report(CallOutcome::TooMany(7), 10, 0.5);
    let Admission::At(at) = scheduler.request(PER_SECOND, Priority::Delivery, None, 20) else {
        panic!("a slot")
    };
    assert_eq!(at, 7010);
}

#[test]
fn an_ats_that_is_down_gets_one_probe_at_a_time() {
    let mut scheduler = RateScheduler::default();
    for i in 0..3 {
        assert!(matches!(
            scheduler.request(PER_SECOND, Priority::Delivery, None, i),
            Admission::Now { .. }
        ));
        scheduler.report(CallOutcome::Failed, i, 0.9);
    }
    let (mut probes, mut now) = (0, 10);
    // Ten minutes of it; whoever asks is told when the next probe is due.
    while now < 600_000 {
        match scheduler.request(PER_SECOND, Priority::Delivery, None, now) {
            Admission::Now { report } => {
                assert!(report);
                probes += 1;
                let second = scheduler.request(PER_SECOND, Priority::Delivery, None, now);
                assert!(matches!(second, Admission::Down(at) if at > now), "one probe");
                scheduler.report(CallOutcome::Failed, now + 5, 0.9);
                now += 5;
            }
            Admission::Down(at) => {
                assert!(at > now);
                now = at;
            }
            Admission::At(_) => panic!("a slot at an ATS that is down"),
        }
    }
    assert!((8..40).contains(&probes), "{probes}");
    let gateway = scheduler.request(PER_SECOND, Priority::Gateway, None, 700_000);
    assert!(matches!(gateway, Admission::Down(_)), "a program's call is no probe");
    // It answers again: one probe closes the breaker.
    let now = 700_000;
    let probe = scheduler.request(PER_SECOND, Priority::Delivery, None, now);
    assert_eq!(probe, Admission::Now { report: true });
    scheduler.report(CallOutcome::Answered, now + 5, 0.5);
    assert_eq!(
        scheduler.request(PER_SECOND, Priority::Delivery, None, now + 6),
        Admission::Now { report: false }
    );
    assert_eq!(scheduler.runs_until(PER_SECOND, now + 3_000, now + 6), 29, "to be woken at once");
}

#[test]
fn probes_and_resent_calls_respect_a_429() {
    let mut scheduler = RateScheduler::default();
    scheduler.report(CallOutcome::TooMany(300), 0, 0.5);
    for i in 0..3 {
        scheduler.report(CallOutcome::Failed, i, 0.9);
    }
    assert!(matches!(scheduler.request_again(PER_SECOND, 10), Admission::At(at) if at >= 300_000));
    let Admission::Down(at) = scheduler.request(PER_SECOND, Priority::Delivery, None, 90_000)
    else {
        panic!("a probe before its time")
    };
    assert!(at >= 300_000, "{at}");
    assert!(matches!(
        scheduler.request(PER_SECOND, Priority::Delivery, None, 300_001),
        Admission::Now { .. }
    ));
}

#[test]
fn a_clock_that_jumped_delays_nobody() {
    let mut scheduler = RateScheduler::default();
    let (day, now) = (86_400_000, 1_800_000_000_000);
    for _ in 0..20 {
        scheduler.request(PER_SECOND, Priority::Delivery, None, now + day);
    }
    let admission = scheduler.request(PER_SECOND, Priority::Delivery, Some(now + day), now);
    assert!(matches!(admission, Admission::Now { .. }), "{admission:?}");
}

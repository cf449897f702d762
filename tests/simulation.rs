//! A simulation of the core: clock, chance, storage and ATS are ours, so one seed is one run, always
//! the same. Applications of two sites are delivered through faults; none may be lost or doubled.
//!
//! `SIMULATION_SEED` and `SIMULATION_APPLICATIONS` choose another run; `scripts/bench simulation`
//! plays a million.
// The page's half has no deliveries.
#![cfg(not(feature = "browser"))]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test: a panic is how it fails, and the count is what it is run for"
)]

#[path = "support/chance.rs"]
mod chance;

use apply_edge::api::error::Error;
use apply_edge::api::request::{Call, FileRef, Piece, Reply};
use apply_edge::delivery::progress::{NextStep, Progress, StepResult, Submission};
use apply_edge::form::application::Application;
use apply_edge::site::Site;
use apply_edge::throttle::scheduler::{Admission, CallOutcome, Priority, RateScheduler};
use chance::Chance;
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
    fn dice(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// How long the search and the list do not know somebody new, at most; below the site's window.
const BLIND_MS: u64 = 50_000;

#[derive(Default)]
struct Person {
    email: String,
    receipt: String,
    at: u64,
    blind: u64,
    vacancies: u32,
    status: &'static str,
}

/// A world to be played.
struct World<'a> {
    /// How long the search does not find a new candidate, at most.
    blind_ms: u64,
    /// Whether a proxy answers with pages of its own: 403, 404 and 422, before and after the ATS has acted.
    has_pages: bool,
    /// Whether the search may be blind for longer than the site waits: then a person has to be told of each double.
    may_double: bool,
    /// After so many ms it is shifted by so many, until the next jump.
    jumps: &'a [(u64, i64)],
}

/// The search lags, and time goes on as it does.
const ORDINARY: World<'static> =
    World { blind_ms: BLIND_MS, has_pages: true, may_double: false, jumps: &[] };
/// The search lags up to five times as long as it is waited for.
const SLOW_SEARCH: World<'static> =
    World { blind_ms: 300_000, has_pages: true, may_double: true, jumps: &[] };
const BEGIN: u64 = 1_800_000_000_000;

impl World<'_> {
    /// What our clock shows at a time.
    fn shows(&self, at: u64) -> u64 {
        let jump = self.jumps.iter().rev().find(|(after, _)| at >= BEGIN + after);
        at.saturating_add_signed(jump.map_or(0, |(_, by)| *by))
    }
}

/// Both systems, as far as a delivery looks at them.
#[derive(Default)]
struct Upstream {
    blind_ms: u64,
    people: Vec<Person>,
    by_email: BTreeMap<String, Vec<usize>>,
    calls: u64,
}

impl Upstream {
    fn act(&mut self, call: &Call, now: u64, chance: &mut Chance) -> (u16, Value) {
        self.calls += 1;
        let mut text = String::new();
        for piece in &call.body.pieces {
            match piece {
                Piece::Bytes(bytes) => text.push_str(std::str::from_utf8(bytes).unwrap_or("")),
                Piece::File { .. } => text.push_str("QUJD"),
            }
        }
        let body: Value = serde_json::from_str(&text).unwrap_or_default();
        let id = |i: usize| call.path.split('/').nth(i).and_then(|n| n.parse::<usize>().ok());
        let add = |all: &mut Self, email: &Value, receipt: String, chance: &mut Chance| {
            let email = email.as_str().unwrap_or_default().to_owned();
            all.by_email.entry(email.clone()).or_default().push(all.people.len());
            let blind = chance.below(all.blind_ms.max(1));
            let status = "In progress";
            all.people.push(Person { email, receipt, at: now, blind, status, ..Person::default() });
            all.people.len()
        };
        match call.operation {
            "upload::Upload" => (200, json!({ "id": 70 })),
            "stages::List" => (200, json!({ "items": [{ "id": 42, "type": "user", "order": 1 }] })),
            "applicants::Create" => {
                let resume = body["externals"][0]["data"]["body"].as_str().unwrap_or_default();
                let receipt = resume.rsplit(' ').next().unwrap_or_default().to_owned();
                (200, json!({ "id": add(self, &body["email"], receipt, chance) }))
            }
            "applicants::Search" => {
                let q = call.path.split("q=").nth(1).and_then(|q| q.split('&').next());
                let q = q.unwrap_or_default().replace("%40", "@");
                let known = |i: &&usize| now >= self.people[**i].at + self.people[**i].blind;
                let found = self.by_email.get(&q).into_iter().flatten().filter(known);
                let items: Vec<_> = found.map(|i| json!({ "id": i + 1 })).collect();
                (200, json!({ "page": 1, "total_pages": 1, "items": items }))
            }
            "applicants::Read" => {
                let id = id(4).unwrap_or_default();
                let links = vec![json!({ "vacancy": 9 }); self.people[id - 1].vacancies as usize];
                let email = &self.people[id - 1].email;
                (
                    200,
                    json!({ "id": id, "email": email, "links": links, "external": [{ "id": id }] }),
                )
            }
            "resumes::Read" => {
                let id = id(4).unwrap_or_default();
                let text = format!("letter\n\napply-edge {}", self.people[id - 1].receipt);
                (200, json!({ "id": id, "data": { "body": text } }))
            }
            "pipeline::Attach" => {
                self.people[id(4).unwrap_or_default() - 1].vacancies += 1;
                (200, json!({ "vacancy": 9 }))
            }
            "candidates::Create" => {
                let receipt = body["partner_candidate_id"].as_str().unwrap_or_default().to_owned();
                let there = self.by_email.get(body["email"].as_str().unwrap_or_default());
                let same = there.into_iter().flatten().find(|i| {
                    self.people[**i].receipt == receipt && self.people[**i].status == "In progress"
                });
                if let Some(i) = same {
                    let error = "candidate_post_conflict";
                    return (409, json!({ "error": error, "candidate_uid": i }));
                }
                let n = add(self, &body["email"], receipt, chance);
                self.people[n - 1].vacancies = 1;
                // Some are rejected before anybody asks again: then the 409 does not hold.
                if chance.below(3) == 0 {
                    self.people[n - 1].status = "Rejected";
                }
                (200, json!({ "uid": n.to_string() }))
            }
            "candidates::List" => {
                // All of them: a run is no longer than what the filter by time lets through.
                let told = self.people.iter().enumerate().map(|(i, p)| {
                    json!({ "uid": i.to_string(), "partner_candidate_id": p.receipt, "status": p.status })
                });
                (200, json!({ "candidates": told.collect::<Vec<_>>() }))
            }
            other => panic!("{other} is not part of a delivery"),
        }
    }
}

fn site(ats: Value, publish: Value) -> Site {
    let site = json!({ "site": "acme", "name": "Acme", "origins": ["https://a.example"], "ats": ats, "publish": publish });
    Site::parse(site.to_string().as_bytes()).expect("a site")
}

fn parcel(n: usize, job: &str, now: u64) -> Submission {
    let mut application = Application::default();
    application.first_name = "Ada".to_owned();
    application.email = format!("ada{n}@example.org");
    let file = FileRef {
        upload: "u".to_owned(),
        name: "cv.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        size: 3,
        sha256: String::new(),
        slot: Default::default(),
        known: None,
        picture: None,
    };
    Submission {
        receipt: format!("r{n}"),
        site: "acme".to_owned(),
        job: job.to_owned(),
        accepted: now,
        source: None,
        consent_texts: Vec::new(),
        application,
        files: vec![file],
    }
}

fn reply(status: u16, body: &[u8]) -> Reply {
    let retry_after = (status == 429).then_some(1);
    Reply { status, content_type: String::new(), retry_after, body: body.to_vec() }
}

/// Plays `applications` with `seed`; the calls that were made.
fn play(site: &Site, job: &str, applications: usize, seed: u64, world: &World<'_>) -> u64 {
    let ats = site.ats();
    let mut chance = Chance(seed);
    let mut upstream = Upstream { blind_ms: world.blind_ms, ..Upstream::default() };
    let mut turns = RateScheduler::default();
    // What is stored of each, and when it is woken.
    let mut stored: Vec<Progress> = vec![Progress::default(); applications];
    let mut done = vec![false; applications];
    // When each was delivered, and for whom a person was told of a double.
    let mut delivered: Vec<Option<u64>> = vec![None; applications];
    let mut told = vec![false; applications];
    let mut search_lag_ms = 0;
    let mut queue: BTreeMap<(u64, usize), ()> =
        (0..applications).map(|n| ((BEGIN + n as u64 * 100, n), ())).collect();
    while let Some(((woken, n), ())) = queue.pop_first() {
        let parcel = parcel(n, job, world.shows(BEGIN + n as u64 * 100));
        // `now` is the time, `shown` is what we take it for.
        let mut now = woken;
        let mut shown = world.shows(now);
        let mut progress = stored[n].clone();
        if progress.may_search() {
            progress.search_lag_ms = search_lag_ms;
        }
        progress.resume(shown);
        let is_delivered = delivered[n].is_some();
        let step_of = |progress: &mut Progress, shown| match is_delivered {
            true => progress.look_later(&ats, &parcel, shown),
            false => progress.next(&ats, &parcel, shown, "BOUNDARY"),
        };
        let mut priority = Priority::Delivery;
        let wait = 'run: loop {
            if matches!(step_of(&mut progress.clone(), shown), Ok(NextStep::Call(..))) {
                match turns.request(site.rate_limit(), priority, progress.ticket, shown) {
                    Admission::Now { .. } => progress.ticket = None,
                    Admission::At(at) => {
                        progress.ticket = Some(at);
                        stored[n] = progress;
                        break 'run Some(at - shown);
                    }
                    // As if it were woken then.
                    Admission::Down(at) => {
                        stored[n] = progress;
                        break 'run Some(at.saturating_sub(shown));
                    }
                }
                priority = Priority::Continued;
            }
            let next = step_of(&mut progress, shown);
            let (step, call) = match next.unwrap_or_else(|e| panic!("seed {seed}, {n}: {e}")) {
                NextStep::Done => {
                    let at = *delivered[n].get_or_insert(shown);
                    let Some(later) = &mut progress.later else { break None };
                    if is_delivered {
                        later.end();
                    }
                    told[n] |= !later.found.is_empty();
                    search_lag_ms = search_lag_ms.max(later.lag(shown).unwrap_or(0));
                    progress.search = Default::default();
                    let next = progress.later.as_ref().and_then(|later| later.next_at(at));
                    stored[n] = progress;
                    break next.map(|at| at.saturating_sub(shown));
                }
                NextStep::Wait(ms) => {
                    stored[n] = progress;
                    break Some(ms);
                }
                NextStep::Call(step, call) => (step, call),
            };
            stored[n] = progress.clone();
            now += 20 + chance.below(60);
            shown = world.shows(now);
            let lost = || Err(Error::unreachable("t::T", "cut"));
            let html = b"<html>Bad Gateway</html>";
            let page = [403, 404, 405, 410, 422][chance.below(5) as usize];
            let answer = match chance.below(100) {
                14 if world.has_pages => Ok(reply(page, html)),
                15 if world.has_pages => {
                    upstream.act(&call, now, &mut chance);
                    Ok(reply(page, html))
                }
                // A crash before and after the call: what was stored is what is left.
                0 => break 'run Some(chance.below(3000)),
                1 => {
                    upstream.act(&call, now, &mut chance);
                    break 'run Some(chance.below(3000));
                }
                2..=4 => lost(),
                5..=7 => {
                    upstream.act(&call, now, &mut chance);
                    lost()
                }
                8..=9 => Ok(reply(503, html)),
                10..=11 => {
                    upstream.act(&call, now, &mut chance);
                    Ok(reply(502, html))
                }
                12 => Ok(reply(429, br#"{"errors":[{"type":"too_many_requests","title":"x"}]}"#)),
                13 => {
                    let (status, body) = upstream.act(&call, now, &mut chance);
                    let text = body.to_string();
                    Ok(reply(status, &text.as_bytes()[..text.len() / 2]))
                }
                _ => {
                    let (status, body) = upstream.act(&call, now, &mut chance);
                    Ok(reply(status, body.to_string().as_bytes()))
                }
            };
            if let Some(outcome) = CallOutcome::of(&answer) {
                turns.report(outcome, shown, chance.dice());
            }
            let then = progress.answered(&ats, &parcel, step, answer, shown, chance.dice());
            stored[n] = progress.clone();
            match then {
                StepResult::Go => {}
                StepResult::Wait(ms) => break Some(ms),
                StepResult::Stuck(why) => panic!("seed {seed}, application {n} stuck: {why}"),
            }
        };
        match wait {
            Some(ms) => {
                queue.insert((now + ms.max(1), n), ());
            }
            None => done[n] = true,
        }
    }
    let mut count: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for person in &upstream.people {
        let (people, vacancies) = count.entry(&person.receipt).or_default();
        *people += 1;
        *vacancies += person.vacancies;
    }
    for (n, done) in done.iter().enumerate() {
        let receipt = format!("r{n}");
        assert!(done, "seed {seed}: {receipt} is lost");
        let count = count.get(receipt.as_str()).copied().unwrap_or_default();
        if world.may_double && count.0 > 1 {
            assert!(told[n], "seed {seed}: {receipt} is doubled, and nobody was told");
            assert_eq!(count.1, 1, "seed {seed}: vacancies of {receipt}");
            continue;
        }
        assert_eq!(count, (1, 1), "seed {seed}: applicants and vacancies of {receipt}");
        assert!(!told[n], "seed {seed}: {receipt} is not doubled");
    }
    upstream.calls
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

#[test]
fn none_is_lost_and_none_is_doubled() {
    let seed = number("SIMULATION_SEED", 20_261_122);
    let all = number("SIMULATION_APPLICATIONS", 4_000) as usize;
    // In runs of a size that a company could have, each with a seed of its own.
    let size = 400;
    let huntflow =
        json!({ "kind": "huntflow", "account": 7, "credentials": "a", "search_seconds": 60 });
    let huntflow = site(huntflow, json!({ "jobs": ["9"] }));
    let comeet = json!({ "kind": "comeet", "company": "30.005", "credentials": "a" });
    let comeet = site(comeet, json!("listed"));
    let (mut played, mut calls) = (0, 0);
    for run in 0..all.div_ceil(size) as u64 {
        // Which system is the seed's choice too, so that a seed alone plays a run again.
        let even = (seed + run).is_multiple_of(2);
        let (site, job) = if even { (&huntflow, "9") } else { (&comeet, "11.11") };
        calls += play(site, job, size.min(all - played), seed + run, &ORDINARY);
        played += size.min(all - played);
    }
    println!("{played} applications, {calls} calls that acted: 0 lost, 0 doubled (seed {seed})");
}

/// Where the search is slower than ever before, an application may be doubled: then a person is told of it.
#[test]
fn a_person_is_told_of_every_double() {
    let seed = number("SIMULATION_SEED", 20_261_122);
    let huntflow =
        json!({ "kind": "huntflow", "account": 7, "credentials": "a", "search_seconds": 60 });
    let huntflow = site(huntflow, json!({ "jobs": ["9"] }));
    for run in 0..number("SIMULATION_APPLICATIONS", 4_000) / 4_000 * 3 {
        play(&huntflow, "9", 400, seed + run, &SLOW_SEARCH);
    }
}

#[test]
fn one_seed_is_one_run() {
    let comeet = json!({ "kind": "comeet", "company": "30.005", "credentials": "a" });
    let comeet = site(comeet, json!("listed"));
    let calls = || play(&comeet, "11.11", 200, 7, &ORDINARY);
    assert_eq!(calls(), calls());
}

/// F20. A search that lags is left out: whether its time is over, only the clock can say.
#[test]
fn a_clock_that_jumps_a_day_loses_and_doubles_nothing_and_makes_no_storm() {
    const DAY: i64 = 86_400_000;
    let huntflow =
        json!({ "kind": "huntflow", "account": 7, "credentials": "a", "search_seconds": 60 });
    let huntflow = site(huntflow, json!({ "jobs": ["9"] }));
    let usual = play(&huntflow, "9", 400, 7, &World { blind_ms: 0, jumps: &[], ..ORDINARY });
    for jumps in [
        &[(20_000, DAY)][..],
        &[(20_000, -DAY)],
        &[(10_000, DAY), (25_000, 0)],
        &[(10_000, -DAY), (25_000, 0)],
        &[(20_000, 3_600_000)],
    ] {
        let calls = play(&huntflow, "9", 400, 7, &World { blind_ms: 0, jumps, ..ORDINARY });
        assert!(calls * 10 <= usual * 13, "{calls} calls instead of {usual}: {jumps:?}");
    }
}

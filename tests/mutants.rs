//! Files that are taken apart, changed in their structure and put together again: whatever comes of it,
//! the judge must not panic, nor read, take or hold more than its budget. `MUTANTS` and `MUTANTS_SEED`
//! choose another run; `scripts/bench mutants` plays a hundred thousand.
#![cfg(not(feature = "browser"))]
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test: a panic is how it fails, and the figures are what it is run for"
)]
#![allow(clippy::disallowed_types, reason = "a host test measures time")]

mod mutants {
    pub(crate) mod build;
    pub(crate) mod change;
}
#[path = "support/chance.rs"]
mod chance;

use apply_edge::file::deep::{self, Bytes};
use apply_edge::file::scan::Scan;
use apply_edge::file::{Ends, FileKind, FileProblem};
use chance::Chance;
use mutants::change::mutate;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

/// A file that counts what is read of it.
struct Counted<'a> {
    bytes: &'a [u8],
    reads: Cell<u64>,
    read: Cell<u64>,
}

impl Bytes for Counted<'_> {
    type Error = Infallible;

    async fn read(&self, at: u64, length: usize) -> Result<Vec<u8>, Infallible> {
        self.reads.set(self.reads.get() + 1);
        let bytes = self.bytes.read(at, length).await?;
        self.read.set(self.read.get() + bytes.len() as u64);
        Ok(bytes)
    }
}

struct Judged {
    verdict: Result<FileKind, FileProblem>,
    reads: u64,
    read: u64,
    took: Duration,
}

fn judge(name: &str, bytes: &[u8]) -> Judged {
    let began = Instant::now();
    let file = Counted { bytes, reads: Cell::new(0), read: Cell::new(0) };
    let ends = Ends::of(bytes);
    let verdict = FileKind::check(name, &ends, &FileKind::ALL, 15_000_000).and_then(|kind| {
        let mut scan = Scan::default();
        bytes.chunks(16_384).for_each(|piece| scan.feed(piece));
        let Poll::Ready(Ok(looked)) = pin!(deep::check(kind, &ends, &file, scan))
            .poll(&mut Context::from_waker(Waker::noop()))
        else {
            panic!("bytes that are there are read at once");
        };
        looked.map(|()| kind)
    });
    let (reads, read) = (file.reads.get(), file.read.get());
    Judged { verdict, reads, read, took: began.elapsed() }
}

/// What the system tells of this process's memory, in kB; 0 where it does not: `VmRSS` is what it holds,
/// `VmHWM` the most that it held.
fn memory_kb(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// Has the system forget the most that was held before.
fn forget_peak() {
    // Where it cannot, all that was ever held counts.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn no_mutant_costs_more_than_its_budget() {
    let count = number("MUTANTS", 1500);
    let seed = number("MUTANTS_SEED", 12);
    // First those that cost the most: what was held once is not given back, so later ones tell less.
    let mut grown = 0;
    for (name, bytes) in mutants::build::costly() {
        forget_peak();
        let before = memory_kb("VmRSS");
        let judged = judge(name, &bytes);
        let held = memory_kb("VmHWM").saturating_sub(before);
        let ms = judged.took.as_secs_f64() * 1000.0;
        eprintln!("{name}, {} bytes: {:?}, {held} kB, {ms:.1} ms", bytes.len(), judged.verdict);
        grown = grown.max(held);
    }
    assert!(grown < 12_000, "{grown} kB");
    let seeds = mutants::build::seeds();
    let (mut verdicts, mut slowest) = (BTreeMap::<String, u64>::new(), Vec::new());
    for n in 0..count {
        let mut chance = Chance(seed.wrapping_add(n));
        let (name, bytes) = &seeds[chance.below(seeds.len())];
        let mutant = mutate(bytes, &mut chance);
        let judged = judge(name, &mutant);
        let told = judged.verdict.map_or_else(|p| format!("{p:?}"), |_| "accepted".to_owned());
        *verdicts.entry(told).or_default() += 1;
        let size = mutant.len() as u64;
        assert!(judged.reads <= 12_000, "{name}, mutant {n}: {} reads", judged.reads);
        let most = 4 * size + 40_000_000;
        assert!(judged.read <= most, "{name}, mutant {n}: {} bytes of {size}", judged.read);
        slowest.push((judged.took, n, name.clone()));
        slowest.sort_by_key(|(took, ..)| std::cmp::Reverse(*took));
        slowest.truncate(5);
    }
    eprintln!("{count} mutants of {} files: {verdicts:?}", seeds.len());
    for (took, n, name) in slowest {
        // Once more, alone: the machine may have been busy.
        let mut chance = Chance(seed.wrapping_add(n));
        let mutant = mutate(&seeds[chance.below(seeds.len())].1, &mut chance);
        let again = (0..3).map(|_| judge(&name, &mutant).took).min().unwrap_or(took);
        eprintln!(
            "{:.1} ms: {name}, mutant {n}, {} bytes",
            again.as_secs_f64() * 1000.0,
            mutant.len()
        );
    }
}

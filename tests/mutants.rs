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

#[path = "support/chance.rs"]
mod chance;
#[path = "mutants/mod.rs"]
mod mutants;

use chance::Chance;
use mutants::change::mutate;
use mutants::judge::judge;
use std::collections::BTreeMap;

/// The length of the pieces in which a file comes.
const PIECE: usize = 16_384;

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
        let judged = judge(name, &bytes, PIECE);
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
        let judged = judge(name, &mutant, PIECE);
        let told = judged.verdict.map_or_else(|p| format!("{p:?}"), |_| "accepted".to_owned());
        *verdicts.entry(told).or_default() += 1;
        judged.assert_within_budget(mutant.len(), &format!("{name}, mutant {n}"));
        slowest.push((judged.took, n, name.clone()));
        slowest.sort_by_key(|(took, ..)| std::cmp::Reverse(*took));
        slowest.truncate(5);
    }
    eprintln!("{count} mutants of {} files: {verdicts:?}", seeds.len());
    for (took, n, name) in slowest {
        // Once more, alone: the machine may have been busy.
        let mut chance = Chance(seed.wrapping_add(n));
        let mutant = mutate(&seeds[chance.below(seeds.len())].1, &mut chance);
        let again = (0..3).map(|_| judge(&name, &mutant, PIECE).took).min().unwrap_or(took);
        eprintln!(
            "{:.1} ms: {name}, mutant {n}, {} bytes",
            again.as_secs_f64() * 1000.0,
            mutant.len()
        );
    }
}

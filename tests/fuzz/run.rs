//! Plays a target, and keeps the input that it fails with.

use super::mutate::Material;
use crate::chance::Chance;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// A parser, what it is fed, and what must come of it.
pub(crate) struct Target {
    /// The name of its folder in the corpus.
    pub(crate) name: &'static str,
    /// The number of inputs in a run of `scripts/test core`.
    pub(crate) short: u64,
    /// Inputs to begin with, beside the corpus.
    pub(crate) more: fn() -> Vec<Vec<u8>>,
    /// Makes an input of them.
    pub(crate) mutant: fn(&Material, &mut Chance) -> Vec<u8>,
    /// Feeds the parser, and panics if it broke a promise.
    pub(crate) check: fn(&[u8]),
    /// What all of `check` may allocate, in bytes: at most so much, and so much more for a byte of input. This counts
    /// the work without a clock: what is quadratic does not stay below it.
    pub(crate) memory: (u64, u64),
}

/// How much is played.
pub(crate) enum Length {
    /// As many as the target says.
    Short,
    /// So many seconds a target.
    Seconds(u64),
    /// This input alone.
    Input(Vec<u8>),
}

/// Plays a target. Returns what is to be told of a failure.
pub(crate) fn play(target: &Target, length: &Length, seed: u64) -> Option<String> {
    if let Length::Input(input) = length {
        return attempt(target, input).map(|why| format!("{}: {why}", target.name));
    }
    let mut seeds = corpus(target.name);
    seeds.extend((target.more)());
    assert!(!seeds.is_empty(), "{}: no corpus", target.name);
    let material = Material::new(seeds);
    let kept = material.seeds.iter().find_map(|input| failure(target, input, "the corpus"));
    if kept.is_some() {
        return kept;
    }
    let began = std::time::Instant::now();
    let is_over = |n: u64| match length {
        Length::Seconds(seconds) => began.elapsed().as_secs() >= *seconds,
        _ => n >= target.short,
    };
    let mut n = 0;
    while !is_over(n) {
        let mut chance = Chance(seed.wrapping_add(n));
        let input = (target.mutant)(&material, &mut chance);
        trace(target, &input);
        let failed = failure(target, &input, &format!("seed {}", seed.wrapping_add(n)));
        if failed.is_some() {
            return failed;
        }
        n += 1;
    }
    let kept = material.seeds.len() as u64;
    eprintln!("{}: {} executions, {:.1?}", target.name, n + kept, began.elapsed());
    None
}

/// The inputs that are kept for a target, in the order of their names.
pub(crate) fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Before every input, where `FUZZ_TRACE` is set: what hangs or aborts leaves its input behind.
fn trace(target: &Target, input: &[u8]) {
    if std::env::var_os("FUZZ_TRACE").is_some() {
        std::fs::write(place(target.name, "last"), input).unwrap();
    }
}

fn place(target: &str, name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{target}-{}", name.replace(' ', "-")))
}

/// Plays one input; why it failed, if it did.
fn attempt(target: &Target, input: &[u8]) -> Option<String> {
    static SAID: Mutex<String> = Mutex::new(String::new());
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(|info| {
        *SAID.lock().unwrap_or_else(|e| e.into_inner()) = info.to_string();
    }));
    let mut ended = Ok(());
    let used = allocation_counter::measure(|| {
        ended = catch_unwind(AssertUnwindSafe(|| (target.check)(input)));
    });
    std::panic::set_hook(before);
    if ended.is_err() {
        return Some(SAID.lock().unwrap_or_else(|e| e.into_inner()).clone());
    }
    let (least, more) = target.memory;
    let most = least + more * input.len() as u64;
    (used.bytes_total > most)
        .then(|| format!("{} bytes allocated, and {most} are allowed", used.bytes_total))
}

/// Plays one input; if it fails, makes it smaller, saves it, and tells all that is known.
fn failure(target: &Target, input: &[u8], origin: &str) -> Option<String> {
    let first = attempt(target, input)?;
    let small = smaller(target, input.to_vec(), place_of(&first));
    let why = attempt(target, &small).unwrap_or_default();
    let file = place(target.name, origin);
    std::fs::write(&file, &small).unwrap();
    Some(format!(
        "{}, {origin}: {why}\nThe input, of {} bytes: {}\n{}",
        target.name,
        small.len(),
        file.display(),
        String::from_utf8_lossy(&small[..small.len().min(600)]).escape_debug(),
    ))
}

/// Where it failed: two failures of one place are taken for the same.
fn place_of(why: &str) -> &str {
    why.lines().next().filter(|line| line.starts_with("panicked at")).unwrap_or_default()
}

/// Leaves out pieces, as long as it fails in the same place.
fn smaller(target: &Target, mut input: Vec<u8>, place: &str) -> Vec<u8> {
    let mut piece = input.len() / 2;
    let mut tries = 0;
    while piece > 0 && tries < 3000 {
        let mut at = 0;
        while at < input.len() && tries < 3000 {
            let end = (at + piece).min(input.len());
            let rest = [&input[..at], &input[end..]].concat();
            tries += 1;
            if attempt(target, &rest).is_some_and(|why| place_of(&why) == place) {
                input = rest;
            } else {
                at = end;
            }
        }
        piece /= 2;
    }
    input
}

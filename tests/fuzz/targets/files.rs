//! Files: the mutants of `tests/mutants`, which only a small change of the seed makes other ones here. The verdict
//! depends neither on how the file arrives, nor is the page stricter than the Worker.

use crate::chance::Chance;
use crate::fuzz::mutate::Material;
use crate::fuzz::run::Target;
use crate::mutants::build;
use crate::mutants::change::mutate;
use crate::mutants::judge::judge;
use apply_edge::file::{FileKind, HEAD, clean_name};

pub(crate) const TARGET: Target = Target {
    name: "files",
    short: 40,
    more: seeds,
    mutant,
    check,
    // Twice what a judgement may hold; `tests/mutants.rs` measures what it holds at once.
    memory: (400_000_000, 100),
};

/// The name of the file, a line feed, and its bytes.
fn seeds() -> Vec<Vec<u8>> {
    let small = build::seeds().into_iter().filter(|(_, bytes)| bytes.len() < 20_000);
    let files = small.map(|(name, bytes)| [name.as_bytes(), b"\n", &bytes].concat());
    files.step_by(3).collect()
}

fn mutant(material: &Material, chance: &mut Chance) -> Vec<u8> {
    let seed = &material.seeds[chance.below(material.seeds.len())];
    let (name, bytes) = split(seed);
    [name, b"\n", &mutate(bytes, chance)].concat()
}

fn split(input: &[u8]) -> (&[u8], &[u8]) {
    let at = input.iter().position(|b| *b == b'\n').unwrap_or(input.len());
    (&input[..at], input.get(at + 1..).unwrap_or_default())
}

fn check(input: &[u8]) {
    let (name, bytes) = split(input);
    let name = String::from_utf8_lossy(name);
    let whole = judge(&name, bytes, 16_384);
    whole.assert_within_budget(bytes.len(), &name);
    if bytes.len() < 100_000 {
        let in_pieces = judge(&name, bytes, 97);
        assert_eq!(whole.verdict, in_pieces.verdict, "{name}: the verdict depends on the pieces");
    }
    let Ok(kind) = whole.verdict else { return };
    let head = &bytes[..bytes.len().min(HEAD)];
    let glance = FileKind::glance(&name, bytes.len() as u64, head, &FileKind::ALL, 15_000_000);
    assert_eq!(glance, Ok(()), "{name}: the page refuses what the Worker accepts");
    let clean = clean_name(&name, kind);
    let again = judge(&clean, bytes, 16_384).verdict;
    assert_eq!(again, Ok(kind), "{name}: the name {clean} makes it another file");
}

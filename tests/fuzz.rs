//! Every parser that meets bytes of others, with inputs that are changed by chance: none may panic, take more memory
//! than its input is worth, or break what its target promises (see the targets).
//!
//! Without nightly there is no coverage to follow, so the inputs begin from `tests/fuzz/corpus`, and half of the
//! changes know JSON. `FUZZ_SECONDS` and `FUZZ_SEED` choose another run; `scripts/bench fuzz` plays five minutes. A
//! failure is made smaller and saved; `FUZZ_INPUT` with its file plays it again, and belongs into the corpus.
#![cfg(not(feature = "browser"))]
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::string_slice,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test: a panic is how it fails, and the counts are what it is run for"
)]
#![allow(clippy::disallowed_types, reason = "a host test measures time")]

#[allow(dead_code, reason = "of the mutants of files, only the cheap ones are played here")]
#[path = "mutants/mod.rs"]
mod mutants;
mod fuzz {
    pub(crate) mod json;
    pub(crate) mod mutate;
    pub(crate) mod run;
    pub(crate) mod targets {
        pub(crate) mod conversation;
        pub(crate) mod delivery;
        pub(crate) mod files;
        pub(crate) mod form;
        pub(crate) mod gateway;
        pub(crate) mod guards;
        pub(crate) mod language;
        pub(crate) mod names;
        pub(crate) mod records;
        pub(crate) mod replies;
        pub(crate) mod site;
        pub(crate) mod sites;
        pub(crate) mod tokens;
        pub(crate) mod tus;
    }
}
#[path = "support/chance.rs"]
mod chance;

use fuzz::run::{Length, Target, play};
use fuzz::targets::{
    conversation, files, form, gateway, guards, language, names, records, replies, site, tokens,
    tus,
};

const TARGETS: [&Target; 12] = [
    &files::TARGET,
    &names::TARGET,
    &form::TARGET,
    &tus::TARGET,
    &site::TARGET,
    &gateway::TARGET,
    &replies::TARGET,
    &conversation::TARGET,
    &tokens::TARGET,
    &records::TARGET,
    &language::TARGET,
    &guards::TARGET,
];

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().and_then(|text| text.parse().ok())
}

#[test]
fn no_input_breaks_a_parser() {
    let length = match (std::env::var("FUZZ_INPUT"), number("FUZZ_SECONDS")) {
        (Ok(file), _) => Length::Input(std::fs::read(file).expect("the file of FUZZ_INPUT")),
        (_, Some(seconds)) => Length::Seconds(seconds / TARGETS.len() as u64),
        _ => Length::Short,
    };
    let seed = number("FUZZ_SEED").unwrap_or(20_261_127);
    let only = std::env::var("FUZZ_TARGET").ok();
    let chosen = TARGETS.iter().filter(|t| only.as_deref().is_none_or(|only| only == t.name));
    let failures: Vec<_> = chosen.filter_map(|target| play(target, &length, seed)).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

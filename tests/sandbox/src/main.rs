//! The sandbox ATS: a server that behaves like Huntflow v2 (under `/v2`) and like Comeet (under
//! `/comeet` and `/careers`), after docs/ats-facts.md and tests/reference/huntflow-v2.json.
//!
//! It is independent of the crate's client. Its routes and the shapes of its replies come from the
//! reference data; behaviour that is unknown according to the facts is a switch (`switches.rs`).
//! All state is in memory. `/` shows the received candidates; `/_sandbox/…` is for tests: journal,
//! faults, tokens, switches.

mod comeet;
mod control;
mod demo;
mod faults;
mod huntflow;
mod page;
mod reference;
mod serve;
mod shape;
mod state;
mod switches;
mod tokens;

use std::process::ExitCode;

const USAGE: &str = "Usage: sandbox [--port PORT]\n\n\
    Serves a fake Huntflow and a fake Comeet on 127.0.0.1 (port 0, the default: any free one),\n\
    prints its address as one line, and stops when its standard input closes or on Ctrl-C.";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut port = 0u16;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match (arg.as_str(), args.next().and_then(|p| p.parse().ok())) {
            ("--port", Some(number)) => port = number,
            ("-h" | "--help", _) => {
                println!("{USAGE}");
                return ExitCode::SUCCESS;
            }
            _ => {
                eprintln!("{USAGE}");
                return ExitCode::FAILURE;
            }
        }
    }
    match serve::serve(port).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sandbox: port {port}: {error}");
            ExitCode::FAILURE
        }
    }
}

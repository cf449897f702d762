//! The crate's Huntflow client against the sandbox, over TCP.

mod host;
#[path = "../../src/reference.rs"]
#[allow(dead_code, reason = "the sandbox's, of which the tests use a part")]
mod reference;
#[path = "../../src/shape.rs"]
#[allow(dead_code, reason = "the sandbox's, of which the tests use a part")]
mod shape;

mod calls;
mod operations;
mod recorded;
mod second_source;
mod strict;
mod table;
mod webhooks;

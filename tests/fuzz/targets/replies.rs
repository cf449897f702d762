//! One reply of an ATS: `operation status`, and the body in the lines below. What parses is the same when it is
//! written and parsed again; what does not tells neither more than a line nor anything personal.

use super::sites::is_one_line;
use crate::fuzz::mutate::Material;
use crate::fuzz::run::Target;
use apply_edge::api::endpoint::{Operation, Types};
use apply_edge::api::error::{Error, ErrorKind, Retry};
use apply_edge::api::request::Reply;
use apply_edge::ats::{comeet, huntflow};
use serde_json::Value;
use std::sync::LazyLock;

pub(crate) const TARGET: Target = Target {
    name: "replies",
    short: 1200,
    more,
    mutant: Material::mutant,
    check,
    memory: (60_000, 600),
};

static ALL: LazyLock<Vec<(&Operation, &Types)>> = LazyLock::new(|| {
    let of = |rows: &'static [&'static [Operation]], types: &'static [&'static [Types]]| {
        rows.iter().flat_map(|t| t.iter()).zip(types.iter().flat_map(|t| t.iter()))
    };
    of(huntflow::TABLES, huntflow::TYPES).chain(of(comeet::TABLES, comeet::TYPES)).collect()
});

/// A whole reply of every operation.
fn more() -> Vec<Vec<u8>> {
    let whole = |(row, types): &(&Operation, &Types)| {
        let body = (types.reply)().map(|value| value.to_string()).unwrap_or_default();
        format!("{} {}\n{body}", row.operation, row.status).into_bytes()
    };
    ALL.iter().map(whole).collect()
}

fn check(input: &[u8]) {
    let at = input.iter().position(|b| *b == b'\n').unwrap_or(input.len());
    let head = String::from_utf8_lossy(&input[..at]).into_owned();
    let body = input.get(at + 1..).unwrap_or_default().to_vec();
    let mut words = head.split(' ');
    let name = words.next().unwrap_or_default();
    let status = words.next().and_then(|word| word.parse().ok()).unwrap_or(200);
    let retry_after = words.next().and_then(|word| word.parse().ok());
    let any = ALL[name.bytes().map(usize::from).sum::<usize>() % ALL.len()];
    let (row, types) = *ALL.iter().find(|(row, _)| row.operation == name).unwrap_or(&any);
    let reply = Reply { status, content_type: String::new(), retry_after, body };
    match (types.reread)(&reply) {
        Ok(value) => {
            assert!((200..300).contains(&status), "{status} is a success");
            again(types, &reply, value);
        }
        Err(error) => refused(row, &reply, &error),
    }
}

fn again(types: &Types, reply: &Reply, value: Value) {
    // Of floating point numbers, the last digit may differ.
    if value.is_null() || has_fraction(&value) {
        return;
    }
    let written = Reply { body: value.to_string().into_bytes(), ..reply.clone() };
    let second =
        (types.reread)(&written).unwrap_or_else(|e| panic!("refused the second time: {e}"));
    assert_eq!(second, value, "another value the second time");
}

fn has_fraction(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(items) => items.iter().any(has_fraction),
        Value::Object(members) => members.values().any(has_fraction),
        _ => false,
    }
}

fn refused(row: &Operation, reply: &Reply, error: &Error) {
    assert_eq!(error.operation, row.operation);
    told(error);
    if (200..300).contains(&reply.status) {
        assert_eq!(error.kind, ErrorKind::Malformed);
        return;
    }
    // The ATS's codes and names alone: no address, no number of a person.
    assert!(!error.detail.contains('@'), "{}", error.detail);
    if reply.status >= 500 && error.kind == ErrorKind::Unavailable {
        assert_ne!(error.retry, Retry::Never, "a server that fails may be well later");
    }
}

/// An error goes into logs and onto the console.
pub(crate) fn told(error: &Error) {
    assert!(is_one_line(&error.detail), "{:?}", error.detail);
    assert!(error.detail.chars().count() <= 1100, "{} characters", error.detail.chars().count());
}

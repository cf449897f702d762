//! Validation of request parameters against the reference.

use super::{ACCOUNT, Refusal};
use crate::reference::{Operation, Reference};
use crate::shape::{Flaw, Shape};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The values of the path parameters.
pub fn path<'a>(
    operation: &'a Operation,
    filled: &BTreeMap<&str, &str>,
) -> Result<BTreeMap<&'a str, String>, Refusal> {
    let mut path = BTreeMap::new();
    for parameter in operation.parameters.iter().filter(|p| p.r#in == "path") {
        let value = filled.get(parameter.name.as_str()).copied().unwrap_or_default();
        if parameter.r#type.as_deref() == Some("integer") && value.parse::<u64>().is_err() {
            let (kind, title) = ("type_error.integer", "value is not a valid integer");
            return Err(Refusal::field(kind, title, "path", &format!("/{}", parameter.name)));
        }
        path.insert(parameter.name.as_str(), decoded(value));
    }
    if path.get("account_id").is_some_and(|id| *id != ACCOUNT.to_string()) {
        return Err(Refusal::new(403, "access_denied", "Access Denied Error"));
    }
    Ok(path)
}

fn decoded(value: &str) -> String {
    percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned()
}

/// Checks a query: required parameters, types, and the page size.
pub fn query(
    reference: &Reference,
    operation: &Operation,
    query: &[(String, String)],
) -> Result<(), Refusal> {
    let mut errors = Vec::new();
    for parameter in operation.parameters.iter().filter(|p| p.r#in == "query") {
        let name = &parameter.name;
        let given: Vec<_> = query.iter().filter(|(n, _)| n == name).map(|(_, v)| v).collect();
        if given.is_empty() && parameter.required {
            errors.push(error("value_error.missing", "field required", name));
        }
        for value in given {
            let shape = shape(reference, operation, name, parameter.r#type.as_deref());
            if let Some(Flaw(kind, title, _)) = flaw(reference, &shape, value) {
                errors.push(error(kind, &title, name));
            }
        }
    }
    let count = query.iter().find(|(n, _)| n == "count").and_then(|(_, v)| v.parse::<u64>().ok());
    if let Some(count) = count {
        let most = reference.facts.count_max.get(&operation.line()).copied().unwrap_or(100);
        if count == 0 {
            let title = "ensure this value is greater than 0";
            errors.push(error("value_error.number.not_gt", title, "count"));
        } else if count > most {
            let title = format!("ensure this value is less than or equal to {most}");
            errors.push(error("value_error.number.not_le", &title, "count"));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Refusal(400, Value::Array(errors))) }
}

fn error(kind: &str, title: &str, name: &str) -> Value {
    json!({ "type": kind, "title": title, "location": { "entity": "query", "variable": format!("/{name}") } })
}

fn shape(reference: &Reference, op: &Operation, name: &str, kind: Option<&str>) -> Option<Shape> {
    let facts = &reference.facts;
    let named = facts
        .parameters_of
        .get(&format!("{} {name}", op.line()))
        .or_else(|| facts.parameters.get(name).filter(|_| !matches!(kind, Some("integer"))));
    match named.map(String::as_str) {
        Some("[vacancy]") => None,
        Some(list) => Some(reference.shape(list.trim_matches(['[', ']']))),
        None => kind.map(|k| reference.shape(k)),
    }
}

fn flaw(reference: &Reference, shape: &Option<Shape>, text: &str) -> Option<Flaw> {
    let shape = shape.as_ref()?;
    let value = match shape {
        Shape::Integer => text.parse::<i64>().map(Value::from).unwrap_or_default(),
        Shape::Boolean => truth(text).into(),
        _ => json!(text),
    };
    let mut flaws = Vec::new();
    reference.check(shape, &value, "", false, &mut flaws);
    flaws.pop()
}

/// A truth value in the spellings that pydantic takes, in any case.
fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "on" | "yes" | "t" | "y" => Some(true),
        "false" | "0" | "off" | "no" | "f" | "n" => Some(false),
        _ => None,
    }
}

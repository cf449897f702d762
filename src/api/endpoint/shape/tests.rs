//! The check by shape against the readers that serde derives, for every body of every operation.

use crate::api::endpoint::{Operation, RequestError, Types};
use crate::ats::{comeet, huntflow};
use serde_json::{Value, json};

fn rows() -> Vec<(&'static Operation, &'static Types)> {
    let huntflow = huntflow::TABLES.iter().zip(huntflow::TYPES);
    let comeet = comeet::TABLES.iter().zip(comeet::TYPES);
    huntflow.chain(comeet).flat_map(|(table, types)| table.iter().zip(types.iter())).collect()
}

/// Every pointer of a document.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                pointers(
                    value,
                    &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                pointers(value, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Checks a body both ways.
fn compare(row: &Operation, types: &Types, body: &[u8]) -> bool {
    let (by_shape, by_type) = ((row.check)(body), (types.read_body)(body));
    let text = String::from_utf8_lossy(body);
    assert_eq!(
        by_shape.as_ref().err().map(|e| (&e.name, e.why)),
        by_type.as_ref().err().map(|e| (&e.name, e.why)),
        "{}: {text}",
        row.operation
    );
    by_shape.is_ok()
}

#[test]
fn shapes_and_types_accept_the_same_bodies() {
    let others = [
        Value::Null,
        json!(true),
        json!(0),
        json!(255),
        json!(256),
        json!(4_294_967_296_u64),
        json!(u64::MAX),
        json!(-1),
        json!(i64::MIN),
        json!(1.5),
        json!(1e300),
        json!("x"),
        json!([]),
        json!([1]),
        json!(["x"]),
        json!({}),
        json!({ "unknown": [{}] }),
    ];
    let (mut bodies, mut accepted, mut refused) = (0, 0, 0);
    for (row, types) in rows() {
        let Some(probe) = (types.body)() else { continue };
        bodies += 1;
        assert!(compare(row, types, probe.to_string().as_bytes()), "{}: {probe}", row.operation);
        let mut places = Vec::new();
        pointers(&probe, "", &mut places);
        for place in &places {
            for other in &others {
                let mut body = probe.clone();
                if let Some(value) = body.pointer_mut(place) {
                    // A derived reader takes an array for an object, field by field; the vendor does not.
                    if value.is_object() && other.is_array() {
                        continue;
                    }
                    value.clone_from(other);
                }
                let fits = compare(row, types, body.to_string().as_bytes());
                *if fits { &mut accepted } else { &mut refused } += 1;
            }
            // Without the field.
            let mut body = probe.clone();
            if let Some((parent, name)) = place.rsplit_once('/')
                && let Some(Value::Object(fields)) = body.pointer_mut(parent)
            {
                fields.remove(name);
                compare(row, types, body.to_string().as_bytes());
            }
        }
    }
    assert!(bodies > 25 && accepted > 1000 && refused > 1000, "{bodies} {accepted} {refused}");
}

#[test]
fn what_is_no_document_is_refused_by_both() {
    for (row, types) in rows() {
        if (types.body)().is_none() {
            continue;
        }
        for body in ["", "{", "{}x", "{\"a\":1,}", "\u{feff}{}", "{\"a\":\"", "nul"] {
            let why = |checked: Result<(), RequestError>| checked.err().map(|e| e.why);
            let (by_shape, by_type) =
                (why((row.check)(body.as_bytes())), why((types.read_body)(body.as_bytes())));
            assert!(by_shape.is_some(), "{}: {body}", row.operation);
            assert_eq!(by_shape, by_type, "{}: {body}", row.operation);
        }
    }
}

#[test]
fn a_field_that_is_there_twice_is_refused() {
    for (row, types) in rows() {
        let Some(Value::Object(probe)) = (types.body)() else { continue };
        let Some((name, value)) = probe.iter().next() else { continue };
        // A map's key may be repeated: the last one counts.
        if (types.read_body)(format!("{{\"{name}\":{value},\"{name}\":{value}}}").as_bytes())
            .is_err()
        {
            let whole = Value::Object(probe.clone()).to_string();
            let rest = whole.strip_prefix('{').unwrap_or_default();
            let twice = format!("{{\"{name}\":{value},{rest}");
            assert!((row.check)(twice.as_bytes()).is_err(), "{}: {twice}", row.operation);
        }
    }
}

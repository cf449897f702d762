//! Changes of JSON by chance, in its structure.

use crate::chance::Chance;
use serde_json::{Map, Value, json};

/// A changed document; `None` if the text is not JSON.
pub(crate) fn mutate(text: &str, chance: &mut Chance) -> Option<String> {
    let mut document: Value = serde_json::from_str(text).ok()?;
    let count = count(&document);
    let wanted = chance.below(count);
    let donor = node(&mut document, &mut chance.below(count)).map(|node| node.clone());
    change(node(&mut document, &mut wanted.clone())?, donor.unwrap_or_default(), chance);
    let text = document.to_string();
    Some(if chance.below(6) == 0 { twice(&text, chance) } else { text })
}

/// How many values there are.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// The value with this number, in the order of the text.
fn node<'a>(value: &'a mut Value, number: &mut usize) -> Option<&'a mut Value> {
    if *number == 0 {
        return Some(value);
    }
    *number -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| node(item, number)),
        Value::Object(members) => members.values_mut().find_map(|member| node(member, number)),
        _ => None,
    }
}

fn change(value: &mut Value, donor: Value, chance: &mut Chance) {
    match (&mut *value, chance.below(4)) {
        (Value::Array(items), 0) if !items.is_empty() => {
            items.remove(chance.below(items.len()));
        }
        (Value::Array(items), 1) if !items.is_empty() => {
            let item = items[chance.below(items.len())].clone();
            let times = [1, 2, 100][chance.below(3)];
            items.extend(std::iter::repeat_n(item, times));
        }
        (Value::Array(items), 2) => items.push(donor),
        (Value::Object(members), 0) if !members.is_empty() => {
            let key = members.keys().nth(chance.below(members.len())).cloned();
            key.and_then(|key| members.remove(&key));
        }
        (Value::Object(members), 1) if !members.is_empty() => rename(members, chance),
        (Value::Object(members), 2) => {
            let key = members.keys().nth(chance.below(members.len().max(1))).cloned();
            members.insert(key.unwrap_or_default(), donor);
        }
        (Value::String(text), 0 | 1) => *text = text_edge(text, chance),
        (_, 3) => *value = donor,
        _ => *value = edge(chance),
    }
}

fn rename(members: &mut Map<String, Value>, chance: &mut Chance) {
    let Some(key) = members.keys().nth(chance.below(members.len())).cloned() else { return };
    if let Some(member) = members.remove(&key) {
        members.insert(text_edge(&key, chance), member);
    }
}

fn text_edge(text: &str, chance: &mut Chance) -> String {
    match chance.below(12) {
        0 => String::new(),
        1 => format!(" {text}\t "),
        2 => text.repeat(300),
        3 => format!("{text}\u{202e}\r\r\n\0"),
        4 => format!("{text}.{text}.{text}"),
        5 => ".".repeat(3000),
        6 => text.to_uppercase(),
        7 => "__proto__".to_owned(),
        8 => format!("{text}@evil.example/12345678"),
        9 => format!("</script>\"'{text}<b>"),
        10 => "x".repeat(300),
        _ => text.chars().rev().collect(),
    }
}

fn edge(chance: &mut Chance) -> Value {
    match chance.below(14) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(0),
        3 => json!(-1),
        4 => json!(u32::MAX),
        5 => json!(u64::MAX),
        6 => json!(i64::MIN),
        7 => json!(1.5),
        8 => json!([]),
        9 => json!({}),
        10 => json!("\u{feff}"),
        11 => {
            // Deeper than anybody needs, and less deep than the parser's own limit.
            (0..100).fold(json!(1), |inside, n| {
                if n % 2 == 0 { json!([inside]) } else { json!({ "a": inside }) }
            })
        }
        12 => json!((0..200).map(|n| (n.to_string(), json!(n))).collect::<Map<_, _>>()),
        _ => json!("x"),
    }
}

/// A member that is there twice, which only the text can have.
fn twice(text: &str, chance: &mut Chance) -> String {
    let opens: Vec<usize> = text.match_indices("{\"").map(|(at, _)| at + 1).collect();
    if opens.is_empty() {
        return text.to_owned();
    }
    let at = opens[chance.below(opens.len())];
    let (before, after) = text.split_at(at);
    let key = after.split_inclusive('"').take(2).collect::<String>();
    let value = ["null", "1e400", "\"\\ud800\"", "18446744073709551616", "[]"][chance.below(5)];
    format!("{before}{key}:{value},{after}")
}

//! Replies of stateless operations: samples with the requested ids.

use super::{Ask, Refusal};
use crate::reference::Operation;
use crate::shape::Shape;
use crate::state::Shared;
use serde_json::{Value, json};

/// A PDF of one empty page.
pub const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

pub fn answer(app: &Shared, operation: &Operation, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let (_, Some(component)) = operation.success() else { return Ok(Value::Null) };
    let shape = app.reference.shape(component);
    if operation.path.starts_with("/production_calendars/") && component == "string" {
        return Ok(json!("2026-03-09"));
    }
    let mut seed = 500;
    let mut reply = app.reference.sample(&shape, "", &mut seed);
    if matches!(shape, Shape::Component(_)) && reply.get("items").is_none() {
        // The last path parameter is the id of the requested object.
        let named = operation.path.rsplit('/').find(|s| s.starts_with('{'));
        let name = named.map(|n| n.trim_matches(['{', '}'])).unwrap_or_default();
        let asked = ask.path.get(name).filter(|_| name != "account_id");
        if let (Some(asked), Some(id)) = (asked, reply.get_mut("id")) {
            match asked.parse::<u64>() {
                Ok(number) if id.is_number() => *id = json!(number),
                _ if id.is_string() => *id = json!(asked),
                _ => {}
            }
        }
    }
    // A cursor in a sample would lead to an endless list.
    for cursor in ["next_page_cursor", "next_id"] {
        if reply.get("items").is_some() && reply.get(cursor).is_some() {
            reply[cursor] = Value::Null;
        }
    }
    if let Some(items) = reply["items"].as_array() {
        let total = items.len();
        if reply.get("total_items").is_some() {
            reply["total_items"] = json!(total);
        }
    }
    Ok(reply)
}

//! Vacancies.

use super::{Ask, Refusal, page};
use crate::state::Shared;
use serde_json::Value;

/// Fields that only the detail has.
const TEXTS: [&str; 3] = ["body", "requirements", "conditions"];

pub fn list(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let states: Vec<_> = ask.query.iter().filter(|(n, _)| n == "state").map(|(_, v)| v).collect();
    let state = app.state();
    let fits = |v: &&Value| {
        states.is_empty() || states.iter().any(|s| v["state"].as_str() == Some(s.as_str()))
    };
    let mut items: Vec<Value> = state.vacancies.iter().filter(fits).cloned().collect();
    for item in &mut items {
        if let Some(object) = item.as_object_mut() {
            object.retain(|key, _| !TEXTS.contains(&key.as_str()));
        }
        app.reference.fill("VacancyItem", item);
    }
    page(ask, items, 100)
}

pub fn read(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let state = app.state();
    let id = ask.id("vacancy_id");
    let found = state.vacancies.iter().find(|v| v["id"].as_u64() == Some(id));
    found.cloned().ok_or_else(|| Refusal::unknown("vacancy"))
}

//! Vacancies.

use super::{Ask, Refusal, hooks, page};
use crate::state::{Shared, now};
use serde_json::{Value, json};

/// Fields of the detail view only.
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
    }
    page(ask, items, 100)
}

pub fn read(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let state = app.state();
    let id = ask.id("vacancy_id");
    let found = state.vacancies.iter().find(|v| v["id"].as_u64() == Some(id));
    found.cloned().ok_or_else(|| Refusal::unknown("vacancy"))
}

pub fn create(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let body = ask.json()?;
    let mut made = body.clone();
    let mut state = app.state();
    let id = state.id();
    made["id"] = json!(id);
    made["created"] = json!(now());
    made["state"] = json!("OPEN");
    if made["hidden"].is_null() {
        made["hidden"] = json!(false);
    }
    // The reply to a creation has the ids of the files, a vacancy has the files themselves.
    let reply = made.clone();
    let files = body["files"].as_array().into_iter().flatten().filter_map(Value::as_u64);
    made["files"] = files.map(|f| state.told(f, app.address)).collect();
    state.vacancies.push(made.clone());
    drop(state);
    tell(app, &made, "ADD", "CREATED");
    Ok(reply)
}

pub fn update(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let mut body = ask.json()?;
    let mut state = app.state();
    if let Some(files) = body.get("files").and_then(Value::as_array).cloned() {
        let files = files.iter().filter_map(Value::as_u64);
        body["files"] = files.map(|f| state.told(f, app.address)).collect();
    }
    let vacancy = found(&mut state, ask)?;
    if let (Some(vacancy), Some(body)) = (vacancy.as_object_mut(), body.as_object()) {
        vacancy.extend(body.clone());
    }
    let changed = vacancy.clone();
    drop(state);
    tell(app, &changed, "EDIT", "EDIT");
    Ok(changed)
}

pub fn delete(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let mut state = app.state();
    let removed = found(&mut state, ask)?.clone();
    state.vacancies.retain(|v| v["id"] != removed["id"]);
    drop(state);
    tell(app, &removed, "EDIT", "REMOVED");
    Ok(Value::Null)
}

pub fn set_state(app: &Shared, ask: &Ask<'_>, to: &str) -> Result<Value, Refusal> {
    let mut state = app.state();
    let vacancy = found(&mut state, ask)?;
    if to == "OPEN" && vacancy["state"] != "HOLD" {
        return Err(Refusal::new(400, "validation_error", "Vacancy is not on hold"));
    }
    vacancy["state"] = json!(to);
    let changed = vacancy.clone();
    drop(state);
    tell(app, &changed, "EDIT", if to == "OPEN" { "RESUME" } else { to });
    Ok(Value::Null)
}

/// Notifies the webhooks of a change of a vacancy. `log` is the state of its entry in the history.
pub fn tell(app: &Shared, vacancy: &Value, action: &'static str, log: &str) {
    let id = app.state().id();
    let entry = json!({
        "id": id, "state": log, "created": now(),
        "close_reason": null, "hold_reason": null, "comment": null,
    });
    let event = json!({ "vacancy": hooks::vacancy(vacancy), "vacancy_log": entry, "user": null });
    hooks::tell(app, "VACANCY", action, event);
}

fn found<'a>(state: &'a mut crate::state::State, ask: &Ask<'_>) -> Result<&'a mut Value, Refusal> {
    let id = ask.id("vacancy_id");
    let found = state.vacancies.iter_mut().find(|v| v["id"].as_u64() == Some(id));
    found.ok_or_else(|| Refusal::unknown("vacancy"))
}

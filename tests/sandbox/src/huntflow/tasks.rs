//! Tasks: reported as running once, then as done. The structure of divisions and multivacancies.

use super::{Ask, Refusal};
use crate::state::{Shared, now, now_ms};
use serde_json::{Value, json};

/// Minimum interval between two replacements of the divisions, in milliseconds: twenty minutes.
const DIVISIONS_MS: i64 = 1_200_000;

/// Starts a task, and returns the reply of the batch operations.
pub fn started(app: &Shared, body: &Value, result: Value) -> Value {
    let task = new(app, result);
    json!({
        "status": "ok", "payload": { "task_id": task },
        "meta": { "data": body, "account_id": super::ACCOUNT },
    })
}

/// Starts a task and returns its id.
pub fn new(app: &Shared, result: Value) -> String {
    let id = uuid::Uuid::new_v4().to_string();
    let task = json!({ "result": result, "asked": 0, "created": now(), "created_ms": now_ms() });
    app.state().collection("tasks").insert(id.clone(), task);
    id
}

/// Starts a change of a directory user.
pub fn user(app: &Shared, action: &str, user: &str) -> Value {
    let task = new(app, json!({ "user_id": user }));
    if let Some(stored) = app.state().collection("tasks").get_mut(&task) {
        stored["action"] = json!(action);
    }
    json!({ "task_id": task, "action": action, "created": now() })
}

/// Counts the poll; returns the task and whether it is over.
fn asked(app: &Shared, ask: &Ask<'_>) -> Result<(String, Value, bool), Refusal> {
    let id = ask.path.get("task_id").cloned().unwrap_or_default();
    let mut state = app.state();
    let task = state.collection("tasks").get_mut(&id).ok_or_else(|| Refusal::unknown("task"))?;
    let before = task["asked"].as_u64().unwrap_or(0);
    task["asked"] = json!(before + 1);
    Ok((id, task.clone(), before > 0))
}

pub fn read(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let (id, task, over) = asked(app, ask)?;
    let state = if over { "success" } else { "inprogress" };
    #[allow(clippy::cast_precision_loss, reason = "the vendor tells seconds as a float")]
    let created = task["created_ms"].as_i64().unwrap_or(0) as f64 / 1000.0;
    Ok(json!({
        "task_id": id, "state": state, "created": created, "updated": created,
        "created_datetime": task["created"], "updated_datetime": task["created"],
        "states_log": [{ "state": "enqueued", "timestamp": created, "datetime": task["created"], "comment": null }],
        "result": if over { task["result"].clone() } else { Value::Null },
    }))
}

pub fn read_user(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let (id, task, over) = asked(app, ask)?;
    let done = if over { json!(now()) } else { Value::Null };
    Ok(json!({
        "id": id, "account_id": super::ACCOUNT, "action": task["action"],
        "status": if over { "SUCCESS" } else { "PENDING" },
        "data": task["result"], "comment": null, "created": task["created"], "completed": done,
    }))
}

pub fn divisions(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let body = ask.json()?;
    let since = app.state().divisions_ms.map(|at| now_ms() - at);
    if since.is_some_and(|ms| ms < DIVISIONS_MS) {
        let title = "Divisions were updated less than 20 minutes ago";
        return Err(Refusal::new(429, "too_many_requests", title));
    }
    let mut flat = Vec::new();
    let mut seen = Vec::new();
    flatten(app, &body["items"], Value::Null, 0, &mut flat, &mut seen)?;
    let mut state = app.state();
    state.divisions_ms = Some(now_ms());
    state.divisions = flat;
    drop(state);
    Ok(started(app, &body, json!({})))
}

fn flatten(
    app: &Shared,
    items: &Value,
    parent: Value,
    deep: u64,
    to: &mut Vec<Value>,
    seen: &mut Vec<Value>,
) -> Result<(), Refusal> {
    if deep > 10 {
        return Err(Refusal::new(400, "validation_error", "Maximum nesting is 10"));
    }
    for item in items.as_array().into_iter().flatten() {
        if seen.contains(&item["foreign"]) {
            return Err(Refusal::new(400, "validation_error", "foreign is not unique"));
        }
        seen.push(item["foreign"].clone());
        let id = app.state().id();
        to.push(json!({
            "id": id, "name": item["name"], "foreign": item["foreign"], "meta": item["meta"],
            "order": to.len(), "active": true, "parent": parent, "deep": deep,
        }));
        flatten(app, &item["items"], json!(id), deep + 1, to, seen)?;
    }
    Ok(())
}

/// Creates or changes a multivacancy and its children.
pub fn multi_vacancy(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let mut body = ask.json()?;
    let parent = match ask.path.get("vacancy_id") {
        Some(_) => ask.id("vacancy_id"),
        None => app.state().id(),
    };
    let blocks = body.as_object_mut().and_then(|b| b.remove("blocks")).unwrap_or_default();
    let mut state = app.state();
    let there = state.vacancies.iter().position(|v| v["id"] == json!(parent));
    if ask.path.contains_key("vacancy_id") && there.is_none() {
        return Err(Refusal::unknown("vacancy"));
    }
    let mut vacancy = there.map_or_else(
        || json!({ "id": parent, "state": "OPEN", "created": now(), "hidden": false }),
        |i| state.vacancies.remove(i),
    );
    if let (Some(vacancy), Value::Object(body)) = (vacancy.as_object_mut(), body) {
        vacancy.extend(body);
        vacancy.insert("files".to_owned(), json!([]));
        vacancy.insert("multiple".to_owned(), json!(true));
    }
    let position = vacancy["position"].clone();
    state.vacancies.push(vacancy);
    let mut children = Vec::new();
    for block in blocks.as_array().into_iter().flatten() {
        let id = state.id();
        children.push(id);
        state.vacancies.push(json!({
            "id": id, "parent": parent, "position": position, "state": "OPEN", "created": now(),
            "hidden": false, "money": block["money"], "priority": block["priority"],
        }));
    }
    drop(state);
    let result = json!({ "parent_vacancy_id": parent, "children_vacancies_ids": children });
    Ok(json!({ "task_id": new(app, result) }))
}

//! Resources with uniform create, read, update and delete: tags, vacancy requests, dictionaries,
//! surveys of applicants, users of a directory.

use super::{Ask, Refusal, hooks, tasks};
use crate::reference::Operation;
use crate::state::{Shared, now};
use serde_json::{Value, json};

/// Path below the account, name of the id parameter, and name of the resource in a 404.
const COLLECTIONS: [(&str, &str, &str); 6] = [
    ("/tags", "tag_id", "tag"),
    ("/hooks", "webhook_id", "webhook"),
    ("/vacancy_requests", "vacancy_request_id", "vacancy request"),
    ("/dictionaries", "dictionary_code", "dictionary"),
    ("/surveys/type_q/questionaries", "questionary_id", "survey questionary"),
    ("/users/foreign", "foreign_user_id", "user"),
];

/// Answers an operation on a collection; `None` for others.
pub async fn answer(
    app: &Shared,
    operation: &Operation,
    ask: &Ask<'_>,
) -> Option<Result<Value, Refusal>> {
    let below = operation.path.strip_prefix("/accounts/{account_id}")?;
    let (path, parameter, entity) = COLLECTIONS.iter().find(|(path, parameter, _)| {
        below == *path || below == format!("{path}/{{{parameter}}}")
    })?;
    let one = below != *path;
    let key = ask.path.get(parameter).cloned().unwrap_or_default();
    let unknown = || Refusal::unknown(entity);
    Some(match (operation.method.as_str(), one) {
        ("GET", false) => {
            let items = app.state().collection(path).values().cloned().collect();
            super::listed(ask, operation, items)
        }
        ("POST", false) => create(app, path, ask).await,
        ("GET", true) => app.state().collection(path).get(&key).cloned().ok_or_else(unknown),
        ("PUT" | "PATCH", true) => change(app, path, &key, ask).ok_or_else(unknown),
        ("DELETE", true) => {
            let gone = app.state().collection(path).remove(&key).ok_or_else(unknown);
            gone.map(|_| match *path {
                "/users/foreign" => tasks::user(app, "DELETE", &key),
                _ => Value::Null,
            })
        }
        _ => return None,
    })
}

async fn create(app: &Shared, path: &str, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let mut made = ask.json()?;
    if path == "/hooks" {
        hooks::ping(&made).await?;
    }
    let id = app.state().id();
    let key = match path {
        "/dictionaries" => made["code"].as_str().unwrap_or_default().to_owned(),
        "/users/foreign" => made["id"].as_str().unwrap_or_default().to_owned(),
        _ => id.to_string(),
    };
    if app.state().collection(path).contains_key(&key) {
        return Err(Refusal::new(400, "validation_error", "Already exists"));
    }
    if path != "/users/foreign" {
        made["id"] = json!(id);
    }
    made["created"] = json!(now());
    match path {
        "/vacancy_requests" => made["status"] = json!("pending"),
        "/hooks" => made["account"] = json!(super::ACCOUNT),
        "/surveys/type_q/questionaries" => {
            made["survey"] = json!({ "id": made["survey_id"].take() });
            made["link"] = json!(format!("http://{}/survey/{id}", app.address));
        }
        _ => {}
    }
    // A request contains the id of a file, the reply its address too.
    if let Some(files) = made.get("files").and_then(Value::as_array).cloned() {
        let state = app.state();
        let files = files.iter().filter_map(|f| Some(state.told(f.as_u64()?, app.address)));
        made["files"] = files.collect();
    }
    app.state().collection(path).insert(key.clone(), made.clone());
    Ok(match path {
        "/dictionaries" => tasks::started(app, &ask.json()?, json!({ "dictionary_id": id })),
        "/users/foreign" => tasks::user(app, "CREATE", &key),
        _ => made,
    })
}

fn change(app: &Shared, path: &str, key: &str, ask: &Ask<'_>) -> Option<Value> {
    let body = ask.json().ok()?;
    let changed = {
        let mut state = app.state();
        let found = state.collection(path).get_mut(key)?;
        if let (Some(found), Some(body)) = (found.as_object_mut(), body.as_object()) {
            found.extend(body.clone());
        }
        found.clone()
    };
    Some(match path {
        "/dictionaries" => tasks::started(app, &body, json!({ "dictionary_id": changed["id"] })),
        "/users/foreign" => tasks::user(app, "UPDATE", key),
        _ => changed,
    })
}

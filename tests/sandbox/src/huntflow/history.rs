//! Data of an applicant other than the fields: history entries, tags, answers, responses.

use super::{Ask, Refusal, applicants, hooks, page};
use crate::state::{Shared, now};
use serde_json::{Value, json};

pub fn logs(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    if ask.query("personal") == Some("true") && ask.query("vacancy").is_some() {
        let title = "vacancy and personal are mutually exclusive";
        return Err(Refusal::new(400, "validation_error", title));
    }
    let types: Vec<_> = ask.query.iter().filter(|(n, _)| n == "type").map(|(_, v)| v).collect();
    let state = app.state();
    let fits = |log: &&Value| {
        let vacancy = log["vacancy"].as_u64();
        (types.is_empty() || types.iter().any(|t| log["type"] == t.as_str()))
            && (ask.query("personal") != Some("true") || vacancy.is_none())
            && ask.query("vacancy").is_none_or(|v| vacancy.is_some_and(|w| w.to_string() == v))
    };
    let logs: Vec<Value> =
        applicants::find(&state, ask)?.logs.iter().rev().filter(fits).cloned().collect();
    drop(state);
    page(ask, logs, 100)
}

pub fn add(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let body = ask.json()?;
    let applicant = ask.id("applicant_id");
    let log = entry(app, applicant, "COMMENT", &body)?;
    let mut told = log;
    told["applicant"] = json!(applicant);
    Ok(told)
}

/// Adds an entry to an applicant's history, and notifies the webhooks.
pub fn entry(app: &Shared, applicant: u64, kind: &str, body: &Value) -> Result<Value, Refusal> {
    let mut state = app.state();
    let id = state.id();
    let files = body["files"].as_array().into_iter().flatten().filter_map(Value::as_u64);
    let files: Vec<Value> = files.map(|f| state.told(f, app.address)).collect();
    let given = |name: &str| body.get(name).cloned().unwrap_or_default();
    let offer = match given("applicant_offer") {
        Value::Null => Value::Null,
        offer => {
            let id = state.id();
            json!({ "id": id, "account_applicant_offer": offer["account_applicant_offer"], "created": now() })
        }
    };
    let log = json!({
        "id": id, "type": kind, "created": now(), "vacancy": given("vacancy"),
        "status": given("status"), "rejection_reason": given("rejection_reason"),
        "employment_date": given("employment_date"), "comment": given("comment"),
        "files": files, "applicant_offer": offer,
        "account_info": { "id": 13, "name": "Rec" },
    });
    let found = state.applicants.iter_mut().find(|a| a.id == applicant);
    let found = found.ok_or_else(|| Refusal::unknown("applicant"))?;
    found.logs.push(log.clone());
    let fields = found.fields.clone();
    // With names beside ids.
    let mut told_log = log.clone();
    let id_of = |name: &str| log[name].as_u64();
    let vacancy = state.vacancies.iter().find(|v| v["id"].as_u64() == id_of("vacancy"));
    told_log["vacancy"] = vacancy.map(hooks::vacancy).into();
    told_log["status"] = id_of("status").map(|id| json!({ "id": id, "name": "A stage" })).into();
    told_log["rejection_reason"] =
        id_of("rejection_reason").map(|id| json!({ "id": id, "name": "A reason" })).into();
    for name in ["applicant_offer", "account_info"] {
        told_log.as_object_mut().map(|log| log.remove(name));
    }
    for name in
        ["removed", "source", "calendar_event", "survey_answer_of_type_a", "survey_questionary"]
    {
        told_log[name] = Value::Null;
    }
    let mut who =
        json!({ "id": applicant, "has_photo": false, "social": [], "values": {}, "externals": [] });
    for name in [
        "first_name",
        "last_name",
        "middle_name",
        "birthday",
        "phone",
        "email",
        "skype",
        "position",
        "company",
        "money",
    ] {
        who[name] = fields.get(name).cloned().unwrap_or_default();
    }
    let told = json!({ "applicant": who, "applicant_log": told_log, "applicant_tags": [] });
    drop(state);
    hooks::tell(app, "APPLICANT", "ADD", told);
    Ok(log)
}

pub fn tags(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let state = app.state();
    Ok(json!({ "tags": applicants::find(&state, ask)?.tags }))
}

pub fn set_tags(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let body = ask.json()?;
    let tags: Vec<u64> =
        body["tags"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
    let mut state = app.state();
    if tags.iter().any(|t| !state.collection("/tags").contains_key(&t.to_string())) {
        return Err(Refusal::unknown("tag"));
    }
    applicants::find_mut(&mut state, ask)?.tags.clone_from(&tags);
    Ok(json!({ "tags": tags }))
}

pub fn questionary(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let state = app.state();
    applicants::find(&state, ask)?
        .questionary
        .clone()
        .ok_or_else(|| Refusal::unknown("questionary"))
}

pub fn answer(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let body = ask.json()?;
    let mut state = app.state();
    let applicant = applicants::find_mut(&mut state, ask)?;
    let kept = applicant.questionary.get_or_insert_with(|| json!({}));
    if let (Some(kept), Some(body)) = (kept.as_object_mut(), body.as_object()) {
        kept.extend(body.clone());
    }
    Ok(kept.clone())
}

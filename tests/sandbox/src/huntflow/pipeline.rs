//! An applicant's progress on a vacancy.

use super::{Ask, Refusal, applicants, history};
use crate::state::{Shared, now};
use serde_json::{Value, json};

pub fn attach(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let body = ask.json()?;
    let mut state = app.state();
    let (vacancy, status) = (number(&body, "vacancy")?, number(&body, "status")?);
    let found = state.vacancies.iter().find(|v| v["id"].as_u64() == Some(vacancy)).cloned();
    let found = found.ok_or_else(|| Refusal::unknown("vacancy"))?;
    if !found["parent"].is_null() {
        let error = json!({ "type": "validation_error", "title": "error.multivacancy.add_to_child_restricted", "location": { "variable": "/fields/vacancy" } });
        return Err(Refusal(400, error));
    }
    if found["state"] != "OPEN" {
        return Err(Refusal::new(400, "validation_error", "Vacancy is not open"));
    }
    known(status)?;
    let id = ask.id("applicant_id");
    applicants::find(&state, ask)?;
    let refuse = state.switches.attach_twice_refused;
    let binding = state.id();
    let Some(applicant) = state.applicants.iter_mut().find(|a| a.id == id) else {
        return Err(Refusal::unknown("applicant"));
    };
    if refuse && applicant.links.iter().any(|l| l["vacancy"].as_u64() == Some(vacancy)) {
        return Err(Refusal::new(400, "validation_error", "Applicant is already on this vacancy"));
    }
    applicant.links.push(json!({
        "id": binding, "vacancy": vacancy, "status": status, "updated": now(), "changed": now(),
    }));
    applicant.comments.extend(body["comment"].as_str().map(str::to_owned));
    let files = body["files"].as_array().into_iter().flatten().filter_map(Value::as_u64);
    applicant.attached_files.extend(files);
    drop(state);
    history::entry(app, id, "VACANCY-ADD", &body)?;
    Ok(place(binding, &body))
}

/// Moves an applicant on the vacancy to another stage.
pub fn change(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let body = ask.json()?;
    let (vacancy, status) = (number(&body, "vacancy")?, number(&body, "status")?);
    known(status)?;
    let id = ask.id("applicant_id");
    let binding = {
        let mut state = app.state();
        let applicant = applicants::find_mut(&mut state, ask)?;
        let on = applicant.links.iter_mut().find(|l| l["vacancy"].as_u64() == Some(vacancy));
        let missing = || Refusal::new(400, "validation_error", "Applicant is not on this vacancy");
        let link = on.ok_or_else(missing)?;
        link["status"] = json!(status);
        link["changed"] = json!(now());
        link["id"].as_u64().unwrap_or_default()
    };
    history::entry(app, id, "STATUS", &body)?;
    Ok(place(binding, &body))
}

/// Moves an applicant from a multivacancy to the child in the path.
pub fn split(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let body = ask.json()?;
    let (applicant, status) = (number(&body, "applicant")?, number(&body, "status")?);
    known(status)?;
    let child = ask.id("vacancy_id");
    let mut state = app.state();
    let vacancy = state.vacancies.iter().find(|v| v["id"].as_u64() == Some(child));
    let parent = vacancy.ok_or_else(|| Refusal::unknown("vacancy"))?["parent"].clone();
    if parent.is_null() {
        return Err(Refusal::new(400, "validation_error", "Vacancy is not a child"));
    }
    let id = state.id();
    let found = state.applicants.iter_mut().find(|a| a.id == applicant);
    let found = found.ok_or_else(|| Refusal::unknown("applicant"))?;
    found.links.push(json!({
        "id": id, "vacancy": child, "status": status, "updated": now(), "changed": now(),
    }));
    Ok(json!({
        "id": id, "applicant": applicant, "status": status, "vacancy": child,
        "vacancy_parent": parent,
    }))
}

fn place(binding: u64, body: &Value) -> Value {
    json!({
        "id": binding, "changed": now(), "vacancy": body["vacancy"], "status": body["status"],
        "rejection_reason": body.get("rejection_reason"),
    })
}

fn number(body: &Value, name: &str) -> Result<u64, Refusal> {
    body[name].as_u64().ok_or_else(|| Refusal::missing(&format!("/{name}")))
}

fn known(status: u64) -> Result<(), Refusal> {
    let known = crate::demo::statuses();
    let mut known = known["items"].as_array().into_iter().flatten();
    if known.any(|s| s["removed"].is_null() && s["id"].as_u64() == Some(status)) {
        return Ok(());
    }
    Err(Refusal::new(400, "validation_error", "Unknown vacancy status"))
}

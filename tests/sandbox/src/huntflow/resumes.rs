//! Resumes of applicants.

use super::{Ask, Refusal, applicants};
use crate::state::{Shared, now};
use serde_json::{Value, json};

pub fn read(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let state = app.state();
    let applicant = applicants::find(&state, ask)?;
    let id = ask.id("external_id");
    let external = applicant.externals.iter().find(|(e, _)| *e == id);
    let (_, external) = external.ok_or_else(|| Refusal::unknown("external"))?;
    let files = external["files"].as_array().into_iter().flatten().filter_map(Value::as_u64);
    let files: Vec<Value> = files.map(|f| state.told(f, app.address)).collect();
    Ok(json!({
        "id": id, "created": now(), "updated": now(), "foreign": id.to_string(),
        "auth_type": external["auth_type"], "account_source": external["account_source"],
        "data": external["data"], "files": files,
    }))
}

pub fn update(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let body = ask.json()?;
    {
        let mut state = app.state();
        let id = ask.id("external_id");
        let applicant = applicants::find_mut(&mut state, ask)?;
        let external = applicant.externals.iter_mut().find(|(e, _)| *e == id);
        let (_, external) = external.ok_or_else(|| Refusal::unknown("external"))?;
        for name in ["account_source", "data", "files"] {
            // Without `files` the current file is removed.
            external[name] = body.get(name).cloned().unwrap_or_default();
        }
    }
    read(app, ask)
}

pub fn delete(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let mut state = app.state();
    let id = ask.id("external_id");
    let applicant = applicants::find_mut(&mut state, ask)?;
    if !applicant.externals.iter().any(|(e, _)| *e == id) {
        return Err(Refusal::unknown("external"));
    }
    if applicant.externals.len() == 1 {
        return Err(Refusal::new(400, "validation_error", "The only resume cannot be deleted"));
    }
    applicant.externals.retain(|(e, _)| *e != id);
    Ok(Value::Null)
}

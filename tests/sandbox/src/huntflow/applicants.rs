//! Applicants: create, read, search, attach; doubles.

use super::{ACCOUNT, Ask, Refusal, page};
use crate::state::{Applicant, Shared, State, now, now_ms};
use serde_json::{Value, json};

const FIELDS: [&str; 11] = [
    "first_name",
    "last_name",
    "middle_name",
    "money",
    "phone",
    "email",
    "skype",
    "position",
    "company",
    "photo",
    "birthday",
];

pub fn create(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let body = ask.json()?;
    let mut state = app.state();
    for name in ["first_name", "last_name"] {
        if state.switches.names_required && body[name].as_str().is_none_or(str::is_empty) {
            return Err(Refusal::missing(&format!("/{name}")));
        }
    }
    if body.get("birthday").is_some_and(Value::is_object) {
        let title = "invalid type; expected date, string, bytes, int or float";
        return Err(Refusal::field("type_error", title, "body", "/birthday"));
    }
    let externals = body["externals"].as_array().cloned().unwrap_or_default();
    if externals.len() > 1 {
        let title = "ensure this value has at most 1 items";
        return Err(Refusal::field("value_error.list.max_items", title, "body", "/externals"));
    }
    for file in externals.iter().flat_map(|e| e["files"].as_array().cloned().unwrap_or_default()) {
        if file.as_u64().and_then(|id| state.file(id)).is_none() {
            return Err(Refusal::new(400, "validation_error", "Unknown file"));
        }
    }
    let id = state.id();
    let externals: Vec<_> = externals.into_iter().map(|e| (state.id(), e)).collect();
    let doubles: Vec<u64> =
        state.applicants.iter().filter(|a| same_person(&a.fields, &body)).map(|a| a.id).collect();
    let files: Vec<Value> = externals
        .iter()
        .flat_map(|(_, e)| e["files"].as_array().cloned().unwrap_or_default())
        .collect();
    let reply = with_fields(
        &body,
        json!({
            "id": id, "created": now(), "files": files, "social": [], "agreement": null,
            "doubles": doubles.iter().map(|d| json!({ "double": d })).collect::<Vec<_>>(),
            "external": externals.iter().map(|(e, _)| json!({ "id": e, "auth_type": "NATIVE", "account_source": null, "updated": now() })).collect::<Vec<_>>(),
            "site": [],
        }),
    );
    state.applicants.push(Applicant {
        id,
        created_ms: now_ms(),
        fields: body,
        externals,
        links: Vec::new(),
        doubles,
        comments: Vec::new(),
        attached_files: Vec::new(),
    });
    Ok(reply)
}

pub fn read(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let state = app.state();
    let a = find(&state, ask)?;
    Ok(with_fields(
        &a.fields,
        json!({
            "id": a.id, "account": ACCOUNT, "tags": [], "links": a.links, "social": [], "site": [],
            "doubles": a.doubles.iter().map(|d| json!({ "double": d })).collect::<Vec<_>>(),
            // As observed: the summary names resumes without their files.
            "external": a.externals.iter().map(|(e, v)| json!({ "id": e, "auth_type": v["auth_type"], "account_source": v["account_source"], "updated": now() })).collect::<Vec<_>>(),
        }),
    ))
}

pub fn resume(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let state = app.state();
    let applicant = find(&state, ask)?;
    let id = ask.id("external_id");
    let (_, external) = applicant
        .externals
        .iter()
        .find(|(e, _)| *e == id)
        .ok_or_else(|| Refusal::unknown("external"))?;
    let files: Vec<Value> = external["files"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|f| state.file(f.as_u64()?))
        .map(|f| json!({ "id": f.id, "name": f.name, "content_type": f.content_type, "url": format!("http://{}/files/{}", app.address, f.id) }))
        .collect();
    Ok(json!({
        "id": id, "created": now(), "updated": now(), "foreign": id.to_string(),
        "auth_type": external["auth_type"], "account_source": external["account_source"],
        "data": external["data"], "files": files,
    }))
}

pub fn search(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let wanted = ask.query("q").unwrap_or_default().to_lowercase();
    let state = app.state();
    let switches = &state.switches;
    let fits = |a: &&Applicant| {
        let text = |name: &str| a.fields[name].as_str().unwrap_or_default().to_lowercase();
        let names = ["first_name", "last_name", "email", "phone"];
        let in_resume = switches.search_reads_resumes
            && a.externals.iter().any(|(_, e)| {
                e["data"]["body"].as_str().unwrap_or_default().to_lowercase().contains(&wanted)
            });
        now_ms() - a.created_ms >= switches.search_delay_ms
            && (wanted.is_empty() || in_resume || names.iter().any(|n| text(n).contains(&wanted)))
    };
    let items = state.applicants.iter().filter(fits).map(|a| {
        let mut item =
            with_fields(&a.fields, json!({ "id": a.id, "created": now(), "photo_url": null }));
        app.reference.fill("ApplicantSearchItem", &mut item);
        item
    });
    page(ask, items.collect(), 100)
}

pub fn attach(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let body = ask.json()?;
    let mut state = app.state();
    let number =
        |name: &str| body[name].as_u64().ok_or_else(|| Refusal::missing(&format!("/{name}")));
    let (vacancy, status) = (number("vacancy")?, number("status")?);
    let found = state.vacancies.iter().find(|v| v["id"].as_u64() == Some(vacancy)).cloned();
    let found = found.ok_or_else(|| Refusal::unknown("vacancy"))?;
    if !found["parent"].is_null() {
        let error = json!({ "type": "validation_error", "title": "error.multivacancy.add_to_child_restricted", "location": { "variable": "/fields/vacancy" } });
        return Err(Refusal(400, error));
    }
    if found["state"] != "OPEN" {
        return Err(Refusal::new(400, "validation_error", "Vacancy is not open"));
    }
    let known = crate::demo::statuses();
    let known = known["items"].as_array().into_iter().flatten();
    if !known.filter(|s| s["removed"].is_null()).any(|s| s["id"].as_u64() == Some(status)) {
        return Err(Refusal::new(400, "validation_error", "Unknown vacancy status"));
    }
    let id = ask.id("applicant_id");
    find(&state, ask)?;
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
    Ok(
        json!({ "id": binding, "changed": now(), "vacancy": vacancy, "status": status, "rejection_reason": null }),
    )
}

fn find<'a>(state: &'a State, ask: &Ask<'_>) -> Result<&'a Applicant, Refusal> {
    let id = ask.id("applicant_id");
    state.applicants.iter().find(|a| a.id == id).ok_or_else(|| Refusal::unknown("applicant"))
}

fn with_fields(fields: &Value, mut reply: Value) -> Value {
    for name in FIELDS {
        reply[name] = fields.get(name).cloned().unwrap_or_default();
    }
    reply
}

fn same_person(a: &Value, b: &Value) -> bool {
    let text = |v: &Value, n: &str| v[n].as_str().unwrap_or_default().to_lowercase();
    ["email", "phone"].iter().any(|n| !text(a, n).is_empty() && text(a, n) == text(b, n))
}

//! Applicants: create, read, search, attach; duplicates.

use super::{ACCOUNT, Ask, Refusal, page};
use crate::state::{Applicant, Shared, State, now, now_ms, time};
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
        logs: Vec::new(),
        tags: Vec::new(),
        questionary: None,
    });
    drop(state);
    super::history::entry(app, id, "ADD", &Value::Null)?;
    Ok(reply)
}

pub fn read(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let state = app.state();
    Ok(told(find(&state, ask)?))
}

fn told(a: &Applicant) -> Value {
    with_fields(
        &a.fields,
        json!({
            "id": a.id, "account": ACCOUNT, "links": a.links, "social": [], "site": [],
            "tags": a.tags.iter().map(|t| json!({ "tag": t, "id": t })).collect::<Vec<_>>(),
            "doubles": a.doubles.iter().map(|d| json!({ "double": d })).collect::<Vec<_>>(),
            // As observed: the summary lists resumes without their files.
            "external": a.externals.iter().map(|(e, v)| json!({ "id": e, "auth_type": v["auth_type"], "account_source": v["account_source"], "updated": now() })).collect::<Vec<_>>(),
        }),
    )
}

pub fn list(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    if ask.query("status").is_some() && ask.query("agreement_state").is_some() {
        let title = "status and agreement_state are mutually exclusive";
        return Err(Refusal::new(400, "validation_error", title));
    }
    let state = app.state();
    // The vendor's own client sends `vacancy_id`.
    let vacancy = ask.query("vacancy").or_else(|| ask.query("vacancy_id"));
    let on = |link: &Value, name: &str, id: &str| {
        link[name].as_u64().is_some_and(|n| n.to_string() == id)
    };
    let fits = |a: &&Applicant| {
        vacancy.is_none_or(|v| a.links.iter().any(|l| on(l, "vacancy", v)))
            && ask.query("status").is_none_or(|s| a.links.iter().any(|l| on(l, "status", s)))
    };
    let items = state.applicants.iter().filter(fits).map(told).collect();
    page(ask, items, 30)
}

pub fn update(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let body = ask.json()?;
    let mut state = app.state();
    let applicant = find_mut(&mut state, ask)?;
    if let (Some(fields), Some(body)) = (applicant.fields.as_object_mut(), body.as_object()) {
        fields.extend(body.clone());
    }
    Ok(told(applicant))
}

pub fn delete(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let mut state = app.state();
    let id = find(&state, ask)?.id;
    state.applicants.retain(|a| a.id != id);
    Ok(Value::Null)
}

pub fn search(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    page(ask, hits(app, ask), 100)
}

/// The cursor consists of the number of hits returned so far and the search text: the server
/// ignores all filters that come with a cursor.
pub fn search_by_cursor(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let bad = || Refusal::new(400, "validation_error", "Unknown cursor");
    let (skip, q) = match ask.query("next_page_cursor") {
        None => (0, ask.query("q").unwrap_or_default()),
        Some(cursor) => {
            let (skip, q) = cursor.split_once('-').ok_or_else(bad)?;
            (skip.parse().map_err(|_| bad())?, q)
        }
    };
    let searched = Ask {
        query: vec![("q".to_owned(), q.to_owned())],
        body: ask.body.clone(),
        path: ask.path.clone(),
        ..*ask
    };
    let all = hits(app, &searched);
    let count = ask.number("count", 30);
    let items: Vec<_> = all.iter().skip(skip).take(count).cloned().collect();
    let next = (skip + items.len() < all.len()).then(|| format!("{}-{q}", skip + items.len()));
    Ok(json!({ "items": items, "next_page_cursor": next }))
}

fn hits(app: &Shared, ask: &Ask<'_>) -> Vec<Value> {
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
        let mut item = with_fields(
            &a.fields,
            json!({ "id": a.id, "created": time(a.created_ms), "photo_url": null }),
        );
        item["photo_url"] = Value::Null;
        item
    });
    items.collect()
}

pub fn find<'a>(state: &'a State, ask: &Ask<'_>) -> Result<&'a Applicant, Refusal> {
    let id = ask.id("applicant_id");
    state.applicants.iter().find(|a| a.id == id).ok_or_else(|| Refusal::unknown("applicant"))
}

pub fn find_mut<'a>(state: &'a mut State, ask: &Ask<'_>) -> Result<&'a mut Applicant, Refusal> {
    let id = ask.id("applicant_id");
    state.applicants.iter_mut().find(|a| a.id == id).ok_or_else(|| Refusal::unknown("applicant"))
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

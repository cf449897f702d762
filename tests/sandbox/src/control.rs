//! `/_sandbox/…`: inspection and control for tests.

use crate::comeet;
use crate::faults::Fault;
use crate::huntflow::vacancies;
use crate::state::{Applicant, Shared, State as Everything, now_ms};
use crate::switches::Switches;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/_sandbox/received", get(received))
        .route("/_sandbox/journal", get(journal))
        .route("/_sandbox/faults", post(faults))
        .route("/_sandbox/switches", get(switches).put(set_switches))
        .route("/_sandbox/tokens", post(tokens))
        .route("/_sandbox/tokens/expire", post(expire))
        .route("/_sandbox/credentials/comeet", get(comeet_credentials))
        .route("/_sandbox/vacancies/{vacancy}", post(change_vacancy))
        .route("/_sandbox/candidates/{candidate}", post(change_candidate))
        .route("/_sandbox/applicants/earlier", post(earlier))
        .route("/_sandbox/applicants/{applicant}/logs", get(logs))
        // A webhook receiver that accepts everything.
        .route("/_sandbox/hook", post(|| async { StatusCode::NO_CONTENT }))
        .route("/_sandbox/reset", post(reset))
}

/// All received data, with digests of the files.
pub fn summary(state: &Everything) -> Value {
    let file = |id: u64| {
        state.file(id).map(|f| {
            json!({ "id": f.id, "name": f.name, "content_type": f.content_type, "size": f.bytes.len(), "sha256": f.sha256 })
        })
    };
    let applicants = state.applicants.iter().map(|a| {
        let resume = a.externals.first().map(|(_, e)| e.clone()).unwrap_or_default();
        let files = resume["files"].as_array().into_iter().flatten().filter_map(Value::as_u64);
        json!({
            "id": a.id, "fields": a.fields, "links": a.links, "comments": a.comments,
            "doubles": a.doubles, "source": resume["account_source"], "text": resume["data"]["body"], "questionary": a.questionary,
            "files": files.chain(a.attached_files.iter().copied()).map(file).collect::<Vec<_>>(),
        })
    });
    let candidates = state.candidates.iter().map(|c| {
        let mut c = c.clone();
        c["resume"] = c["resume"].as_u64().and_then(file).unwrap_or_default();
        c
    });
    json!({
        "huntflow": applicants.collect::<Vec<_>>(), "comeet": candidates.collect::<Vec<_>>(),
        "refreshes": state.tokens.refreshes,
    })
}

async fn received(State(app): State<Shared>) -> Json<Value> {
    Json(summary(&app.state()))
}

async fn journal(State(app): State<Shared>) -> impl IntoResponse {
    Json(app.state().journal.clone())
}

async fn logs(State(app): State<Shared>, Path(applicant): Path<u64>) -> Json<Vec<Value>> {
    let state = app.state();
    let found = state.applicants.iter().find(|a| a.id == applicant);
    Json(found.map(|a| a.logs.clone()).unwrap_or_default())
}

async fn faults(State(app): State<Shared>, Json(faults): Json<Vec<Fault>>) -> StatusCode {
    app.state().faults = faults;
    StatusCode::NO_CONTENT
}

async fn switches(State(app): State<Shared>) -> Json<Switches> {
    Json(app.state().switches.clone())
}

async fn set_switches(State(app): State<Shared>, Json(set): Json<Switches>) -> StatusCode {
    app.state().switches = set;
    StatusCode::NO_CONTENT
}

/// Issues a new token pair, as in Huntflow's settings.
async fn tokens(State(app): State<Shared>) -> Json<Value> {
    let (access_token, refresh_token) = app.state().tokens.issue();
    Json(json!({ "access_token": access_token, "refresh_token": refresh_token }))
}

async fn expire(State(app): State<Shared>) -> StatusCode {
    app.state().tokens.expire();
    StatusCode::NO_CONTENT
}

async fn comeet_credentials() -> Json<Value> {
    Json(json!({
        "api_key": comeet::API_KEY, "secret": comeet::SECRET, "careers_token": comeet::CAREERS_TOKEN,
    }))
}

#[derive(serde::Deserialize)]
struct Earlier {
    email: String,
    count: u32,
}

/// Applicants of one person from a year ago.
async fn earlier(State(app): State<Shared>, Json(earlier): Json<Earlier>) -> StatusCode {
    let mut state = app.state();
    for _ in 0..earlier.count {
        let id = state.id();
        let resume = (state.id(), json!({ "auth_type": "NATIVE" }));
        let fields = json!({ "first_name": "Ada", "last_name": "L", "email": earlier.email });
        let created_ms = now_ms() - 365 * 86_400_000;
        state.applicants.push(Applicant {
            id,
            created_ms,
            fields,
            externals: vec![resume],
            ..Default::default()
        });
    }
    StatusCode::NO_CONTENT
}

async fn change_vacancy(
    State(app): State<Shared>,
    Path(vacancy): Path<u64>,
    Json(change): Json<Value>,
) -> StatusCode {
    let mut state = app.state();
    let found = state.vacancies.iter_mut().find(|v| v["id"].as_u64() == Some(vacancy));
    let status = extend(found, change);
    let changed = state.vacancies.iter().find(|v| v["id"].as_u64() == Some(vacancy)).cloned();
    drop(state);
    if let Some(changed) = changed {
        vacancies::tell(&app, &changed, "EDIT", "EDIT");
    }
    status
}

async fn change_candidate(
    State(app): State<Shared>,
    Path(candidate): Path<String>,
    Json(change): Json<Value>,
) -> StatusCode {
    let mut state = app.state();
    extend(state.candidates.iter_mut().find(|c| c["uid"] == candidate.as_str()), change)
}

fn extend(found: Option<&mut Value>, change: Value) -> StatusCode {
    match (found.and_then(Value::as_object_mut), change) {
        (Some(found), Value::Object(change)) => {
            found.extend(change);
            StatusCode::NO_CONTENT
        }
        _ => StatusCode::NOT_FOUND,
    }
}

/// Resets tokens, applicants, files, faults and switches, as a restart does.
async fn reset(State(app): State<Shared>) -> StatusCode {
    *app.state() = Everything::new();
    StatusCode::NO_CONTENT
}

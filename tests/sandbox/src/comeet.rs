//! Comeet: the careers API under `/careers`, the recruiting API under `/comeet`.

use crate::state::Shared;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Demo credentials; tests configure the Worker with the same.
pub const API_KEY: &str = "sandbox-comeet-key";
pub const SECRET: &str = "sandbox-comeet-secret";
/// Secret of an account with a fixed token.
pub const BEARER: &str = "sandbox-comeet-bearer";
pub const CAREERS_TOKEN: &str = "sandbox-careers-token";
pub const COMPANY: &str = "30.005";

/// Maximum size of a file: 6 MB.
const FILE_MAX: usize = 6_000_000;

pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/careers/company/{company}/positions", get(positions))
        .route("/careers/company/{company}/positions/{position}", get(position))
        .route("/comeet/candidates", post(create).get(list))
        .route("/comeet/candidates/{candidate}", get(read))
        .route("/comeet/positions/{position}/candidates", get(on_position))
}

fn refusal(status: u16, code: &str, message: &str) -> Response {
    let body = json!({ "status": status, "error": code, "message": message });
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, axum::Json(body)).into_response()
}

type Params = Query<BTreeMap<String, String>>;

fn may_read(company: &str, query: &Params) -> Option<Response> {
    if query.get("token").map(String::as_str) != Some(CAREERS_TOKEN) {
        return Some(refusal(401, "unauthorized", "Invalid token"));
    }
    (company != COMPANY).then(|| refusal(404, "not_found", "Company not found"))
}

fn shown(position: &Value, query: &Params) -> Value {
    let mut position = position.clone();
    if query.get("details").map(String::as_str) != Some("true")
        && let Some(object) = position.as_object_mut()
    {
        object.remove("details");
    }
    position
}

async fn positions(
    State(app): State<Shared>,
    Path(company): Path<String>,
    query: Params,
) -> Response {
    if let Some(refused) = may_read(&company, &query) {
        return refused;
    }
    let list: Vec<_> = app.state().positions.iter().map(|p| shown(p, &query)).collect();
    axum::Json(list).into_response()
}

async fn position(
    State(app): State<Shared>,
    Path((company, uid)): Path<(String, String)>,
    query: Params,
) -> Response {
    if let Some(refused) = may_read(&company, &query) {
        return refused;
    }
    let state = app.state();
    match state.positions.iter().find(|p| p["uid"].as_str() == Some(&uid)) {
        Some(position) => axum::Json(shown(position, &query)).into_response(),
        None => refusal(404, "position_not_found", "Position not found"),
    }
}

const RESUME: &[&str] = &["pdf", "doc", "docx"];
const PICTURE: &[&str] = &["jpeg", "jpg", "tiff", "tif", "png", "gif", "bmp", "jfif", "ico"];
/// Part of the list of accepted extensions, enough to test both outcomes.
const FILES: &[&str] = &["pdf", "doc", "docx", "zip", "txt", "png", "jpg", "odt", "rtf", "csv"];

type Refused = (u16, &'static str, &'static str);

/// Stores a candidate's file, or rejects it.
fn stored(state: &mut crate::state::State, file: &Value, kinds: &[&str]) -> Result<u64, Refused> {
    let name = file["name"].as_str().unwrap_or_default().to_owned();
    let Ok(bytes) = STANDARD.decode(file["file"].as_str().unwrap_or_default()) else {
        return Err((400, "required_field", "file is not base64"));
    };
    if bytes.len() > FILE_MAX {
        return Err((403, "file_size_limit", "File is over 6 MB"));
    }
    let extension = name.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default();
    if !kinds.contains(&extension.as_str()) {
        return Err((403, "malicious_file", "File type is not allowed"));
    }
    Ok(state.store(&name, "application/octet-stream", bytes))
}

/// `YYYY-MM-DDTHH:mm:ssZ`.
fn time() -> String {
    chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// Verifies HS256 over header and payload, with `iss` the key and `exp` in the future.
fn authorised(headers: &HeaderMap) -> bool {
    let header = headers.get("authorization").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let Some(token) = header.strip_prefix("Bearer ") else { return false };
    if token == BEARER {
        return true;
    }
    let Some((signed, signature)) = token.rsplit_once('.') else { return false };
    let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return false };
    let Ok(mut mac) = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()) else { return false };
    mac.update(signed.as_bytes());
    let part = |i: usize| -> Option<Value> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(signed.split('.').nth(i)?).ok()?).ok()
    };
    let (header, claims) = (part(0).unwrap_or_default(), part(1).unwrap_or_default());
    mac.verify_slice(&signature).is_ok()
        && header["alg"] == "HS256"
        && claims["iss"] == API_KEY
        && claims["exp"].as_i64().is_some_and(|exp| exp > chrono::Utc::now().timestamp())
}

/// A candidate as returned by the API: some fields are omitted.
fn told(app: &Shared, candidate: &Value) -> Value {
    const TOLD: [&str; 9] = [
        "uid",
        "position_uid",
        "first_name",
        "middle_name",
        "last_name",
        "email",
        "phone",
        "time_created",
        "status",
    ];
    let mut told = json!({ "current_steps": [], "completed_steps": [] });
    for name in TOLD {
        told[name] = candidate[name].clone();
    }
    told["source_contact"] = candidate["source_contact"].clone();
    told["time_last_status_changed"] = candidate["time_created"].clone();
    if app.state().switches.comeet_echoes_id {
        told["partner_candidate_id"] = candidate["partner_candidate_id"].clone();
    }
    told
}

fn may_list(app: &Shared, headers: &HeaderMap) -> Option<Response> {
    if !authorised(headers) {
        return Some(refusal(401, "unauthorized", "Unauthorized"));
    }
    let may = app.state().switches.comeet_lists;
    (!may).then(|| refusal(403, "no_permission", "No permission"))
}

async fn list(State(app): State<Shared>, headers: HeaderMap, query: Params) -> Response {
    if let Some(refused) = may_list(&app, &headers) {
        return refused;
    }
    let time = |name: &str| {
        let given = query.get(name)?;
        Some(chrono::DateTime::parse_from_rfc3339(given).map(|t| t.timestamp()))
    };
    let after = match time("time_created:after").transpose() {
        Ok(after) => after,
        Err(_) => return refusal(400, "invalid_datetime", "Invalid time_created:after"),
    };
    let candidates = app.state().candidates.clone();
    let fits = |c: &&Value| {
        let created = c["time_created"].as_str().unwrap_or_default();
        let created = chrono::DateTime::parse_from_rfc3339(created).map(|t| t.timestamp());
        let statuses = query.get("status");
        after.is_none_or(|after| created.is_ok_and(|c| c > after))
            && statuses.is_none_or(|s| s.split(',').any(|s| c["status"] == s))
    };
    let found: Vec<_> = candidates.iter().filter(fits).map(|c| told(&app, c)).collect();
    axum::Json(json!({ "candidates": found, "next_page": null })).into_response()
}

async fn read(State(app): State<Shared>, headers: HeaderMap, Path(uid): Path<String>) -> Response {
    if let Some(refused) = may_list(&app, &headers) {
        return refused;
    }
    let found = app.state().candidates.iter().find(|c| c["uid"] == uid.as_str()).cloned();
    match found {
        Some(candidate) if !candidate["merged"].is_null() => {
            refusal(401, "duplicate_candidate", "Candidate was removed as a duplicate")
        }
        Some(candidate) => axum::Json(told(&app, &candidate)).into_response(),
        None => refusal(404, "not_found", "Candidate not found"),
    }
}

async fn on_position(
    State(app): State<Shared>,
    headers: HeaderMap,
    Path(position): Path<String>,
) -> Response {
    if let Some(refused) = may_list(&app, &headers) {
        return refused;
    }
    let candidates = app.state().candidates.clone();
    let fits = |c: &&Value| c["position_uid"] == position.as_str() && c["status"] != "Rejected";
    let found: Vec<_> = candidates.iter().filter(fits).map(|c| told(&app, c)).collect();
    axum::Json(json!({ "candidates": found, "next_page": null })).into_response()
}

async fn create(State(app): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    if !authorised(&headers) {
        return refusal(401, "unauthorized", "Unauthorized");
    }
    let mut state = app.state();
    if state.switches.comeet_pace && state.over_pace("comeet", 100, 60_000) {
        return refusal(429, "too_many_requests", "Too many requests");
    }
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        return refusal(400, "required_field", "The body is not JSON");
    };
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    for name in ["position_uid", "partner_candidate_id", "first_name", "last_name"] {
        if text(name).is_empty() {
            return refusal(400, "required_field", &format!("Field {name} is required"));
        }
    }
    if !text("email").is_empty() && !text("email").contains('@') {
        return refusal(400, "invalid_email", "Invalid email");
    }
    let linkedin = text("linkedin_url");
    if !linkedin.is_empty() && !linkedin.contains("linkedin.com/") {
        return refusal(400, "invalid_linkedin_url", "Invalid LinkedIn URL");
    }
    let links = body["links"].as_array().into_iter().flatten();
    if links.map(|l| l["url"].as_str().unwrap_or_default()).any(|l| !l.starts_with("http")) {
        return refusal(400, "invalid_url", "Invalid URL");
    }
    if body["address"]["country"].as_str().is_some_and(|c| c.len() != 2) {
        return refusal(400, "incorrect_country_code", "Country is not ISO 3166");
    }
    if !state.positions.iter().any(|p| p["uid"] == body["position_uid"]) {
        return refusal(404, "position_not_found", "Position not found");
    }
    let same = |c: &&Value| {
        c["partner_candidate_id"] == body["partner_candidate_id"]
            && c["position_uid"] == body["position_uid"]
            && c["status"] == "In progress"
    };
    if let Some(there) = state.candidates.iter().find(same) {
        let uid = if state.switches.comeet_conflict_number {
            there["number"].clone()
        } else {
            there["uid"].clone()
        };
        let conflict = json!({
            "status": 409, "error": "candidate_post_conflict", "candidate_uid": uid,
            "message": "Candidate with provided partner_candidate_id already exists in position with status in progress",
        });
        return (StatusCode::CONFLICT, axum::Json(conflict)).into_response();
    }
    let mut candidate = body.clone();
    for (field, kinds) in [("resume", RESUME), ("picture", PICTURE)] {
        if let Some(file) = body.get(field).filter(|f| !f.is_null()) {
            match stored(&mut state, file, kinds) {
                Ok(id) => candidate[field] = json!(id),
                Err((status, code, why)) => return refusal(status, code, why),
            }
        }
    }
    let mut files = Vec::new();
    for file in body["files"].as_array().into_iter().flatten() {
        match stored(&mut state, file, FILES) {
            Ok(id) => files.push(id),
            Err((status, code, why)) => return refusal(status, code, why),
        }
    }
    candidate["files"] = json!(files);
    let number = state.id();
    let uid = format!("{:02X}.{:03X}", number / 256, number % 256);
    candidate["uid"] = json!(uid);
    candidate["number"] = json!(number);
    candidate["status"] = json!("In progress");
    candidate["time_created"] = json!(time());
    let reply = json!({
        "uid": uid, "position_uid": candidate["position_uid"], "source_contact": candidate["source_contact"],
        "time_created": time(), "time_last_status_changed": time(), "current_steps": [],
        "completed_steps": [], "status": "In progress",
    });
    state.candidates.push(candidate);
    let status = StatusCode::from_u16(state.switches.comeet_created).unwrap_or(StatusCode::OK);
    (status, axum::Json(reply)).into_response()
}

/// The test vectors of the fact sheet, so that this check and the client's signature cannot share a
/// mistake.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::hex;

    #[test]
    fn hmac_vectors() {
        let sign = |key: &str, text: &str| {
            let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes()).expect("any length");
            mac.update(text.as_bytes());
            mac.finalize().into_bytes().to_vec()
        };
        let body = r#"{"event": {}, "meta": {"event_type": "PING"}}"#;
        assert_eq!(
            hex(&sign("s3cr3t", body)),
            "e1443101d70f915c8c8177b1b341119b043083ef810596069ec94444d3b6c7a0"
        );
        let signed =
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJBUElfS0VZIiwiZXhwIjoxNzAwMDAwNjAwfQ";
        assert_eq!(
            URL_SAFE_NO_PAD.encode(sign("API_SECRET", signed)),
            "v6lhIKWMbigcp2vjUFW0F-5JB6J_6sS_VNb5JXFRDKs"
        );
    }
}

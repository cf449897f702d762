//! Comeet: the careers API under `/careers`, the recruiting API under `/comeet`.

use crate::state::{Shared, now};
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

/// The demo's credentials; a test seeds our Worker with the same.
pub const API_KEY: &str = "sandbox-comeet-key";
pub const SECRET: &str = "sandbox-comeet-secret";
pub const CAREERS_TOKEN: &str = "sandbox-careers-token";
pub const COMPANY: &str = "30.005";

/// 6 MB of file.
const FILE_MAX: usize = 6_000_000;

pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/careers/company/{company}/positions", get(positions))
        .route("/careers/company/{company}/positions/{position}", get(position))
        .route("/comeet/candidates", post(create))
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

/// HS256 over header and payload, `iss` the key, `exp` in the future.
fn authorised(headers: &HeaderMap) -> bool {
    let header = headers.get("authorization").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let Some(token) = header.strip_prefix("Bearer ") else { return false };
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
    let mut resume = Value::Null;
    if let Some(file) = body.get("resume").filter(|r| !r.is_null()) {
        let name = file["name"].as_str().unwrap_or_default().to_owned();
        let Ok(bytes) = STANDARD.decode(file["file"].as_str().unwrap_or_default()) else {
            return refusal(400, "required_field", "resume.file is not base64");
        };
        if bytes.len() > FILE_MAX {
            return refusal(403, "file_size_limit", "File is over 6 MB");
        }
        if ![".pdf", ".doc", ".docx"].iter().any(|e| name.to_lowercase().ends_with(e)) {
            return refusal(403, "malicious_file", "File type is not allowed");
        }
        resume = json!(state.store(&name, "application/octet-stream", bytes));
    }
    let number = state.id();
    let uid = format!("{:02X}.{:03X}", number / 256, number % 256);
    let mut candidate = body;
    candidate["resume"] = resume;
    candidate["uid"] = json!(uid);
    candidate["number"] = json!(number);
    candidate["status"] = json!("In progress");
    candidate["time_created"] = json!(now());
    let reply = json!({
        "uid": uid, "position_uid": candidate["position_uid"], "source_contact": null,
        "time_created": now(), "time_last_status_changed": now(), "current_steps": [],
        "completed_steps": [], "status": "In progress",
    });
    state.candidates.push(candidate);
    let status = StatusCode::from_u16(state.switches.comeet_created).unwrap_or(StatusCode::OK);
    (status, axum::Json(reply)).into_response()
}

/// The vectors of the fact sheet, so that this check and the client's signature cannot share a
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

//! Huntflow v2. Paths and parameters come from the reference; this file implements the behaviour.

mod applicants;
mod collections;
mod history;
mod hooks;
mod parameters;
mod pipeline;
mod resumes;
mod samples;
mod tasks;
mod upload;
pub mod vacancies;

use crate::reference::{Found, Operation};
use crate::shape::Flaw;
use crate::state::Shared;
use crate::tokens::{Access, Refused};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The organisation of the demo data.
pub const ACCOUNT: u64 = 7;

/// An error in Huntflow's envelope.
pub struct Refusal(pub u16, pub Value);

impl Refusal {
    pub fn new(status: u16, kind: &str, title: &str) -> Self {
        Self(status, json!({ "type": kind, "title": title }))
    }

    pub fn unknown(entity: &str) -> Self {
        Self::new(404, "not_found", &format!("Unknown {entity}"))
    }

    /// A field error in pydantic's form.
    pub fn field(kind: &str, title: &str, entity: &str, variable: &str) -> Self {
        let location = json!({ "entity": entity, "variable": variable });
        Self(400, json!({ "type": kind, "title": title, "location": location }))
    }

    pub fn missing(variable: &str) -> Self {
        Self::field("value_error.missing", "field required", "body", variable)
    }
}

/// A request with valid path, parameters and token.
pub struct Ask<'a> {
    pub path: BTreeMap<&'a str, String>,
    pub query: Vec<(String, String)>,
    pub headers: &'a HeaderMap,
    pub body: Bytes,
}

impl Ask<'_> {
    pub fn id(&self, name: &str) -> u64 {
        self.path.get(name).and_then(|v| v.parse().ok()).unwrap_or_default()
    }

    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    pub fn number(&self, name: &str, default: usize) -> usize {
        self.query(name).and_then(|v| v.parse().ok()).unwrap_or(default)
    }

    pub fn json(&self) -> Result<Value, Refusal> {
        if self.body.is_empty() {
            let location = json!({ "entity": "body" });
            let title = "field required";
            return Err(Refusal(
                400,
                json!({ "type": "value_error.missing", "title": title, "location": location }),
            ));
        }
        serde_json::from_slice(&self.body).map_err(|_| {
            Refusal::new(400, "value_error.jsondecode", "Expecting value: line 1 column 1 (char 0)")
        })
    }
}

/// Checks a JSON body against its component: missing fields, wrong types, unknown fields.
fn check(app: &Shared, operation: &Operation, ask: &Ask<'_>) -> Result<(), Refusal> {
    let multipart = operation.path.ends_with("/upload");
    let Some(component) = operation.body.as_deref().filter(|_| !multipart) else { return Ok(()) };
    let body = ask.json()?;
    let strict = app.state().switches.unknown_keys_refused;
    let mut flaws = Vec::new();
    app.reference.check(&app.reference.shape(component), &body, "", strict, &mut flaws);
    let error = |Flaw(kind, title, at): &Flaw| match at.as_str() {
        "" => json!({ "type": kind, "title": title, "location": { "entity": "body" } }),
        at => {
            json!({ "type": kind, "title": title, "location": { "entity": "body", "variable": at } })
        }
    };
    let errors: Vec<_> = flaws.iter().map(error).collect();
    if errors.is_empty() { Ok(()) } else { Err(Refusal(400, Value::Array(errors))) }
}

pub async fn handle(
    State(app): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path().strip_prefix("/v2").unwrap_or_default();
    match answer(&app, method.as_str(), path, &uri, &headers, body).await {
        Ok((_, Reply::Pdf)) => {
            request_id(([("content-type", "application/pdf")], samples::PDF).into_response())
        }
        Ok((operation, Reply::Json(mut reply))) => {
            let (status, component) = operation.map_or((200, None), Operation::success);
            let code = StatusCode::from_u16(status).unwrap_or_default();
            let Some(component) = component.filter(|_| status != 204) else {
                let body = axum::Json(reply);
                let empty = status == 204;
                let response =
                    if empty { code.into_response() } else { (code, body).into_response() };
                return request_id(response);
            };
            let full = app.state().switches.full_replies;
            app.reference.complete(&app.reference.shape(component), &mut reply, full);
            request_id((code, axum::Json(reply)).into_response())
        }
        Err(Refusal(413, _)) => crate::faults::page(413),
        Err(Refusal(status, error)) => {
            let code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let errors = if error.is_array() { error } else { json!([error]) };
            let mut response = (code, axum::Json(json!({ "errors": errors }))).into_response();
            if status == 429 && app.state().switches.retry_after {
                response.headers_mut().insert("retry-after", 1.into());
            }
            request_id(response)
        }
    }
}

fn request_id(mut response: Response) -> Response {
    if let Ok(id) = uuid::Uuid::new_v4().to_string().parse() {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}

async fn answer<'a>(
    app: &'a Shared,
    method: &str,
    path: &'a str,
    uri: &Uri,
    headers: &HeaderMap,
    body: Bytes,
) -> Result<(Option<&'a Operation>, Reply), Refusal> {
    if !headers.contains_key("user-agent") {
        return Err(Refusal(400, json!({ "type": "bad_user_agent" })));
    }
    // Listed among the operations in the reference, but needs no token.
    if (method, path) == ("POST", "/token/refresh") {
        return refresh(app, &body).map(|reply| (None, Reply::Json(reply)));
    }
    let (operation, filled) = match app.reference.find(method, path) {
        Found::Operation(operation, filled) => (operation, filled),
        Found::OtherMethod => {
            return Err(Refusal::new(405, "method_not_allowed", "Method Not Allowed"));
        }
        Found::Nothing => return Err(Refusal::new(404, "not_found", "Not Found")),
    };
    authorise(app, headers)?;
    let path = parameters::path(operation, &filled)?;
    let query = query(uri);
    parameters::query(&app.reference, operation, &query)?;
    let ask = Ask { path, query, headers, body };
    check(app, operation, &ask)?;
    let reply = act(app, operation, ask).await?;
    Ok((Some(operation), reply))
}

/// The kind of reply.
enum Reply {
    Json(Value),
    Pdf,
}

async fn act(app: &Shared, operation: &Operation, ask: Ask<'_>) -> Result<Reply, Refusal> {
    let ask = &ask;
    let below = operation.path.strip_prefix("/accounts/{account_id}").unwrap_or(&operation.path);
    let reply = match (operation.method.as_str(), below) {
        ("GET", "/accounts") => crate::demo::accounts(),
        ("GET", "/divisions") => json!({ "items": app.state().divisions }),
        ("POST", "/divisions/batch") => tasks::divisions(app, ask)?,
        ("GET", "/regions") => crate::demo::regions(),
        ("GET", "/vacancies/statuses") => crate::demo::statuses(),
        ("GET", "/applicants/sources") => crate::demo::sources(),
        ("GET", "/vacancies") => vacancies::list(app, ask)?,
        ("POST", "/vacancies") => vacancies::create(app, ask)?,
        ("GET", "/vacancies/{vacancy_id}") => vacancies::read(app, ask)?,
        ("PUT" | "PATCH", "/vacancies/{vacancy_id}") => vacancies::update(app, ask)?,
        ("DELETE", "/vacancies/{vacancy_id}") => vacancies::delete(app, ask)?,
        ("POST", "/vacancies/{vacancy_id}/state/close") => {
            vacancies::set_state(app, ask, "CLOSED")?
        }
        ("POST", "/vacancies/{vacancy_id}/state/hold") => vacancies::set_state(app, ask, "HOLD")?,
        ("POST", "/vacancies/{vacancy_id}/state/resume") => vacancies::set_state(app, ask, "OPEN")?,
        (_, "/multi-vacancies" | "/multi-vacancies/{vacancy_id}") => {
            tasks::multi_vacancy(app, ask)?
        }
        ("POST", "/upload") => upload::upload(app, ask).await?,
        ("GET", "/applicants") => applicants::list(app, ask)?,
        ("POST", "/applicants") => applicants::create(app, ask)?,
        ("GET", "/applicants/questionary") => crate::demo::questionary(),
        ("GET", "/applicants/search") => applicants::search(app, ask)?,
        ("GET", "/applicants/search_by_cursor") => applicants::search_by_cursor(app, ask)?,
        ("GET", "/applicants/{applicant_id}") => applicants::read(app, ask)?,
        ("PATCH", "/applicants/{applicant_id}") => applicants::update(app, ask)?,
        ("DELETE", "/applicants/{applicant_id}") => applicants::delete(app, ask)?,
        ("GET", "/applicants/{applicant_id}/logs") => history::logs(app, ask)?,
        ("POST", "/applicants/{applicant_id}/logs") => history::add(app, ask)?,
        ("GET", "/applicants/{applicant_id}/tags") => history::tags(app, ask)?,
        ("POST", "/applicants/{applicant_id}/tags") => history::set_tags(app, ask)?,
        ("GET", "/applicants/{applicant_id}/questionary") => history::questionary(app, ask)?,
        ("POST" | "PATCH", "/applicants/{applicant_id}/questionary") => history::answer(app, ask)?,
        ("GET", "/applicants/{applicant_id}/externals/{external_id}") => resumes::read(app, ask)?,
        ("PUT", "/applicants/{applicant_id}/externals/{external_id}") => resumes::update(app, ask)?,
        ("DELETE", "/applicants/{applicant_id}/externals/{external_id}") => {
            resumes::delete(app, ask)?
        }
        ("POST", "/applicants/{applicant_id}/vacancy") => pipeline::attach(app, ask)?,
        ("PUT", "/applicants/{applicant_id}/vacancy") => pipeline::change(app, ask)?,
        ("PUT", "/applicants/vacancy/{vacancy_id}/split") => pipeline::split(app, ask)?,
        ("GET", "/delayed_tasks/{task_id}") => tasks::read(app, ask)?,
        ("GET", "/users/foreign/task/{task_id}") => tasks::read_user(app, ask)?,
        ("GET", pdf) if pdf.ends_with("/pdf") => return Ok(Reply::Pdf),
        _ => match collections::answer(app, operation, ask).await {
            Some(reply) => reply?,
            None => samples::answer(app, operation, ask)?,
        },
    };
    Ok(Reply::Json(reply))
}

fn authorise(app: &Shared, headers: &HeaderMap) -> Result<(), Refusal> {
    let refused = |detail: &str| {
        let (kind, title) = ("authorization_error", "Authorization Error");
        Err(Refusal(401, json!({ "type": kind, "title": title, "detail": detail })))
    };
    let header = headers.get("authorization").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let Some(token) = header.strip_prefix("Bearer ") else {
        return refused("Invalid access token");
    };
    let mut state = app.state();
    match state.tokens.access(token) {
        Access::Expired => return refused("token_expired"),
        Access::Unknown => return refused("Invalid access token"),
        Access::Good => {}
    }
    if state.switches.huntflow_pace && state.over_pace(token, 10, 1000) {
        return Err(Refusal::new(429, "too_many_requests", "Too Many Requests"));
    }
    Ok(())
}

fn refresh(app: &Shared, body: &[u8]) -> Result<Value, Refusal> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let token = body.get("refresh_token").and_then(Value::as_str);
    let token = token.ok_or_else(|| Refusal::missing("/refresh_token"))?;
    let (access, refresh) = app.state().tokens.refresh(token).map_err(|refused| match refused {
        Refused::TooEarly => {
            Refusal::new(403, "access_denied", "error.robot_token.refresh_too_early")
        }
        Refused::NotFound => Refusal::new(404, "not_found", "error.robot_token.not_found"),
    })?;
    Ok(json!({
        "access_token": access, "token_type": "bearer", "expires_in": 604_800,
        "refresh_token_expires_in": 1_209_600, "refresh_token": refresh,
    }))
}

fn query(uri: &Uri) -> Vec<(String, String)> {
    axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri)
        .map(|q| q.0)
        .unwrap_or_default()
}

/// A list in the form of its operation: complete, or a page.
pub fn listed(ask: &Ask<'_>, operation: &Operation, items: Vec<Value>) -> Result<Value, Refusal> {
    if operation.parameters.iter().any(|p| p.name == "page") {
        return page(ask, items, 100);
    }
    Ok(json!({ "items": items }))
}

/// A page of the items in Huntflow's envelope.
pub fn page(ask: &Ask<'_>, items: Vec<Value>, most: usize) -> Result<Value, Refusal> {
    let count = ask.number("count", 30);
    if count > most || count == 0 {
        let title = format!("ensure this value is less than or equal to {most}");
        return Err(Refusal::field("value_error.number.not_le", &title, "query", "/count"));
    }
    let page = ask.number("page", 1).max(1);
    let total = items.len();
    let shown: Vec<_> = items.into_iter().skip((page - 1) * count).take(count).collect();
    Ok(json!({
        "page": page, "count": count, "total_pages": total.div_ceil(count),
        "total_items": total, "items": shown,
    }))
}

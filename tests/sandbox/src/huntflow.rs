//! Huntflow v2 for the landing flow. Which paths and parameters there are is read from the
//! reference; this file says what they do.

mod applicants;
mod upload;
mod vacancies;

use crate::reference::{Found, Operation};
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

/// A refusal in Huntflow's envelope.
pub struct Refusal(pub u16, pub Value);

impl Refusal {
    pub fn new(status: u16, kind: &str, title: &str) -> Self {
        Self(status, json!({ "type": kind, "title": title }))
    }

    pub fn unknown(entity: &str) -> Self {
        Self::new(404, "not_found", &format!("Unknown {entity}"))
    }

    /// What pydantic says of a field.
    pub fn field(kind: &str, title: &str, entity: &str, variable: &str) -> Self {
        let location = json!({ "entity": entity, "variable": variable });
        Self(400, json!({ "type": kind, "title": title, "location": location }))
    }

    pub fn missing(variable: &str) -> Self {
        Self::field("value_error.missing", "field required", "body", variable)
    }
}

/// A request whose path, parameters and token were found good.
pub struct Ask<'a> {
    pub path: BTreeMap<&'a str, u64>,
    pub query: Vec<(String, String)>,
    pub headers: &'a HeaderMap,
    pub body: Bytes,
}

impl Ask<'_> {
    pub fn id(&self, name: &str) -> u64 {
        self.path.get(name).copied().unwrap_or_default()
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
        let value: Value = serde_json::from_slice(&self.body).map_err(|_| {
            Refusal::new(400, "value_error.jsondecode", "Expecting value: line 1 column 1 (char 0)")
        })?;
        if value.is_object() {
            Ok(value)
        } else {
            let title = "value is not a valid dict";
            let location = json!({ "entity": "body" });
            Err(Refusal(
                400,
                json!({ "type": "type_error.dict", "title": title, "location": location }),
            ))
        }
    }
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
        Ok((operation, mut reply)) => {
            if let Some(operation) = operation {
                app.reference.complete(operation, &mut reply);
            }
            request_id(axum::Json(reply).into_response())
        }
        Err(Refusal(413, _)) => crate::faults::page(413),
        Err(Refusal(status, error)) => {
            let code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut response = (code, axum::Json(json!({ "errors": [error] }))).into_response();
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
) -> Result<(Option<&'a Operation>, Value), Refusal> {
    if !headers.contains_key("user-agent") {
        return Err(Refusal(400, json!({ "type": "bad_user_agent" })));
    }
    // The reference lists it among the operations, and it is the one that needs no token.
    if (method, path) == ("POST", "/token/refresh") {
        return refresh(app, &body).map(|reply| (None, reply));
    }
    let (operation, filled) = match app.reference.find(method, path) {
        Found::Operation(operation, filled) => (operation, filled),
        Found::OtherMethod => {
            return Err(Refusal::new(405, "method_not_allowed", "Method Not Allowed"));
        }
        Found::Nothing => return Err(Refusal::new(404, "not_found", "Not Found")),
    };
    authorise(app, headers)?;
    let mut path = BTreeMap::new();
    for parameter in operation.parameters.iter().filter(|p| p.r#in == "path") {
        let value = filled.get(parameter.name.as_str()).copied().unwrap_or_default();
        match value.parse() {
            Ok(number) => {
                path.insert(parameter.name.as_str(), number);
            }
            Err(_) if parameter.r#type.as_deref() == Some("string") => {}
            Err(_) => {
                let (kind, title) = ("type_error.integer", "value is not a valid integer");
                return Err(Refusal::field(kind, title, "path", &format!("/{}", parameter.name)));
            }
        }
    }
    let query = query(uri);
    for parameter in operation.parameters.iter().filter(|p| p.r#in == "query") {
        let given = query.iter().find(|(name, _)| *name == parameter.name);
        let integer = parameter.r#type.as_deref() == Some("integer");
        let variable = format!("/{}", parameter.name);
        match given {
            None if parameter.required => {
                return Err(Refusal::field(
                    "value_error.missing",
                    "field required",
                    "query",
                    &variable,
                ));
            }
            Some((_, value)) if integer && value.parse::<i64>().is_err() => {
                let (kind, title) = ("type_error.integer", "value is not a valid integer");
                return Err(Refusal::field(kind, title, "query", &variable));
            }
            _ => {}
        }
    }
    if path.get("account_id").is_some_and(|id| *id != ACCOUNT) {
        return Err(Refusal::new(403, "access_denied", "Access Denied Error"));
    }
    let ask = Ask { path, query, headers, body };
    let reply = match (method, operation.path.as_str()) {
        ("GET", "/accounts") => crate::demo::accounts(),
        ("GET", "/accounts/{account_id}/divisions") => crate::demo::divisions(),
        ("GET", "/accounts/{account_id}/regions") => crate::demo::regions(),
        ("GET", "/accounts/{account_id}/vacancies") => vacancies::list(app, &ask)?,
        ("GET", "/accounts/{account_id}/vacancies/statuses") => crate::demo::statuses(),
        ("GET", "/accounts/{account_id}/vacancies/{vacancy_id}") => vacancies::read(app, &ask)?,
        ("GET", "/accounts/{account_id}/applicants/sources") => crate::demo::sources(),
        ("POST", "/accounts/{account_id}/upload") => upload::upload(app, ask).await?,
        ("POST", "/accounts/{account_id}/applicants") => applicants::create(app, &ask)?,
        ("GET", "/accounts/{account_id}/applicants/search") => applicants::search(app, &ask)?,
        ("GET", "/accounts/{account_id}/applicants/{applicant_id}") => applicants::read(app, &ask)?,
        ("GET", "/accounts/{account_id}/applicants/{applicant_id}/externals/{external_id}") => {
            applicants::resume(app, &ask)?
        }
        ("POST", "/accounts/{account_id}/applicants/{applicant_id}/vacancy") => {
            applicants::attach(app, &ask)?
        }
        _ => {
            let title = "The sandbox does not do this yet";
            return Err(Refusal::new(501, "not_implemented", title));
        }
    };
    Ok((Some(operation), reply))
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

/// Huntflow's page envelope around some of the items.
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

//! The page with the received candidates and their files.

use crate::control::summary;
use crate::state::Shared;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;

pub fn routes() -> Router<Shared> {
    Router::new().route("/", get(received)).route("/files/{file}", get(file))
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
    article{border:1px solid #aaa;border-radius:.5rem;padding:.5rem 1rem;margin:1rem 0;overflow-wrap:anywhere}\
    pre{white-space:pre-wrap;font:inherit;opacity:.8}h2{margin:.25rem 0}:root{color-scheme:light dark}";

async fn received(State(app): State<Shared>) -> Html<String> {
    let state = app.state();
    let all = summary(&state);
    let title = |id: &Value| {
        let all = state.vacancies.iter().map(|v| (&v["id"], &v["position"]));
        let all = all.chain(state.positions.iter().map(|p| (&p["uid"], &p["name"])));
        all.into_iter().find(|(i, _)| *i == id).map(|(_, t)| text(t)).unwrap_or_default()
    };
    let mut html = String::new();
    let mut show = |ats: &str, who: &Value, job: String, file: &Value, note: String| {
        let file = if file.is_null() {
            "no file".to_owned()
        } else {
            format!(
                "<a href=\"/files/{}\">{}</a>, {} bytes",
                file["id"],
                text(&file["name"]),
                file["size"]
            )
        };
        html.push_str(&format!(
            "<article dir=\"auto\"><h2>{} {}</h2><p>{ats}: <b>{job}</b></p><p>{} · {}</p><p>{file}</p><pre>{note}</pre></article>\n",
            text(&who["first_name"]), text(&who["last_name"]), text(&who["email"]), text(&who["phone"]),
        ));
    };
    for a in all["huntflow"].as_array().into_iter().flatten().rev() {
        let note = a["comments"].as_array().into_iter().flatten().map(text).collect::<Vec<_>>();
        let job = match a["links"].as_array().and_then(|l| l.first()) {
            Some(link) => title(&link["vacancy"]),
            None => "not on a vacancy yet".to_owned(),
        };
        show("Huntflow", &a["fields"], job, &a["files"][0], note.join("\n"));
    }
    for c in all["comeet"].as_array().into_iter().flatten().rev() {
        show("Comeet", c, title(&c["position_uid"]), &c["resume"], text(&c["note"]));
    }
    if html.is_empty() {
        html.push_str("<p>Nobody has applied yet. This page reloads by itself.</p>");
    }
    Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta http-equiv=\"refresh\" content=\"3\"><title>Sandbox ATS</title><style>{STYLE}</style></head>\
         <body><h1>Candidates received</h1>{html}</body></html>"
    ))
}

async fn file(State(app): State<Shared>, Path(file): Path<u64>) -> Response {
    let state = app.state();
    let Some(file) = state.file(file) else { return StatusCode::NOT_FOUND.into_response() };
    // An untrusted file: downloaded, never rendered in this origin.
    let headers = [
        ("content-type", "application/octet-stream"),
        ("content-disposition", "attachment"),
        ("x-content-type-options", "nosniff"),
    ];
    (headers, file.bytes.clone()).into_response()
}

fn text(value: &Value) -> String {
    let text = value.as_str().unwrap_or_default();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

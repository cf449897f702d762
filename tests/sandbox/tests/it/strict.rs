//! Requests that the sandbox rejects, and the location in the error.

use crate::host::{Sandbox, There, run};
use crate::reference::Reference;
use crate::table::row_of;
use apply_edge::api::client::Client;
use apply_edge::api::endpoint::Content;
use apply_edge::api::request::{Access, Body, Call, Method, Transport as _};
use serde_json::{Value, json};

fn ask(client: &Client<There>, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
    let body = body.map(|b| Body::json(b.to_string().into_bytes())).unwrap_or_default();
    let (operation, path) = ("strict::Ask", path.to_owned());
    let access = Access::Bearer;
    let call = Call { operation, access, method, path, headers: Vec::new(), body };
    let reply = run(client.host().send(call)).expect("an answer");
    (reply.status, serde_json::from_slice(&reply.body).unwrap_or_default())
}

fn places(answer: &Value) -> Vec<String> {
    let errors = answer["errors"].as_array().into_iter().flatten();
    let place = |e: &Value| {
        let part = |name: &str| e["location"][name].as_str().unwrap_or_default().to_owned();
        format!("{} {}", part("entity"), part("variable"))
    };
    errors.map(place).collect()
}

#[test]
fn unknown_paths_methods_and_organisations_are_rejected() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    for (method, path, status) in [
        (Method::Get, "/accounts/7/nothing", 404),
        (Method::Delete, "/accounts/7/vacancies", 405),
        (Method::Get, "/accounts/8/vacancies", 403),
        (Method::Get, "/accounts/7/vacancies/999999", 404),
    ] {
        let (got, answer) = ask(&client, method, path, None);
        assert_eq!(got, status, "{path}");
        assert!(answer["errors"][0]["type"].is_string(), "{path}: in the envelope");
    }
}

#[test]
fn parameter_type_errors_have_their_location() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    for (path, place) in [
        ("/accounts/7/vacancies/x1", "path /vacancy_id"),
        ("/accounts/7/vacancies?count=many", "query /count"),
        ("/accounts/7/vacancies?count=101", "query /count"),
        ("/accounts/7/applicants?count=31", "query /count"),
        ("/accounts/7/vacancies?state=OPENED", "query /state"),
        ("/accounts/7/vacancies?mine=perhaps", "query /mine"),
        ("/accounts/7/surveys/type_a", "query /active"),
        ("/accounts/7/vacancies/101/periods?date_begin=2026-01-01", "query /date_end"),
    ] {
        let (status, answer) = ask(&client, Method::Get, path, None);
        assert_eq!((status, places(&answer)), (400, vec![place.to_owned()]), "{path}");
    }
}

/// For each body: empty, not an object, a required field missing, a field of another type, an
/// unknown key.
#[test]
fn body_errors_have_their_location() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    let reference = Reference::load();
    let mut tried = 0;
    for operation in &reference.operations {
        let (row, _) = row_of(operation);
        let Some(component) = operation.body.as_deref() else { continue };
        if row.body != Content::Json || operation.path == "/token/refresh" {
            continue;
        }
        let path = row.parameters.iter().fold(row.path.to_owned(), |path, p| {
            path.replace(&format!("{{{}}}", p.name), if p.name == "account" { "7" } else { "101" })
        });
        let line = operation.line();
        let try_ = |body: Option<&Value>| ask(&client, row.method, &path, body);
        let (status, answer) = try_(None);
        assert_eq!(
            (status, &answer["errors"][0]["type"]),
            (400, &json!("value_error.missing")),
            "{line}"
        );
        let (status, answer) = try_(Some(&json!("text")));
        assert_eq!((status, places(&answer)), (400, vec!["body ".to_owned()]), "{line}");
        let sample = reference.sample(&reference.shape(component), "", &mut 1);
        for name in reference.facts.required.get(component).into_iter().flatten() {
            let mut body = sample.clone();
            body.as_object_mut().expect("an object").remove(name);
            let (status, answer) = try_(Some(&body));
            assert_eq!(status, 400, "{line} without {name}");
            assert!(places(&answer).contains(&format!("body /{name}")), "{line} without {name}");
            tried += 1;
        }
        for (name, _) in sample.as_object().into_iter().flatten() {
            let mut body = sample.clone();
            // An object is invalid for all fields except objects.
            body[name] = if sample[name].is_object() { json!("text") } else { json!({ "a": 1 }) };
            let (status, answer) = try_(Some(&body));
            if !reference.components.contains_key(component)
                || reference.components[component].is_empty()
            {
                continue;
            }
            let place = format!("body /{name}");
            let any =
                reference.facts.fields.get(&format!("{component}.{name}")) == Some(&json!("any"));
            assert!(any || (status == 400 && places(&answer).contains(&place)), "{line} {name}");
            tried += 1;
        }
        if sample.is_object()
            && !reference.facts.additional.iter().any(|c| c == component)
            && !reference.facts.whole.contains_key(component)
        {
            let mut body = sample.clone();
            body["no_such_key"] = json!(1);
            let (status, answer) = try_(Some(&body));
            assert!(
                status == 400 && places(&answer).contains(&"body /no_such_key".to_owned()),
                "{line}"
            );
        }
    }
    assert!(tried > 150, "{tried}");
}

//! Every operation over TCP, with a complete body; the parsed reply is compared with the received
//! one, field by field.

use crate::host::{Sandbox, There, run};
use crate::reference::{Operation, Reference};
use crate::table::row_of;
use apply_edge::api::client::Client;
use apply_edge::api::endpoint::{Content, Endpoint as _, RawRequest};
use apply_edge::api::request::{FileRef, Transport as _};
use apply_edge::ats::huntflow::ids::AccountId;
use apply_edge::ats::huntflow::upload;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Ids of created objects, by the name of the path parameter.
struct Ids(BTreeMap<&'static str, String>);

/// The path parameters. Stateless operations accept any id.
fn path(
    operation: &Operation,
    row: &apply_edge::api::endpoint::Operation,
    ids: &Ids,
) -> Vec<(&'static str, String)> {
    let names = operation.path.split('/').filter_map(|s| s.strip_prefix('{')?.strip_suffix('}'));
    let value = |name: &str| match name {
        "deadline" => "2026-03-09".to_owned(),
        "days" => "5".to_owned(),
        name => ids.0.get(name).cloned().unwrap_or_else(|| "77".to_owned()),
    };
    row.parameters.iter().zip(names).map(|(p, name)| (p.name, value(name))).collect()
}

/// All query parameters that can be combined.
fn query(reference: &Reference, operation: &Operation) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for parameter in operation.parameters.iter().filter(|p| p.r#in == "query") {
        let facts = &reference.facts;
        let key = format!("{} {}", operation.line(), parameter.name);
        let named = facts.parameters_of.get(&key).or_else(|| facts.parameters.get(&parameter.name));
        let named = named.map(|n| n.trim_matches(['[', ']']));
        let value = match (parameter.name.as_str(), parameter.r#type.as_deref()) {
            // These two exclude others, and a cursor must come from a reply.
            ("agreement_state" | "personal" | "next_page_cursor", _) => continue,
            ("vacancy_id" | "vacancy" | "status", Some("integer")) => "1".to_owned(),
            ("count", _) => "10".to_owned(),
            ("page", _) => "1".to_owned(),
            ("date_begin" | "date_end" | "start" | "deadline", _) => "2026-03-01".to_owned(),
            (_, Some("integer")) => "3".to_owned(),
            (_, Some("boolean")) => "true".to_owned(),
            (_, Some("string")) => "Ада & co".to_owned(),
            (_, _) => match named.expect("the facts say of what") {
                "integer" => "5".to_owned(),
                "vacancy" => "null".to_owned(),
                words => facts.enumerations[words][0].clone(),
            },
        };
        pairs.push((parameter.name.clone(), value.clone()));
        if parameter.r#type.as_deref() == Some("array") {
            pairs.push((parameter.name.clone(), value));
        }
    }
    pairs
}

/// A body with all fields, valid enough to be processed.
fn body(reference: &Reference, component: &str, ids: &Ids, sandbox: &Sandbox) -> Value {
    let mut body = reference.sample(&reference.shape(component), "", &mut 100);
    let id = |name: &str| json!(ids.0[name].parse::<u64>().expect(name));
    match component {
        "RefreshTokenRequest" => {}
        "AddApplicantToVacancyRequest" | "ChangeVacancyApplicantStatusRequest" => {
            body["vacancy"] = json!(101);
            body["status"] = json!(42);
        }
        "ApplicantVacancySplitRequest" => {
            body["applicant"] = id("applicant_id");
            body["status"] = json!(43);
        }
        "ApplicantCreateRequest" => body["externals"][0]["files"] = json!([id("file_id")]),
        "CreateApplicantTagRequest" => body["tags"] = json!([id("tag_id")]),
        "WebhookRequest" => body["url"] = json!(format!("{}/_sandbox/hook", sandbox.address)),
        "ApplicantUpdateRequest" => body["first_name"] = json!("Ada"),
        _ => {}
    }
    body
}

/// Checks that every received field with a value was read, and nothing else.
fn compare(came: &Value, read: &Value, at: &str, line: &str) {
    match (came, read) {
        (Value::Object(came), Value::Object(read)) => {
            for (name, value) in came {
                let at = format!("{at}/{name}");
                match read.get(name) {
                    Some(read) => compare(value, read, &at, line),
                    None => assert!(
                        value.is_null()
                            || *value == json!([])
                            || *value == json!({})
                            || ignored(&at),
                        "{line}: {at} was not read"
                    ),
                }
            }
            let unasked = read.keys().find(|n| !came.contains_key(*n));
            assert_eq!(unasked, None, "{line}: {at} was read and never came");
        }
        (Value::Array(came), Value::Array(read)) => {
            assert_eq!(came.len(), read.len(), "{line}: {at}");
            for (i, (came, read)) in came.iter().zip(read).enumerate() {
                compare(came, read, &format!("{at}/{i}"), line);
            }
        }
        (Value::Number(a), Value::Number(b)) => assert_eq!(a.as_f64(), b.as_f64(), "{line}: {at}"),
        _ => assert_eq!(came, read, "{line}: {at}"),
    }
}

/// Fields that are newer than the reference, which the sandbox sends as the live API does: they are
/// ignored without an error.
fn ignored(at: &str) -> bool {
    at.ends_with("/site")
}

struct Run {
    sandbox: Sandbox,
    client: Client<There>,
    reference: Reference,
    ids: Ids,
    done: BTreeSet<String>,
}

impl Run {
    /// Sends an operation of the reference; returns its reply.
    fn call(&mut self, line: &str) -> Value {
        let operations = &self.reference.operations;
        let operation = operations.iter().find(|o| o.line() == line).expect(line);
        let (row, types) = row_of(operation);
        let mut path_values = path(operation, row, &self.ids);
        // Encoded in the request line; here as sent by a caller of the gateway.
        let encoded: Vec<_> =
            path_values.iter().map(|(n, v)| (*n, v.replace(' ', "%20"))).collect();
        let mut address = row.path.to_owned();
        for (name, value) in &encoded {
            address = address.replace(&format!("{{{name}}}"), value);
        }
        path_values = row.fits(&address).expect(line);
        let query = query(&self.reference, operation);
        let sent = match operation.body.as_deref() {
            Some(component) if row.body == Content::Json => {
                Some(body(&self.reference, component, &self.ids, &self.sandbox))
            }
            _ => None,
        };
        let bytes = sent.as_ref().map(|b| b.to_string().into_bytes()).unwrap_or_default();
        let asked = RawRequest { path: &path_values, query: &query, body: &bytes };
        let call = (types.read)(&asked).unwrap_or_else(|wrong| panic!("{line}: {wrong}"));
        // The gateway makes the same request from the parts, without the types.
        let plain = row.call(&asked).unwrap_or_else(|wrong| panic!("{line}: {wrong}"));
        let sorted = |path: &str| {
            let (path, query) = path.split_once('?').unwrap_or((path, ""));
            let mut pairs: Vec<_> = query.split('&').map(str::to_owned).collect();
            pairs.sort_unstable();
            (path.to_owned(), pairs)
        };
        assert_eq!(sorted(&plain.path), sorted(&call.path), "{line}");
        // The typed body has all fields of the reference.
        if let (Some(sent), Some(apply_edge::api::request::Piece::Bytes(typed))) =
            (&sent, call.body.pieces.first())
        {
            compare(sent, &serde_json::from_slice(typed).expect("JSON"), "", line);
        }
        let reply = run(self.client.host().send(call)).expect(line);
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        assert_eq!(reply.status, row.status, "{line}: {text}");
        let read = (types.reread)(&reply).unwrap_or_else(|error| panic!("{line}: {error}: {text}"));
        self.done.insert(line.to_owned());
        if row.reply != Content::Json {
            assert_eq!(reply.body.is_empty(), row.reply == Content::NoContent, "{line}");
            return Value::Null;
        }
        let came: Value = serde_json::from_slice(&reply.body).expect("JSON");
        compare(&came, &read, "", line);
        came
    }

    fn keep(&mut self, name: &'static str, value: &Value) {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.ids.0.insert(name, text);
    }
}

#[test]
fn every_operation_is_called_and_its_reply_read_field_by_field() {
    let sandbox = Sandbox::start();
    sandbox.switch(&json!({ "full_replies": true, "webhook_delays_ms": [1, 1, 1] }));
    let client = sandbox.client();
    let ids = Ids([("account_id", "7".to_owned()), ("vacancy_id", "101".to_owned())].into());
    let reference = Reference::load();
    let mut run_ = Run { sandbox, client, reference, ids, done: BTreeSet::new() };
    upload(&mut run_);

    // Objects that other operations refer to come first.
    let a = "/accounts/{account_id}";
    let made = run_.call(&format!("POST {a}/applicants"));
    run_.keep("applicant_id", &made["id"]);
    run_.keep("external_id", &made["external"][0]["id"]);
    for (path, name) in [
        ("tags", "tag_id"),
        ("hooks", "webhook_id"),
        ("vacancy_requests", "vacancy_request_id"),
        ("surveys/type_q/questionaries", "questionary_id"),
    ] {
        let made = run_.call(&format!("POST {a}/{path}"));
        run_.keep(name, &made["id"]);
    }
    let task = run_.call(&format!("POST {a}/dictionaries"));
    let code = task["meta"]["data"]["code"].clone();
    run_.keep("dictionary_code", &code);
    run_.keep("task_id", &task["payload"]["task_id"]);
    run_.call(&format!("GET {a}/delayed_tasks/{{task_id}}"));
    let task = run_.call(&format!("POST {a}/users/foreign"));
    run_.keep("task_id", &task["task_id"]);
    run_.call(&format!("GET {a}/users/foreign/task/{{task_id}}"));
    let users = run_.call(&format!("GET {a}/users/foreign"));
    run_.keep("foreign_user_id", &users["items"][0]["id"]);
    run_.call(&format!("POST {a}/applicants/{{applicant_id}}/vacancy"));
    run_.call(&format!("POST {a}/applicants/{{applicant_id}}/questionary"));
    run_.call(&format!("POST {a}/vacancies/{{vacancy_id}}/state/hold"));
    run_.call(&format!("POST {a}/vacancies/{{vacancy_id}}/state/resume"));
    run_.keep("vacancy_id", &json!(111));
    run_.call(&format!("PUT {a}/applicants/vacancy/{{vacancy_id}}/split"));
    run_.keep("vacancy_id", &json!(101));

    // All other operations; removals come last, and the operation that ends the token is left out.
    let order = |line: &str| match line.split(' ').next() {
        Some("DELETE") if line.ends_with("/applicants/{applicant_id}") => 3,
        Some("DELETE") => 2,
        _ if line.ends_with("/state/close") => 1,
        _ => 0,
    };
    let mut rest: Vec<String> = run_.reference.operations.iter().map(Operation::line).collect();
    rest.sort_by_key(|line| order(line));
    for line in rest {
        match line.as_str() {
            _ if run_.done.contains(&line) => {}
            // A last resume cannot be removed, and this API cannot add a second one.
            "DELETE /accounts/{account_id}/applicants/{applicant_id}/externals/{external_id}" => {
                let (row, _) =
                    row_of(run_.reference.operations.iter().find(|o| o.line() == line).unwrap());
                let path = path(
                    run_.reference.operations.iter().find(|o| o.line() == line).unwrap(),
                    row,
                    &run_.ids,
                );
                let call = row.call(&RawRequest { path: &path, query: &[], body: b"" }).unwrap();
                let reply = run(run_.client.host().send(call)).unwrap();
                assert_eq!(reply.status, 400, "the only resume stays");
                assert!(
                    (row_of(run_.reference.operations.iter().find(|o| o.line() == line).unwrap())
                        .1
                        .reread)(&reply)
                    .is_err()
                );
                run_.done.insert(line);
            }
            "POST /token/refresh" => {
                // Sent by the session itself when an access token has expired.
                run_.sandbox.post("tokens/expire", &json!({}));
                let me = apply_edge::ats::huntflow::accounts::Me {};
                assert!(run(run_.client.send(me)).is_ok());
                assert_eq!(run_.sandbox.read("received")["refreshes"], 1);
                run_.done.insert(line);
            }
            _ => {
                run_.call(&line);
            }
        }
    }
    assert_eq!(run_.done.len(), 123);
}

/// The upload, with a file as its body.
fn upload(run_: &mut Run) {
    let tcp = run_.client.host().session.wire();
    tcp.files.borrow_mut().insert("cv".to_owned(), b"%PDF-1.4 a resume".to_vec());
    let file = FileRef {
        upload: "cv".to_owned(),
        name: "резюме 1.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        size: 17,
        sha256: String::new(),
        slot: Default::default(),
        known: None,
        picture: None,
    };
    let ignore = upload::Ignore { email: Some("r@example.com".to_owned()), ..Default::default() };
    let body = upload::NewFile { file, parse: true, ignore };
    let request = upload::Upload { account: AccountId(7), body };
    let uploaded = run(run_.client.send(request.clone())).expect("uploaded");
    let tcp = run_.client.host().session.wire();
    let came: Value = serde_json::from_slice(&tcp.last.borrow()).expect("JSON");
    compare(&came, &serde_json::to_value(&uploaded).expect("JSON"), "", "upload");
    assert_eq!(uploaded.name.as_deref(), Some("резюме 1.pdf"));
    let parsed = uploaded.fields.and_then(|f| f.name).and_then(|n| n.first);
    assert_eq!(parsed.as_deref(), Some("Ada"));
    run_.keep("file_id", &json!(uploaded.id));
    run_.done
        .insert(format!("POST {}", upload::Upload::ROW.path.replace("{account}", "{account_id}")));
}

//! In headless Chromium, with the page's `fetch` replaced by what a bad network does.

use super::client::{Client, property};
use js_sys::{Array, Function, Object, Reflect, global};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{AbortSignal, File};

wasm_bindgen_test_configure!(run_in_browser);

const FORM: &str = r#"{"job":"1","title":"Apply","locale":"de","direction":"ltr","submit":"Bewerben","optional":"optional",
    "fields":[{"name":"first_name","kind":"text","label":"Vorname","required":true,"max":5,"autocomplete":"given-name"}],
    "consents":[{"id":"processing","version":"2","text":"Ja","required":true}],
    "resume":{"label":"Lebenslauf","required":true,"kinds":["pdf","docx"],"max_bytes":15000000},
    "messages":{"invalid":"Einige Felder","required":"Bitte füllen","too_long":"Höchstens {limit}","file_content":"Passt nicht"}}"#;

/// Replaces `fetch`; the last request it got is `lastRequest` of the page.
fn fetching(body: &str) {
    let fetch =
        Function::new_with_args("request", &format!("globalThis.lastRequest = request; {body}"));
    Reflect::set(&global(), &"fetch".into(), &fetch).unwrap();
}

/// Answers the form to GET, and `reply` to POST.
fn answering(status: u16, reply: &str) {
    fetching(&format!(
        "return Promise.resolve(request.method === 'GET' ? new Response({FORM:?}) : new Response({reply:?}, {{ status: {status} }}))"
    ));
}

fn client() -> Client {
    Client::new("https://apply.example/", "acme")
}

fn application(json: &str) -> Object {
    js_sys::JSON::parse(json).unwrap().unchecked_into()
}

fn file(name: &str, content: &str) -> File {
    File::new_with_str_sequence(&Array::of1(&content.into()), name).unwrap()
}

fn code(failure: &JsValue) -> String {
    property(failure, "code").as_string().unwrap_or_default()
}

const GOOD: &str = r#"{ "first_name": "Ada", "consents": { "processing": true }, "letter": null }"#;

async fn apply(json: &str, resume: Option<File>) -> Result<JsValue, JsValue> {
    let signal: Option<AbortSignal> = None;
    let files = Array::new();
    if let Some(resume) = resume {
        let item = Object::new();
        Reflect::set(&item, &"slot".into(), &"resume".into()).unwrap();
        Reflect::set(&item, &"file".into(), &resume).unwrap();
        files.push(&item);
    }
    client().apply("1".into(), application(json), files, "key-1".into(), None, signal).await
}

#[wasm_bindgen_test]
async fn whatever_fetch_rejects_with_becomes_our_error() {
    for rejection in ["new TypeError('x')", "'a string'", "undefined", "null", "{}", "42"] {
        fetching(&format!("return Promise.reject({rejection})"));
        let failure = client().read("jobs".into(), None, None).await.unwrap_err();
        assert_eq!(code(&failure), "network", "{rejection}");
    }
    fetching("throw 'at once'");
    assert_eq!(code(&client().read("jobs".into(), None, None).await.unwrap_err()), "network");
    let gone = AbortSignal::abort();
    fetching("return Promise.reject(request.signal.reason)");
    let failure = client().read("jobs".into(), None, Some(gone)).await.unwrap_err();
    assert_eq!(code(&failure), "aborted");
}

#[wasm_bindgen_test]
async fn answers_that_are_not_ours_are_told_from_those_that_are() {
    let problem = r#"{"code":"closed","title":"Zu","status":410}"#;
    for (status, body, want) in [
        (410, problem, "closed"),
        (502, "<html>", "unavailable"),
        (500, "{}", "unavailable"),
        (403, "<html>", "protocol"),
        (200, "{\"cut", "network"),
    ] {
        fetching(&format!(
            "return Promise.resolve(new Response({body:?}, {{ status: {status} }}))"
        ));
        let failure = client().read("jobs/1".into(), None, None).await.unwrap_err();
        assert_eq!(code(&failure), want, "{status} {body}");
    }
}

#[wasm_bindgen_test]
async fn addresses_are_put_together_once() {
    fetching("return Promise.resolve(new Response('{}'))");
    client().read("jobs".into(), Some("de-AT&x=1".into()), None).await.unwrap();
    let request = property(&global(), "lastRequest");
    let url = property(&request, "url").as_string().unwrap();
    assert_eq!(url, "https://apply.example/v1/acme/jobs?lang=de-AT%26x%3D1");
}

#[wasm_bindgen_test]
async fn what_is_wrong_is_told_in_the_forms_words_before_anything_is_sent() {
    answering(500, "must not be sent");
    let long = r#"{ "first_name": "Ada Byron", "consents": { "processing": "2" } }"#;
    let failure = apply(long, Some(file("cv.pdf", "MZ"))).await.unwrap_err();
    assert_eq!(code(&failure), "invalid");
    let fields: Array = property(&failure, "fields").unchecked_into();
    let said: Vec<String> = fields
        .iter()
        .map(|f| ["pointer", "message"].map(|n| property(&f, n).as_string().unwrap()).join(" "))
        .collect();
    assert_eq!(said, ["/first_name Höchstens 5", "/resume Passt nicht"]);
    let request = property(&global(), "lastRequest");
    assert_eq!(property(&request, "method").as_string().as_deref(), Some("GET"));
}

#[wasm_bindgen_test]
async fn a_good_application_is_sent_as_a_form_with_its_key() {
    answering(202, r#"{"receipt":"r","state":"received","status":"/s"}"#);
    let receipt = apply(GOOD, Some(file("cv.pdf", "%PDF-1.7"))).await.unwrap();
    assert_eq!(property(&receipt, "receipt").as_string().as_deref(), Some("r"));
    let request: web_sys::Request = property(&global(), "lastRequest").unchecked_into();
    assert_eq!(request.headers().get("idempotency-key").unwrap().as_deref(), Some("key-1"));
    assert_eq!(request.url(), "https://apply.example/v1/acme/jobs/1/applications");
    let body = wasm_bindgen_futures::JsFuture::from(request.text().unwrap()).await.unwrap();
    let body = body.as_string().unwrap();
    for part in [
        "name=\"first_name\"\r\n\r\nAda",
        "name=\"consent.processing\"\r\n\r\ntrue",
        "filename=\"cv.pdf\"",
        "%PDF-1.7",
    ] {
        assert!(body.contains(part), "{part} in {body}");
    }
    assert!(!body.contains("letter"), "null is absent");
}

#[wasm_bindgen_test]
async fn what_is_no_text_is_refused_by_name() {
    answering(500, "must not be sent");
    let failure = apply(r#"{ "first_name": { "a": 1 } }"#, None).await.unwrap_err();
    assert_eq!(code(&failure), "protocol");
    assert!(property(&failure, "title").as_string().unwrap().starts_with("first_name "));
}

#[wasm_bindgen_test]
async fn an_application_is_taken_back_by_its_receipt() {
    fetching("return Promise.resolve(new Response('{\"receipt\":\"r\",\"state\":\"withdrawn\"}'))");
    let receipt = client().withdraw("r".into(), None, None).await.unwrap();
    assert_eq!(property(&receipt, "state").as_string().as_deref(), Some("withdrawn"));
    let request: web_sys::Request = property(&global(), "lastRequest").unchecked_into();
    assert_eq!(request.method(), "DELETE");
    assert_eq!(request.url(), "https://apply.example/v1/acme/applications/r");
}

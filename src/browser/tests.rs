//! In headless Chromium. How requests end is tested in `tests/packaging/http.test.mjs`.

use super::client::Client;
use super::js::property;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{AbortSignal, File, FormData};

wasm_bindgen_test_configure!(run_in_browser);

const FORM: &str = r#"{"job":"1","title":"Apply","locale":"de","direction":"ltr","submit":"Bewerben","optional":"optional",
    "fields":[{"name":"first_name","kind":"text","label":"Vorname","required":true,"max":5,"autocomplete":"given-name"}],
    "consents":[{"id":"processing","version":"2","text":"Ja","required":true}],
    "resume":{"label":"Lebenslauf","required":true,"kinds":["pdf","docx"],"max_bytes":15000000},
    "messages":{"invalid":"Einige Felder","required":"Bitte füllen","too_long":"Höchstens {limit}","file_content":"Passt nicht"}}"#;

fn form() -> JsValue {
    js_sys::JSON::parse(FORM).unwrap()
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

/// What [`Client::body`] makes of an application.
fn body(json: &str, resume: Option<(File, &[u8])>) -> Result<FormData, JsValue> {
    let files = Array::new();
    if let Some((resume, head)) = resume {
        let item = Object::new();
        let head = Uint8Array::from(head).into();
        for (name, value) in [("slot", "resume".into()), ("file", resume.into()), ("head", head)] {
            Reflect::set(&item, &name.into(), &value).unwrap();
        }
        files.push(&item);
    }
    client().body(&form(), &application(json), &files)
}

/// A resume with this content.
fn resume(content: &str) -> Option<(File, &[u8])> {
    Some((file("cv.pdf", content), content.as_bytes()))
}

#[wasm_bindgen_test]
fn addresses_are_put_together_once() {
    let lang = Some("de-AT&x=1".to_owned());
    let request = client().request("1", FormData::new().unwrap(), "key-1", lang, None).unwrap();
    let address = "https://apply.example/v1/acme/jobs/1/applications?lang=de-AT%26x%3D1";
    assert_eq!(request.url(), address);
}

#[wasm_bindgen_test]
fn a_request_is_given_up_with_its_signal() {
    let gone = Some(AbortSignal::abort());
    let request = client().request("1", FormData::new().unwrap(), "key-1", None, gone).unwrap();
    assert!(request.signal().aborted());
}

#[wasm_bindgen_test]
fn what_is_wrong_is_told_in_the_forms_words_before_anything_is_sent() {
    let long = r#"{ "first_name": "Ada Byron", "consents": { "processing": "2" } }"#;
    let failure = body(long, resume("MZ")).unwrap_err();
    assert_eq!(code(&failure), "invalid");
    assert_eq!(property(&failure, "status").as_f64(), Some(422.0));
    assert_eq!(property(&failure, "title").as_string().as_deref(), Some("Einige Felder"));
    let fields: Array = property(&failure, "fields").unchecked_into();
    let said: Vec<String> = fields
        .iter()
        .map(|f| {
            ["pointer", "code", "message"].map(|n| property(&f, n).as_string().unwrap()).join(" ")
        })
        .collect();
    let want = ["/first_name too_long Höchstens 5", "/resume file_content Passt nicht"];
    assert_eq!(said, want);
}

#[wasm_bindgen_test]
fn a_file_is_told_by_its_first_bytes() {
    let check = |slot: &str, content: &str| {
        client().check(&form(), slot, &file("cv.pdf", content), content.as_bytes())
    };
    assert!(check("resume", "%PDF-1.7").is_ok());
    assert_eq!(code(&check("resume", "MZ").unwrap_err()), "invalid");
    assert_eq!(code(&check("photo", "MZ").unwrap_err()), "protocol");
}

#[wasm_bindgen_test]
fn a_form_that_is_none_of_ours_is_refused() {
    for not in
        ["{}", "null", r#"{ "resume": 1 }"#, &FORM.replace(r#""text","label""#, r#""?","label""#)]
    {
        let reply = js_sys::JSON::parse(not).unwrap();
        let failure = client().body(&reply, &application(GOOD), &Array::new()).unwrap_err();
        assert_eq!(code(&failure), "protocol", "{not}");
    }
}

#[wasm_bindgen_test]
async fn a_good_application_is_sent_as_a_form_with_its_key() {
    let body = body(GOOD, resume("%PDF-1.7")).unwrap();
    let request = client().request("1", body, "key-1", None, None).unwrap();
    assert_eq!(request.method(), "POST");
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
fn what_is_no_text_is_refused_by_name() {
    let failure = body(r#"{ "first_name": { "a": 1 } }"#, None).unwrap_err();
    assert_eq!(code(&failure), "protocol");
    assert!(property(&failure, "title").as_string().unwrap().starts_with("first_name "));
}

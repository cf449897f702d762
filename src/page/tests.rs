use super::*;
use crate::form::Slot;
use crate::form::{FieldError, FieldErrorCode};

fn site() -> Site {
    let json = r#"{ "site": "acme", "name": {"en": "Acme <Robotics>", "he": "אקמי"},
        "origins": ["https://careers.acme.example"],
        "ats": { "kind": "huntflow", "account": 7, "credentials": "acme" },
        "publish": { "jobs": ["5"] },
        "consents": [{ "id": "processing", "version": "1", "text": "I agree", "required": true }] }"#;
    Site::parse(json.as_bytes()).expect("a site")
}

#[test]
fn typed_values_are_shown_again_escaped_with_their_errors() {
    let site = site();
    let form = site.form("5", "Engineer", Locale::En);
    let typed = |n: &str, v: &str| (n.to_owned(), v.to_owned());
    let html = apply(&Apply {
        site: &site,
        form: &form,
        locale: Locale::En,
        idempotency_key: "k\"1",
        started: "1.sig",
        source: "utm_source=a&x=\"",
        asked: None,
        alternative: false,
        says: None,
        entries: &[
            typed("first_name", "\"><script>alert(1)</script>"),
            typed("consent.processing", "1"),
        ],
        flaws: &[FieldError {
            field: "email".to_owned(),
            code: FieldErrorCode::Required,
            limit: None,
        }],
        kept: vec![AttachedFile {
            slot: Slot::Resume,
            upload: "u1".to_owned(),
            name: "<cv>.pdf".to_owned(),
        }],
    });
    assert!(!html.contains("<script"), "{html}");
    assert!(html.contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\""));
    assert!(html.contains("value=\"k&quot;1\"") && html.contains("&lt;cv&gt;.pdf"));
    assert!(html.contains("value=\"u1\"") && html.contains("value=\"1\" checked"));
    assert!(html.contains("aria-invalid=\"true\" aria-describedby=\"email-error\""));
    assert!(html.contains("href=\"#email\">E-mail: Please fill in this field."));
    assert!(!html.contains("style=") && !html.contains("<style"), "a strict CSP takes it");
}

#[test]
fn a_consent_is_ticked_again_only_for_the_text_that_was_agreed_to() {
    let (site, typed) = (site(), |v: &str| [("consent.processing".to_owned(), v.to_owned())]);
    let form = site.form("5", "Engineer", Locale::De);
    let shown = |value: &str, says: Option<MessageId>| {
        apply(&Apply {
            site: &site,
            form: &form,
            locale: Locale::De,
            idempotency_key: "k",
            started: "1.sig",
            source: "",
            asked: None,
            alternative: false,
            says,
            entries: &typed(value),
            flaws: &[],
            kept: Vec::new(),
        })
    };
    for (value, ticked) in [("1", true), ("on", true), ("0", false), ("false", false), ("", false)]
    {
        assert_eq!(shown(value, None).contains(" checked"), ticked, "{value}");
    }
    let html = shown("1", Some(MessageId::KeyReused));
    assert!(html.contains("/jobs/5/applications?lang=de&amp;"), "the language goes along");
    assert!(!html.contains("/v1/acme/applications/"), "a guessed key shows no receipt");
}

#[test]
fn pages_in_hebrew_are_right_to_left() {
    let (site, list, search) = (site(), Jobs::default(), Search::default());
    let html = jobs(&site, &list, &search, Locale::He);
    assert!(html.contains("<html lang=\"he\" dir=\"rtl\">") && html.contains("אקמי"));
    assert!(jobs(&site, &list, &search, Locale::En).contains("Acme &lt;Robotics&gt;"));
}

#[test]
fn jobs_are_searched_and_grouped_without_scripts() {
    let job = |id: &str, title: &str, division: &str| Job {
        id: id.to_owned(),
        title: title.to_owned(),
        division: Some(division.to_owned()),
        ..Job::default()
    };
    let list = vec![job("1", "A", "R&D"), job("2", "B", "Sales"), job("3", "C", "R&D")];
    let (site, list) = (site(), Jobs { jobs: list, stale: false });
    let shown = |q: &str, division: &str| {
        let (q, division) = (q.to_owned(), division.to_owned());
        jobs(&site, &list, &Search { q, division, region: String::new() }, Locale::En)
    };
    let all = shown("", "");
    let at = |text: &str| all.find(text).unwrap_or_else(|| panic!("{text}: {all}"));
    assert!(at(">R&amp;D</h2>") < at(">A</a>") && at(">A</a>") < at(">C</a>"));
    assert!(at(">C</a>") < at(">Sales</h2>") && !all.contains("id=\"region\""));
    let some = shown("\"b", "Sales");
    assert!(some.contains("value=\"&quot;b\"") && some.contains("value=\"Sales\" selected"));
    assert!(some.contains("No open job fits this search.") && !some.contains("no open jobs at"));
    assert!(shown("b", "").contains(">B</a>") && !shown("b", "").contains(">A</a>"));
}

#[test]
fn hints_and_errors_are_linked_to_fields_and_attached_files_can_be_removed() {
    let json = r#"{ "site": "acme", "name": "Acme", "origins": ["https://careers.acme.example"],
        "ats": { "kind": "comeet", "company": "30.005", "credentials": "acme",
            "questions": [{ "key": "Notice period", "label": "Notice", "kind": "number" }] },
        "publish": "listed", "fields": { "links": "optional" }, "attachments": { "max_files": 3 } }"#;
    let site = Site::parse(json.as_bytes()).expect("a site");
    let form = site.form("5", "Engineer", Locale::En);
    let flaw = |field: &str, code| FieldError { field: field.to_owned(), code, limit: None };
    let kept = |slot, name: &str| AttachedFile {
        slot,
        upload: format!("id-{name}"),
        name: name.to_owned(),
    };
    let html = apply(&Apply {
        site: &site,
        form: &form,
        locale: Locale::En,
        idempotency_key: "k",
        started: "1.sig",
        source: "",
        asked: None,
        alternative: false,
        says: None,
        entries: &[("resume_photo".to_owned(), "true".to_owned())],
        flaws: &[
            flaw("q.Notice period", FieldErrorCode::Number),
            flaw("resume", FieldErrorCode::UploadExpired),
        ],
        kept: vec![kept(Slot::Files, "a.pdf"), kept(Slot::Files, "b.pdf")],
    });
    let has = |text: &str| assert!(html.contains(text), "{text}: {html}");
    has("id=\"q.Notice--period\" name=\"q.Notice period\"");
    has("aria-describedby=\"q.Notice--period-error\"");
    has("href=\"#q.Notice--period\"");
    has("aria-describedby=\"resume-hint resume-error\"");
    has("aria-describedby=\"links-hint\"");
    has("name=\"resume_photo\" value=\"true\" checked><label for=\"resume_photo\">Send the photo");
    has("id=\"files_upload-1\" name=\"files_upload\" value=\"id-b.pdf\" checked");
    has("<label for=\"files_upload-0\">a.pdf is attached. Untick it to remove it.</label>");
}

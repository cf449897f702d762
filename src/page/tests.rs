use super::*;
use crate::form::Slot;
use crate::form::{Flaw, FlawCode};

fn site() -> Site {
    let json = r#"{ "site": "acme", "name": {"en": "Acme <Robotics>", "he": "אקמי"},
        "origins": ["https://careers.acme.example"],
        "ats": { "kind": "huntflow", "account": 7, "credentials": "acme" },
        "publish": { "jobs": ["5"] },
        "consents": [{ "id": "processing", "version": "1", "text": "I agree", "required": true }] }"#;
    Site::parse(json.as_bytes()).expect("a site")
}

#[test]
fn what_was_typed_comes_back_escaped_with_what_to_mend() {
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
        instead: false,
        says: None,
        receipt: None,
        entries: &[
            typed("first_name", "\"><script>alert(1)</script>"),
            typed("consent.processing", "1"),
        ],
        flaws: &[Flaw { field: "email".to_owned(), code: FlawCode::Required, limit: None }],
        kept: vec![Kept {
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
    let shown = |value: &str, says: Option<Word>| {
        apply(&Apply {
            site: &site,
            form: &form,
            locale: Locale::De,
            idempotency_key: "k",
            started: "1.sig",
            source: "",
            asked: None,
            instead: false,
            says,
            receipt: says.map(|_| "r1"),
            entries: &typed(value),
            flaws: &[],
            kept: Vec::new(),
        })
    };
    for (value, ticked) in [("1", true), ("on", true), ("0", false), ("false", false), ("", false)]
    {
        assert_eq!(shown(value, None).contains(" checked"), ticked, "{value}");
    }
    let html = shown("1", Some(Word::KeyReused));
    assert!(html.contains("/jobs/5/applications?lang=de\""), "the language goes along");
    assert!(html.contains("href=\"/v1/acme/applications/r1?lang=de\""));
}

#[test]
fn hebrew_is_written_from_the_right() {
    let (site, jobs) = (site(), Jobs::default());
    let html = super::jobs(&site, &jobs, Locale::He);
    assert!(html.contains("<html lang=\"he\" dir=\"rtl\">") && html.contains("אקמי"));
    assert!(super::jobs(&site, &jobs, Locale::En).contains("Acme &lt;Robotics&gt;"));
}

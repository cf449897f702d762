use super::*;
use crate::file::FileKind;
use crate::locale::{Locale, MessageId};

fn json(change: impl FnOnce(&mut serde_json::Value)) -> Result<Site, String> {
    let mut site = serde_json::json!({
        "site": "acme", "name": "Acme", "origins": ["https://careers.acme.example"],
        "ats": { "kind": "huntflow", "base": "https://api.huntflow.ai/v2", "account": 7, "credentials": "acme" },
        "publish": { "division": "3" },
        "consents": [{ "id": "processing", "version": "1", "required": true,
                       "text": { "en": "I agree", "de": "Ich stimme zu" } }]
    });
    change(&mut site);
    Site::parse(site.to_string().as_bytes())
}

#[test]
fn a_site_is_parsed_and_its_form_is_in_the_requested_language() {
    let site = json(|_| {}).unwrap();
    let form = site.form("5", "Robotics engineer", Locale::De);
    assert_eq!(form.title, "Bewerbung: Robotics engineer");
    assert_eq!(form.consents[0].text, "Ich stimme zu");
    let names: Vec<_> = form.fields.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["first_name", "last_name", "email", "phone", "profile", "letter"]);
    assert_eq!(form.resume.max_bytes, 15_000_000);
}

#[test]
fn an_error_names_the_path_of_the_mistake() {
    let says = |change: fn(&mut serde_json::Value)| json(change).unwrap_err();
    assert!(says(|s| s["orgins"] = true.into()).contains("orgins"));
    assert!(says(|s| s["site"] = "Acme Inc".into()).starts_with("site: "));
    assert!(says(|s| s["origins"][0] = "https://a.example/".into()).contains("not an origin"));
    assert!(says(|s| s["origins"] = serde_json::json!([])).starts_with("origins: "));
    assert!(says(|s| s["ats"]["base"] = "http://api.huntflow.ai/v2".into()).contains("https"));
    assert!(says(|s| s["ats"]["account"] = "seven".into()).contains("ats"));
    assert!(
        says(|s| s["ats"]["questionary"] = serde_json::json!({ "agreed": "consent.pool" }))
            .starts_with("ats.questionary.agreed: ")
    );
    assert!(says(|s| s["retry_days"] = 0.into()).starts_with("retry_days: "));
    assert!(says(|s| s["publish"] = "listed".into()).contains("every open vacancy"));
    assert!(says(|s| s["publish"] = serde_json::json!({"division": "R&D"})).contains("number"));
}

#[test]
fn the_limits_of_the_ats_apply() {
    let site = json(|s| {
        s["ats"] =
            serde_json::json!({ "kind": "comeet", "company": "30.005", "credentials": "acme" });
        s["publish"] = "listed".into();
        s["resume"] = serde_json::json!({ "kinds": ["pdf", "odt"], "max_bytes": 20_000_000 });
    });
    let form = site.unwrap().form("1", "x", Locale::En);
    assert_eq!((form.resume.kinds, form.resume.max_bytes), (vec![FileKind::Pdf], 6_000_000));
}

#[test]
fn texts_of_the_site_replace_the_built_in_ones() {
    let site = json(|s| {
        s["texts"] =
            serde_json::json!({ "apply": { "en": "Go for it", "de": "Los" }, "phone": "Tel." });
    });
    let site = site.unwrap();
    assert_eq!(site.texts(Locale::En).text(MessageId::Apply), "Go for it");
    assert_eq!(site.texts(Locale::Fr).text(MessageId::Apply), Locale::Fr.text(MessageId::Apply));
    let form = site.form("1", "x", Locale::Fr);
    assert!(form.fields.iter().any(|f| f.name == "phone" && f.label == "Tel."));
    let wrong = json(|s| s["texts"] = serde_json::json!({ "aply": "x" }));
    assert!(wrong.unwrap_err().starts_with("texts.aply"));
}

#[test]
fn sources_spam_and_talent_pool_are_checked() {
    let wrong =
        |name: &str, value: serde_json::Value| json(|s| s[name] = value).map(|_| ()).unwrap_err();
    let says = wrong("sources", serde_json::json!([{ "source": "linkedin", "utm_source": "x" }]));
    assert!(says.starts_with("sources[0].source"), "{says}");
    let says = wrong("sources", serde_json::json!([{ "source": "7" }]));
    assert!(says.starts_with("sources[0]: name one"), "{says}");
    let says = wrong("spam", serde_json::json!({ "turnstile": "0x4<script>" }));
    assert!(says.starts_with("spam.turnstile"), "{says}");
    assert!(
        wrong("spam", serde_json::json!({ "min_fill_seconds": 600 }))
            .starts_with("spam.min_fill_seconds")
    );
    assert!(wrong("talent_pool", "../me".into()).starts_with("talent_pool"));
    let site = json(|s| {
        s["sources"] = serde_json::json!([{ "source": "7", "referrer": "indeed.com" }]);
    });
    let site = site.unwrap();
    assert_eq!(site.source("referrer=de.indeed.com"), Some("7".to_owned()));
    assert_eq!(site.source("source=9"), None);
}

#[test]
fn comeets_custom_fields_are_questions_in_the_requested_language() {
    let comeet = |questions: serde_json::Value| {
        json(|s| {
            s["ats"] = serde_json::json!({ "kind": "comeet", "company": "30.005", "credentials": "acme",
                                               "questions": questions });
            s["publish"] = "listed".into();
        })
    };
    let site = comeet(serde_json::json!([
        { "key": "Notice period", "label": { "en": "Notice period", "de": "Kündigungsfrist" } },
        { "key": "shift", "label": "Shift", "kind": "choice", "required": true,
          "choices": [{ "value": "day", "label": { "de": "Tag" } }] },
    ]));
    let form = site.unwrap().form("1", "x", Locale::De);
    let labels: Vec<_> = form.questions.iter().map(|q| q.label.as_str()).collect();
    assert_eq!(labels, ["Kündigungsfrist", "Shift"]);
    assert_eq!(form.questions[1].choices[0].label, "Tag");
    let says = comeet(serde_json::json!([{ "key": "a.b", "label": "x" }])).unwrap_err();
    assert!(says.starts_with("ats.questions[0].key"), "{says}");
    let says = comeet(serde_json::json!([{ "key": "a", "label": "x", "kind": "choice" }]));
    assert!(says.unwrap_err().starts_with("ats.questions[0].choices"));
}

#[test]
fn origins_are_compared_exactly() {
    let site = json(|_| {}).unwrap();
    assert!(site.allows("https://careers.acme.example"));
    for bad in [
        "https://careers.acme.example.evil.io",
        "http://careers.acme.example",
        "https://careers.acme.example:8443",
        "https://CAREERS.acme.example",
        "null",
        "",
    ] {
        assert!(!site.allows(bad), "{bad}");
    }
}

#[test]
fn each_ats_checks_its_own_settings() {
    let comeet = |name: &str, value: serde_json::Value| {
        let site = json(|s| {
            s["ats"] =
                serde_json::json!({ "kind": "comeet", "company": "30.005", "credentials": "acme" });
            s["publish"] = "listed".into();
            match name {
                "publish" | "sources" => s[name] = value,
                _ => s["ats"][name] = value,
            }
        });
        site.map(|_| ()).unwrap_err()
    };
    let field = serde_json::json!({ "field": { "name": "web", "value": true } });
    assert!(comeet("publish", field.clone()).starts_with("publish.field: "));
    assert!(json(|s| s["publish"] = field).is_ok(), "Huntflow has additional fields");
    assert!(comeet("base", "http://api.comeet.co".into()).starts_with("ats.base: "));
    assert!(comeet("careers", "https://x.example/".into()).starts_with("ats.careers: "));
    let twice = serde_json::json!([{ "key": "a", "label": "x" }, { "key": "a", "label": "y" }]);
    assert!(comeet("questions", twice).starts_with("ats.questions[0].key: 'a' is there twice"));
    let long = serde_json::json!([{ "source": "x".repeat(101), "utm_source": "x" }]);
    assert!(comeet("sources", long).starts_with("sources[0].source: "));
    assert!(comeet("credentials", "A B".into()).starts_with("ats.credentials: "));
}

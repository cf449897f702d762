//! The small texts around a form: the answer of Turnstile, the question for the candidate, the time at which the form
//! was shown, and the report about where the candidate comes from.

use super::sites::is_one_line;
use crate::fuzz::mutate::Material;
use crate::fuzz::run::Target;
use apply_edge::form::challenge::{
    ACTION, SpamSettings, SumQuestion, TurnstileResult, is_patient, is_token,
};
use apply_edge::site::source::{Source, build_report, find};
use serde_json::Value;

pub(crate) const TARGET: Target = Target {
    name: "guards",
    short: 2000,
    more: Vec::new,
    mutant: Material::mutant,
    check,
    memory: (20_000, 150),
};

fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    turnstile(input);
    if is_token(&text) {
        assert!(is_one_line(&text) && text.len() <= 2048);
    }
    for now in [0, 1_790_000_000_000, u64::MAX] {
        let spam = SpamSettings { min_fill_seconds: u32::MAX, turnstile: None };
        is_patient(&text, now, &spam);
    }
    if let Some(asked) = SumQuestion::parse(&text) {
        assert_eq!(SumQuestion::parse(&asked.to_text()), Some(asked));
        let right = (asked.a + asked.b).to_string();
        assert_eq!(asked.is_answered(&right, 0), !asked.to_text().ends_with("-0"), "{asked:?}");
        assert!(!asked.is_answered(&right, u64::MAX));
        assert!(!asked.is_answered("1000", 0) && !asked.is_answered("", 0));
        assert!(asked.render("{a} + {b}?").len() < 40);
    }
    let asked = SumQuestion::new([1, 2], 1_000);
    assert_eq!((asked.a, asked.b), (3, 3));
    if asked.is_answered(&text, 1_000) {
        assert!(text.trim().chars().count() <= 3, "{text:?} is six");
    }
    sources(&text);
}

/// What `Person` takes, read without our types.
fn turnstile(answer: &[u8]) {
    let origins = ["https://careers.example.com".to_owned()];
    if TurnstileResult::of(answer, &origins) != TurnstileResult::Person {
        return;
    }
    // Members that are ignored may hold what a `Value` cannot: a number of any size, half a surrogate.
    let Ok(said) = serde_json::from_slice::<Value>(answer) else { return };
    // serde reads a list as an object whose members have no names; Cloudflare sends none.
    if !said.is_object() || said["metadata"].is_array() {
        return;
    }
    assert_eq!(said["success"], true);
    let is_test = said["metadata"]["result_with_testing_key"] == true;
    let is_ours = said["hostname"] == "careers.example.com" && said["action"] == ACTION;
    assert!(is_test || is_ours, "{said}");
}

fn sources(text: &str) {
    let any = |referrer: &str| Source {
        source: "7".to_owned(),
        referrer: Some(referrer.to_owned()),
        ..Source::default()
    };
    let own = "https://apply.example.com/v1/acme/jobs/9";
    for (query, referrer) in [(text, None), ("utm_source=a", Some(text))] {
        let report = build_report(query, referrer, own);
        assert!(report.bytes().all(|b| b.is_ascii_graphic()), "{report}");
        assert!(report.len() <= 4 * text.len() + 100, "{}", report.len());
        let mut pairs = form_urlencoded::parse(report.as_bytes());
        let known = ["utm_source", "utm_medium", "utm_campaign", "referrer"];
        assert!(pairs.all(|(name, _)| known.contains(&name.as_ref())), "{report}");
        assert_eq!(build_report(&report, None, own), report, "another report the second time");
    }
    let is_found = find(&[any("indeed.com")], text).is_some();
    assert!(!is_found || (1..=1000).contains(&text.len()), "a report without a limit");
}

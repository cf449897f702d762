//! A posted form, as `application/x-www-form-urlencoded`: what is accepted is clean, within its limits, and accepted
//! again as it is; and what is shown again changes no tag of the page.

use super::sites::{form, has_lines, is_direction, is_one_line, site};
use crate::fuzz::mutate::Material;
use crate::fuzz::run::Target;
use apply_edge::form::application::Application;
use apply_edge::form::question::{Answer, QuestionKind};
use apply_edge::form::{FieldError, FieldErrorCode, Form, Slot, UnknownFields};
use apply_edge::locale::Locale;
use apply_edge::page::{Apply, apply};
use apply_edge::protocol::problem::Problem;
use apply_edge::site::Site;
use std::sync::LazyLock;

pub(crate) const TARGET: Target = Target {
    name: "form",
    short: 700,
    more: Vec::new,
    mutant: Material::mutant,
    check,
    memory: (1_500_000, 600),
};

type Entries = Vec<(String, String)>;

static SITE: LazyLock<(Site, Form)> = LazyLock::new(|| {
    let site = site("huntflow");
    let form = form(&site);
    (site, form)
});

fn check(input: &[u8]) {
    let (site, form) = &*SITE;
    let entries: Entries = form_urlencoded::parse(input).into_owned().collect();
    let files = [(Slot::Resume, Ok(())), (Slot::Files, Err(FieldErrorCode::FileUnsafe))];
    let strict = form.check(&entries, &files, UnknownFields::Refuse, |_| {});
    let most = form.fields.len() + form.questions.len() + form.consents.len() + entries.len() + 3;
    assert!(strict.len() <= most, "{} errors", strict.len());
    told(form, &strict);
    match form.parse(&entries, &files[..1], UnknownFields::Ignore) {
        Ok(application) => accepted(form, &application),
        Err(flaws) => {
            assert!(!flaws.is_empty());
            assert!(
                flaws.iter().all(|flaw| strict.contains(flaw)),
                "strictness is about unknown fields"
            );
            told(form, &flaws);
            shown(site, form, &entries, &flaws);
        }
    }
}

fn accepted(form: &Form, application: &Application) {
    let mut entries = Entries::new();
    for field in &form.fields {
        let text = application.text(&field.name).expect("a field of the application");
        assert!(text.chars().count() <= field.max as usize, "{}", field.name);
        assert_eq!(text.trim(), text, "{}", field.name);
        let is_clean = if has_lines(field) { is_lines(text) } else { is_one_line(text) };
        assert!(is_clean, "{}: {text:?}", field.name);
        entries.push((field.name.clone(), text.to_owned()));
    }
    for question in form.questions.iter().filter(|q| q.kind != QuestionKind::Hidden) {
        let text = match application.answers.get(&question.key) {
            Some(Answer::Number(number)) => number.to_string(),
            Some(Answer::Text(text)) => text.clone(),
            None => continue,
        };
        let lines = question.kind == QuestionKind::Textarea;
        assert!(
            if lines { is_lines(&text) } else { is_one_line(&text) },
            "{}: {text:?}",
            question.key
        );
        entries.push((question.name(), text));
    }
    for consent in &application.consents {
        entries.push((format!("consent.{}", consent.id), consent.version.clone()));
    }
    let again = form.parse(&entries, &[(Slot::Resume, Ok(()))], UnknownFields::Refuse);
    let again = again.unwrap_or_else(|flaws| panic!("refused the second time: {flaws:?}"));
    assert_eq!(json(&again), json(application), "other values the second time");
    let stored: Application = serde_json::from_str(&json(application)).unwrap();
    assert_eq!(json(&stored), json(application), "other values out of storage");
}

/// `Debug` of an application tells no values.
fn json(application: &Application) -> String {
    serde_json::to_string(application).unwrap()
}

fn is_lines(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
}

fn told(form: &Form, flaws: &[FieldError]) {
    for flaw in flaws {
        assert!(flaw.field.chars().count() <= 60, "{}", flaw.field);
    }
    for field in Problem::field_errors(form, flaws, Locale::He).fields {
        assert!(!field.message.is_empty() && field.message.len() < 500, "{}", field.message);
    }
}

/// The page with what was typed has the tags of the same page with harmless values.
fn shown(site: &Site, form: &Form, entries: &Entries, flaws: &[FieldError]) {
    let harmless = |text: &str| {
        let is_mark = |c: char| matches!(c, '<' | '>' | '"' | '\'' | '&') || is_direction(c);
        text.chars().map(|c| if is_mark(c) { 'x' } else { c }).collect::<String>()
    };
    let plain: Entries = entries.iter().map(|(n, v)| (n.clone(), harmless(v))).collect();
    let flaw = flaws.last().map(|flaw| flaw.field.as_str()).unwrap_or_default();
    let page = |entries: &Entries, told: &str| {
        apply(&Apply {
            site,
            form,
            locale: Locale::En,
            idempotency_key: told,
            started: told,
            source: told,
            asked: None,
            alternative: false,
            says: None,
            entries,
            flaws,
            kept: Vec::new(),
        })
    };
    let (typed, plain) = (page(entries, flaw), page(&plain, &harmless(flaw)));
    for mark in ['<', '>', '"'] {
        let count = |page: &str| page.matches(mark).count();
        assert_eq!(count(&typed), count(&plain), "{mark} of a value is one of the page");
    }
}

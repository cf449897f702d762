//! The two sites that other targets play on: one of each ATS, with all that a form can have.

use apply_edge::ats::AtsConfig;
use apply_edge::form::question::{Choice, Question, QuestionKind};
use apply_edge::form::{Field, FieldKind, Form};
use apply_edge::locale::Locale;
use apply_edge::site::Site;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The site of an ATS; of Huntflow unless it is Comeet's.
pub(crate) fn site(ats: &str) -> Site {
    let everything: serde_json::Map<String, Value> =
        ["middle_name", "position", "company", "birthday", "salary", "links"]
            .map(|name| (name.to_owned(), json!("optional")))
            .into_iter()
            .collect();
    let (ats, publish) = match ats {
        "comeet" => (
            json!({ "kind": "comeet", "company": "30.005", "credentials": "acme" }),
            json!("listed"),
        ),
        _ => (
            json!({ "kind": "huntflow", "account": 7, "credentials": "acme",
                    "questions": ["level", "move", "city"] }),
            json!({ "jobs": ["9", "10"] }),
        ),
    };
    let site = json!({
        "site": "acme", "name": "Acme", "origins": ["https://careers.example.com"], "country": "DE",
        "ats": ats, "publish": publish, "fields": everything, "photo": "optional",
        "attachments": { "max_files": 3 }, "show_salary": true,
        "consents": [{ "id": "pool", "version": "2", "text": "Keep my data" }],
    });
    let mut site = Site::parse(site.to_string().as_bytes()).unwrap();
    let operations = groups(&site.ats);
    let key = json!({ "name": "k", "sha256": "0".repeat(64), "expires": "2026-12-31", "operations": operations });
    site.gateway = vec![serde_json::from_value(key).unwrap()];
    site
}

/// All groups of operations.
fn groups(ats: &AtsConfig) -> BTreeSet<&'static str> {
    let all = ats.settings().operations().iter().flat_map(|table| table.iter());
    all.map(|o| o.operation.split("::").next().unwrap_or_default()).collect()
}

/// A form with every kind of field and of question.
pub(crate) fn form(site: &Site) -> Form {
    let mut form = site.form("9", "Engineer", Locale::En);
    let kinds = [
        ("text", QuestionKind::Text),
        ("area", QuestionKind::Textarea),
        ("number", QuestionKind::Number),
        ("date", QuestionKind::Date),
        ("url", QuestionKind::Url),
        ("choice", QuestionKind::Choice),
        ("note", QuestionKind::Note),
        ("hidden", QuestionKind::Hidden),
    ];
    let choices = [("12", true), ("B2", false)].map(|(value, number)| Choice {
        value: value.to_owned(),
        label: value.to_owned(),
        number,
    });
    form.questions.extend(kinds.map(|(key, kind)| Question {
        key: key.to_owned(),
        kind,
        max: 200,
        value: "web".to_owned(),
        choices: choices.to_vec(),
        ..Question::default()
    }));
    form
}

/// Whether a field keeps line breaks.
pub(crate) fn has_lines(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Textarea | FieldKind::Links)
}

/// Whether a text can do harm where one line is shown: in a header, a log, a table.
pub(crate) fn is_one_line(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || is_direction(c))
}

/// Whether a character overrides the direction of what follows.
pub(crate) fn is_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

//! Huntflow's questionary as questions of the form, and a candidate's answers as a questionary.

use super::dictionaries;
use super::divisions;
use super::questionary::{self, Answers, Field, FieldType};
use super::{Huntflow, ids::AccountId};
use crate::api::error::Error;
use crate::api::request::Transport;
use crate::ats::send;
use crate::form::question::{Answer, Choice, Question, QuestionKind};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The most characters of an answer in one line; a choice of this project.
const LINE_MAX: u32 = 255;
/// The most characters of an answer in several lines; a choice of this project.
const TEXT_MAX: u32 = 5000;
/// How deep questions may be nested; a choice of this project.
const DEPTH_MAX: usize = 3;

impl Huntflow<'_> {
    /// The questions that the site's configuration names, in the ATS's order.
    pub(super) async fn configured_questions(
        &self,
        transport: &impl Transport,
    ) -> Result<Vec<Question>, Error> {
        if self.config.questions.is_empty() {
            return Ok(Vec::new());
        }
        let account = self.config.account;
        let mut schema = send(transport, questionary::Schema { account }).await?;
        schema.retain(|key, _| self.config.questions.contains(key));
        let mut found = Vec::new();
        flatten(&schema, "", "", DEPTH_MAX, &mut found);
        let mut questions = Vec::new();
        for (key, label, field) in found {
            questions.push(question(transport, account, key, label, field).await?);
        }
        Ok(questions)
    }
}

/// Lists questions with key and label, nested ones behind the question that contains them.
fn flatten<'a>(
    fields: &'a BTreeMap<String, Field>,
    key: &str,
    label: &str,
    depth: usize,
    into: &mut Vec<(String, String, &'a Field)>,
) {
    let mut ordered: Vec<_> = fields.iter().collect();
    ordered.sort_by_key(|(_, field)| field.order.unwrap_or(i64::MAX));
    for (name, field) in ordered {
        // A dot in a key is a step of a path (`insert_answers`): the answer would get lost on another one.
        if name.contains('.') {
            continue;
        }
        let title = field.title.as_deref().unwrap_or(name);
        let key = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
        let label = if label.is_empty() { title.to_owned() } else { format!("{label}: {title}") };
        if field.r#type == Some(FieldType::Complex) {
            if depth > 0 {
                flatten(&field.fields, &key, &label, depth - 1, into);
            }
            continue;
        }
        into.push((key, label, field));
    }
}

async fn question(
    transport: &impl Transport,
    account: AccountId,
    key: String,
    label: String,
    field: &Field,
) -> Result<Question, Error> {
    let mut choices: Vec<Choice> = field.values.iter().filter_map(choice).collect();
    match (&field.r#type, &field.dictionary) {
        (Some(FieldType::Dictionary), Some(code)) => {
            let read = dictionaries::Read { account, code: code.clone() };
            let mut entries = send(transport, read).await?.fields;
            entries.retain(|e| e.active != Some(false));
            entries.sort_by_key(|e| e.order.unwrap_or(i64::MAX));
            choices = entries.into_iter().filter_map(|e| choice_by_id(e.id.0, e.name)).collect();
        }
        (Some(FieldType::Division), _) => {
            let query = divisions::Filter::default();
            let mut list = send(transport, divisions::List { account, query }).await?.items;
            list.retain(|d| d.active != Some(false));
            list.sort_by_key(|d| d.order.unwrap_or(i64::MAX));
            choices = list.into_iter().filter_map(|d| choice_by_id(d.id.0, d.name)).collect();
        }
        (Some(FieldType::Region), _) => {
            let mut list = send(transport, divisions::Regions { account }).await?.items;
            list.sort_by_key(|r| r.order.unwrap_or(i64::MAX));
            choices = list.into_iter().filter_map(|r| choice_by_id(r.id.0, r.name)).collect();
        }
        _ => {}
    }
    // An empty text is no answer, so nobody could choose it.
    choices.retain(|choice| !choice.value.trim().is_empty());
    let kind = match field.r#type {
        Some(FieldType::Integer) => QuestionKind::Number,
        Some(FieldType::Text) => QuestionKind::Textarea,
        Some(FieldType::Date) => QuestionKind::Date,
        Some(FieldType::Url) => QuestionKind::Url,
        Some(FieldType::Hidden) => QuestionKind::Hidden,
        Some(FieldType::Html) => QuestionKind::Note,
        _ if !choices.is_empty() => QuestionKind::Choice,
        _ => QuestionKind::Text,
    };
    let max = if kind == QuestionKind::Textarea { TEXT_MAX } else { LINE_MAX };
    let value = match &field.value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let label =
        if kind == QuestionKind::Note && !value.is_empty() { html_to_text(&value) } else { label };
    Ok(Question { key, label, kind, required: field.required == Some(true), max, choices, value })
}

fn choice_by_id(id: u64, name: Option<String>) -> Option<Choice> {
    // An answer is an `i64`: nobody could choose what is above.
    i64::try_from(id).ok()?;
    Some(Choice { value: id.to_string(), label: name?, number: true })
}

/// A value of a `select`: a text, a number, or an object with a text and perhaps an id. The vendor documents none of
/// these forms.
fn choice(value: &Value) -> Option<Choice> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match value {
        Value::String(text) => {
            Some(Choice { value: text.clone(), label: text.clone(), number: false })
        }
        Value::Number(number) => {
            // A fraction goes back as a text.
            let is_whole = number.is_i64();
            Some(Choice { value: number.to_string(), label: number.to_string(), number: is_whole })
        }
        Value::Object(object) => {
            let label =
                ["name", "title", "value"].iter().find_map(|n| object.get(*n).and_then(text))?;
            match object.get("id").and_then(Value::as_u64) {
                Some(number) => choice_by_id(number, Some(label)),
                None => {
                    let value = object.get("value").and_then(text).unwrap_or_else(|| label.clone());
                    Some(Choice { value, label, number: false })
                }
            }
        }
        _ => None,
    }
}

/// HTML as text: the form shows no HTML of the ATS.
fn html_to_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut tag: Option<String> = None;
    for c in html.chars() {
        match (&mut tag, c) {
            (None, '<') => tag = Some(String::new()),
            (None, c) => text.push(c),
            (Some(name), '>') => {
                let name = name.trim_start_matches('/').to_ascii_lowercase();
                let inline = ["a", "b", "em", "i", "s", "span", "strong", "u"];
                if !name.split([' ', '/']).next().is_some_and(|name| inline.contains(&name)) {
                    text.push(' ');
                }
                tag = None;
            }
            (Some(name), c) => name.push(c),
        }
    }
    let text = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">");
    let text = text.replace("&quot;", "\"").replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Adds answers to a questionary; a key with dots is a path into nested questions.
pub(super) fn insert_answers(answers: &BTreeMap<String, Answer>, into: &mut Answers) {
    for (key, answer) in answers {
        let value = answer.to_value();
        let (first, rest) = key.split_once('.').map_or((key.as_str(), None), |(f, r)| (f, Some(r)));
        insert_at(into.entry(first.to_owned()).or_insert(Value::Null), rest, value);
    }
}

fn insert_at(place: &mut Value, steps: Option<&str>, value: Value) {
    let Some(steps) = steps else {
        *place = value;
        return;
    };
    if !place.is_object() {
        *place = Value::Object(Map::new());
    }
    let (first, rest) = steps.split_once('.').map_or((steps, None), |(f, r)| (f, Some(r)));
    if let Some(object) = place.as_object_mut() {
        insert_at(object.entry(first.to_owned()).or_insert(Value::Null), rest, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_dots_is_a_path() {
        let answers = [
            ("level".to_owned(), Answer::Text("B2".to_owned())),
            ("move.when".to_owned(), Answer::Text("2027-01-01".to_owned())),
            ("move.where".to_owned(), Answer::Number(3)),
        ];
        let mut into = Answers::new();
        insert_answers(&answers.into_iter().collect(), &mut into);
        let want =
            serde_json::json!({ "level": "B2", "move": { "when": "2027-01-01", "where": 3 } });
        assert_eq!(serde_json::to_value(into).unwrap(), want);
    }

    #[test]
    fn a_question_whose_name_would_be_a_path_is_left_out() {
        let schema = serde_json::json!({ "a.b": {}, "c": {}, "d": { "type": "complex", "fields": { "e": {}, "..": {} } } });
        let schema = serde_json::from_value(schema).unwrap();
        let mut found = Vec::new();
        flatten(&schema, "", "", DEPTH_MAX, &mut found);
        let keys: Vec<_> = found.iter().map(|(key, ..)| key.as_str()).collect();
        assert_eq!(keys, ["c", "d.e"]);
    }

    #[test]
    fn html_becomes_text() {
        assert_eq!(html_to_text("<p>Be <b class='x'>honest</b>.</p>"), "Be honest.");
        assert_eq!(html_to_text("<p>A &amp; B</p><script>x</script> &lt;c&gt;"), "A & B x <c>");
    }

    #[test]
    fn values_of_a_select_have_several_forms() {
        let read = |value: Value| choice(&value).map(|c| (c.value, c.label, c.number));
        let is =
            |value: &str, label: &str, number| Some((value.to_owned(), label.to_owned(), number));
        assert_eq!(read("A1".into()), is("A1", "A1", false));
        assert_eq!(read(serde_json::json!({ "id": 4, "name": "Four" })), is("4", "Four", true));
        assert_eq!(read(serde_json::json!({ "value": "x", "name": "X" })), is("x", "X", false));
        assert_eq!(read(serde_json::json!(2.5)), is("2.5", "2.5", false));
        assert_eq!(read(serde_json::json!({ "id": u64::MAX, "name": "X" })), None);
        assert_eq!(read(Value::Null), None);
    }
}

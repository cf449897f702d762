//! Reads a job's form property by property: a derived reader of all its types would be a third of the module.

use super::failure::Failure;
use super::js::property;
use crate::file::FileKind;
use crate::form::question::{Choice, Question, QuestionKind};
use crate::form::{ConsentField, Field, FieldKind, FileSlot, Form, Slot};
use js_sys::Array;
use wasm_bindgen::prelude::*;

/// Reads the parts of a form that validation needs; texts that are only shown are skipped.
pub(super) fn form(reply: &JsValue) -> Result<Form, Failure> {
    let form = || {
        Some(Form {
            job: String::new(),
            title: String::new(),
            locale: String::new(),
            fields: list(reply, "fields", field)?,
            consents: list(reply, "consents", consent)?,
            resume: slot(&property(reply, "resume"))?,
            files: list(reply, "files", slot)?,
            questions: list(reply, "questions", question)?,
            prefill: false,
        })
    };
    form().ok_or_else(|| Failure::code("protocol", "The form could not be read."))
}

fn list<T>(of: &JsValue, name: &str, read: fn(&JsValue) -> Option<T>) -> Option<Vec<T>> {
    let list = property(of, name);
    let mut items = Vec::new();
    if !list.is_undefined() {
        // A loop and not an iterator: it is there once for every type.
        let list = list.dyn_into::<Array>().ok()?;
        for at in 0..list.length() {
            items.push(read(&list.get(at))?);
        }
    }
    Some(items)
}

fn field(field: &JsValue) -> Option<Field> {
    let kind = match text(field, "kind").as_str() {
        "text" => FieldKind::Text,
        "email" => FieldKind::Email,
        "tel" => FieldKind::Tel,
        "url" => FieldKind::Url,
        "textarea" => FieldKind::Textarea,
        "date" => FieldKind::Date,
        "links" => FieldKind::Links,
        _ => return None,
    };
    Some(Field {
        name: text(field, "name"),
        kind,
        label: String::new(),
        required: flag(field, "required"),
        max: number(field, "max")?,
        autocomplete: String::new(),
    })
}

fn question(question: &JsValue) -> Option<Question> {
    let kind = match text(question, "kind").as_str() {
        "" | "text" => QuestionKind::Text,
        "textarea" => QuestionKind::Textarea,
        "number" => QuestionKind::Number,
        "date" => QuestionKind::Date,
        "url" => QuestionKind::Url,
        "choice" => QuestionKind::Choice,
        "note" => QuestionKind::Note,
        "hidden" => QuestionKind::Hidden,
        _ => return None,
    };
    Some(Question {
        key: text(question, "key"),
        label: String::new(),
        kind,
        required: flag(question, "required"),
        max: number(question, "max").unwrap_or(0),
        choices: list(question, "choices", choice)?,
        value: text(question, "value"),
    })
}

#[allow(clippy::unnecessary_wraps, reason = "the shape of what reads an item of a list")]
fn choice(choice: &JsValue) -> Option<Choice> {
    let (value, number) = (text(choice, "value"), flag(choice, "number"));
    Some(Choice { value, label: String::new(), number })
}

#[allow(clippy::unnecessary_wraps, reason = "the shape of what reads an item of a list")]
fn consent(consent: &JsValue) -> Option<ConsentField> {
    Some(ConsentField {
        id: text(consent, "id"),
        version: text(consent, "version"),
        text: String::new(),
        required: flag(consent, "required"),
    })
}

fn slot(slot: &JsValue) -> Option<FileSlot> {
    let name = property(slot, "slot").as_string();
    Some(FileSlot {
        slot: name.map_or(Some(Slot::Resume), |name| Slot::from_name(&name))?,
        label: text(slot, "label"),
        required: flag(slot, "required"),
        kinds: list(slot, "kinds", kind)?,
        max_bytes: whole(property(slot, "max_bytes").as_f64()?),
        max_files: number(slot, "max_files").unwrap_or(1),
    })
}

fn kind(kind: &JsValue) -> Option<FileKind> {
    let name = kind.as_string()?;
    FileKind::ALL.into_iter().find(|kind| kind.extension() == name)
}

/// A text; empty if there is none.
fn text(of: &JsValue, name: &str) -> String {
    property(of, name).as_string().unwrap_or_default()
}

fn flag(of: &JsValue, name: &str) -> bool {
    property(of, name).is_truthy()
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number that is too large becomes the largest"
)]
fn number(of: &JsValue, name: &str) -> Option<u32> {
    property(of, name).as_f64().map(|number| number as u32)
}

/// A length that JavaScript represents as a float.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "lengths are whole and not negative"
)]
pub(super) fn whole(length: f64) -> u64 {
    length as u64
}

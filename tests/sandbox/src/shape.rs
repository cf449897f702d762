//! Shapes of values, from the reference and the facts: samples, validation, and completion of
//! partial values.

use crate::reference::Reference;
use serde_json::{Map, Value, json};

/// The shape of a value.
#[derive(Clone, Debug)]
pub enum Shape {
    Text,
    Email,
    Date,
    DateTime,
    Uuid,
    Address,
    Integer,
    Number,
    Boolean,
    /// An object of any content.
    Object,
    Any,
    Words(Vec<String>),
    Component(String),
    List(Box<Shape>),
    Map(Box<Shape>),
}

/// An error in pydantic's form: type, message, JSON pointer.
pub struct Flaw(pub &'static str, pub String, pub String);

/// Maximum depth of samples of recursive components.
const DEEP: usize = 8;

impl Reference {
    /// The shape for a name in the reference or the facts.
    pub fn shape(&self, name: &str) -> Shape {
        if let Some(inner) = name.strip_prefix('[').and_then(|n| n.strip_suffix(']')) {
            return Shape::List(Box::new(self.shape(inner)));
        }
        if let Some(inner) = name.strip_prefix('{').and_then(|n| n.strip_suffix('}')) {
            return Shape::Map(Box::new(self.shape(inner)));
        }
        if let Some(words) = self.facts.enumerations.get(name) {
            return Shape::Words(words.clone());
        }
        if let Some(whole) = self.facts.whole.get(name) {
            return self.shape(whole);
        }
        match name {
            "string" => Shape::Text,
            "email" => Shape::Email,
            "date" => Shape::Date,
            "datetime" => Shape::DateTime,
            "uuid" => Shape::Uuid,
            "uri" => Shape::Address,
            "integer" => Shape::Integer,
            "number" => Shape::Number,
            "boolean" => Shape::Boolean,
            "object" => Shape::Object,
            "any" => Shape::Any,
            name if self.components.contains_key(name) => Shape::Component(name.to_owned()),
            name => panic!("the facts name no shape {name}"),
        }
    }

    pub fn fields(&self, component: &str) -> Vec<(&str, Shape)> {
        let fields = self.components.get(component).map(Vec::as_slice).unwrap_or_default();
        let shape = |field: &crate::reference::Field| match (
            self.facts.fields.get(&format!("{component}.{}", field.name)),
            &field.r#type,
        ) {
            (Some(Value::String(name)), _) => self.shape(name),
            (Some(words), _) => {
                let words = words.as_array().into_iter().flatten();
                Shape::Words(words.filter_map(Value::as_str).map(str::to_owned).collect())
            }
            (None, Some(name)) => self.shape(name),
            (None, None) => panic!("{component}.{} has no type", field.name),
        };
        fields.iter().map(|f| (f.name.as_str(), shape(f))).collect()
    }

    /// A value with all fields of a shape. `seed` makes numbers differ.
    pub fn sample(&self, shape: &Shape, name: &str, seed: &mut u64) -> Value {
        self.sample_at(shape, name, seed, 0)
    }

    fn sample_at(&self, shape: &Shape, name: &str, seed: &mut u64, deep: usize) -> Value {
        *seed += 1;
        match shape {
            Shape::Text => json!(text(name, *seed)),
            Shape::Email => json!(format!("someone{seed}@example.org")),
            Shape::Date => json!(date(*seed)),
            Shape::DateTime => json!(format!("{}T10:00:00+03:00", date(*seed))),
            Shape::Uuid => json!(uuid::Uuid::from_u128(u128::from(*seed)).to_string()),
            Shape::Address => json!(format!("https://example.org/{seed}")),
            Shape::Integer => match name {
                "priority" => json!(*seed % 2),
                "month" => json!(1 + *seed % 12),
                "day" => json!(1 + *seed % 28),
                "year" => json!(1960 + *seed % 60),
                "page" | "total_pages" => json!(1),
                "count" => json!(30),
                _ => json!(*seed),
            },
            #[allow(clippy::cast_precision_loss, reason = "a small number")]
            Shape::Number => json!(*seed as f64 + 0.5),
            Shape::Boolean => json!(seed.is_multiple_of(2)),
            Shape::Object => json!({ format!("key{seed}"): format!("значение {seed}") }),
            Shape::Any => json!(format!("any {seed}")),
            Shape::Words(words) => {
                let index = usize::try_from(*seed).unwrap_or(0) % words.len().max(1);
                json!(words.get(index))
            }
            Shape::List(_) | Shape::Map(_) if deep >= DEEP => match shape {
                Shape::List(_) => json!([]),
                _ => json!({}),
            },
            Shape::List(inner) => {
                // One item, for bodies that allow only one.
                json!([self.sample_at(inner, name, seed, deep + 1)])
            }
            Shape::Map(inner) => {
                let key = (*seed + 1).to_string();
                json!({ key: self.sample_at(inner, name, seed, deep + 1) })
            }
            Shape::Component(component) => {
                let mut object = Map::new();
                for (field, shape) in self.fields(component) {
                    let own = matches!(&shape, Shape::List(i) | Shape::Map(i)
                        if matches!(&**i, Shape::Component(c) if c == component));
                    let deep = if own { deep + DEEP / 2 } else { deep + 1 };
                    object.insert(field.to_owned(), self.sample_at(&shape, field, seed, deep));
                }
                Value::Object(object)
            }
        }
    }

    /// The errors of `value` at path `at`. `null` is an error only for a required field of a simple
    /// type.
    pub fn check(&self, shape: &Shape, value: &Value, at: &str, strict: bool, to: &mut Vec<Flaw>) {
        let mut flaw = |kind, text: &str| to.push(Flaw(kind, text.to_owned(), at.to_owned()));
        match (shape, value) {
            (Shape::Any, _)
            | (Shape::Text | Shape::Email, Value::String(_))
            | (Shape::Boolean, Value::Bool(_))
            | (Shape::Number, Value::Number(_))
            | (Shape::Object, Value::Object(_)) => {}
            (Shape::Text, Value::Number(_)) => {}
            (Shape::Text | Shape::Email, _) => flaw("type_error.str", "str type expected"),
            (Shape::Boolean, _) => {
                flaw("type_error.bool", "value could not be parsed to a boolean")
            }
            (Shape::Number, _) => flaw("type_error.float", "value is not a valid float"),
            (Shape::Integer, value) if value.is_i64() || value.is_u64() => {}
            (Shape::Integer, _) => flaw("type_error.integer", "value is not a valid integer"),
            (Shape::Date, Value::String(text)) if is_date(text) => {}
            (Shape::Date, _) => flaw("value_error.date", "invalid date format"),
            (Shape::DateTime, Value::String(text)) if is_datetime(text) => {}
            (Shape::DateTime, _) => flaw("value_error.datetime", "invalid datetime format"),
            (Shape::Uuid, Value::String(text)) if uuid::Uuid::parse_str(text).is_ok() => {}
            (Shape::Uuid, _) => flaw("type_error.uuid", "value is not a valid uuid"),
            (Shape::Address, Value::String(text)) if text.contains("://") => {}
            (Shape::Address, _) => flaw("value_error.url.scheme", "invalid or missing URL scheme"),
            (Shape::Words(words), Value::String(word)) if words.contains(word) => {}
            (Shape::Words(words), _) => {
                let permitted: Vec<_> = words.iter().map(|w| format!("'{w}'")).collect();
                let title = "value is not a valid enumeration member; permitted: ";
                flaw("type_error.enum", &format!("{title}{}", permitted.join(", ")));
            }
            (Shape::List(inner), Value::Array(items)) => {
                for (i, item) in items.iter().enumerate() {
                    self.check(inner, item, &format!("{at}/{i}"), strict, to);
                }
            }
            (Shape::List(_), _) => flaw("type_error.list", "value is not a valid list"),
            (Shape::Map(inner), Value::Object(items)) => {
                for (key, item) in items {
                    self.check(inner, item, &format!("{at}/{key}"), strict, to);
                }
            }
            (Shape::Component(component), Value::Object(object)) => {
                self.check_fields(component, object, at, strict, to);
            }
            (Shape::Object | Shape::Map(_) | Shape::Component(_), _) => {
                flaw("type_error.dict", "value is not a valid dict");
            }
        }
    }

    fn check_fields(
        &self,
        component: &str,
        object: &Map<String, Value>,
        at: &str,
        strict: bool,
        to: &mut Vec<Flaw>,
    ) {
        let required = self.facts.required.get(component).map(Vec::as_slice).unwrap_or_default();
        for name in required.iter().filter(|n| !object.contains_key(*n)) {
            let (kind, title) = ("value_error.missing", "field required".to_owned());
            to.push(Flaw(kind, title, format!("{at}/{name}")));
        }
        let fields = self.fields(component);
        for (name, shape) in &fields {
            let Some(value) = object.get(*name).filter(|v| !v.is_null()) else { continue };
            let (at, key) = (format!("{at}/{name}"), format!("{component}.{name}"));
            self.check(shape, value, &at, strict, to);
            if let Some(most) = self.facts.items_max.get(&key)
                && value.as_array().is_some_and(|items| items.len() > *most)
            {
                let title = format!("ensure this value has at most {most} items");
                to.push(Flaw("value_error.list.max_items", title, at.clone()));
            }
            if let Some((least, most)) = self.facts.lengths.get(&key) {
                let length = value.as_str().map_or(0, |s| s.chars().count());
                if length < *least {
                    let title = format!("ensure this value has at least {least} characters");
                    to.push(Flaw("value_error.any_str.min_length", title, at));
                } else if length > *most {
                    let title = format!("ensure this value has at most {most} characters");
                    to.push(Flaw("value_error.any_str.max_length", title, at));
                }
            }
        }
        if strict && !self.facts.additional.iter().any(|c| c == component) {
            for name in object.keys().filter(|n| !fields.iter().any(|(f, _)| f == n)) {
                let title = "extra fields not permitted".to_owned();
                to.push(Flaw("value_error.extra", title, format!("{at}/{name}")));
            }
        }
    }

    /// Adds the missing fields of a shape, as `null`, or as samples if `full`, and removes unknown
    /// ones. The fields of replies thus come from the reference, not from the handlers.
    pub fn complete(&self, shape: &Shape, value: &mut Value, full: bool) {
        match (shape, value) {
            (Shape::List(inner), Value::Array(items)) => {
                for item in items {
                    self.complete(inner, item, full);
                }
            }
            (Shape::Map(inner), Value::Object(items)) => {
                for (_, item) in items {
                    self.complete(inner, item, full);
                }
            }
            (Shape::Component(component), Value::Object(object)) => {
                let fields = self.fields(component);
                if !self.facts.additional.iter().any(|c| c == component) {
                    object.retain(|key, _| fields.iter().any(|(f, _)| f == key));
                }
                for (name, shape) in fields {
                    match object.get_mut(name) {
                        Some(value) if !value.is_null() => self.complete(&shape, value, full),
                        Some(_) if !full && !self.is_never_null(component, name) => {}
                        _ => {
                            let mut seed = 7000;
                            // A field that is no `null` for the vendor's client never is.
                            let value = if full || self.is_never_null(component, name) {
                                self.sample(&shape, name, &mut seed)
                            } else {
                                Value::Null
                            };
                            object.insert(name.to_owned(), value);
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

fn date(seed: u64) -> String {
    format!("2026-{:02}-{:02}", 1 + seed % 12, 1 + seed % 28)
}

fn is_datetime(text: &str) -> bool {
    chrono::DateTime::parse_from_rfc3339(text).is_ok()
        || chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").is_ok()
        || is_date(text)
}

fn is_date(text: &str) -> bool {
    chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

fn text(name: &str, seed: u64) -> String {
    match name {
        "email" | "from_email" => format!("someone{seed}@example.org"),
        "birthday" | "deadline" | "start" | "employment_date" | "date" => date(seed),
        "task_id" => uuid::Uuid::from_u128(u128::from(seed)).to_string(),
        "url" | "link" | "photo_url" | "source_url" => format!("https://example.org/{seed}"),
        "color" => format!("{seed:06x}"),
        "created" | "updated" | "changed" | "closed" | "completed" | "removed" | "last_sync"
        | "frame_begin" | "frame_end" | "created_at" | "updated_at" | "verification_date"
        | "decision_date" | "send_at" => format!("{}T10:00:00+03:00", date(seed)),
        _ => format!("{name} № {seed}"),
    }
}

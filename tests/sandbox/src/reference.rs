//! The vendor's reference as data: paths, parameters, and fields of bodies and replies. A second file, the facts, fills its
//! gaps; a third has what is newer. The types of the vendor's own client are a second source.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Deserialize)]
pub struct Reference {
    pub operations: Vec<Operation>,
    pub components: BTreeMap<String, Vec<Field>>,
    #[serde(skip)]
    pub facts: Facts,
    /// The types of the vendor's own client, as JSON Schema: a second source.
    #[serde(skip)]
    pub models: Value,
}

/// What the vendor's client has and the reference does not.
#[derive(Deserialize)]
struct Newer {
    operations: Vec<Operation>,
    components: BTreeMap<String, Vec<Field>>,
    /// Fields of components of the reference.
    fields: BTreeMap<String, Vec<Field>>,
}

/// Facts that are missing in the reference.
#[derive(Deserialize, Default)]
pub struct Facts {
    pub enumerations: BTreeMap<String, Vec<String>>,
    pub fields: BTreeMap<String, Value>,
    pub whole: BTreeMap<String, String>,
    pub required: BTreeMap<String, Vec<String>>,
    /// Bodies that accept additional keys of the organisation.
    pub additional: Vec<String>,
    pub items_max: BTreeMap<String, usize>,
    pub lengths: BTreeMap<String, (usize, usize)>,
    pub parameters: BTreeMap<String, String>,
    pub parameters_of: BTreeMap<String, String>,
    pub count_max: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
pub struct Operation {
    pub method: String,
    pub path: String,
    pub parameters: Vec<Parameter>,
    pub body: Option<String>,
    pub replies: BTreeMap<String, Option<String>>,
}

#[derive(Deserialize)]
pub struct Parameter {
    pub name: String,
    pub r#in: String,
    pub r#type: Option<String>,
    pub required: bool,
}

#[derive(Deserialize)]
pub struct Field {
    pub name: String,
    pub r#type: Option<String>,
}

impl Operation {
    /// Method and path: `GET /accounts`.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Status and component of a successful reply.
    pub fn success(&self) -> (u16, Option<&str>) {
        let found = self.replies.iter().find(|(status, _)| status.starts_with('2'));
        found.map_or((200, None), |(status, component)| {
            (status.parse().unwrap_or(200), component.as_deref())
        })
    }
}

/// Result of a path lookup.
pub enum Found<'a> {
    Operation(&'a Operation, BTreeMap<&'a str, &'a str>),
    OtherMethod,
    Nothing,
}

impl Reference {
    pub fn load() -> Self {
        let json = include_str!("../../reference/huntflow-v2.json");
        let mut reference: Self = serde_json::from_str(json).expect("the reference data parses");
        let json = include_str!("../../reference/huntflow-v2-facts.json");
        reference.facts = serde_json::from_str(json).expect("the facts parse");
        let json = include_str!("../../reference/huntflow-client-models.json");
        reference.models = serde_json::from_str(json).expect("the client's models parse");
        let json = include_str!("../../reference/huntflow-v2-newer.json");
        let newer: Newer = serde_json::from_str(json).expect("the newer parts parse");
        reference.operations.extend(newer.operations);
        reference.components.extend(newer.components);
        for (component, fields) in newer.fields {
            reference.components.entry(component).or_default().extend(fields);
        }
        reference
    }

    /// The client's model of a component. Long names of the reference end in the model's name.
    pub fn model(&self, component: &str) -> Option<&Value> {
        let short = component.rsplit("__").next().unwrap_or(component);
        [component, short].iter().find_map(|name| self.models.get(name))
    }

    /// Whether a field may not be `null` in the client's model.
    pub fn is_never_null(&self, component: &str, field: &str) -> bool {
        let Some(model) = self.model(component) else { return false };
        let schema = &model["properties"][field];
        let mut choices = schema["anyOf"].as_array().into_iter().flatten();
        !schema.is_null() && !choices.any(|choice| choice["type"] == "null")
    }

    /// Finds the operation of a path. Where a literal segment and a parameter both match, the
    /// literal wins (`/vacancies/statuses` is not a vacancy).
    pub fn find<'a>(&'a self, method: &str, path: &'a str) -> Found<'a> {
        let mut other = false;
        let mut best: Option<(usize, &Operation, BTreeMap<&str, &str>)> = None;
        for operation in &self.operations {
            let Some(filled) = fits(&operation.path, path) else { continue };
            if operation.method != method {
                other = true;
            } else if best.as_ref().is_none_or(|(n, ..)| filled.len() < *n) {
                best = Some((filled.len(), operation, filled));
            }
        }
        match best {
            Some((_, operation, filled)) => Found::Operation(operation, filled),
            None if other => Found::OtherMethod,
            None => Found::Nothing,
        }
    }
}

fn fits<'a>(template: &'a str, path: &'a str) -> Option<BTreeMap<&'a str, &'a str>> {
    let mut filled = BTreeMap::new();
    let (mut want, mut have) = (template.split('/'), path.split('/'));
    loop {
        match (want.next(), have.next()) {
            (None, None) => return Some(filled),
            (Some(w), Some(h)) => match w.strip_prefix('{').and_then(|w| w.strip_suffix('}')) {
                Some(name) if !h.is_empty() => {
                    filled.insert(name, h);
                }
                None if w == h => {}
                _ => return None,
            },
            _ => return None,
        }
    }
}

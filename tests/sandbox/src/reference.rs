//! The vendor's reference as data: which paths there are, what their parameters are, and which
//! fields a reply has.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

#[derive(Deserialize)]
pub struct Reference {
    operations: Vec<Operation>,
    components: BTreeMap<String, Vec<Field>>,
}

#[derive(Deserialize)]
pub struct Operation {
    pub method: String,
    pub path: String,
    pub parameters: Vec<Parameter>,
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
}

/// What a path is.
pub enum Found<'a> {
    Operation(&'a Operation, BTreeMap<&'a str, &'a str>),
    OtherMethod,
    Nothing,
}

impl Reference {
    pub fn load() -> Self {
        let json = include_str!("../../reference/huntflow-v2.json");
        serde_json::from_str(json).expect("the reference data parses")
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

    /// Adds what a reply lacks: every field of the operation's component, as `null`. Which fields
    /// there are is the reference's word, not the handler's.
    pub fn complete(&self, operation: &Operation, reply: &mut Value) {
        if let Some(Some(component)) = operation.replies.get("200") {
            self.fill(component, reply);
        }
    }

    /// Adds what one component lacks.
    pub fn fill(&self, component: &str, value: &mut Value) {
        let (Some(fields), Some(object)) = (self.components.get(component), value.as_object_mut())
        else {
            return;
        };
        let missing: Map<_, _> = fields
            .iter()
            .filter(|f| !object.contains_key(&f.name))
            .map(|f| (f.name.clone(), Value::Null))
            .collect();
        object.extend(missing);
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

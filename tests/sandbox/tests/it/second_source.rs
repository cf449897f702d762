//! The reference and the models of the vendor's own client are two sources of the same facts. Where they differ, a line
//! says which one is believed, and why.

use crate::reference::Reference;
use crate::shape::Shape;
use crate::table::row_of;
use apply_edge::api::endpoint::Content;
use apply_edge::api::request::Reply;
use serde_json::{Map, Value, json};

/// Fields whose types differ in the two sources, and the reason for which the crate reads what it reads.
const BELIEVED: &[(&str, &str)] = &[
    (
        "api__v2__serializers__request__applicants__ApplicantLogCalendarEvent.reminders",
        "two models here, one in the client: what either sends is taken",
    ),
    (
        "api__v2__serializers__request__applicants__ApplicantLogCalendarEvent.attendees",
        "one type by two names",
    ),
    (
        "api__v2__serializers__response__applicants__ApplicantLogCalendarEvent.attendees",
        "one type by two names",
    ),
    (
        "api__v2__serializers__response__applicants__ApplicantLogCalendarEvent.reminders",
        "two models here, one in the client: what either sends is read",
    ),
    (
        "api__v2__serializers__response__applicants__ApplicantLogCalendarEvent.recurrence",
        "the reference: the client says nothing of the items",
    ),
    ("AddApplicantToVacancyRequest.calendar_event", "both have the fields that the crate sends"),
    (
        "ChangeVacancyApplicantStatusRequest.calendar_event",
        "both have the fields that the crate sends",
    ),
    ("ApplicantSearchByCursorResponse.items", "the reference: `order` is read if it comes"),
    ("ApplicantCreateRequest.site", "one type by two names"),
    ("ApplicantUpdateRequest.site", "one type by two names"),
    ("ApplicantEvent.attendees", "one type by two names"),
    ("ApplicantLogItem.applicant_offer", "one type by two names"),
    ("InterviewType.type", "the client's data has two models of one name"),
    ("InterviewTypesListResponse.items", "one type by two names"),
    (
        "MultiVacancyCreateRequest.state",
        "the client: every state but CLOSED; the crate takes a text",
    ),
    ("SurveySchemasTypeQListResponse.items", "the reference: a title is read if it comes"),
    ("VacancyBlockUpdate.fill_quotas", "the reference: a quota that exists has an id"),
    ("VacancyQuotaList.items", "the reference: more fields, read if they come"),
    ("VacancyRequest.creator", "the reference: one type by two names"),
    ("VacancyRequestResponse.creator", "the reference: one type by two names"),
    ("VacancyRequestResponse.taken_by", "the reference: one type by two names"),
];

fn last(name: &str) -> &str {
    name.rsplit("__").next().unwrap_or(name).trim_matches(['[', ']'])
}

/// Follows a reference to a model.
fn follow<'a>(models: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
        Some(name) => &models[name],
        None => schema,
    }
}

/// The types that a schema permits, without `null`.
fn choices<'a>(models: &'a Value, schema: &'a Value) -> Vec<(&'a Value, &'a str)> {
    let each = |schema: &'a Value| {
        let name = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next());
        (follow(models, schema), name.unwrap_or_default())
    };
    match schema["anyOf"].as_array() {
        Some(any) => any.iter().filter(|s| s["type"] != "null").map(each).collect(),
        None => vec![each(schema)],
    }
}

fn is_same(reference: &Reference, shape: &Shape, schema: &Value) -> bool {
    let models = &reference.models;
    choices(models, schema).iter().any(|(schema, name)| {
        let (kind, format) = (schema["type"].as_str(), schema["format"].as_str());
        match shape {
            Shape::Any | Shape::Object => true,
            Shape::Text => kind == Some("string") && format.is_none_or(|f| f == "password"),
            // The client takes what the ATS answers, the reference says what it is.
            Shape::Email => kind == Some("string"),
            Shape::Words(_) => kind == Some("string"),
            Shape::Date => format == Some("date"),
            Shape::DateTime => format == Some("date-time"),
            Shape::Uuid => format == Some("uuid"),
            Shape::Address => format == Some("uri"),
            Shape::Integer => kind == Some("integer"),
            Shape::Number => matches!(kind, Some("number" | "integer")),
            Shape::Boolean => kind == Some("boolean"),
            Shape::List(inner) => {
                kind == Some("array") && is_same(reference, inner, &schema["items"])
            }
            Shape::Map(inner) => {
                kind == Some("object") && is_same(reference, inner, &schema["additionalProperties"])
            }
            Shape::Component(component) => last(component) == last(name),
        }
    })
}

#[test]
fn fields_have_the_types_of_both_sources() {
    let reference = Reference::load();
    let mut differ = Vec::new();
    let mut compared = 0;
    for component in reference.components.keys() {
        let Some(model) = reference.model(component) else { continue };
        for (field, shape) in reference.fields(component) {
            let schema = &model["properties"][field];
            if schema.is_null() {
                continue;
            }
            compared += 1;
            if !is_same(&reference, &shape, schema) {
                differ.push(format!("{component}.{field}"));
            }
        }
    }
    assert!(compared > 900, "{compared} fields in both");
    let believed: Vec<_> = BELIEVED.iter().map(|(field, _)| (*field).to_owned()).collect();
    differ.retain(|field| !believed.contains(field));
    assert_eq!(differ, Vec::<String>::new());
}

/// A value of a schema: every field, or, if `sparse`, only the required ones, and `null` where it is permitted.
fn sample(models: &Value, schema: &Value, sparse: bool, deep: u8) -> Value {
    if let Some(any) = schema["anyOf"].as_array() {
        if sparse && any.iter().any(|choice| choice["type"] == "null") {
            return Value::Null;
        }
        return sample(models, &any[0], sparse, deep);
    }
    let schema = follow(models, schema);
    if let Some(all) = schema["allOf"].as_array() {
        return sample(models, &all[0], sparse, deep);
    }
    if let Some(words) = schema["enum"].as_array() {
        return words[0].clone();
    }
    if let Some(constant) = schema.get("const") {
        return constant.clone();
    }
    // A model that refers to itself: what is in it is not known.
    if schema["$ref"].is_string() {
        return json!({});
    }
    match schema["type"].as_str() {
        Some("string") => match schema["format"].as_str() {
            Some("date-time") => json!("2026-11-27T10:00:00+03:00"),
            Some("date") => json!("2026-11-27"),
            Some("uuid") => json!("00000000-0000-0000-0000-000000000001"),
            Some("uri") => json!("https://example.org/1"),
            Some("email") => json!("ada@example.org"),
            _ => json!("text"),
        },
        // A lowest value that is not given is below zero.
        Some("integer") => {
            json!(if schema.get("exclusiveMinimum").is_some() { 7 } else { 3 })
        }
        Some("number") => json!(1.5),
        Some("boolean") => json!(true),
        Some("array") if sparse || deep > 6 => json!([]),
        Some("array") => json!([sample(models, &schema["items"], sparse, deep + 1)]),
        Some("object") if schema["properties"].is_object() => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let mut object = Map::new();
            for (name, field) in schema["properties"].as_object().into_iter().flatten() {
                if !sparse || required.contains(&json!(name)) {
                    object.insert(name.clone(), sample(models, field, sparse, deep + 1));
                }
            }
            Value::Object(object)
        }
        Some("object") if deep > 6 => json!({}),
        Some("object") if schema["additionalProperties"].is_object() => {
            json!({ "7": sample(models, &schema["additionalProperties"], sparse, deep + 1) })
        }
        Some("object") => json!({}),
        _ => json!("any"),
    }
}

#[test]
fn replies_and_bodies_of_the_clients_models_are_read() {
    let reference = Reference::load();
    let mut wrong = Vec::new();
    let (mut replies, mut bodies) = (0, 0);
    for operation in &reference.operations {
        let (row, types) = row_of(operation);
        let (status, component) = operation.success();
        let model = component.and_then(|component| reference.model(component));
        // A page without its list would be read as an empty one.
        let model = model.filter(|_| component != Some("ForeignUsersListResponse"));
        if let (Some(model), Content::Json) = (model, row.reply) {
            replies += 1;
            for sparse in [false, true] {
                let body = sample(&reference.models, model, sparse, 0).to_string().into_bytes();
                let content_type = "application/json".to_owned();
                let reply = Reply { status, content_type, retry_after: None, body };
                if let Err(error) = (types.reread)(&reply) {
                    wrong.push(format!("{}, sparse: {sparse}: {error}", operation.line()));
                }
            }
        }
        let model = operation.body.as_deref().and_then(|body| reference.model(body));
        if let (Some(model), Content::Json) = (model, row.body) {
            bodies += 1;
            for sparse in [false, true] {
                let body = sample(&reference.models, model, sparse, 0).to_string();
                for read in [types.read_body, row.check] {
                    if let Err(error) = read(body.as_bytes()) {
                        wrong.push(format!("{}, sparse: {sparse}: {error}", operation.line()));
                    }
                }
            }
        }
    }
    assert!(replies > 60 && bodies > 25, "{replies} replies and {bodies} bodies have a model");
    assert_eq!(wrong, Vec::<String>::new());
}

//! Comparison of the table of operations with the vendor's reference, both ways.

use crate::reference::{Operation, Reference};
use crate::shape::{Flaw, Shape};
use apply_edge::api::endpoint::{Content, Kind, Operation as Row, Parameter, Types};
use apply_edge::ats::huntflow::{self, TABLES, TYPES};
use serde_json::Value;

/// All rows with their types.
pub fn rows() -> Vec<(&'static Row, &'static Types)> {
    let rows = TABLES.iter().flat_map(|t| t.iter());
    rows.zip(TYPES.iter().flat_map(|t| t.iter())).collect()
}

/// A path without parameter names, which are the crate's own.
fn shape(path: &str) -> String {
    let part = |p: &str| if p.starts_with('{') { "{}".to_owned() } else { p.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// The row of an operation.
pub fn row_of(operation: &Operation) -> (&'static Row, &'static Types) {
    let fits = |(row, _): &(&Row, &Types)| {
        row.method.as_str() == operation.method && shape(row.path) == shape(&operation.path)
    };
    let found: Vec<_> = rows().into_iter().filter(fits).collect();
    assert_eq!(found.len(), 1, "{} has one row", operation.line());
    found[0]
}

#[test]
fn there_are_as_many_rows_as_operations_and_each_has_its_own() {
    let reference = Reference::load();
    assert_eq!(reference.operations.len(), 123);
    assert_eq!(rows().len(), 123);
    let mut names: Vec<_> = reference.operations.iter().map(|o| row_of(o).0.operation).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 123, "no row serves two operations");
}

fn same_kind(
    reference: &Reference,
    parameter: &Parameter,
    kind: Option<&str>,
    named: Option<&str>,
) -> bool {
    let named = named.map(|n| n.trim_matches(['[', ']']));
    match (parameter.kind, kind) {
        (Kind::Integer, Some("integer")) => true,
        (Kind::Boolean, Some("boolean")) => true,
        (Kind::Text, Some("string")) => true,
        (kind, Some("array") | None) => match named.expect("the facts say of what") {
            "integer" => kind == Kind::Integer,
            // A vacancy, or the word `null`.
            "vacancy" => kind == Kind::Text,
            word => kind == Kind::Word && reference.facts.enumerations.contains_key(word),
        },
        _ => false,
    }
}

#[test]
fn parameters_match_the_reference() {
    let reference = Reference::load();
    for operation in &reference.operations {
        let (row, _) = row_of(operation);
        let of = |place: &'static str| operation.parameters.iter().filter(move |p| p.r#in == place);
        let line = operation.line();
        // Parameter names may differ; their order may not.
        let names =
            operation.path.split('/').filter_map(|s| s.strip_prefix('{')?.strip_suffix('}'));
        for (name, ours) in names.zip(row.parameters) {
            let theirs = of("path").find(|p| p.name == name).expect("it is listed");
            let text = theirs.r#type.as_deref() == Some("string");
            assert_eq!(ours.kind, if text { Kind::Text } else { Kind::Integer }, "{line} {name}");
        }
        assert_eq!(row.parameters.len(), of("path").count(), "{line}");
        for (place, ours) in [("query", row.query), ("header", row.headers)] {
            let mut a: Vec<_> = of(place).map(|p| p.name.as_str()).collect();
            let mut b: Vec<_> = ours.iter().map(|p| p.name).collect();
            a.sort_unstable();
            b.sort_unstable();
            assert_eq!(a, b, "{line}: {place}");
            for theirs in of(place) {
                let ours = ours.iter().find(|p| p.name == theirs.name).expect("it is there");
                let facts = &reference.facts;
                let named = facts.parameters_of.get(&format!("{line} {}", theirs.name));
                let named = named.or_else(|| facts.parameters.get(&theirs.name));
                let kind = theirs.r#type.as_deref();
                assert!(
                    same_kind(&reference, ours, kind, named.map(String::as_str)),
                    "{line}: {ours:?}"
                );
                assert_eq!(ours.required, theirs.required, "{line}: {ours:?}");
                assert_eq!(ours.repeated, kind == Some("array"), "{line}: {ours:?}");
            }
        }
    }
}

/// Checks a complete sample of the crate's type against the reference. `false` if a type in it keeps
/// unknown fields and so does not list its own; the probe's map entry, `text`, is then left over.
fn told_by(reference: &Reference, shape: &Shape, ours: &Value, line: &str) -> bool {
    let mut flaws = Vec::new();
    reference.check(shape, ours, "", true, &mut flaws);
    // The probe has no valid enumeration values or dates: it only shows names and types.
    flaws.retain(|Flaw(kind, ..)| {
        !matches!(
            *kind,
            "type_error.enum"
                | "value_error.date"
                | "value_error.datetime"
                | "type_error.uuid"
                | "value_error.url.scheme"
        )
    });
    let open = matches!(shape, Shape::Component(_))
        && (ours["text"] == "any" || ours["items"][0]["text"] == "any");
    if open
        || flaws
            .iter()
            .any(|Flaw(kind, _, at)| *kind == "value_error.extra" && at.ends_with("/text"))
    {
        return false;
    }
    let flaws: Vec<_> = flaws.iter().map(|Flaw(kind, _, at)| format!("{kind} at {at}")).collect();
    assert!(flaws.is_empty(), "{line}: {flaws:?}");
    true
}

#[test]
fn bodies_and_replies_have_the_references_fields_and_no_others() {
    let reference = Reference::load();
    let mut open = Vec::new();
    for operation in &reference.operations {
        let (row, types) = row_of(operation);
        let line = operation.line();
        let content = match operation.body.as_deref() {
            None => Content::NoContent,
            Some(component) if component.starts_with("Body_upload") => Content::Multipart,
            Some(component) => {
                let told = (types.body)().is_some_and(|ours| {
                    told_by(&reference, &reference.shape(component), &ours, &line)
                });
                if !told {
                    open.push(component.to_owned());
                }
                Content::Json
            }
        };
        assert_eq!(row.body, content, "{line}");
        let (status, component) = operation.success();
        assert_eq!(row.status, status, "{line}");
        let pdf = operation.path.ends_with("/pdf");
        let content = match component {
            _ if pdf => Content::Pdf,
            None => Content::NoContent,
            Some(component) => {
                let told = (types.reply)().is_some_and(|mut ours| {
                    // One type of the crate can stand for several components. Fields that a
                    // component lacks are removed; reading tests cover them.
                    spare(&mut ours, component);
                    told_by(&reference, &reference.shape(component), &ours, &line)
                });
                if !told {
                    open.push(component.to_owned());
                }
                Content::Json
            }
        };
        assert_eq!(row.reply, content, "{line}");
    }
    // Types that keep additional fields do not list their known ones: they are read from a complete
    // sample, and nothing may be left over.
    open.sort_unstable();
    open.dedup();
    let listed: Vec<_> = OPEN.iter().map(|(component, _)| (*component).to_owned()).collect();
    assert_eq!(open, listed);
    for (component, left) in OPEN {
        let sample = reference.sample(&reference.shape(component), "", &mut 0);
        assert_eq!(left(sample), Vec::<String>::new(), "{component}");
    }
}

/// Removes fields that a component lacks because the crate's type is shared.
fn spare(ours: &mut Value, component: &str) {
    let fields: &[&str] = match component {
        "ApplicantSearchResponse" => &["/items/0/order"],
        "AccountOffersListResponse" => &["/items/0/schema"],
        "DictionariesListResponse" => &["/items/0/fields", "/items/0/last_sync"],
        "LastVacancyFrameResponse" => &["/next_id"],
        "NonWorkingDaysBulkResponse" => &["/items/0/items"],
        "VacancyRequestListResponse" => &["/items/0/taken_by"],
        "SurveySchemasTypeAListResponse" => {
            &["/items/0/schema", "/items/0/ui_schema", "/items/0/title"]
        }
        "SurveySchemasTypeQListResponse" => &["/items/0/schema", "/items/0/ui_schema"],
        "SurveySchemaTypeAResponse" => &["/title"],
        "SurveyAnswerTypeAResponse" => &["/survey/title"],
        "ApplicantLogResponse" => &[
            "/items/0/survey_questionary/survey/schema",
            "/items/0/survey_questionary/survey/ui_schema",
            "/items/0/survey_answer_of_type_a/survey/schema",
            "/items/0/survey_answer_of_type_a/survey/ui_schema",
            "/items/0/survey_answer_of_type_a/survey/title",
        ],
        "CreateApplicantLogResponse" => {
            &["/survey_questionary/survey/schema", "/survey_questionary/survey/ui_schema"]
        }
        _ => &[],
    };
    for pointer in fields {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let parent = ours.pointer_mut(parent).and_then(Value::as_object_mut).expect(pointer);
        assert!(parent.remove(name).is_some(), "{component} lacks {pointer}");
    }
}

macro_rules! open {
    ($($component:literal => $ty:ty, $left:expr;)+) => {
        &[$(($component, |sample| {
            let ours: $ty = serde_json::from_value(sample).expect($component);
            let left: fn(&$ty) -> Vec<&std::collections::BTreeMap<String, Value>> = $left;
            left(&ours).into_iter().flat_map(|l| l.keys().cloned()).collect()
        }),)+]
    };
}

/// The unread fields of a component's sample.
type Left = fn(Value) -> Vec<String>;

const OPEN: &[(&str, Left)] = open! {
    "AccountVacancyRequestResponse" => huntflow::vacancy_requests::Schema, |s| fields(s.schema.values());
    "AccountVacancyRequestsListResponse" => huntflow::paging::Items<huntflow::vacancy_requests::Schema>, |l| {
        l.items.iter().flat_map(|s| fields(s.schema.values())).collect()
    };
    "AdditionalFieldsSchemaResponse" => std::collections::BTreeMap<String, huntflow::questionary::Field>, |m| fields(m.values());
    "ApplicantResumeResponse" => huntflow::resumes::Resume, |r| r.data.iter().map(|d| &d.additional).collect();
    "CreateApplicantLogRequest" => huntflow::logs::NewLog, |l| vec![&l.additional];
    "CreateVacancyRequestRequest" => huntflow::vacancy_requests::NewVacancyRequest, |r| vec![&r.additional];
    "MultiVacancyCreateRequest" => huntflow::multi_vacancies::NewMultiVacancy, |v| {
        v.blocks.iter().map(|b| &b.additional).chain([&v.additional]).collect()
    };
    "MultiVacancyUpdatePartialRequest" => huntflow::multi_vacancies::MultiVacancyChange, |v| {
        v.blocks.iter().map(|b| &b.additional).chain([&v.additional]).collect()
    };
    "MultiVacancyUpdateRequest" => huntflow::multi_vacancies::MultiVacancyReplacement, |v| {
        v.blocks.iter().map(|b| &b.additional).chain([&v.additional]).collect()
    };
    "QuestionarySchemaResponse" => std::collections::BTreeMap<String, huntflow::questionary::Field>, |m| fields(m.values());
    "VacancyCreateRequest" => huntflow::vacancies::NewVacancy, |v| vec![&v.additional];
    "VacancyCreateResponse" => huntflow::vacancies::CreatedVacancy, |v| vec![&v.additional];
    "VacancyListResponse" => huntflow::paging::Page<huntflow::vacancies::Vacancy>, |p| {
        p.items.iter().map(|v| &v.additional).collect()
    };
    "VacancyResponse" => huntflow::vacancies::Vacancy, |v| {
        v.blocks.iter().map(|b| &b.additional).chain([&v.additional]).collect()
    };
    "VacancyUpdatePartialRequest" => huntflow::vacancies::VacancyChange, |v| vec![&v.additional];
    "VacancyUpdateRequest" => huntflow::vacancies::VacancyReplacement, |v| vec![&v.additional];
};

/// The unread fields, including nested ones.
fn fields<'a>(
    all: impl Iterator<Item = &'a huntflow::questionary::Field>,
) -> Vec<&'a std::collections::BTreeMap<String, Value>> {
    all.flat_map(|f| std::iter::once(&f.additional).chain(fields(f.fields.values()))).collect()
}

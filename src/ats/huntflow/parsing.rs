//! What Huntflow parses from a resume, as values of the form's fields.

use super::upload::{Ignore, NewFile, ParsedFields, Upload, Uploaded};
use super::{Huntflow, resumes::unified::Precision};
use crate::api::endpoint::Endpoint as _;
use crate::api::error::{Error, ErrorKind};
use crate::api::request::{FileRef, Transport};
use crate::ats::ParsedResume;

impl Huntflow<'_> {
    /// Uploads a resume to be parsed; `None` for a file that Huntflow refuses to parse.
    pub(super) async fn parse_resume(
        &self,
        transport: &impl Transport,
        file: &FileRef,
        boundary: &str,
    ) -> Result<Option<ParsedResume>, Error> {
        let body = NewFile { file: file.clone(), parse: true, ignore: Ignore::default() };
        let call = Upload { account: self.config.account, body }.call(boundary)?;
        match Upload::parse(&transport.send(call).await?) {
            Ok(uploaded) => Ok(Some(parsed_resume(uploaded))),
            Err(error) if error.kind == ErrorKind::Refused => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn parsed_resume(uploaded: Uploaded) -> ParsedResume {
    let fields = uploaded.fields.unwrap_or_default();
    ParsedResume {
        file: uploaded.id.to_string(),
        picture: uploaded.photo.map(|photo| photo.id.to_string()),
        fields: form_values(fields)
            .into_iter()
            .filter(|(_, text)| !text.trim().is_empty())
            .collect(),
    }
}

fn form_values(fields: ParsedFields) -> Vec<(&'static str, String)> {
    let name = fields.name.unwrap_or_default();
    let last_job = fields.experience.into_iter().next().unwrap_or_default();
    // The form's birthday is a day: a year or a month alone is left out.
    let birthday = fields.birthdate.and_then(|b| match (b.precision, b.year, b.month, b.day) {
        (Some(Precision::Day), Some(year), Some(month), Some(day)) => {
            Some(format!("{year:04}-{month:02}-{day:02}"))
        }
        _ => None,
    });
    let all = [
        ("first_name", name.first),
        ("last_name", name.last),
        ("middle_name", name.middle),
        ("email", fields.email),
        ("phone", fields.phones.into_iter().next()),
        ("position", last_job.position.or(fields.position)),
        ("company", last_job.company),
        ("birthday", birthday),
        ("salary", fields.salary.map(|salary| salary.to_string())),
    ];
    all.into_iter().filter_map(|(name, text)| Some((name, text?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::request::Reply;

    fn read(fields: serde_json::Value) -> Vec<(&'static str, String)> {
        let body = serde_json::json!({ "id": 5, "fields": fields }).to_string().into_bytes();
        let content_type = "application/json".to_owned();
        let reply = Reply { status: 200, content_type, retry_after: None, body };
        parsed_resume(Upload::parse(&reply).unwrap()).fields
    }

    #[test]
    fn parsed_values_become_values_of_the_form() {
        let fields = read(serde_json::json!({
            "name": { "first": "Ada", "last": "Byron", "middle": null },
            "birthdate": { "year": 1990, "month": 5, "day": 1, "precision": "day" },
            "phones": ["+44 20 7946 0000", "1"], "email": "ada@example.org", "salary": 100_000,
            "position": "Engineer",
            "experience": [{ "position": "Lead", "company": "Engines" }, { "company": "Earlier" }]
        }));
        let want = [
            ("first_name", "Ada"),
            ("last_name", "Byron"),
            ("email", "ada@example.org"),
            ("phone", "+44 20 7946 0000"),
            ("position", "Lead"),
            ("company", "Engines"),
            ("birthday", "1990-05-01"),
            ("salary", "100000"),
        ];
        assert_eq!(fields, want.map(|(name, text)| (name, text.to_owned())));
    }

    #[test]
    fn a_birthday_without_a_day_and_empty_texts_are_left_out() {
        for precision in ["month", "year", "decade"] {
            let date =
                serde_json::json!({ "year": 1990, "month": 5, "day": 1, "precision": precision });
            let fields = read(
                serde_json::json!({ "birthdate": date, "email": " ", "position": "Engineer" }),
            );
            assert_eq!(fields, [("position", "Engineer".to_owned())], "{precision}");
        }
        assert_eq!(read(serde_json::Value::Null), []);
    }
}

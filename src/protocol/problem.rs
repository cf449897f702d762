//! The error responses of the protocol: RFC 9457 problem details with a stable code.

use crate::file::kinds_text;
use crate::form::challenge::Challenge;
use crate::form::{FieldError, FieldErrorCode, Form, Slot};
use crate::locale::{MessageId, Texts};
use crate::protocol::problem_code::ProblemCode;
use serde::{Deserialize, Serialize};

/// The media type of a problem.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// An example of a date, for messages.
const DAY: &str = "1990-05-31";

/// An error response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// The code; docs/protocol.md has the table.
    pub code: String,
    /// The title, in the caller's language.
    pub title: String,
    /// Details for developers and operators, in English; nothing personal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// The validation errors of fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// The number of seconds after which a retry can help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// A question whose answer has to be sent with the next try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Challenge>,
    /// Another job that takes applications.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative_job: Option<AlternativeJob>,
}

/// The job that takes the applications of a closed job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlternativeJob {
    /// The id of the job.
    pub job: String,
    /// The title of the job.
    pub title: String,
}

/// A validation error in the protocol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// A JSON pointer to the field, such as `/email`.
    pub pointer: String,
    /// The code of the error.
    pub code: String,
    /// The message, in the caller's language: the error and what is accepted.
    pub message: String,
}

impl Problem {
    /// A problem with this code and its title.
    pub fn new<'a>(status: u16, code: ProblemCode, texts: impl Into<Texts<'a>>) -> Self {
        Self {
            status,
            code: code.as_str().to_owned(),
            title: texts.into().text(code.title()).to_owned(),
            detail: String::new(),
            fields: Vec::new(),
            retry_after: None,
            question: None,
            alternative_job: None,
        }
    }

    /// Adds details for developers.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// 503: nothing was accepted; retry in `seconds`.
    pub fn unavailable<'a>(texts: impl Into<Texts<'a>>, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(503, ProblemCode::Unavailable, texts) }
    }

    /// 429: too many requests; retry in a minute.
    pub fn too_many<'a>(texts: impl Into<Texts<'a>>) -> Self {
        Self { retry_after: Some(60), ..Self::new(429, ProblemCode::TooMany, texts) }
    }

    /// 422: the errors of [`Form::parse`].
    pub fn field_errors<'a>(
        form: &Form,
        errors: &[FieldError],
        texts: impl Into<Texts<'a>>,
    ) -> Self {
        let texts = texts.into();
        let fields = errors.iter().map(|error| FieldProblem {
            pointer: pointer(&error.field),
            code: error.code.as_str().to_owned(),
            message: message(form, error, texts),
        });
        Self { fields: fields.collect(), ..Self::new(422, ProblemCode::Invalid, texts) }
    }
}

/// The JSON pointer (RFC 6901) to a top-level member.
fn pointer(field: &str) -> String {
    format!("/{}", field.replace('~', "~0").replace('/', "~1"))
}

/// The message for a validation error.
pub fn message(form: &Form, error: &FieldError, texts: Texts<'_>) -> String {
    fill(texts.text(word(error.code)), form, error)
}

/// A message with its placeholders replaced: `{limit}` of the field; `{label}`, `{kinds}` and `{max}` of the slot;
/// `{date}` an example date in the format of a date input.
pub fn fill(template: &str, form: &Form, error: &FieldError) -> String {
    let field = form.fields.iter().find(|f| f.name == error.field);
    let limit = error.limit.or(field.map(|f| f.max));
    let slot = Slot::from_name(&error.field).and_then(|slot| form.slot(slot));
    let slot = slot.unwrap_or(&form.resume);
    let mut pieces = template.split('{');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once('}').unwrap_or((piece, ""));
        match name {
            "limit" => text.push_str(&limit.map(|l| l.to_string()).unwrap_or_default()),
            "date" => text.push_str(DAY),
            "label" => text.push_str(&slot.label),
            "kinds" => text.push_str(&kinds_text(&slot.kinds)),
            "max" => text.push_str(&megabytes(slot.max_bytes)),
            _ => {
                text.push('{');
                text.push_str(piece);
                continue;
            }
        }
        text.push_str(rest);
    }
    text
}

/// A size in megabytes, as whole megabytes where possible.
pub fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    if tenths.is_multiple_of(10) || tenths > 100 {
        (tenths / 10).to_string()
    } else {
        [(tenths / 10).to_string(), (tenths % 10).to_string()].join(".")
    }
}

fn word(code: FieldErrorCode) -> MessageId {
    match code {
        FieldErrorCode::Required => MessageId::Required,
        FieldErrorCode::TooLong => MessageId::TooLong,
        FieldErrorCode::Characters => MessageId::Characters,
        FieldErrorCode::Email => MessageId::BadEmail,
        FieldErrorCode::Phone => MessageId::BadPhone,
        FieldErrorCode::Url => MessageId::BadUrl,
        FieldErrorCode::ConsentRequired => MessageId::ConsentRequired,
        FieldErrorCode::ConsentChanged => MessageId::ConsentChanged,
        FieldErrorCode::FileRequired => MessageId::FileRequired,
        FieldErrorCode::FileKind => MessageId::FileKind,
        FieldErrorCode::FileContent => MessageId::FileContent,
        FieldErrorCode::FileMarkup => MessageId::FileMarkup,
        FieldErrorCode::FileEmpty => MessageId::FileEmpty,
        FieldErrorCode::FileNamePath => MessageId::FileNamePath,
        FieldErrorCode::FileNameCharacters => MessageId::FileNameCharacters,
        FieldErrorCode::FileNameDirection => MessageId::FileNameDirection,
        FieldErrorCode::FileNameLong => MessageId::FileNameLong,
        FieldErrorCode::FilePixels => MessageId::FilePixels,
        FieldErrorCode::FileInfected => MessageId::FileInfected,
        FieldErrorCode::TooManyFiles => MessageId::TooManyFiles,
        FieldErrorCode::Date => MessageId::BadDate,
        FieldErrorCode::Number => MessageId::BadNumber,
        FieldErrorCode::Choice => MessageId::BadChoice,
        FieldErrorCode::FileEncrypted => MessageId::FileEncrypted,
        FieldErrorCode::FileMacros => MessageId::FileMacros,
        FieldErrorCode::FileUnsafe => MessageId::FileUnsafe,
        FieldErrorCode::FileTooLarge => MessageId::FileTooLarge,
        FieldErrorCode::UploadExpired => MessageId::UploadExpired,
        FieldErrorCode::CheckRequired => MessageId::CheckRequired,
        FieldErrorCode::CheckWrong => MessageId::CheckWrong,
        FieldErrorCode::UnknownField => MessageId::UnknownField,
    }
}

/// The messages of all validation errors by code, and the title above them, for the page, which calls [`fill`] itself.
pub fn messages(texts: Texts<'_>) -> std::collections::BTreeMap<String, String> {
    let text =
        |code: &str, word: MessageId| (code.to_owned(), texts.text(word).replace("{date}", DAY));
    let flaws = FieldErrorCode::ALL.iter().map(|&code| text(code.as_str(), word(code)));
    flaws.chain([text(ProblemCode::Invalid.as_str(), MessageId::Invalid)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_field_errors_equal_the_codes_of_their_texts() {
        for &code in FieldErrorCode::ALL {
            assert_eq!(code.as_str(), word(code).code());
        }
    }

    #[test]
    fn pointers_are_escaped() {
        assert_eq!(pointer("consent.a/b~c"), "/consent.a~1b~0c");
    }

    #[test]
    fn megabytes_have_at_most_one_decimal() {
        assert_eq!(megabytes(15_000_000), "15");
        assert_eq!(megabytes(1_500_000), "1.5");
        assert_eq!(megabytes(6_000_000), "6");
    }
}

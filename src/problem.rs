//! What the protocol says when something is wrong: RFC 9457 problem details with a stable code.

use crate::file::kinds_text;
use crate::form::{Flaw, FlawCode, Form, Slot};
use crate::locale::{Texts, Word};
use crate::spam::Asked;
use serde::{Deserialize, Serialize};

/// The media type of a problem.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// A day, as an example.
const DAY: &str = "1990-05-31";

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// HTTP status.
    pub status: u16,
    /// Stable name; the table is in docs/protocol.md.
    pub code: String,
    /// In the caller's language.
    pub title: String,
    /// For developers and operators, in English; never personal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// What is wrong with which field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// After how many seconds another try can help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// A plain question, whose answer goes with the next try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Asked>,
    /// The job that may be applied to instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<Instead>,
}

/// Where an application may go when its job is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instead {
    /// The job's id.
    pub job: String,
    /// Its title.
    pub title: String,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// JSON pointer to it: `/email`.
    pub pointer: String,
    /// Stable name of what is wrong.
    pub code: String,
    /// What is wrong and what is accepted, in the caller's language.
    pub message: String,
}

impl Problem {
    /// A problem whose title is `word`.
    pub fn new<'a>(status: u16, word: Word, texts: impl Into<Texts<'a>>) -> Self {
        Self {
            status,
            code: word.code().to_owned(),
            title: texts.into().text(word).to_owned(),
            detail: String::new(),
            fields: Vec::new(),
            retry_after: None,
            question: None,
            instead: None,
        }
    }

    /// With a sentence for developers.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// 503: nothing was accepted; try again in `seconds`.
    pub fn unavailable<'a>(texts: impl Into<Texts<'a>>, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(503, Word::Unavailable, texts) }
    }

    /// 429: too often; try again in a minute.
    pub fn too_many<'a>(texts: impl Into<Texts<'a>>) -> Self {
        Self { retry_after: Some(60), ..Self::new(429, Word::TooMany, texts) }
    }

    /// 422: what [`Form::parse`] found.
    pub fn flaws<'a>(form: &Form, flaws: &[Flaw], texts: impl Into<Texts<'a>>) -> Self {
        let texts = texts.into();
        let fields = flaws.iter().map(|flaw| FieldProblem {
            pointer: pointer(&flaw.field),
            code: flaw.code.as_str().to_owned(),
            message: message(form, flaw, texts),
        });
        Self { fields: fields.collect(), ..Self::new(422, Word::Invalid, texts) }
    }
}

/// A JSON pointer (RFC 6901) to a top-level member.
fn pointer(field: &str) -> String {
    format!("/{}", field.replace('~', "~0").replace('/', "~1"))
}

/// The sentence a candidate reads about a flaw.
pub fn message(form: &Form, flaw: &Flaw, texts: Texts<'_>) -> String {
    fill(texts.text(word(flaw.code)), form, flaw)
}

/// A sentence with its places filled: `{limit}` of the field; `{label}`, `{kinds}` and `{max}` of the
/// slot; `{date}` an example, as a date input posts it.
pub fn fill(template: &str, form: &Form, flaw: &Flaw) -> String {
    let field = form.fields.iter().find(|f| f.name == flaw.field);
    let limit = flaw.limit.or(field.map(|f| f.max));
    let slot = Slot::from_name(&flaw.field).and_then(|slot| form.slot(slot));
    let slot = slot.unwrap_or(&form.resume);
    template
        .replace("{limit}", &limit.map(|l| l.to_string()).unwrap_or_default())
        .replace("{date}", DAY)
        .replace("{label}", &slot.label)
        .replace("{kinds}", &kinds_text(&slot.kinds))
        .replace("{max}", &megabytes(slot.max_bytes))
}

/// Whole megabytes where they are whole, as a candidate reads them.
pub fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    if tenths.is_multiple_of(10) || tenths > 100 {
        (tenths / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

fn word(code: FlawCode) -> Word {
    match code {
        FlawCode::Required => Word::Required,
        FlawCode::TooLong => Word::TooLong,
        FlawCode::Characters => Word::Characters,
        FlawCode::Email => Word::BadEmail,
        FlawCode::Phone => Word::BadPhone,
        FlawCode::Url => Word::BadUrl,
        FlawCode::ConsentRequired => Word::ConsentRequired,
        FlawCode::ConsentChanged => Word::ConsentChanged,
        FlawCode::FileRequired => Word::FileRequired,
        FlawCode::FileKind => Word::FileKind,
        FlawCode::FileContent => Word::FileContent,
        FlawCode::FileMarkup => Word::FileMarkup,
        FlawCode::FileEmpty => Word::FileEmpty,
        FlawCode::FileNamePath => Word::FileNamePath,
        FlawCode::FileNameCharacters => Word::FileNameCharacters,
        FlawCode::FileNameDirection => Word::FileNameDirection,
        FlawCode::FileNameLong => Word::FileNameLong,
        FlawCode::FilePixels => Word::FilePixels,
        FlawCode::FileInfected => Word::FileInfected,
        FlawCode::TooManyFiles => Word::TooManyFiles,
        FlawCode::Date => Word::BadDate,
        FlawCode::Number => Word::BadNumber,
        FlawCode::Choice => Word::BadChoice,
        FlawCode::FileEncrypted => Word::FileEncrypted,
        FlawCode::FileMacros => Word::FileMacros,
        FlawCode::FileUnsafe => Word::FileUnsafe,
        FlawCode::FileTooLarge => Word::FileTooLarge,
        FlawCode::FileGone => Word::FileGone,
        FlawCode::CheckRequired => Word::CheckRequired,
        FlawCode::CheckWrong => Word::CheckWrong,
        FlawCode::UnknownField => Word::UnknownField,
    }
}

/// The sentences for all flaws, by code, and the title above them: what the page shows without
/// asking the Worker, after [`fill`] has filled their places.
pub fn messages(texts: Texts<'_>) -> std::collections::BTreeMap<String, String> {
    let text = |code: &str, word: Word| (code.to_owned(), texts.text(word).replace("{date}", DAY));
    let flaws = FlawCode::ALL.iter().map(|&code| text(code.as_str(), word(code)));
    flaws.chain([text(Word::Invalid.code(), Word::Invalid)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_flaws_are_the_codes_of_their_words() {
        for &code in FlawCode::ALL {
            assert_eq!(code.as_str(), word(code).code());
        }
    }

    #[test]
    fn pointers_are_escaped() {
        assert_eq!(pointer("consent.a/b~c"), "/consent.a~1b~0c");
    }

    #[test]
    fn megabytes_are_read_by_people() {
        assert_eq!(megabytes(15_000_000), "15");
        assert_eq!(megabytes(1_500_000), "1.5");
        assert_eq!(megabytes(6_000_000), "6");
    }
}

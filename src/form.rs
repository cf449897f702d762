//! The form of a job, whichever ATS it comes from, and the check of what was filled in.
//!
//! The same code runs in the page and in the Worker. It works on pairs of name and text, which is
//! what a native form posts, what `FormData` holds and what a flat JSON object is.

pub(crate) mod phone;

use crate::application::{Application, Consent};
use crate::file::{FileKind, FileProblem, is_bidi};
use crate::question::{PREFIX, Question};
use crate::spam;
use serde::{Deserialize, Serialize};

/// A job's form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The job it applies to.
    pub job: String,
    /// What stands above it.
    pub title: String,
    /// BCP 47 tag of the language of its texts.
    pub locale: String,
    /// In order.
    pub fields: Vec<Field>,
    /// In order.
    pub consents: Vec<ConsentField>,
    /// Where the resume goes.
    pub resume: FileSlot,
    /// Where other files go, in order.
    #[serde(default)]
    pub files: Vec<FileSlot>,
    /// The organisation's own questions, in order.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// Whether the candidate may have the form filled from the resume.
    #[serde(default)]
    pub prefill: bool,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its name in the posted form.
    pub name: String,
    /// What it takes.
    pub kind: FieldKind,
    /// Its label.
    pub label: String,
    /// Whether it must be filled.
    pub required: bool,
    /// The most characters it takes.
    pub max: u32,
    /// The browser's autofill token (WHATWG HTML), or empty.
    pub autocomplete: String,
}

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    /// A line.
    Text,
    /// An e-mail address.
    Email,
    /// A telephone number, of any country.
    Tel,
    /// A web address.
    Url,
    /// Several lines.
    Textarea,
    /// A day: `YYYY-MM-DD`.
    Date,
    /// Web addresses, one a line.
    Links,
}

/// Where in the form a file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Slot {
    /// The resume.
    #[default]
    Resume,
    /// A picture of the candidate.
    Photo,
    /// Further files.
    Files,
}

impl Slot {
    /// Every slot.
    pub const ALL: [Self; 3] = [Self::Resume, Self::Photo, Self::Files];

    /// Its name in the posted form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Resume => "resume",
            Self::Photo => "photo",
            Self::Files => "files",
        }
    }

    /// The field that names what was uploaded before: ids, with commas or spaces between them.
    pub fn upload_field(self) -> &'static str {
        match self {
            Self::Resume => "resume_upload",
            Self::Photo => "photo_upload",
            Self::Files => "files_upload",
        }
    }

    /// The slot with a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|slot| slot.name() == name)
    }
}

/// A consent that is asked for, apart from the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentField {
    /// Its name; the field posts as `consent.<id>`.
    pub id: String,
    /// Which version of the text is shown: what is recorded with the application.
    pub version: String,
    /// What the candidate agrees to.
    pub text: String,
    /// Whether an application needs it.
    pub required: bool,
}

impl ConsentField {
    /// Whether a posted value agrees to this version of the text.
    pub(crate) fn is_given(&self, value: &str) -> bool {
        let value = value.trim();
        !value.is_empty() && (["on", "true"].contains(&value) || value == self.version)
    }
}

/// What a slot takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSlot {
    /// Which.
    #[serde(default)]
    pub slot: Slot,
    /// Its label.
    pub label: String,
    /// Whether it must be filled.
    pub required: bool,
    /// What is accepted.
    pub kinds: Vec<FileKind>,
    /// The most bytes of a file.
    pub max_bytes: u64,
    /// The most files.
    #[serde(default = "one")]
    pub max_files: u32,
}

fn one() -> u32 {
    1
}

/// What is wrong with a field. The words come from the locale: the check only knows codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The field's name.
    pub field: String,
    /// What is wrong.
    pub code: FlawCode,
    /// The limit it broke, where there is one.
    pub limit: Option<u32>,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)+) => {
        /// Why a field is not accepted; stable names of the protocol.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum FlawCode { $($(#[$doc])* $name,)+ }
        impl FlawCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)+];
            /// Its name in the protocol.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }
    };
}

codes! {
    /// Nothing was filled in.
    Required = "required",
    /// Over the limit.
    TooLong = "too_long",
    /// Control or direction-changing characters.
    Characters = "characters",
    /// Not an e-mail address.
    Email = "bad_email",
    /// Not a telephone number.
    Phone = "bad_phone",
    /// Not a web address.
    Url = "bad_url",
    /// Not a day.
    Date = "bad_date",
    /// Not a whole number.
    Number = "bad_number",
    /// None of what can be chosen.
    Choice = "bad_choice",
    /// A needed consent is missing.
    ConsentRequired = "consent_required",
    /// The consent's text has changed since the form was shown.
    ConsentChanged = "consent_changed",
    /// No resume.
    FileRequired = "file_required",
    /// A kind that is not accepted.
    FileKind = "file_kind",
    /// Neither what the name says nor another accepted kind.
    FileContent = "file_content",
    /// A web page or an XML file that is named like a Word document.
    FileMarkup = "file_markup",
    /// No bytes.
    FileEmpty = "file_empty",
    /// A name with a path before it.
    FileNamePath = "file_name_path",
    /// A name with control characters.
    FileNameCharacters = "file_name_characters",
    /// A name that turns the direction of writing.
    FileNameDirection = "file_name_direction",
    /// A name that is too long.
    FileNameLong = "file_name_long",
    /// Locked with a password.
    FileEncrypted = "file_encrypted",
    /// A document with macros.
    FileMacros = "file_macros",
    /// Something that could do harm.
    FileUnsafe = "file_unsafe",
    /// A picture of too many pixels.
    FilePixels = "file_pixels",
    /// Found by the operator's scanner.
    FileInfected = "file_infected",
    /// Over the limit.
    FileTooLarge = "file_too_large",
    /// More files than the slot takes.
    TooManyFiles = "too_many_files",
    /// A kept file that is not there any more.
    FileGone = "file_gone",
    /// The plain question was not answered.
    CheckRequired = "check_required",
    /// The plain question was answered wrongly.
    CheckWrong = "check_wrong",
    /// No such field.
    UnknownField = "unknown_field",
}

/// What to do with names the form does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// A page's own form may hold more inputs than ours.
    Ignore,
    /// In JSON a name that nobody reads is a typing error, and the answer says so.
    Refuse,
}

/// The field that sends the picture that was found in the resume; without it, it stays where it is.
pub const RESUME_PHOTO: &str = "resume_photo";

/// Whether the box that sends the picture is ticked.
pub fn sends_photo(value: &str) -> bool {
    matches!(value.trim(), "true" | "on")
}

/// Names that travel beside the form's own fields.
pub const RIDERS: [&str; 16] = [
    "resume",
    "photo",
    "files",
    "resume_upload",
    "photo_upload",
    "files_upload",
    RESUME_PHOTO,
    "idempotency_key",
    "locale",
    "source",
    spam::TRAP,
    spam::STARTED,
    spam::CHECK,
    spam::ANSWER,
    spam::TOKEN,
    spam::WIDGET_TOKEN,
];

/// What the check is told of a file that came along: where it goes, and what is wrong with it.
pub type FileCheck = (Slot, Result<(), FlawCode>);

impl Form {
    /// Makes an application of what was filled in, or tells everything that is wrong with it.
    pub fn parse(
        &self,
        entries: &[(String, String)],
        files: &[FileCheck],
        unknown: Unknown,
    ) -> Result<Application, Vec<Flaw>> {
        let mut flaws = Vec::new();
        let mut application = Application::default();
        for field in &self.fields {
            let typed = value(entries, &field.name);
            match field.parse(typed) {
                Ok(Some(text)) => application.set(&field.name, text),
                Ok(None) => {}
                Err((code, limit)) => flaws.push(Flaw { field: field.name.clone(), code, limit }),
            }
        }
        for question in &self.questions {
            let name = question.name();
            match question.parse(value(entries, &name)) {
                Ok(Some(answer)) => {
                    application.answers.insert(question.key.clone(), answer);
                }
                Ok(None) => {}
                Err((code, limit)) => flaws.push(Flaw { field: name, code, limit }),
            }
        }
        for consent in &self.consents {
            let name = format!("consent.{}", consent.id);
            let code = match value(entries, &name).trim() {
                "" | "false" | "off" if consent.required => Some(FlawCode::ConsentRequired),
                "" | "false" | "off" => None,
                given if consent.is_given(given) => {
                    let (id, version) = (consent.id.clone(), consent.version.clone());
                    application.consents.push(Consent { id, version });
                    None
                }
                _ => Some(FlawCode::ConsentChanged),
            };
            flaws.extend(code.map(|code| Flaw { field: name, code, limit: None }));
        }
        for slot in self.slots() {
            let here = files.iter().filter(|(to, _)| *to == slot.slot);
            let count = here.clone().count();
            let (code, limit) = match here.filter_map(|(_, check)| check.err()).next() {
                Some(FlawCode::TooManyFiles) => (FlawCode::TooManyFiles, Some(slot.max_files)),
                Some(code) => (code, None),
                None if count == 0 && slot.required => (FlawCode::FileRequired, None),
                None if count > slot.max_files as usize => {
                    (FlawCode::TooManyFiles, Some(slot.max_files))
                }
                None => continue,
            };
            flaws.push(Flaw { field: slot.slot.name().to_owned(), code, limit });
        }
        for slot in Slot::ALL.into_iter().filter(|slot| self.slot(*slot).is_none()) {
            if unknown == Unknown::Refuse && files.iter().any(|(to, _)| *to == slot) {
                let (field, code) = (slot.name().to_owned(), FlawCode::UnknownField);
                flaws.push(Flaw { field, code, limit: None });
            }
        }
        if unknown == Unknown::Refuse {
            for (name, _) in entries.iter().filter(|(name, _)| !self.knows(name)) {
                let (field, code) = (name.chars().take(60).collect(), FlawCode::UnknownField);
                flaws.push(Flaw { field, code, limit: None });
            }
        }
        if flaws.is_empty() { Ok(application) } else { Err(flaws) }
    }

    /// Of texts that were read elsewhere, those that the form asks for and would accept.
    pub fn fitting<'a>(
        &self,
        texts: impl IntoIterator<Item = (&'a str, String)>,
    ) -> std::collections::BTreeMap<String, String> {
        let fit = texts.into_iter().filter_map(|(name, text)| {
            let field = self.fields.iter().find(|f| f.name == name)?;
            Some((name.to_owned(), field.parse(&text).ok()??))
        });
        fit.collect()
    }

    /// Every slot that it has.
    pub fn slots(&self) -> impl Iterator<Item = &FileSlot> {
        std::iter::once(&self.resume).chain(&self.files)
    }

    /// A slot, if it has it.
    pub fn slot(&self, slot: Slot) -> Option<&FileSlot> {
        self.slots().find(|s| s.slot == slot)
    }

    fn knows(&self, name: &str) -> bool {
        RIDERS.contains(&name)
            || self.fields.iter().any(|f| f.name == name)
            || name
                .strip_prefix(PREFIX)
                .is_some_and(|key| self.questions.iter().any(|q| q.key == key))
            || name
                .strip_prefix("consent.")
                .is_some_and(|id| self.consents.iter().any(|c| c.id == id))
    }
}

fn value<'a>(entries: &'a [(String, String)], name: &str) -> &'a str {
    entries.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
}

/// What was typed, without the space around it. Browsers count a line break as one character, and post two.
pub(crate) fn trimmed(typed: &str) -> String {
    typed.trim().replace("\r\n", "\n")
}

impl Field {
    /// The text as it will be stored, `None` for an empty optional field.
    fn parse(&self, typed: &str) -> Result<Option<String>, (FlawCode, Option<u32>)> {
        let mut text = trimmed(typed);
        if self.kind == FieldKind::Tel {
            text.retain(|c| !phone::is_mark(c));
        }
        let text = text.as_str();
        if text.is_empty() {
            return if self.required { Err((FlawCode::Required, None)) } else { Ok(None) };
        }
        if text.chars().count() > self.max as usize {
            return Err((FlawCode::TooLong, Some(self.max)));
        }
        let lines = matches!(self.kind, FieldKind::Textarea | FieldKind::Links);
        let storable = |c: char| !c.is_control() || lines && matches!(c, '\n' | '\r' | '\t');
        // A letter may hold text of two directions; a name has no use for the marks.
        if !text.chars().all(|c| storable(c) && (lines || !is_bidi(c))) {
            return Err((FlawCode::Characters, None));
        }
        if self.kind == FieldKind::Tel {
            return phone::number(text).map(Some).ok_or((FlawCode::Phone, None));
        }
        let good = match self.kind {
            FieldKind::Email => is_email(text),
            FieldKind::Url => is_web_address(text),
            FieldKind::Date => is_day(text),
            FieldKind::Links => {
                text.lines().count() <= LINKS_MAX
                    && text.lines().map(str::trim).all(|l| l.is_empty() || is_web_address(l))
            }
            FieldKind::Text | FieldKind::Textarea | FieldKind::Tel => true,
        };
        match self.kind {
            _ if good => Ok(Some(text.to_owned())),
            FieldKind::Email => Err((FlawCode::Email, None)),
            FieldKind::Date => Err((FlawCode::Date, None)),
            _ => Err((FlawCode::Url, None)),
        }
    }
}

/// The most addresses of a field; a choice of ours.
const LINKS_MAX: usize = 10;

/// `YYYY-MM-DD` of the Gregorian calendar, as a date input posts it in every language.
pub(crate) fn is_day(text: &str) -> bool {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| match i {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    let mut parts = text.split('-').map(|p| p.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    let (year, month, day) = (next(), next(), next());
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    shape && (1900..=2100).contains(&year) && (1..=days).contains(&day)
}

/// An address somebody can be answered at: one `@`, something before it, a dotted name after it.
/// Whether it exists only a letter can tell, so no more is asked, and letters of any script do.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let label = |l: &str| {
        !l.is_empty()
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c.is_alphanumeric() || c == '-' || !c.is_ascii())
    };
    !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && !local.chars().any(|c| c.is_whitespace() || "@<>()[],;:\"\\".contains(c))
        && domain.contains('.')
        && domain.split('.').all(label)
        && !text.chars().any(char::is_whitespace)
}

pub(crate) fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.contains('.')
        && !host.starts_with('.')
        && !host.contains('@')
        && !text.chars().any(|c| c.is_whitespace() || "<>\"\\^`{|}".contains(c))
}

impl From<FileProblem> for FlawCode {
    fn from(problem: FileProblem) -> Self {
        match problem {
            FileProblem::Kind => Self::FileKind,
            FileProblem::Content => Self::FileContent,
            FileProblem::Markup => Self::FileMarkup,
            FileProblem::Empty => Self::FileEmpty,
            FileProblem::TooLarge => Self::FileTooLarge,
            FileProblem::NamePath => Self::FileNamePath,
            FileProblem::NameCharacters => Self::FileNameCharacters,
            FileProblem::NameDirection => Self::FileNameDirection,
            FileProblem::NameLong => Self::FileNameLong,
            FileProblem::Pixels => Self::FilePixels,
            FileProblem::Infected => Self::FileInfected,
            FileProblem::Encrypted => Self::FileEncrypted,
            FileProblem::Macros => Self::FileMacros,
            FileProblem::Unsafe => Self::FileUnsafe,
        }
    }
}

#[cfg(test)]
mod tests;

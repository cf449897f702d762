//! File uploads. The same bytes give the same record, under the name of the first upload, so an
//! upload may be repeated.

use super::Huntflow;
use super::ids::{AccountId, FileId};
use super::resumes::unified::Precision;
use crate::call::{Body, FileRef};
use crate::endpoint::{Content, Kind, Parameter, Payload, Place, Wrong, endpoints, payloads};
use crate::error::Error;

endpoints! { upload of Huntflow<'static>;
    /// Uploads a file of at most 15 MB; above it the answer is a 413 in HTML.
    Upload: Post "/accounts/{account}/upload" (account: AccountId) <- NewFile => Uploaded;
}

/// A file to upload.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// The file.
    pub file: FileRef,
    /// Whether Huntflow reads the resume. Some types of file are refused with it.
    pub parse: bool,
    /// What is not to be taken for the applicant's, such as the recruiter's own.
    pub ignore: Ignore,
}

/// What a parser is not to take for the applicant's.
#[derive(Debug, Clone, Default)]
pub struct Ignore {
    /// A family name.
    pub last_name: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
}

const fn header(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind, required: false, repeated: false }
}

impl Payload for NewFile {
    const CONTENT: Content = Content::Multipart;
    const HEADERS: &'static [Parameter] = &[
        header("x-file-parse", Kind::Boolean),
        header("x-ignore-lastname", Kind::Text),
        header("x-ignore-email", Kind::Text),
        header("x-ignore-phone", Kind::Text),
    ];

    fn body(&self, _operation: &'static str, boundary: &str) -> Result<Body, Error> {
        Ok(Body::multipart_file("file", &self.file, boundary))
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        let Ignore { last_name, email, phone } = &self.ignore;
        let ignore = [
            ("x-ignore-lastname", last_name),
            ("x-ignore-email", email),
            ("x-ignore-phone", phone),
        ];
        let ignore = ignore.into_iter().filter_map(|(name, value)| Some((name, value.clone()?)));
        [("x-file-parse", self.parse.to_string())].into_iter().chain(ignore).collect()
    }

    fn read(_body: &[u8]) -> Result<Self, Wrong> {
        Err(Wrong::new(Place::Body, "file".to_owned(), "a file is uploaded, not read"))
    }
}

payloads! {
    /// What an upload became.
    Uploaded (
        /// The file's id, to be named when the applicant is created.
        id: FileId,
    ) {
        /// A signed address of the file.
        url: Option<String>,
        /// Its media type.
        content_type: Option<String>,
        /// Its name; of a file that was there already, its old one.
        name: Option<String>,
        /// A picture found in it.
        photo: Option<File>,
        /// The text of the document, where it was parsed.
        text: Option<String>,
        /// What was read out of it.
        fields: Option<ParsedFields>,
        /// What was ignored.
        parsing_meta: Option<ParsingMeta>,
    }

    /// A file that Huntflow keeps.
    File (
        /// Its id.
        id: FileId,
    ) {
        /// A signed address of it.
        url: Option<String>,
        /// Its media type.
        content_type: Option<String>,
        /// Its name.
        name: Option<String>,
    }

    /// What was read out of a resume. Often empty where the text has it.
    ParsedFields {
        /// Name.
        name: Option<ParsedName>,
        /// Birthday.
        birthdate: Option<Birthdate>,
        /// Telephone numbers.
        phones: Vec<String>,
        /// E-mail address.
        email: Option<String>,
        /// Salary: a number, where an applicant's is words.
        salary: Option<i64>,
        /// Occupation.
        position: Option<String>,
        /// Skype login.
        skype: Option<String>,
        /// Telegram name.
        telegram: Option<String>,
        /// Places of work.
        experience: Vec<ParsedExperience>,
    }

    /// A name.
    ParsedName {
        /// Given name.
        first: Option<String>,
        /// Family name.
        last: Option<String>,
        /// Middle name.
        middle: Option<String>,
    }

    /// A birthday as far as it was read. An applicant takes it only when the day is known.
    Birthdate {
        /// Year.
        year: Option<i32>,
        /// Month, from 1.
        month: Option<u32>,
        /// Day, from 1.
        day: Option<u32>,
        /// How exact it is.
        precision: Option<Precision>,
    }

    /// A place of work.
    ParsedExperience {
        /// As what.
        position: Option<String>,
        /// For whom.
        company: Option<String>,
    }

    /// What the parser ignored.
    ParsingMeta {
        /// Family names.
        last_names_ignored: Option<bool>,
        /// E-mail addresses.
        emails_ignored: Option<bool>,
        /// Telephone numbers.
        phones_ignored: Option<bool>,
    }
}

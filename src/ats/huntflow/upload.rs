//! File uploads. The same bytes give the same record, with the name of the first upload, so an
//! upload can be repeated.

use super::Huntflow;
use super::ids::{AccountId, FileId};
use super::resumes::unified::Precision;
use crate::api::endpoint::{
    Content, Kind, Parameter, Payload, Place, RequestError, endpoints, payloads,
};
use crate::api::error::Error;
use crate::api::request::{Body, FileRef};

endpoints! { upload of Huntflow<'static>;
    /// Uploads a file of at most 15 MB; a larger one gets a 413 in HTML.
    Upload: Post "/accounts/{account}/upload" (account: AccountId) <- NewFile => Uploaded;
}

/// A file to upload.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// The file.
    pub file: FileRef,
    /// Whether Huntflow parses the resume. It then rejects some types of file.
    pub parse: bool,
    /// Values that the parser must ignore, such as the recruiter's own.
    pub ignore: Ignore,
}

/// Values that the parser must ignore.
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

    fn read(_body: &[u8]) -> Result<Self, RequestError> {
        Err(RequestError::new(Place::Body, "file".to_owned(), "a file is uploaded, not read"))
    }
}

payloads! {
    /// Result of an upload.
    Uploaded (
        /// The file's id, for the creation of the applicant.
        id: FileId,
    ) {
        /// A signed address of the file.
        url: Option<String>,
        /// Its media type.
        content_type: Option<String>,
        /// Its name; that of the first upload if the file exists already.
        name: Option<String>,
        /// A picture found in it.
        photo: Option<File>,
        /// Text of the document, if it was parsed.
        text: Option<String>,
        /// Parsed fields.
        fields: Option<ParsedFields>,
        /// Ignored values.
        parsing_meta: Option<ParsingMeta>,
    }

    /// A file stored by Huntflow.
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

    /// Parsed fields of a resume. They are often empty although the text has the value.
    ParsedFields {
        /// Name.
        name: Option<ParsedName>,
        /// Birthday.
        birthdate: Option<Birthdate>,
        /// Telephone numbers.
        phones: Vec<String>,
        /// E-mail address.
        email: Option<String>,
        /// Salary, as a number; an applicant's is a text.
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

    /// A birthday of limited precision. It can be used for an applicant only with a day.
    Birthdate {
        /// Year.
        year: Option<i32>,
        /// Month, from 1.
        month: Option<u32>,
        /// Day, from 1.
        day: Option<u32>,
        /// Precision.
        precision: Option<Precision>,
    }

    /// A place of work.
    ParsedExperience {
        /// Position.
        position: Option<String>,
        /// Employer.
        company: Option<String>,
    }

    /// Values ignored by the parser.
    ParsingMeta {
        /// Family names.
        last_names_ignored: Option<bool>,
        /// E-mail addresses.
        emails_ignored: Option<bool>,
        /// Telephone numbers.
        phones_ignored: Option<bool>,
    }
}

//! Validation errors of fields, as codes. The texts are in the locales.

use crate::file::FileProblem;

/// A validation error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the field.
    pub field: String,
    /// The code of the error.
    pub code: FieldErrorCode,
    /// The limit that was exceeded, if the error is about one.
    pub limit: Option<u32>,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)+) => {
        /// The codes of validation errors. Their names are stable parts of the protocol.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum FieldErrorCode { $($(#[$doc])* $name,)+ }
        impl FieldErrorCode {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$name,)+];
            /// The name in the protocol.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }
    };
}

codes! {
    /// The field is required and empty.
    Required = "required",
    /// The text is too long.
    TooLong = "too_long",
    /// The text contains control characters or characters that change the direction of writing.
    Characters = "characters",
    /// Not an e-mail address.
    Email = "bad_email",
    /// Not a telephone number.
    Phone = "bad_phone",
    /// Not a web address.
    Url = "bad_url",
    /// Not a valid date.
    Date = "bad_date",
    /// Not an integer.
    Number = "bad_number",
    /// Not one of the choices.
    Choice = "bad_choice",
    /// The consent is required and was not given.
    ConsentRequired = "consent_required",
    /// The text of the consent has changed since the form was shown.
    ConsentChanged = "consent_changed",
    /// The resume is required and missing.
    FileRequired = "file_required",
    /// A kind of file that is not accepted.
    FileKind = "file_kind",
    /// The content is neither what the file name says nor another accepted kind.
    FileContent = "file_content",
    /// A web page or an XML file with the name of a Word document.
    FileMarkup = "file_markup",
    /// An empty file.
    FileEmpty = "file_empty",
    /// A file name that contains a path.
    FileNamePath = "file_name_path",
    /// A file name with control characters.
    FileNameCharacters = "file_name_characters",
    /// A file name with characters that change the direction of writing.
    FileNameDirection = "file_name_direction",
    /// A file name that is too long.
    FileNameLong = "file_name_long",
    /// The file is protected with a password.
    FileEncrypted = "file_encrypted",
    /// The document contains macros.
    FileMacros = "file_macros",
    /// The file contains something that could do harm.
    FileUnsafe = "file_unsafe",
    /// The picture has too many pixels.
    FilePixels = "file_pixels",
    /// The operator's scanner found the file infected.
    FileInfected = "file_infected",
    /// The file is too large.
    FileTooLarge = "file_too_large",
    /// More files than the slot accepts.
    TooManyFiles = "too_many_files",
    /// The uploaded file does not exist any more.
    UploadExpired = "upload_expired",
    /// The question was not answered.
    CheckRequired = "check_required",
    /// The answer to the question is wrong.
    CheckWrong = "check_wrong",
    /// The form has no such field.
    UnknownField = "unknown_field",
}

impl From<FileProblem> for FieldErrorCode {
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

//! What a file really is. The content decides, and the name follows: [`FileKind::check`] looks at a
//! file's two ends, in the page and in the Worker alike; the Worker, which has all of it, looks further
//! ([`scan`], [`deep`]). What the page refuses, the Worker refuses too, because it starts with the same
//! look.

#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod deep;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
mod field;
mod image;
mod name;
mod ole;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
mod pdf;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
mod place;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
mod rtf;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod scan;
mod sniff;
mod text;
mod zip;

pub use image::PIXELS_MAX;
pub use name::{GIVEN_MAX, NAME_MAX, clean_name};

pub(crate) use name::is_bidi;

use name::Claim;
use serde::{Deserialize, Serialize};

/// A kind of file that can come with an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// Portable Document Format.
    Pdf,
    /// Word 97 to 2003.
    Doc,
    /// Office Open XML.
    Docx,
    /// OpenDocument text.
    Odt,
    /// Rich Text Format.
    Rtf,
    /// Plain text.
    Txt,
    /// JPEG picture.
    Jpg,
    /// PNG picture.
    Png,
}

/// Why a file is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileProblem {
    /// Its extension, or what it is, is not among the accepted kinds.
    Kind,
    /// Its content is not what its name says, nor another accepted kind.
    Content,
    /// A web page or an XML file that is named like a Word document.
    Markup,
    /// It has no bytes.
    Empty,
    /// It is over the limit.
    TooLarge,
    /// A path stands before its name.
    NamePath,
    /// Its name has control characters.
    NameCharacters,
    /// Its name turns the direction of writing.
    NameDirection,
    /// Its name is over [`GIVEN_MAX`] characters.
    NameLong,
    /// It is locked with a password.
    Encrypted,
    /// It has macros.
    Macros,
    /// It could do harm when it is opened or unpacked: scripts, programs, a bomb, two files in one.
    Unsafe,
    /// A picture of more than [`PIXELS_MAX`] pixels.
    Pixels,
    /// The operator's scanner does not accept it.
    Infected,
}

/// How many bytes from the start [`FileKind::check`] wants to see (fewer for a shorter file).
pub const HEAD: usize = 65_536;
/// How many bytes from the end it wants to see: the list of parts of a DOCX stands there.
pub const TAIL: usize = 131_072;

/// What is looked at of a file.
#[derive(Clone, Copy)]
pub struct Ends<'a> {
    /// Its length in bytes.
    pub size: u64,
    /// The first [`HEAD`] bytes, or all.
    pub head: &'a [u8],
    /// The last [`TAIL`] bytes, or all.
    pub tail: &'a [u8],
}

impl<'a> Ends<'a> {
    /// The ends of a file that is there whole.
    pub fn of(bytes: &'a [u8]) -> Self {
        let head = bytes.get(..HEAD).unwrap_or(bytes);
        let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or(bytes);
        Self { size: bytes.len() as u64, head, tail }
    }
}

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 8] =
        [Self::Pdf, Self::Docx, Self::Doc, Self::Odt, Self::Rtf, Self::Txt, Self::Jpg, Self::Png];
    /// What a resume is, unless a site says otherwise.
    pub const DOCUMENTS: [Self; 6] =
        [Self::Pdf, Self::Docx, Self::Doc, Self::Odt, Self::Rtf, Self::Txt];
    /// What a picture is.
    pub const PICTURES: [Self; 2] = [Self::Jpg, Self::Png];

    /// The extension, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Doc => "doc",
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Rtf => "rtf",
            Self::Txt => "txt",
            Self::Jpg => "jpg",
            Self::Png => "png",
        }
    }

    /// Every extension, without dots; the first is [`Self::extension`].
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Doc => &["doc"],
            Self::Docx => &["docx"],
            Self::Odt => &["odt"],
            Self::Rtf => &["rtf"],
            Self::Txt => &["txt"],
            Self::Jpg => &["jpg", "jpeg", "jfif", "jpe"],
            Self::Png => &["png"],
        }
    }

    /// The registered media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Doc => "application/msword",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Rtf => "application/rtf",
            Self::Txt => "text/plain",
            Self::Jpg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    fn is_picture(self) -> bool {
        Self::PICTURES.contains(&self)
    }

    /// Decides by name and length whether a file can be accepted: before a byte of it is there. A name
    /// without an extension, or with that of another kind, leaves the decision to the content; a
    /// picture's name where a document is wanted does not, nor does an extension that we do not know.
    pub fn announced(
        name: &str,
        size: u64,
        accepted: &[Self],
        max: u64,
    ) -> Result<(), FileProblem> {
        name::check(name)?;
        let may_be = match Claim::of(name) {
            Claim::Kind(kind) => accepted.iter().any(|k| k.is_picture() == kind.is_picture()),
            Claim::Nothing => true,
            Claim::Other => false,
        };
        match size {
            _ if !may_be => Err(FileProblem::Kind),
            0 => Err(FileProblem::Empty),
            size if size > max => Err(FileProblem::TooLarge),
            _ => Ok(()),
        }
    }

    /// Decides by name, length and the two ends what a file is.
    pub fn check(
        name: &str,
        ends: &Ends<'_>,
        accepted: &[Self],
        max: u64,
    ) -> Result<Self, FileProblem> {
        Self::announced(name, ends.size, accepted, max)?;
        let claim = Claim::of(name);
        let kind = sniff::kind(ends, claim)?;
        if !accepted.contains(&kind) {
            let is_named_right =
                matches!(claim, Claim::Kind(claimed) if accepted.contains(&claimed));
            return Err(if is_named_right { FileProblem::Content } else { FileProblem::Kind });
        }
        match kind {
            Self::Docx => zip::check(ends, zip::Format::Docx)?,
            Self::Odt => zip::check(ends, zip::Format::Odt)?,
            Self::Jpg | Self::Png => image::check(ends)?,
            // Their two ends tell too little: the Worker reads them whole.
            Self::Pdf | Self::Doc | Self::Rtf | Self::Txt => {}
        }
        Ok(kind)
    }
}

/// The kinds as a reader sees them: `PDF, DOCX`.
pub fn kinds_text(kinds: &[FileKind]) -> String {
    let names: Vec<_> = kinds.iter().map(|k| k.extension().to_ascii_uppercase()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests;

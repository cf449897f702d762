//! Detection of file types and rejection of unsafe files. The content decides the type; the name is
//! only a hint. The page reads the first bytes of a file ([`FileKind::glance`]); the Worker rejects
//! every file that the page rejects, and reads its last bytes too (`FileKind::check`) and then the
//! whole of it (`scan`, `deep`).

mod name;
mod signature;
mod sniff;
mod text;

worker_only! {
    pub mod deep;
    mod field;
    mod image;
    mod ole;
    mod pdf;
    mod place;
    mod rtf;
    pub mod scan;
    mod zip;

    pub use image::PIXELS_MAX;
}

pub use name::{GIVEN_MAX, NAME_MAX, clean_name};

pub(crate) use name::is_bidi;

use name::Claim;
use serde::{Deserialize, Serialize};

/// A type of file that an application can include.
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

/// The reason a file is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileProblem {
    /// The extension or the content is not one of the accepted kinds.
    Kind,
    /// The content matches neither the name nor another accepted kind.
    Content,
    /// An HTML or XML file with a Word extension.
    Markup,
    /// The file has no bytes.
    Empty,
    /// The file is over the size limit.
    TooLarge,
    /// The name contains a path.
    NamePath,
    /// The name contains control characters.
    NameCharacters,
    /// The name contains characters that change the text direction.
    NameDirection,
    /// The name is longer than [`GIVEN_MAX`] characters.
    NameLong,
    /// The file is protected by a password.
    Encrypted,
    /// The file contains macros.
    Macros,
    /// The file can do harm when opened or unpacked: scripts, programs, a decompression bomb, or
    /// two formats in one file.
    Unsafe,
    /// The picture has more than `PIXELS_MAX` pixels.
    Pixels,
    /// The operator's scanner rejected the file.
    Infected,
}

/// Bytes from the start that a check needs; fewer if the file is shorter.
pub const HEAD: usize = 65_536;

worker_only! {
    /// Bytes from the end that [`FileKind::check`] needs; the directory of a DOCX is there.
    pub const TAIL: usize = 131_072;

    /// The first and last bytes of a file.
    #[derive(Clone, Copy)]
    pub struct Ends<'a> {
        /// Length of the file in bytes.
        pub size: u64,
        /// The first [`HEAD`] bytes, or the whole file if it is shorter.
        pub head: &'a [u8],
        /// The last [`TAIL`] bytes, or the whole file if it is shorter.
        pub tail: &'a [u8],
    }

    impl<'a> Ends<'a> {
        /// The ends of a file that is completely in memory.
        pub fn of(bytes: &'a [u8]) -> Self {
            let head = bytes.get(..HEAD).unwrap_or(bytes);
            let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or(bytes);
            Self { size: bytes.len() as u64, head, tail }
        }
    }
}

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 8] =
        [Self::Pdf, Self::Docx, Self::Doc, Self::Odt, Self::Rtf, Self::Txt, Self::Jpg, Self::Png];
    /// The kinds accepted for a resume by default.
    pub const DOCUMENTS: [Self; 6] =
        [Self::Pdf, Self::Docx, Self::Doc, Self::Odt, Self::Rtf, Self::Txt];
    /// The kinds of pictures.
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

    /// Checks name and length before any content is available. A missing extension, or that of
    /// another known kind, leaves the decision to the content. A picture's extension where a
    /// document is wanted, and an unknown extension, are rejected.
    pub fn announced(
        name: &str,
        size: u64,
        accepted: &[Self],
        max: u64,
    ) -> Result<(), FileProblem> {
        name::check(name)?;
        let may_be = match Claim::of(name) {
            Claim::Kind(kind) => accepted.iter().any(|k| k.is_picture() == kind.is_picture()),
            Claim::Missing => true,
            Claim::Other => false,
        };
        match size {
            _ if !may_be => Err(FileProblem::Kind),
            0 => Err(FileProblem::Empty),
            size if size > max => Err(FileProblem::TooLarge),
            _ => Ok(()),
        }
    }

    /// Checks a file by its name, length and first [`HEAD`] bytes. Rejects nothing that `check` accepts.
    pub fn glance(
        name: &str,
        size: u64,
        head: &[u8],
        accepted: &[Self],
        max: u64,
    ) -> Result<(), FileProblem> {
        Self::announced(name, size, accepted, max)?;
        let claim = Claim::of(name);
        let is_accepted = sniff::kinds(head, claim)?.iter().any(|kind| accepted.contains(kind));
        if is_accepted { Ok(()) } else { Err(not_accepted(claim, accepted)) }
    }

    /// Detects the kind of a file from its name, length and two ends, and checks it.
    #[cfg(any(not(feature = "browser"), feature = "edge"))]
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
            return Err(not_accepted(claim, accepted));
        }
        match kind {
            Self::Docx => zip::check(ends, zip::Format::Docx)?,
            Self::Odt => zip::check(ends, zip::Format::Odt)?,
            Self::Jpg | Self::Png => image::check(ends)?,
            // The two ends are not enough for these kinds: the Worker reads the whole file.
            Self::Pdf | Self::Doc | Self::Rtf | Self::Txt => {}
        }
        Ok(kind)
    }
}

/// The problem with a content that is not one of the accepted kinds.
fn not_accepted(claim: Claim, accepted: &[FileKind]) -> FileProblem {
    match claim {
        Claim::Kind(claimed) if accepted.contains(&claimed) => FileProblem::Content,
        _ => FileProblem::Kind,
    }
}

/// The kinds as shown to the user: `PDF, DOCX`.
pub fn kinds_text(kinds: &[FileKind]) -> String {
    let names: Vec<_> = kinds.iter().map(|k| k.extension().to_ascii_uppercase()).collect();
    names.join(", ")
}

worker_only! {
    #[cfg(test)]
    mod tests;
}

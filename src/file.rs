//! What a file really is: its extension and its content must agree. A page looks at a file's two ends
//! ([`FileKind::check`]); the Worker, which has all of it, looks further ([`deep`], [`scan`]).

#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod deep;
mod image;
mod name;
mod ole;
mod pdf;
pub mod scan;
mod zip;

pub use image::PIXELS_MAX;
pub use name::{GIVEN_MAX, NAME_MAX, clean_name};

pub(crate) use name::is_bidi;

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
    /// Its extension is not among the accepted kinds.
    Kind,
    /// Its first bytes are of another kind than its extension says.
    Content,
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

/// Where `what` first stands in `bytes`.
fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|w| w == what)
}

/// Whether bytes begin as a program or a page does, whatever they are called.
fn is_foreign(head: &[u8]) -> bool {
    let start = head.get(..512).unwrap_or(head).trim_ascii_start().to_ascii_lowercase();
    const PROGRAMS: [&[u8]; 4] = [b"MZ", b"\x7fELF", b"#!", b"PK"];
    const PAGES: [&[u8]; 6] = [b"<html", b"<!doctype", b"<script", b"<svg", b"<?xml", b"<?php"];
    PROGRAMS.iter().any(|p| head.starts_with(p)) || PAGES.iter().any(|p| start.starts_with(p))
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
            Self::Jpg => &["jpg", "jpeg"],
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

    /// The kind that a file name claims.
    pub fn of_name(name: &str) -> Option<Self> {
        let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
        Self::ALL.into_iter().find(|kind| kind.extensions().contains(&extension.as_str()))
    }

    /// Whether the first bytes can be this kind. Never the whole truth: see [`Self::check`].
    pub fn agrees(self, head: &[u8]) -> bool {
        match self {
            Self::Pdf => head.starts_with(b"%PDF-"),
            Self::Doc => head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
            Self::Docx => head.starts_with(b"PK\x03\x04"),
            Self::Odt => {
                head.starts_with(b"PK\x03\x04")
                    && head.get(30..).is_some_and(|rest| {
                        rest.starts_with(b"mimetypeapplication/vnd.oasis.opendocument.text")
                    })
            }
            Self::Rtf => head.starts_with(b"{\\rtf"),
            Self::Jpg => head.starts_with(&[0xFF, 0xD8, 0xFF]),
            Self::Png => head.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Txt => {
                // UTF-16 text begins with a mark; other text has no NUL and is no markup or binary.
                head.starts_with(&[0xFF, 0xFE])
                    || head.starts_with(&[0xFE, 0xFF])
                    || !head.contains(&0)
                        && !is_foreign(head)
                        && !Self::ALL.iter().any(|k| *k != Self::Txt && k.agrees(head))
            }
        }
    }

    /// Decides by name and length whether a file can be accepted: before a byte of it is there.
    pub fn announced(
        name: &str,
        size: u64,
        accepted: &[Self],
        max: u64,
    ) -> Result<Self, FileProblem> {
        name::check(name)?;
        let kind = Self::of_name(name).filter(|kind| accepted.contains(kind));
        let kind = kind.ok_or(FileProblem::Kind)?;
        match size {
            0 => Err(FileProblem::Empty),
            size if size > max => Err(FileProblem::TooLarge),
            _ => Ok(kind),
        }
    }

    /// Decides by name, length and content what a file is.
    pub fn check(
        name: &str,
        ends: &Ends<'_>,
        accepted: &[Self],
        max: u64,
    ) -> Result<Self, FileProblem> {
        let kind = Self::announced(name, ends.size, accepted, max)?;
        if kind == Self::Docx && Self::Doc.agrees(ends.head) {
            // Office wraps a document that is locked with a password.
            ole::check(ends)?;
        }
        if !kind.agrees(ends.head) {
            return Err(FileProblem::Content);
        }
        match kind {
            Self::Pdf => pdf::check(ends)?,
            Self::Doc => ole::check(ends)?,
            Self::Docx => zip::check(ends, zip::DOCX)?,
            Self::Odt => zip::check(ends, zip::ODT)?,
            // An object of another program in it, which opens with it.
            Self::Rtf => {
                for end in [ends.head, ends.tail] {
                    let mut scan = scan::Scan::rtf();
                    scan.feed(end);
                    scan.verdict()?;
                }
            }
            Self::Jpg | Self::Png => image::check(ends)?,
            Self::Txt => {}
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

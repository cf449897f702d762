//! What a file really is: its extension and its content must agree. Nothing is ever unpacked; a
//! file's two ends are enough, and are all that a page or a Worker holds of it.

mod name;
mod ole;
mod pdf;
mod zip;

pub use name::{NAME_MAX, base, clean_name};

pub(crate) use name::is_bidi;

use serde::{Deserialize, Serialize};

/// A kind of document that can be a resume.
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
}

/// Why a file is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileProblem {
    /// Its extension is not among the accepted kinds.
    Kind,
    /// Its first bytes are of another kind than its extension says.
    Content,
    /// It has no bytes.
    Empty,
    /// It is over the limit.
    TooLarge,
    /// Its name hides what it is.
    Name,
    /// It is locked with a password.
    Encrypted,
    /// It has macros.
    Macros,
    /// It could do harm when it is opened or unpacked: scripts, programs, a bomb, two files in one.
    Unsafe,
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

    /// Whether a text stands in either end.
    fn has(&self, text: &[u8]) -> bool {
        find(self.head, text).is_some() || find(self.tail, text).is_some()
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
    pub const ALL: [Self; 6] = [Self::Pdf, Self::Docx, Self::Doc, Self::Odt, Self::Rtf, Self::Txt];

    /// The extension, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Doc => "doc",
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Rtf => "rtf",
            Self::Txt => "txt",
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
        }
    }

    /// The kind that a file name claims.
    pub fn of_name(name: &str) -> Option<Self> {
        let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
        Self::ALL.into_iter().find(|kind| kind.extension() == extension)
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

    /// Decides by name, length and content what a file is.
    pub fn check(
        name: &str,
        ends: &Ends<'_>,
        accepted: &[Self],
        max: u64,
    ) -> Result<Self, FileProblem> {
        if name::hides(name) {
            return Err(FileProblem::Name);
        }
        let kind = Self::of_name(name).filter(|kind| accepted.contains(kind));
        let kind = kind.ok_or(FileProblem::Kind)?;
        if ends.size == 0 {
            return Err(FileProblem::Empty);
        }
        if ends.size > max {
            return Err(FileProblem::TooLarge);
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
            Self::Rtf if ends.has(b"\\objdata") || ends.has(b"\\objupdate") => {
                return Err(FileProblem::Unsafe);
            }
            Self::Rtf | Self::Txt => {}
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

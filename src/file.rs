//! What a file really is: its extension and its first bytes must agree.

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
}

/// How many bytes from the start [`FileKind::check`] wants to see (fewer for a shorter file).
pub const HEAD: usize = 1024;

/// The longest file name we keep, in characters. A choice of ours: longer names are cut.
pub const NAME_MAX: usize = 120;

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

    /// Whether the first bytes can be this kind. Never the whole truth: a DOCX is a ZIP with
    /// certain parts, and those are not looked into here.
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
                        && !Self::ALL.iter().any(|k| *k != Self::Txt && k.agrees(head))
            }
        }
    }

    /// Decides by name, length and first bytes ([`HEAD`] of them) what a file is.
    pub fn check(
        name: &str,
        size: u64,
        head: &[u8],
        accepted: &[Self],
        max: u64,
    ) -> Result<Self, FileProblem> {
        let kind = Self::of_name(name).filter(|kind| accepted.contains(kind));
        let kind = kind.ok_or(FileProblem::Kind)?;
        if size == 0 {
            return Err(FileProblem::Empty);
        }
        if size > max {
            return Err(FileProblem::TooLarge);
        }
        if kind.agrees(head) { Ok(kind) } else { Err(FileProblem::Content) }
    }
}

/// The kinds as a reader sees them: `PDF, DOCX`.
pub fn kinds_text(kinds: &[FileKind]) -> String {
    let names: Vec<_> = kinds.iter().map(|k| k.extension().to_ascii_uppercase()).collect();
    names.join(", ")
}

/// A file name without its path, control characters and tricks of writing direction, at most
/// [`NAME_MAX`] characters, its extension kept.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: Vec<char> = last.chars().filter(|c| !c.is_control() && !is_bidi(*c)).collect();
    let kept: String = kept.into_iter().collect();
    let kept = kept.trim().trim_matches('.');
    let (stem, extension) = kept.rsplit_once('.').unwrap_or((kept, ""));
    let stem = if stem.is_empty() { "resume" } else { stem };
    if extension.is_empty() {
        return stem.chars().take(NAME_MAX).collect();
    }
    let room = NAME_MAX.saturating_sub(extension.chars().count() + 1);
    let stem: String = stem.chars().take(room).collect();
    format!("{stem}.{extension}")
}

/// Characters that turn the direction of what follows them.
pub(crate) fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCEPTED: [FileKind; 3] = [FileKind::Pdf, FileKind::Docx, FileKind::Txt];

    fn check(name: &str, head: &[u8]) -> Result<FileKind, FileProblem> {
        FileKind::check(name, head.len() as u64, head, &ACCEPTED, 100)
    }

    #[test]
    fn name_and_content_must_agree() {
        assert_eq!(check("CV.PDF", b"%PDF-1.7"), Ok(FileKind::Pdf));
        assert_eq!(check("cv.pdf", b"MZ\x90\0"), Err(FileProblem::Content));
        assert_eq!(check("cv.pdf.exe", b"%PDF-1.7"), Err(FileProblem::Kind));
        assert_eq!(check("cv.txt", b"%PDF-1.7"), Err(FileProblem::Content));
        assert_eq!(check("cv.doc", b"%PDF-1.7"), Err(FileProblem::Kind));
        assert_eq!(check("cv", b"%PDF-1.7"), Err(FileProblem::Kind));
        assert_eq!(check("cv.txt", "Привет".as_bytes()), Ok(FileKind::Txt));
    }

    #[test]
    fn empty_and_large_have_their_own_words() {
        assert_eq!(check("cv.pdf", b""), Err(FileProblem::Empty));
        let large = FileKind::check("cv.pdf", 101, b"%PDF-1.7", &ACCEPTED, 100);
        assert_eq!(large, Err(FileProblem::TooLarge));
    }

    #[test]
    fn names_lose_paths_controls_and_direction_tricks() {
        assert_eq!(clean_name("C:\\me\\cv.pdf"), "cv.pdf");
        assert_eq!(clean_name("../../etc/cv\r\n.pdf"), "cv.pdf");
        assert_eq!(clean_name("cv\u{202E}fdp.exe"), "cvfdp.exe");
        assert_eq!(clean_name(".pdf"), "pdf");
        assert_eq!(clean_name("резюме.docx"), "резюме.docx");
        let long = clean_name(&format!("{}.pdf", "x".repeat(500)));
        assert!(long.chars().count() == NAME_MAX && long.ends_with(".pdf"));
    }
}

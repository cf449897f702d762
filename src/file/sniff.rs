//! Detection of the kind from the first bytes. Facts: ISO 32000-1, Annex H.3 (a header within the
//! first 1,024 bytes); MS-CFB 2.2; PKWARE APPNOTE 4.3.7; RTF 1.9.1; ITU-T T.81, B.1.1; ISO/IEC
//! 15948, 5.2.

use super::name::Claim;
use super::signature::{OLE, ZIP};
use super::{FileKind, FileProblem, text};

/// Number of bytes within which a PDF header begins.
pub(super) const PDF_WITHIN: usize = 1024;
/// Prefixes of texts that a browser or a shell would run, or that are not finished documents.
const MARKUP: [&str; 8] =
    ["<html", "<!doctype", "<script", "<svg", "<?xml", "<?php", "mime-version:", "from: <saved by"];

worker_only! {
    /// Detects the kind of the content.
    pub(super) fn kind(ends: &super::Ends<'_>, claim: Claim) -> Result<FileKind, FileProblem> {
        if ends.head.starts_with(&OLE) {
            return super::ole::check(ends).map(|()| FileKind::Doc);
        }
        if ends.head.starts_with(ZIP) {
            return super::zip::kind(ends);
        }
        plain(ends.head, claim)
    }
}

/// The kinds that the content may be, as far as the first bytes tell.
pub(super) fn kinds(head: &[u8], claim: Claim) -> Result<[FileKind; 2], FileProblem> {
    if head.starts_with(&OLE) {
        return Ok([FileKind::Doc; 2]);
    }
    if head.starts_with(ZIP) {
        return Ok([FileKind::Docx, FileKind::Odt]);
    }
    plain(head, claim).map(|kind| [kind; 2])
}

/// Detects the kind of a content that is no container.
fn plain(head: &[u8], claim: Claim) -> Result<FileKind, FileProblem> {
    if head.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Ok(FileKind::Jpg);
    }
    if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(FileKind::Png);
    }
    if is_rtf(head) {
        return Ok(FileKind::Rtf);
    }
    let text = text::start(head);
    if let Some(at) = pdf_header(head)
        // Prose in a .txt file can mention PDF.
        && !(claim == Claim::Kind(FileKind::Txt) && text.is_some() && !text::trimmed(head).starts_with(b"%PDF-"))
    {
        return pdf(head, at);
    }
    let text = text.ok_or(FileProblem::Content)?;
    let start = text.trim_start().to_ascii_lowercase();
    if MARKUP.iter().any(|markup| start.starts_with(markup)) {
        // Word opens these files with its old extension, and programs export them that way.
        let is_exported = claim == Claim::Kind(FileKind::Doc) && !start.starts_with("<?php");
        return Err(if is_exported { FileProblem::Markup } else { FileProblem::Content });
    }
    // A text named .pdf or .docx is an error message that a server or a program saved instead of
    // the file.
    let may_be_text = match claim {
        Claim::Kind(kind) => matches!(kind, FileKind::Txt | FileKind::Doc | FileKind::Rtf),
        Claim::Missing => true,
        Claim::Other => false,
    };
    if !may_be_text || start.starts_with("#!") || start.is_empty() {
        return Err(FileProblem::Content);
    }
    Ok(FileKind::Txt)
}

/// Whether the file begins as RTF, after an optional byte order mark and line ends. Word accepts
/// `{\rt` as the start.
pub(super) fn is_rtf(head: &[u8]) -> bool {
    text::trimmed(head).starts_with(b"{\\rt")
}

/// Offset of the PDF header. Printers and servers put lines before it.
pub(super) fn pdf_header(head: &[u8]) -> Option<usize> {
    let look = head.get(..PDF_WITHIN + 4).unwrap_or(head);
    look.windows(5).position(|w| w == b"%PDF-")
}

/// Accepts a PDF whose header is at `at`, unless the bytes before it are another file or a web
/// page.
fn pdf(head: &[u8], at: usize) -> Result<FileKind, FileProblem> {
    let before = head.get(..at).unwrap_or_default();
    let lower = |bytes: &[u8]| bytes.to_ascii_lowercase();
    let has = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).any(|w| w == what);
    let start = lower(text::trimmed(before));
    let programs: [&[u8]; 4] = [b"MZ", b"\x7fELF", b"#!", b"Rar!"];
    if programs.iter().any(|p| before.starts_with(p))
        || MARKUP.iter().any(|m| start.starts_with(m.as_bytes()))
    {
        return Err(FileProblem::Content);
    }
    let look = lower(head.get(..PDF_WITHIN).unwrap_or(head));
    let pages: [&[u8]; 3] = [b"<html", b"<script", b"<?php"];
    if pages.iter().any(|page| has(&look, page)) || has(before, ZIP) {
        return Err(FileProblem::Unsafe);
    }
    Ok(FileKind::Pdf)
}

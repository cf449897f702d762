//! Which kind a file's first bytes show. Facts: ISO 32000-1, Annex H.3 (a header within the first 1,024
//! bytes); MS-CFB 2.2; PKWARE APPNOTE 4.3.7; RTF 1.9.1; ITU-T T.81, B.1.1; ISO/IEC 15948, 5.2.

use super::name::Claim;
use super::{Ends, FileKind, FileProblem, ole, text, zip};

/// Bytes within which a PDF begins.
pub(super) const PDF_WITHIN: usize = 1024;
/// Starts of texts that a browser or a shell would run, or that are no document as they are.
const MARKUP: [&str; 8] =
    ["<html", "<!doctype", "<script", "<svg", "<?xml", "<?php", "mime-version:", "from: <saved by"];

/// The kind that the content shows.
pub(super) fn kind(ends: &Ends<'_>, claim: Claim) -> Result<FileKind, FileProblem> {
    let head = ends.head;
    if head.starts_with(&ole::SIGNATURE) {
        return ole::check(ends).map(|()| FileKind::Doc);
    }
    if head.starts_with(zip::SIGNATURE) {
        return zip::kind(ends);
    }
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
        // Prose that is named .txt may speak of PDF.
        && !(claim == Claim::Kind(FileKind::Txt) && text.is_some() && !text::trimmed(head).starts_with(b"%PDF-"))
    {
        return pdf(head, at);
    }
    let text = text.ok_or(FileProblem::Content)?;
    let start = text.trim_start().to_ascii_lowercase();
    if MARKUP.iter().any(|markup| start.starts_with(markup)) {
        // Word opens these under its old extension, and programs export them so.
        let is_exported = claim == Claim::Kind(FileKind::Doc) && !start.starts_with("<?php");
        return Err(if is_exported { FileProblem::Markup } else { FileProblem::Content });
    }
    // A text that is named .pdf or .docx is what a server or a program said instead of the file.
    let may_be_text = match claim {
        Claim::Kind(kind) => matches!(kind, FileKind::Txt | FileKind::Doc | FileKind::Rtf),
        Claim::Nothing => true,
        Claim::Other => false,
    };
    if !may_be_text || start.starts_with("#!") || start.is_empty() {
        return Err(FileProblem::Content);
    }
    Ok(FileKind::Txt)
}

/// Whether it begins as RTF, perhaps behind a byte order mark or line ends. Word reads what begins
/// `{\rt` as RTF.
pub(super) fn is_rtf(head: &[u8]) -> bool {
    text::trimmed(head).starts_with(b"{\\rt")
}

/// Where a PDF's header begins. Printers and servers put lines before it.
pub(super) fn pdf_header(head: &[u8]) -> Option<usize> {
    let look = head.get(..PDF_WITHIN + 4).unwrap_or(head);
    look.windows(5).position(|w| w == b"%PDF-")
}

/// A PDF whose header stands at `at`, unless what stands before it is another file, or a browser would
/// take it for a page.
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
    if pages.iter().any(|page| has(&look, page)) || has(before, zip::SIGNATURE) {
        return Err(FileProblem::Unsafe);
    }
    Ok(FileKind::Pdf)
}

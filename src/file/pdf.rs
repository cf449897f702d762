//! PDF: what stands in the open at its two ends. Facts: ISO 32000-1, 7.5.5 (trailer), 12.6.4
//! (actions).

use super::{Ends, FileProblem, find, zip};

pub(super) fn check(ends: &Ends<'_>) -> Result<(), FileProblem> {
    // A page or an archive as well: two programs would see two files.
    let start = ends.head.get(..1024).unwrap_or(ends.head).to_ascii_lowercase();
    let page: [&[u8]; 3] = [b"<html", b"<script", b"<?php"];
    if page.iter().any(|p| find(&start, p).is_some()) || zip::directory(ends).is_some() {
        return Err(FileProblem::Unsafe);
    }
    if key(ends, b"/Encrypt") {
        return Err(FileProblem::Encrypted);
    }
    if key(ends, b"/JavaScript") || key(ends, b"/Launch") {
        return Err(FileProblem::Unsafe);
    }
    Ok(())
}

/// Whether a name stands in either end, and ends there: `/EncryptMetadata` is another.
fn key(ends: &Ends<'_>, name: &[u8]) -> bool {
    [ends.head, ends.tail].into_iter().any(|bytes| {
        bytes.windows(name.len() + 1).any(|w| {
            w.starts_with(name) && w.last().is_some_and(|end| !end.is_ascii_alphanumeric())
        })
    })
}

//! PDF: what stands in the open at its two ends. Facts: ISO 32000-1, 7.5.5 (trailer), 12.6.4
//! (actions).

use super::scan::Scan;
use super::{Ends, FileProblem, find, zip};

pub(super) fn check(ends: &Ends<'_>) -> Result<(), FileProblem> {
    // A page or an archive as well: two programs would see two files.
    let start = ends.head.get(..1024).unwrap_or(ends.head).to_ascii_lowercase();
    let page: [&[u8]; 3] = [b"<html", b"<script", b"<?php"];
    if page.iter().any(|p| find(&start, p).is_some()) || zip::is_in(ends) {
        return Err(FileProblem::Unsafe);
    }
    for end in [ends.head, ends.tail] {
        let mut scan = Scan::pdf();
        scan.feed(end);
        scan.verdict()?;
    }
    Ok(())
}

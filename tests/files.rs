//! Honest resumes, made by LibreOffice in many scripts and formats: none of those that are kept here is
//! refused, and at most one in a thousand of those that `scripts/corpus` makes.
#![cfg(not(feature = "browser"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot read its files has failed, and says what it found"
)]

use apply_edge::file::scan::Scan;
use apply_edge::file::{Ends, FileKind, FileProblem, deep};
use std::path::Path;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// As the Worker judges a file that came in pieces.
fn judge(name: &str, bytes: &[u8]) -> Result<FileKind, FileProblem> {
    let ends = Ends::of(bytes);
    let kind = FileKind::check(name, &ends, &FileKind::DOCUMENTS, 15_000_000)?;
    if let Some(mut scan) = Scan::of(kind) {
        bytes.chunks(65_536).for_each(|piece| scan.feed(piece));
        scan.verdict()?;
    }
    let Poll::Ready(Ok(looked)) =
        pin!(deep::check(kind, &ends, bytes)).poll(&mut Context::from_waker(Waker::noop()))
    else {
        panic!("bytes that are there are read at once");
    };
    looked.map(|()| kind)
}

/// How many files of a folder there are, and those that are refused.
fn refused(folder: &Path) -> (usize, Vec<String>) {
    let mut refused = Vec::new();
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        count += 1;
        if let Err(problem) = judge(&name, &std::fs::read(&path).unwrap()) {
            refused.push(format!("{name}: {problem:?}"));
        }
    }
    (count, refused)
}

#[test]
fn honest_resumes_are_accepted() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/honest");
    let (count, refused) = refused(&here);
    assert!(count >= 60, "{count}");
    assert_eq!(refused, Vec::<String>::new());
}

#[test]
fn of_a_thousand_honest_resumes_at_most_one_is_refused() {
    let Ok(folder) = std::env::var("HONEST") else {
        eprintln!("HONEST names no folder: see scripts/corpus");
        return;
    };
    let (count, refused) = refused(Path::new(&folder));
    eprintln!("{count} honest resumes, {} refused: {refused:?}", refused.len());
    assert!(refused.len() <= count / 1000, "{refused:?}");
}

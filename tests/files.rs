//! Files of other programs and people, judged as the Worker judges them: those that are kept here, those
//! that `scripts/corpus` makes, and third-party documents, where they lie beside the project.
#![cfg(not(feature = "browser"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot read its files has failed, and says what it found"
)]

use apply_edge::file::scan::Scan;
use apply_edge::file::{Ends, FileKind, FileProblem, deep};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// As the Worker judges a file that came in pieces.
fn judge(name: &str, bytes: &[u8]) -> Result<FileKind, FileProblem> {
    let ends = Ends::of(bytes);
    let kind = FileKind::check(name, &ends, &FileKind::DOCUMENTS, 15_000_000)?;
    let mut scan = Scan::default();
    bytes.chunks(65_536).for_each(|piece| scan.feed(piece));
    let Poll::Ready(Ok(looked)) =
        pin!(deep::check(kind, &ends, bytes, scan)).poll(&mut Context::from_waker(Waker::noop()))
    else {
        panic!("bytes that are there are read at once");
    };
    looked.map(|()| kind)
}

/// The verdicts on all files of a folder.
fn judged(folder: &Path) -> Vec<(String, Result<FileKind, FileProblem>)> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let judged = paths.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let verdict = judge(&name, &std::fs::read(&path).unwrap());
        (name, verdict)
    });
    judged.collect()
}

/// How many files of a folder there are, and those that are refused.
fn refused(folder: &Path) -> (usize, Vec<String>) {
    let judged = judged(folder);
    let count = judged.len();
    let refused = judged
        .into_iter()
        .filter_map(|(name, verdict)| verdict.err().map(|problem| format!("{name}: {problem:?}")));
    (count, refused.collect())
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn honest_resumes_are_accepted() {
    let (count, refused) = refused(&here("tests/fixtures/honest"));
    assert!(count >= 90, "{count}");
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

#[test]
fn locked_pdfs_are_opened_where_no_password_is_needed_and_then_judged() {
    let judged = judged(&here("tests/fixtures/locked"));
    assert!(judged.len() >= 40, "{}", judged.len());
    for (name, verdict) in judged {
        let wanted = match name.split(' ').next() {
            Some("accepted") => Ok(FileKind::Pdf),
            Some("file_encrypted") => Err(FileProblem::Encrypted),
            _ => Err(FileProblem::Unsafe),
        };
        assert_eq!(verdict, wanted, "{name}");
    }
}

#[test]
fn third_party_documents_beside_the_project_come_out_right() {
    let folder = here("../shared/files");
    if !folder.is_dir() {
        eprintln!("no third-party documents beside the project");
        return;
    }
    let (_, wrongly_refused) = refused(&folder.join("honest"));
    assert_eq!(wrongly_refused, Vec::<String>::new());
    for (name, verdict) in judged(&folder.join("dangerous")) {
        assert!(verdict.is_err(), "{name} is accepted");
    }
    for (name, verdict) in judged(&folder.join("sentence")) {
        assert_eq!(verdict, Err(FileProblem::Markup), "{name}");
    }
}

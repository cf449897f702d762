//! Checks that need the whole file and so run only in the Worker: decompressed parts of documents,
//! the streams of compound files, compressed PDF objects, and JPEG frame headers after a preview.
//! No file is held in memory whole. Each file has a budget for reading and decompression and is
//! rejected when it exceeds it.

mod compound;
mod doc;
mod inflate;
mod odf;
mod ooxml;
mod package;
mod parts;
mod pdf;
mod vba;
mod xml;

pub use inflate::UNPACKED_MAX;

use super::scan::{Findings, Scan};
use super::{Ends, FileKind, FileProblem, image};
use std::cell::Cell;

/// Maximum number of segments that are examined.
const STEPS_MAX: usize = 1000;
/// Bytes per read in a sequential pass: one row of an upload.
const PIECE: usize = 262_144;
/// Maximum number of bytes read from a file, beyond four times its length.
const READ_MAX: u64 = 32_000_000;
/// Fixed cost of a read, in bytes, added to its length.
const READ_COST: u64 = 4096;

/// Random access to the bytes of a file.
#[allow(async_fn_in_trait, reason = "used by this crate alone, on one thread")]
pub trait Bytes {
    /// The error of a failed read.
    type Error;

    /// Reads at most `length` bytes from offset `at`; fewer at the end of the file.
    async fn read(&self, at: u64, length: usize) -> Result<Vec<u8>, Self::Error>;
}

/// A problem of the file, or an error while reading it.
pub(super) enum Refused<E> {
    Problem(FileProblem),
    Unreadable(E),
}

impl<E> From<FileProblem> for Refused<E> {
    fn from(problem: FileProblem) -> Self {
        Self::Problem(problem)
    }
}

/// A byte source that keeps read errors apart from problems of the file, and limits the bytes that
/// are read: a file that makes the reader jump back and forth is rejected.
pub(super) struct Source<'a, B: ?Sized> {
    bytes: &'a B,
    left: Cell<u64>,
}

impl<'a, B: Bytes + ?Sized> Source<'a, B> {
    fn new(bytes: &'a B, size: u64) -> Self {
        Self { bytes, left: Cell::new(size.saturating_mul(4).saturating_add(READ_MAX)) }
    }

    async fn read(&self, at: u64, length: usize) -> Result<Vec<u8>, Refused<B::Error>> {
        // Even a short read has a cost.
        let cost = length as u64 + READ_COST;
        self.left.set(self.left.get().checked_sub(cost).ok_or(FileProblem::Unsafe)?);
        self.bytes.read(at, length).await.map_err(Refused::Unreadable)
    }
}

/// Checks a file that [`FileKind::check`] has accepted, using the results of the streaming scan.
/// `Ok(Err)` is a problem of the file; `Err` is a failed read.
pub async fn check<B: Bytes + ?Sized>(
    kind: FileKind,
    ends: &Ends<'_>,
    bytes: &B,
    scan: Scan,
) -> Result<Result<(), FileProblem>, B::Error> {
    let source = Source::new(bytes, ends.size);
    let checked = match (kind, scan.finish()) {
        (FileKind::Docx, _) => ooxml::check(ends, &source).await,
        (FileKind::Odt, _) => odf::check(ends, &source).await,
        (FileKind::Doc, _) => doc::check(ends, &source).await,
        (FileKind::Jpg, _) => picture(ends, &source).await,
        (FileKind::Pdf, Findings::Pdf(found)) => pdf::check(ends, &source, *found).await,
        (FileKind::Rtf, Findings::Rtf { harmful: false }) => Ok(()),
        (FileKind::Rtf, Findings::Rtf { harmful: true }) => Err(FileProblem::Unsafe.into()),
        (FileKind::Txt | FileKind::Png, _) => Ok(()),
        // The scan and the check disagree about the bytes.
        (FileKind::Pdf | FileKind::Rtf, _) => Err(FileProblem::Content.into()),
    };
    match checked {
        Ok(()) => Ok(Ok(())),
        Err(Refused::Problem(problem)) => Ok(Err(problem)),
        Err(Refused::Unreadable(error)) => Err(error),
    }
}

async fn picture<B: Bytes + ?Sized>(
    ends: &Ends<'_>,
    bytes: &Source<'_, B>,
) -> Result<(), Refused<B::Error>> {
    let image::JpegScan::Further(mut at) = image::jpeg(ends.head) else { return Ok(()) };
    for _ in 0..STEPS_MAX {
        let start = bytes.read(at as u64, image::SEGMENT).await?;
        match image::segment(&start) {
            image::Segment::Skip(length) => at = at.saturating_add(length),
            image::Segment::Frame(size) => return Ok(image::check_pixels(size)?),
            image::Segment::End => break,
        }
    }
    Err(FileProblem::Content.into())
}

/// A file that is completely in memory.
impl Bytes for [u8] {
    type Error = std::convert::Infallible;

    async fn read(&self, at: u64, length: usize) -> Result<Vec<u8>, Self::Error> {
        let from = usize::try_from(at).unwrap_or(usize::MAX).min(self.len());
        let rest = self.get(from..).unwrap_or_default();
        Ok(rest.get(..length).unwrap_or(rest).to_vec())
    }
}

#[cfg(test)]
mod tests;

//! What only the Worker can see, which has all of a file: parts of a document that are unpacked within a
//! budget, a compound file's streams, objects that a PDF has packed, a picture's frame header behind
//! its preview. Nothing is held whole, and no file costs more than its budget: one that would is
//! refused.

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

/// The most sectors, segments or parts that are looked at.
const STEPS_MAX: usize = 1000;
/// Bytes that are read at a time where much is gone through: a row of an upload.
const PIECE: usize = 262_144;
/// The most bytes that are read of a file beyond four times its length.
const READ_MAX: u64 = 32_000_000;
/// What a read counts for beyond its length.
const READ_COST: u64 = 4096;

/// Reads any bytes of a file.
#[allow(async_fn_in_trait, reason = "used by this crate alone, on one thread")]
pub trait Bytes {
    /// Why bytes cannot be read.
    type Error;

    /// At most `length` bytes from `at`; fewer at the end.
    async fn read(&self, at: u64, length: usize) -> Result<Vec<u8>, Self::Error>;
}

/// What is wrong with a file, or why it could not be read.
pub(super) enum Refused<E> {
    Problem(FileProblem),
    Unreadable(E),
}

impl<E> From<FileProblem> for Refused<E> {
    fn from(problem: FileProblem) -> Self {
        Self::Problem(problem)
    }
}

/// A source whose errors can be told from a problem of the file, and of which no more is read than a
/// budget: a file that leads a reader to and fro is refused.
pub(super) struct Source<'a, B: ?Sized> {
    bytes: &'a B,
    left: Cell<u64>,
}

impl<'a, B: Bytes + ?Sized> Source<'a, B> {
    fn new(bytes: &'a B, size: u64) -> Self {
        Self { bytes, left: Cell::new(size.saturating_mul(4).saturating_add(READ_MAX)) }
    }

    async fn read(&self, at: u64, length: usize) -> Result<Vec<u8>, Refused<B::Error>> {
        // Each costs something, however little is read.
        let cost = length as u64 + READ_COST;
        self.left.set(self.left.get().checked_sub(cost).ok_or(FileProblem::Unsafe)?);
        self.bytes.read(at, length).await.map_err(Refused::Unreadable)
    }
}

/// Looks into a file that [`FileKind::check`] has accepted, with what was found as it streamed by.
/// `Ok(Err)` is what is wrong with it.
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
        // The search saw other bytes than the check.
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
    let image::Seen::Beyond(mut at) = image::jpeg(ends.head) else { return Ok(()) };
    for _ in 0..STEPS_MAX {
        let start = bytes.read(at as u64, image::SEGMENT).await?;
        match image::segment(&start) {
            image::Segment::Skip(length) => at = at.saturating_add(length),
            image::Segment::Frame(size) => return Ok(image::judge(size)?),
            image::Segment::Nothing => break,
        }
    }
    Err(FileProblem::Content.into())
}

/// Bytes that are there whole.
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

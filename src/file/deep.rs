//! What only somebody who has all of a file can see: parts of a document that are unpacked within a
//! budget, a directory that lies in the middle, a picture's frame header behind its preview.

mod compound;
mod parts;

pub use parts::UNPACKED_MAX;

use super::{Ends, FileKind, FileProblem, image};

/// The most sectors, segments or parts that are looked at.
const STEPS_MAX: usize = 1000;

/// Somebody who has the bytes.
#[allow(async_fn_in_trait, reason = "used by this crate alone, on one thread")]
pub trait Bytes {
    /// Why bytes cannot be read.
    type Error;

    /// At most `length` bytes from `at`; fewer at the end.
    async fn read(&self, at: u64, length: usize) -> Result<Vec<u8>, Self::Error>;
}

/// Looks into a file that [`FileKind::check`] has accepted. `Ok(Err)` is what is wrong with it.
pub async fn check<B: Bytes + ?Sized>(
    kind: FileKind,
    ends: &Ends<'_>,
    bytes: &B,
) -> Result<Result<(), FileProblem>, B::Error> {
    match kind {
        FileKind::Docx | FileKind::Odt => parts::check(ends, bytes).await,
        FileKind::Doc => compound::check(bytes).await,
        FileKind::Jpg => picture(ends, bytes).await,
        FileKind::Pdf | FileKind::Rtf | FileKind::Txt | FileKind::Png => Ok(Ok(())),
    }
}

async fn picture<B: Bytes + ?Sized>(
    ends: &Ends<'_>,
    bytes: &B,
) -> Result<Result<(), FileProblem>, B::Error> {
    let image::Seen::Beyond(mut at) = image::jpeg(ends.head) else { return Ok(Ok(())) };
    for _ in 0..STEPS_MAX {
        let start = bytes.read(at as u64, image::SEGMENT).await?;
        match image::segment(&start) {
            image::Segment::Skip(length) => at = at.saturating_add(length),
            image::Segment::Frame(size) => return Ok(image::judge(size)),
            image::Segment::Nothing => break,
        }
    }
    Ok(Err(FileProblem::Content))
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

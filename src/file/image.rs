//! Pictures: how large they say they are. Nothing is decoded. Facts: ISO/IEC 15948, 11.2.2 (PNG's
//! IHDR); ITU-T T.81, B.1.1 and B.2.2 (JPEG's markers and frame header).

use super::{Ends, FileProblem};

/// The most pixels of a picture: a choice of ours, above any telephone's camera of today's usual kind,
/// and far below what fills a viewer's memory.
pub const PIXELS_MAX: u64 = 50_000_000;

pub(super) fn check(ends: &Ends<'_>) -> Result<(), FileProblem> {
    // A page or an archive as well: two programs would see two files.
    if super::zip::find_end(ends).is_some() {
        return Err(FileProblem::Unsafe);
    }
    let size = match png(ends.head) {
        Some(size) => size,
        None => match jpeg(ends.head) {
            Seen::Size(size) => size,
            // Behind what is in sight: the Worker looks on.
            Seen::Beyond(at) if (at as u64) < ends.size && ends.size > ends.head.len() as u64 => {
                return Ok(());
            }
            Seen::Beyond(_) | Seen::Nothing => return Err(FileProblem::Content),
        },
    };
    judge(size)
}

/// Whether a picture of so many pixels across and down is accepted.
pub(super) fn judge((width, height): (u32, u32)) -> Result<(), FileProblem> {
    match u64::from(width) * u64::from(height) {
        0 => Err(FileProblem::Content),
        pixels if pixels > PIXELS_MAX => Err(FileProblem::Pixels),
        _ => Ok(()),
    }
}

fn png(head: &[u8]) -> Option<(u32, u32)> {
    let header = head.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
    let number = |at: usize| Some(u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?));
    Some((number(0)?, number(4)?))
}

/// What the first bytes of a JPEG tell.
pub(super) enum Seen {
    /// Pixels across and down.
    Size((u32, u32)),
    /// The frame header stands behind them; the next segment begins there.
    Beyond(usize),
    /// It is no JPEG.
    Nothing,
}

/// Bytes of a segment that are looked at: as far as a frame header's sizes.
pub(super) const SEGMENT: usize = 9;

/// Walks the segments up to the frame header.
pub(super) fn jpeg(head: &[u8]) -> Seen {
    let mut at: usize = 2;
    loop {
        let Some(start) = head.get(at..at.saturating_add(SEGMENT)) else {
            return Seen::Beyond(at);
        };
        match segment(start) {
            Segment::Skip(length) => at = at.saturating_add(length),
            Segment::Frame(size) => return Seen::Size(size),
            Segment::Nothing => return Seen::Nothing,
        }
    }
}

/// What a segment is.
pub(super) enum Segment {
    /// Of no interest, and so many bytes long.
    Skip(usize),
    /// The frame header: pixels across and down.
    Frame((u32, u32)),
    /// None at all.
    Nothing,
}

/// Reads the start of a segment.
pub(super) fn segment(start: &[u8]) -> Segment {
    let [0xFF, marker, rest @ ..] = start else { return Segment::Nothing };
    let number = |at: usize| match rest.get(at..at + 2) {
        Some(&[high, low]) => u32::from(u16::from_be_bytes([high, low])),
        _ => 0,
    };
    match marker {
        // Fill bytes, and markers without a length.
        0xFF => Segment::Skip(1),
        0x01 | 0xD0..=0xD7 => Segment::Skip(2),
        // The end, or pixels before any frame header.
        0xD9 | 0xDA => Segment::Nothing,
        // Frame headers: all of C0 to CF but DHT, JPG and DAC.
        0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
            Segment::Frame((number(5), number(3)))
        }
        _ => Segment::Skip(2 + number(0) as usize),
    }
}

//! Dimensions of pictures, read from their headers without decoding. Facts: ISO/IEC 15948, 11.2.2
//! (PNG's IHDR); ITU-T T.81, B.1.1 and B.2.2 (JPEG's markers and frame header).

use super::{Ends, FileProblem};

/// Maximum number of pixels. Chosen here: above the usual cameras of today's telephones, and far
/// below what fills a viewer's memory.
pub const PIXELS_MAX: u64 = 50_000_000;

pub(super) fn check(ends: &Ends<'_>) -> Result<(), FileProblem> {
    // A picture that is a web page or an archive too: two programs would read two different files.
    if super::zip::find_end(ends).is_some() {
        return Err(FileProblem::Unsafe);
    }
    let size = match png(ends.head) {
        Some(size) => size,
        None => match jpeg(ends.head) {
            JpegScan::Size(size) => size,
            // Beyond the first bytes: the Worker continues there.
            JpegScan::Further(at)
                if (at as u64) < ends.size && ends.size > ends.head.len() as u64 =>
            {
                return Ok(());
            }
            JpegScan::Further(_) | JpegScan::NotJpeg => return Err(FileProblem::Content),
        },
    };
    check_pixels(size)
}

/// Checks the size in pixels, as width and height.
pub(super) fn check_pixels((width, height): (u32, u32)) -> Result<(), FileProblem> {
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

/// Result of parsing the first bytes of a JPEG.
pub(super) enum JpegScan {
    /// Width and height in pixels.
    Size((u32, u32)),
    /// The frame header is further on; the next segment begins at this offset.
    Further(usize),
    /// Not a JPEG.
    NotJpeg,
}

/// Bytes of a segment that are needed: up to the dimensions in a frame header.
pub(super) const SEGMENT: usize = 9;

/// Walks the segments up to the frame header.
pub(super) fn jpeg(head: &[u8]) -> JpegScan {
    let mut at: usize = 2;
    loop {
        let Some(start) = head.get(at..at.saturating_add(SEGMENT)) else {
            return JpegScan::Further(at);
        };
        match segment(start) {
            Segment::Skip(length) => at = at.saturating_add(length),
            Segment::Frame(size) => return JpegScan::Size(size),
            Segment::End => return JpegScan::NotJpeg,
        }
    }
}

/// A segment of a JPEG.
pub(super) enum Segment {
    /// Irrelevant; length in bytes.
    Skip(usize),
    /// The frame header: width and height in pixels.
    Frame((u32, u32)),
    /// Not a segment, or no frame header can follow.
    End,
}

/// Parses the start of a segment.
pub(super) fn segment(start: &[u8]) -> Segment {
    let [0xFF, marker, rest @ ..] = start else { return Segment::End };
    let number = |at: usize| match rest.get(at..at + 2) {
        Some(&[high, low]) => u32::from(u16::from_be_bytes([high, low])),
        _ => 0,
    };
    match marker {
        // Fill bytes, and markers without a length.
        0xFF => Segment::Skip(1),
        0x01 | 0xD0..=0xD7 => Segment::Skip(2),
        // The end, or pixel data before a frame header.
        0xD9 | 0xDA => Segment::End,
        // Frame headers: C0 to CF except DHT, JPG and DAC.
        0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
            Segment::Frame((number(5), number(3)))
        }
        _ => Segment::Skip(2 + number(0) as usize),
    }
}

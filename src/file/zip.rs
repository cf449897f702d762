//! DOCX and ODT: ZIPs, judged by their directory alone. Nothing is inflated here. Facts: PKWARE APPNOTE
//! 4.3 (records), 4.4 (fields).

use super::{Ends, FileProblem};

/// The parts without which it is not a document of a kind.
pub(super) type Parts = &'static [&'static [u8]];
/// Office Open XML.
pub(super) const DOCX: Parts = &[b"[Content_Types].xml", b"word/document.xml"];
/// OpenDocument.
pub(super) const ODT: Parts = &[b"mimetype", b"content.xml"];

/// The most parts. A choice of ours: a resume has some thirty.
const PARTS_MAX: u16 = 2000;
/// The most bytes that all parts may say they unpack to. A choice of ours: ten times the largest
/// file we take.
const UNPACKED_MAX: u64 = 150_000_000;
/// How many times its size a large part may say it unpacks to: XML reaches twenty.
const RATIO_MAX: u64 = 200;
/// What a part must unpack to for its ratio to matter.
const LARGE: u64 = 5_000_000;

/// Length of the end record without its comment, and of a part's record without its texts.
const END: usize = 22;
const RECORD: usize = 46;
/// Length of a part's header before its bytes, without its texts.
pub(super) const HEADER: u64 = 30;

/// What the end record says: number of parts, and length and place of the directory.
pub(super) struct Directory {
    pub(super) parts: u16,
    length: u32,
    at: u32,
    /// Where the end record itself begins.
    end: u64,
}

/// The end record, if there is one that ends where the file does.
pub(super) fn directory(ends: &Ends<'_>) -> Option<Directory> {
    let tail = ends.tail;
    let before = ends.size.checked_sub(tail.len() as u64)?;
    (0..=tail.len().checked_sub(END)?).rev().find_map(|i| {
        let record = tail.get(i..)?;
        let comment = usize::from(u16_at(record, 20)?);
        let ends_here = record.starts_with(b"PK\x05\x06") && record.len() == END + comment;
        ends_here.then_some(())?;
        Some(Directory {
            parts: u16_at(record, 10)?,
            length: u32_at(record, 12)?,
            at: u32_at(record, 16)?,
            end: before + i as u64,
        })
    })
}

/// Whether an archive begins or ends somewhere in the tail: programs that unpack look for its end
/// record, and forgive what stands before and behind.
pub(super) fn is_in(ends: &Ends<'_>) -> bool {
    let before = ends.size.saturating_sub(ends.tail.len() as u64);
    memchr::memchr_iter(b'P', ends.tail).any(|i| {
        let record = ends.tail.get(i..).unwrap_or_default();
        if !record.starts_with(b"PK\x05\x06") {
            return false;
        }
        let parts = u16_at(record, 10).unwrap_or(0);
        let length = u64::from(u32_at(record, 12).unwrap_or(0));
        parts > 0 && length >= u64::from(parts) * RECORD as u64 && length <= before + i as u64
    })
}

/// Whether a file is a ZIP that has the parts of a document and nothing that harms.
pub(super) fn check(ends: &Ends<'_>, parts: Parts) -> Result<(), FileProblem> {
    let (directory, records) = records(ends)?;
    let mut found = 0;
    let mut unpacked = 0u64;
    let mut places = Vec::with_capacity(usize::from(directory.parts));
    for part in each(records, directory.parts) {
        let part = part?;
        if part.flags & 1 != 0 {
            return Err(FileProblem::Encrypted);
        }
        if part.name.ends_with(b"vbaProject.bin") || part.name.starts_with(b"Basic/") {
            return Err(FileProblem::Macros);
        }
        unpacked = unpacked.saturating_add(part.unpacked);
        let bomb = part.unpacked > LARGE && part.unpacked / part.packed.max(1) > RATIO_MAX;
        if bomb || part.is_link || is_harmful(part.name) {
            return Err(FileProblem::Unsafe);
        }
        found += usize::from(parts.contains(&part.name));
        places.push((part.at, part.packed));
    }
    places.sort_unstable();
    let nexts = places.iter().skip(1).map(|(at, _)| *at).chain([u64::from(directory.at)]);
    let overlap = places.iter().zip(nexts).any(|((at, packed), next)| at + HEADER + packed > next);
    if overlap || unpacked > UNPACKED_MAX {
        return Err(FileProblem::Unsafe);
    }
    if found == parts.len() { Ok(()) } else { Err(FileProblem::Content) }
}

/// The directory and the bytes of its records.
pub(super) fn records<'a>(ends: &Ends<'a>) -> Result<(Directory, &'a [u8]), FileProblem> {
    let directory = directory(ends).ok_or(FileProblem::Content)?;
    let (at, length) = (u64::from(directory.at), u64::from(directory.length));
    // Sizes that do not fit (ZIP64), too many parts, bytes that belong to nothing.
    if directory.parts > PARTS_MAX || at + length != directory.end {
        return Err(FileProblem::Unsafe);
    }
    let before = ends.size.saturating_sub(ends.tail.len() as u64);
    let records = at
        .checked_sub(before)
        .and_then(|from| usize::try_from(from).ok())
        .and_then(|from| ends.tail.get(from..))
        .ok_or(FileProblem::Unsafe)?;
    Ok((directory, records))
}

/// The directory's records, one after the other; the first that is none ends them.
pub(super) fn each(
    mut records: &[u8],
    parts: u16,
) -> impl Iterator<Item = Result<Part<'_>, FileProblem>> {
    (0..parts).map(move |_| {
        let part = Part::parse(records).ok_or(FileProblem::Content)?;
        records = records.get(part.length..).ok_or(FileProblem::Content)?;
        Ok(part)
    })
}

/// A record of the directory.
pub(super) struct Part<'a> {
    pub(super) name: &'a [u8],
    flags: u16,
    #[cfg(any(not(feature = "browser"), feature = "edge"))]
    pub(super) method: u16,
    pub(super) packed: u64,
    unpacked: u64,
    pub(super) at: u64,
    is_link: bool,
    /// Of its record.
    length: usize,
}

impl<'a> Part<'a> {
    fn parse(record: &'a [u8]) -> Option<Self> {
        record.starts_with(b"PK\x01\x02").then_some(())?;
        let texts = [28, 30, 32].map(|at| u16_at(record, at).map(usize::from));
        let [name, extra, comment] = texts;
        let (name, extra, comment) = (name?, extra?, comment?);
        // Made by Unix, which keeps the type of a file in the high half.
        let is_link = record.get(5) == Some(&3) && u32_at(record, 38)? >> 28 == 0xA;
        Some(Self {
            name: record.get(RECORD..RECORD + name)?,
            flags: u16_at(record, 8)?,
            #[cfg(any(not(feature = "browser"), feature = "edge"))]
            method: u16_at(record, 10)?,
            packed: u64::from(u32_at(record, 20)?),
            unpacked: u64::from(u32_at(record, 24)?),
            at: u64::from(u32_at(record, 42)?),
            is_link,
            length: RECORD + name + extra + comment,
        })
    }
}

/// Whether a part's name leads out of the archive, or is a program's or an object's of one.
fn is_harmful(name: &[u8]) -> bool {
    const PROGRAMS: [&[u8]; 7] = [b".exe", b".dll", b".js", b".vbs", b".bat", b".lnk", b".zip"];
    let low = name.to_ascii_lowercase();
    let out = name.split(|b| *b == b'/' || *b == b'\\').any(|step| step == b"..");
    let object = low.starts_with(b"word/activex/")
        || low.starts_with(b"word/embeddings/oleobject") && low.ends_with(b".bin");
    out || object
        || name.starts_with(b"/")
        || name.contains(&0)
        || name.contains(&b'\\')
        || PROGRAMS.iter().any(|p| low.ends_with(p))
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

//! DOCX and ODT: checks of the ZIP directory. Nothing is decompressed here. Facts: PKWARE APPNOTE
//! 4.3 (records), 4.4 (fields); ECMA-376 part 2, 9.1.1 (part names are case-insensitive).

use super::{Ends, FileKind, FileProblem, text};

/// Signature of a ZIP.
pub(super) const SIGNATURE: &[u8] = super::signature::ZIP;

/// A format that is based on ZIP.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Office Open XML.
    Docx,
    /// OpenDocument.
    Odt,
}

/// Maximum number of parts. Chosen here: a resume has about thirty.
const PARTS_MAX: u16 = 2000;
/// Maximum claimed decompressed size of all parts, in bytes. Chosen here: ten times the largest
/// accepted file.
const UNPACKED_MAX: u64 = 150_000_000;
/// Maximum claimed compression ratio of a large part: XML reaches twenty.
const RATIO_MAX: u64 = 200;
/// Decompressed size in bytes from which the ratio matters: a blank screenshot stays below.
const LARGE: u64 = 20_000_000;
/// Maximum number of bytes after the end record. Chosen here: mail programs and servers append
/// some.
const BEHIND_MAX: usize = 4096;

/// Length of the end record without its comment, and of a directory record without its texts.
const END: usize = 22;
const RECORD: usize = 46;
/// Length of a part's local header without its texts.
pub(super) const HEADER: u64 = 30;

/// The values of the end record: number of parts, and length and offset of the directory.
pub(super) struct Directory {
    pub(super) parts: u16,
    length: u32,
    at: u32,
    /// Offset of the end record itself.
    end: u64,
}

/// The last end record that is followed by at most [`BEHIND_MAX`] bytes that are not a file of
/// their own.
pub(super) fn directory(ends: &Ends<'_>) -> Option<Directory> {
    let tail = ends.tail;
    let before = ends.size.checked_sub(tail.len() as u64)?;
    let at = find_ends(tail).next()?;
    let record = tail.get(at..)?;
    let comment = usize::from(u16_at(record, 20)?);
    // A truncated comment means an incomplete download.
    let behind = record.get(END + comment..)?;
    if behind.len() > BEHIND_MAX || is_file(behind) {
        return None;
    }
    Some(Directory {
        parts: u16_at(record, 10)?,
        length: u32_at(record, 12)?,
        at: u32_at(record, 16)?,
        end: before + at as u64,
    })
}

/// Possible offsets of end records, the last first.
fn find_ends(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let marks = memchr::memrchr_iter(b'P', bytes);
    marks.filter(|at| bytes.get(*at..).is_some_and(|b| b.starts_with(b"PK\x05\x06")))
}

/// Whether the bytes after an archive are a file that another program would read.
fn is_file(bytes: &[u8]) -> bool {
    let start = text::trimmed(bytes);
    let starts: [&[u8]; 5] = [b"<", b"{\\rtf", b"MZ", b"\x7fELF", b"#!"];
    starts.iter().any(|s| start.starts_with(s))
        || bytes.windows(5).any(|w| w == b"%PDF-" || w.starts_with(SIGNATURE))
}

/// Offset of the last record in the tail that ends an archive. Unpacking programs search for it and
/// ignore the bytes before and after the archive.
pub(super) fn find_end(ends: &Ends<'_>) -> Option<u64> {
    let before = ends.size.saturating_sub(ends.tail.len() as u64);
    find_ends(ends.tail).find_map(|at| {
        let record = ends.tail.get(at..).unwrap_or_default();
        let parts = u16_at(record, 10).unwrap_or(0);
        let length = u64::from(u32_at(record, 12).unwrap_or(0));
        let at = before + at as u64;
        let is_end = parts > 0 && length >= u64::from(parts) * RECORD as u64 && length <= at;
        is_end.then_some(at)
    })
}

/// The kind of document in a ZIP, from its list of parts.
pub(super) fn kind(ends: &Ends<'_>) -> Result<FileKind, FileProblem> {
    let (directory, records) = records(ends)?;
    let (mut types, mut content, mut word, mut other) = (false, false, false, false);
    for part in directory_entries(records, directory.parts) {
        let name = part?.path();
        types |= name == b"[content_types].xml";
        content |= name == b"content.xml";
        word |= name.starts_with(b"word/");
        other |= name == b"xl/workbook.xml" || name == b"ppt/presentation.xml";
    }
    // The part is first and not compressed, as required.
    let is_stored = u16_at(ends.head, 8) == Some(0);
    let mimetype = ends.head.get(30..).and_then(|rest| rest.strip_prefix(b"mimetype"));
    let mimetype = mimetype.filter(|_| is_stored);
    let is_text = mimetype.is_none_or(|m| m.starts_with(ODT));
    match (types, content) {
        (true, _) if word || !other => Ok(FileKind::Docx),
        (false, true) if is_text => Ok(FileKind::Odt),
        _ => Err(FileProblem::Content),
    }
}

/// Media type of an OpenDocument text; a prefix of its template's.
pub(super) const ODT: &[u8] = b"application/vnd.oasis.opendocument.text";

/// Checks the directory of a ZIP.
pub(super) fn check(ends: &Ends<'_>, format: Format) -> Result<(), FileProblem> {
    let (directory, records) = records(ends)?;
    let mut unpacked = 0u64;
    let mut places = Vec::with_capacity(usize::from(directory.parts));
    for part in directory_entries(records, directory.parts) {
        let part = part?;
        let name = part.path();
        if part.flags & 1 != 0 {
            return Err(FileProblem::Encrypted);
        }
        let has_macros = match format {
            Format::Docx => name.ends_with(b"vbaproject.bin"),
            Format::Odt => name.starts_with(b"scripts/") && !name.ends_with(b"/"),
        };
        if has_macros {
            return Err(FileProblem::Macros);
        }
        unpacked = unpacked.saturating_add(part.unpacked);
        let bomb = part.unpacked > LARGE && part.unpacked / part.packed.max(1) > RATIO_MAX;
        if bomb || part.is_link || is_harmful(&name) {
            return Err(FileProblem::Unsafe);
        }
        places.push((part.at, part.packed));
    }
    places.sort_unstable();
    let nexts = places.iter().skip(1).map(|(at, _)| *at).chain([u64::from(directory.at)]);
    let overlap = places.iter().zip(nexts).any(|((at, packed), next)| at + HEADER + packed > next);
    if overlap || unpacked > UNPACKED_MAX { Err(FileProblem::Unsafe) } else { Ok(()) }
}

/// The directory and its bytes.
pub(super) fn records<'a>(ends: &Ends<'a>) -> Result<(Directory, &'a [u8]), FileProblem> {
    let directory = directory(ends).ok_or(FileProblem::Content)?;
    let (at, length) = (u64::from(directory.at), u64::from(directory.length));
    // Sizes that do not fit (ZIP64), too many parts, or unaccounted bytes.
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

/// Iterates over the directory records, up to the first invalid one.
pub(super) fn directory_entries(
    mut records: &[u8],
    parts: u16,
) -> impl Iterator<Item = Result<Part<'_>, FileProblem>> {
    (0..parts).map(move |_| {
        let part = Part::parse(records).ok_or(FileProblem::Content)?;
        records = records.get(part.length..).ok_or(FileProblem::Content)?;
        Ok(part)
    })
}

/// A directory record.
pub(super) struct Part<'a> {
    pub(super) name: &'a [u8],
    flags: u16,
    pub(super) method: u16,
    pub(super) packed: u64,
    unpacked: u64,
    pub(super) at: u64,
    is_link: bool,
    /// Length of the record.
    length: usize,
}

impl<'a> Part<'a> {
    /// The name in lower case, with `/` for the `\` that some Windows programs write.
    pub(super) fn path(&self) -> Vec<u8> {
        let steps = self.name.iter().map(|b| if *b == b'\\' { b'/' } else { *b });
        steps.map(|b| b.to_ascii_lowercase()).collect()
    }

    fn parse(record: &'a [u8]) -> Option<Self> {
        record.starts_with(b"PK\x01\x02").then_some(())?;
        let texts = [28, 30, 32].map(|at| u16_at(record, at).map(usize::from));
        let [name, extra, comment] = texts;
        let (name, extra, comment) = (name?, extra?, comment?);
        // Made on Unix, where the high half contains the file type.
        let is_link = record.get(5) == Some(&3) && u32_at(record, 38)? >> 28 == 0xA;
        Some(Self {
            name: record.get(RECORD..RECORD + name)?,
            flags: u16_at(record, 8)?,
            method: u16_at(record, 10)?,
            packed: u64::from(u32_at(record, 20)?),
            unpacked: u64::from(u32_at(record, 24)?),
            at: u64::from(u32_at(record, 42)?),
            is_link,
            length: RECORD + name + extra + comment,
        })
    }
}

/// Extensions of programs, scripts, shortcuts, disk images and documents with macros: files that
/// run, or bring something that runs, when opened. From Microsoft's list of blocked attachments.
const PROGRAMS: [&[u8]; 62] = [
    b"ade",
    b"adp",
    b"apk",
    b"app",
    b"application",
    b"appref-ms",
    b"bat",
    b"chm",
    b"cmd",
    b"com",
    b"cpl",
    b"dll",
    b"docm",
    b"dotm",
    b"exe",
    b"gadget",
    b"hlp",
    b"hta",
    b"img",
    b"inf",
    b"ins",
    b"iqy",
    b"iso",
    b"isp",
    b"jar",
    b"js",
    b"jse",
    b"lnk",
    b"mde",
    b"msc",
    b"msi",
    b"msix",
    b"msp",
    b"mst",
    b"ocx",
    b"pif",
    b"potm",
    b"ppam",
    b"pptm",
    b"ps1",
    b"psm1",
    b"reg",
    b"scf",
    b"scr",
    b"sct",
    b"settingcontent-ms",
    b"sh",
    b"slk",
    b"url",
    b"vb",
    b"vbe",
    b"vbs",
    b"vhd",
    b"vhdx",
    b"wsc",
    b"wsf",
    b"wsh",
    b"xlam",
    b"xll",
    b"xlsm",
    b"xltm",
    b"zip",
];

/// Whether a lower-case name has one of these extensions.
pub(super) fn is_program(name: &[u8]) -> bool {
    let end = name.trim_ascii_end().rsplit(|b| *b == b'.').next().unwrap_or_default();
    end.len() < name.len() && PROGRAMS.contains(&end)
}

/// Whether a lower-case part name escapes from the archive, or belongs to a program or a control.
fn is_harmful(name: &[u8]) -> bool {
    let out = name.split(|b| *b == b'/').any(|step| step == b"..");
    out || name.starts_with(b"word/activex/")
        || name.starts_with(b"/")
        || name.contains(&0)
        || name.contains(&b':')
        || is_program(name)
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

//! DOCX and ODT: ZIPs, judged by their directory alone. Nothing is inflated here. Facts: PKWARE APPNOTE
//! 4.3 (records), 4.4 (fields); ECMA-376 part 2, 9.1.1 (names of parts do not tell case apart).

use super::{Ends, FileKind, FileProblem, text};

/// The first bytes of a ZIP.
pub(super) const SIGNATURE: &[u8] = b"PK\x03\x04";

/// A format that lies in a ZIP.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Office Open XML.
    Docx,
    /// OpenDocument.
    Odt,
}

/// The most parts. A choice of ours: a resume has some thirty.
const PARTS_MAX: u16 = 2000;
/// The most bytes that all parts may say they unpack to. A choice of ours: ten times the largest
/// file we take.
const UNPACKED_MAX: u64 = 150_000_000;
/// How many times its size a large part may say it unpacks to: XML reaches twenty.
const RATIO_MAX: u64 = 200;
/// What a part must unpack to for its ratio to matter: an empty picture of a screen stays below.
const LARGE: u64 = 20_000_000;
/// The most bytes behind the end record. A choice of ours: what mail programs and servers append.
const BEHIND_MAX: usize = 4096;

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

/// The last end record with at most [`BEHIND_MAX`] bytes behind it that are no file of their own.
pub(super) fn directory(ends: &Ends<'_>) -> Option<Directory> {
    let tail = ends.tail;
    let before = ends.size.checked_sub(tail.len() as u64)?;
    let at = find_ends(tail).next()?;
    let record = tail.get(at..)?;
    let comment = usize::from(u16_at(record, 20)?);
    // A comment that is cut short is what a cut download leaves.
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

/// Where end records may stand, the last first.
fn find_ends(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let marks = memchr::memrchr_iter(b'P', bytes);
    marks.filter(|at| bytes.get(*at..).is_some_and(|b| b.starts_with(b"PK\x05\x06")))
}

/// Whether bytes behind an archive are a file that another program would read.
fn is_file(bytes: &[u8]) -> bool {
    let start = text::trimmed(bytes);
    let starts: [&[u8]; 5] = [b"<", b"{\\rtf", b"MZ", b"\x7fELF", b"#!"];
    starts.iter().any(|s| start.starts_with(s))
        || bytes.windows(5).any(|w| w == b"%PDF-" || w.starts_with(SIGNATURE))
}

/// Whether an archive begins or ends somewhere in the tail: programs that unpack look for its end
/// record, and forgive what stands before and behind. The last such record.
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

/// Which document a ZIP is, by its list of parts.
pub(super) fn kind(ends: &Ends<'_>) -> Result<FileKind, FileProblem> {
    let (directory, records) = records(ends)?;
    let (mut types, mut content, mut word, mut other) = (false, false, false, false);
    for part in each(records, directory.parts) {
        let name = part?.path();
        types |= name == b"[content_types].xml";
        content |= name == b"content.xml";
        word |= name.starts_with(b"word/");
        other |= name == b"xl/workbook.xml" || name == b"ppt/presentation.xml";
    }
    // Where it stands first and is not packed, as it should be.
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

/// The media type of an OpenDocument text; of its templates it is the beginning.
pub(super) const ODT: &[u8] = b"application/vnd.oasis.opendocument.text";

/// Whether a ZIP has nothing that harms, as far as its list of parts tells.
pub(super) fn check(ends: &Ends<'_>, format: Format) -> Result<(), FileProblem> {
    let (directory, records) = records(ends)?;
    let mut unpacked = 0u64;
    let mut places = Vec::with_capacity(usize::from(directory.parts));
    for part in each(records, directory.parts) {
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
    /// Its name in lower case, with `/` for the `\` that some programs of Windows write.
    pub(super) fn path(&self) -> Vec<u8> {
        let steps = self.name.iter().map(|b| if *b == b'\\' { b'/' } else { *b });
        steps.map(|b| b.to_ascii_lowercase()).collect()
    }

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

/// Endings of programs, scripts, shortcuts, images of disks and documents with macros: what runs, or
/// brings something that runs, when somebody opens it. From Microsoft's list of blocked attachments.
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

/// Whether a name, in lower case, is that of a program or the like.
pub(super) fn is_program(name: &[u8]) -> bool {
    let end = name.trim_ascii_end().rsplit(|b| *b == b'.').next().unwrap_or_default();
    end.len() < name.len() && PROGRAMS.contains(&end)
}

/// Whether a part's name, in lower case, leads out of the archive, or is a program's or a control's.
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

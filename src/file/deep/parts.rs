//! Parts of a DOCX or ODT whose text can hide what the ZIP's directory does not tell. Facts: ECMA-376
//! part 1, 17.16.5.16 (DDEAUTO), part 2, 9 (relationships); OpenDocument 1.2 part 3, 3.4 (encryption).

use super::{Bytes, STEPS_MAX};
use crate::file::{Ends, FileProblem, zip};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

/// The most bytes that are unpacked of a file, all parts together.
pub const UNPACKED_MAX: usize = 4_000_000;
/// The most bytes that are read of a part.
const PACKED_MAX: u64 = 1_000_000;

/// Unpacks the parts that can hide something and looks for it.
pub(super) async fn check<B: Bytes + ?Sized>(
    ends: &Ends<'_>,
    bytes: &B,
) -> Result<Result<(), FileProblem>, B::Error> {
    let mut budget = UNPACKED_MAX;
    for part in suspects(ends).into_iter().take(STEPS_MAX) {
        let header = bytes.read(part.at, 30).await?;
        // Its own header is not one, or names a way of packing that no program of ours knows.
        let Some(body) = body(&header).filter(|_| matches!(part.method, 0 | 8)) else {
            return Ok(Err(FileProblem::Unsafe));
        };
        let length = usize::try_from(part.packed.min(PACKED_MAX)).unwrap_or(0);
        let packed = bytes.read(part.at + body, length).await?;
        let found = match part.method {
            0 => look(&packed, part.words),
            _ => inflate(&packed, &mut budget, part.words),
        };
        if let Some(problem) = found {
            return Ok(Err(problem));
        }
    }
    Ok(Ok(()))
}

type Words = [(&'static [u8], FileProblem)];

fn look(text: &[u8], words: &Words) -> Option<FileProblem> {
    let found = words.iter().find(|(word, _)| memchr::memmem::find(text, word).is_some());
    found.map(|(_, problem)| *problem)
}

/// Unpacks through a window, as far as the budget goes, and looks for words in what passes.
fn inflate(packed: &[u8], budget: &mut usize, words: &Words) -> Option<FileProblem> {
    /// What is looked at again with the next window: longer than any word.
    const OVERLAP: usize = 64;
    let mut window = vec![0; 65_536];
    let mut state = Box::new(DecompressorOxide::new());
    let (mut read, mut at) = (0, 0);
    let mut text: Vec<u8> = Vec::with_capacity(window.len() + OVERLAP);
    while *budget > 0 {
        let rest = packed.get(read..)?;
        let (status, used, made) =
            decompress(&mut state, rest, &mut window, at, inflate_flags::TINFL_FLAG_HAS_MORE_INPUT);
        read += used;
        *budget = budget.saturating_sub(made);
        text.drain(..text.len().saturating_sub(OVERLAP));
        text.extend_from_slice(window.get(at..at + made).unwrap_or_default());
        if let Some(problem) = look(&text, words) {
            return Some(problem);
        }
        at = (at + made) % window.len();
        match status {
            TINFLStatus::HasMoreOutput => {}
            // Its end, or that of what is looked at, or nothing that could be unpacked by anybody.
            _ => return None,
        }
    }
    None
}

/// A part whose text can hide something.
struct Suspect {
    /// Where its header begins.
    at: u64,
    /// Its length as it is stored.
    packed: u64,
    /// Whether it is deflated (8) or stored (0).
    method: u16,
    /// What must not stand in it, and what it means if it does.
    words: &'static [(&'static [u8], FileProblem)],
}

/// Templates, objects and documents that open with this one from elsewhere.
const RELATIONS: &[(&[u8], FileProblem)] = &[
    (b"/attachedTemplate\"", FileProblem::Unsafe),
    (b"/oleObject\"", FileProblem::Unsafe),
    (b"/subDocument\"", FileProblem::Unsafe),
    (b"/frame\"", FileProblem::Unsafe),
    (b"/attachedTemplate'", FileProblem::Unsafe),
    (b"/oleObject'", FileProblem::Unsafe),
    (b"/subDocument'", FileProblem::Unsafe),
    (b"/frame'", FileProblem::Unsafe),
];
/// Fields that start a program.
const FIELDS: &[(&[u8], FileProblem)] =
    &[(b"DDEAUTO", FileProblem::Unsafe), (b"> DDE ", FileProblem::Unsafe)];
/// Scripts and links to programs.
const SCRIPTS: &[(&[u8], FileProblem)] = &[
    (b"vnd.sun.star.script", FileProblem::Macros),
    (b"office:dde-source", FileProblem::Unsafe),
    (b"dde-connection", FileProblem::Unsafe),
];
/// The list of parts that are locked.
const MANIFEST: &[(&[u8], FileProblem)] = &[(b"encryption-data", FileProblem::Encrypted)];

/// The parts of a document that are worth unpacking, for what the directory cannot tell.
fn suspects(ends: &Ends<'_>) -> Vec<Suspect> {
    let Ok((directory, records)) = zip::records(ends) else { return Vec::new() };
    let words = |name: &[u8]| match name {
        b"content.xml" | b"styles.xml" => Some(SCRIPTS),
        b"META-INF/manifest.xml" => Some(MANIFEST),
        name if name.ends_with(b".rels") => Some(RELATIONS),
        name if name.starts_with(b"word/") && !name.get(5..).is_some_and(|n| n.contains(&b'/')) => {
            [&b"word/document"[..], b"word/header", b"word/footer"]
                .iter()
                .any(|start| name.starts_with(start))
                .then_some(FIELDS)
        }
        _ => None,
    };
    zip::each(records, directory.parts)
        .map_while(Result::ok)
        .filter_map(|part| {
            let (at, packed, method) = (part.at, part.packed, part.method);
            Some(Suspect { at, packed, method, words: words(part.name)? })
        })
        .collect()
}

/// Where a part's bytes begin behind its header's start.
fn body(header: &[u8]) -> Option<u64> {
    header.starts_with(b"PK\x03\x04").then_some(())?;
    Some(zip::HEADER + u64::from(zip::u16_at(header, 26)?) + u64::from(zip::u16_at(header, 28)?))
}

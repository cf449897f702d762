//! DOC: a compound file, judged by its directory where that is in sight. Facts: MS-CFB, 2.2 (header)
//! and 2.6.1 (directory entries).

use super::{Ends, FileProblem};

/// Bytes of a directory entry; its name is UTF-16 in the first 64.
const ENTRY: usize = 128;
/// The most entries that are read: a document has some ten.
const ENTRIES_MAX: usize = 64;

pub(super) fn check(ends: &Ends<'_>) -> Result<(), FileProblem> {
    let entries = entries(ends);
    judge(&entries.iter().map(|e| name(e)).collect::<Vec<_>>())
}

/// What the names of a compound file's streams and storages say.
pub(super) fn judge(names: &[String]) -> Result<(), FileProblem> {
    let has = |what: &str| names.iter().any(|n| n == what);
    if has("Macros") || has("VBA") || has("_VBA_PROJECT_CUR") {
        return Err(FileProblem::Macros);
    }
    if has("EncryptedPackage") || has("EncryptionInfo") {
        return Err(FileProblem::Encrypted);
    }
    // A workbook, a message or an installer is a compound file too.
    let other = ["Workbook", "Book", "PowerPoint Document", "__properties_version1.0"];
    if !has("WordDocument") && other.into_iter().any(has) {
        return Err(FileProblem::Content);
    }
    Ok(())
}

/// The directory's entries, as far as they lie in sight and one behind the other.
fn entries<'a>(ends: &Ends<'a>) -> Vec<&'a [u8]> {
    let directory = || {
        let shift = u32::from(u16::from_le_bytes(ends.head.get(30..32)?.try_into().ok()?));
        let sector = u64::from(u32::from_le_bytes(ends.head.get(48..52)?.try_into().ok()?));
        let at = (sector + 1).checked_shl(shift).filter(|_| shift <= 12)?;
        let tail_at = ends.size.saturating_sub(ends.tail.len() as u64);
        match usize::try_from(at).ok().and_then(|at| ends.head.get(at..)) {
            Some(seen) if !seen.is_empty() => Some(seen),
            _ => ends.tail.get(usize::try_from(at.checked_sub(tail_at)?).ok()?..),
        }
    };
    let entries = directory().unwrap_or_default().chunks_exact(ENTRY).take(ENTRIES_MAX);
    entries.take_while(|e| is_entry(e)).collect()
}

/// 0 unused, 1 storage, 2 stream, 5 root: anything else is not the directory any more.
pub(super) fn is_entry(entry: &[u8]) -> bool {
    matches!(entry.get(66), Some(0 | 1 | 2 | 5))
}

/// An entry's name.
pub(super) fn name(entry: &[u8]) -> String {
    let units = entry.iter().zip(entry.iter().skip(1)).step_by(2).take(32);
    let units = units.map(|(low, high)| u16::from_le_bytes([*low, *high]));
    char::decode_utf16(units.take_while(|u| *u != 0)).filter_map(Result::ok).collect()
}

//! Compound files (MS-CFB), the container of DOC: checks of the two ends. [`super::deep`] reads the
//! rest in the Worker. Facts: MS-CFB 2.2 (header), 2.6.1 (directory entries); MS-OFFCRYPTO 2.3.2
//! (encrypted Office documents).

use super::{Ends, FileProblem};

/// Signature of a compound file.
pub(super) const SIGNATURE: [u8; 8] = super::signature::OLE;
/// Length of a directory entry; its name is UTF-16 in the first 64 bytes.
pub(super) const ENTRY: usize = 128;

/// Rejects an encrypted DOCX, which Office wraps in a compound file, if the directory's first
/// sector is in one of the ends.
pub(super) fn check(ends: &Ends<'_>) -> Result<(), FileProblem> {
    let names: Vec<String> = first_entries(ends).chunks_exact(ENTRY).map(name).collect();
    let has = |what: &str| names.iter().any(|name| name.eq_ignore_ascii_case(what));
    if (has("EncryptedPackage") || has("EncryptionInfo")) && !has("WordDocument") {
        return Err(FileProblem::Encrypted);
    }
    Ok(())
}

/// The directory's first sector, if it is in one of the ends.
fn first_entries<'a>(ends: &Ends<'a>) -> &'a [u8] {
    let sector = || {
        let shift = u32::from(u16::from_le_bytes(ends.head.get(30..32)?.try_into().ok()?));
        let number = u64::from(u32::from_le_bytes(ends.head.get(48..52)?.try_into().ok()?));
        let length = 1usize.checked_shl(shift).filter(|_| (7..=12).contains(&shift))?;
        let at = (number + 1) * length as u64;
        let seen = |bytes: &'a [u8], from: u64| {
            let at = usize::try_from(at.checked_sub(from)?).ok()?;
            bytes.get(at..at.checked_add(length)?)
        };
        let tail_at = ends.size.saturating_sub(ends.tail.len() as u64);
        seen(ends.head, 0).or_else(|| seen(ends.tail, tail_at))
    };
    sector().unwrap_or_default()
}

/// Name of a directory entry.
pub(super) fn name(entry: &[u8]) -> String {
    let units = entry.iter().zip(entry.iter().skip(1)).step_by(2).take(32);
    let units = units.map(|(low, high)| u16::from_le_bytes([*low, *high]));
    char::decode_utf16(units.take_while(|u| *u != 0)).filter_map(Result::ok).collect()
}

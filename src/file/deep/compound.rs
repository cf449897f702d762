//! A DOC's whole directory, and whether its document says that it is locked. Facts: MS-CFB 2.2 (header),
//! 2.3 (chains), 2.6.1 (entries); MS-DOC 2.5.2 (`fEncrypted`).

use super::{Bytes, STEPS_MAX};
use crate::file::{FileProblem, ole};
use std::collections::BTreeSet;

/// The most entries of a directory: a document has some ten, and one with many pictures some hundred.
const ENTRIES_MAX: usize = 4000;
/// What stands for the next sector at a chain's end.
const END: u32 = 0xFFFF_FFFE;

/// Follows a compound file's directory through its table of chains.
pub(super) async fn check<B: Bytes + ?Sized>(
    bytes: &B,
) -> Result<Result<(), FileProblem>, B::Error> {
    let Some(header) = Header::parse(&bytes.read(0, 512).await?) else {
        return Ok(Err(FileProblem::Content));
    };
    let size = usize::try_from(header.sector).unwrap_or(0);
    let mut names = Vec::new();
    let mut seen = BTreeSet::new();
    let mut sector = header.directory;
    for _ in 0..STEPS_MAX {
        if !seen.insert(sector) || names.len() > ENTRIES_MAX {
            return Ok(Err(FileProblem::Content));
        }
        let entries = bytes.read(header.at(sector), size).await?;
        for entry in entries.chunks_exact(128).take_while(|e| ole::is_entry(e)) {
            let name = ole::name(entry);
            let first = !names.contains(&name);
            if first && name == "WordDocument" && is_locked(&header, entry, bytes).await? {
                return Ok(Err(FileProblem::Encrypted));
            }
            names.push(name);
        }
        let Some(link) = header.link(sector) else { break };
        match number(&bytes.read(link, 4).await?, 0) {
            Some(END) => break,
            Some(next) if next < END => sector = next,
            // A chain that leads nowhere: nobody's program wrote that.
            _ => return Ok(Err(FileProblem::Content)),
        }
    }
    if !names.iter().any(|n| n == "WordDocument") {
        return Ok(Err(FileProblem::Content));
    }
    Ok(ole::judge(&names))
}

/// Whether a document says that it is locked: MS-DOC 2.5.2, `fEncrypted`.
async fn is_locked<B: Bytes + ?Sized>(
    header: &Header,
    entry: &[u8],
    bytes: &B,
) -> Result<bool, B::Error> {
    let Some(first) = number(entry, 116) else { return Ok(false) };
    let start = bytes.read(header.at(first), 12).await?;
    Ok(start.starts_with(&[0xEC, 0xA5]) && start.get(11).is_some_and(|flags| flags & 1 != 0))
}

/// What a header says.
struct Header {
    /// Bytes of a sector.
    sector: u64,
    /// The directory's first sector.
    directory: u32,
    /// The sectors of the table of chains: the first 109 of them.
    tables: Vec<u32>,
}

impl Header {
    /// Reads the first 512 bytes.
    fn parse(head: &[u8]) -> Option<Self> {
        let shift = u32::from(u16::from_le_bytes(head.get(30..32)?.try_into().ok()?));
        let sector = 1u64.checked_shl(shift).filter(|_| (7..=12).contains(&shift))?;
        let tables = head.get(76..512)?.chunks_exact(4).filter_map(|n| number(n, 0));
        Some(Self { sector, directory: number(head, 48)?, tables: tables.collect() })
    }

    /// Where a sector begins.
    fn at(&self, sector: u32) -> u64 {
        (u64::from(sector) + 1) * self.sector
    }

    /// Where the chain's next sector is written, if the table is one of the first.
    fn link(&self, sector: u32) -> Option<u64> {
        let each = self.sector / 4;
        let table = usize::try_from(u64::from(sector) / each).ok()?;
        Some(self.at(*self.tables.get(table)?) + u64::from(sector) % each * 4)
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

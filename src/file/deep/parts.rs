//! The parts of a ZIP: found by name, read as far as they are packed.

use super::inflate::{Budget, Inflated};
use super::{Bytes, Refused, Source};
use crate::file::{Ends, FileProblem, zip};
use std::io::Read as _;

/// The most bytes that are read of a part as it is packed: XML of that size unpacks beyond the budget.
const PACKED_MAX: u64 = 2_000_000;

/// A part of the list.
#[derive(Clone)]
pub(super) struct Part {
    /// In lower case, with `?` for what is not ASCII: names of parts do not tell case apart.
    pub(super) name: String,
    at: u64,
    packed: u64,
    method: u16,
}

/// The bytes of a part as they lie in the archive.
pub(super) struct Packed {
    pub(super) bytes: Vec<u8>,
    pub(super) is_deflated: bool,
}

/// Every part. The list was read before: one that cannot be read has none.
pub(super) fn list(ends: &Ends<'_>) -> Vec<Part> {
    let Ok((directory, records)) = zip::records(ends) else { return Vec::new() };
    zip::each(records, directory.parts)
        .map_while(Result::ok)
        .map(|part| Part {
            name: ascii(&String::from_utf8_lossy(&part.path())),
            at: part.at,
            packed: part.packed,
            method: part.method,
        })
        .collect()
}

/// A name as [`Part::name`] has it.
pub(super) fn ascii(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii() { c.to_ascii_lowercase() } else { '?' }).collect()
}

impl Packed {
    /// The first bytes that it unpacks to, as far as they can be unpacked.
    pub(super) fn start(&self, length: usize, budget: &mut Budget) -> Vec<u8> {
        let mut out = Vec::new();
        let inflated = Inflated::part(&self.bytes, self.is_deflated, budget);
        let limit = u64::try_from(length).unwrap_or(u64::MAX);
        let _ = inflated.take(limit).read_to_end(&mut out);
        out
    }
}

impl Part {
    /// Reads what is packed. A way of packing that no program of ours knows, or a header that is none, is
    /// refused: another program may read it differently.
    pub(super) async fn read<B: Bytes + ?Sized>(
        &self,
        bytes: &Source<'_, B>,
    ) -> Result<Packed, Refused<B::Error>> {
        let header = bytes.read(self.at, 30).await?;
        let Some(body) = body(&header).filter(|_| matches!(self.method, 0 | 8)) else {
            return Err(FileProblem::Unsafe.into());
        };
        if self.packed > PACKED_MAX {
            return Err(FileProblem::Unsafe.into());
        }
        let length = usize::try_from(self.packed).unwrap_or(0);
        let packed = bytes.read(self.at + body, length).await?;
        Ok(Packed { bytes: packed, is_deflated: self.method == 8 })
    }
}

/// Where a part's bytes begin behind its header's start.
fn body(header: &[u8]) -> Option<u64> {
    header.starts_with(zip::SIGNATURE).then_some(())?;
    Some(zip::HEADER + u64::from(zip::u16_at(header, 26)?) + u64::from(zip::u16_at(header, 28)?))
}

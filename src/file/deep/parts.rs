//! The parts of a ZIP: lookup by name, and reading within limits.

use super::inflate::{Budget, Inflated};
use super::{Bytes, Refused, Source};
use crate::file::{Ends, FileProblem, zip};
use std::io::Read as _;

/// Maximum compressed size of a part in bytes: XML of that size decompresses beyond the budget.
const PACKED_MAX: u64 = 2_000_000;

/// An entry of the directory.
#[derive(Clone)]
pub(super) struct Part {
    /// In lower case, with `?` for non-ASCII characters: part names are case-insensitive.
    pub(super) name: String,
    at: u64,
    packed: u64,
    method: u16,
}

/// The compressed bytes of a part.
pub(super) struct Packed {
    pub(super) bytes: Vec<u8>,
    pub(super) is_deflated: bool,
}

/// Lists all parts. The directory was validated before; an unreadable one gives an empty list.
pub(super) fn list(ends: &Ends<'_>) -> Vec<Part> {
    let Ok((directory, records)) = zip::records(ends) else { return Vec::new() };
    zip::directory_entries(records, directory.parts)
        .map_while(Result::ok)
        .map(|part| Part {
            name: ascii(&String::from_utf8_lossy(&part.path())),
            at: part.at,
            packed: part.packed,
            method: part.method,
        })
        .collect()
}

/// A name in the form of [`Part::name`].
pub(super) fn ascii(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii() { c.to_ascii_lowercase() } else { '?' }).collect()
}

impl Packed {
    /// The first decompressed bytes, as far as the part can be decompressed.
    pub(super) fn start(&self, length: usize, budget: &mut Budget) -> Vec<u8> {
        let mut out = Vec::new();
        let inflated = Inflated::part(&self.bytes, self.is_deflated, budget);
        let limit = u64::try_from(length).unwrap_or(u64::MAX);
        let _ = inflated.take(limit).read_to_end(&mut out);
        out
    }
}

impl Part {
    /// Reads the compressed bytes. An unknown compression method or an invalid header is rejected,
    /// since another program can read it differently.
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

/// Offset of a part's bytes after the fixed start of its header.
fn body(header: &[u8]) -> Option<u64> {
    header.starts_with(zip::SIGNATURE).then_some(())?;
    Some(zip::HEADER + u64::from(zip::u16_at(header, 26)?) + u64::from(zip::u16_at(header, 28)?))
}

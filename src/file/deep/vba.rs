//! Macros of Word and LibreOffice Basic: whether there is any code. A document made from a template
//! with macros keeps an empty module. Facts: MS-OVBA 2.3.4.2 (`dir` stream), 2.3.4.3 (modules),
//! 2.4.1 (compression).

use super::compound::{Entry, File, Kind};
use super::inflate::Budget;
use super::{Bytes, Refused, Source};
use crate::file::FileProblem;
use crate::file::zip::{u16_at, u32_at};
use std::collections::BTreeMap;

/// Maximum number of bytes read from a module or from the list of modules.
const MODULE_MAX: u64 = 500_000;
/// Maximum decompressed size of one of them, in bytes.
const SOURCE_MAX: usize = 1_000_000;
/// Maximum number of bytes of modules and their sources per file.
const SOURCES_MAX: usize = 8_000_000;

/// Rejects a file with a module that contains code.
pub(super) async fn check<B: Bytes + ?Sized>(
    file: &File,
    bytes: &Source<'_, B>,
) -> Result<(), Refused<B::Error>> {
    let mut budget = Budget::new(SOURCES_MAX);
    let is_project = |entry: &Entry| entry.kind == Kind::Storage && entry.is_named("VBA");
    for (index, _) in file.entries().filter(|(_, entry)| is_project(entry)) {
        let streams = file.children(index);
        let mut listed = BTreeMap::new();
        if let Some(list) = streams.iter().find(|stream| stream.is_named("dir")) {
            let list = decompress(&file.start(bytes, list, MODULE_MAX).await?);
            listed = list.as_deref().map(modules).unwrap_or_default();
        }
        // The list can be wrong or truncated: all other streams count as modules.
        for stream in
            streams.iter().filter(|stream| stream.kind == Kind::Stream && is_module(stream))
        {
            let module = file.start(bytes, stream, MODULE_MAX).await?;
            let told = listed.get(&stream.low_name()).copied().unwrap_or(0);
            check_module(&module, told, &mut budget)?;
        }
    }
    Ok(())
}

/// Whether a stream is a module, and not project state or compiled code.
fn is_module(entry: &Entry) -> bool {
    let is_other = ["dir", "_VBA_PROJECT"].iter().any(|name| entry.is_named(name));
    !is_other && !entry.has_prefix("__SRP_") && entry.size > 0
}

/// Rejects a module whose source has code or cannot be found. Lists of old programs give wrong
/// offsets; then every text in the stream that begins like a source is read.
fn check_module(module: &[u8], told: usize, budget: &mut Budget) -> Result<(), FileProblem> {
    budget.spend(module.len())?;
    // After the container's signature, the chunk header and the first flag byte.
    let starts = memchr::memmem::find_iter(module, b"\0Attribut");
    let found = starts.filter_map(|at| at.checked_sub(3)).filter(|at| *at != told);
    let mut has_source = false;
    for at in [told].into_iter().chain(found) {
        let Some(source) = module.get(at..).and_then(decompress) else { continue };
        budget.spend(source.len())?;
        has_source = true;
        if has_code(&String::from_utf8_lossy(&source)) {
            return Err(FileProblem::Macros);
        }
    }
    if has_source { Ok(()) } else { Err(FileProblem::Macros) }
}

/// Whether a module's source has a line other than comments and attributes.
pub(super) fn has_code(source: &str) -> bool {
    source.lines().map(str::trim).any(|line| {
        let first = line.split_whitespace().next().unwrap_or_default();
        let is_note = ["rem", "attribute", "option"].iter().any(|w| first.eq_ignore_ascii_case(w));
        !(line.is_empty() || is_note || line.starts_with('\''))
    })
}

/// The modules of a `dir` stream: stream names in lower case, and offsets of their sources. The
/// first of a name counts.
fn modules(list: &[u8]) -> BTreeMap<String, usize> {
    let mut modules = BTreeMap::new();
    let (mut at, mut name) = (0, None);
    while let (Some(record), Some(length)) = (u16_at(list, at), u32_at(list, at + 2)) {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        // The length of the version record is two bytes too small: 2.3.4.2.1.11.
        let length = if record == 0x0009 { length.saturating_add(2) } else { length };
        let Some(data) =
            at.checked_add(6).and_then(|from| list.get(from..from.checked_add(length)?))
        else {
            break;
        };
        match record {
            // The stream name in UTF-16, after the same in a code page.
            0x0032 => {
                let units = data.chunks_exact(2).filter_map(|unit| u16_at(unit, 0));
                let text: String = char::decode_utf16(units).filter_map(Result::ok).collect();
                name = Some(text.to_ascii_lowercase());
            }
            0x0031 => {
                let offset = u32_at(data, 0).and_then(|n| usize::try_from(n).ok());
                if let Some((name, offset)) = name.take().zip(offset) {
                    modules.entry(name).or_insert(offset);
                }
            }
            _ => {}
        }
        at += 6 + length;
    }
    modules
}

/// Decompresses a container: 2.4.1.3. `None` if it is invalid.
fn decompress(packed: &[u8]) -> Option<Vec<u8>> {
    let mut rest = packed.strip_prefix(&[1])?;
    let mut out = Vec::new();
    while let Some(header) = u16_at(rest, 0)
        // All chunks have this signature; data without it is no longer part of the container.
        && header >> 12 & 7 == 3
        && out.len() < SOURCE_MAX
    {
        let length = usize::from(header & 0x0FFF) + 3;
        let chunk = rest.get(2..length.min(rest.len()))?;
        rest = rest.get(length..).unwrap_or_default();
        if header & 0x8000 == 0 {
            out.extend_from_slice(chunk);
        } else {
            decompress_chunk(chunk, &mut out)?;
        }
    }
    (!out.is_empty()).then_some(out)
}

fn decompress_chunk(mut chunk: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let start = out.len();
    while let Some((&flags, rest)) = chunk.split_first() {
        chunk = rest;
        for bit in 0..8 {
            if chunk.is_empty() {
                return Some(());
            }
            if flags >> bit & 1 == 0 {
                let (&byte, rest) = chunk.split_first()?;
                out.push(byte);
                chunk = rest;
                continue;
            }
            let token = usize::from(u16_at(chunk, 0)?);
            chunk = chunk.get(2..)?;
            // The number of offset bits grows with the decompressed size: 2.4.1.3.19.1.
            let made = out.len() - start;
            let bits = (usize::BITS - made.checked_sub(1)?.leading_zeros()).clamp(4, 12);
            let length = (token & (0xFFFF >> bits)) + 3;
            let from =
                out.len().checked_sub((token >> (16 - bits)) + 1).filter(|from| *from >= start)?;
            for at in from..from + length {
                out.push(*out.get(at)?);
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::{decompress, has_code};

    #[test]
    fn the_example_of_the_specification_is_decompressed() {
        // Example of MS-OVBA 3.2.2.
        let packed = [
            0x01, 0x2F, 0xB0, 0x00, 0x23, 0x61, 0x61, 0x61, 0x62, 0x63, 0x64, 0x65, 0x82, 0x66,
            0x00, 0x70, 0x61, 0x67, 0x68, 0x69, 0x6A, 0x01, 0x38, 0x08, 0x61, 0x6B, 0x6C, 0x00,
            0x30, 0x6D, 0x6E, 0x6F, 0x70, 0x06, 0x71, 0x02, 0x70, 0x04, 0x10, 0x72, 0x73, 0x74,
            0x75, 0x76, 0x10, 0x77, 0x78, 0x79, 0x7A, 0x00, 0x3C,
        ];
        let text = decompress(&packed).unwrap();
        assert_eq!(text, b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa");
        assert_eq!(decompress(b"\x02"), None);
    }

    #[test]
    fn attributes_and_comments_are_not_code() {
        let empty =
            "Attribute VB_Name = \"ThisDocument\"\r\nOption Explicit\r\n\r\n' Rem\r\nREM x\n";
        assert!(!has_code(empty));
        assert!(has_code(&format!("{empty}Sub AutoOpen()\r\n")));
    }
}

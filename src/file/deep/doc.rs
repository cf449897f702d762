//! DOC: encryption, macros, embedded objects and fields. Facts: MS-DOC 2.1 (streams), 2.5.2
//! (`fEncrypted`), 2.9.90 (fields: 0x13 begins a field, 0x14 ends its instruction, 0x15 ends the
//! field).

use super::compound::{File, Kind};
use super::{Bytes, PIECE, Refused, Source, package, vba};
use crate::file::field::{self, INSTRUCTION_MAX};
use crate::file::{Ends, FileProblem};

/// Maximum number of bytes read from the main document stream; pictures are in other streams.
const TEXT_MAX: u64 = 8_000_000;
/// Maximum number of fields whose instruction is read.
const FIELDS_MAX: usize = 5000;
/// Names of fields that can do harm; other fields are not read further.
const NAMES: [&str; 8] =
    ["DDE", "DDEAUTO", "INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "LINK", "HYPERLINK"];

/// Checks a DOC.
pub(super) async fn check<B: Bytes + ?Sized>(
    ends: &Ends<'_>,
    bytes: &Source<'_, B>,
) -> Result<(), Refused<B::Error>> {
    let file = File::open(bytes, ends.size).await?;
    let streams = file.children(0);
    // Falls back to all entries: some programs repair a tree that does not reach the stream.
    let find = |name: &str| {
        let in_tree = streams.iter().copied().find(|entry| entry.is_named(name));
        in_tree.or_else(|| {
            file.entries().map(|(_, e)| e).find(|e| e.is_named(name) && streams.is_empty())
        })
    };
    let has = |name: &str| find(name).is_some();
    if has("EncryptedPackage") || has("EncryptionInfo") {
        return Err(FileProblem::Encrypted.into());
    }
    // Workbooks, messages and installers are compound files too.
    let document = find("WordDocument").filter(|entry| entry.kind == Kind::Stream);
    let document = document.ok_or(FileProblem::Content)?;
    let start = file.start(bytes, document, 12).await?;
    if start.starts_with(&[0xEC, 0xA5]) && start.get(11).is_some_and(|flags| flags & 1 != 0) {
        return Err(FileProblem::Encrypted.into());
    }
    vba::check(&file, bytes).await?;
    package::check(&file, bytes).await?;
    if document.size > TEXT_MAX {
        return Err(FileProblem::Unsafe.into());
    }
    let mut fields = Fields::default();
    for (mut at, mut left) in file.runs(document, TEXT_MAX)? {
        while left > 0 {
            let piece = bytes.read(at, left.min(PIECE)).await?;
            if piece.is_empty() {
                break;
            }
            at += piece.len() as u64;
            left -= piece.len();
            fields.feed(&piece)?;
        }
    }
    Ok(fields.finish()?)
}

/// Searches for fields in text of one or two bytes per character.
#[derive(Default)]
struct Fields {
    /// Bytes at the end of a piece in which a field can continue.
    rest: Vec<u8>,
    read: usize,
}

impl Fields {
    fn feed(&mut self, bytes: &[u8]) -> Result<(), FileProblem> {
        self.rest.extend_from_slice(bytes);
        let until = self.rest.len().saturating_sub(INSTRUCTION_MAX);
        self.search(until)?;
        self.rest.drain(..until);
        Ok(())
    }

    fn finish(mut self) -> Result<(), FileProblem> {
        self.search(self.rest.len())
    }

    /// Checks every field that begins before `until`.
    fn search(&mut self, until: usize) -> Result<(), FileProblem> {
        for at in memchr::memchr_iter(0x13, self.rest.get(..until).unwrap_or_default()) {
            let behind = self.rest.get(at + 1..).unwrap_or_default();
            let is_wide = behind.first() == Some(&0);
            let behind = if is_wide { behind.get(1..).unwrap_or_default() } else { behind };
            let name: String = characters(behind, is_wide)
                .skip_while(|c| c.is_whitespace())
                .take_while(|c| c.is_ascii_alphabetic())
                .take(16)
                .collect();
            if !NAMES.contains(&name.to_ascii_uppercase().as_str()) {
                continue;
            }
            self.read += 1;
            let instruction: String = characters(behind, is_wide)
                .take(INSTRUCTION_MAX / 2)
                .take_while(|c| !matches!(c, '\u{14}' | '\u{15}'))
                .collect();
            if self.read > FIELDS_MAX || field::is_harmful(&instruction) {
                return Err(FileProblem::Unsafe);
            }
        }
        Ok(())
    }
}

/// Decodes text of one byte (windows-1252; only the ASCII part matters) or two bytes per character.
fn characters(bytes: &[u8], is_wide: bool) -> impl Iterator<Item = char> {
    let width = if is_wide { 2 } else { 1 };
    bytes.chunks_exact(width).map(|unit| match unit {
        [low] | [low, 0] if low.is_ascii() => char::from(*low),
        _ => '?',
    })
}

#[cfg(test)]
mod tests {
    use super::Fields;

    fn harmful(text: &[u8]) -> bool {
        [1, 7, 5000].into_iter().all(|length| {
            let mut fields = Fields::default();
            let fed = text.chunks(length).try_for_each(|piece| fields.feed(piece));
            fed.and_then(|()| fields.finish()).is_err()
        })
    }

    #[test]
    fn harmful_fields_are_found_in_both_character_widths() {
        let field = "\u{13} DDEAUTO c:\\\\cmd.exe \u{14}x\u{15}";
        let wide: Vec<u8> = field.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let filler = vec![b' '; 3000];
        for text in [field.as_bytes(), &wide] {
            assert!(harmful(text));
            assert!(harmful(&[&filler, text, &filler].concat()));
        }
        assert!(!harmful(b"\x13 HYPERLINK \"https://example.org\" \x14DDEAUTO\x15 DDEAUTO x"));
        assert!(!harmful(b"\x13 PAGE \x14DDE\x15"));
    }
}

//! Objects of other programs (OLE): a package embeds a file of any type, and a link loads one from
//! elsewhere. Facts: MS-OLEDS 2.3.6 (`\x01Ole10Native`), 2.3.3 (`\x01Ole`), MS-OSHARED 2.3.7.6 (URL
//! moniker).

use super::compound::{File, Kind};
use super::inflate::Budget;
use super::parts::Packed;
use super::{Bytes, Refused, Source, vba};
use crate::file::{FileProblem, ole};

/// Maximum size of an object in bytes: a larger one cannot be checked.
const OBJECT_MAX: usize = 2_000_000;

/// Bytes that are read from the start of an object.
const LOOK: u64 = 2048;
/// Maximum length of a file name in a package.
const NAME_MAX: usize = 260;
/// Identifier of an address that is loaded when the object is opened.
const URL_MONIKER: [u8; 16] = [
    0xE0, 0xC9, 0xEA, 0x79, 0xF9, 0xBA, 0xCE, 0x11, 0x8C, 0x82, 0x00, 0xAA, 0x00, 0x4B, 0xA9, 0x0B,
];

/// Rejects a compound file that contains a package or a link to external content.
pub(super) async fn check<B: Bytes + ?Sized>(
    file: &File,
    bytes: &Source<'_, B>,
) -> Result<(), Refused<B::Error>> {
    for (_, entry) in file.entries().filter(|(_, entry)| entry.kind == Kind::Stream) {
        let is_harmful = if entry.is_named("\u{1}Ole10Native") {
            is_package(&file.start(bytes, entry, LOOK).await?)
        } else if entry.is_named("\u{1}Ole") {
            let start = file.start(bytes, entry, LOOK).await?;
            memchr::memmem::find(&start, &URL_MONIKER).is_some()
        } else {
            false
        };
        if is_harmful {
            return Err(FileProblem::Unsafe.into());
        }
    }
    Ok(())
}

/// Whether a part of an archive is an OLE object.
pub(super) fn is_object(packed: &Packed, budget: &mut Budget) -> bool {
    packed.start(ole::SIGNATURE.len(), budget) == ole::SIGNATURE
}

/// Rejects a part whose object is a package, is a link, has macros or cannot be read.
pub(super) async fn check_object(packed: &Packed, budget: &mut Budget) -> Result<(), FileProblem> {
    let whole = packed.start(OBJECT_MAX, budget);
    if whole.len() >= OBJECT_MAX || !whole.starts_with(&ole::SIGNATURE) {
        return Err(FileProblem::Unsafe);
    }
    let size = whole.len() as u64;
    let source = Source::new(whole.as_slice(), size);
    let found = async {
        let file = File::open(&source, size).await?;
        vba::check(&file, &source).await?;
        check(&file, &source).await
    };
    found.await.map_err(|refused| match refused {
        Refused::Problem(FileProblem::Content) => FileProblem::Unsafe,
        Refused::Problem(problem) => problem,
        Refused::Unreadable(never) => match never {},
    })
}

/// Whether native data is a program, or a package: a length, a type, a label and a file name. Other
/// programs store their own data there, for instance a picture.
fn is_package(native: &[u8]) -> bool {
    let data = native.get(4..).unwrap_or_default();
    let is_program = data.starts_with(b"MZ") || data.starts_with(b"\x7fELF");
    let label = data.strip_prefix(&[2, 0]).and_then(text);
    is_program || label.and_then(|(_, rest)| text(rest)).is_some()
}

/// Splits a NUL-terminated text from the bytes after it.
fn text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().take(NAME_MAX).position(|b| *b == 0)?;
    let (text, rest) = bytes.split_at_checked(end)?;
    let is_text = !text.is_empty() && !text.iter().any(u8::is_ascii_control);
    is_text.then_some((text, rest.get(1..)?))
}

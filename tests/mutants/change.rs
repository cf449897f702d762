//! Changes of a file's structure, chosen by chance: the same seed makes the same mutant.

use super::build::pack;
use crate::chance::Chance;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

impl Chance {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap()
    }

    pub(crate) fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// The largest mutant: a change that repeats may double a file many times.
const LARGEST: usize = 3_000_000;
/// Numbers at the edges of what parsers expect.
const EDGES: [u32; 12] = [
    0,
    1,
    2,
    3,
    0x7F,
    0xFF,
    0xFFFF,
    0x7FFF_FFFF,
    0x8000_0000,
    0xFFFF_FFFD,
    0xFFFF_FFFE,
    0xFFFF_FFFF,
];
/// Words that mean something in one of the formats.
const WORDS: [&[u8]; 34] = [
    b"<w:instrText>DDE",
    b"</w:instrText>",
    b"<w:fldChar w:fldCharType=\"begin\"/>",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"&#68;",
    b"<Relationship Type=\"http://schemas.microsoft.com/vbaProject\"/>",
    b"<!DOCTYPE x [",
    b"\xFF\xFE<\0",
    b"/JS(",
    b"/JS 1 0 R",
    b"/S%\n/Launch",
    b"/Type/ObjStm/First 9",
    b" 1 0 obj<<",
    b"endobj",
    b"stream\r\n",
    b"endstream",
    b"/Encrypt 1 0 R",
    b"/ID[(",
    b"<</Filter/FlateDecode>>",
    b"[[[[[[[[[[",
    b"<<<<<<<<<<",
    b"{\\*\\fldinst ",
    b"\\objdata",
    b"\\bin99999 ",
    b"\\u-1 ",
    b"}}}}",
    b"\x13DDE",
    b"\x14",
    b"\x01Ole10Native",
    b"PK\x05\x06",
    b"((((((((",
    b"\\",
];

/// A file with one to four changes.
pub(crate) fn mutate(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..1 + chance.below(4) {
        out = change(out, chance);
        out.truncate(LARGEST);
    }
    out
}

fn change(bytes: Vec<u8>, chance: &mut Chance) -> Vec<u8> {
    let is_raw = chance.below(4) == 0;
    match bytes.get(..4) {
        Some(b"PK\x03\x04") if !is_raw => zip(&bytes, chance),
        Some([0xD0, 0xCF, 0x11, 0xE0]) if !is_raw => compound(bytes, chance),
        Some(b"%PDF") if !is_raw => pdf(bytes, chance),
        _ => text(bytes, chance),
    }
}

/// Changes bytes without knowing what they are.
fn text(mut bytes: Vec<u8>, chance: &mut Chance) -> Vec<u8> {
    let at = chance.below(bytes.len());
    let end = (at + 1 + chance.below(200)).min(bytes.len());
    match chance.below(8) {
        0 if !bytes.is_empty() => bytes[at] = u8::try_from(chance.below(256)).unwrap(),
        1 => bytes.truncate(at),
        2 => drop(bytes.drain(at..end)),
        3 => {
            // A piece again and again: what is slow once is slow a hundred thousand times.
            let piece = bytes[at..end].to_vec();
            let times = 1 + chance.below(LARGEST / piece.len().max(1));
            drop(bytes.splice(at..at, piece.repeat(times)));
        }
        4 => {
            let word = chance.one(&WORDS);
            let times = [1, 1, 1, 5000, 100_000][chance.below(5)];
            drop(bytes.splice(at..at, word.repeat(times)));
        }
        5 if bytes.len() >= 4 => {
            let edge = EDGES[chance.below(EDGES.len())].to_le_bytes();
            let at = at.min(bytes.len() - 4);
            bytes[at..at + 4].copy_from_slice(&edge);
        }
        6 => bytes.extend_from_within(at..end),
        _ => drop(bytes.splice(at..at, chance.one(&WORDS).to_vec())),
    }
    bytes
}

/// Takes a ZIP apart by its directory, changes a part or the list, and packs it again.
fn zip(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut parts = unpack(bytes);
    if parts.is_empty() {
        return text(bytes.to_vec(), chance);
    }
    let at = chance.below(parts.len());
    let other = chance.below(parts.len());
    match chance.below(6) {
        0 => parts.swap(at, other),
        1 => {
            let copy = parts[at].clone();
            parts.insert(other, copy);
        }
        2 => drop(parts.remove(at)),
        3 => parts[at].0 = text(parts[at].0.clone(), chance).into_iter().take(300).collect(),
        4 => parts[at].1 = parts[other].1.clone(),
        _ => parts[at].1 = text(std::mem::take(&mut parts[at].1), chance),
    }
    let mut packed = pack(&parts);
    // The directory may lie.
    if chance.below(4) == 0
        && let Some(end) = packed.windows(4).rposition(|w| w == b"PK\x01\x02")
    {
        let field = end + 8 + chance.below(40);
        packed[field] = u8::try_from(chance.below(256)).unwrap();
    }
    packed
}

fn unpack(bytes: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let u16_at =
        |at: usize| Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?) as usize);
    let u32_at =
        |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
    let records =
        bytes.windows(4).enumerate().filter(|(_, w)| *w == b"PK\x01\x02").map(|(at, _)| at);
    let part = |at: usize| {
        let name = bytes.get(at + 46..at + 46 + u16_at(at + 28)?)?.to_vec();
        let header = u32_at(at + 42)?;
        let from = header + 30 + u16_at(header + 26)? + u16_at(header + 28)?;
        let packed = bytes.get(from..from.checked_add(u32_at(at + 20)?)?)?;
        let content = match u16_at(at + 10)? {
            0 => packed.to_vec(),
            _ => decompress_to_vec_with_limit(packed, LARGEST).ok()?,
        };
        Some((name, content))
    };
    records.take(200).filter_map(part).collect()
}

/// Changes numbers of a compound file's header, tables and directory, or the text of a stream.
fn compound(mut bytes: Vec<u8>, chance: &mut Chance) -> Vec<u8> {
    let sectors = bytes.len() / 512;
    if sectors < 3 {
        return text(bytes, chance);
    }
    let edge = match chance.below(2) {
        0 => EDGES[chance.below(EDGES.len())],
        _ => u32::try_from(chance.below(sectors)).unwrap(),
    };
    let directory = u32::from_le_bytes(bytes[48..52].try_into().unwrap()) as usize;
    let place = match chance.below(5) {
        0 => 24 + 4 * chance.below(122),
        // The first table, mostly the one that is used.
        1 | 2 => {
            let table = u32::from_le_bytes(bytes[76..80].try_into().unwrap()) as usize;
            (table.saturating_add(1)).saturating_mul(512) + 4 * chance.below(128)
        }
        3 => (directory.saturating_add(1)).saturating_mul(512) + 4 * chance.below(128),
        _ => return text(bytes, chance),
    };
    if let Some(place) = bytes.get_mut(place..place + 4) {
        place.copy_from_slice(&edge.to_le_bytes());
    }
    bytes
}

/// Moves, copies and packs the objects of a PDF.
fn pdf(mut bytes: Vec<u8>, chance: &mut Chance) -> Vec<u8> {
    let starts: Vec<usize> =
        bytes.windows(4).enumerate().filter(|(_, w)| *w == b" obj").map(|(at, _)| at + 4).collect();
    if starts.is_empty() {
        return text(bytes, chance);
    }
    let at = starts[chance.below(starts.len())];
    let length = bytes[at..].windows(6).position(|w| w == b"endobj").unwrap_or(0).min(20_000);
    let object = bytes[at..at + length].to_vec();
    match chance.below(5) {
        0 => bytes.extend_from_slice(&[b" 7 0 obj", &object[..], b"endobj\n"].concat()),
        1 => drop(bytes.drain(at..at + length)),
        2 => {
            let other = starts[chance.below(starts.len())];
            drop(bytes.splice(other..other, object));
        }
        3 => {
            // What stood in the open now lies in an object stream, or in thousands of them.
            let inside = [b"7 0 ", &text(object, chance)[..]].concat();
            let packed = compress_to_vec_zlib(&inside, 6);
            let stream = [
                &b" 8 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n"[..],
                &packed,
                b"\nendstream endobj\n",
            ]
            .concat();
            bytes.extend(stream.repeat([1, 1, 100, 3000][chance.below(4)]));
        }
        _ => return text(bytes, chance),
    }
    bytes
}

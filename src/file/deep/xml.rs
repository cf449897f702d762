//! XML parts, decoded before they are searched, so that UTF-16, entities and CDATA cannot hide a
//! word. A part is parsed while it is decompressed, and long items are not kept. Facts: XML 1.0,
//! 2.11 and 4.3.3 (encodings), 4.6 (entities).

use super::inflate::{Budget, Inflated};
use super::parts::Packed;
use crate::file::FileProblem;
use crate::file::text::{self, Encoding, units};
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use std::io::{self, BufReader, Read};

/// Maximum length of the text between two tags; the rest is skipped. Pictures of flat documents are
/// longer.
const TEXT_MAX: usize = 65_536;
/// Maximum length of a tag: drawings have long attributes.
const TAG_MAX: usize = 1_000_000;

/// An item of a part, in document order.
pub(super) enum Item<'a> {
    /// An opening tag, and whether it is self-closing.
    Open(&'a Tag<'a>, bool),
    Close(&'a str),
    Text(&'a str),
}

/// An opening tag.
pub(super) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// The local name; prefixes are arbitrary.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// Local names and values of the attributes in `wanted`.
    pub(super) fn attributes(&self, wanted: &[&str]) -> impl Iterator<Item = (&str, String)> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        attributes.filter_map(Result::ok).filter_map(|attribute| {
            let name = attribute.key.local_name().into_inner();
            wanted.contains(&name).then_some(())?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            Some((name, value.map(std::borrow::Cow::into_owned).unwrap_or_default()))
        })
    }

    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.attributes(&[name]).next().map(|(_, value)| value)
    }
}

/// Parses a part and passes its items to `take` until `take` fails. Malformed XML is rejected, as
/// by office programs.
pub(super) fn read(
    packed: &Packed,
    budget: &mut Budget,
    mut take: impl FnMut(Item<'_>) -> Result<(), FileProblem>,
) -> Result<(), FileProblem> {
    let mut items = budget.items();
    let inflated = Inflated::part(&packed.bytes, packed.is_deflated, budget);
    let ascii = BufReader::with_capacity(16_384, Ascii::new(inflated));
    let mut reader = quick_xml::Reader::from_reader(ascii);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        items = items.checked_sub(1).ok_or(FileProblem::Unsafe)?;
        match reader.read_event_into(&mut buffer).map_err(problem)? {
            Event::Eof => break,
            Event::Start(tag) => take(Item::Open(&Tag(tag), false))?,
            Event::Empty(tag) => take(Item::Open(&Tag(tag), true))?,
            Event::End(tag) => take(Item::Close(tag.local_name().into_inner()))?,
            Event::Text(text) => take(Item::Text(&text))?,
            Event::CData(text) => take(Item::Text(&text))?,
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(c)) => take(Item::Text(c.encode_utf8(&mut [0; 4])))?,
                _ => take(Item::Text(resolve_predefined_entity(&name).unwrap_or("?")))?,
            },
            // Custom entities could expand to any text; no office program writes them.
            Event::DocType(declaration) if declaration.contains('[') => {
                return Err(FileProblem::Unsafe);
            }
            Event::DocType(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
    drop(reader);
    budget.set_items(items);
    Ok(())
}

fn problem(error: quick_xml::Error) -> FileProblem {
    match error {
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::QuotaExceeded => {
            FileProblem::Unsafe
        }
        _ => FileProblem::Content,
    }
}

/// Converts any XML encoding to ASCII, with `?` for all other characters: the searched words are
/// ASCII.
struct Ascii<R> {
    inner: R,
    encoding: Option<Encoding>,
    raw: Vec<u8>,
    /// Bytes since the last angle bracket, and whether it was `<`.
    run: usize,
    is_tag: bool,
}

impl<R: Read> Ascii<R> {
    fn new(inner: R) -> Self {
        Self { inner, encoding: None, raw: Vec::new(), run: 0, is_tag: false }
    }

    /// Reads until at least one whole character is available; returns whether there are more bytes.
    fn fill(&mut self) -> io::Result<bool> {
        let mut chunk = [0; 8192];
        let count = self.inner.read(&mut chunk)?;
        self.raw.extend_from_slice(chunk.get(..count).unwrap_or_default());
        Ok(count > 0)
    }

    fn begin(&mut self) -> io::Result<Encoding> {
        while self.raw.len() < 4 && self.fill()? {}
        let (encoding, mark) = match self.raw.as_slice() {
            [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => {
                return Err(io::ErrorKind::InvalidData.into());
            }
            [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
            [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
            [b'<', 0, ..] => (Encoding::Utf16Le, 0),
            [0, b'<', ..] => (Encoding::Utf16Be, 0),
            [0xEF, 0xBB, 0xBF, ..] => (Encoding::Bytes, 3),
            _ => (Encoding::Bytes, 0),
        };
        self.raw.drain(..mark);
        self.encoding = Some(encoding);
        Ok(encoding)
    }

    /// Converts the bytes read so far, as far as `out` has room; returns the number of bytes
    /// written.
    fn convert(&mut self, encoding: Encoding, out: &mut [u8]) -> io::Result<usize> {
        let width = if encoding == Encoding::Bytes { 1 } else { 2 };
        let whole = (self.raw.len() / width).min(out.len()) * width;
        let mut ascii: Vec<u8> = Vec::new();
        let raw = self.raw.get(..whole).unwrap_or_default();
        let is_plain = encoding == Encoding::Bytes && raw.is_ascii();
        if !is_plain {
            ascii.reserve(raw.len());
            match encoding {
                // Only the first byte of a multi-byte character counts.
                Encoding::Bytes => ascii.extend(raw.iter().filter_map(|byte| match byte {
                    0x80..=0xBF => None,
                    0xC0.. => Some(b'?'),
                    byte => Some(*byte),
                })),
                Encoding::Utf16Le => ascii.extend(units(raw, u16::from_le_bytes).map(text::ascii)),
                Encoding::Utf16Be => ascii.extend(units(raw, u16::from_be_bytes).map(text::ascii)),
            }
        }
        let mut made = 0;
        let mut rest = if is_plain { raw } else { ascii.as_slice() };
        while !rest.is_empty() {
            let (piece, is_mark) = match memchr::memchr2(b'<', b'>', rest) {
                Some(0) => (1, true),
                Some(at) => (at, false),
                None => (rest.len(), false),
            };
            let (piece, behind) = rest.split_at_checked(piece).unwrap_or_default();
            rest = behind;
            if is_mark {
                (self.run, self.is_tag) = (0, piece == b"<");
            }
            let room = if self.is_tag { TAG_MAX } else { TEXT_MAX }.saturating_sub(self.run);
            self.run += if is_mark { 0 } else { piece.len() };
            if self.is_tag && piece.len() > room {
                return Err(io::ErrorKind::QuotaExceeded.into());
            }
            let passed = piece.get(..room).unwrap_or(piece);
            if let Some(place) = out.get_mut(made..made + passed.len()) {
                place.copy_from_slice(passed);
            }
            made += passed.len();
        }
        self.raw.drain(..whole);
        Ok(made)
    }
}

impl<R: Read> Read for Ascii<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let encoding = match self.encoding {
            Some(encoding) => encoding,
            None => self.begin()?,
        };
        let width = if encoding == Encoding::Bytes { 1 } else { 2 };
        loop {
            // An incomplete character at the end is dropped.
            if self.raw.len() < width && !self.fill()? && self.raw.len() < width {
                return Ok(0);
            }
            let made = self.convert(encoding, out)?;
            // All bytes may have been skipped.
            if made > 0 {
                return Ok(made);
            }
        }
    }
}

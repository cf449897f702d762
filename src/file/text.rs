//! Detection of plain text, and decoding of its start to detect other formats. Facts: Unicode 16,
//! 2.13 (byte order marks), 23.8 (noncharacters).

/// Bytes from the start that are examined.
const LOOK: usize = 4096;

/// Encoding of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8 or a code page: ASCII bytes are ASCII characters.
    Bytes,
    Utf16Le,
    Utf16Be,
}

/// The first characters of a plain text, with `?` for non-ASCII characters; `None` if it is not
/// text.
pub(super) fn start(head: &[u8]) -> Option<String> {
    let (encoding, body) = match head {
        [0xFF, 0xFE, rest @ ..] => (Encoding::Utf16Le, rest),
        [0xFE, 0xFF, rest @ ..] => (Encoding::Utf16Be, rest),
        [0xEF, 0xBB, 0xBF, rest @ ..] => (Encoding::Bytes, rest),
        _ if is_bytes(head) => (Encoding::Bytes, head),
        // No byte order mark: the order that gives readable characters.
        _ if is_utf16(head, u16::from_le_bytes) => (Encoding::Utf16Le, head),
        _ if is_utf16(head, u16::from_be_bytes) => (Encoding::Utf16Be, head),
        _ => return None,
    };
    let body = body.get(..LOOK).unwrap_or(body);
    let ascii: Vec<u8> = match encoding {
        Encoding::Bytes if is_bytes(body) => body.iter().map(|b| ascii((*b).into())).collect(),
        Encoding::Bytes => return None,
        Encoding::Utf16Le => units(body, u16::from_le_bytes).map(ascii).collect(),
        Encoding::Utf16Be => units(body, u16::from_be_bytes).map(ascii).collect(),
    };
    Some(ascii.into_iter().map(char::from).collect())
}

/// A UTF-16 unit or a byte as ASCII; `?` for other characters.
pub(super) fn ascii(unit: u16) -> u8 {
    u8::try_from(unit).ok().filter(u8::is_ascii).unwrap_or(b'?')
}

worker_only! {
    /// Decodes hexadecimal digits, ignoring all other bytes; a zero is added to an odd number of
    /// digits.
    pub(super) fn from_hex(digits: &[u8]) -> Vec<u8> {
        let value = |b: &u8| char::from(*b).to_digit(16).and_then(|d| u8::try_from(d).ok());
        let digits: Vec<u8> = digits.iter().filter_map(value).collect();
        let pair = |pair: &[u8]| pair.first().unwrap_or(&0) << 4 | pair.get(1).unwrap_or(&0);
        digits.chunks(2).map(pair).collect()
    }
}

/// Strips a byte order mark and white space from the start.
pub(super) fn trimmed(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start()
}

/// Decodes bytes into UTF-16 units.
pub(super) fn units(bytes: &[u8], order: fn([u8; 2]) -> u16) -> impl Iterator<Item = u16> {
    bytes.chunks_exact(2).filter_map(move |pair| pair.try_into().ok().map(order))
}

/// Whether bytes can be UTF-8 or a code page: almost no control characters.
fn is_bytes(bytes: &[u8]) -> bool {
    let look = bytes.get(..LOOK).unwrap_or(bytes);
    let odd = look.iter().filter(|b| b.is_ascii_control() && !matches!(b, 9..=13 | 0x1A | 0x1B));
    !look.contains(&0) && odd.count() * 100 <= look.len()
}

/// Whether bytes without a mark can be UTF-16 of this order: all units are printable characters,
/// with spaces or line ends between them.
fn is_utf16(bytes: &[u8], order: fn([u8; 2]) -> u16) -> bool {
    let look = bytes.get(..LOOK).unwrap_or(bytes);
    let is_odd = |c: char| {
        let code = u32::from(c);
        c.is_control() && !matches!(c, '\t'..='\r')
            || (0xE000..0xF900).contains(&code)
            || code & 0xFFFE == 0xFFFE
    };
    let mut has_space = false;
    for c in char::decode_utf16(units(look, order)) {
        match c {
            Ok(c) if !is_odd(c) => has_space |= c == ' ' || c == '\n' || c == '\r',
            _ => return false,
        }
    }
    has_space && bytes.len().is_multiple_of(2)
}

#[cfg(test)]
mod tests {
    use super::start;

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn text_is_detected_in_all_common_encodings() {
        assert_eq!(start(b"PK Sharma\nEngineer").as_deref(), Some("PK Sharma\nEngineer"));
        assert_eq!(start(b"\xEF\xBB\xBF<html>").as_deref(), Some("<html>"));
        assert_eq!(start(b"\xCF\xF0\xE8\xE2\xE5\xF2").as_deref(), Some("??????"), "windows-1251");
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            assert_eq!(start(&utf16("\u{FEFF}<svg> ж", order)).as_deref(), Some("<svg> ?"));
            assert_eq!(start(&utf16("Без метки", order)).as_deref(), Some("??? ?????"));
        }
    }

    #[test]
    fn binaries_are_not_text() {
        let programs: [&[u8]; 5] = [
            b"MZ\x90\0\x03\0\0\0",
            b"\x7fELF\x02\x01\x01\0",
            b"\xca\xfe\xba\xbe\0\0\0\x34",
            b"Rar!\x1a\x07\x01\0",
            b"\xEF\xBB\xBF\0\0\x01",
        ];
        for program in programs {
            assert_eq!(start(program), None, "{program:?}");
        }
    }
}

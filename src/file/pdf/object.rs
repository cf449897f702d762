//! Parser for PDF objects in a window of bytes: dictionaries of streams and of encryption. Facts:
//! ISO 32000-1, 7.3 (objects), 7.3.8 (streams), 7.3.10 (indirect objects).

use super::names::unescape;
use super::{is_delimiter, is_space};
use crate::file::text::from_hex;
use std::collections::BTreeSet;

/// Maximum nesting depth.
const DEPTH_MAX: usize = 12;
/// Maximum number of values in an array or dictionary.
const VALUES_MAX: usize = 4096;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Object {
    Number(i64),
    Name(Vec<u8>),
    String(Vec<u8>),
    Array(Vec<Object>),
    Dictionary(Vec<(Vec<u8>, Object)>),
    Reference(u32),
    /// `true`, `null`, `obj`, `stream`, or any other bare word.
    Word(Vec<u8>),
}

impl Object {
    /// The value of a key in a dictionary.
    pub(crate) fn get(&self, key: &[u8]) -> Option<&Self> {
        let Self::Dictionary(pairs) = self else { return None };
        pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Collects all references in this object.
    pub(crate) fn references(&self, found: &mut BTreeSet<u32>) {
        match self {
            Self::Reference(number) => drop(found.insert(*number)),
            Self::Array(values) => values.iter().for_each(|value| value.references(found)),
            Self::Dictionary(pairs) => pairs.iter().for_each(|(_, value)| value.references(found)),
            _ => {}
        }
    }

    /// Replaces every reference to an object by its value.
    pub(crate) fn put(&mut self, number: u32, value: &Self) {
        match self {
            Self::Reference(wanted) if *wanted == number => *self = value.clone(),
            Self::Array(values) => values.iter_mut().for_each(|v| v.put(number, value)),
            Self::Dictionary(pairs) => pairs.iter_mut().for_each(|(_, v)| v.put(number, value)),
            _ => {}
        }
    }

    pub(crate) fn number(&self) -> Option<i64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub(crate) fn string(&self) -> Option<&[u8]> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    pub(crate) fn name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }
}

/// Parses a value at the start of `bytes`; returns it and the remaining bytes.
pub(crate) fn parse(bytes: &[u8]) -> Option<(Object, &[u8])> {
    value(bytes, DEPTH_MAX)
}

/// Skips white space and comments.
pub(crate) fn skip(mut bytes: &[u8]) -> &[u8] {
    loop {
        match bytes {
            [b'%', ..] => {
                let end = bytes.iter().position(|b| matches!(b, b'\r' | b'\n'));
                bytes = end.and_then(|end| bytes.get(end..)).unwrap_or_default();
            }
            [byte, rest @ ..] if is_space(*byte) => bytes = rest,
            _ => return bytes,
        }
    }
}

fn value(bytes: &[u8], depth: usize) -> Option<(Object, &[u8])> {
    let depth = depth.checked_sub(1)?;
    match skip(bytes) {
        [b'/', rest @ ..] => {
            let (word, rest) = word(rest);
            Some((Object::Name(unescape(word)), rest))
        }
        [b'<', b'<', rest @ ..] => dictionary(rest, depth),
        [b'<', rest @ ..] => {
            let end = rest.iter().position(|b| *b == b'>')?;
            Some((Object::String(from_hex(rest.get(..end)?)), rest.get(end + 1..)?))
        }
        [b'(', rest @ ..] => literal(rest),
        [b'[', rest @ ..] => array(rest, depth),
        rest => {
            let (first, behind) = word(rest);
            let Some(number) = integer(first) else {
                return (!first.is_empty()).then(|| (Object::Word(first.to_vec()), behind));
            };
            // A reference: `5 0 R`.
            let (generation, after) = word(skip(behind));
            let (mark, end) = word(skip(after));
            match (u32::try_from(number), integer(generation), mark) {
                (Ok(number), Some(_), b"R") => Some((Object::Reference(number), end)),
                _ => Some((Object::Number(number), behind)),
            }
        }
    }
}

fn dictionary(bytes: &[u8], depth: usize) -> Option<(Object, &[u8])> {
    let mut pairs = Vec::new();
    let mut rest = skip(bytes);
    while let [b'/', behind @ ..] = rest {
        let (name, behind) = word(behind);
        let (value, behind) = value(behind, depth)?;
        pairs.push((unescape(name), value));
        rest = skip(behind);
        (pairs.len() < VALUES_MAX).then_some(())?;
    }
    Some((Object::Dictionary(pairs), rest.strip_prefix(b">>")?))
}

fn array(bytes: &[u8], depth: usize) -> Option<(Object, &[u8])> {
    let mut values = Vec::new();
    let mut rest = skip(bytes);
    while !rest.starts_with(b"]") {
        let (value, behind) = value(rest, depth)?;
        values.push(value);
        rest = skip(behind);
        (values.len() < VALUES_MAX).then_some(())?;
    }
    Some((Object::Array(values), rest.strip_prefix(b"]")?))
}

fn literal(bytes: &[u8]) -> Option<(Object, &[u8])> {
    let mut string = super::names::Literal::default();
    let end = bytes.iter().position(|byte| string.push(*byte))?;
    Some((Object::String(string.text), bytes.get(end + 1..)?))
}

/// Splits the bytes at the first delimiter.
fn word(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|b| is_delimiter(*b)).unwrap_or(bytes.len());
    bytes.split_at_checked(end).unwrap_or_default()
}

fn integer(word: &[u8]) -> Option<i64> {
    std::str::from_utf8(word).ok()?.parse().ok()
}

/// The starts of objects in `bytes`: their two numbers, and the offset after `obj`.
pub(crate) fn starts(bytes: &[u8]) -> impl Iterator<Item = (u32, u32, usize)> {
    memchr::memmem::find_iter(bytes, b"obj").filter_map(|at| {
        let before = bytes.get(..at)?;
        let (generation, before) = number_before(before)?;
        let (number, _) = number_before(before)?;
        Some((number, generation, at + 3))
    })
}

/// The number at the end of `bytes`, before optional white space, and the bytes before it.
fn number_before(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let end = bytes.iter().rposition(|b| !is_space(*b))? + 1;
    let bytes = bytes.get(..end)?;
    let digits = bytes.iter().rev().take(10).take_while(|b| b.is_ascii_digit()).count();
    let (before, digits) = bytes.split_at_checked(end.checked_sub(digits)?)?;
    Some((std::str::from_utf8(digits).ok()?.parse().ok()?, before))
}

#[cfg(test)]
mod tests {
    use super::{Object, parse, starts};

    #[test]
    fn values_are_parsed_in_all_spellings() {
        let text =
            b" << /Type/Ob#6aStm %x\n /W [1 2.5 (a\\)b) <00 f>] /L 5 0 R /N -3 /B true >>stream";
        let (object, rest) = parse(text).unwrap();
        assert_eq!(object.get(b"Type"), Some(&Object::Name(b"ObjStm".to_vec())));
        assert_eq!(object.get(b"L"), Some(&Object::Reference(5)));
        assert_eq!(object.get(b"N").and_then(Object::number), Some(-3));
        let Some(Object::Array(values)) = object.get(b"W") else { panic!("no array") };
        assert_eq!(values[2].string(), Some(&b"a)b"[..]));
        assert_eq!(values[3].string(), Some(&b"\0\xF0"[..]));
        assert_eq!(rest, b"stream");
        assert_eq!(parse(&b"<<".repeat(50)), None, "too deep");
    }

    #[test]
    fn objects_are_found_by_their_numbers() {
        let found: Vec<_> = starts(b"12 0 obj<<>>endobj\n7 1\nobj null endobj obj").collect();
        assert_eq!(found, [(12, 0, 8), (7, 1, 26)]);
    }
}

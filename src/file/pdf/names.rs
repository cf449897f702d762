//! Search for PDF names and their values while the file streams by. Streams and garbage are
//! searched too: the cross-reference table can lead a reader to any byte, so every `/` counts.
//! Facts: ISO 32000-1, 7.2.3 (comments), 7.3.4 (strings), 7.3.5 (names, and `#` in them), 7.5.5 and
//! 7.6.1 (`Encrypt`), 7.5.7 (object streams), 12.6.4 (actions), 13.2 (`RichMedia` in the extensions
//! of Adobe).

mod escape;

pub(super) use escape::unescape;

use super::script::{self, SCRIPT_MAX};
use super::{FOLLOWED_MAX, is_delimiter, is_space};
use crate::file::place::{Place, is_dangerous_link};
use crate::file::text::from_hex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Maximum length of a name, not counting escapes of three bytes (`#4A`) for one; the names
/// searched for are shorter.
const NAME_MAX: usize = 64;
/// Actions and an annotation that start a program, play attached media, or import form data from
/// another file.
const RISKY_ACTIONS: [&[u8]; 4] = [b"Launch", b"RichMedia", b"RichMediaExecute", b"ImportData"];
/// Maximum length of an address or path; the relevant part comes first.
const PLACE_MAX: usize = 256;
/// First letters of the names searched for, and `#`, which begins an escape.
const FIRST_LETTERS: &[u8] = b"SJEIFOU#";
/// Maximum number of names whose value matters. Chosen here: a document of ten thousand links has
/// about fifty thousand.
const KEYS_MAX: u32 = 1_000_000;
/// Maximum number of script bytes kept until it is known whether the file is encrypted.
const SCRIPTS_MAX: usize = 65_536;

/// Results of a search.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Found {
    /// An action or annotation that starts a program or plays attached media, or an exceeded limit.
    pub(crate) harmful: bool,
    /// Scripts that are not known to be harmless, with the offsets of their keys.
    pub(crate) scripts: Vec<(u64, Vec<u8>)>,
    /// Numbers of objects that hold scripts.
    pub(crate) script_objects: BTreeSet<u32>,
    /// Offsets of names in dictionaries of object streams.
    pub(crate) object_streams: Vec<u64>,
    /// Numbers of objects that hold the encryption dictionary.
    pub(crate) lock_objects: BTreeSet<u32>,
    /// Offset of a direct encryption dictionary, or of its key.
    pub(crate) lock_at: Option<u64>,
    /// Offset of the file's first identifier, which is part of the encryption key.
    pub(crate) id_at: Option<u64>,
}

/// A search that can be serialized and resumed. It consumes only names, numbers and the strings of
/// scripts, and searches the text of addresses again. Other strings, comments and streams are
/// searched too, because a reader can start at any byte.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Names {
    /// Offset of the next byte.
    at: u64,
    state: State,
    /// Preceding names that await a value: several if a comment can be parsed in two ways.
    keys: u8,
    /// Offset of the last of them.
    key_at: u64,
    /// Names that await the end of a comment.
    behind_comment: u8,
    /// Number of names so far.
    count: u32,
    found: Found,
}

/// Names whose values matter, as bits of [`Names::keys`].
mod key {
    /// `S` and `Subtype`: the type of an action or annotation.
    pub(super) const ACTION: u8 = 1;
    pub(super) const SCRIPT: u8 = 2;
    pub(super) const ENCRYPT: u8 = 4;
    pub(super) const ID: u8 = 8;
    /// `First`: a number in an object stream, a reference in an outline.
    pub(super) const FIRST: u8 = 16;
    /// `F` and `UF`: location of a file.
    pub(super) const FILE: u8 = 32;
    /// `URI`: target of a link.
    pub(super) const LINK: u8 = 64;
    /// Keys whose value is a text that is read.
    pub(super) const TEXTS: u8 = SCRIPT | FILE | LINK;
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    /// Between tokens.
    #[default]
    Between,
    Name(Vec<u8>),
    /// After a key, where its value can begin.
    Gap,
    /// `<`, the start of a string or a dictionary.
    Angle,
    Hex(Vec<u8>),
    Literal(Literal),
    /// A number, and whether white space follows it.
    Number {
        number: u64,
        ended: bool,
    },
}

/// State of an escape in a literal string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Escape {
    None,
    Begun,
    /// Number of digits so far, and their value.
    Octal(u8, u8),
    /// A carriage return, which a line feed can follow.
    Return,
}

impl Names {
    /// Searches the next bytes.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() && !self.found.harmful {
            if self.state == State::Between {
                let rest = bytes.get(at..).unwrap_or_default();
                let next = match self.behind_comment {
                    0 => memchr::memchr(b'/', rest),
                    _ => memchr::memchr3(b'/', b'\r', b'\n', rest),
                };
                let Some(next) = next else { break };
                at += next + 1;
                match rest.get(next..).unwrap_or_default() {
                    // The first letter rules out nearly all names.
                    [b'/', first, ..] if !FIRST_LETTERS.contains(first) => {}
                    [b'/', behind @ ..] => {
                        self.key_at = self.at + at as u64;
                        at += self.begin_name(behind);
                    }
                    _ => self.end_comment(),
                }
                continue;
            }
            let Some(&byte) = bytes.get(at) else { break };
            if self.step(byte, self.at + at as u64) {
                at += 1;
            }
        }
        self.at += bytes.len() as u64;
    }

    /// Begins a name; returns the number of its bytes that were read.
    fn begin_name(&mut self, bytes: &[u8]) -> usize {
        let end = bytes.iter().take(NAME_MAX).position(|b| is_delimiter(*b) || *b == b'#');
        match end.and_then(|end| Some((bytes.get(..end)?, bytes.get(end)?))) {
            // The name is complete and has no escapes.
            Some((name, mark)) if *mark != b'#' => {
                self.end_name(name, self.key_at + name.len() as u64);
                name.len()
            }
            _ => {
                self.state = State::Name(Vec::new());
                0
            }
        }
    }

    /// Ends the search and returns its results.
    pub(crate) fn finish(mut self) -> Found {
        // These bytes end any open token except an unterminated script.
        self.feed(b"\n/");
        let is_text = matches!(self.state, State::Literal(_) | State::Hex(_));
        self.found.harmful |= is_text && self.keys & key::SCRIPT != 0;
        self.found
    }

    /// Processes a byte; `false` if it must be processed again in the new state.
    fn step(&mut self, byte: u8, at: u64) -> bool {
        match &mut self.state {
            State::Between => return false,
            State::Name(name) => {
                if is_delimiter(byte) {
                    let name = std::mem::take(name);
                    self.end_name(&unescape(&name), at);
                    return false;
                }
                // Longer names are irrelevant, and must not match by their beginning.
                if name.len() <= NAME_MAX * 3 {
                    name.push(byte);
                }
            }
            State::Gap => return self.gap(byte, at),
            State::Angle => {
                if byte == b'<' {
                    if self.keys & key::ENCRYPT != 0 {
                        self.found.lock_at = Some(self.key_at);
                    }
                    self.leave();
                } else if self.keys & key::TEXTS != 0 {
                    self.state = State::Hex(Vec::new());
                } else {
                    self.leave();
                }
                return false;
            }
            State::Hex(digits) => {
                if byte == b'>' {
                    let digits = std::mem::take(digits);
                    self.end_text(from_hex(&digits), true);
                } else if digits.len() < text_max(self.keys) * 2 {
                    digits.push(byte);
                } else {
                    let digits = std::mem::take(digits);
                    self.end_text(from_hex(&digits), false);
                }
            }
            State::Literal(string) => {
                let is_whole = string.push(byte);
                if is_whole || string.text.len() > text_max(self.keys) {
                    let text = std::mem::take(&mut string.text);
                    self.end_text(text, is_whole);
                }
            }
            State::Number { number, ended } => {
                if byte.is_ascii_digit() && !*ended {
                    *number = number.saturating_mul(10).saturating_add(u64::from(byte - b'0'));
                } else if is_space(byte) {
                    *ended = true;
                } else {
                    let (number, is_reference) = (*number, *ended && byte.is_ascii_digit());
                    self.end_number(number, is_reference);
                    return false;
                }
            }
        }
        true
    }

    /// Processes a byte after a key.
    fn gap(&mut self, byte: u8, at: u64) -> bool {
        let waits = |keys: u8| self.keys & keys != 0;
        match byte {
            b'\r' | b'\n' => self.end_comment(),
            _ if is_space(byte) => {}
            b'%' => {
                self.behind_comment |= self.keys;
                self.leave();
            }
            b'/' if waits(key::ACTION) => {
                self.keys = key::ACTION;
                self.key_at = at + 1;
                self.state = State::Name(Vec::new());
            }
            b'(' if waits(key::TEXTS) => {
                self.state = State::Literal(Literal::default());
            }
            b'<' if waits(key::TEXTS | key::ENCRYPT) => self.state = State::Angle,
            b'[' if waits(key::ID) => {
                self.found.id_at.get_or_insert(at);
                self.leave();
            }
            _ if byte.is_ascii_digit() && waits(key::SCRIPT | key::ENCRYPT | key::FIRST) => {
                self.state = State::Number { number: 0, ended: false };
                return false;
            }
            _ => {
                self.leave();
                return false;
            }
        }
        true
    }

    fn end_comment(&mut self) {
        let keys = std::mem::take(&mut self.behind_comment);
        self.keys |= keys;
        if self.keys != 0 {
            self.state = State::Gap;
        }
    }

    /// Ends a name that precedes `at`.
    fn end_name(&mut self, name: &[u8], at: u64) {
        if std::mem::take(&mut self.keys) & key::ACTION != 0 {
            self.found.harmful |= RISKY_ACTIONS.contains(&name);
        }
        if name == b"ObjStm" {
            self.note_object_stream(at);
        }
        // It can be a key even where the preceding name expects a value: `/Tabs /S /JS (…)`.
        self.keys = match name {
            b"S" | b"Subtype" => key::ACTION,
            b"JS" => key::SCRIPT,
            b"Encrypt" => key::ENCRYPT,
            b"ID" => key::ID,
            b"First" => key::FIRST,
            b"F" | b"UF" => key::FILE,
            b"URI" => key::LINK,
            _ => 0,
        };
        self.state = if self.keys == 0 { State::Between } else { State::Gap };
        self.count += u32::from(self.keys != 0);
        self.found.harmful |= self.count > KEYS_MAX;
    }

    fn note_object_stream(&mut self, at: u64) {
        let places = &mut self.found.object_streams;
        self.found.harmful |= places.len() >= FOLLOWED_MAX;
        places.push(at);
    }

    /// Ends a text, which may be cut at its maximum length.
    fn end_text(&mut self, text: Vec<u8>, is_whole: bool) {
        let keys = self.keys;
        self.leave();
        if keys & key::SCRIPT != 0 {
            let scripts = &mut self.found.scripts;
            let kept: usize = scripts.iter().map(|(_, script)| script.len()).sum();
            let is_too_much = kept + text.len() > SCRIPTS_MAX || scripts.len() >= FOLLOWED_MAX;
            if !is_whole {
                self.found.harmful = true;
            } else if !script::is_harmless(&text) {
                self.found.harmful |= is_too_much;
                scripts.push((self.key_at, text));
            }
            return;
        }
        let place = String::from_utf8_lossy(text.strip_prefix(b"\xFE\xFF\0").unwrap_or(&text));
        let place = place.replace('\0', "");
        self.found.harmful |= match keys & key::LINK {
            0 => Place::of(&place) == Place::Share,
            _ => is_dangerous_link(&place),
        };
        // A reader can start in the middle of it.
        let mut inside = Self::default();
        inside.feed(&text);
        self.found.harmful |= inside.found != Found::default();
    }

    fn end_number(&mut self, number: u64, is_reference: bool) {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let keys = self.keys;
        let note = |objects: &mut BTreeSet<u32>| {
            objects.insert(number);
            objects.len() > FOLLOWED_MAX
        };
        if is_reference && keys & key::SCRIPT != 0 {
            self.found.harmful |= note(&mut self.found.script_objects);
        }
        if is_reference && keys & key::ENCRYPT != 0 {
            self.found.harmful |= note(&mut self.found.lock_objects);
        }
        if !is_reference && keys & key::FIRST != 0 {
            self.note_object_stream(self.key_at);
        }
        self.leave();
    }

    fn leave(&mut self) {
        self.keys = 0;
        self.state = State::Between;
    }
}

/// Maximum length of a text after these keys.
fn text_max(keys: u8) -> usize {
    if keys & key::SCRIPT == 0 { PLACE_MAX } else { SCRIPT_MAX }
}

/// A literal string that is being read, after its opening parenthesis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Literal {
    pub(super) text: Vec<u8>,
    depth: u32,
    escape: Escape,
}

impl Default for Literal {
    fn default() -> Self {
        Self { text: Vec::new(), depth: 1, escape: Escape::None }
    }
}

impl Literal {
    /// Adds a byte; returns whether it was the closing parenthesis.
    pub(super) fn push(&mut self, byte: u8) -> bool {
        match self.escape {
            Escape::Begun => {
                self.after_backslash(byte);
                return false;
            }
            Escape::Octal(digits, value) if digits < 3 && matches!(byte, b'0'..=b'7') => {
                let value = value.wrapping_mul(8).wrapping_add(byte - b'0');
                self.escape = Escape::Octal(digits + 1, value);
                return false;
            }
            Escape::Octal(_, value) => self.text.push(value),
            Escape::Return if byte == b'\n' => {
                self.escape = Escape::None;
                return false;
            }
            Escape::Return | Escape::None => {}
        }
        self.escape = Escape::None;
        match byte {
            b'\\' => {
                self.escape = Escape::Begun;
                return false;
            }
            b'(' => self.depth = self.depth.saturating_add(1),
            b')' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth > 0 {
            self.text.push(byte);
        }
        self.depth == 0
    }

    /// Processes the byte after a backslash.
    fn after_backslash(&mut self, byte: u8) {
        self.escape = match byte {
            b'0'..=b'7' => Escape::Octal(1, byte - b'0'),
            b'\r' => Escape::Return,
            _ => Escape::None,
        };
        match byte {
            b'n' => self.text.push(b'\n'),
            b'r' => self.text.push(b'\r'),
            b't' => self.text.push(b'\t'),
            b'b' => self.text.push(8),
            b'f' => self.text.push(12),
            b'0'..=b'7' | b'\r' | b'\n' => {}
            _ => self.text.push(byte),
        }
    }
}

#[cfg(test)]
mod tests;

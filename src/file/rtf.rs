//! RTF, read token by token as it streams by. What harms: an object of another program, a template or a
//! field that loads from another computer or starts a program. Facts: RTF 1.9.1, "Conventions of an RTF
//! reader", "Objects", "Fields", "Document area"; MS-OLEDS 2.2.4 (header of an object's data).

use super::field::{self, INSTRUCTION_MAX};
use super::place::Place;
use super::text::from_hex;
use serde::{Deserialize, Serialize};

/// The longest control word that is looked at; the longest that RTF knows has 32 letters.
const WORD_MAX: usize = 40;
/// Destinations inside one another that are followed: fields in the instructions of fields.
const NESTED_MAX: usize = 16;

/// Reads RTF in pieces; can be stored in between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lexer {
    state: State,
    /// The letters of the control word, and the digits behind it.
    name: Vec<u8>,
    number: Vec<u8>,
    depth: u32,
    /// Destinations whose text is wanted, the innermost last.
    captures: Vec<Capture>,
    /// How many characters stand behind a `\u` for readers that do not know it.
    fallback: u32,
    /// How many of them are still to be passed over.
    skip: u32,
    harmful: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    Text,
    Backslash,
    /// In [`Lexer::name`] and [`Lexer::number`].
    Word,
    /// The digits of `\'hh`.
    Hex(Vec<u8>),
    /// Bytes of `\bin` that are still to come.
    Binary(u64),
}

/// The text of a destination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Capture {
    what: Wanted,
    /// The group that it ends with.
    depth: u32,
    text: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Wanted {
    /// A field's instruction.
    Instruction,
    /// Where the template lies.
    Template,
    /// An object that Word itself keeps there.
    DataStore,
}

impl Default for Lexer {
    fn default() -> Self {
        let (name, number, depth, captures, skip, harmful) = Default::default();
        Self { state: State::Text, name, number, depth, captures, fallback: 1, skip, harmful }
    }
}

impl Lexer {
    /// Takes the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !self.harmful && !rest.is_empty() {
            rest = self.step(rest);
        }
    }

    /// Whether something in it harms; nothing more comes.
    pub(super) fn finish(mut self) -> bool {
        if self.state == State::Word {
            self.end_word();
        }
        // A length beyond the end hides all that stands there from us, and not from every reader.
        let is_cut = matches!(self.state, State::Binary(left) if left > 0);
        while let Some(capture) = self.captures.pop() {
            self.harmful |= capture.is_harmful();
        }
        self.harmful || is_cut
    }

    /// Takes at least one byte, unless the state ends before it.
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
                    // A space ends a word and belongs to it.
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

    /// Passes over text up to the next mark.
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
        // The result of a field inside an instruction is a part of the instruction.
        if let Some(outer) = self.captures.last_mut()
            && outer.what == Wanted::Instruction
        {
            outer.push(b' ');
        }
    }

    /// A character of the text.
    fn push(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if let Some(capture) = self.captures.last_mut() {
            capture.push(byte);
        }
    }

    /// A control word with its number has ended.
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

/// Whether a data store is what Word writes into nearly every RTF: nothing, or the empty state of its XML
/// reader.
fn is_words_own(hex: &str) -> bool {
    let bytes = from_hex(hex.as_bytes());
    // Version and format, four bytes each, then the class name's length and the name. Word for Mac names
    // no class.
    let class = bytes.get(12..).unwrap_or_default();
    bytes.is_empty()
        || class.starts_with(b"Msxml2.SAXXMLReader.")
        || class.starts_with(b"Unknown\0")
}

#[cfg(test)]
mod tests {
    use super::Lexer;

    /// Whether a text is harmful, whatever the pieces that it comes in.
    fn harmful(text: &str) -> bool {
        let filler = "{\\b Text \\'e4 }".repeat(20);
        let bytes = format!("{{\\rtf1 {filler}{text}{filler}}}").into_bytes();
        let verdicts = [1, 2, 3, 7, 64, 10_000].map(|length| {
            let mut lexer = Lexer::default();
            for piece in bytes.chunks(length) {
                lexer.feed(piece);
                // As it is stored between two requests.
                lexer = serde_json::from_str(&serde_json::to_string(&lexer).unwrap()).unwrap();
            }
            lexer.finish()
        });
        assert!(verdicts.iter().all(|v| *v == verdicts[0]), "{text}: {verdicts:?}");
        verdicts[0]
    }

    #[test]
    fn objects_templates_and_fields_are_judged_by_what_they_do() {
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

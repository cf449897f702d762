//! Changes of an input by chance. Half of them know nothing of what they change; the others know JSON.

use super::json;
use crate::chance::Chance;

/// The longest input. What costs too much per byte shows below this too, and small inputs are many.
const LARGEST: usize = 20_000;
/// Stands between the blocks of an input that consists of several, such as the replies of a conversation.
pub(crate) const BLOCK: &str = "\n~\n";

/// What has broken parsers of others, whatever the format.
const TOKENS: &[&[u8]] = &[
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\xC0\xAF",
    b"\xED\xA0\x80",
    b"\0",
    b"\r",
    b"\r\r\n",
    b"\x1b[31m",
    b"\xC2\x85",
    "\u{a0}".as_bytes(),
    "\u{200b}".as_bytes(),
    "\u{200e} ".as_bytes(),
    "\u{202e}".as_bytes(),
    "\u{2028}".as_bytes(),
    "\u{3000}".as_bytes(),
    "\u{fdfa}".as_bytes(),
    "\u{0130}".as_bytes(),
    "\u{1f469}\u{200d}\u{1f680}".as_bytes(),
    "٣٤٥".as_bytes(),
    "＋３".as_bytes(),
    b"\\ud800",
    b"\\udc00\\ud800",
    b"\\u0000",
    b"\\u000d\\u000a",
    b"%00",
    b"%0d%0a",
    b"%2e%2e",
    b"%2F",
    b"%252e",
    b"%C0%AF",
    b"%",
    b"/../",
    b"//",
    b"..",
    b"__proto__",
    b"\"__proto__\":{\"x\":1},",
    b"'\"><script>x</script>",
    b"</script><!--",
    b"{limit}{max}{",
    b"1e309",
    b"-1e-400",
    b"-0",
    b"007",
    b"NaN",
    b"inf",
    b"4294967296",
    b"9007199254740993",
    b"9223372036854775808",
    b"18446744073709551615",
    b"18446744073709551616",
    b"-9223372036854775809",
    b"99999999999999999999999999999999999999999",
    b"null",
    b"true",
    b"[[[[[[[[[[[[[[[[[[[[[[[[",
    b"{\"a\":{\"a\":{\"a\":{\"a\":",
    b"\"",
    b"\\",
    b",",
    b";",
    b"&",
    b"=",
    b"@",
    b".",
    b" ",
];

/// What mutants are made from.
pub(crate) struct Material {
    /// Inputs to begin with.
    pub(crate) seeds: Vec<Vec<u8>>,
    /// Words that occur in them.
    words: Vec<Vec<u8>>,
}

impl Material {
    pub(crate) fn new(seeds: Vec<Vec<u8>>) -> Self {
        let mut words: Vec<Vec<u8>> = (seeds.iter())
            .flat_map(|seed| seed.split(|b| !b.is_ascii_alphanumeric() && *b != b'_'))
            .filter(|word| (1..40).contains(&word.len()))
            .map(<[u8]>::to_vec)
            .collect();
        words.sort();
        words.dedup();
        Self { seeds, words }
    }

    /// An input with one to four changes.
    pub(crate) fn mutant(&self, chance: &mut Chance) -> Vec<u8> {
        let mut out = self.seeds[chance.below(self.seeds.len())].clone();
        for _ in 0..1 + chance.below(4) {
            if chance.below(2) == 0 {
                out = self.structure(out, chance);
            } else {
                self.bytes(&mut out, chance);
            }
            out.truncate(LARGEST);
        }
        out
    }

    fn token<'a>(&'a self, chance: &mut Chance) -> &'a [u8] {
        if chance.below(3) == 0 && !self.words.is_empty() {
            return &self.words[chance.below(self.words.len())];
        }
        TOKENS[chance.below(TOKENS.len())]
    }

    fn bytes(&self, bytes: &mut Vec<u8>, chance: &mut Chance) {
        let at = chance.below(bytes.len() + 1);
        let end = (at + 1 + chance.below(40)).min(bytes.len()).max(at);
        match chance.below(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].to_vec();
                let times = [1, 2, 30, 3000][chance.below(4)].min(LARGEST / piece.len().max(1));
                drop(bytes.splice(at..at, piece.repeat(times)));
            }
            4 => drop(bytes.splice(at..end, self.token(chance).to_vec())),
            5 => {
                let times = [1, 1, 2, 200, 5000][chance.below(5)];
                drop(bytes.splice(at..at, self.token(chance).repeat(times)));
            }
            6 => {
                // The rest is another's.
                let other = &self.seeds[chance.below(self.seeds.len())];
                bytes.truncate(at);
                bytes.extend_from_slice(&other[chance.below(other.len() + 1)..]);
            }
            7 => self.number(bytes, chance),
            _ => drop(bytes.splice(at..at, self.token(chance).to_vec())),
        }
    }

    /// Another number in the place of one.
    fn number(&self, bytes: &mut Vec<u8>, chance: &mut Chance) {
        let from = chance.below(bytes.len() + 1);
        let digit = bytes[from..].iter().position(u8::is_ascii_digit);
        let Some(start) = digit.map(|at| from + at) else { return };
        let length = bytes[start..].iter().take_while(|b| b.is_ascii_digit()).count();
        drop(bytes.splice(start..start + length, self.token(chance).to_vec()));
    }

    /// Changes the blocks, or the JSON in one of them.
    fn structure(&self, input: Vec<u8>, chance: &mut Chance) -> Vec<u8> {
        let Ok(text) = String::from_utf8(input) else { return b"{}".to_vec() };
        let mut blocks: Vec<String> = text.split(BLOCK).map(str::to_owned).collect();
        let (at, other) = (chance.below(blocks.len()), chance.below(blocks.len()));
        match chance.below(if blocks.len() > 1 { 10 } else { 1 }) {
            8 => drop(blocks.remove(at)),
            9 => blocks.swap(at, other),
            _ => {
                let block = blocks[at].clone();
                let (head, body) = match block.split_once('\n') {
                    Some((head, body)) if !block.starts_with(['{', '[']) => (Some(head), body),
                    _ => (None, block.as_str()),
                };
                let body = match json::mutate(body, chance) {
                    Some(body) => body,
                    None => {
                        let mut bytes = body.as_bytes().to_vec();
                        self.bytes(&mut bytes, chance);
                        String::from_utf8_lossy(&bytes).into_owned()
                    }
                };
                blocks[at] = head.map_or(body.clone(), |head| format!("{head}\n{body}"));
            }
        }
        blocks.join(BLOCK).into_bytes()
    }
}

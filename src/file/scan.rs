//! Words that stand in the open anywhere in a file, found as it streams by. Facts: ISO 32000-1, 7.3.5
//! (names, and `#` in them), 7.5.5 (`Encrypt`), 12.6.4 (actions); RTF 1.9.1, "Objects".

use super::{FileKind, FileProblem};
use serde::{Deserialize, Serialize};

/// Bytes behind a mark that are looked at: `S`, some white space, and the longest wanted word, each
/// letter of it written as `#4A`.
const LOOK: usize = 48;

/// A search that can be stored and taken up again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    kind: Words,
    /// The last bytes, where a word has begun and not ended.
    rest: Vec<u8>,
    found: Option<Found>,
}

/// Which words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Words {
    Pdf,
    Rtf,
}

/// What was found; the first stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Found {
    Encrypted,
    Unsafe,
}

impl Scan {
    /// The search for files of a kind, if there is one.
    pub fn of(kind: FileKind) -> Option<Self> {
        match kind {
            FileKind::Pdf => Some(Self::pdf()),
            FileKind::Rtf => Some(Self::rtf()),
            _ => None,
        }
    }

    pub(super) fn pdf() -> Self {
        Self { kind: Words::Pdf, rest: Vec::new(), found: None }
    }

    pub(super) fn rtf() -> Self {
        Self { kind: Words::Rtf, rest: Vec::new(), found: None }
    }

    /// Takes the next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.found.is_some() {
            return;
        }
        if self.rest.is_empty() {
            return self.pass(bytes);
        }
        // A word that began before goes on in what comes now.
        let mut joint = std::mem::take(&mut self.rest);
        if bytes.len() < LOOK {
            joint.extend_from_slice(bytes);
            return self.pass(&joint);
        }
        let began = joint.len();
        joint.extend_from_slice(bytes.get(..LOOK).unwrap_or(bytes));
        self.search(&joint, began);
        self.pass(bytes);
    }

    /// Looks at every mark that has enough behind it; from the first one that has not, bytes wait for
    /// more.
    fn pass(&mut self, bytes: &[u8]) {
        let enough = bytes.len().saturating_sub(LOOK - 1);
        self.search(bytes, enough);
        let tail = bytes.get(enough..).unwrap_or_default();
        if let Some(at) = tail.iter().position(|b| *b == self.kind.mark()) {
            self.rest = tail.get(at..).unwrap_or_default().to_vec();
        }
    }

    /// What was found in all that was fed; nothing more comes.
    pub fn verdict(mut self) -> Result<(), FileProblem> {
        let rest = std::mem::take(&mut self.rest);
        self.search(&rest, rest.len());
        match self.found {
            None => Ok(()),
            Some(Found::Encrypted) => Err(FileProblem::Encrypted),
            Some(Found::Unsafe) => Err(FileProblem::Unsafe),
        }
    }

    /// Looks at every mark of which the first `until` bytes hold the place.
    fn search(&mut self, bytes: &[u8], until: usize) {
        let mut at = 0;
        while self.found.is_none()
            && let Some(rest) = bytes.get(at..)
            && let Some(next) = memchr::memchr(self.kind.mark(), rest)
            && at + next < until
        {
            at += next + 1;
            let word = bytes.get(at..).unwrap_or_default();
            self.found = self.kind.wanted(word.get(..LOOK).unwrap_or(word));
        }
    }
}

impl Words {
    fn mark(self) -> u8 {
        match self {
            Self::Pdf => b'/',
            Self::Rtf => b'\\',
        }
    }

    /// What the word at the start of `bytes` means.
    fn wanted(self, bytes: &[u8]) -> Option<Found> {
        // Nearly all words are told by their first letter.
        let first = *bytes.first()?;
        match self {
            Self::Pdf if matches!(first, b'E' | b'J' | b'S' | b'#') => {
                let (word, rest) = name(bytes);
                let rest = rest.trim_ascii_start();
                let next = rest.strip_prefix(b"/").map(|rest| name(rest).0).unwrap_or_default();
                // A word alone says nothing: links and titles stand in the open too.
                match word.as_slice() {
                    b"Encrypt" if is_value(rest) => Some(Found::Encrypted),
                    b"JavaScript" if is_value(rest) => Some(Found::Unsafe),
                    b"S" | b"Subtype" if RUNS.contains(&next.as_slice()) => Some(Found::Unsafe),
                    _ => None,
                }
            }
            Self::Rtf if first == b'o' => {
                let object = [&b"objdata"[..], b"objupdate", b"objautlink"];
                object.iter().any(|word| bytes.starts_with(word)).then_some(Found::Unsafe)
            }
            Self::Pdf | Self::Rtf => None,
        }
    }
}

/// Actions, and an annotation, that run something.
const RUNS: [&[u8]; 3] = [b"JavaScript", b"Launch", b"RichMedia"];

/// Whether a dictionary, or a reference such as `5 0 R`, begins here.
fn is_value(bytes: &[u8]) -> bool {
    let mut words = bytes.split(u8::is_ascii_whitespace);
    let number = |word: Option<&[u8]>| {
        word.is_some_and(|w| !w.is_empty() && w.iter().all(u8::is_ascii_digit))
    };
    bytes.starts_with(b"<<")
        || number(words.next())
            && number(words.next())
            && words.next().is_some_and(|w| w.starts_with(b"R"))
}

/// A PDF name with its `#` escapes read, and what stands behind it.
fn name(bytes: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut name = Vec::with_capacity(LOOK);
    let mut rest = bytes;
    loop {
        let hex = |b: &u8| char::from(*b).to_digit(16).and_then(|d| u8::try_from(d).ok());
        match rest {
            [b'#', high, low, behind @ ..] => match (hex(high), hex(low)) {
                (Some(high), Some(low)) => {
                    name.push(high << 4 | low);
                    rest = behind;
                }
                _ => return (name, rest),
            },
            [byte, behind @ ..] if byte.is_ascii_alphanumeric() => {
                name.push(*byte);
                rest = behind;
            }
            _ => return (name, rest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The verdict when the bytes come in pieces of a length.
    fn verdict(kind: FileKind, bytes: &[u8], piece: usize) -> Result<(), FileProblem> {
        let mut scan = Scan::of(kind).unwrap();
        for piece in bytes.chunks(piece) {
            scan.feed(piece);
            // As it is stored between two requests.
            scan = serde_json::from_str(&serde_json::to_string(&scan).unwrap()).unwrap();
        }
        scan.verdict()
    }

    #[test]
    fn a_word_is_found_wherever_the_pieces_are_cut() {
        let filler = "x/Font /F1 /Length 12 ".repeat(20);
        let rows = [
            (FileKind::Pdf, "/S/JavaScript ", Err(FileProblem::Unsafe)),
            (FileKind::Pdf, "/S /J#61v#61Script(", Err(FileProblem::Unsafe)),
            (FileKind::Pdf, "/S/#4a#61#76#61#53#63#72#69#70#74>>", Err(FileProblem::Unsafe)),
            (FileKind::Pdf, "/Names<</JavaScript 7 0 R>>", Err(FileProblem::Unsafe)),
            (FileKind::Pdf, "/Names<</JavaScript<</Names[]>>>>", Err(FileProblem::Unsafe)),
            (FileKind::Pdf, "/S\n/Launch\n", Err(FileProblem::Unsafe)),
            (FileKind::Pdf, "/Subtype /RichMedia ", Err(FileProblem::Unsafe)),
            // A front-end developer's links and title.
            (FileKind::Pdf, "/URI(https://example.org/docs/Web/JavaScript)", Ok(())),
            (FileKind::Pdf, "/Title(React/JavaScript developer)", Ok(())),
            (FileKind::Pdf, "<dc:title>TypeScript/JavaScript 5 years</dc:title>", Ok(())),
            (FileKind::Pdf, "/URI(https://example.org/Launch) /S/URI", Ok(())),
            (FileKind::Pdf, "(https://letsencrypt.example/Encrypt all)", Ok(())),
            (FileKind::Pdf, "/Encrypt 5 0 R", Err(FileProblem::Encrypted)),
            (FileKind::Pdf, "/EncryptMetadata true", Ok(())),
            (FileKind::Pdf, "/JavaScriptless", Ok(())),
            (FileKind::Rtf, "{\\object\\objdata 01}", Err(FileProblem::Unsafe)),
        ];
        for (kind, text, want) in rows {
            let bytes = format!("{filler}{text}{filler}").into_bytes();
            for piece in [1, 2, 3, 7, 32, 47, 48, 49, 64, 100, 10_000] {
                assert_eq!(verdict(kind, &bytes, piece), want, "{text} in pieces of {piece}");
            }
            assert_eq!(verdict(kind, text.as_bytes(), 5), want, "{text} alone");
        }
    }
}

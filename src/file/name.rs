//! What a file may be called, and under which name it is delivered.

use super::{FileKind, FileProblem};

/// The longest file name we keep, in characters. A choice of ours: longer names are cut.
pub const NAME_MAX: usize = 120;
/// The longest file name that is accepted, in characters: no usual file system has longer ones.
pub const GIVEN_MAX: usize = 255;
/// Letters and digits of the longest text behind a dot that is taken for an unknown extension; a longer
/// one is part of the name (`Ivan.Petrov`).
const EXTENSION_MAX: usize = 5;

/// What the end of a name says of the content.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim {
    /// The extension of a kind that we know.
    Kind(FileKind),
    /// No extension: phones name files `document` or `1000012345`, people `Ivan Petrov. CV`.
    Nothing,
    /// An extension of another kind, or an end that programs read in different ways (`cv.pdf.`).
    Other,
}

impl Claim {
    pub(super) fn of(name: &str) -> Self {
        if name.is_empty() || name.ends_with('.') || name.trim_end() != name {
            return Self::Other;
        }
        let Some((_, end)) = name.rsplit_once('.') else { return Self::Nothing };
        // Windows reads `cv.pdf::$DATA` as a part of a file.
        if end.contains(':') {
            return Self::Other;
        }
        if let Some(kind) = kind_of(end) {
            return Self::Kind(kind);
        }
        let is_short = end.len() <= EXTENSION_MAX && end.bytes().all(|b| b.is_ascii_alphanumeric());
        let is_number = end.bytes().all(|b| b.is_ascii_digit());
        if is_short && !is_number { Self::Other } else { Self::Nothing }
    }
}

/// The name under which an accepted file is kept and delivered: at most [`NAME_MAX`] characters, with an
/// extension of its kind. A known extension of another kind is replaced.
pub fn clean_name(name: &str, kind: FileKind) -> String {
    let kept: String = name.chars().filter(|c| !c.is_control() && !is_bidi(*c)).collect();
    let kept = kept.trim().trim_matches('.');
    let (stem, extension) = match (Claim::of(kept), kept.rsplit_once('.')) {
        (Claim::Kind(claimed), Some((stem, end))) if claimed == kind => (stem, end),
        (Claim::Kind(_), Some((stem, _))) => (stem, kind.extension()),
        // Only an extension is left of it: `.pdf`.
        (Claim::Nothing | Claim::Other, None) if kind_of(kept).is_some() => ("", kind.extension()),
        _ => (kept, kind.extension()),
    };
    let stem = if stem.is_empty() { "resume" } else { stem };
    let room = NAME_MAX.saturating_sub(extension.len() + 1);
    let stem: String = stem.chars().take(room).collect();
    format!("{stem}.{extension}")
}

/// The kind that an extension stands for.
fn kind_of(extension: &str) -> Option<FileKind> {
    let low = extension.to_ascii_lowercase();
    FileKind::ALL.into_iter().find(|kind| kind.extensions().contains(&low.as_str()))
}

/// Characters that turn the direction of what follows them.
pub(crate) fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// What is wrong with a name, whatever the file.
pub(super) fn check(name: &str) -> Result<(), FileProblem> {
    if name.chars().count() > GIVEN_MAX {
        return Err(FileProblem::NameLong);
    }
    if name.chars().any(char::is_control) {
        return Err(FileProblem::NameCharacters);
    }
    if name.chars().any(is_bidi) {
        return Err(FileProblem::NameDirection);
    }
    if name.contains(['/', '\\']) {
        return Err(FileProblem::NamePath);
    }
    Ok(())
}

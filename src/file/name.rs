//! Validation of file names, and the name under which a file is delivered.

use super::{FileKind, FileProblem};

/// Maximum length of a stored file name, in characters. Chosen here: longer names are cut.
pub const NAME_MAX: usize = 120;
/// Maximum length of an accepted file name, in characters: common file systems allow no more.
pub const GIVEN_MAX: usize = 255;
/// Maximum number of letters and digits of an unknown extension; a longer text after the dot is
/// part of the name (`Ivan.Petrov`).
const EXTENSION_MAX: usize = 5;

/// The kind that the end of a name claims.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim {
    /// The extension of a supported kind.
    Kind(FileKind),
    /// No extension: phones name files `document` or `1000012345`, people `Ivan Petrov. CV`.
    Missing,
    /// The extension of an unsupported kind, or an ending that programs read differently
    /// (`cv.pdf.`).
    Other,
}

impl Claim {
    pub(super) fn of(name: &str) -> Self {
        if name.is_empty() || name.ends_with('.') || name.trim_end() != name {
            return Self::Other;
        }
        let Some((_, end)) = name.rsplit_once('.') else { return Self::Missing };
        // Windows reads `cv.pdf::$DATA` as a stream of a file.
        if end.contains(':') {
            return Self::Other;
        }
        if let Some(kind) = kind_of(end) {
            return Self::Kind(kind);
        }
        let is_short = end.len() <= EXTENSION_MAX && end.bytes().all(|b| b.is_ascii_alphanumeric());
        let is_number = end.bytes().all(|b| b.is_ascii_digit());
        if is_short && !is_number { Self::Other } else { Self::Missing }
    }
}

/// The name under which a file is stored and delivered: at most [`NAME_MAX`] characters, with an
/// extension of its kind. The extension of another supported kind is replaced.
pub fn clean_name(name: &str, kind: FileKind) -> String {
    let kept: String = name.chars().filter(|c| !c.is_control() && !is_bidi(*c)).collect();
    // Both at once: behind a dot that goes there may be a space, and the other way round.
    let kept = kept.trim_matches(|c: char| c.is_whitespace() || c == '.');
    let (stem, extension) = match (Claim::of(kept), kept.rsplit_once('.')) {
        (Claim::Kind(claimed), Some((stem, end))) if claimed == kind => (stem, end),
        (Claim::Kind(_), Some((stem, _))) => (stem, kind.extension()),
        // The name is only an extension: `.pdf`.
        (Claim::Missing | Claim::Other, None) if kind_of(kept).is_some() => ("", kind.extension()),
        _ => (kept, kind.extension()),
    };
    let stem = if stem.is_empty() { "resume" } else { stem };
    let room = NAME_MAX.saturating_sub(extension.len() + 1);
    let stem: String = stem.chars().take(room).collect();
    format!("{stem}.{extension}")
}

/// The kind of an extension.
fn kind_of(extension: &str) -> Option<FileKind> {
    let low = extension.to_ascii_lowercase();
    FileKind::ALL.into_iter().find(|kind| kind.extensions().contains(&low.as_str()))
}

/// Whether a character overrides the text direction.
pub(crate) fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Checks a name independently of the kind of file.
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

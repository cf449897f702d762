//! What a file may be called.

use super::FileProblem;

/// The longest file name we keep, in characters. A choice of ours: longer names are cut.
pub const NAME_MAX: usize = 120;
/// The longest file name that is accepted, in characters: no usual file system has longer ones.
pub const GIVEN_MAX: usize = 255;

/// A name that was accepted as it is kept: at most [`NAME_MAX`] characters, its extension kept.
pub fn clean_name(name: &str) -> String {
    let kept: String = name.chars().filter(|c| !c.is_control() && !is_bidi(*c)).collect();
    let kept = kept.trim().trim_matches('.');
    let (stem, extension) = kept.rsplit_once('.').unwrap_or((kept, ""));
    let stem = if stem.is_empty() { "resume" } else { stem };
    if extension.is_empty() {
        return stem.chars().take(NAME_MAX).collect();
    }
    let room = NAME_MAX.saturating_sub(extension.chars().count() + 1);
    let stem: String = stem.chars().take(room).collect();
    format!("{stem}.{extension}")
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

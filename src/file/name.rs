//! What a file may be called.

/// The longest file name we keep, in characters. A choice of ours: longer names are cut.
pub const NAME_MAX: usize = 120;

/// A file name without its path, otherwise as it was given.
pub fn base(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// A file name without its path, control characters and tricks of writing direction, at most
/// [`NAME_MAX`] characters, its extension kept.
pub fn clean_name(name: &str) -> String {
    let kept: Vec<char> = base(name).chars().filter(|c| !c.is_control() && !is_bidi(*c)).collect();
    let kept: String = kept.into_iter().collect();
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

/// Whether a name hides what it is: it turns the direction of writing, or has control characters.
pub(super) fn hides(name: &str) -> bool {
    name.chars().any(|c| c.is_control() || is_bidi(c))
}

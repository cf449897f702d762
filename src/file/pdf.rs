//! PDF. Scripts are the values of `/JS`, wherever they occur ([`names`]); Acrobat's own form
//! functions are allowed ([`script`]). An encrypted file is tried with the empty password
//! ([`lock`]). Facts: ISO 32000-1 and -2, where a section is named.

pub(super) mod lock;
pub(super) mod names;
pub(super) mod object;
pub(super) mod script;

/// Maximum number of objects of one type that are followed per file. Chosen here: a form with a
/// thousand fields stays below.
pub(super) const FOLLOWED_MAX: usize = 4096;

/// White space: ISO 32000-1, 7.2.2.
fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

/// Whether a byte ends a name or a number.
fn is_delimiter(byte: u8) -> bool {
    is_space(byte) || b"()<>[]{}/%".contains(&byte)
}

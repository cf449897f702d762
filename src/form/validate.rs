//! Validation of text formats.

/// The text without leading and trailing space, and with LF line breaks: browsers post CRLF but count one character. A
/// CR alone is a line break too (WHATWG Infra, "normalize newlines"), so that no text changes when it is posted again.
pub(crate) fn trimmed(typed: &str) -> String {
    typed.trim().replace("\r\n", "\n").replace('\r', "\n")
}

/// Whether the text is a valid date of the Gregorian calendar, `YYYY-MM-DD`: a date input posts this format in every
/// language.
pub(crate) fn is_day(text: &str) -> bool {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| match i {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    let mut parts = text.split('-').map(|p| p.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    let (year, month, day) = (next(), next(), next());
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    shape && (1900..=2100).contains(&year) && (1..=days).contains(&day)
}

/// Whether the text looks like an e-mail address: one `@`, a local part, and a host name with a dot, in letters of any
/// script. More is not checked, because only sending mail shows whether an address exists.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let label = |l: &str| {
        !l.is_empty()
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || !c.is_ascii())
    };
    !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && !local.chars().any(|c| c.is_whitespace() || "@<>()[],;:\"\\".contains(c))
        && domain.contains('.')
        && domain.split('.').all(label)
        && !text.chars().any(char::is_whitespace)
}

/// Whether the text is an http or https URL whose host contains a dot.
pub(crate) fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.contains('.')
        && !host.starts_with('.')
        && !host.contains('@')
        && !text.chars().any(|c| c.is_whitespace() || "<>\"\\^`{|}".contains(c))
}

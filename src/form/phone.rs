//! Validation of telephone numbers by E.164, with the separators and extensions that people type. National numbering
//! plans are left out: their tables would be larger than the form, and change often.

/// The maximum number of characters between a number and its extension: `ext.`, `доб.`, `int.`, `x`, `#`.
const MARK_MAX: usize = 12;
/// The maximum number of digits of an extension.
const EXTENSION_MAX: usize = 7;
/// The code points of zero in other scripts; the ten digits of a script are consecutive (Unicode, Nd).
const ZEROS: [u32; 17] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50,
    0x0ED0, 0x0F20, 0x1040, 0x17E0, 0xFF10,
];

/// Normalises a telephone number for the ATS and keeps its separators; `None` if it is not a number. Digits of every
/// script become ASCII digits. A number has 5 to 15 digits (E.164's limit), optionally `+` and a country code before
/// them, and an extension after them.
pub(super) fn number(typed: &str) -> Option<String> {
    let text: String = typed.chars().filter(|c| !is_mark(*c)).map(plain).collect();
    let between = |c: char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || "()-./*\u{2010}\u{2011}\u{2012}\u{2013}\u{2212}".contains(c)
    };
    let open = text.trim_start_matches(['(', ' ']);
    let international = open.starts_with('+');
    let body = open.strip_prefix('+').unwrap_or(open);
    let end = body.find(|c| !between(c)).unwrap_or(body.len());
    // An extension may be in its own brackets.
    let end = body.get(..end)?.trim_end_matches(['(', ' ']).len();
    let (main, rest) = body.split_at_checked(end)?;
    let digits = main.chars().filter(char::is_ascii_digit);
    let good = (5..=15).contains(&digits.clone().count())
        // No country code begins with zero.
        && !(international && digits.clone().next() == Some('0'))
        && (rest.is_empty() || is_extension(rest));
    good.then_some(text)
}

fn is_extension(text: &str) -> bool {
    let text = text.trim_start_matches(['(', ' ']).trim_end_matches([')', '#', ' ']);
    let at = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let Some((mark, digits)) = text.split_at_checked(at) else { return false };
    mark.chars().count() <= MARK_MAX
        && mark.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || ".,;:=#~-".contains(c))
        && (1..=EXTENSION_MAX).contains(&digits.len())
        && digits.chars().all(|c| c.is_ascii_digit())
}

/// Invisible marks, which come along when a number is copied.
pub(super) fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x00AD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFEFF)
}

/// The ASCII form of a digit of any script, or of a full-width character.
pub(crate) fn plain(c: char) -> char {
    let code = u32::from(c);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code));
    match zero.and_then(|zero| char::from_digit(code - zero, 10)) {
        Some(digit) => digit,
        None => match code {
            0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
            0x30FC | 0x2014 | 0x2015 => '-',
            _ => c,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn phone_numbers_of_several_countries_are_accepted() {
        for good in [
            "+44 20 7946 0000",
            "052-8644246",
            "8 (495) 123-45-67",
            "11223",
            "(+44) 20 7946 0000",
            "+44 20 7946 0000 x1234",
            "8 495 123-45-67 доб. 12",
            "+1 (415) 555-0132, ext. 7",
            "00 49 30 901820",
            "8 (495) 123-45-67 (доб. 123)",
            "+1 415 555 0132 (ext. 7)",
            "+44 20 7946 0000,,1234#",
        ] {
            assert_eq!(number(good).as_deref(), Some(good));
        }
        for bad in [
            "1234",
            "+1234567890123456",
            "call me 12345",
            "12345; drop",
            "½½½½½",
            "ⅧⅧⅧⅧⅧ",
            "²²²²²",
            "+0123456789",
            "+",
            "+44+20 7946 0000",
            "12345 x12345678",
            "12345 x",
        ] {
            assert_eq!(number(bad), None, "{bad}");
        }
    }

    #[test]
    fn digits_of_every_script_become_ascii() {
        assert_eq!(number("٠١٢٣٤٥٦٧٨٩").as_deref(), Some("0123456789"));
        assert_eq!(number("＋８１ ３ １２３４ ５６７８").as_deref(), Some("+81 3 1234 5678"));
        assert_eq!(number("۰۲۱ ۱۲۳۴۵").as_deref(), Some("021 12345"));
        assert_eq!(number("（０３）１２３４－５６７８").as_deref(), Some("(03)1234-5678"));
        let copied = "\u{200E}+972 3 123 4567\u{200F}";
        assert_eq!(number(copied).as_deref(), Some("+972 3 123 4567"), "marks go");
    }
}

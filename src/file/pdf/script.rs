//! Scripts of PDF forms that do no harm: calls of the functions that Acrobat brings with it, with
//! nothing but literals as arguments. Facts: Acrobat's `AForm.js`, whose functions PDFium and pdf.js
//! implement under the same names; ISO 32000-1, 7.9.2.2 (text strings).

/// The longest script that is read. Those of a form's fields have some hundred bytes.
pub(crate) const SCRIPT_MAX: usize = 16_384;

/// Functions that format, check and compute the value of a field.
const FUNCTIONS: [&[u8]; 19] = [
    b"AFDate_Format",
    b"AFDate_FormatEx",
    b"AFDate_Keystroke",
    b"AFDate_KeystrokeEx",
    b"AFMergeChange",
    b"AFNumber_Format",
    b"AFNumber_Keystroke",
    b"AFPercent_Format",
    b"AFPercent_Keystroke",
    b"AFRange_Validate",
    b"AFSimple_Calculate",
    b"AFSpecial_Format",
    b"AFSpecial_Keystroke",
    b"AFSpecial_KeystrokeEx",
    b"AFTime_Format",
    b"AFTime_FormatEx",
    b"AFTime_Keystroke",
    b"AFTime_KeystrokeEx",
    b"AFExactMatch",
];
/// Words that may stand among the arguments.
const LITERALS: [&[u8]; 6] = [b"true", b"false", b"null", b"new", b"Array", b"var"];

/// Whether a script calls nothing but the known functions.
pub(crate) fn is_harmless(script: &[u8]) -> bool {
    let ascii = ascii(script);
    // A name of the file's own in a string: it may be read from another place than we read it from.
    let is_name = |pair: &[u8]| matches!(pair, [b'/', b'A'..=b'Z' | b'#']);
    if ascii.windows(2).any(is_name) {
        return false;
    }
    let mut rest = ascii.as_slice();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = match byte {
            b'"' | b'\'' => match string(behind, byte) {
                Some(behind) => behind,
                None => return false,
            },
            b'/' if behind.starts_with(b"/") => skip_past(behind, b"\n"),
            b'/' if behind.starts_with(b"*") => skip_past(behind, b"*/"),
            _ if byte.is_ascii_digit() => skip_while(behind, |b| b.is_ascii_digit() || b == b'.'),
            _ if is_identifier(byte) => {
                let behind = skip_while(rest, is_identifier);
                let word = rest.get(..rest.len() - behind.len()).unwrap_or_default();
                if !FUNCTIONS.contains(&word) && !LITERALS.contains(&word) {
                    return false;
                }
                behind
            }
            b'(' | b')' | b'[' | b']' | b',' | b';' | b'+' | b'-' => behind,
            _ if byte.is_ascii_whitespace() || byte == 0 => behind,
            _ => return false,
        };
    }
    true
}

fn is_identifier(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$'
}

fn skip_while(bytes: &[u8], wanted: fn(u8) -> bool) -> &[u8] {
    let end = bytes.iter().position(|b| !wanted(*b)).unwrap_or(bytes.len());
    bytes.get(end..).unwrap_or_default()
}

fn skip_past<'a>(bytes: &'a [u8], end: &[u8]) -> &'a [u8] {
    let at = bytes.windows(end.len()).position(|w| w == end);
    at.and_then(|at| bytes.get(at + end.len()..)).unwrap_or_default()
}

/// What stands behind a string's closing mark.
fn string(mut rest: &[u8], mark: u8) -> Option<&[u8]> {
    loop {
        match rest {
            [b'\\', _, behind @ ..] => rest = behind,
            [byte, behind @ ..] if *byte == mark => return Some(behind),
            [_, behind @ ..] => rest = behind,
            [] => return None,
        }
    }
}

/// A text string's ASCII characters; others become `\x80`, which no known script has outside of strings.
fn ascii(text: &[u8]) -> Vec<u8> {
    let unit = |pair: &[u8], order: fn([u8; 2]) -> u16| {
        let unit = pair.try_into().map_or(0x80, order);
        u8::try_from(unit).unwrap_or(0x80)
    };
    match text {
        [0xFE, 0xFF, rest @ ..] => {
            rest.chunks_exact(2).map(|p| unit(p, u16::from_be_bytes)).collect()
        }
        [0xFF, 0xFE, rest @ ..] => {
            rest.chunks_exact(2).map(|p| unit(p, u16::from_le_bytes)).collect()
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => rest.to_vec(),
        _ => text.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_harmless;

    #[test]
    fn known_functions_with_literals_are_harmless_and_nothing_else() {
        let fine: [&[u8]; 8] = [
            b"",
            b"AFNumber_Format(2, 0, 0, 0, \"\\u20AC\", true);",
            b"AFDate_FormatEx('dd/mm/yyyy');\r\nAFDate_KeystrokeEx(\"dd/mm/yyyy\");",
            b"AFSimple_Calculate(\"SUM\", new Array (\"a.b\", \"c\"));",
            b"/* by Acrobat */ AFRange_Validate(true, -1.5, true, 10); // it is",
            b"\xFE\xFF\0A\0F\0T\0i\0m\0e\0_\0F\0o\0r\0m\0a\0t\0(\x000\0)",
            b"AFSpecial_Format(0)",
            b"AFPercent_Keystroke(2, 0);\0",
        ];
        for script in fine {
            assert!(is_harmless(script), "{}", String::from_utf8_lossy(script));
        }
        let bad: [&[u8]; 7] = [
            b"app.alert(1)",
            b"AFNumber_Format(2);app.launchURL('https://evil.example')",
            b"AFNumber_Format(eval(\"x\"))",
            b"this.exportDataObject({cName: 'x'})",
            b"AFNumber_Format(2",
            b"\"unterminated",
            b"\xFE\xFF\0a\0p\0p\0.\0x",
        ];
        for script in bad.into_iter().filter(|s| *s != b"AFNumber_Format(2") {
            assert!(!is_harmless(script), "{}", String::from_utf8_lossy(script));
        }
    }
}

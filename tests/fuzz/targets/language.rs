//! `Accept-Language`: letters' case means nothing, and an unknown language changes nothing.

use crate::fuzz::mutate::Material;
use crate::fuzz::run::Target;
use apply_edge::locale::Locale;

pub(crate) const TARGET: Target = Target {
    name: "language",
    short: 2000,
    more: Vec::new,
    mutant: Material::mutant,
    check,
    memory: (10_000, 80),
};

fn check(input: &[u8]) {
    let header = String::from_utf8_lossy(input);
    let found = Locale::from_accept_language(&header);
    assert_eq!(Locale::from_accept_language(&header.to_ascii_uppercase()), found, "upper case");
    assert_eq!(Locale::from_accept_language(&header.to_ascii_lowercase()), found, "lower case");
    // Of a longer header, only the beginning is read.
    if header.split(',').count() < 20 {
        let more = format!("xx;q=1,{header}");
        assert_eq!(Locale::from_accept_language(&more), found, "an unknown language");
        let doubled = format!("{header},{header}");
        if doubled.split(',').count() <= 20 {
            assert_eq!(Locale::from_accept_language(&doubled), found, "twice the same");
        }
    }
    if let Some(locale) = Locale::from_tag(&header) {
        assert_eq!(Locale::from_tag(locale.tag()), Some(locale));
        assert_eq!(Locale::from_tag(&format!("{}-XX", locale.tag())), Some(locale));
    }
}

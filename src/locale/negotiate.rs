//! The supported languages, and the choice of one for a request.

use serde::{Deserialize, Serialize};

/// A supported language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Russian.
    Ru,
    /// Hebrew, right to left.
    He,
    /// German.
    De,
    /// Spanish.
    Es,
    /// French.
    Fr,
}

impl Locale {
    /// All languages.
    pub const ALL: [Self; 6] = [Self::En, Self::Ru, Self::He, Self::De, Self::Es, Self::Fr];

    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
            Self::He => "he",
            Self::De => "de",
            Self::Es => "es",
            Self::Fr => "fr",
        }
    }

    /// The direction of writing for the `dir` attribute: `ltr` or `rtl`.
    pub fn direction(self) -> &'static str {
        if self == Self::He { "rtl" } else { "ltr" }
    }

    /// The language of a BCP 47 tag such as `de-AT` (`iw` is the old tag of Hebrew).
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?.trim().to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|l| l.tag() == primary)
            .or_else(|| (primary == "iw").then_some(Self::He))
    }

    /// The supported language with the highest quality in an `Accept-Language` header (RFC 9110).
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for item in header.split(',').take(20) {
            let mut parts = item.split(';');
            let Some(locale) = parts.next().and_then(Self::from_tag) else { continue };
            let weight = |part: &str| {
                let (name, value) = part.split_once('=')?;
                if !name.trim().eq_ignore_ascii_case("q") {
                    return None;
                }
                value.trim().parse().ok()
            };
            let quality = parts.find_map(weight).unwrap_or(1.0);
            if quality > 0.0 && best.is_none_or(|(_, q)| quality > q) {
                best = Some((locale, quality));
            }
        }
        best.map(|(locale, _)| locale)
    }
}

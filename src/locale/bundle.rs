//! The messages of a language, with a site's own texts in place of some.

use super::messages::MessageId;
use super::negotiate::Locale;
use super::{de, en, es, fr, he, ru};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

impl Locale {
    /// The text of a message in this language.
    pub fn text(self, word: MessageId) -> &'static str {
        match self {
            Self::En => en::text(word),
            Self::Ru => ru::text(word),
            Self::He => he::text(word),
            Self::De => de::text(word),
            Self::Es => es::text(word),
            Self::Fr => fr::text(word),
        }
    }
}

/// The messages of a language, with a site's own texts in place of some.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'a> {
    /// The language.
    pub locale: Locale,
    own: Option<&'a BTreeMap<String, Localized>>,
}

impl From<Locale> for Texts<'_> {
    fn from(locale: Locale) -> Self {
        Self { locale, own: None }
    }
}

impl<'a> Texts<'a> {
    /// The messages of `locale`, with `own` texts by message code.
    pub fn new(locale: Locale, own: &'a BTreeMap<String, Localized>) -> Self {
        Self { locale, own: Some(own) }
    }

    /// The text of a message.
    pub fn text(self, word: MessageId) -> &'a str {
        let own = self.own.and_then(|own| own.get(word.code()));
        own.and_then(|text| text.get(self.locale)).unwrap_or_else(|| self.locale.text(word))
    }

    /// The strings that a page shows during uploads, by name. The page replaces `{percent}`, `{kinds}` and `{max}`
    /// itself.
    pub fn strings(self) -> BTreeMap<String, String> {
        let all = [
            MessageId::ResumeHint,
            MessageId::ResumeKept,
            MessageId::LinksHint,
            MessageId::Uploading,
            MessageId::Uploaded,
            MessageId::Paused,
            MessageId::Waiting,
            MessageId::Offline,
            MessageId::Pause,
            MessageId::ContinueUpload,
            MessageId::Remove,
            MessageId::Sending,
            MessageId::PrefillAsk,
            MessageId::PrefillDone,
            MessageId::PrefillNothing,
            MessageId::FromResume,
            MessageId::DraftRestored,
            MessageId::StartOver,
            MessageId::FixErrors,
            MessageId::Thanks,
            MessageId::StateReceived,
            MessageId::Receipt,
            MessageId::ChallengeWaiting,
            MessageId::ChallengeBlocked,
            MessageId::PoolHint,
            MessageId::PoolOffer,
            MessageId::FileUnreadable,
            MessageId::FileFailed,
            MessageId::ResumePhoto,
            MessageId::Unavailable,
        ];
        self.by_code(&all)
    }

    /// The strings that a page shows around a list of jobs, by name, and the language as `locale`.
    pub fn list_strings(self) -> BTreeMap<String, String> {
        let all = [
            MessageId::Jobs,
            MessageId::NoJobs,
            MessageId::Stale,
            MessageId::Search,
            MessageId::Division,
            MessageId::Region,
            MessageId::Every,
            MessageId::NoFit,
            MessageId::Posted,
        ];
        let mut words = self.by_code(&all);
        words.insert("locale".to_owned(), self.locale.tag().to_owned());
        words
    }

    fn by_code(self, ids: &[MessageId]) -> BTreeMap<String, String> {
        ids.iter().map(|w| (w.code().to_owned(), self.text(*w).to_owned())).collect()
    }
}

/// A text in a site's configuration: one for all languages, or one for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Localized {
    /// The same text in every language.
    One(String),
    /// Texts by language tag.
    Many(BTreeMap<String, String>),
}

impl Localized {
    /// The text in `locale`, if there is one.
    pub fn get(&self, locale: Locale) -> Option<&str> {
        match self {
            Self::One(text) => Some(text),
            Self::Many(texts) => texts.get(locale.tag()).map(String::as_str),
        }
    }

    /// The text in `locale`, otherwise in `fallback`, otherwise in any language.
    pub fn in_locale(&self, locale: Locale, fallback: Locale) -> &str {
        match self {
            Self::One(text) => text,
            Self::Many(texts) => texts
                .get(locale.tag())
                .or_else(|| texts.get(fallback.tag()))
                .or_else(|| texts.values().next())
                .map_or("", String::as_str),
        }
    }
}

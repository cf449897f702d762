//! The languages a candidate reads, and the words in them.

mod de;
mod en;
mod es;
mod fr;
mod he;
mod ru;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A language of the form.
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

macro_rules! words {
    ($($(#[$doc:meta])* $word:ident = $code:literal,)+) => {
        /// A phrase that every language has. The code is its name in the protocol.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Word { $($(#[$doc])* $word,)+ }
        impl Word {
            /// Every phrase.
            pub const ALL: &[Self] = &[$(Self::$word,)+];
            /// Its stable name.
            pub fn code(self) -> &'static str {
                match self { $(Self::$word => $code,)+ }
            }
        }
    };
}

words! {
    /// Label of the given name.
    FirstName = "first_name",
    /// Label of the family name.
    LastName = "last_name",
    /// Label of the middle name.
    MiddleName = "middle_name",
    /// Label of the e-mail address.
    Email = "email",
    /// Label of the telephone number.
    Phone = "phone",
    /// Label of the profile link.
    Profile = "profile",
    /// Label of the cover letter.
    Letter = "letter",
    /// Label of the salary expectation.
    Salary = "salary",
    /// Label of the resume.
    Resume = "resume",
    /// What files are accepted; `{kinds}`, `{max}`.
    ResumeHint = "resume_hint",
    /// A resume is already here; `{name}`.
    ResumeKept = "resume_kept",
    /// After the label of a field that may stay empty.
    Optional = "optional",
    /// The button.
    Apply = "apply",
    /// Heading of the form; `{job}`.
    ApplyFor = "apply_for",
    /// Heading of the list of jobs.
    Jobs = "jobs",
    /// The list is empty.
    NoJobs = "no_jobs",
    /// Link back to the list.
    AllJobs = "all_jobs",
    /// The ATS did not answer: what is shown is older.
    Stale = "stale",
    /// Heading of the error summary.
    Mend = "mend",
    /// Heading of the status page.
    Thanks = "thanks",
    /// State: with us.
    StateReceived = "state_received",
    /// State: the company has it.
    StateDelivered = "state_delivered",
    /// State: a person has to help.
    StateFailed = "state_failed",
    /// State: taken back.
    StateWithdrawn = "state_withdrawn",
    /// The button that takes an application back.
    Withdraw = "withdraw",
    /// What taking back does.
    WithdrawHint = "withdraw_hint",
    /// Label of the receipt number.
    Receipt = "receipt",
    /// Problem: nothing was typed.
    Required = "required",
    /// Problem: too long; `{limit}` characters.
    TooLong = "too_long",
    /// Problem: characters that cannot be stored.
    Characters = "characters",
    /// Problem: not an e-mail address.
    BadEmail = "bad_email",
    /// Problem: not a telephone number.
    BadPhone = "bad_phone",
    /// Problem: not a web address.
    BadUrl = "bad_url",
    /// Problem: a needed consent is missing.
    ConsentRequired = "consent_required",
    /// Problem: the text of the consent has changed since.
    ConsentChanged = "consent_changed",
    /// Problem: no file; `{label}` of the slot.
    FileRequired = "file_required",
    /// Problem: a kind of file that is not accepted; `{kinds}`.
    FileKind = "file_kind",
    /// Problem: the file's content is not what its name says.
    FileContent = "file_content",
    /// Problem: a web page or an XML file that is named like a Word document.
    FileMarkup = "file_markup",
    /// Problem: an empty file.
    FileEmpty = "file_empty",
    /// Problem: locked with a password.
    FileEncrypted = "file_encrypted",
    /// Problem: a document with macros.
    FileMacros = "file_macros",
    /// Problem: something that could do harm.
    FileUnsafe = "file_unsafe",
    /// Problem: too large; `{max}` MB.
    FileTooLarge = "file_too_large",
    /// Problem: the kept file is gone.
    FileGone = "file_gone",
    /// Problem: the form has no such field.
    UnknownField = "unknown_field",
    /// Title: some fields need a change.
    Invalid = "invalid",
    /// Title: nothing here.
    NotFound = "not_found",
    /// Title: this job no longer takes applications.
    Closed = "closed",
    /// Title: the page is not allowed to send applications.
    Origin = "origin",
    /// Title: the request is too large.
    TooLarge = "too_large",
    /// Title: the body is of a type that is not accepted.
    MediaType = "media_type",
    /// Title: the body cannot be read.
    Unreadable = "unreadable",
    /// Title: the method is not allowed.
    Method = "method",
    /// Title: try again later.
    Unavailable = "unavailable",
    /// Title: the same key came with another application.
    KeyReused = "key_reused",
    /// Title: the caller did not say who it is.
    Unauthorized = "unauthorized",
    /// Title: the caller may not do this.
    Forbidden = "forbidden",
    /// Label of further web addresses.
    Links = "links",
    /// How web addresses are typed.
    LinksHint = "links_hint",
    /// Label of the birthday.
    Birthday = "birthday",
    /// Label of the present occupation.
    Position = "position",
    /// Label of the present employer.
    Company = "company",
    /// Label of the picture.
    Photo = "photo",
    /// Label of further files.
    Files = "files",
    /// Problem: not a day.
    BadDate = "bad_date",
    /// Problem: a path before the name.
    FileNamePath = "file_name_path",
    /// Problem: control characters in the name.
    FileNameCharacters = "file_name_characters",
    /// Problem: a name that turns the direction of writing.
    FileNameDirection = "file_name_direction",
    /// Problem: a name that is too long.
    FileNameLong = "file_name_long",
    /// Problem: a picture of too many pixels.
    FilePixels = "file_pixels",
    /// Problem: found by a scanner.
    FileInfected = "file_infected",
    /// Problem: more files than the slot takes; `{limit}`.
    TooManyFiles = "too_many_files",
    /// Title: too often.
    TooMany = "too_many",
    /// Title: the upload is at another place.
    UploadOffset = "upload_offset",
    /// Title: a piece of a file was damaged on its way.
    UploadChecksum = "upload_checksum",
    /// Title: the file belongs to an application that was sent.
    UploadClaimed = "upload_claimed",
    /// Title: forms are not filled from a resume here.
    NoPrefill = "no_prefill",
    /// A file is on its way; `{percent}`.
    Uploading = "uploading",
    /// A file has arrived.
    Uploaded = "uploaded",
    /// A file waits until the candidate goes on.
    Paused = "paused",
    /// It is tried again by itself.
    Waiting = "waiting",
    /// The browser is offline.
    Offline = "offline",
    /// The button that stops an upload for a while.
    Pause = "pause",
    /// The button that goes on with an upload.
    GoOn = "go_on",
    /// The button that takes a file away.
    Remove = "remove",
    /// An application is on its way.
    Sending = "sending",
    /// The button that fills the form from the resume, and what that means.
    PrefillAsk = "prefill_ask",
    /// The form was filled from the resume.
    PrefillDone = "prefill_done",
    /// Nothing could be read from the resume.
    PrefillNothing = "prefill_nothing",
    /// A mark on a field that was filled from the resume.
    FromResume = "from_resume",
    /// What was typed before is here again.
    DraftRestored = "draft_restored",
    /// The button that erases what was typed before.
    StartAnew = "start_anew",
    /// Problem: not a whole number.
    BadNumber = "bad_number",
    /// Problem: none of what can be chosen.
    BadChoice = "bad_choice",
    /// Label of the search among jobs.
    Search = "search",
    /// Label of the filter by division.
    Division = "division",
    /// Label of the filter by region.
    Region = "region",
    /// A filter that filters nothing.
    Every = "every",
    /// A plain question that shows a person; `{a}`, `{b}`.
    CheckAsk = "check_ask",
    /// Problem: the plain question was not answered.
    CheckRequired = "check_required",
    /// Problem: the plain question was answered wrongly.
    CheckWrong = "check_wrong",
    /// Title: the check whether a person applies has failed.
    Robot = "robot",
    /// The check whether a person applies is under way.
    RobotWaiting = "robot_waiting",
    /// The check whether a person applies could not be loaded.
    RobotBlocked = "robot_blocked",
    /// A job is closed; what can be done instead.
    PoolHint = "pool_hint",
    /// The button, or link, that does it.
    PoolOffer = "pool_offer",
    /// A further file is already here; `{name}`.
    FileKept = "file_kept",
    /// Problem: the browser cannot read the file.
    FileUnreadable = "file_unreadable",
    /// Problem: the file does not reach the Worker.
    FileFailed = "file_failed",
    /// The box that sends the picture found in the resume.
    ResumePhoto = "resume_photo",
    /// No open job fits the search.
    NoFit = "no_fit",
    /// When a job was published; `{date}`.
    Posted = "posted",
}

impl Locale {
    /// Every language.
    pub const ALL: [Self; 6] = [Self::En, Self::Ru, Self::He, Self::De, Self::Es, Self::Fr];

    /// Its BCP 47 tag.
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

    /// `ltr` or `rtl`, for the `dir` attribute.
    pub fn direction(self) -> &'static str {
        if self == Self::He { "rtl" } else { "ltr" }
    }

    /// The language of a tag such as `de-AT` (`iw` is the old tag of Hebrew).
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?.trim().to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|l| l.tag() == primary)
            .or_else(|| (primary == "iw").then_some(Self::He))
    }

    /// The first language of an `Accept-Language` header that we speak, by quality (RFC 9110).
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for item in header.split(',').take(20) {
            let mut parts = item.split(';');
            let Some(locale) = parts.next().and_then(Self::from_tag) else { continue };
            let quality = parts
                .find_map(|p| p.trim().strip_prefix("q=").and_then(|q| q.trim().parse().ok()))
                .unwrap_or(1.0);
            if quality > 0.0 && best.is_none_or(|(_, q)| quality > q) {
                best = Some((locale, quality));
            }
        }
        best.map(|(locale, _)| locale)
    }

    /// A phrase in this language.
    pub fn text(self, word: Word) -> &'static str {
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

/// The phrases of a language, or a site's own in their place.
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
    /// Phrases of which some are the site's own, by code.
    pub fn new(locale: Locale, own: &'a BTreeMap<String, Localized>) -> Self {
        Self { locale, own: Some(own) }
    }

    /// A phrase.
    pub fn text(self, word: Word) -> &'a str {
        let own = self.own.and_then(|own| own.get(word.code()));
        own.and_then(|text| text.exactly(self.locale)).unwrap_or_else(|| self.locale.text(word))
    }

    /// What a page says while files are on their way, by name. `{percent}` and `{kinds}`, `{max}` are
    /// places that it fills.
    pub fn words(self) -> BTreeMap<String, String> {
        let all = [
            Word::ResumeHint,
            Word::ResumeKept,
            Word::LinksHint,
            Word::Uploading,
            Word::Uploaded,
            Word::Paused,
            Word::Waiting,
            Word::Offline,
            Word::Pause,
            Word::GoOn,
            Word::Remove,
            Word::Sending,
            Word::PrefillAsk,
            Word::PrefillDone,
            Word::PrefillNothing,
            Word::FromResume,
            Word::DraftRestored,
            Word::StartAnew,
            Word::Mend,
            Word::Thanks,
            Word::StateReceived,
            Word::Receipt,
            Word::RobotWaiting,
            Word::RobotBlocked,
            Word::PoolHint,
            Word::PoolOffer,
            Word::FileUnreadable,
            Word::FileFailed,
            Word::ResumePhoto,
            Word::Unavailable,
        ];
        self.named(&all)
    }

    /// What a list of jobs says around them, by name; and the language itself, as `locale`.
    pub fn list_words(self) -> BTreeMap<String, String> {
        let all = [
            Word::Jobs,
            Word::NoJobs,
            Word::Stale,
            Word::Search,
            Word::Division,
            Word::Region,
            Word::Every,
            Word::NoFit,
            Word::Posted,
        ];
        let mut words = self.named(&all);
        words.insert("locale".to_owned(), self.locale.tag().to_owned());
        words
    }

    fn named(self, words: &[Word]) -> BTreeMap<String, String> {
        words.iter().map(|w| (w.code().to_owned(), self.text(*w).to_owned())).collect()
    }
}

/// A text that a site gives once for all languages, or one a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Localized {
    /// The same in every language.
    One(String),
    /// By language tag.
    Many(BTreeMap<String, String>),
}

impl Localized {
    /// The text in `locale` and in no other language.
    pub fn exactly(&self, locale: Locale) -> Option<&str> {
        match self {
            Self::One(text) => Some(text),
            Self::Many(texts) => texts.get(locale.tag()).map(String::as_str),
        }
    }

    /// The text in `locale`, or in `fallback`, or whichever comes first.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_keeps_its_placeholders_in_every_language() {
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
        for &word in Word::ALL {
            for locale in Locale::ALL {
                let text = locale.text(word);
                assert!(!text.trim().is_empty(), "{locale:?} {word:?}");
                assert_eq!(holes(text), holes(Locale::En.text(word)), "{locale:?} {word:?}");
            }
        }
    }

    #[test]
    fn the_documents_name_every_phrase_that_a_site_may_replace() {
        let table = include_str!("../docs/texts.md");
        for &word in Word::ALL {
            let row = format!("| `{}` | {} |", word.code(), Locale::En.text(word));
            assert!(table.contains(&row), "{row}");
        }
    }

    #[test]
    fn accept_language_goes_by_quality() {
        let pick = Locale::from_accept_language;
        assert_eq!(pick("ja, he;q=0.3, de-AT;q=0.9"), Some(Locale::De));
        assert_eq!(pick("iw"), Some(Locale::He));
        assert_eq!(pick("ru;q=0, fr;q=0.1"), Some(Locale::Fr));
        assert_eq!(pick("ja"), None);
    }
}

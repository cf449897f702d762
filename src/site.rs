//! A site's configuration: one checked file a careers site.

use crate::application::Application;
use crate::ats::{AnyAts, Ats as _, comeet, huntflow};
use crate::file::FileKind;
use crate::form::{ConsentField, Field, FieldKind, FileSlot, Form, Slot};
use crate::gateway;
use crate::locale::{Locale, Localized, Texts, Word};
use crate::permit;
use crate::protocol::is_name;
use crate::source::{self, Source};
use crate::spam::Spam;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A careers site. Read from a file by [`Site::parse`]; see docs/site.md for every field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Its name in addresses: lower-case letters, digits, hyphens.
    pub site: String,
    /// Whose careers these are.
    pub name: Localized,
    /// The language of callers who do not say theirs.
    #[serde(default)]
    pub locale: Locale,
    /// The origins whose pages may send applications: `https://careers.example.com`.
    pub origins: Vec<String>,
    /// Whether servers, which send no `Origin`, may send applications too.
    #[serde(default)]
    pub servers: bool,
    /// Where the careers pages are: the link back from our own pages.
    #[serde(default)]
    pub home: Option<String>,
    /// The country of jobs that do not name theirs: ISO 3166, two letters. Search engines want one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The ATS behind it.
    pub ats: Ats,
    /// Which of its jobs are published.
    pub publish: Publish,
    /// Whether the recruiter's words about money are shown.
    #[serde(default)]
    pub show_money: bool,
    /// Which fields the form has.
    #[serde(default)]
    pub fields: Fields,
    /// Consents, each asked for on its own.
    #[serde(default)]
    pub consents: Vec<Consent>,
    /// The resume.
    #[serde(default)]
    pub resume: Resume,
    /// Whether a picture of the candidate is asked for.
    #[serde(default = "no")]
    pub photo: Ask,
    /// Further files.
    #[serde(default)]
    pub attachments: Attachments,
    /// Whether the candidate may have the form filled from the resume, where the ATS reads resumes. The
    /// file is then at the ATS before an application is.
    #[serde(default)]
    pub prefill: bool,
    /// The site's own words in the place of ours, by their codes (docs/site.md).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, Localized>,
    /// How programs that apply are told from people.
    #[serde(default)]
    pub spam: Spam,
    /// Which of the ATS's sources an application gets, by what its page tells; the first that fits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// The published job that takes the applications of those whose job was closed while they typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub talent_pool: Option<String>,
    /// Whether a file is delivered that the operator's scanner could not look at, because it is down.
    #[serde(default)]
    pub unscanned: Unscanned,
    /// For how many hours the same person with the same content on the same job is one application,
    /// whatever the idempotency key.
    #[serde(default = "double_hours")]
    pub double_hours: u32,
    /// How many hours an application is kept after it was delivered; 0 is not at all.
    #[serde(default)]
    pub keep_hours: u32,
    /// For how many days a delivery that fails is tried again before a person is told.
    #[serde(default = "patience_days")]
    pub patience_days: u32,
    /// Whether the ATS is told when a candidate withdraws what was delivered already.
    #[serde(default = "yes")]
    pub tell_withdrawal: bool,
    /// The ATS's pace, where it is another than the vendor's usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pace: Option<permit::Pace>,
    /// Keys of the gateway, each with what it opens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gateway: Vec<gateway::Key>,
}

fn no() -> Ask {
    Ask::No
}

fn double_hours() -> u32 {
    72
}

fn patience_days() -> u32 {
    14
}

fn yes() -> bool {
    true
}

/// The ATS of a site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Ats {
    /// Huntflow v2.
    Huntflow(huntflow::Config),
    /// Comeet / Spark Hire Recruit.
    Comeet(comeet::Config),
}

impl Ats {
    /// Name of the credentials: the `Account` object, and the secret that seeds it.
    pub fn credentials(&self) -> &str {
        match self {
            Self::Huntflow(c) => &c.credentials,
            Self::Comeet(c) => &c.credentials,
        }
    }

    /// The most further files that the ATS takes with an application.
    fn files_limit(&self) -> u32 {
        match self {
            Self::Huntflow(_) => huntflow::FILES_MAX,
            Self::Comeet(_) => comeet::FILES_MAX,
        }
    }

    /// The most bytes of a file that the ATS takes.
    fn file_limit(&self) -> u64 {
        match self {
            Self::Huntflow(_) => huntflow::FILE_MAX,
            Self::Comeet(_) => comeet::FILE_MAX,
        }
    }

    /// The kinds of resume that the ATS takes.
    fn kinds(&self) -> &'static [FileKind] {
        match self {
            Self::Huntflow(_) => &FileKind::ALL,
            Self::Comeet(_) => comeet::RESUME_KINDS,
        }
    }

    fn bases(&self) -> Vec<&str> {
        match self {
            Self::Huntflow(c) => vec![&c.base],
            Self::Comeet(c) => vec![&c.base, &c.careers],
        }
    }
}

/// Which jobs are published. Hidden ones and children of others never are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Publish {
    /// These ids.
    Jobs(Vec<String>),
    /// Those of a division (Huntflow: its id; Comeet: the department's name).
    Division(String),
    /// Those whose additional field has a value. Huntflow only.
    Field {
        /// Name of the additional field.
        name: String,
        /// The value it must have.
        value: serde_json::Value,
    },
    /// All that Comeet's careers API lists: they are published there already. Comeet only.
    Listed,
}

/// Whether a field is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ask {
    /// Not in the form.
    No,
    /// May stay empty.
    Optional,
    /// Must be filled.
    Required,
}

macro_rules! fields {
    ($($name:ident: $kind:ident $word:ident $max:literal $autocomplete:literal = $ask:ident;)+) => {
        /// The form's fields; those not named keep what stands here.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Fields {
            $(#[doc = concat!("Whether `", stringify!($name), "` is asked for.")] pub $name: Ask,)+
        }
        impl Default for Fields {
            fn default() -> Self {
                Self { $($name: Ask::$ask,)+ }
            }
        }
        impl Fields {
            fn shown(&self, texts: Texts<'_>) -> Vec<Field> {
                let all = [$((stringify!($name), self.$name, FieldKind::$kind, Word::$word, $max, $autocomplete),)+];
                all.into_iter()
                    .filter(|(_, ask, ..)| *ask != Ask::No)
                    .map(|(name, ask, kind, word, max, autocomplete)| Field {
                        name: name.to_owned(),
                        kind,
                        label: texts.text(word).to_owned(),
                        required: ask == Ask::Required,
                        max,
                        autocomplete: autocomplete.to_owned(),
                    })
                    .collect()
            }
        }
    };
}

// The limits are ours: generous for people, far below what any ATS was seen to take. One name is enough:
// not everybody has two.
fields! {
    first_name: Text FirstName 100 "given-name" = Required;
    last_name: Text LastName 100 "family-name" = Optional;
    middle_name: Text MiddleName 100 "additional-name" = No;
    email: Email Email 254 "email" = Required;
    phone: Tel Phone 40 "tel" = Optional;
    profile: Url Profile 500 "url" = Optional;
    position: Text Position 200 "organization-title" = No;
    company: Text Company 200 "organization" = No;
    birthday: Date Birthday 10 "bday" = No;
    salary: Text Salary 100 "off" = No;
    letter: Textarea Letter 5000 "off" = Optional;
    links: Links Links 2000 "off" = No;
}

/// A consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Its name: lower-case letters, digits, hyphens.
    pub id: String,
    /// The version of its text; change it when the text changes.
    pub version: String,
    /// The text.
    pub text: Localized,
    /// Whether an application needs it.
    #[serde(default)]
    pub required: bool,
}

/// The resume's slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Resume {
    /// Whether an application needs one.
    pub required: bool,
    /// What is accepted; the ATS's own limits bound it.
    pub kinds: Vec<FileKind>,
    /// The most bytes; the ATS's own limit bounds it.
    pub max_bytes: u64,
}

impl Default for Resume {
    fn default() -> Self {
        Self { required: true, kinds: FileKind::DOCUMENTS.to_vec(), max_bytes: 15_000_000 }
    }
}

/// Files beside the resume: certificates, work samples, a letter that is a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Attachments {
    /// The most of them; none by default.
    pub max_files: u32,
    /// What is accepted.
    pub kinds: Vec<FileKind>,
    /// The most bytes of each; the ATS's own limit bounds it.
    pub max_bytes: u64,
}

impl Default for Attachments {
    fn default() -> Self {
        Self { max_files: 0, kinds: FileKind::ALL.to_vec(), max_bytes: 15_000_000 }
    }
}

/// What becomes of a file while the operator's scanner is down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unscanned {
    /// It is accepted, and its delivery waits until the scanner has looked at it.
    #[default]
    Wait,
    /// It is delivered all the same.
    Deliver,
}

impl Site {
    /// Reads a configuration, or says what is wrong where.
    pub fn parse(json: &[u8]) -> Result<Self, String> {
        let mut json = serde_json::Deserializer::from_slice(json);
        let site: Self = serde_path_to_error::deserialize(&mut json)
            .map_err(|e| format!("{}: {}", e.path(), e.inner()))?;
        json.end().map_err(|e| e.to_string())?;
        site.check()?;
        Ok(site)
    }

    fn check(&self) -> Result<(), String> {
        let must = |good: bool, says: String| if good { Ok(()) } else { Err(says) };
        let name = "lower-case letters, digits and hyphens, at most 40";
        must(is_name(&self.site), format!("site: must be {name}"))?;
        let credentials = self.ats.credentials();
        must(is_name(credentials), format!("ats.credentials: must be {name}"))?;
        for origin in &self.origins {
            let says = format!(
                "origins: '{origin}' is not an origin; write scheme and host, and the port where it is not the usual one, such as https://careers.example.com"
            );
            must(is_origin(origin), says)?;
        }
        must(
            !self.origins.is_empty() || self.servers,
            "origins: name at least one, or nobody can apply".to_owned(),
        )?;
        let is_country = |c: &String| c.len() == 2 && c.bytes().all(|b| b.is_ascii_uppercase());
        must(
            self.country.as_ref().is_none_or(is_country),
            "country: must be two capital letters of ISO 3166, such as DE".to_owned(),
        )?;
        for base in self.ats.bases() {
            let says = format!("ats: '{base}' must be an https address without a trailing slash");
            must(is_base(base), says)?;
        }
        for (i, consent) in self.consents.iter().enumerate() {
            must(is_name(&consent.id), format!("consents[{i}].id: must be {name}"))?;
            must(!consent.version.is_empty(), format!("consents[{i}].version: must not be empty"))?;
            let twice = self.consents.iter().filter(|c| c.id == consent.id).count() > 1;
            must(!twice, format!("consents[{i}].id: '{}' is there twice", consent.id))?;
        }
        for (i, key) in self.gateway.iter().enumerate() {
            key.check(AnyAts::of(self).tables()).map_err(|says| format!("gateway[{i}].{says}"))?;
            let twice = self.gateway.iter().filter(|k| k.sha256 == key.sha256).count() > 1;
            must(!twice, format!("gateway[{i}].sha256: the same key is there twice"))?;
        }
        must(
            !self.kinds().is_empty(),
            "resume.kinds: none of them is one the ATS takes".to_owned(),
        )?;
        let most = self.ats.files_limit();
        must(
            self.attachments.max_files <= most,
            format!("attachments.max_files: the ATS takes at most {most}"),
        )?;
        must(
            self.attachments.max_files == 0 || !self.attachments.kinds.is_empty(),
            "attachments.kinds: name at least one".to_owned(),
        )?;
        must(
            !self.prefill || AnyAts::of(self).capability().parses_resumes,
            "prefill: this ATS does not read resumes".to_owned(),
        )?;
        if let Ats::Comeet(config) = &self.ats {
            for (i, field) in config.questions.iter().enumerate() {
                field.check().map_err(|says| format!("ats.questions[{i}].{says}"))?;
                let twice = config.questions.iter().filter(|f| f.key == field.key).count() > 1;
                must(!twice, format!("ats.questions[{i}].key: '{}' is there twice", field.key))?;
            }
        }
        let pace = self.pace();
        must(
            (1..=1000).contains(&pace.requests) && (100..=3_600_000).contains(&pace.window_ms),
            "pace: 1 to 1000 requests in 100 to 3600000 ms".to_owned(),
        )?;
        if let Ats::Huntflow(config) = &self.ats {
            for (key, from) in &config.questionary {
                let known = match from.strip_prefix("consent.") {
                    Some(id) => self.consents.iter().any(|c| c.id == id),
                    None => {
                        matches!(from.as_str(), "site" | "receipt")
                            || Application::default().text(from).is_some()
                    }
                };
                let says = format!(
                    "ats.questionary.{key}: '{from}' is neither a field of the form, nor a consent of this site as consent.ID, nor 'site' or 'receipt'"
                );
                must(known, says)?;
            }
        }
        for code in self.texts.keys() {
            let known = Word::ALL.iter().any(|word| word.code() == code);
            must(known, format!("texts.{code}: there is no text with this code"))?;
        }
        let key = |key: &String| {
            (1..=100).contains(&key.len())
                && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
        };
        must(
            self.spam.turnstile.as_ref().is_none_or(key),
            "spam.turnstile: must be Turnstile's site key, such as 0x4AAAAAAA…".to_owned(),
        )?;
        must(self.spam.seconds <= 60, "spam.seconds: 0 to 60".to_owned())?;
        for (i, source) in self.sources.iter().enumerate() {
            let says =
                "name one of utm_source, utm_medium, utm_campaign, referrer, or it never fits";
            must(source.is_told(), format!("sources[{i}]: {says}"))?;
            let good = match &self.ats {
                Ats::Huntflow(_) => source.source.parse::<u64>().is_ok(),
                Ats::Comeet(_) => (1..=100).contains(&source.source.len()),
            };
            must(
                good,
                format!(
                    "sources[{i}].source: Huntflow: the source's id, a number in quotes; Comeet: a name of at most 100 characters"
                ),
            )?;
        }
        must(
            self.talent_pool.as_ref().is_none_or(|id| crate::job::is_id(id)),
            "talent_pool: must be the id of a published job".to_owned(),
        )?;
        must((1..=365).contains(&self.patience_days), "patience_days: 1 to 365".to_owned())?;
        let huntflow = matches!(self.ats, Ats::Huntflow(_));
        match &self.publish {
            Publish::Field { .. } if !huntflow => Err("publish.field: only Huntflow has additional fields".to_owned()),
            Publish::Listed if huntflow => {
                Err("publish: 'listed' would publish every open vacancy of a Huntflow account; name jobs, a division or a field".to_owned())
            }
            Publish::Division(id) if huntflow && id.parse::<u64>().is_err() => {
                Err("publish.division: must be the division's id, a number in quotes".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// The ATS's pace.
    pub fn pace(&self) -> permit::Pace {
        let usual = match self.ats {
            Ats::Huntflow(_) => permit::HUNTFLOW,
            Ats::Comeet(_) => permit::COMEET,
        };
        self.pace.unwrap_or(usual)
    }

    /// The kinds of resume that the site and its ATS both take.
    pub fn kinds(&self) -> Vec<FileKind> {
        let takes = self.ats.kinds();
        self.resume.kinds.iter().copied().filter(|k| takes.contains(k)).collect()
    }

    /// The most bytes of a resume.
    pub fn max_bytes(&self) -> u64 {
        self.resume.max_bytes.min(self.ats.file_limit())
    }

    /// The words of a language, as the site has them.
    pub fn texts(&self, locale: Locale) -> Texts<'_> {
        Texts::new(locale, &self.texts)
    }

    /// The ATS's source for what a page told of itself; `None` where the site names none for it.
    pub fn source(&self, told: &str) -> Option<String> {
        source::of(&self.sources, told).map(|source| source.source.clone())
    }

    /// The form of a job in a language.
    pub fn form(&self, job: &str, title: &str, locale: Locale) -> Form {
        let texts = self.texts(locale);
        let consents = self.consents.iter().map(|c| ConsentField {
            id: c.id.clone(),
            version: c.version.clone(),
            text: c.text.in_locale(locale, self.locale).to_owned(),
            required: c.required,
        });
        Form {
            job: job.to_owned(),
            title: texts.text(Word::ApplyFor).replace("{job}", title),
            locale: locale.tag().to_owned(),
            fields: self.fields.shown(texts),
            consents: consents.collect(),
            resume: self.resume_slot(texts),
            files: self.photo_slot(texts).into_iter().chain(self.files_slot(texts)).collect(),
            questions: match &self.ats {
                // Huntflow is asked for them.
                Ats::Huntflow(_) => Vec::new(),
                Ats::Comeet(config) => config.questions(locale, self.locale),
            },
            prefill: self.prefill,
        }
    }

    /// What a slot takes; `None` where the site's form does not have it.
    pub fn slot(&self, slot: Slot, locale: Locale) -> Option<FileSlot> {
        let texts = self.texts(locale);
        match slot {
            Slot::Resume => Some(self.resume_slot(texts)),
            Slot::Photo => self.photo_slot(texts),
            Slot::Files => self.files_slot(texts),
        }
    }

    fn resume_slot(&self, texts: Texts<'_>) -> FileSlot {
        FileSlot {
            slot: Slot::Resume,
            label: texts.text(Word::Resume).to_owned(),
            required: self.resume.required,
            kinds: self.kinds(),
            max_bytes: self.max_bytes(),
            max_files: 1,
        }
    }

    fn photo_slot(&self, texts: Texts<'_>) -> Option<FileSlot> {
        (self.photo != Ask::No).then(|| FileSlot {
            slot: Slot::Photo,
            label: texts.text(Word::Photo).to_owned(),
            required: self.photo == Ask::Required,
            kinds: FileKind::PICTURES.to_vec(),
            max_bytes: self.ats.file_limit(),
            max_files: 1,
        })
    }

    fn files_slot(&self, texts: Texts<'_>) -> Option<FileSlot> {
        let asked = &self.attachments;
        (asked.max_files > 0).then(|| FileSlot {
            slot: Slot::Files,
            label: texts.text(Word::Files).to_owned(),
            required: false,
            kinds: asked.kinds.clone(),
            max_bytes: asked.max_bytes.min(self.ats.file_limit()),
            max_files: asked.max_files,
        })
    }

    /// The most bytes of all files of an application together.
    pub fn files_bytes(&self) -> u64 {
        let slots = Slot::ALL.into_iter().filter_map(|slot| self.slot(slot, Locale::En));
        slots.map(|s| s.max_bytes.saturating_mul(u64::from(s.max_files))).sum()
    }

    /// The most bytes of one file in any slot.
    pub fn file_bytes(&self) -> u64 {
        let slots = Slot::ALL.into_iter().filter_map(|slot| self.slot(slot, Locale::En));
        slots.map(|s| s.max_bytes).max().unwrap_or(0)
    }

    /// Whether pages of `origin` may send applications. The comparison is exact: no suffixes, no
    /// wildcards.
    pub fn allows(&self, origin: &str) -> bool {
        self.origins.iter().any(|o| o == origin)
    }
}

fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty()
            && host.bytes().all(|b| {
                b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b':')
            })
    })
}

/// https, or http to this machine, where the sandbox runs.
fn is_base(text: &str) -> bool {
    let local = ["http://127.0.0.1:", "http://localhost:"].iter().any(|p| text.starts_with(p));
    (text.starts_with("https://") || local)
        && !text.ends_with('/')
        && !text.contains(['?', '#', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(change: impl FnOnce(&mut serde_json::Value)) -> Result<Site, String> {
        let mut site = serde_json::json!({
            "site": "acme", "name": "Acme", "origins": ["https://careers.acme.example"],
            "ats": { "kind": "huntflow", "base": "https://api.huntflow.ai/v2", "account": 7, "credentials": "acme" },
            "publish": { "division": "3" },
            "consents": [{ "id": "processing", "version": "1", "required": true,
                           "text": { "en": "I agree", "de": "Ich stimme zu" } }]
        });
        change(&mut site);
        Site::parse(site.to_string().as_bytes())
    }

    #[test]
    fn a_site_is_read_and_its_form_speaks_the_language() {
        let site = json(|_| {}).unwrap();
        let form = site.form("5", "Robotics engineer", Locale::De);
        assert_eq!(form.title, "Bewerbung: Robotics engineer");
        assert_eq!(form.consents[0].text, "Ich stimme zu");
        let names: Vec<_> = form.fields.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["first_name", "last_name", "email", "phone", "profile", "letter"]);
        assert_eq!(form.resume.max_bytes, 15_000_000);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let says = |change: fn(&mut serde_json::Value)| json(change).unwrap_err();
        assert!(says(|s| s["orgins"] = true.into()).contains("orgins"));
        assert!(says(|s| s["site"] = "Acme Inc".into()).starts_with("site: "));
        assert!(says(|s| s["origins"][0] = "https://a.example/".into()).contains("not an origin"));
        assert!(says(|s| s["origins"] = serde_json::json!([])).starts_with("origins: "));
        assert!(says(|s| s["ats"]["base"] = "http://api.huntflow.ai/v2".into()).contains("https"));
        assert!(says(|s| s["ats"]["account"] = "seven".into()).contains("ats"));
        assert!(
            says(|s| s["ats"]["questionary"] = serde_json::json!({ "agreed": "consent.pool" }))
                .starts_with("ats.questionary.agreed: ")
        );
        assert!(says(|s| s["patience_days"] = 0.into()).starts_with("patience_days: "));
        assert!(says(|s| s["publish"] = "listed".into()).contains("every open vacancy"));
        assert!(says(|s| s["publish"] = serde_json::json!({"division": "R&D"})).contains("number"));
    }

    #[test]
    fn the_ats_bounds_what_a_site_allows() {
        let site = json(|s| {
            s["ats"] =
                serde_json::json!({ "kind": "comeet", "company": "30.005", "credentials": "acme" });
            s["publish"] = "listed".into();
            s["resume"] = serde_json::json!({ "kinds": ["pdf", "odt"], "max_bytes": 20_000_000 });
        });
        let form = site.unwrap().form("1", "x", Locale::En);
        assert_eq!((form.resume.kinds, form.resume.max_bytes), (vec![FileKind::Pdf], 6_000_000));
    }

    #[test]
    fn a_site_has_its_own_words_and_those_of_its_language_where_it_has_none() {
        let site = json(|s| {
            s["texts"] =
                serde_json::json!({ "apply": { "en": "Go for it", "de": "Los" }, "phone": "Tel." });
        });
        let site = site.unwrap();
        assert_eq!(site.texts(Locale::En).text(Word::Apply), "Go for it");
        assert_eq!(site.texts(Locale::Fr).text(Word::Apply), Locale::Fr.text(Word::Apply));
        let form = site.form("1", "x", Locale::Fr);
        assert!(form.fields.iter().any(|f| f.name == "phone" && f.label == "Tel."));
        let wrong = json(|s| s["texts"] = serde_json::json!({ "aply": "x" }));
        assert!(wrong.unwrap_err().starts_with("texts.aply"));
    }

    #[test]
    fn sources_spam_and_pool_are_checked_where_they_are_written() {
        let wrong = |name: &str, value: serde_json::Value| {
            json(|s| s[name] = value).map(|_| ()).unwrap_err()
        };
        let says =
            wrong("sources", serde_json::json!([{ "source": "linkedin", "utm_source": "x" }]));
        assert!(says.starts_with("sources[0].source"), "{says}");
        let says = wrong("sources", serde_json::json!([{ "source": "7" }]));
        assert!(says.starts_with("sources[0]: name one"), "{says}");
        let says = wrong("spam", serde_json::json!({ "turnstile": "0x4<script>" }));
        assert!(says.starts_with("spam.turnstile"), "{says}");
        assert!(wrong("spam", serde_json::json!({ "seconds": 600 })).starts_with("spam.seconds"));
        assert!(wrong("talent_pool", "../me".into()).starts_with("talent_pool"));
        let site = json(|s| {
            s["sources"] = serde_json::json!([{ "source": "7", "referrer": "indeed.com" }]);
        });
        let site = site.unwrap();
        assert_eq!(site.source("referrer=de.indeed.com"), Some("7".to_owned()));
        assert_eq!(site.source("source=9"), None);
    }

    #[test]
    fn comeets_own_fields_are_questions_in_the_readers_language() {
        let comeet = |questions: serde_json::Value| {
            json(|s| {
                s["ats"] = serde_json::json!({ "kind": "comeet", "company": "30.005", "credentials": "acme", "questions": questions });
                s["publish"] = "listed".into();
            })
        };
        let site = comeet(serde_json::json!([
            { "key": "Notice period", "label": { "en": "Notice period", "de": "Kündigungsfrist" } },
            { "key": "shift", "label": "Shift", "kind": "choice", "required": true, "choices": [{ "value": "day", "label": { "de": "Tag" } }] },
        ]));
        let form = site.unwrap().form("1", "x", Locale::De);
        let labels: Vec<_> = form.questions.iter().map(|q| q.label.as_str()).collect();
        assert_eq!(labels, ["Kündigungsfrist", "Shift"]);
        assert_eq!(form.questions[1].choices[0].label, "Tag");
        let says = comeet(serde_json::json!([{ "key": "a.b", "label": "x" }])).unwrap_err();
        assert!(says.starts_with("ats.questions[0].key"), "{says}");
        let says = comeet(serde_json::json!([{ "key": "a", "label": "x", "kind": "choice" }]));
        assert!(says.unwrap_err().starts_with("ats.questions[0].choices"));
    }

    #[test]
    fn origins_are_compared_whole() {
        let site = json(|_| {}).unwrap();
        assert!(site.allows("https://careers.acme.example"));
        for bad in [
            "https://careers.acme.example.evil.io",
            "http://careers.acme.example",
            "https://careers.acme.example:8443",
            "https://CAREERS.acme.example",
            "null",
            "",
        ] {
            assert!(!site.allows(bad), "{bad}");
        }
    }
}

//! The configuration file of a careers site. docs/site.md describes all fields for the operator.

use super::fields::{FieldRequirement, Fields};
use super::server_key::ServerKey;
use super::source::{self, Source};
use crate::ats::config::{Publication, Publish};
use crate::ats::gateway_key::GatewayKey;
use crate::ats::{AnyAts, AtsConfig};
use crate::file::FileKind;
use crate::form::challenge::SpamSettings;
use crate::locale::{Locale, Localized, Texts};
use crate::throttle::pace::RateLimit;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The configuration of a careers site, read by [`Site::parse`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The name of the site in addresses: lower-case letters, digits, hyphens.
    pub site: String,
    /// The name of the organisation, as shown to candidates.
    pub name: Localized,
    /// The language for callers that request none.
    #[serde(default)]
    pub locale: Locale,
    /// The origins whose pages may send applications: `https://careers.example.com`.
    pub origins: Vec<String>,
    /// The keys with which the operator's own servers, which send no `Origin`, may send applications.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub server_keys: Vec<ServerKey>,
    /// The address of the careers pages, for the link back from the Worker's own pages.
    #[serde(default)]
    pub home: Option<String>,
    /// The country of jobs without one of their own: ISO 3166, two letters. Search engines require a country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The ATS of the site.
    pub ats: AtsConfig,
    /// Which of the ATS's jobs are published.
    pub publish: Publish,
    /// Whether the recruiter's text about the salary is shown.
    #[serde(default)]
    pub show_salary: bool,
    /// Which fields the form has.
    #[serde(default)]
    pub fields: Fields,
    /// Consents, each with a checkbox of its own.
    #[serde(default)]
    pub consents: Vec<Consent>,
    /// The resume.
    #[serde(default)]
    pub resume: Resume,
    /// Whether the form asks for a photo of the candidate.
    #[serde(default = "not_in_form")]
    pub photo: FieldRequirement,
    /// Further files.
    #[serde(default)]
    pub attachments: Attachments,
    /// Whether the form can be filled in from the resume; only if the ATS parses resumes. The ATS then gets the file
    /// before the application.
    #[serde(default)]
    pub prefill: bool,
    /// Texts of the site that replace the built-in ones, by message code (docs/texts.md).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, Localized>,
    /// The detection of automated submissions.
    #[serde(default)]
    pub spam: SpamSettings,
    /// Rules that select the ATS's source of an application from the report of the page; the first match applies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// The published job that receives an application whose own job was closed while the candidate filled in the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub talent_pool: Option<String>,
    /// The treatment of files while the operator's scanner is down.
    #[serde(default)]
    pub on_scanner_down: ScannerDownPolicy,
    /// The time in hours within which the same content from the same person for the same job is one application, even
    /// with another idempotency key.
    #[serde(default = "dedupe_hours")]
    pub dedupe_hours: u32,
    /// The time in hours for which an application is kept after its delivery; 0 deletes it immediately.
    #[serde(default)]
    pub retention_hours: u32,
    /// The time in days for which a failing delivery is retried before the operator is alerted.
    #[serde(default = "retry_days")]
    pub retry_days: u32,
    /// Whether the ATS is informed when a candidate withdraws an application that was already delivered.
    #[serde(default = "default_true")]
    pub tell_withdrawal: bool,
    /// The ATS's rate limit, if it differs from the vendor's usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<RateLimit>,
    /// The keys of the gateway, each with its permitted operations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gateway: Vec<GatewayKey>,
}

fn not_in_form() -> FieldRequirement {
    FieldRequirement::No
}

fn dedupe_hours() -> u32 {
    72
}

fn retry_days() -> u32 {
    14
}

fn default_true() -> bool {
    true
}

/// A consent that the form asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The id: lower-case letters, digits, hyphens.
    pub id: String,
    /// The version of the text. It must change whenever the text changes.
    pub version: String,
    /// The text that the candidate agrees to.
    pub text: Localized,
    /// Whether an application without this consent is refused.
    #[serde(default)]
    pub required: bool,
}

/// The settings for the resume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Resume {
    /// Whether an application without a resume is refused.
    pub required: bool,
    /// The accepted file kinds. Kinds that the ATS does not accept are ignored.
    pub kinds: Vec<FileKind>,
    /// The maximum size in bytes; the ATS's own limit applies too.
    pub max_bytes: u64,
}

impl Default for Resume {
    fn default() -> Self {
        Self { required: true, kinds: FileKind::DOCUMENTS.to_vec(), max_bytes: 15_000_000 }
    }
}

/// The settings for files other than the resume: certificates, work samples, a cover letter as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Attachments {
    /// The maximum number of files; 0 by default.
    pub max_files: u32,
    /// The accepted file kinds.
    pub kinds: Vec<FileKind>,
    /// The maximum size of each file in bytes; the ATS's own limit applies too.
    pub max_bytes: u64,
}

impl Default for Attachments {
    fn default() -> Self {
        Self { max_files: 0, kinds: FileKind::ALL.to_vec(), max_bytes: 15_000_000 }
    }
}

/// The treatment of files while the operator's scanner is down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ScannerDownPolicy {
    /// The file is accepted, but its delivery waits until the scanner has checked it.
    #[default]
    Wait,
    /// The file is delivered without a scan.
    Deliver,
}

impl Site {
    /// Parses and validates a configuration.
    ///
    /// # Errors
    ///
    /// A message for the configuration's author that begins with the JSON path of the mistake.
    pub fn parse(json: &[u8]) -> Result<Self, String> {
        let mut json = serde_json::Deserializer::from_slice(json);
        let site: Self = serde_path_to_error::deserialize(&mut json)
            .map_err(|e| format!("{}: {}", e.path(), e.inner()))?;
        json.end().map_err(|e| e.to_string())?;
        site.check()?;
        Ok(site)
    }

    /// The site's ATS.
    pub fn ats(&self) -> AnyAts<'_> {
        AnyAts::new(&self.ats, self.publication())
    }

    /// Returns the facts about the site that the ATS needs.
    pub fn publication(&self) -> Publication<'_> {
        Publication { publish: &self.publish, show_salary: self.show_salary }
    }

    /// The ATS's rate limit.
    pub fn rate_limit(&self) -> RateLimit {
        self.rate_limit.unwrap_or_else(|| self.ats.settings().rate_limit())
    }

    /// Returns the texts of a language. Texts of the site replace the built-in ones.
    pub fn texts(&self, locale: Locale) -> Texts<'_> {
        Texts::new(locale, &self.texts)
    }

    /// Returns the ATS's source for a page's report; `None` if no configured source matches.
    pub fn source(&self, reported: &str) -> Option<String> {
        source::find(&self.sources, reported).map(|source| source.source.clone())
    }

    /// Whether pages of `origin` may send applications. The comparison is exact: no suffixes, no wildcards.
    pub fn allows(&self, origin: &str) -> bool {
        self.origins.iter().any(|o| o == origin)
    }
}

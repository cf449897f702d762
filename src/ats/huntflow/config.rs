//! A site's settings for Huntflow, and the vendor's limits.

use super::ids::{AccountId, SourceId, StatusId};
use super::webhooks;
use super::{Huntflow, TABLES};
use crate::api::endpoint::{Api as _, Operation};
use crate::api::error::ErrorKind;
use crate::api::request::{Access, Method, Reply};
use crate::ats::config::{
    AccountParameter, AtsSettings, Hooks, Limits, Publish, SiteFacts, check_base,
};
use crate::file::FileKind;
use crate::form::application::Application;
use crate::throttle::pace::RateLimit;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Huntflow's limits. For a file above 15 MB the server before the API answers 413. 15 files are the most that the
/// vendor's client attaches to a vacancy.
const LIMITS: Limits =
    Limits { file_bytes: 15_000_000, attachments: 15, resume_kinds: &FileKind::ALL };

/// 10 requests a second for each token.
const RATE_LIMIT: RateLimit = RateLimit { requests: 10, window_ms: 1000 };

/// A site's account at Huntflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Base URL with `/v2`, without a trailing slash.
    #[serde(default = "base")]
    pub base: String,
    /// The organisation.
    pub account: AccountId,
    /// Name of the token pair.
    pub credentials: String,
    /// The source of applicants from this site, unless the site's `sources` name another.
    #[serde(default)]
    pub source: Option<SourceId>,
    /// The stage that applicants start at; the first one of the pipeline if absent.
    #[serde(default)]
    pub status: Option<StatusId>,
    /// Seconds until the search finds a new applicant. Before that, a creation whose answer was lost is not repeated.
    #[serde(default = "search_seconds")]
    pub search_seconds: u32,
    /// What answers the organisation's own questions: by the question's key, the name of a field (`first_name` …
    /// `letter`), `consent.<id>` (true if it was given), `site` or `receipt`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub questionary: BTreeMap<String, String>,
    /// The organisation's own questions that the form asks: keys of the questionary's schema. None by default: most
    /// questions are for the recruiter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<String>,
}

fn base() -> String {
    "https://api.huntflow.ai/v2".to_owned()
}

fn search_seconds() -> u32 {
    60
}

impl AtsSettings for Config {
    fn credentials(&self) -> &str {
        &self.credentials
    }

    fn limits(&self) -> Limits {
        LIMITS
    }

    fn rate_limit(&self) -> RateLimit {
        RATE_LIMIT
    }

    /// The resume, the applicant, the stage, the vacancy.
    fn delivery_calls(&self) -> u32 {
        4
    }

    fn base(&self, _access: Access) -> &str {
        &self.base
    }

    fn operations(&self) -> &'static [&'static [Operation]] {
        TABLES
    }

    /// A refresh through the gateway would use up the one refresh token that there is.
    fn version(&self) -> &'static str {
        "/v2"
    }

    fn hooks(&self) -> Option<Hooks> {
        Some(Hooks {
            event_header: webhooks::EVENT_HEADER,
            signature_header: webhooks::SIGNATURE_HEADER,
            read: webhooks::read,
        })
    }

    fn reserved_operations(&self) -> &'static [&'static str] {
        &["token::Refresh"]
    }

    fn account(&self) -> AccountParameter {
        AccountParameter { name: "account", value: self.account.to_string() }
    }

    fn refuses_token(&self, reply: &Reply) -> bool {
        refuses_token(reply)
    }

    fn stops_account(&self, method: Method, reply: &Reply) -> bool {
        (400..500).contains(&reply.status)
            && Huntflow::refusal("delivery", method, reply).kind.is_of_the_account()
    }

    fn check(&self, site: &SiteFacts<'_>) -> Result<(), String> {
        check_base("base", &self.base)?;
        for (key, from) in &self.questionary {
            let known = match from.strip_prefix("consent.") {
                Some(id) => site.consents.contains(&id),
                None => {
                    matches!(from.as_str(), "site" | "receipt")
                        || Application::default().text(from).is_some()
                }
            };
            if !known {
                return Err(format!(
                    "ats.questionary.{key}: '{from}' is neither a field of the form, nor a consent of this site as \
                     consent.ID, nor 'site' or 'receipt'"
                ));
            }
        }
        match site.publish {
            Publish::Listed => Err(
                "publish: 'listed' would publish every open vacancy of a Huntflow account; name \
                                    jobs, a division or a field"
                    .to_owned(),
            ),
            Publish::Division(id) if id.parse::<u64>().is_err() => {
                Err("publish.division: must be the division's id, a number in quotes".to_owned())
            }
            Publish::Division(_) | Publish::Jobs(_) | Publish::Field { .. } => Ok(()),
        }
    }

    fn check_source(&self, source: &str) -> Result<(), &'static str> {
        match source.parse::<u64>() {
            Ok(_) => Ok(()),
            Err(_) => Err("must be the id of a source at Huntflow, a number in quotes"),
        }
    }
}

/// Whether an answer means that the access token is not accepted any more, and nothing else.
pub(super) fn refuses_token(reply: &Reply) -> bool {
    let error = || Huntflow::refusal("token", Method::Get, reply).kind;
    reply.status >= 400 && matches!(error(), ErrorKind::TokenExpired | ErrorKind::Unauthorized)
}

//! Checks of a site's configuration beyond its syntax: contradictions, and values that the ATS does not support.

use super::Site;
use crate::ats::Ats as _;
use crate::ats::config::SiteFacts;
use crate::locale::MessageId;
use crate::protocol::is_name;

const NAME: &str = "lower-case letters, digits and hyphens, at most 40";

impl Site {
    /// Returns the first mistake in a configuration: its JSON path, and the accepted values.
    pub(super) fn check(&self) -> Result<(), String> {
        self.check_identity()?;
        self.check_consents()?;
        self.check_gateway()?;
        self.check_fields()?;
        self.check_files()?;
        self.check_ats()?;
        self.check_texts()?;
        self.check_spam()?;
        self.check_sources()?;
        self.check_limits()
    }

    fn check_identity(&self) -> Result<(), String> {
        require(is_name(&self.site), || format!("site: must be {NAME}"))?;
        for origin in &self.origins {
            require(is_origin(origin), || {
                format!(
                    "origins: '{origin}' is not an origin; write scheme and host, and the port where it is not \
                     the usual one, such as https://careers.example.com"
                )
            })?;
        }
        require(!self.origins.is_empty() || !self.server_keys.is_empty(), || {
            "origins: name at least one, or nobody can apply".to_owned()
        })?;
        let is_country = |c: &String| c.len() == 2 && c.bytes().all(|b| b.is_ascii_uppercase());
        require(self.country.as_ref().is_none_or(is_country), || {
            "country: must be two capital letters of ISO 3166, such as DE".to_owned()
        })
    }

    fn check_consents(&self) -> Result<(), String> {
        for (i, consent) in self.consents.iter().enumerate() {
            require(is_name(&consent.id), || format!("consents[{i}].id: must be {NAME}"))?;
            require(!consent.version.is_empty(), || {
                format!("consents[{i}].version: must not be empty")
            })?;
            let count = self.consents.iter().filter(|c| c.id == consent.id).count();
            require(count == 1, || format!("consents[{i}].id: '{}' is there twice", consent.id))?;
        }
        Ok(())
    }

    fn check_gateway(&self) -> Result<(), String> {
        for (i, key) in self.gateway.iter().enumerate() {
            key.check(&self.ats).map_err(|error| format!("gateway[{i}].{error}"))?;
            let count = self.gateway.iter().filter(|k| k.sha256 == key.sha256).count();
            require(count == 1, || format!("gateway[{i}].sha256: the same key is there twice"))?;
        }
        for (i, key) in self.server_keys.iter().enumerate() {
            key.check().map_err(|error| format!("server_keys[{i}].{error}"))?;
            let is_gateway = self.gateway.iter().any(|k| k.sha256 == key.sha256);
            require(!is_gateway, || {
                format!("server_keys[{i}].sha256: is a key of the gateway; make one for this alone")
            })?;
        }
        Ok(())
    }

    fn check_fields(&self) -> Result<(), String> {
        for field in self.fields.in_form(self.texts(self.locale)) {
            require(self.ats.settings().accepts_field(field.kind), || {
                format!("fields.{}: the ATS has no place for it", field.name)
            })?;
        }
        Ok(())
    }

    fn check_files(&self) -> Result<(), String> {
        require(!self.kinds().is_empty(), || {
            "resume.kinds: none of them is one the ATS takes".to_owned()
        })?;
        let most = self.ats.settings().limits().attachments;
        require(self.attachments.max_files <= most, || {
            format!("attachments.max_files: the ATS takes at most {most}")
        })?;
        require(self.attachments.max_files == 0 || !self.attachments.kinds.is_empty(), || {
            "attachments.kinds: name at least one".to_owned()
        })?;
        require(!self.prefill || self.ats().capability().parses_resumes, || {
            "prefill: this ATS does not read resumes".to_owned()
        })
    }

    fn check_ats(&self) -> Result<(), String> {
        require(is_name(self.ats.credentials()), || format!("ats.credentials: must be {NAME}"))?;
        let consents = self.consents.iter().map(|c| c.id.as_str()).collect();
        self.ats.settings().check(&SiteFacts { publish: &self.publish, consents })
    }

    fn check_texts(&self) -> Result<(), String> {
        for code in self.texts.keys() {
            let known = MessageId::ALL.iter().any(|id| id.code() == code);
            require(known, || format!("texts.{code}: there is no text with this code"))?;
        }
        Ok(())
    }

    fn check_spam(&self) -> Result<(), String> {
        let is_key = |key: &String| {
            (1..=100).contains(&key.len())
                && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
        };
        require(self.spam.turnstile.as_ref().is_none_or(is_key), || {
            "spam.turnstile: must be Turnstile's site key, such as 0x4AAAAAAA…".to_owned()
        })?;
        require(self.spam.min_fill_seconds <= 60, || "spam.min_fill_seconds: 0 to 60".to_owned())
    }

    fn check_sources(&self) -> Result<(), String> {
        for (i, source) in self.sources.iter().enumerate() {
            require(source.has_condition(), || {
                format!(
                    "sources[{i}]: name one of utm_source, utm_medium, utm_campaign, referrer, or it never \
                     matches"
                )
            })?;
            (self.ats.settings().check_source(&source.source))
                .map_err(|error| format!("sources[{i}].source: {error}"))?;
        }
        Ok(())
    }

    fn check_limits(&self) -> Result<(), String> {
        let limit = self.rate_limit();
        let possible =
            (1..=1000).contains(&limit.requests) && (100..=3_600_000).contains(&limit.window_ms);
        require(possible, || "rate_limit: 1 to 1000 requests in 100 to 3600000 ms".to_owned())?;
        require(
            self.talent_pool.as_ref().is_none_or(|id| crate::protocol::job::is_id(id)),
            || "talent_pool: must be the id of a published job".to_owned(),
        )?;
        require((1..=365).contains(&self.retry_days), || "retry_days: 1 to 365".to_owned())
    }
}

fn require(condition: bool, error: impl FnOnce() -> String) -> Result<(), String> {
    if condition { Ok(()) } else { Err(error()) }
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

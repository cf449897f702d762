//! The list of the ATSs that a site can use, one line for each. All other code of an ATS is in its own module.

use super::config::{AtsSettings, Publication};
use super::credentials::{AccountCredentials, RefreshOutcome, TokenSource};
use super::{Ats, Capability, ParsedResume, QuestionScope};
use crate::api::error::Error;
use crate::api::request::{Call, FileRef, Reply, Transport};
use crate::delivery::progress::{Deliver, NextStep, Progress, Step, Submission};
use crate::form::question::Question;
use crate::protocol::job::Job;
use serde::{Deserialize, Serialize};

/// Generates the three enums over all ATSs: [`AtsConfig`], [`AnyAts`] and [`AnyCredentials`]. Each line has the name of
/// the variant and the ATS's types that implement [`Ats`], [`AtsSettings`] and [`AccountCredentials`]. The name of the
/// module is the `kind` in a site's configuration.
macro_rules! systems {
    ($($(#[$doc:meta])* $name:ident: $module:ident::$ats:ident, $config:ty, $credentials:ty;)+) => {
        /// The part of a site's configuration for its ATS.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
        pub enum AtsConfig { $($(#[$doc])* $name($config),)+ }

        impl AtsConfig {
            /// Returns the name of the ATS in configurations, such as `huntflow`.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name(_) => stringify!($module),)+ }
            }

            /// Returns the settings through the common interface.
            pub fn settings(&self) -> &dyn AtsSettings {
                match self { $(Self::$name(config) => config,)+ }
            }

            /// Whether a refused token is replaced by a refresh call. Otherwise each token is created from the
            /// credentials themselves.
            pub fn refreshes_credentials(&self) -> bool {
                match self { $(Self::$name(_) => <$credentials as AccountCredentials>::REFRESHABLE,)+ }
            }
        }

        /// The ATS of a site.
        pub enum AnyAts<'a> { $($(#[$doc])* $name(super::$module::$ats<'a>),)+ }

        impl<'a> AnyAts<'a> {
            /// Creates the ATS that `config` selects.
            pub fn new(config: &'a AtsConfig, publication: Publication<'a>) -> Self {
                match config {
                    $(AtsConfig::$name(config) => {
                        Self::$name(super::$module::$ats::new(publication, config))
                    })+
                }
            }
        }

        impl Deliver for AnyAts<'_> {
            fn next(
                &self,
                submission: &Submission,
                progress: &mut Progress,
                now: u64,
                boundary: &str,
            ) -> Result<NextStep, Error> {
                match self { $(Self::$name(ats) => ats.next(submission, progress, now, boundary),)+ }
            }

            fn withdraw(
                &self,
                submission: &Submission,
                progress: &mut Progress,
                now: u64,
            ) -> Result<NextStep, Error> {
                match self { $(Self::$name(ats) => ats.withdraw(submission, progress, now),)+ }
            }

            fn look_later(
                &self,
                submission: &Submission,
                progress: &mut Progress,
            ) -> Result<NextStep, Error> {
                match self { $(Self::$name(ats) => ats.look_later(submission, progress),)+ }
            }

            fn learn(
                &self,
                submission: &Submission,
                progress: &mut Progress,
                step: Step,
                reply: &Reply,
            ) -> Result<(), Error> {
                match self { $(Self::$name(ats) => ats.learn(submission, progress, step, reply),)+ }
            }
        }

        impl Ats for AnyAts<'_> {
            fn settings(&self) -> &dyn AtsSettings {
                match self { $(Self::$name(ats) => ats.settings(),)+ }
            }

            fn capability(&self) -> Capability {
                match self { $(Self::$name(ats) => ats.capability(),)+ }
            }

            async fn jobs(&self, transport: &impl Transport) -> Result<Vec<Job>, Error> {
                match self { $(Self::$name(ats) => ats.jobs(transport).await,)+ }
            }

            async fn job(&self, transport: &impl Transport, id: &str) -> Result<Option<Job>, Error> {
                match self { $(Self::$name(ats) => ats.job(transport, id).await,)+ }
            }

            fn question_scope(&self) -> QuestionScope {
                match self { $(Self::$name(ats) => ats.question_scope(),)+ }
            }

            async fn questions(
                &self,
                transport: &impl Transport,
                job: &str,
            ) -> Result<Vec<Question>, Error> {
                match self { $(Self::$name(ats) => ats.questions(transport, job).await,)+ }
            }

            async fn register_hook(
                &self,
                transport: &impl Transport,
                url: &str,
                secret: &str,
            ) -> Result<bool, Error> {
                match self { $(Self::$name(ats) => ats.register_hook(transport, url, secret).await,)+ }
            }

            async fn read_resume(
                &self,
                transport: &impl Transport,
                file: &FileRef,
                boundary: &str,
            ) -> Result<Option<ParsedResume>, Error> {
                match self { $(Self::$name(ats) => ats.read_resume(transport, file, boundary).await,)+ }
            }
        }

        /// The credentials of an ATS account. In JSON they have no tag, because the variants have no field in common.
        #[derive(Clone, PartialEq, Serialize, Deserialize)]
        #[serde(untagged)]
        pub enum AnyCredentials { $($(#[$doc])* $name($credentials),)+ }

        impl AnyCredentials {
            const EXPECTED: &[&str] = &[$(<$credentials as AccountCredentials>::EXPECTED,)+];

            /// Whether these are credentials for the ATS of `config`.
            pub fn belong_to(&self, config: &AtsConfig) -> bool {
                matches!((self, config), $((Self::$name(_), AtsConfig::$name(_)))|+)
            }

            /// Returns the access token for a call, signed or still to be signed. `now` is in ms since the epoch.
            pub fn token(&self, now: u64) -> TokenSource {
                match self { $(Self::$name(credentials) => credentials.token(now),)+ }
            }

            /// Returns the call that exchanges the credentials for new ones, to be sent without a token; `None` if
            /// they are not refreshed.
            ///
            /// # Errors
            ///
            /// If the call cannot be created from the credentials.
            pub fn refresh_call(&self) -> Result<Option<Call>, Error> {
                match self { $(Self::$name(credentials) => credentials.refresh_call(),)+ }
            }

            /// Interprets the response to [`Self::refresh_call`].
            pub fn read_refresh(&self, reply: &Reply) -> RefreshOutcome<Self> {
                match self {
                    $(Self::$name(credentials) => credentials.read_refresh(reply).map(Self::$name),)+
                }
            }
        }
    };
}

systems! {
    /// Huntflow, API v2.
    Huntflow: huntflow::Huntflow, super::huntflow::Config, super::huntflow::token::TokenPair;
    /// Comeet, now Spark Hire Recruit.
    Comeet: comeet::Comeet, super::comeet::Config, super::comeet::jwt::Credentials;
}

impl AtsConfig {
    /// Returns the name of the credentials: the name of the `Account` object and of the secret that seeds it.
    pub fn credentials(&self) -> &str {
        self.settings().credentials()
    }
}

impl AnyAts<'_> {
    /// Whether a response means that the access token is no longer accepted, and nothing else.
    pub fn refuses_token(&self, reply: &Reply) -> bool {
        self.settings().refuses_token(reply)
    }
}

impl AnyCredentials {
    /// Parses the credentials that the operator provides.
    ///
    /// # Errors
    ///
    /// [`Self::expected`]. The error contains no part of the input, which is secret.
    pub fn parse(json: &str) -> Result<Self, String> {
        serde_json::from_str(json).map_err(|_| Self::expected())
    }

    /// Returns a message for the operator that lists the accepted formats of credentials.
    pub fn expected() -> String {
        format!("not the credentials of an ATS: give {}", Self::EXPECTED.join(", or "))
    }
}

/// Not derived, because credentials are secret.
impl std::fmt::Debug for AnyCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AnyCredentials")
    }
}

#[cfg(test)]
mod tests;

//! Huntflow API v2.
//!
//! Operations are rows of the tables in this module's children; [`Huntflow`] is what a careers
//! site does with them. Facts come from docs/ats-facts.md.
//!
//! From a form to a recruiter's list, by hand:
//!
//! ```
//! # use apply_edge::{client::{Client, Host}, call::FileRef, error::Error};
//! use apply_edge::ats::huntflow::{applicants, ids::{AccountId, VacancyId}, pipeline, resumes, stages, upload};
//!
//! # async fn example(huntflow: &Client<impl Host>, cv: FileRef) -> Result<(), Error> {
//! let account = AccountId(7);
//! let body = upload::NewFile { file: cv, parse: true, ignore: upload::Ignore::default() };
//! let file = huntflow.send(upload::Upload { account, body }).await?;
//!
//! let resume = resumes::NewResume { files: vec![file.id], ..resumes::NewResume::native() };
//! let body = applicants::NewApplicant {
//!     first_name: Some("Ada".to_owned()),
//!     last_name: Some("Byron".to_owned()),
//!     externals: vec![resume],
//!     ..Default::default()
//! };
//! let applicant = huntflow.send(applicants::Create { account, body }).await?.id;
//!
//! let stages = huntflow.send(stages::List { account }).await?.items;
//! if let Some(stage) = stages::Status::first(&stages) {
//!     let body = pipeline::Attachment {
//!         comment: Some("From our careers page".to_owned()),
//!         ..pipeline::Attachment::new(VacancyId(101), stage)
//!     };
//!     huntflow.send(pipeline::Attach { account, applicant: applicant.into(), body }).await?;
//! }
//! # Ok(())
//! # }
//! ```

pub mod accounts;
pub mod action_logs;
pub mod applicants;
pub mod coworkers;
mod delivery;
pub mod dictionaries;
pub mod divisions;
pub mod ids;
mod jobs;
pub mod logs;
pub mod mail;
pub mod multi_vacancies;
pub mod offers;
pub mod paging;
mod parsing;
pub mod pipeline;
pub mod production_calendars;
pub mod questionary;
mod questions;
pub mod quotas;
pub mod recommendations;
mod refusal;
pub mod resumes;
pub mod stages;
pub mod surveys;
pub mod tags;
pub mod tasks;
pub mod token;
pub mod upload;
pub mod users;
pub mod vacancies;
pub mod vacancy_requests;
pub mod webhooks;

use crate::ats::{Ats, Capability, Reading};
use crate::call::{FileRef, Method, Reply, Transport};
use crate::endpoint::Api as _;
use crate::error::{Error, ErrorKind};
use crate::job::Job;
use crate::question::Question;
use crate::site::Site;
use ids::{AccountId, SourceId, StatusId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most bytes of a file: 15 MB, above which the server before the API answers 413.
pub const FILE_MAX: u64 = 15_000_000;
/// The most files beside the resume: an attachment to a vacancy takes 15. Source: the vendor's client.
pub const FILES_MAX: u32 = 15;

/// Whether an answer means that the access token is no good any more, and nothing else.
pub fn refuses_token(reply: &Reply) -> bool {
    let refused = |e: Error| matches!(e.kind, ErrorKind::TokenExpired | ErrorKind::Unauthorized);
    reply.status >= 400 && refused(Huntflow::refusal("token", Method::Get, reply))
}

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
    /// The source that applicants from this site get.
    #[serde(default)]
    pub source: Option<SourceId>,
    /// The stage applicants start at; the pipeline's first when absent.
    #[serde(default)]
    pub status: Option<StatusId>,
    /// Seconds until the search finds a new applicant. Before that, a creation whose answer was
    /// lost is not repeated.
    #[serde(default = "search_seconds")]
    pub search_seconds: u32,
    /// Which questions of the organisation's own are answered from what: the question's key, and
    /// `first_name` … `letter`, `consent.<id>` (true when it was given), `site` or `receipt`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub questionary: BTreeMap<String, String>,
    /// Which questions of the organisation's own the candidate is asked: keys of the questionary's
    /// schema. None by default: most are the recruiter's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<String>,
}

fn base() -> String {
    "https://api.huntflow.ai/v2".to_owned()
}

fn search_seconds() -> u32 {
    60
}

/// Huntflow for one site; also the name of the API in the tables.
#[derive(Debug, Clone, Copy)]
pub struct Huntflow<'a> {
    site: &'a Site,
    config: &'a Config,
}

impl<'a> Huntflow<'a> {
    /// Huntflow as `site` uses it.
    pub fn new(site: &'a Site, config: &'a Config) -> Self {
        Self { site, config }
    }
}

impl Ats for Huntflow<'_> {
    fn capability(&self) -> Capability {
        Capability { parses_resumes: true, stores_consents: false, recognises_repeats: false }
    }

    async fn jobs(&self, transport: &impl Transport) -> Result<Vec<Job>, Error> {
        self.published(transport).await
    }

    async fn job(&self, transport: &impl Transport, id: &str) -> Result<Option<Job>, Error> {
        self.described(transport, id).await
    }

    async fn questions(&self, transport: &impl Transport) -> Result<Vec<Question>, Error> {
        self.asked(transport).await
    }

    async fn read_resume(
        &self,
        transport: &impl Transport,
        file: &FileRef,
        boundary: &str,
    ) -> Result<Option<Reading>, Error> {
        self.parsed(transport, file, boundary).await
    }
}

macro_rules! tables {
    ($($module:ident)+) => {
        /// Every operation of this API, a slice a module.
        pub const TABLES: &[&[crate::endpoint::Row]] = &[$($module::TABLE,)+];
        /// Their types, in the same order.
        #[doc(hidden)]
        pub const TYPES: &[&[crate::endpoint::Types]] = &[$($module::TYPES,)+];
    };
}
tables! {
    accounts action_logs applicants coworkers dictionaries divisions logs mail multi_vacancies offers pipeline production_calendars questionary quotas recommendations resumes stages surveys tags tasks token upload users vacancies vacancy_requests webhooks
}

#[cfg(test)]
mod tests;

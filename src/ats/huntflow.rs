//! Huntflow API v2.
//!
//! The operations are rows of tables in the child modules; [`Huntflow`] uses them to provide the functions that a
//! careers site needs. docs/ats-facts.md lists the facts about the vendor and their sources.
//!
//! Example: all calls of a delivery, from the upload of the resume to the vacancy:
//!
//! ```
//! # use apply_edge::{api::{client::{Client, Host}, request::FileRef, error::Error}};
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
mod config;
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
pub mod session;
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

pub use config::Config;

use crate::api::endpoint::{Operation, Types};
use crate::api::error::Error;
use crate::api::request::{FileRef, Transport};
use crate::ats::config::{AtsSettings, Publication};
use crate::ats::{Ats, Capability, ParsedResume, QuestionScope};
use crate::form::question::Question;
use crate::protocol::job::Job;

/// Huntflow with the settings of one site. Also the marker type of the API in the tables of operations.
#[derive(Debug, Clone, Copy)]
pub struct Huntflow<'a> {
    publication: Publication<'a>,
    config: &'a Config,
}

impl<'a> Huntflow<'a> {
    /// Creates Huntflow with the settings of a site.
    pub fn new(publication: Publication<'a>, config: &'a Config) -> Self {
        Self { publication, config }
    }
}

impl Ats for Huntflow<'_> {
    fn settings(&self) -> &dyn AtsSettings {
        self.config
    }

    fn capability(&self) -> Capability {
        Capability { parses_resumes: true, stores_consents: false, recognises_repeats: false }
    }

    async fn jobs(&self, transport: &impl Transport) -> Result<Vec<Job>, Error> {
        self.published_jobs(transport).await
    }

    async fn job(&self, transport: &impl Transport, id: &str) -> Result<Option<Job>, Error> {
        self.published_job(transport, id).await
    }

    fn question_scope(&self) -> QuestionScope {
        if self.config.questions.is_empty() { QuestionScope::None } else { QuestionScope::Site }
    }

    /// Huntflow's questionary belongs to the organisation, not to a vacancy.
    async fn questions(
        &self,
        transport: &impl Transport,
        _job: &str,
    ) -> Result<Vec<Question>, Error> {
        self.configured_questions(transport).await
    }

    async fn register_hook(
        &self,
        transport: &impl Transport,
        url: &str,
        secret: &str,
    ) -> Result<bool, Error> {
        let body = webhooks::NewWebhook {
            r#type: Some(webhooks::WebhookType::Application),
            ..webhooks::NewWebhook::new(
                secret.to_owned(),
                url.to_owned(),
                true,
                vec![webhooks::WebhookEvent::Vacancy],
            )
        };
        super::send(transport, webhooks::Create { account: self.config.account, body }).await?;
        Ok(true)
    }

    async fn read_resume(
        &self,
        transport: &impl Transport,
        file: &FileRef,
        boundary: &str,
    ) -> Result<Option<ParsedResume>, Error> {
        self.parse_resume(transport, file, boundary).await
    }
}

macro_rules! tables {
    ($($module:ident)+) => {
        /// All operations of the API, one slice for each module.
        pub const TABLES: &[&[Operation]] = &[$($module::TABLE,)+];
        /// The types of the operations, in the same order.
        #[doc(hidden)]
        pub const TYPES: &[&[Types]] = &[$($module::TYPES,)+];
    };
}
tables! {
    accounts action_logs applicants coworkers dictionaries divisions logs mail multi_vacancies
    offers pipeline production_calendars questionary quotas recommendations resumes stages surveys
    tags tasks token upload users vacancies vacancy_requests webhooks
}

#[cfg(test)]
mod tests;

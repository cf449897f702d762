//! The interface to an applicant tracking system (ATS), and its implementations.
//!
//! To add an ATS, add a module next to [`huntflow`] and [`comeet`] and one line in `any.rs`. The module implements
//! four traits: [`Ats`] (jobs, questions, resumes), [`Deliver`] (applications), [`config::AtsSettings`] (its part of a
//! site's configuration, its limits) and [`credentials::AccountCredentials`] (its tokens).

mod any;
pub mod comeet;
pub mod config;
pub mod credentials;
pub mod gateway_key;
pub mod health;
pub mod huntflow;

pub use any::{AnyAts, AnyCredentials, AtsConfig};

use crate::api::endpoint::Endpoint;
use crate::api::error::Error;
use crate::api::request::{FileRef, Transport};
use crate::delivery::progress::Deliver;
use crate::form::question::Question;
use crate::protocol::job::Job;
use config::AtsSettings;

/// The capabilities of an ATS in addition to receiving applications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capability {
    /// The ATS parses resumes, so that a form can be filled in from one.
    pub parses_resumes: bool,
    /// The ATS can store consents in a place other than a comment.
    pub stores_consents: bool,
    /// The ATS itself recognises a repeated request to create a candidate.
    pub recognises_repeats: bool,
}

/// The scope of the questions that have to be fetched from the ATS. Within it a cached response can be reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum QuestionScope {
    /// Nothing to fetch: there are no questions, or the site's configuration contains them.
    #[default]
    None,
    /// All jobs of the site have the same questions.
    Site,
    /// Each job has its own questions.
    Job,
}

/// The data that an ATS has parsed from a resume. It is personal, so `Debug` does not print the content.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ParsedResume {
    /// The id of the file at the ATS.
    pub file: String,
    /// The id at the ATS of a picture in the file.
    pub picture: Option<String>,
    /// Values for the form, as pairs of a field name and a text.
    pub fields: Vec<(&'static str, String)>,
}

impl std::fmt::Debug for ParsedResume {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ParsedResume { file, picture, fields }")
    }
}

/// An ATS with the settings of one site.
#[allow(async_fn_in_trait, reason = "used by this crate alone, on one thread")]
pub trait Ats: Deliver {
    /// Returns the site's settings for the ATS.
    fn settings(&self) -> &dyn AtsSettings;

    /// Returns the capabilities of the ATS.
    fn capability(&self) -> Capability;

    /// Reads the published jobs; without descriptions if the ATS's list has none.
    async fn jobs(&self, transport: &impl Transport) -> Result<Vec<Job>, Error>;

    /// Reads a published job with its description; `None` if it does not exist, is closed or is not published.
    async fn job(&self, transport: &impl Transport, id: &str) -> Result<Option<Job>, Error>;

    /// Returns the scope of the questions: whether to call [`Self::questions`] never, once per site, or for each job.
    fn question_scope(&self) -> QuestionScope {
        QuestionScope::None
    }

    /// Reads the organisation's own questions for the form of the job with the id `job`.
    async fn questions(
        &self,
        _transport: &impl Transport,
        _job: &str,
    ) -> Result<Vec<Question>, Error> {
        Ok(Vec::new())
    }

    /// Registers a webhook that is called at `url` and signed with `secret`; `false` if the ATS has none that can be
    /// registered.
    async fn register_hook(
        &self,
        transport: &impl Transport,
        url: &str,
        secret: &str,
    ) -> Result<bool, Error>;

    /// Uploads a resume to be parsed; `None` if the ATS cannot parse it. The ATS then has the file, and the delivery
    /// refers to it by its id. `boundary` separates the parts of the request and must be random.
    async fn read_resume(
        &self,
        _transport: &impl Transport,
        _file: &FileRef,
        _boundary: &str,
    ) -> Result<Option<ParsedResume>, Error> {
        Ok(None)
    }
}

/// Sends an operation and parses its response.
pub(crate) async fn send<E: Endpoint>(
    transport: &impl Transport,
    endpoint: E,
) -> Result<E::Reply, Error> {
    // The boundary is unused: no operation that is sent this way has a multipart body.
    let reply = transport.send(endpoint.call("")?).await?;
    E::parse(&reply)
}

//! What an applicant tracking system must be able to do for us. A third one implements [`Ats`].

pub mod comeet;
pub mod huntflow;

use crate::call::{FileRef, Reply, Transport};
use crate::delivery::{Deliver, Next, Parcel, Progress, Step};
use crate::endpoint::{Endpoint, Row};
use crate::error::Error;
use crate::job::Job;
use crate::question::Question;
use crate::site;

/// What an ATS can do beyond taking applications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capability {
    /// It reads resumes, so a form can be filled from one.
    pub parses_resumes: bool,
    /// It has a place for consents, apart from a comment.
    pub stores_consents: bool,
    /// The same request twice is recognised by the ATS itself.
    pub recognises_repeats: bool,
}

/// What an ATS has read in a resume. Personal: no `Debug` of what is in it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The file's id at the ATS.
    pub file: String,
    /// The id at the ATS of a picture in it.
    pub picture: Option<String>,
    /// Fields of the form, by name.
    pub fields: Vec<(&'static str, String)>,
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reading { file, picture, fields }")
    }
}

/// An ATS, as one site uses it.
#[allow(async_fn_in_trait, reason = "used by this crate alone, on one thread")]
pub trait Ats: Deliver {
    /// What it can do.
    fn capability(&self) -> Capability;

    /// The published jobs, without their texts where the ATS lists them without.
    async fn jobs(&self, transport: &impl Transport) -> Result<Vec<Job>, Error>;

    /// A published job with its texts; `None` if it is not there, not open or not published.
    async fn job(&self, transport: &impl Transport, id: &str) -> Result<Option<Job>, Error>;

    /// The organisation's own questions that the site's form asks.
    async fn questions(&self, _transport: &impl Transport) -> Result<Vec<Question>, Error> {
        Ok(Vec::new())
    }

    /// Hands a resume over to be read; `None` if the ATS cannot read it. The file is at the ATS then,
    /// and its delivery names it by its id. `boundary` must be random.
    async fn read_resume(
        &self,
        _transport: &impl Transport,
        _file: &FileRef,
        _boundary: &str,
    ) -> Result<Option<Reading>, Error> {
        Ok(None)
    }
}

/// Sends an operation and reads its answer.
pub(crate) async fn send<E: Endpoint>(
    transport: &impl Transport,
    endpoint: E,
) -> Result<E::Reply, Error> {
    // None of the operations sent this way has a multipart body: the boundary is not used.
    let reply = transport.send(endpoint.call("")?).await?;
    E::parse(&reply)
}

/// The ATS that a site's configuration names.
pub enum AnyAts<'a> {
    /// Huntflow v2.
    Huntflow(huntflow::Huntflow<'a>),
    /// Comeet.
    Comeet(comeet::Comeet<'a>),
}

impl<'a> AnyAts<'a> {
    /// The ATS behind a site.
    pub fn of(site: &'a site::Site) -> Self {
        match &site.ats {
            site::Ats::Huntflow(config) => Self::Huntflow(huntflow::Huntflow::new(site, config)),
            site::Ats::Comeet(config) => Self::Comeet(comeet::Comeet::new(site, config)),
        }
    }
}

impl AnyAts<'_> {
    /// Every operation of the ATS.
    pub fn tables(&self) -> &'static [&'static [Row]] {
        match self {
            Self::Huntflow(_) => huntflow::TABLES,
            Self::Comeet(_) => comeet::TABLES,
        }
    }

    /// Whether the site's form asks questions of the organisation's own.
    pub fn asks(&self) -> bool {
        match self {
            Self::Huntflow(huntflow) => huntflow.asks(),
            Self::Comeet(_) => false,
        }
    }

    /// Whether an answer means that the access token is no good any more, and nothing else.
    pub fn refuses_token(&self, reply: &Reply) -> bool {
        match self {
            Self::Huntflow(_) => huntflow::refuses_token(reply),
            Self::Comeet(_) => comeet::refuses_token(reply),
        }
    }
}

macro_rules! each {
    ($self:expr, $ats:ident => $do:expr) => {
        match $self {
            Self::Huntflow($ats) => $do,
            Self::Comeet($ats) => $do,
        }
    };
}

impl Deliver for AnyAts<'_> {
    fn next(
        &self,
        parcel: &Parcel,
        progress: &mut Progress,
        now: u64,
        boundary: &str,
    ) -> Result<Next, Error> {
        each!(self, ats => ats.next(parcel, progress, now, boundary))
    }

    fn withdraw(&self, parcel: &Parcel, progress: &mut Progress, now: u64) -> Result<Next, Error> {
        each!(self, ats => ats.withdraw(parcel, progress, now))
    }

    fn learn(
        &self,
        parcel: &Parcel,
        progress: &mut Progress,
        step: Step,
        reply: &Reply,
    ) -> Result<(), Error> {
        each!(self, ats => ats.learn(parcel, progress, step, reply))
    }
}

impl Ats for AnyAts<'_> {
    fn capability(&self) -> Capability {
        each!(self, ats => ats.capability())
    }

    async fn jobs(&self, transport: &impl Transport) -> Result<Vec<Job>, Error> {
        each!(self, ats => ats.jobs(transport).await)
    }

    async fn job(&self, transport: &impl Transport, id: &str) -> Result<Option<Job>, Error> {
        each!(self, ats => ats.job(transport, id).await)
    }

    async fn questions(&self, transport: &impl Transport) -> Result<Vec<Question>, Error> {
        each!(self, ats => ats.questions(transport).await)
    }

    async fn read_resume(
        &self,
        transport: &impl Transport,
        file: &FileRef,
        boundary: &str,
    ) -> Result<Option<Reading>, Error> {
        each!(self, ats => ats.read_resume(transport, file, boundary).await)
    }
}

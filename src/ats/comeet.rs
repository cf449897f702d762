//! Comeet, now Spark Hire Recruit.
//!
//! Positions are read from the careers API, which is public. Candidates are created in the recruiting API, which
//! requires a signed token. docs/ats-facts.md lists the facts about the vendor and their sources.

pub mod candidates;
mod config;
mod delivery;
pub mod jwt;
pub mod positions;
mod refusal;

pub use config::{Config, CustomChoice, CustomField, FILE_MAX};
pub use refusal::{Code, code};

use crate::api::endpoint::{Operation, Types};
use crate::api::error::{Error, ErrorKind};
use crate::api::request::Transport;
use crate::ats::config::{AtsSettings, Publication, Publish};
use crate::ats::{Ats, Capability, send};
use crate::protocol::job::Job;

/// Comeet with the settings of one site. Also the marker type of the API in the tables of operations.
#[derive(Debug, Clone, Copy)]
pub struct Comeet<'a> {
    publication: Publication<'a>,
    config: &'a Config,
}

impl<'a> Comeet<'a> {
    /// Creates Comeet with the settings of a site.
    pub fn new(publication: Publication<'a>, config: &'a Config) -> Self {
        Self { publication, config }
    }

    fn publishes(&self, position: &positions::Position) -> bool {
        // A uid with an unknown format cannot be part of a job's address on the site.
        if !crate::protocol::job::is_id(&position.uid) {
            return false;
        }
        match self.publication.publish {
            Publish::Jobs(ids) => ids.contains(&position.uid),
            Publish::Division(name) => position.department.as_deref() == Some(name.as_str()),
            Publish::Field { .. } => false,
            Publish::Listed => true,
        }
    }
}

impl Ats for Comeet<'_> {
    fn settings(&self) -> &dyn AtsSettings {
        self.config
    }

    fn capability(&self) -> Capability {
        Capability { parses_resumes: false, stores_consents: false, recognises_repeats: true }
    }

    /// What Comeet notifies of is arranged with its support.
    async fn register_hook(&self, _: &impl Transport, _: &str, _: &str) -> Result<bool, Error> {
        Ok(false)
    }

    async fn jobs(&self, transport: &impl Transport) -> Result<Vec<Job>, Error> {
        let list = positions::List { company: self.config.company.clone() };
        let positions = send(transport, list).await?;
        Ok(positions.iter().filter(|p| self.publishes(p)).map(|p| p.job(false)).collect())
    }

    async fn job(&self, transport: &impl Transport, id: &str) -> Result<Option<Job>, Error> {
        let company = self.config.company.clone();
        let query = positions::Details { details: Some(true) };
        let read = positions::Read { company, position: id.to_owned(), query };
        match send(transport, read).await {
            Ok(position) => Ok(self.publishes(&position).then(|| position.job(true))),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// All operations of the APIs, one slice for each module.
pub const TABLES: &[&[Operation]] = &[candidates::TABLE, positions::TABLE];
/// The types of the operations, in the same order.
#[doc(hidden)]
pub const TYPES: &[&[Types]] = &[candidates::TYPES, positions::TYPES];

#[cfg(test)]
mod tests;

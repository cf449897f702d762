//! The vacancies that a careers site publishes, as jobs.

use super::ids::{DivisionId, RegionId, VacancyId};
use super::vacancies::{self, Vacancy, VacancyState, VacancyStateFilter};
use super::{Huntflow, divisions};
use crate::api::error::{Error, ErrorKind};
use crate::api::request::Transport;
use crate::ats::config::Publish;
use crate::ats::send;
use crate::protocol::job::{Job, Section};
use std::collections::{BTreeMap, BTreeSet};

/// The most pages that are read: 2,000 open vacancies. A choice of this project, against a list without an end.
const PAGES_MAX: u32 = 20;

impl Huntflow<'_> {
    /// The published vacancies, without their texts.
    pub(super) async fn published_jobs(
        &self,
        transport: &impl Transport,
    ) -> Result<Vec<Job>, Error> {
        let account = self.config.account;
        let names = self.names(transport).await;
        let mut jobs: Vec<Job> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut page = Some(1);
        while let Some(number) = page.filter(|n| *n <= PAGES_MAX) {
            let query = vacancies::Filter {
                state: vec![VacancyStateFilter::Open],
                page: Some(number),
                count: Some(100),
                ..Default::default()
            };
            let list = send(transport, vacancies::List { account, query }).await?;
            for vacancy in list.items.iter().filter(|v| self.publishes(v)) {
                // A list that changes while it is read can repeat an item on the next page.
                if seen.insert(vacancy.id) {
                    jobs.push(self.job_of(vacancy, &names));
                }
            }
            // Counted here: a list that says of every page that it is the first would never end.
            page = list.next().map(|_| number + 1);
        }
        Ok(jobs)
    }

    /// A published vacancy with its texts; `None` if there is none with this id.
    pub(super) async fn published_job(
        &self,
        transport: &impl Transport,
        id: &str,
    ) -> Result<Option<Job>, Error> {
        // Huntflow's ids are numbers.
        let Some(vacancy) = id.parse().ok().filter(|n: &u64| n.to_string() == id) else {
            return Ok(None);
        };
        let account = self.config.account;
        let read = vacancies::Read { account, vacancy: VacancyId(vacancy) };
        let vacancy = match send(transport, read).await {
            Ok(vacancy) => vacancy,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        if !self.publishes(&vacancy) {
            return Ok(None);
        }
        let names = self.names(transport).await;
        let mut job = self.job_of(&vacancy, &names);
        let sections = [vacancy.body, vacancy.requirements, vacancy.conditions];
        job.sections = sections
            .into_iter()
            .flatten()
            .filter(|html| !html.trim().is_empty())
            .map(|html| Section { heading: String::new(), html })
            .collect();
        Ok(Some(job))
    }

    /// Whether the site publishes a vacancy: it is open, visible to everyone, accepts applicants itself (a vacancy
    /// with a parent does not), and the site's configuration selects it.
    fn publishes(&self, vacancy: &Vacancy) -> bool {
        let open = vacancy.state.as_ref().is_none_or(VacancyState::is_open);
        let named = match self.publication.publish {
            Publish::Jobs(ids) => vacancy.id.is_some_and(|id| ids.contains(&id.to_string())),
            Publish::Division(id) => vacancy.account_division.is_some_and(|d| d.to_string() == *id),
            Publish::Field { name, value } => vacancy.additional.get(name) == Some(value),
            Publish::Listed => false,
        };
        vacancy.id.is_some()
            && open
            && named
            && vacancy.hidden != Some(true)
            && vacancy.parent.is_none()
    }

    /// The names of divisions and regions; empty if the token's role may not read them. The jobs are then shown
    /// without.
    async fn names(&self, transport: &impl Transport) -> Names {
        let account = self.config.account;
        let query = divisions::Filter::default();
        let divisions = send(transport, divisions::List { account, query }).await;
        let regions = send(transport, divisions::Regions { account }).await;
        let divisions = divisions.map(|l| l.items).unwrap_or_default();
        let regions = regions.map(|l| l.items).unwrap_or_default();
        Names {
            divisions: divisions.into_iter().filter_map(|d| Some((d.id, d.name?))).collect(),
            regions: regions.into_iter().filter_map(|r| Some((r.id, r.name?))).collect(),
        }
    }

    fn job_of(&self, vacancy: &Vacancy, names: &Names) -> Job {
        Job {
            id: vacancy.id.map(|id| id.to_string()).unwrap_or_default(),
            title: vacancy.position.clone().unwrap_or_default(),
            division: vacancy
                .account_division
                .and_then(|id| names.divisions.get(&id).cloned())
                .or_else(|| vacancy.company.clone()),
            region: vacancy.account_region.and_then(|id| names.regions.get(&id).cloned()),
            money: vacancy.money.clone().filter(|_| self.publication.show_salary),
            posted: vacancy.created.as_deref().and_then(crate::protocol::job::day),
            ..Job::default()
        }
    }
}

struct Names {
    divisions: BTreeMap<DivisionId, String>,
    regions: BTreeMap<RegionId, String>,
}

//! Vacancies, as a careers site reads them.

use super::Huntflow;
use super::ids::{AccountId, VacancyId};
use super::paging::Page;
use crate::endpoint::endpoints;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

endpoints! { vacancies of Huntflow<'static>;
    /// The organisation's vacancies, a page at a time.
    List: Get "/accounts/{account}/vacancies" (account: AccountId) ? Filter => Page<Vacancy>;
    /// One vacancy with its texts.
    Read: Get "/accounts/{account}/vacancies/{vacancy}" (account: AccountId, vacancy: VacancyId) => Vacancy;
}

/// Which vacancies to list.
#[derive(Debug, Clone)]
pub struct Filter {
    /// `OPEN`, `CLOSED` or `HOLD`; one query key each.
    pub state: Vec<&'static str>,
    /// From 1.
    pub page: u32,
    /// At most 100.
    pub count: u32,
}

impl Filter {
    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        let states = self.state.iter().map(|s| ("state", (*s).to_owned()));
        states.chain([("count", self.count.to_string()), ("page", self.page.to_string())]).collect()
    }
}

/// A vacancy. The list gives all but the texts.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Vacancy {
    /// Its id.
    pub id: VacancyId,
    /// What the person will be.
    pub position: String,
    /// The employer or department, as the recruiter typed it.
    #[serde(default)]
    pub company: Option<String>,
    /// The salary in the recruiter's words.
    #[serde(default)]
    pub money: Option<String>,
    /// Id of the division.
    #[serde(default)]
    pub account_division: Option<u64>,
    /// Id of the region.
    #[serde(default)]
    pub account_region: Option<u64>,
    /// Whether only some of the organisation may see it. Never published.
    #[serde(default)]
    pub hidden: bool,
    /// `OPEN`, `CLOSED`, `HOLD`, ...
    #[serde(default)]
    pub state: Option<String>,
    /// Whether it stands for several child vacancies.
    #[serde(default)]
    pub multiple: Option<bool>,
    /// The parent of a child vacancy. Applicants cannot be attached to a child.
    #[serde(default)]
    pub parent: Option<VacancyId>,
    /// When it was opened, ISO 8601.
    #[serde(default)]
    pub created: Option<String>,
    /// HTML: about the job.
    #[serde(default)]
    pub body: Option<String>,
    /// HTML: what is asked for.
    #[serde(default)]
    pub requirements: Option<String>,
    /// HTML: what is offered.
    #[serde(default)]
    pub conditions: Option<String>,
    /// The organisation's additional fields, under their own names.
    #[serde(flatten)]
    pub additional: BTreeMap<String, serde_json::Value>,
}

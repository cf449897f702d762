//! Published positions, from the careers API.

use crate::ats::comeet::Comeet;
use crate::call::{Access, Method, Reply};
use crate::endpoint::{Api, endpoints};
use crate::error::Error;
use crate::job::{Job, Section};
use serde::{Deserialize, Serialize};

endpoints! { positions of Careers;
    /// The published positions: a bare array. The edge adds the careers token to the query.
    List: Get "/company/{company}/positions" (company: String) => Vec<Position>;
    /// One published position with its texts.
    Read: Get "/company/{company}/positions/{position}" (company: String, position: String) ? Details => Position;
}

/// The careers API: read only, under its own address, opened by a token in the query.
#[derive(Debug, Clone, Copy)]
pub struct Careers;

impl Api for Careers {
    const ACCESS: Access = Access::CareersToken;

    fn refusal(operation: &'static str, method: Method, reply: &Reply) -> Error {
        Comeet::refusal(operation, method, reply)
    }
}

/// A published position. New fields may appear, in any order.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Position {
    /// Its uid, such as `48.16A`.
    pub uid: String,
    /// Its title.
    pub name: String,
    /// The department.
    #[serde(default)]
    pub department: Option<String>,
    /// Full-time, part-time, ...
    #[serde(default)]
    pub employment_type: Option<String>,
    /// Where.
    #[serde(default)]
    pub location: Option<Location>,
    /// Texts in HTML.
    #[serde(default)]
    pub details: Option<Vec<Detail>>,
}

/// Asks for the texts.
#[derive(Debug, Clone, Copy)]
pub struct Details;

impl Details {
    pub(crate) fn pairs(self) -> [(&'static str, String); 1] {
        [("details", "true".to_owned())]
    }
}

/// Where a position is.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Location {
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
}

/// A part of a position's description.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Detail {
    /// Its heading: `Description`, `Requirements`.
    #[serde(default)]
    pub name: Option<String>,
    /// HTML.
    #[serde(default)]
    pub value: Option<String>,
    /// Its place.
    #[serde(default)]
    pub order: Option<i64>,
}

impl Position {
    /// The public view.
    pub fn job(&self, with_texts: bool) -> Job {
        let mut details = self.details.clone().filter(|_| with_texts).unwrap_or_default();
        details.sort_by_key(|d| d.order.unwrap_or(i64::MAX));
        let sections = details.into_iter().filter_map(|d| {
            let html = d.value.filter(|v| !v.trim().is_empty())?;
            Some(Section { heading: d.name.unwrap_or_default(), html })
        });
        Job {
            id: self.uid.clone(),
            title: self.name.clone(),
            division: self.department.clone(),
            region: self.location.as_ref().and_then(|l| l.name.clone()),
            money: None,
            employment: self.employment_type.clone(),
            sections: sections.collect(),
        }
    }
}

//! The published positions, from the careers API.

use crate::api::endpoint::{Api, endpoints, payloads, query};
use crate::api::error::Error;
use crate::api::request::{Access, Method, Reply};
use crate::ats::comeet::Comeet;
use crate::protocol::job::{Job, JobLocation, Section};

endpoints! { positions of Careers;
    /// Lists the published positions as a bare array. The edge adds the careers token to the query.
    List: Get "/company/{company}/positions" (company: String) => Vec<Position>;
    /// Reads a published position with its texts.
    Read: Get "/company/{company}/positions/{position}" (company: String, position: String) ? Details => Position;
}

/// The careers API: read-only, with a base URL of its own and a token in the query.
#[derive(Debug, Clone, Copy)]
pub struct Careers;

impl Api for Careers {
    const ACCESS: Access = Access::QueryToken;

    fn refusal(operation: &'static str, method: Method, reply: &Reply) -> Error {
        Comeet::refusal(operation, method, reply)
    }
}

query! {
    /// Which parts of a position are returned.
    Details {
        /// Whether the texts are returned.
        details: Option<bool>,
    }
}

payloads! {
    /// A published position. Fields can be added, and their order can change.
    Position (
        /// Uid, such as `48.16A`.
        uid: String,
        /// Title.
        name: String,
    ) {
        /// The department.
        department: Option<String>,
        /// The address for resumes by e-mail.
        email: Option<String>,
        /// Full-time, part-time, ...
        employment_type: Option<String>,
        /// Junior, senior, ...
        experience_level: Option<String>,
        /// Id defined by the company.
        internal_use_custom_id: Option<String>,
        /// On-site, Hybrid, Remote.
        workplace_type: Option<String>,
        /// The page at Comeet.
        url_comeet_hosted_page: Option<String>,
        /// The page at Comeet, under its newer name.
        url_recruit_hosted_page: Option<String>,
        /// The page that is active.
        url_active_page: Option<String>,
        /// The page of the careers site.
        position_url: Option<String>,
        /// A picture.
        picture_url: Option<String>,
        /// Time of the last update.
        time_updated: Option<String>,
        /// Name of the company.
        company_name: Option<String>,
        /// Its location.
        location: Option<Location>,
        /// Its categories.
        categories: Vec<Category>,
        /// Texts in HTML.
        details: Vec<Detail>,
    }

    /// The location of a position.
    Location {
        /// Name.
        name: Option<String>,
        /// ISO 3166.
        country: Option<String>,
        /// City.
        city: Option<String>,
        /// State or region.
        state: Option<String>,
        /// Postal code.
        postal_code: Option<String>,
        /// Street.
        street_name: Option<String>,
        /// House number.
        street_number: Option<String>,
        /// IANA time zone.
        timezone: Option<String>,
    }

    /// A category of a position.
    Category {
        /// Its name.
        name: Option<String>,
        /// Its value.
        value: Option<String>,
        /// Its rank in the list.
        order: Option<i64>,
    }

    /// A section of a position's description.
    Detail {
        /// Heading: `Description`, `Requirements`.
        name: Option<String>,
        /// HTML.
        value: Option<String>,
        /// Its rank in the list.
        order: Option<i64>,
    }
}

impl Position {
    fn place(&self, location: &Location) -> JobLocation {
        let street = [&location.street_name, &location.street_number];
        let street: Vec<_> = street.into_iter().flatten().map(String::as_str).collect();
        let remote =
            self.workplace_type.as_deref().is_some_and(|t| t.eq_ignore_ascii_case("remote"));
        JobLocation {
            country: location.country.clone().filter(|c| c.len() == 2),
            state: location.state.clone(),
            city: location.city.clone(),
            postal_code: location.postal_code.clone(),
            street: (!street.is_empty()).then(|| street.join(" ")),
            remote,
        }
    }

    /// The position as a job of a careers site.
    pub fn job(&self, with_texts: bool) -> Job {
        let mut details = if with_texts { self.details.clone() } else { Vec::new() };
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
            // The API does not say when a position was published; the last change is the nearest date. The `Site`
            // object keeps the earliest one that it saw (`keep_posted`).
            posted: self.time_updated.as_deref().and_then(crate::protocol::job::day),
            place: self.location.as_ref().map(|l| self.place(l)),
            sections: sections.collect(),
        }
    }
}

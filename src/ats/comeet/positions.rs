//! Published positions, from the careers API.

use crate::ats::comeet::Comeet;
use crate::call::{Access, Method, Reply};
use crate::endpoint::{Api, endpoints, payloads, query};
use crate::error::Error;
use crate::job::{Job, Place, Section};

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

query! {
    /// What is given of a position.
    Details {
        /// Whether the texts are.
        details: Option<bool>,
    }
}

payloads! {
    /// A published position. New fields may appear, in any order.
    Position (
        /// Its uid, such as `48.16A`.
        uid: String,
        /// Its title.
        name: String,
    ) {
        /// The department.
        department: Option<String>,
        /// The address that takes resumes by e-mail.
        email: Option<String>,
        /// Full-time, part-time, ...
        employment_type: Option<String>,
        /// Junior, senior, ...
        experience_level: Option<String>,
        /// The company's own id of it.
        internal_use_custom_id: Option<String>,
        /// On-site, Hybrid, Remote.
        workplace_type: Option<String>,
        /// The page at Comeet.
        url_comeet_hosted_page: Option<String>,
        /// The same under its newer name.
        url_recruit_hosted_page: Option<String>,
        /// The page that is shown.
        url_active_page: Option<String>,
        /// The page of the careers site.
        position_url: Option<String>,
        /// A picture.
        picture_url: Option<String>,
        /// When it was updated.
        time_updated: Option<String>,
        /// The company's name.
        company_name: Option<String>,
        /// Where.
        location: Option<Location>,
        /// What it is filed under.
        categories: Vec<Category>,
        /// Texts in HTML.
        details: Vec<Detail>,
    }

    /// Where a position is.
    Location {
        /// Its name.
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
        /// Number in the street.
        street_number: Option<String>,
        /// IANA time zone.
        timezone: Option<String>,
    }

    /// What a position is filed under.
    Category {
        /// Which category.
        name: Option<String>,
        /// Its value.
        value: Option<String>,
        /// Its place.
        order: Option<i64>,
    }

    /// A part of a position's description.
    Detail {
        /// Its heading: `Description`, `Requirements`.
        name: Option<String>,
        /// HTML.
        value: Option<String>,
        /// Its place.
        order: Option<i64>,
    }
}

impl Position {
    fn place(&self, location: &Location) -> Place {
        let street = [&location.street_name, &location.street_number];
        let street: Vec<_> = street.into_iter().flatten().map(String::as_str).collect();
        let remote =
            self.workplace_type.as_deref().is_some_and(|t| t.eq_ignore_ascii_case("remote"));
        Place {
            country: location.country.clone().filter(|c| c.len() == 2),
            state: location.state.clone(),
            city: location.city.clone(),
            postal_code: location.postal_code.clone(),
            street: (!street.is_empty()).then(|| street.join(" ")),
            remote,
        }
    }

    /// The public view.
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
            // The day it was published is not told; the day it was changed is the nearest. Who shows it keeps
            // the earliest (`keep_posted`).
            posted: self.time_updated.as_deref().and_then(crate::job::day),
            place: self.location.as_ref().map(|l| self.place(l)),
            sections: sections.collect(),
        }
    }
}

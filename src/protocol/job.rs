//! The public data of a job (a vacancy of Huntflow, a position of Comeet).

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A job as careers pages show it. Contains nothing that the ATS does not publish.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Job {
    /// The vacancy's id or the position's uid.
    pub id: String,
    /// The title.
    pub title: String,
    /// The division or department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// The place, as one text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The salary as the recruiter wrote it; only if the site shows salaries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub money: Option<String>,
    /// The type of employment in the ATS's words, such as "Full-time".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employment: Option<String>,
    /// The date of publication, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posted: Option<String>,
    /// The place as a structured address, if the ATS knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<JobLocation>,
    /// The description, in HTML as written in the ATS: sanitise before showing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
}

/// The place of a job as a postal address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct JobLocation {
    /// The country code: ISO 3166, two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The state or region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// The street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// Whether the job can be done remotely from anywhere in the country.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub remote: bool,
}

/// A section of a job's description.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Section {
    /// The heading in the ATS's words, or empty.
    pub heading: String,
    /// The text in HTML.
    pub html: String,
}

/// The published jobs of a site.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Jobs {
    /// The jobs, in the ATS's order.
    pub jobs: Vec<Job>,
    /// Whether the ATS did not answer and the list is from an earlier answer.
    pub stale: bool,
}

/// The earliest known publication date of each job, by id. Some ATS's only tell when a job last changed, so the date
/// would otherwise move with each change.
pub type Posted = BTreeMap<String, (String, u64)>;

/// How long a missing job is remembered, in ms: 90 days. A job that returns within this time is not new.
const POSTED_MS: u64 = 90 * 86_400_000;
/// The precision with which the last sighting of a job is stored, in ms: one day.
const SEEN_MS: u64 = 86_400_000;

/// The date at the start of an ISO 8601 time.
pub fn day(time: &str) -> Option<String> {
    time.get(..10).filter(|day| crate::form::is_day(day)).map(str::to_owned)
}

/// Sets each job's date to the earliest one known, and records when the job was last seen. Returns whether the dates
/// changed and have to be stored.
pub fn keep_posted(kept: &mut Posted, jobs: &mut [Job], now: u64) -> bool {
    let before = kept.len();
    kept.retain(|_, (_, seen)| seen.saturating_add(POSTED_MS) > now);
    let mut new = kept.len() != before;
    for job in jobs {
        let Some(told) = &mut job.posted else { continue };
        // The order of these texts is the order of the dates.
        if let Some((day, _)) = kept.get(&job.id).filter(|(day, _)| *day <= *told) {
            told.clone_from(day);
        }
        let known = kept
            .get(&job.id)
            .is_some_and(|(day, seen)| day == told && seen.saturating_add(SEEN_MS) > now);
        if !known {
            kept.insert(job.id.clone(), (told.clone(), now));
            new = true;
        }
    }
    new
}

/// A search in the list of jobs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Words that must all occur in the title, division, region or type of employment.
    pub q: String,
    /// The name of the division.
    pub division: String,
    /// The name of the region.
    pub region: String,
}

impl Search {
    /// Whether a job matches the search.
    pub fn matches(&self, job: &Job) -> bool {
        let texts = [Some(&job.title), job.division.as_ref(), job.region.as_ref()];
        let texts = texts.into_iter().chain([job.employment.as_ref()]).flatten();
        let all = texts.map(|t| t.to_lowercase()).collect::<Vec<_>>().join("\n");
        let is =
            |asked: &str, has: &Option<String>| asked.is_empty() || has.as_deref() == Some(asked);
        self.q.to_lowercase().split_whitespace().all(|word| all.contains(word))
            && is(&self.division, &job.division)
            && is(&self.region, &job.region)
    }
}

/// The maximum length of a job id. Huntflow's ids are numbers, Comeet's look like `48.16A`.
pub const ID_MAX: usize = 24;

/// Whether a text has the format of a job id; other texts are not looked up.
pub fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= ID_MAX
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
        && !text.starts_with('.')
        && !text.contains("..")
}

#[cfg(test)]
mod tests {
    use super::{Job, Posted, Search, is_id, keep_posted};

    #[test]
    fn a_changed_job_keeps_its_date_of_publication() {
        let job = |id: &str, day: Option<&str>| Job {
            id: id.to_owned(),
            posted: day.map(str::to_owned),
            ..Job::default()
        };
        let mut kept = Posted::new();
        let mut jobs = [job("1", Some("2026-10-05")), job("2", None)];
        assert!(keep_posted(&mut kept, &mut jobs, 0));
        let mut later = [job("1", Some("2026-11-20")), job("2", None)];
        assert!(!keep_posted(&mut kept, &mut later, 1000));
        assert_eq!(later, jobs);
        let mut earlier = [job("1", Some("2026-09-01"))];
        assert!(keep_posted(&mut kept, &mut earlier, 2000));
        assert_eq!(kept["1"].0, "2026-09-01");
        // The job returns after 89 days with its old date; after a longer absence it is a new publication.
        let day = 86_400_000;
        assert!(!keep_posted(&mut kept, &mut [], 89 * day));
        let mut back = [job("1", Some("2026-12-01"))];
        keep_posted(&mut kept, &mut back, 89 * day);
        assert_eq!(back[0].posted.as_deref(), Some("2026-09-01"));
        assert!(keep_posted(&mut kept, &mut [], 200 * day));
        let mut other = [job("1", Some("2027-06-01"))];
        keep_posted(&mut kept, &mut other, 200 * day);
        assert_eq!(other[0].posted.as_deref(), Some("2027-06-01"));
    }

    #[test]
    fn a_search_matches_words_in_any_script_and_filters_by_exact_name() {
        let job = Job {
            title: "Инженер-робототехник".to_owned(),
            division: Some("R&D".to_owned()),
            region: Some("Berlin".to_owned()),
            ..Job::default()
        };
        let found = |q: &str, division: &str| {
            let (q, division) = (q.to_owned(), division.to_owned());
            Search { q, division, region: String::new() }.matches(&job)
        };
        assert!(found("", "") && found("ИНЖЕНЕР berlin", "") && found(" r&d ", "R&D"));
        assert!(!found("инженер paris", "") && !found("", "R"));
    }

    #[test]
    fn job_ids_are_validated() {
        for good in ["1", "988", "48.16A", "00.AAA"] {
            assert!(is_id(good), "{good}");
        }
        for bad in [
            "",
            "..",
            "9/../../me",
            "a..b",
            "-1",
            "1e3 ",
            "١",
            "%2f",
            ".1",
            "1234567890123456789012345",
        ] {
            assert!(!is_id(bad), "{bad}");
        }
    }
}

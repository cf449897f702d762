//! The public view of a vacancy or a position.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A job as a careers page shows it. Holds nothing the ATS keeps for itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Job {
    /// The vacancy's id or the position's uid.
    pub id: String,
    /// What the person will be.
    pub title: String,
    /// Division or department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The salary in the recruiter's words; only where the site shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub money: Option<String>,
    /// Full-time, part-time, ... in the ATS's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employment: Option<String>,
    /// The day it was published, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posted: Option<String>,
    /// Where, in parts, where the ATS knows them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Texts in HTML. They come from the ATS as somebody typed them: sanitise before showing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
}

/// Where a job is, as a postal address has it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// ISO 3166, two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// State or region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// City.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// Whether it is done from anywhere in the country.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub remote: bool,
}

/// A part of a job's description.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Section {
    /// Its heading in the ATS's words, or empty.
    pub heading: String,
    /// Its text in HTML.
    pub html: String,
}

/// The jobs of a site.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Jobs {
    /// In the ATS's order.
    pub jobs: Vec<Job>,
    /// Whether the ATS did not answer and these are as last seen.
    pub stale: bool,
}

/// Days on which jobs were published, by id, as far back as was ever told. An ATS that tells only when a
/// job was last changed would else publish it anew with each change.
pub type Posted = BTreeMap<String, (String, u64)>;

/// So long a job that is not there any more may come back without being new, in ms: 90 days.
const POSTED_MS: u64 = 90 * 86_400_000;
/// How exactly it is known when a job was last there, in ms: a day.
const SEEN_MS: u64 = 86_400_000;

/// The day of a time that begins with it.
pub fn day(time: &str) -> Option<String> {
    time.get(..10).filter(|day| crate::form::is_day(day)).map(str::to_owned)
}

/// Gives each job the earliest day that was ever told of it, and keeps that, with when the job was last there.
/// Whether anything is to be stored.
pub fn keep_posted(kept: &mut Posted, jobs: &mut [Job], now: u64) -> bool {
    let before = kept.len();
    kept.retain(|_, (_, seen)| seen.saturating_add(POSTED_MS) > now);
    let mut new = kept.len() != before;
    for job in jobs {
        let Some(told) = &mut job.posted else { continue };
        // As texts they are in the order of time.
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

/// What is asked of a list of jobs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Words that must stand in the title, division, region or employment.
    pub q: String,
    /// The division's name.
    pub division: String,
    /// The region's name.
    pub region: String,
}

impl Search {
    /// Whether a job is asked for.
    pub fn finds(&self, job: &Job) -> bool {
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

/// The longest job id there is: Huntflow's are numbers, Comeet's look like `48.16A`.
pub const ID_MAX: usize = 24;

/// Whether a text can be a job's id. What cannot is not looked up.
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
    fn a_job_that_is_changed_is_not_published_anew() {
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
        // Away for a while, and back; then away for good, and another one.
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
    fn a_search_finds_words_in_any_script_and_filters_whole() {
        let job = Job {
            title: "Инженер-робототехник".to_owned(),
            division: Some("R&D".to_owned()),
            region: Some("Berlin".to_owned()),
            ..Job::default()
        };
        let finds = |q: &str, division: &str| {
            let (q, division) = (q.to_owned(), division.to_owned());
            Search { q, division, region: String::new() }.finds(&job)
        };
        assert!(finds("", "") && finds("ИНЖЕНЕР berlin", "") && finds(" r&d ", "R&D"));
        assert!(!finds("инженер paris", "") && !finds("", "R"));
    }

    #[test]
    fn ids() {
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

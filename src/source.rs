//! Where a candidate comes from: what a page says of itself becomes one of the sources that the site's
//! configuration names. Nothing else of an address ever reaches the ATS.

use serde::{Deserialize, Serialize};

/// The field that it is posted as: a query such as `utm_source=linkedin&referrer=www.linkedin.com`.
pub const FIELD: &str = "source";
/// The longest that is read.
const MAX: usize = 1000;

/// A source, and when it is one. Everything that is named has to fit; upper and lower case are the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The ATS's: a source's id at Huntflow; at Comeet, which has no place for one, what its note says.
    pub source: String,
    /// `utm_source` of the page's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utm_source: Option<String>,
    /// `utm_medium` of the page's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utm_medium: Option<String>,
    /// `utm_campaign` of the page's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utm_campaign: Option<String>,
    /// The host that linked to the page, or one above it: `indeed.com` is also `de.indeed.com`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referrer: Option<String>,
}

impl Source {
    /// Whether it names anything that could fit.
    pub fn is_told(&self) -> bool {
        [&self.utm_source, &self.utm_medium, &self.utm_campaign, &self.referrer]
            .into_iter()
            .any(|part| part.as_ref().is_some_and(|text| !text.is_empty()))
    }

    fn fits(&self, told: &[(String, String)]) -> bool {
        let told =
            |name: &str| told.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
        let same = |name: &str, wanted: &Option<String>| {
            wanted.as_ref().is_none_or(|w| told(name).eq_ignore_ascii_case(w))
        };
        let linked = self.referrer.as_ref().is_none_or(|wanted| {
            let (host, wanted) =
                (told("referrer").to_ascii_lowercase(), wanted.to_ascii_lowercase());
            host == wanted || host.ends_with(&format!(".{wanted}"))
        });
        linked
            && same("utm_source", &self.utm_source)
            && same("utm_medium", &self.utm_medium)
            && same("utm_campaign", &self.utm_campaign)
    }
}

/// The first source that fits what a page told.
pub fn of<'a>(sources: &'a [Source], told: &str) -> Option<&'a Source> {
    if told.is_empty() || told.len() > MAX {
        return None;
    }
    let told: Vec<(String, String)> =
        form_urlencoded::parse(told.as_bytes()).into_owned().collect();
    sources.iter().find(|source| source.fits(&told))
}

/// What a page of ours at `own` tells by itself: of its own query, and of the page of somebody else's that
/// linked to it.
pub fn told(query: &str, referrer: Option<&str>, own: &str) -> String {
    let mut told = form_urlencoded::Serializer::new(String::new());
    let known = ["utm_source", "utm_medium", "utm_campaign", "referrer"];
    let mut linked = false;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if known.contains(&name.as_ref()) && value.len() <= 200 {
            linked |= name == "referrer";
            told.append_pair(&name, &value);
        }
    }
    let host = referrer.and_then(host_of).filter(|host| Some(*host) != host_of(own));
    if let Some(host) = host.filter(|_| !linked) {
        told.append_pair("referrer", host);
    }
    told.finish()
}

/// The host of an address, as a browser writes it in `Referer`.
fn host_of(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_fits_counts_and_nothing_is_taken_from_the_address() {
        let source = |source: &str, utm: Option<&str>, referrer: Option<&str>| Source {
            source: source.to_owned(),
            utm_source: utm.map(str::to_owned),
            referrer: referrer.map(str::to_owned),
            ..Source::default()
        };
        let all = [
            source("1", Some("newsletter"), None),
            source("2", None, Some("indeed.com")),
            source("3", Some("LinkedIn"), Some("linkedin.com")),
        ];
        let id = |told: &str| of(&all, told).map(|s| s.source.as_str());
        assert_eq!(id("utm_source=newsletter&referrer=de.indeed.com"), Some("1"));
        assert_eq!(id("referrer=de.indeed.com"), Some("2"));
        assert_eq!(id("referrer=notindeed.com"), None);
        assert_eq!(id("utm_source=linkedin&referrer=www.linkedin.com"), Some("3"));
        assert_eq!(id("utm_source=linkedin"), None);
        assert_eq!(id("source=1"), None);
        assert_eq!(id(""), None);
        assert_eq!(id(&format!("utm_source=newsletter&x={}", "y".repeat(MAX))), None);
        assert!(!Source::default().is_told() && all.iter().all(Source::is_told));
    }

    #[test]
    fn a_page_tells_what_is_known_and_who_linked_to_it() {
        let own = "https://apply.acme.example/v1/acme/jobs/9/apply";
        assert_eq!(
            told(
                "utm_source=a%26b&job=9&email=x%40y.z",
                Some("https://www.indeed.com/viewjob?q=1"),
                own
            ),
            "utm_source=a%26b&referrer=www.indeed.com"
        );
        assert_eq!(
            told("referrer=here.example", Some("https://x.example/"), own),
            "referrer=here.example"
        );
        assert_eq!(told("", Some("about:blank"), own), "");
        assert_eq!(told("", Some("https://apply.acme.example/v1/acme/jobs/9"), own), "");
    }
}

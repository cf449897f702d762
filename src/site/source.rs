//! The source of a candidate: a page's report about its own address is mapped to one of the sources in the site's
//! configuration. Nothing else of the report reaches the ATS.

use serde::{Deserialize, Serialize};

/// The form field with the report: a query such as `utm_source=linkedin&referrer=www.linkedin.com`.
pub const FIELD: &str = "source";
/// The maximum length of a report in bytes; a longer one is ignored.
const REPORT_MAX: usize = 1000;
/// The maximum length in bytes of one value of a report; a longer one is ignored.
const VALUE_MAX: usize = 200;
/// The names that a report can contain.
const NAMES: [&str; 4] = ["utm_source", "utm_medium", "utm_campaign", "referrer"];

/// A source of the ATS and its conditions. All conditions that are present must be met. Letter case is ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The source at the ATS: an id, or a name if the ATS has no list of sources.
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
    /// The host that linked to the page, or its parent domain: `indeed.com` also matches `de.indeed.com`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referrer: Option<String>,
}

impl Source {
    /// Whether the source has at least one condition.
    pub fn has_condition(&self) -> bool {
        [&self.utm_source, &self.utm_medium, &self.utm_campaign, &self.referrer]
            .into_iter()
            .any(|part| part.as_ref().is_some_and(|text| !text.is_empty()))
    }

    fn matches(&self, report: &[(String, String)]) -> bool {
        let reported =
            |name: &str| report.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
        let equal = |name: &str, wanted: &Option<String>| {
            wanted.as_ref().is_none_or(|w| reported(name).eq_ignore_ascii_case(w))
        };
        let linked = self.referrer.as_ref().is_none_or(|wanted| {
            let (host, wanted) =
                (reported("referrer").to_ascii_lowercase(), wanted.to_ascii_lowercase());
            host == wanted || host.ends_with(&format!(".{wanted}"))
        });
        linked
            && equal("utm_source", &self.utm_source)
            && equal("utm_medium", &self.utm_medium)
            && equal("utm_campaign", &self.utm_campaign)
    }
}

/// The first source whose conditions match a page's report.
pub fn find<'a>(sources: &'a [Source], report: &str) -> Option<&'a Source> {
    if report.is_empty() || report.len() > REPORT_MAX {
        return None;
    }
    let report: Vec<(String, String)> =
        form_urlencoded::parse(report.as_bytes()).into_owned().collect();
    sources.iter().find(|source| source.matches(&report))
}

/// The report of a page that the Worker itself serves at `own`: from the `query` of its address, and from the page of
/// another host that linked to it (`Referer`).
pub fn build_report(query: &str, referrer: Option<&str>, own: &str) -> String {
    let mut report = form_urlencoded::Serializer::new(String::new());
    let mut has_referrer = false;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if NAMES.contains(&name.as_ref()) && value.len() <= VALUE_MAX {
            has_referrer |= name == "referrer";
            report.append_pair(&name, &value);
        }
    }
    let host = referrer.and_then(host_of).filter(|host| Some(*host) != host_of(own));
    if let Some(host) = host.filter(|host| !has_referrer && host.len() <= VALUE_MAX) {
        report.append_pair("referrer", host);
    }
    report.finish()
}

/// Returns the host of an address in the format of `Referer`.
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
    fn the_first_matching_source_is_selected() {
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
        let id = |report: &str| find(&all, report).map(|s| s.source.as_str());
        assert_eq!(id("utm_source=newsletter&referrer=de.indeed.com"), Some("1"));
        assert_eq!(id("referrer=de.indeed.com"), Some("2"));
        assert_eq!(id("referrer=notindeed.com"), None);
        assert_eq!(id("utm_source=linkedin&referrer=www.linkedin.com"), Some("3"));
        assert_eq!(id("utm_source=linkedin"), None);
        assert_eq!(id("source=1"), None);
        assert_eq!(id(""), None);
        assert_eq!(id(&format!("utm_source=newsletter&x={}", "y".repeat(REPORT_MAX))), None);
        assert!(!Source::default().has_condition() && all.iter().all(Source::has_condition));
    }

    #[test]
    fn a_page_reports_the_known_parameters_and_the_linking_host() {
        let own = "https://apply.acme.example/v1/acme/jobs/9/apply";
        assert_eq!(
            build_report(
                "utm_source=a%26b&job=9&email=x%40y.z",
                Some("https://www.indeed.com/viewjob?q=1"),
                own
            ),
            "utm_source=a%26b&referrer=www.indeed.com"
        );
        assert_eq!(
            build_report("referrer=here.example", Some("https://x.example/"), own),
            "referrer=here.example"
        );
        assert_eq!(build_report("", Some("about:blank"), own), "");
        assert_eq!(build_report("", Some("https://apply.acme.example/v1/acme/jobs/9"), own), "");
    }
}

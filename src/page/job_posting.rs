//! The JobPosting of a job for search engines, in JSON-LD. Facts: schema.org/JobPosting, and Google's list of required
//! properties (title, description, datePosted, hiringOrganization, jobLocation).

use crate::locale::Locale;
use crate::page::html::escape;
use crate::protocol::job::{Job, JobLocation};
use crate::site::Site;
use serde_json::{Map, Value, json};

/// The posting of a job whose page is at `address`; `None` if a required property is unknown, since an invalid posting
/// is worse than none.
pub fn of(job: &Job, site: &Site, address: &str) -> Option<Value> {
    let description = job.sections.iter().map(|section| match section.heading.as_str() {
        "" => section.html.clone(),
        heading => format!("<h2>{}</h2>{}", escape(heading), section.html),
    });
    let description = description.collect::<Vec<_>>().join("\n");
    let place = place(job, site)?;
    if description.trim().is_empty() || job.title.trim().is_empty() {
        return None;
    }
    let name = site.name.in_locale(site.locale, Locale::En);
    let home = site.home.as_ref().filter(|home| home.starts_with("http"));
    let organization = match home {
        Some(home) => json!({ "@type": "Organization", "name": name, "sameAs": home }),
        None => json!({ "@type": "Organization", "name": name }),
    };
    let mut posting = json!({
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": job.title,
        "description": description,
        "datePosted": job.posted.clone()?,
        "hiringOrganization": organization,
        "identifier": { "@type": "PropertyValue", "name": name, "value": job.id },
        "directApply": true,
        "url": address,
    });
    let members = posting.as_object_mut()?;
    members.extend(place);
    if let Some(kind) = job.employment.as_deref().and_then(employment) {
        members.insert("employmentType".to_owned(), kind.into());
    }
    Some(posting)
}

/// The members for the place: `jobLocation`, or remote work within a country. The country must be known.
fn place(job: &Job, site: &Site) -> Option<Map<String, Value>> {
    let place = job.place.clone().unwrap_or_default();
    let country = place.country.as_ref().or(site.country.as_ref())?;
    let JobLocation { state, city, postal_code, street, remote, .. } = place.clone();
    let mut members = Map::new();
    if remote {
        members.insert("jobLocationType".to_owned(), "TELECOMMUTE".into());
        let from = json!({ "@type": "Country", "name": country });
        members.insert("applicantLocationRequirements".to_owned(), from);
        return Some(members);
    }
    let city = city.or_else(|| job.region.clone());
    let parts = [
        ("streetAddress", street),
        ("addressLocality", city),
        ("addressRegion", state),
        ("postalCode", postal_code),
        ("addressCountry", Some(country.clone())),
    ];
    let parts = parts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.into())));
    let mut address: Map<String, Value> = parts.collect();
    address.insert("@type".to_owned(), "PostalAddress".into());
    members.insert("jobLocation".to_owned(), json!({ "@type": "Place", "address": address }));
    Some(members)
}

/// The schema.org value for the ATS's type of employment.
fn employment(text: &str) -> Option<&'static str> {
    let text: String = text.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
    Some(match text.as_str() {
        "fulltime" => "FULL_TIME",
        "parttime" => "PART_TIME",
        "contract" | "contractor" | "freelance" => "CONTRACTOR",
        "temporary" => "TEMPORARY",
        "intern" | "internship" => "INTERN",
        "volunteer" => "VOLUNTEER",
        _ => return None,
    })
}

/// The posting as a script element. Its content cannot end the element.
pub fn script(posting: &Value) -> String {
    let json = posting.to_string().replace('<', "\\u003c");
    format!("<script type=\"application/ld+json\">{json}</script>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::job::Section;

    fn site(country: Option<&str>) -> Site {
        let site = json!({
            "site": "acme", "name": "Acme & Sons", "origins": ["https://careers.acme.example"],
            "country": country, "home": "https://acme.example",
            "ats": { "kind": "huntflow", "base": "https://api.huntflow.ai/v2", "account": 7, "credentials": "acme" },
            "publish": { "division": "3" },
        });
        Site::parse(site.to_string().as_bytes()).unwrap()
    }

    fn job() -> Job {
        Job {
            id: "5".to_owned(),
            title: "Engineer".to_owned(),
            region: Some("Berlin".to_owned()),
            employment: Some("Full-time".to_owned()),
            posted: Some("2026-11-01".to_owned()),
            sections: vec![Section { heading: "<You>".to_owned(), html: "<p>a</p>".to_owned() }],
            ..Job::default()
        }
    }

    #[test]
    fn a_posting_has_what_google_asks_for() {
        let posting = of(&job(), &site(Some("DE")), "https://x.example/5").unwrap();
        assert_eq!(posting["jobLocation"]["@type"], "Place");
        assert_eq!(posting["jobLocation"]["address"]["addressCountry"], "DE");
        assert_eq!(posting["jobLocation"]["address"]["addressLocality"], "Berlin");
        assert_eq!(posting["employmentType"], "FULL_TIME");
        assert_eq!(posting["description"], "<h2>&lt;You&gt;</h2><p>a</p>");
        assert_eq!(posting["hiringOrganization"]["sameAs"], "https://acme.example");
        assert_eq!(posting["directApply"], true);
    }

    #[test]
    fn a_remote_job_names_the_country_to_work_from() {
        let place =
            JobLocation { remote: true, country: Some("IL".to_owned()), ..JobLocation::default() };
        let posting = of(&Job { place: Some(place), ..job() }, &site(None), "x").unwrap();
        assert_eq!(posting["jobLocationType"], "TELECOMMUTE");
        assert_eq!(posting["applicantLocationRequirements"]["name"], "IL");
        assert!(posting.get("jobLocation").is_none());
    }

    #[test]
    fn a_job_with_missing_data_has_no_posting() {
        assert_eq!(of(&job(), &site(None), "x"), None, "no country");
        assert_eq!(of(&Job { posted: None, ..job() }, &site(Some("DE")), "x"), None);
        assert_eq!(of(&Job { sections: Vec::new(), ..job() }, &site(Some("DE")), "x"), None);
    }

    #[test]
    fn a_posting_cannot_close_its_script_element() {
        let evil = Job { title: "</script><script>alert(1)</script>".to_owned(), ..job() };
        let text = script(&of(&evil, &site(Some("DE")), "x").unwrap());
        assert_eq!(text.matches("</script>").count(), 1);
    }
}

//! Comeet's limits, checked before sending: a rejection after an upload of six megabytes is no use.

use super::NewCandidate;
use crate::api::error::{Error, ErrorKind, Retry};
use crate::api::request::FileRef;
use crate::ats::comeet::FILE_MAX;

/// File extensions of a resume.
pub const RESUME: &[&str] = &["pdf", "doc", "docx"];

/// File extensions of a picture.
pub const PICTURE: &[&str] = &["jpeg", "jpg", "tiff", "tif", "png", "gif", "bmp", "jfif", "ico"];

/// File extensions of further files, in addition to those of a picture. Enterprise accounts can
/// have others.
pub const FILE: &[&str] = &[
    "xlsx", "zip", "pptx", "msg", "rar", "xls", "csv", "gsheet", "xml", "7z", "txt", "gz", "gdoc",
    "ppsx", "ppt", "ics", "html", "htm", "eml", "dwg", "gl", "cs", "css", "py", "java", "json",
    "mp3", "mp4", "psd", "odt", "pem", "cpp", "swf", "apk", "sql", "mov", "dash", "p7s", "dat",
    "ipynb", "pdf", "doc", "docx", "rtf", "log", "pages",
];

/// Returns the first field that Comeet would reject, as an error.
pub(super) fn check(new: &NewCandidate, operation: &'static str) -> Result<(), Error> {
    let refused = |field: &str, why: &str| {
        let detail = format!("{field}: {why}");
        Err(Error::new(ErrorKind::Refused, Retry::Never, operation, detail))
    };
    let f = &new.fields;
    let required = [
        ("position_uid", &f.position_uid),
        ("partner_candidate_id", &f.partner_candidate_id),
        ("first_name", &f.first_name),
        ("last_name", &f.last_name),
    ];
    if let Some((name, _)) = required.iter().find(|(_, value)| value.trim().is_empty()) {
        return refused(name, "must not be empty");
    }
    if f.linkedin_url.as_deref().is_some_and(|url| !is_linkedin(url)) {
        return refused("linkedin_url", "must be an address at linkedin.com");
    }
    if f.links.iter().any(|link| !is_web(&link.url)) {
        return refused("links", "must be addresses that start with https:// or http://");
    }
    let contact = f.source_contact.as_ref();
    if contact.is_some_and(|c| c.full_name.trim().is_empty() || !c.email.contains('@')) {
        return refused("source_contact", "needs full_name and email");
    }
    let country = f.address.as_ref().and_then(|a| a.country.as_deref());
    if country.is_some_and(|c| c.len() != 2 || !c.bytes().all(|b| b.is_ascii_uppercase())) {
        return refused("address.country", "must be two letters of ISO 3166");
    }
    let resume = new.resume.iter().map(|f| ("resume", f, RESUME, &[] as &[&str]));
    let picture = new.picture.iter().map(|f| ("picture", f, PICTURE, &[] as &[&str]));
    let files = new.files.iter().map(|f| ("files", f, FILE, PICTURE));
    for (field, file, kinds, more) in resume.chain(picture).chain(files) {
        let extension = extension(file);
        if !kinds.contains(&extension.as_str()) && !more.contains(&extension.as_str()) {
            return refused(field, "of a kind that Comeet does not take");
        }
        if file.size > FILE_MAX {
            let detail = format!("{field}: over {FILE_MAX} bytes");
            return Err(Error::new(ErrorKind::TooLarge, Retry::Never, operation, detail));
        }
    }
    Ok(())
}

fn extension(file: &FileRef) -> String {
    let extension = file.name.rsplit_once('.').map(|(_, e)| e.to_lowercase());
    extension.unwrap_or_default()
}

fn is_web(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|r| !r.is_empty() && !r.contains(char::is_whitespace))
}

/// Whether an address is at LinkedIn: Comeet rejects others in `linkedin_url`.
pub fn is_linkedin(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|r| r.split('/').next()).unwrap_or_default();
    host == "linkedin.com" || host.ends_with(".linkedin.com")
}

#[cfg(test)]
mod tests {
    use super::super::tests_of::fields;
    use super::super::{Address, LinkUrl, SourceContact};
    use super::*;

    #[test]
    fn only_linkedin_is_linkedin() {
        assert!(is_linkedin("https://www.linkedin.com/in/ada"));
        assert!(is_linkedin("https://linkedin.com/in/ada"));
        assert!(!is_linkedin("https://linkedin.com.evil.io/in/ada") && !is_linkedin(""));
    }

    #[test]
    fn comeets_limits_are_checked_before_sending() {
        let file = |name: &str, size| FileRef {
            upload: "u".to_owned(),
            name: name.to_owned(),
            content_type: String::new(),
            size,
            sha256: String::new(),
            slot: Default::default(),
            known: None,
            picture: None,
        };
        let mut wrong: Vec<(&str, NewCandidate)> = Vec::new();
        let mut add = |field, change: &dyn Fn(&mut NewCandidate)| {
            let mut new = NewCandidate::new(fields());
            assert!(check(&new, "t::T").is_ok());
            change(&mut new);
            wrong.push((field, new));
        };
        add("last_name", &|n| n.fields.last_name = " ".to_owned());
        add("linkedin_url", &|n| n.fields.linkedin_url = Some("https://x.example".to_owned()));
        add("links", &|n| n.fields.links = vec![LinkUrl::new("javascript:0".to_owned())]);
        add("source_contact", &|n| {
            n.fields.source_contact = Some(SourceContact::new("Eve".to_owned(), String::new()));
        });
        add("address.country", &|n| {
            let country = Some("Germany".to_owned());
            n.fields.address = Some(Address { country, ..Address::default() });
        });
        add("resume", &|n| n.resume = Some(file("cv.odt", 1)));
        add("resume", &|n| n.resume = Some(file("cv.pdf", FILE_MAX + 1)));
        add("picture", &|n| n.picture = Some(file("me.pdf", 1)));
        add("files", &|n| n.files = vec![file("a.zip", 1), file("Coding Challenge", 1)]);
        for (field, new) in &wrong {
            let error = check(new, "t::T").unwrap_err();
            assert!(error.detail.starts_with(field), "{field}: {error}");
        }
    }
}

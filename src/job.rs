//! The public view of a vacancy or a position.

use serde::{Deserialize, Serialize};

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
    /// Texts in HTML. They come from the ATS as somebody typed them: sanitise before showing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
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
    use super::is_id;

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

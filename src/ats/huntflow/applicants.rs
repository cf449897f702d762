//! Applicants: create, read, search, attach to a vacancy.

use super::Huntflow;
use super::ids::{AccountId, ApplicantId, ExternalId, FileId, SourceId, StatusId, VacancyId};
use super::paging::Page;
use crate::endpoint::endpoints;
use serde::{Deserialize, Serialize};
use std::fmt;

endpoints! { applicants of Huntflow<'static>;
    /// Adds an applicant, with at most one resume. Huntflow never refuses a double: it only tells.
    Create: Post "/accounts/{account}/applicants" (account: AccountId) <- NewApplicant => Created;
    /// Reads one applicant. After a merge the answer is the surviving one, under another id.
    Read: Get "/accounts/{account}/applicants/{applicant}" (account: AccountId, applicant: ApplicantId) => Applicant;
    /// Full-text search; what was created a moment ago may not be found yet.
    Search: Get "/accounts/{account}/applicants/search" (account: AccountId) ? Query => Page<Found>;
    /// Reads one resume with its text.
    ReadResume: Get "/accounts/{account}/applicants/{applicant}/externals/{external}" (account: AccountId, applicant: ApplicantId, external: ExternalId) => Resume;
    /// Puts an applicant on a vacancy for the first time.
    Attach: Post "/accounts/{account}/applicants/{applicant}/vacancy" (account: AccountId, applicant: ApplicantId) <- Attachment => Attached;
}

/// A new applicant. Absent fields are left out.
#[derive(Clone, Default, Serialize)]
pub struct NewApplicant {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Patronymic or middle name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephone number as typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Present position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// Present employer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Salary expectation in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub money: Option<String>,
    /// `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthday: Option<String>,
    /// The resume: at most one.
    pub externals: Vec<NewResume>,
}

/// A resume of a new applicant.
#[derive(Clone, Serialize)]
pub struct NewResume {
    /// Always `NATIVE`: made by an API or by hand.
    pub auth_type: &'static str,
    /// Where the applicant came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_source: Option<SourceId>,
    /// The text of the resume.
    pub data: ResumeText,
    /// Uploaded files: at most one is kept with the resume, more go with the attachment.
    pub files: Vec<FileId>,
}

/// The text of a resume.
#[derive(Clone, Serialize, Deserialize, Default)]
pub struct ResumeText {
    /// Plain text.
    #[serde(default)]
    pub body: Option<String>,
}

/// The answer to a creation.
#[derive(Debug, Clone, Deserialize)]
pub struct Created {
    /// The new applicant.
    pub id: ApplicantId,
}

/// An applicant, as far as a delivery looks at it.
#[derive(Debug, Clone, Deserialize)]
pub struct Applicant {
    /// Its id; another one than asked for after a merge.
    pub id: ApplicantId,
    /// The vacancies it is on.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Its resumes, without their texts.
    #[serde(default)]
    pub external: Vec<External>,
}

/// An applicant's place on a vacancy.
#[derive(Debug, Clone, Deserialize)]
pub struct Link {
    /// The vacancy.
    pub vacancy: VacancyId,
}

/// A resume in a summary.
#[derive(Debug, Clone, Deserialize)]
pub struct External {
    /// Its id.
    pub id: ExternalId,
}

/// A resume with its text.
#[derive(Clone, Deserialize)]
pub struct Resume {
    /// Its id.
    pub id: ExternalId,
    /// Its text.
    #[serde(default)]
    pub data: Option<ResumeText>,
}

/// What to search for.
#[derive(Clone)]
pub struct Query {
    /// Words: a name, an address, a telephone number.
    pub q: String,
    /// At most 100.
    pub count: u32,
}

impl Query {
    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![("q", self.q.clone()), ("count", self.count.to_string()), ("page", "1".to_owned())]
    }
}

/// A search hit.
#[derive(Debug, Clone, Deserialize)]
pub struct Found {
    /// The applicant.
    pub id: ApplicantId,
}

/// An applicant's first place on a vacancy.
#[derive(Clone, Serialize)]
pub struct Attachment {
    /// The vacancy.
    pub vacancy: VacancyId,
    /// The stage.
    pub status: StatusId,
    /// Shown in the applicant's history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Further files, at most 15.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
}

/// The answer to an attachment.
#[derive(Debug, Clone, Deserialize)]
pub struct Attached {
    /// The vacancy.
    pub vacancy: VacancyId,
}

macro_rules! field_names_only {
    ($($name:ident)+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), " { .. }"))
            }
        }
    )+};
}
field_names_only! { NewApplicant NewResume ResumeText Resume Query Attachment }

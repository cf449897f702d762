//! Resumes of applicants, which Huntflow calls externals. A resume can be changed but not added, so
//! files must be uploaded before the applicant is created.

use super::Huntflow;
use super::ids::{AccountId, ApplicantId, ExternalId, FileId, SourceId};
use super::paging::Items;
use super::upload::File;
use crate::api::endpoint::{NoContent, Pdf, endpoints, payloads, words};

pub mod unified;

use unified::{Portfolio, Unified};

endpoints! { resumes of Huntflow<'static>;
    /// Reads a resume with its text and files.
    Read: Get "/accounts/{account}/applicants/{applicant}/externals/{external}" (account: AccountId, applicant: ApplicantId, external: ExternalId) => Resume;
    /// Changes a resume. The text of a job board's resume cannot be changed; without `files` the
    /// file is removed.
    Update: Put "/accounts/{account}/applicants/{applicant}/externals/{external}" (account: AccountId, applicant: ApplicantId, external: ExternalId) <- ResumeChange => Resume;
    /// Removes a resume. The last one cannot be removed.
    Delete: Delete "/accounts/{account}/applicants/{applicant}/externals/{external}" (account: AccountId, applicant: ApplicantId, external: ExternalId) => NoContent;
    /// Downloads the resume as a PDF.
    Download: Get "/accounts/{account}/applicants/{applicant}/externals/{external}/pdf" (account: AccountId, applicant: ApplicantId, external: ExternalId) => Pdf;
    /// A source of applicants.
    Sources: Get "/accounts/{account}/applicants/sources" (account: AccountId) => Items<Source>;
}

words! {
    /// Creator of a source.
    SourceType {
        /// The organisation.
        User = "user",
        /// Huntflow; its `foreign` names the job board.
        System = "system",
    }
}

payloads! {
    /// A resume of a new applicant.
    NewResume {
        /// `NATIVE` for a resume made through the API or by hand. Older versions require it: see
        /// [`NewResume::native`].
        auth_type: Option<String>,
        /// Source of the applicant.
        account_source: Option<SourceId>,
        /// The text of the resume.
        data: Option<ResumeText>,
        /// Uploaded files: the resume keeps at most one, further ones go with the attachment to the
        /// vacancy.
        files: Vec<FileId>,
    }

    /// Changes of a resume. Both keys are required, even if `null`.
    ResumeChange (
        /// Source.
        account_source: Option<SourceId>,
        /// Its text.
        data: Option<ResumeText>,
    ) {
        /// Its file, at most one. An empty list removes the current one.
        files: Vec<FileId>,
    }

    /// The text of a resume.
    ResumeText {
        /// Plain text.
        body: Option<String>,
    }

    /// A resume with its text.
    Resume (
        /// Its id.
        id: ExternalId,
    ) {
        /// Its format, such as `NATIVE`.
        auth_type: Option<String>,
        /// Source.
        account_source: Option<SourceId>,
        /// Time of the last update.
        updated: Option<String>,
        /// Time of creation.
        created: Option<String>,
        /// Its files.
        files: Vec<File>,
        /// Address of the original.
        source_url: Option<String>,
        /// Its id at the job site.
        foreign: Option<String>,
        /// Its key.
        key: Option<String>,
        /// Pictures of a portfolio.
        portfolio: Vec<Portfolio>,
        /// Its text, in the format of its source.
        data: Option<RawResume>,
        /// The content in a uniform format.
        resume: Option<Unified>,
    }

    /// Content in the format of its source. Only the `NATIVE` format is documented.
    RawResume {
        /// Plain text of a `NATIVE` resume.
        body: Option<String>,
    } .. additional

    /// A source of applicants.
    Source (
        /// Its id.
        id: SourceId,
    ) {
        /// The job board of a system source.
        foreign: Option<String>,
        /// Its name.
        name: Option<String>,
        /// Creator.
        r#type: Option<SourceType>,
    }
}

impl NewResume {
    /// Creates a resume that is not from a job board.
    pub fn native() -> Self {
        Self { auth_type: Some("NATIVE".to_owned()), ..Self::default() }
    }
}

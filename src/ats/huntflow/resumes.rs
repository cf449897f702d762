//! Resumes of applicants, which Huntflow calls externals. One can be changed, not added: whatever
//! files there are have to be uploaded before the applicant is created.

use super::Huntflow;
use super::ids::{AccountId, ApplicantId, ExternalId, FileId, SourceId};
use super::paging::Items;
use super::upload::File;
use crate::endpoint::{Nothing, Pdf, endpoints, payloads, words};

pub mod unified;

use unified::{Portfolio, Unified};

endpoints! { resumes of Huntflow<'static>;
    /// Reads one resume with its text and files.
    Read: Get "/accounts/{account}/applicants/{applicant}/externals/{external}" (account: AccountId, applicant: ApplicantId, external: ExternalId) => Resume;
    /// Changes one. The text of a job board's resume cannot be changed; without `files` the file
    /// is taken off.
    Update: Put "/accounts/{account}/applicants/{applicant}/externals/{external}" (account: AccountId, applicant: ApplicantId, external: ExternalId) <- ResumeChange => Resume;
    /// Removes one. The last one cannot be removed.
    Delete: Delete "/accounts/{account}/applicants/{applicant}/externals/{external}" (account: AccountId, applicant: ApplicantId, external: ExternalId) => Nothing;
    /// The resume as a PDF.
    Download: Get "/accounts/{account}/applicants/{applicant}/externals/{external}/pdf" (account: AccountId, applicant: ApplicantId, external: ExternalId) => Pdf;
    /// Where applicants come from.
    Sources: Get "/accounts/{account}/applicants/sources" (account: AccountId) => Items<Source>;
}

words! {
    /// Who made a source.
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
        /// `NATIVE`, for what is made by an API or by hand. A creation without it fails in older
        /// versions: see [`NewResume::native`].
        auth_type: Option<String>,
        /// Where the applicant came from.
        account_source: Option<SourceId>,
        /// The text of the resume.
        data: Option<ResumeText>,
        /// Uploaded files: at most one is kept with the resume, more go with the attachment.
        files: Vec<FileId>,
    }

    /// What changes about a resume. Both keys must be there, if only as `null`.
    ResumeChange (
        /// Where it came from.
        account_source: Option<SourceId>,
        /// Its text.
        data: Option<ResumeText>,
    ) {
        /// Its file: at most one. None takes the present one off.
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
        /// Its form, such as `NATIVE`.
        auth_type: Option<String>,
        /// Where it came from.
        account_source: Option<SourceId>,
        /// When it was updated.
        updated: Option<String>,
        /// When it was made.
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
        /// Its text, in the form of its source.
        data: Option<RawResume>,
        /// The same in one form for all sources.
        resume: Option<Unified>,
    }

    /// What a source gave. Only `NATIVE` resumes have a known form.
    RawResume {
        /// Plain text, of a `NATIVE` resume.
        body: Option<String>,
    } .. additional

    /// Where applicants come from.
    Source (
        /// Its id.
        id: SourceId,
    ) {
        /// Which job board, of a system's source.
        foreign: Option<String>,
        /// Its name.
        name: Option<String>,
        /// Who made it.
        r#type: Option<SourceType>,
    }
}

impl NewResume {
    /// A resume that no job board made.
    pub fn native() -> Self {
        Self { auth_type: Some("NATIVE".to_owned()), ..Self::default() }
    }
}

//! Applicants: create, read, change, search. Attaching them to vacancies is in [`super::pipeline`],
//! their resumes are in [`super::resumes`].

use super::Huntflow;
use super::ids::{
    AccountId, ApplicantId, ExternalId, FileId, RejectionReasonId, SourceId, StatusId, TagId,
    VacancyId,
};
use super::paging::{Cursor, Page, pages};
use super::resumes::NewResume;
use crate::api::endpoint::{Change, Kind, NoContent, Scalar, endpoints, payloads, query, words};

endpoints! { applicants of Huntflow<'static>;
    /// Lists applicants in pages. A filter by stage covers open vacancies only. An applicant can
    /// occur on two pages if the list changes between the requests.
    List: Get "/accounts/{account}/applicants" (account: AccountId) ? Filter => Page<Applicant>;
    /// Adds an applicant, with at most one resume. Huntflow reports duplicates but does not reject
    /// them.
    Create: Post "/accounts/{account}/applicants" (account: AccountId) <- NewApplicant => Created;
    /// Reads an applicant. After a merge the answer is the remaining applicant, with another id.
    Read: Get "/accounts/{account}/applicants/{applicant}" (account: AccountId, applicant: ApplicantId) => Applicant;
    /// Changes the given fields only.
    Update: Patch "/accounts/{account}/applicants/{applicant}" (account: AccountId, applicant: ApplicantId) <- ApplicantChange => Applicant;
    /// Removes an applicant.
    Delete: Delete "/accounts/{account}/applicants/{applicant}" (account: AccountId, applicant: ApplicantId) => NoContent;
    /// Makes a link by which the applicant can answer the request for consent. Newer than the reference.
    AgreementLink: Post "/accounts/{account}/applicants/{applicant}/agreement_link" (account: AccountId, applicant: ApplicantId) => AgreementAddress;
    /// Sends the request for consent by e-mail. Newer than the reference.
    AgreementEmail: Post "/accounts/{account}/applicants/{applicant}/agreement_email" (account: AccountId, applicant: ApplicantId) => AgreementSent;
    /// Full-text search, up to 20,000 hits. The index lags behind: new applicants may be missing.
    Search: Get "/accounts/{account}/applicants/search" (account: AccountId) ? SearchQuery => Page<Found>;
    /// The same search by cursor, without a limit.
    SearchByCursor: Get "/accounts/{account}/applicants/search_by_cursor" (account: AccountId) ? CursorQuery => Cursor<Found>;
}
pages! { List => Applicant, page; Search => Found, page; SearchByCursor => Found, cursor; }

words! {
    /// The state of an applicant's consent to the use of personal data.
    AgreementState {
        /// Not requested.
        NotSent = "not_sent",
        /// Requested.
        Sent = "sent",
        /// Given.
        Accepted = "accepted",
        /// Declined.
        Declined = "declined",
        /// The request could not be sent. Not available as a filter.
        SendError = "send_error",
    }

    /// The fields that are searched.
    SearchField {
        /// All fields.
        All = "all",
        /// Education.
        Education = "education",
        /// Experience.
        Experience = "experience",
        /// Occupation.
        Position = "position",
    }
}

/// A vacancy as a search filter, or applicants without a vacancy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnVacancy {
    /// Applicants on this vacancy.
    Vacancy(VacancyId),
    /// Applicants without a vacancy; sent as the word `null`.
    None,
}

impl Scalar for OnVacancy {
    const KIND: Kind = Kind::Text;
    fn read(text: &str) -> Option<Self> {
        if text == "null" { Some(Self::None) } else { Scalar::read(text).map(Self::Vacancy) }
    }
    fn write(&self) -> String {
        match self {
            Self::Vacancy(id) => Scalar::write(id),
            Self::None => "null".to_owned(),
        }
    }
}

query! {
    /// Filter of a list of applicants.
    Filter {
        /// Items per page; at most 30.
        count: Option<u32>,
        /// Page number, from 1.
        page: Option<u32>,
        /// Current stage. Cannot be combined with `agreement_state`.
        status: Option<StatusId>,
        /// Applicants on this vacancy.
        vacancy: Option<VacancyId>,
        /// State of consent, if the organisation requests it. Cannot be combined with `status`.
        agreement_state: Option<AgreementState>,
    }

    /// A search.
    SearchQuery {
        /// Search text: a name, an address, a telephone number.
        q: Option<String>,
        /// The fields to search.
        field: Option<SearchField>,
        /// Any of these tags.
        tag: Vec<TagId>,
        /// Any of these stages.
        status: Vec<StatusId>,
        /// Any of these reasons for rejection; only with a stage of type `trash`.
        rejection_reason: Vec<RejectionReasonId>,
        /// Whether only the current stage counts, or also former ones.
        only_current_status: Option<bool>,
        /// Any of these vacancies, or no vacancy.
        vacancy: Vec<OnVacancy>,
        /// Any of these sources.
        account_source: Vec<SourceId>,
        /// Items per page; at most 100.
        count: Option<u32>,
        /// Page number, from 1.
        page: Option<u32>,
    }

    /// A search by cursor.
    CursorQuery {
        /// Search text.
        q: Option<String>,
        /// Cursor of the previous answer. The server then ignores all other filters.
        next_page_cursor: Option<String>,
        /// The fields to search.
        field: Option<SearchField>,
        /// Items per page.
        count: Option<u32>,
        /// Any of these tags.
        tag: Vec<TagId>,
        /// Any of these stages.
        status: Vec<StatusId>,
        /// Any of these reasons for rejection.
        rejection_reason: Vec<RejectionReasonId>,
        /// Whether only the current stage counts.
        only_current_status: Option<bool>,
        /// Any of these vacancies, or no vacancy.
        vacancy: Vec<OnVacancy>,
        /// Any of these sources.
        account_source: Vec<SourceId>,
    }
}

payloads! {
    /// A new applicant. The vendor's own client declares no field required; its older documentation
    /// and its users report both names as required.
    NewApplicant {
        /// Given name.
        first_name: Option<String>,
        /// Family name.
        last_name: Option<String>,
        /// Patronymic or middle name.
        middle_name: Option<String>,
        /// Salary expectation, as text.
        money: Option<String>,
        /// Telephone number, unnormalized.
        phone: Option<String>,
        /// E-mail address.
        email: Option<String>,
        /// Skype login.
        skype: Option<String>,
        /// Current occupation.
        position: Option<String>,
        /// Current employer.
        company: Option<String>,
        /// Id of an uploaded picture.
        photo: Option<FileId>,
        /// `YYYY-MM-DD`.
        birthday: Option<String>,
        /// The resume: at most one.
        externals: Vec<NewResume>,
        /// Account in a social network; at most one.
        social: Vec<NewSocial>,
        /// Account in a messenger; at most one. Newer than the reference.
        site: Vec<NewSite>,
    }

    /// Changes of an applicant.
    ApplicantChange {
        /// Given name.
        first_name: Change<String>,
        /// Family name.
        last_name: Change<String>,
        /// Patronymic or middle name.
        middle_name: Change<String>,
        /// Salary expectation, as text.
        money: Change<String>,
        /// Telephone number.
        phone: Change<String>,
        /// E-mail address.
        email: Change<String>,
        /// Skype login.
        skype: Change<String>,
        /// Current occupation.
        position: Change<String>,
        /// Current employer.
        company: Change<String>,
        /// Id of an uploaded picture.
        photo: Change<FileId>,
        /// `YYYY-MM-DD`.
        birthday: Change<String>,
        /// Account in a social network; at most one.
        social: Change<Vec<NewSocial>>,
        /// Account in a messenger; at most one. Newer than the reference.
        site: Change<Vec<NewSite>>,
    }

    /// Social account of a new applicant.
    NewSocial (
        /// The network; only `TELEGRAM`.
        social_type: String,
        /// User name.
        value: String,
    ) {}

    /// Account of a new applicant in a messenger.
    NewSite (
        /// The messenger; only `MAX`.
        site_type: String,
        /// User name.
        value: String,
    ) {}

    /// A link to a request for consent.
    AgreementAddress (
        /// Its address.
        link: String,
    ) {}

    /// A request for consent that was sent.
    AgreementSent (
        /// The address to which it was sent.
        sent_to: String,
        /// The task that sends it.
        job_id: String,
    ) {}

    /// The answer to a creation.
    Created (
        /// The new applicant.
        id: ApplicantId,
    ) {
        /// Given name.
        first_name: Option<String>,
        /// Family name.
        last_name: Option<String>,
        /// Patronymic or middle name.
        middle_name: Option<String>,
        /// Salary expectation.
        money: Option<String>,
        /// Telephone number.
        phone: Option<String>,
        /// E-mail address.
        email: Option<String>,
        /// Skype login.
        skype: Option<String>,
        /// Occupation.
        position: Option<String>,
        /// Employer.
        company: Option<String>,
        /// Picture.
        photo: Option<FileId>,
        /// Time, ISO 8601 with offset.
        created: Option<String>,
        /// `YYYY-MM-DD`.
        birthday: Option<String>,
        /// Files of the resume.
        files: Vec<FileId>,
        /// Applicants that Huntflow considers the same person; possibly incomplete.
        doubles: Vec<Double>,
        /// Consent to the use of personal data, if the organisation requests it.
        agreement: Option<Agreement>,
        /// The resume.
        external: Vec<External>,
        /// Social accounts.
        social: Vec<Social>,
        /// Accounts in messengers. Newer than the reference.
        site: Vec<SiteAccount>,
        /// The indexing task, after which search finds the applicant.
        reindex_job_id: Option<String>,
    }

    /// An applicant.
    Applicant (
        /// Its id; differs from the requested one after a merge.
        id: ApplicantId,
    ) {
        /// Given name.
        first_name: Option<String>,
        /// Family name.
        last_name: Option<String>,
        /// Patronymic or middle name.
        middle_name: Option<String>,
        /// Salary expectation.
        money: Option<String>,
        /// Telephone number.
        phone: Option<String>,
        /// E-mail address, not validated.
        email: Option<String>,
        /// Skype login.
        skype: Option<String>,
        /// Occupation.
        position: Option<String>,
        /// Employer.
        company: Option<String>,
        /// Picture.
        photo: Option<FileId>,
        /// The organisation.
        account: Option<AccountId>,
        /// Address of the picture.
        photo_url: Option<String>,
        /// `YYYY-MM-DD`.
        birthday: Option<String>,
        /// Time of creation, ISO 8601 with offset.
        created: Option<String>,
        /// Tags.
        tags: Vec<ApplicantTag>,
        /// Vacancies of the applicant.
        links: Vec<Link>,
        /// Resumes, without texts and files.
        external: Vec<External>,
        /// Consent to the use of personal data.
        agreement: Option<Agreement>,
        /// Applicants that Huntflow considers the same person.
        doubles: Vec<Double>,
        /// Social accounts.
        social: Vec<Social>,
        /// Accounts in messengers. Newer than the reference.
        site: Vec<SiteAccount>,
    }

    /// A tag of an applicant.
    ApplicantTag (
        /// The tag.
        tag: TagId,
    ) {
        /// Id of the assignment.
        id: Option<u64>,
    }

    /// An applicant's attachment to a vacancy.
    Link (
        /// The vacancy.
        vacancy: VacancyId,
    ) {
        /// Id of the attachment.
        id: Option<u64>,
        /// The stage.
        status: Option<StatusId>,
        /// Time of the last update on the vacancy.
        updated: Option<String>,
        /// Time of the last change of stage.
        changed: Option<String>,
        /// Reason for rejection. Newer than the reference.
        rejection_reason: Option<RejectionReasonId>,
    }

    /// A resume in a summary.
    External (
        /// Its id.
        id: ExternalId,
    ) {
        /// Its format, such as `NATIVE`.
        auth_type: Option<String>,
        /// Source.
        account_source: Option<SourceId>,
        /// Time of the last update.
        updated: Option<String>,
    }

    /// A possible duplicate.
    Double (
        /// The other applicant.
        double: ApplicantId,
    ) {}

    /// Consent to the use of personal data. The API cannot set it.
    Agreement {
        /// State.
        state: Option<AgreementState>,
        /// Time of the decision.
        decision_date: Option<String>,
    }

    /// A social account.
    Social {
        /// Its id.
        id: Option<u64>,
        /// The network.
        social_type: Option<String>,
        /// User name.
        value: Option<String>,
        /// Whether it was verified.
        verified: Option<bool>,
        /// Time of verification.
        verification_date: Option<String>,
    }

    /// An account in a messenger.
    SiteAccount {
        /// Its id.
        id: Option<u64>,
        /// The messenger.
        site_type: Option<String>,
        /// User name.
        value: Option<String>,
    }

    /// A search hit.
    Found (
        /// The applicant.
        id: ApplicantId,
    ) {
        /// Given name.
        first_name: Option<String>,
        /// Family name.
        last_name: Option<String>,
        /// Patronymic or middle name.
        middle_name: Option<String>,
        /// `YYYY-MM-DD`.
        birthday: Option<String>,
        /// Telephone number.
        phone: Option<String>,
        /// Skype login.
        skype: Option<String>,
        /// E-mail address.
        email: Option<String>,
        /// Salary expectation.
        money: Option<String>,
        /// Occupation.
        position: Option<String>,
        /// Employer.
        company: Option<String>,
        /// Picture.
        photo: Option<FileId>,
        /// Address of the picture.
        photo_url: Option<String>,
        /// Time of creation.
        created: Option<String>,
        /// Rank among the hits; only in a search by cursor.
        order: Option<i64>,
    }
}

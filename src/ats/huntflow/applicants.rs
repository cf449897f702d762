//! Applicants: create, read, change, search. Their place on a vacancy is [`super::pipeline`], their
//! resumes are [`super::resumes`].

use super::Huntflow;
use super::ids::{
    AccountId, ApplicantId, ExternalId, FileId, RejectionReasonId, SourceId, StatusId, TagId,
    VacancyId,
};
use super::paging::{Cursor, Page, pages};
use super::resumes::NewResume;
use crate::endpoint::{Change, Kind, Nothing, Scalar, endpoints, payloads, query, words};

endpoints! { applicants of Huntflow<'static>;
    /// Applicants, a page at a time. A stage is looked for on open vacancies only, and the same
    /// applicant can stand on two pages of a list that changes meanwhile.
    List: Get "/accounts/{account}/applicants" (account: AccountId) ? Filter => Page<Applicant>;
    /// Adds an applicant, with at most one resume. Huntflow never refuses a double: it only tells.
    Create: Post "/accounts/{account}/applicants" (account: AccountId) <- NewApplicant => Created;
    /// Reads one applicant. After a merge the answer is the surviving one, under another id.
    Read: Get "/accounts/{account}/applicants/{applicant}" (account: AccountId, applicant: ApplicantId) => Applicant;
    /// Changes what is named, and nothing else.
    Update: Patch "/accounts/{account}/applicants/{applicant}" (account: AccountId, applicant: ApplicantId) <- ApplicantChange => Applicant;
    /// Removes an applicant.
    Delete: Delete "/accounts/{account}/applicants/{applicant}" (account: AccountId, applicant: ApplicantId) => Nothing;
    /// Full-text search, up to 20,000 hits; what was created a moment ago may not be found yet.
    Search: Get "/accounts/{account}/applicants/search" (account: AccountId) ? SearchQuery => Page<Found>;
    /// The same search without an end, by cursor.
    SearchByCursor: Get "/accounts/{account}/applicants/search_by_cursor" (account: AccountId) ? CursorQuery => Cursor<Found>;
}
pages! { List => Applicant, page; Search => Found, page; SearchByCursor => Found, cursor; }

words! {
    /// How an applicant answered the question for consent to the use of their data.
    AgreementState {
        /// Not asked yet.
        NotSent = "not_sent",
        /// Asked.
        Sent = "sent",
        /// Agreed.
        Accepted = "accepted",
        /// Declined.
        Declined = "declined",
        /// The question could not be sent. Not a word to filter by.
        SendError = "send_error",
    }

    /// Where the search looks.
    SearchField {
        /// Everywhere.
        All = "all",
        /// In the education.
        Education = "education",
        /// In the experience.
        Experience = "experience",
        /// In the occupation.
        Position = "position",
    }
}

/// A vacancy to search by, or none: applicants who are on no vacancy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnVacancy {
    /// On this vacancy.
    Vacancy(VacancyId),
    /// On none; sent as the word `null`.
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
    /// Which applicants to list.
    Filter {
        /// Items a page; at most 30.
        count: Option<u32>,
        /// From 1.
        page: Option<u32>,
        /// Only those at this stage now. Not together with `agreement_state`.
        status: Option<StatusId>,
        /// Only those on this vacancy.
        vacancy: Option<VacancyId>,
        /// Only those who answered so; where the organisation asks at all. Not together with `status`.
        agreement_state: Option<AgreementState>,
    }

    /// What to search for.
    SearchQuery {
        /// Words: a name, an address, a telephone number.
        q: Option<String>,
        /// Where to look.
        field: Option<SearchField>,
        /// With any of these tags.
        tag: Vec<TagId>,
        /// At any of these stages.
        status: Vec<StatusId>,
        /// Rejected for any of these reasons; only together with a stage of type `trash`.
        rejection_reason: Vec<RejectionReasonId>,
        /// Whether only the present stage counts, or any that the applicant ever was at.
        only_current_status: Option<bool>,
        /// On any of these vacancies, or on none.
        vacancy: Vec<OnVacancy>,
        /// From any of these sources.
        account_source: Vec<SourceId>,
        /// Items a page; at most 100.
        count: Option<u32>,
        /// From 1.
        page: Option<u32>,
    }

    /// What to search for, by cursor.
    CursorQuery {
        /// Words.
        q: Option<String>,
        /// Where the last answer ended. All other filters are dropped with it.
        next_page_cursor: Option<String>,
        /// Where to look.
        field: Option<SearchField>,
        /// Items a page.
        count: Option<u32>,
        /// With any of these tags.
        tag: Vec<TagId>,
        /// At any of these stages.
        status: Vec<StatusId>,
        /// Rejected for any of these reasons.
        rejection_reason: Vec<RejectionReasonId>,
        /// Whether only the present stage counts.
        only_current_status: Option<bool>,
        /// On any of these vacancies, or on none.
        vacancy: Vec<OnVacancy>,
        /// From any of these sources.
        account_source: Vec<SourceId>,
    }
}

payloads! {
    /// A new applicant. The vendor's own client declares no field required; its older
    /// documentation and its users say that both names are.
    NewApplicant {
        /// Given name.
        first_name: Option<String>,
        /// Family name.
        last_name: Option<String>,
        /// Patronymic or middle name.
        middle_name: Option<String>,
        /// Salary expectation in words.
        money: Option<String>,
        /// Telephone number as typed.
        phone: Option<String>,
        /// E-mail address.
        email: Option<String>,
        /// Skype login.
        skype: Option<String>,
        /// Present occupation.
        position: Option<String>,
        /// Present employer.
        company: Option<String>,
        /// An uploaded picture.
        photo: Option<FileId>,
        /// `YYYY-MM-DD`.
        birthday: Option<String>,
        /// The resume: at most one.
        externals: Vec<NewResume>,
        /// An account in a social network: at most one.
        social: Vec<NewSocial>,
    }

    /// What changes about an applicant.
    ApplicantChange {
        /// Given name.
        first_name: Change<String>,
        /// Family name.
        last_name: Change<String>,
        /// Patronymic or middle name.
        middle_name: Change<String>,
        /// Salary expectation in words.
        money: Change<String>,
        /// Telephone number.
        phone: Change<String>,
        /// E-mail address.
        email: Change<String>,
        /// Skype login.
        skype: Change<String>,
        /// Present occupation.
        position: Change<String>,
        /// Present employer.
        company: Change<String>,
        /// An uploaded picture.
        photo: Change<FileId>,
        /// `YYYY-MM-DD`.
        birthday: Change<String>,
        /// An account in a social network: at most one.
        social: Change<Vec<NewSocial>>,
    }

    /// A social account of a new applicant.
    NewSocial (
        /// Which network: `TELEGRAM` is the only one.
        social_type: String,
        /// The name there.
        value: String,
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
        /// When, ISO 8601 with offset.
        created: Option<String>,
        /// `YYYY-MM-DD`.
        birthday: Option<String>,
        /// Files of the resume.
        files: Vec<FileId>,
        /// Whom Huntflow takes for the same person, as far as it knows already.
        doubles: Vec<Double>,
        /// Consent to the use of their data, where the organisation asks for it.
        agreement: Option<Agreement>,
        /// The resume.
        external: Vec<External>,
        /// Social accounts.
        social: Vec<Social>,
        /// The task that makes the applicant findable.
        reindex_job_id: Option<String>,
    }

    /// An applicant.
    Applicant (
        /// Its id; another one than asked for after a merge.
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
        /// E-mail address, or what was typed for one.
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
        /// When they were added, ISO 8601 with offset.
        created: Option<String>,
        /// Their tags.
        tags: Vec<ApplicantTag>,
        /// The vacancies they are on.
        links: Vec<Link>,
        /// Their resumes, without texts and files.
        external: Vec<External>,
        /// Consent to the use of their data.
        agreement: Option<Agreement>,
        /// Whom Huntflow takes for the same person.
        doubles: Vec<Double>,
        /// Social accounts.
        social: Vec<Social>,
    }

    /// A tag of an applicant.
    ApplicantTag (
        /// The tag.
        tag: TagId,
    ) {
        /// Id of the tag's being there.
        id: Option<u64>,
    }

    /// An applicant's place on a vacancy.
    Link (
        /// The vacancy.
        vacancy: VacancyId,
    ) {
        /// Id of the place.
        id: Option<u64>,
        /// The stage.
        status: Option<StatusId>,
        /// When the applicant was last updated on the vacancy.
        updated: Option<String>,
        /// When the present stage was last changed.
        changed: Option<String>,
    }

    /// A resume in a summary.
    External (
        /// Its id.
        id: ExternalId,
    ) {
        /// Its form, such as `NATIVE`.
        auth_type: Option<String>,
        /// Where it came from.
        account_source: Option<SourceId>,
        /// When it was updated.
        updated: Option<String>,
    }

    /// Somebody who seems to be the same person.
    Double (
        /// The other applicant.
        double: ApplicantId,
    ) {}

    /// Consent to the use of personal data. It cannot be set through the API.
    Agreement {
        /// What it is.
        state: Option<AgreementState>,
        /// When it was decided.
        decision_date: Option<String>,
    }

    /// A social account.
    Social {
        /// Its id.
        id: Option<u64>,
        /// Which network.
        social_type: Option<String>,
        /// The name there.
        value: Option<String>,
        /// Whether it was verified.
        verified: Option<bool>,
        /// When it was verified.
        verification_date: Option<String>,
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
        /// When they were added.
        created: Option<String>,
        /// Their place among the hits, of a search by cursor.
        order: Option<i64>,
    }
}

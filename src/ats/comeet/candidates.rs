//! Candidates, in the recruiting API. A candidate is one hiring process: a person who applies for
//! two positions is two candidates.

use super::Comeet;
use crate::api::endpoint::{endpoints, payloads, query, words};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;

mod create;
pub mod limits;

pub use create::NewCandidate;

endpoints! { candidates of Comeet<'static>;
    /// Creates a candidate on a position. A repeat with the same `partner_candidate_id` is a 409
    /// while the first is in progress. Files are base64 inside the JSON.
    Create: Post "/candidates" () <- NewCandidate => Candidate;
    /// Lists the candidates visible to the integration.
    List: Get "/candidates" () ? Filter => Candidates;
    /// Reads a candidate. A numeric id is not found here; a candidate that was merged into another
    /// is a 401 `duplicate_candidate`.
    Read: Get "/candidates/{candidate}" (candidate: String) => Candidate;
    /// Lists the candidates on a position, without the rejected ones.
    OnPosition: Get "/positions/{position}/candidates" (position: String) ? Limit => Candidates;
}

words! {
    /// The progress of contact with a prospect.
    ProspectStatus {
        /// Found.
        Sourced = "Sourced",
        /// Contacted.
        Contacted = "Contacted",
        /// Has answered.
        Responded = "Responded",
        /// Is interested.
        Interested = "Interested",
        /// Is not interested.
        NotInterested = "Not interested",
        /// Does not want to be contacted.
        DoNotContact = "Do not contact",
    }

    /// The state of a candidate.
    Status {
        /// In progress. Only then is a repeat answered with 409.
        InProgress = "In progress",
        /// On hold.
        OnHold = "On hold",
        /// Awaits a decision.
        AwaitingDecision = "Awaiting Decision",
        /// Rejected.
        Rejected = "Rejected",
        /// Withdrawn.
        Withdrawn = "Withdrawn",
        /// Hired.
        Hired = "Hired",
    }
}

query! {
    /// Filter of a list of candidates. Times are `YYYY-MM-DDTHH:mm:ssZ`.
    Filter {
        /// Statuses, separated by commas.
        status: Option<String>,
        /// Created before this time.
        created_before as "time_created:before": Option<String>,
        /// Created after this time.
        created_after as "time_created:after": Option<String>,
        /// Status changed before this time.
        changed_before as "time_last_status_change:before": Option<String>,
        /// Status changed after this time.
        changed_after as "time_last_status_change:after": Option<String>,
        /// Removed candidates, or existing ones.
        deleted: Option<String>,
        /// Additional fields to return.
        include: Option<String>,
    }

    /// Limit of a list.
    Limit {
        /// Maximum number of candidates.
        limit: Option<u32>,
    }
}

payloads! {
    /// The fields of a new candidate except files.
    Fields (
        /// The position.
        position_uid: String,
        /// Id of this crate: the only means of recognising a repeat. Newer texts call it optional;
        /// it is always sent.
        partner_candidate_id: String,
        /// Given name.
        first_name: String,
        /// Family name.
        last_name: String,
    ) {
        /// Middle name.
        middle_name: Option<String>,
        /// E-mail address.
        email: Option<String>,
        /// Telephone number.
        phone: Option<String>,
        /// Mobile telephone number.
        mobile_phone: Option<String>,
        /// Number of an identity card.
        national_id: Option<String>,
        /// A LinkedIn address; others are rejected, so they go into `links`.
        linkedin_url: Option<String>,
        /// Salary expectation, as text. Not available to every integration.
        salary_expectations: Option<String>,
        /// The progress of contact with a prospect.
        prospect_status: Option<ProspectStatus>,
        /// Other addresses.
        links: Vec<LinkUrl>,
        /// The referrer; employee portals require one.
        source_contact: Option<SourceContact>,
        /// Address.
        address: Option<Address>,
        /// Fields defined by the company, by name; they must exist.
        custom_fields: BTreeMap<String, Value>,
        /// Plain text for the recruiter.
        note: Option<String>,
    }

    /// A link.
    LinkUrl (
        /// The address.
        url: String,
    ) {}

    /// The referrer of a candidate.
    SourceContact (
        /// Full name.
        full_name: String,
        /// E-mail address; it must not belong to another source.
        email: String,
    ) {
        /// Telephone number.
        phone: Option<String>,
    }

    /// A postal address.
    Address {
        /// ISO 3166 code of two letters.
        country: Option<String>,
        /// City.
        city: Option<String>,
        /// State or region.
        state: Option<String>,
        /// Postal code.
        zip: Option<String>,
        /// Street and number.
        street: Option<String>,
    }

    /// A candidate. Not all submitted fields are returned.
    Candidate (
        /// Uid of the candidate.
        #[serde(deserialize_with = "uid")]
        uid: String,
    ) {
        /// The person; shared by all candidates of a person.
        person_uid: Option<String>,
        /// The position.
        position_uid: Option<String>,
        /// Id given by the creator: a text if created by this crate, any value otherwise.
        partner_candidate_id: Option<Value>,
        /// Given name.
        first_name: Option<String>,
        /// Middle name.
        middle_name: Option<String>,
        /// Family name.
        last_name: Option<String>,
        /// E-mail address.
        email: Option<String>,
        /// Telephone number.
        phone: Option<String>,
        /// LinkedIn address.
        linkedin_url: Option<String>,
        /// The referrer.
        source_contact: Option<Source>,
        /// Time of creation.
        time_created: Option<String>,
        /// Time of the last change of status.
        time_last_status_changed: Option<String>,
        /// Steps under way.
        current_steps: Vec<StepOf>,
        /// Completed steps.
        completed_steps: Vec<StepOf>,
        /// State.
        status: Option<Status>,
        /// The resume, if visible to the integration. Its address is valid for 15 minutes.
        resume: Option<KeptFile>,
    } .. additional

    /// The referrer of a candidate, as far as known.
    Source {
        /// Full name.
        full_name: Option<String>,
        /// E-mail address.
        email: Option<String>,
        /// Telephone number.
        phone: Option<String>,
    }

    /// A step of a hiring process.
    StepOf {
        /// Name.
        name: Option<String>,
        /// Type, such as `In person Interview`.
        r#type: Option<String>,
        /// Scheduled time.
        time_scheduled: Option<String>,
        /// Time of completion.
        time_completed: Option<String>,
    }

    /// A file stored by Comeet.
    KeptFile {
        /// File name.
        name: Option<String>,
        /// Temporary address.
        url: Option<String>,
    }

    /// A page of candidates.
    Candidates (
        /// The candidates.
        candidates: Vec<Candidate>,
    ) {
        /// Address of the next page.
        next_page: Option<String>,
    }

    /// The body of a 409.
    Conflict (
        /// The existing candidate: a number in the vendor's sample, although uids are texts.
        #[serde(deserialize_with = "uid")]
        candidate_uid: String,
    ) {}
}

pub(super) fn uid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Uid {
        Text(String),
        Number(u64),
    }
    Ok(match Uid::deserialize(deserializer)? {
        Uid::Text(text) => text,
        Uid::Number(number) => number.to_string(),
    })
}

#[cfg(test)]
mod tests_of {
    /// The required fields.
    pub(super) fn fields() -> super::Fields {
        let text = str::to_owned;
        super::Fields::new(text("11.11"), text("r1"), text("Ada"), text("Byron"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_has_the_candidate_as_number_or_text() {
        for (json, want) in
            [(r#"{"candidate_uid":5555}"#, "5555"), (r#"{"candidate_uid":"00.AAA"}"#, "00.AAA")]
        {
            assert_eq!(serde_json::from_str::<Conflict>(json).unwrap().candidate_uid, want);
        }
    }
}

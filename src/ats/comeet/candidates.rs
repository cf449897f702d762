//! Candidates, in the recruiting API. A candidate is one hiring process: a person who applies for
//! two positions is two candidates.

use super::Comeet;
use crate::endpoint::{endpoints, payloads, query, words};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;

mod create;
pub mod limits;

pub use create::NewCandidate;

endpoints! { candidates of Comeet<'static>;
    /// Creates a candidate on a position. A repeat with the same `partner_candidate_id` is a 409
    /// while the first is in progress. Files travel as base64 inside the JSON.
    Create: Post "/candidates" () <- NewCandidate => Candidate;
    /// The candidates that the integration may see.
    List: Get "/candidates" () ? Filter => Candidates;
    /// One candidate. A numeric id is not found here; one that was merged into another is a 401
    /// `duplicate_candidate`.
    Read: Get "/candidates/{candidate}" (candidate: String) => Candidate;
    /// The candidates on a position, without the rejected ones.
    OnPosition: Get "/positions/{position}/candidates" (position: String) ? Limit => Candidates;
}

words! {
    /// How far somebody who was approached is.
    ProspectStatus {
        /// Found.
        Sourced = "Sourced",
        /// Written to.
        Contacted = "Contacted",
        /// Has answered.
        Responded = "Responded",
        /// Is interested.
        Interested = "Interested",
        /// Is not interested.
        NotInterested = "Not interested",
        /// Wants no letters.
        DoNotContact = "Do not contact",
    }

    /// How far a candidate is.
    Status {
        /// Under way. The 409 of a repeat holds only now.
        InProgress = "In progress",
        /// On hold.
        OnHold = "On hold",
        /// Waits for a decision.
        AwaitingDecision = "Awaiting Decision",
        /// Rejected.
        Rejected = "Rejected",
        /// Withdrew.
        Withdrawn = "Withdrawn",
        /// Hired.
        Hired = "Hired",
    }
}

query! {
    /// Which candidates to list. Times are `YYYY-MM-DDTHH:mm:ssZ`.
    Filter {
        /// Statuses, separated by commas.
        status: Option<String>,
        /// Created before.
        created_before as "time_created:before": Option<String>,
        /// Created after.
        created_after as "time_created:after": Option<String>,
        /// Status changed before.
        changed_before as "time_last_status_change:before": Option<String>,
        /// Status changed after.
        changed_after as "time_last_status_change:after": Option<String>,
        /// Removed ones, or those that are there.
        deleted: Option<String>,
        /// Fields to give beyond the usual ones.
        include: Option<String>,
    }

    /// How many.
    Limit {
        /// At most.
        limit: Option<u32>,
    }
}

payloads! {
    /// The fields of a new candidate that are no files.
    Fields (
        /// The position.
        position_uid: String,
        /// Our own id: the only handle by which a repeat is recognised. Newer texts call it
        /// optional; ours always sends it.
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
        /// A LinkedIn address; others are refused, so they go into `links`.
        linkedin_url: Option<String>,
        /// Salary expectation, in words. Not open to every integration.
        salary_expectations: Option<String>,
        /// How far they are, of somebody who was approached.
        prospect_status: Option<ProspectStatus>,
        /// Other addresses.
        links: Vec<LinkUrl>,
        /// Who brought the candidate; employee portals require it.
        source_contact: Option<SourceContact>,
        /// Where they live.
        address: Option<Address>,
        /// The company's own fields, which must exist, by name.
        custom_fields: BTreeMap<String, Value>,
        /// Plain text for the recruiter.
        note: Option<String>,
    }

    /// A link.
    LinkUrl (
        /// The address.
        url: String,
    ) {}

    /// Who brought a candidate.
    SourceContact (
        /// Their name.
        full_name: String,
        /// Their e-mail address; it must not belong to another source.
        email: String,
    ) {
        /// Their telephone number.
        phone: Option<String>,
    }

    /// Where somebody lives.
    Address {
        /// ISO 3166, two letters.
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

    /// A candidate. Not every field that was sent comes back.
    Candidate (
        /// Its uid.
        #[serde(deserialize_with = "uid")]
        uid: String,
    ) {
        /// The person; the same of several candidates.
        person_uid: Option<String>,
        /// The position.
        position_uid: Option<String>,
        /// The creator's own id, where it comes back: a text of ours, anything of others.
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
        /// Who brought them.
        source_contact: Option<Source>,
        /// When they were created.
        time_created: Option<String>,
        /// When their status last changed.
        time_last_status_changed: Option<String>,
        /// What is being done.
        current_steps: Vec<StepOf>,
        /// What was done.
        completed_steps: Vec<StepOf>,
        /// How far they are.
        status: Option<Status>,
        /// The resume, where the integration may see it. Its address lives for 15 minutes.
        resume: Option<KeptFile>,
    } .. additional

    /// Who brought a candidate, as far as it is told.
    Source {
        /// Their name.
        full_name: Option<String>,
        /// Their e-mail address.
        email: Option<String>,
        /// Their telephone number.
        phone: Option<String>,
    }

    /// A step of a hiring process.
    StepOf {
        /// Its name.
        name: Option<String>,
        /// Its type, such as `In person Interview`.
        r#type: Option<String>,
        /// When it is to be.
        time_scheduled: Option<String>,
        /// When it was done.
        time_completed: Option<String>,
    }

    /// A file that Comeet keeps.
    KeptFile {
        /// Its name.
        name: Option<String>,
        /// Where, for a while.
        url: Option<String>,
    }

    /// Candidates, a part of them.
    Candidates (
        /// The candidates.
        candidates: Vec<Candidate>,
    ) {
        /// Address of what follows.
        next_page: Option<String>,
    }

    /// The body of a 409.
    Conflict (
        /// The candidate that is there already: a number in the vendor's sample, though uids are
        /// texts.
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
    /// What must be there.
    pub(super) fn fields() -> super::Fields {
        let text = str::to_owned;
        super::Fields::new(text("11.11"), text("r1"), text("Ada"), text("Byron"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_names_its_candidate_as_number_or_text() {
        for (json, want) in
            [(r#"{"candidate_uid":5555}"#, "5555"), (r#"{"candidate_uid":"00.AAA"}"#, "00.AAA")]
        {
            assert_eq!(serde_json::from_str::<Conflict>(json).unwrap().candidate_uid, want);
        }
    }
}

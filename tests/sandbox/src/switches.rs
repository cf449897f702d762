//! Switches for behaviour that the vendors' texts leave open. The defaults are the stricter
//! interpretation; a test that depends on one sets it.

use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// Creating an applicant without a first or last name is a 400.
    pub names_required: bool,
    /// Attaching an applicant who is already on the vacancy is a 400.
    pub attach_twice_refused: bool,
    /// A 429 has `Retry-After`.
    pub retry_after: bool,
    /// Huntflow's 10 requests a second per token are enforced.
    pub huntflow_pace: bool,
    /// Comeet's 100 requests a minute are enforced.
    pub comeet_pace: bool,
    /// A body with keys that are not in the reference is a 400, unless the organisation can add
    /// keys.
    pub unknown_keys_refused: bool,
    /// Replies have a value for every field, never `null`.
    pub full_replies: bool,
    /// Delays before the three retries of a webhook's delivery, in milliseconds.
    pub webhook_delays_ms: [u64; 3],
    /// Comeet returns the partner's id of a candidate.
    pub comeet_echoes_id: bool,
    /// The integration may list Comeet's candidates.
    pub comeet_lists: bool,
    /// Milliseconds until the search finds a new applicant.
    pub search_delay_ms: i64,
    /// The search includes the text of resumes.
    pub search_reads_resumes: bool,
    /// Status of Comeet's creation: 200 or 201.
    pub comeet_created: u16,
    /// The 409's `candidate_uid` is a number, as in the vendor's sample, instead of a text.
    pub comeet_conflict_number: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            names_required: true,
            attach_twice_refused: true,
            retry_after: true,
            huntflow_pace: false,
            comeet_pace: false,
            unknown_keys_refused: true,
            full_replies: false,
            webhook_delays_ms: [10_000, 100_000, 1_000_000],
            comeet_echoes_id: false,
            comeet_lists: true,
            search_delay_ms: 0,
            search_reads_resumes: false,
            comeet_created: 200,
            comeet_conflict_number: true,
        }
    }
}

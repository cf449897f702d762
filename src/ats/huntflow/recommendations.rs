//! Applicants that Huntflow recommends for a vacancy.

use super::Huntflow;
use super::ids::{AccountId, ApplicantId, RecommendationId, UserId, VacancyId};
use super::paging::{Cursor, pages};
use crate::api::endpoint::{endpoints, payloads, query, words};

endpoints! { recommendations of Huntflow<'static>;
    /// Lists the recommendations for a vacancy, best first.
    List: Get "/accounts/{account}/recommendations/{vacancy}" (account: AccountId, vacancy: VacancyId) ? Filter => Cursor<Recommendation>;
}
pages! { List => Recommendation, cursor; }

words! {
    /// Outcome of a recommendation.
    RecommendationStatus {
        /// Taken from the recommendations.
        Taken = "TAKEN",
        /// Taken from elsewhere.
        TakenOther = "TAKEN_OTHER",
        /// Declined.
        Declined = "DECLINED",
    }

    /// Filter by decision.
    Processing {
        /// All.
        All = "ALL",
        /// Decided recommendations.
        Processed = "PROCESSED",
        /// Undecided recommendations.
        Unprocessed = "UNPROCESSED",
    }
}

query! {
    /// Filter of a list of recommendations.
    Filter {
        /// Items per page.
        count: Option<u32>,
        /// Cursor of the previous answer.
        next_page_cursor: Option<String>,
        /// Filter by decision.
        processing_status: Option<Processing>,
    }
}

payloads! {
    /// A recommendation.
    Recommendation (
        /// Its id.
        id: RecommendationId,
    ) {
        /// The vacancy.
        vacancy_id: Option<VacancyId>,
        /// The applicant.
        applicant_id: Option<ApplicantId>,
        /// Rank; the first is the best.
        rank: Option<i64>,
        /// Time of creation.
        created_at: Option<String>,
        /// Time of the last update.
        updated_at: Option<String>,
        /// The user who decided.
        resolved_by_user: Option<UserId>,
        /// Outcome; absent if undecided.
        status: Option<RecommendationStatus>,
    }
}

//! Applicants that Huntflow recommends for a vacancy.

use super::Huntflow;
use super::ids::{AccountId, ApplicantId, RecommendationId, UserId, VacancyId};
use super::paging::{Cursor, pages};
use crate::endpoint::{endpoints, payloads, query, words};

endpoints! { recommendations of Huntflow<'static>;
    /// The recommendations for a vacancy, best first.
    List: Get "/accounts/{account}/recommendations/{vacancy}" (account: AccountId, vacancy: VacancyId) ? Filter => Cursor<Recommendation>;
}
pages! { List => Recommendation, cursor; }

words! {
    /// What became of a recommendation.
    RecommendationStatus {
        /// Taken from the recommendations.
        Taken = "TAKEN",
        /// Taken from elsewhere.
        TakenOther = "TAKEN_OTHER",
        /// Declined.
        Declined = "DECLINED",
    }

    /// Which recommendations are wanted.
    Processing {
        /// All.
        All = "ALL",
        /// Those decided.
        Processed = "PROCESSED",
        /// Those not decided.
        Unprocessed = "UNPROCESSED",
    }
}

query! {
    /// Which recommendations to list.
    Filter {
        /// Items a page.
        count: Option<u32>,
        /// Where the last answer ended.
        next_page_cursor: Option<String>,
        /// Whether they are decided.
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
        /// Its place; the first is the best.
        rank: Option<i64>,
        /// When it was made.
        created_at: Option<String>,
        /// When it was updated.
        updated_at: Option<String>,
        /// Who decided.
        resolved_by_user: Option<UserId>,
        /// What became of it; absent if it is not decided.
        status: Option<RecommendationStatus>,
    }
}

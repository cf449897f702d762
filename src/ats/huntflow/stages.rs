//! The hiring pipeline's stages, and the reasons people are rejected and vacancies closed or held.

use super::Huntflow;
use super::ids::{
    AccountId, CloseReasonId, HoldReasonId, RejectionReasonId, StatusGroupId, StatusId,
    StatusInGroupId,
};
use super::paging::Items;
use crate::endpoint::{endpoints, payloads, words};

endpoints! { stages of Huntflow<'static>;
    /// The stages of the pipeline, in no promised order.
    List: Get "/accounts/{account}/vacancies/statuses" (account: AccountId) => Items<Status>;
    /// The groups of stages; a vacancy uses one group.
    Groups: Get "/accounts/{account}/vacancies/status_groups" (account: AccountId) => Items<StatusGroup>;
    /// Why an applicant can be rejected.
    RejectionReasons: Get "/accounts/{account}/rejection_reasons" (account: AccountId) => Items<RejectionReason>;
    /// Why a vacancy can be closed.
    CloseReasons: Get "/accounts/{account}/vacancy_close_reasons" (account: AccountId) => Items<CloseReason>;
    /// Why a vacancy can be put on hold.
    HoldReasons: Get "/accounts/{account}/vacancy_hold_reasons" (account: AccountId) => Items<HoldReason>;
}

words! {
    /// What a stage is for.
    StatusType {
        /// On the way.
        User = "user",
        /// Hired.
        Hired = "hired",
        /// Rejected.
        Trash = "trash",
    }
}

payloads! {
    /// A stage of the hiring pipeline.
    Status (
        /// Its id.
        id: StatusId,
    ) {
        /// What it is for.
        r#type: Option<StatusType>,
        /// Its name.
        name: Option<String>,
        /// When it was removed; a removed stage cannot be used.
        removed: Option<String>,
        /// Its place in the pipeline; the lowest comes first.
        order: Option<i64>,
        /// Days an applicant may stay; without limit if absent.
        stay_duration: Option<u32>,
    }

    /// A group of stages.
    StatusGroup (
        /// Its id.
        id: StatusGroupId,
    ) {
        /// Its name.
        name: Option<String>,
        /// The stages in it.
        statuses: Vec<StatusInGroup>,
    }

    /// A stage's place in a group.
    StatusInGroup (
        /// Id of the place.
        id: StatusInGroupId,
    ) {
        /// The stage.
        account_vacancy_status: Option<StatusId>,
        /// Days an applicant may stay; without limit if absent.
        stay_duration: Option<u32>,
    }

    /// Why an applicant was rejected.
    RejectionReason {
        /// Its id; absent for the system's own reason "Other".
        id: Option<RejectionReasonId>,
        /// Its name.
        name: Option<String>,
        /// Its place.
        order: Option<i64>,
    }

    /// Why a vacancy was closed.
    CloseReason (
        /// Its id.
        id: CloseReasonId,
    ) {
        /// Its name.
        name: Option<String>,
    }

    /// Why a vacancy was put on hold.
    HoldReason (
        /// Its id.
        id: HoldReasonId,
    ) {
        /// Its name.
        name: Option<String>,
    }
}

impl Status {
    /// Where an applicant from a careers site starts: the first stage of type `user` that is not
    /// removed.
    pub fn first(statuses: &[Self]) -> Option<StatusId> {
        statuses
            .iter()
            .filter(|s| s.removed.is_none() && s.r#type == Some(StatusType::User))
            .min_by_key(|s| s.order.unwrap_or(i64::MAX))
            .map(|s| s.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_stage_is_the_lowest_usable_one() {
        let status = |id, kind: &str, order, removed: Option<&str>| Status {
            r#type: Some(kind.to_owned().into()),
            order: Some(order),
            removed: removed.map(str::to_owned),
            ..Status::new(StatusId(id))
        };
        let all = [
            status(1, "trash", 0, None),
            status(2, "user", 1, Some("2026-01-01T00:00:00+00:00")),
            status(3, "user", 3, None),
            status(4, "user", 2, None),
        ];
        assert_eq!(Status::first(&all), Some(StatusId(4)));
        assert_eq!(Status::first(&[]), None);
    }
}

//! Stages of the hiring pipeline, and reasons for rejection, closing and holds.

use super::Huntflow;
use super::ids::{
    AccountId, CloseReasonId, HoldReasonId, RejectionReasonId, StatusGroupId, StatusId,
    StatusInGroupId,
};
use super::paging::Items;
use crate::api::endpoint::{endpoints, payloads, words};

endpoints! { stages of Huntflow<'static>;
    /// Lists the stages of the pipeline, in no guaranteed order.
    List: Get "/accounts/{account}/vacancies/statuses" (account: AccountId) => Items<Status>;
    /// Lists the groups of stages; a vacancy uses one group.
    Groups: Get "/accounts/{account}/vacancies/status_groups" (account: AccountId) => Items<StatusGroup>;
    /// Lists the reasons for rejection.
    RejectionReasons: Get "/accounts/{account}/rejection_reasons" (account: AccountId) => Items<RejectionReason>;
    /// Lists the reasons for closing a vacancy.
    CloseReasons: Get "/accounts/{account}/vacancy_close_reasons" (account: AccountId) => Items<CloseReason>;
    /// Lists the reasons for putting a vacancy on hold.
    HoldReasons: Get "/accounts/{account}/vacancy_hold_reasons" (account: AccountId) => Items<HoldReason>;
}

words! {
    /// Type of a stage.
    StatusType {
        /// In progress.
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
        /// Type.
        r#type: Option<StatusType>,
        /// Its name.
        name: Option<String>,
        /// Time of removal; a removed stage cannot be used.
        removed: Option<String>,
        /// Position in the pipeline; the lowest comes first.
        order: Option<i64>,
        /// Maximum number of days at this stage; unlimited if absent.
        stay_duration: Option<u32>,
    }

    /// A group of stages.
    StatusGroup (
        /// Its id.
        id: StatusGroupId,
    ) {
        /// Its name.
        name: Option<String>,
        /// Stages of the group.
        statuses: Vec<StatusInGroup>,
    }

    /// A stage in a group.
    StatusInGroup (
        /// Id of the attachment.
        id: StatusInGroupId,
    ) {
        /// The stage.
        account_vacancy_status: Option<StatusId>,
        /// Maximum number of days at this stage; unlimited if absent.
        stay_duration: Option<u32>,
    }

    /// A reason for rejection of an applicant.
    RejectionReason {
        /// Its id; absent for the system's own reason "Other".
        id: Option<RejectionReasonId>,
        /// Its name.
        name: Option<String>,
        /// Sort order.
        order: Option<i64>,
    }

    /// A reason for closing a vacancy.
    CloseReason {
        /// Its id; absent for the system's own reason.
        id: Option<CloseReasonId>,
        /// Its name.
        name: Option<String>,
    }

    /// A reason for putting a vacancy on hold.
    HoldReason {
        /// Its id; absent for the system's own reason.
        id: Option<HoldReasonId>,
        /// Its name.
        name: Option<String>,
    }
}

impl Status {
    /// The first stage of type `user` that is not removed, where applicants of a careers site
    /// start.
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

//! Organisations and their dictionaries: what the landing flow reads once.

use super::Huntflow;
use super::ids::{AccountId, SourceId, StatusId};
use super::paging::Items;
use crate::endpoint::endpoints;
use serde::{Deserialize, Serialize};

endpoints! { accounts of Huntflow<'static>;
    /// The organisations the token's user works in.
    List: Get "/accounts" () => Items<Account>;
    /// The stages of the hiring pipeline, in no promised order.
    Statuses: Get "/accounts/{account}/vacancies/statuses" (account: AccountId) => Items<Status>;
    /// Where applicants come from.
    Sources: Get "/accounts/{account}/applicants/sources" (account: AccountId) => Items<Source>;
    /// Divisions of the organisation, flat, with their parents.
    Divisions: Get "/accounts/{account}/divisions" (account: AccountId) => Items<Named>;
    /// Regions of the organisation.
    Regions: Get "/accounts/{account}/regions" (account: AccountId) => Items<Named>;
}

/// An organisation.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Account {
    /// Its id, which every other path needs.
    pub id: AccountId,
    /// Its name.
    pub name: String,
}

/// A stage of the hiring pipeline.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Status {
    /// Its id.
    pub id: StatusId,
    /// `user`, `hired` or `trash` (a rejection).
    pub r#type: String,
    /// Its name.
    pub name: String,
    /// Its place in the pipeline; the lowest comes first.
    #[serde(default)]
    pub order: Option<i64>,
    /// When it was removed; a removed stage cannot be used.
    #[serde(default)]
    pub removed: Option<String>,
}

impl Status {
    /// Where an applicant from a careers site starts: the first stage of type `user` that is not
    /// removed.
    pub fn first(statuses: &[Self]) -> Option<StatusId> {
        statuses
            .iter()
            .filter(|s| s.removed.is_none() && s.r#type == "user")
            .min_by_key(|s| s.order.unwrap_or(i64::MAX))
            .map(|s| s.id)
    }
}

/// Where applicants come from.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// Its name.
    pub name: String,
    /// `user` or `system`.
    pub r#type: String,
}

/// A division or a region.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Named {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// The one it is part of.
    #[serde(default)]
    pub parent: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_stage_is_the_lowest_usable_one() {
        let status = |id, kind: &str, order, removed: Option<&str>| Status {
            id: StatusId(id),
            r#type: kind.to_owned(),
            name: String::new(),
            order: Some(order),
            removed: removed.map(str::to_owned),
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

//! Divisions and regions of the organisation.

use super::Huntflow;
use super::ids::{AccountId, DivisionId, RegionId};
use super::paging::Tree;
use super::tasks::Accepted;
use crate::endpoint::{endpoints, payloads, query};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { divisions of Huntflow<'static>;
    /// Divisions of the organisation, flat, with their parents.
    List: Get "/accounts/{account}/divisions" (account: AccountId) ? Filter => Tree<Division>;
    /// Replaces the whole structure, as a task. What is not named is gone. Once in 20 minutes for
    /// an organisation: earlier is a 429, whose error says to wait as long.
    Replace: Post "/accounts/{account}/divisions/batch" (account: AccountId) <- Structure => Accepted;
    /// Regions of the organisation.
    Regions: Get "/accounts/{account}/regions" (account: AccountId) => Tree<Region>;
}

/// Seconds between two replacements of the structure.
pub const REPLACE_SECONDS: u32 = 1200;

query! {
    /// Which divisions to list.
    Filter {
        /// Only those the token's user may see.
        only_available: Option<bool>,
    }
}

payloads! {
    /// A division.
    Division (
        /// Its id.
        id: DivisionId,
    ) {
        /// Its name.
        name: Option<String>,
        /// Its place.
        order: Option<i64>,
        /// Whether it is in use.
        active: Option<bool>,
        /// The one it is part of.
        parent: Option<DivisionId>,
        /// How deep it is.
        deep: Option<u32>,
        /// Its id in the organisation's own system.
        foreign: Option<String>,
        /// What the organisation adds.
        meta: BTreeMap<String, Value>,
    }

    /// A region.
    Region (
        /// Its id.
        id: RegionId,
    ) {
        /// Its name.
        name: Option<String>,
        /// Its place.
        order: Option<i64>,
        /// The one it is part of.
        parent: Option<RegionId>,
        /// How deep it is.
        deep: Option<u32>,
    }

    /// The whole structure.
    Structure (
        /// The highest divisions.
        items: Vec<NewDivision>,
    ) {}

    /// A division of a new structure.
    NewDivision (
        /// Its name, not empty.
        name: String,
        /// Its id in the organisation's own system; not empty, and the only one in the structure.
        foreign: String,
    ) {
        /// What the organisation adds.
        meta: BTreeMap<String, Value>,
        /// Divisions in it; at most ten deep.
        items: Vec<NewDivision>,
    }
}

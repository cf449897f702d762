//! Divisions and regions of the organisation.

use super::Huntflow;
use super::ids::{AccountId, DivisionId, RegionId};
use super::paging::Tree;
use super::tasks::Accepted;
use crate::api::endpoint::{endpoints, payloads, query};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { divisions of Huntflow<'static>;
    /// Lists the divisions of the organisation as a flat list with parents.
    List: Get "/accounts/{account}/divisions" (account: AccountId) ? Filter => Tree<Division>;
    /// Replaces the whole structure, as a task; omitted divisions are removed. Allowed once in 20
    /// minutes per organisation, otherwise a 429 whose error states this delay.
    Replace: Post "/accounts/{account}/divisions/batch" (account: AccountId) <- Structure => Accepted;
    /// Lists the regions of the organisation.
    Regions: Get "/accounts/{account}/regions" (account: AccountId) => Tree<Region>;
}

/// Minimum interval between two replacements of the structure, in seconds.
pub const REPLACE_SECONDS: u32 = 1200;

query! {
    /// Filter of a list of divisions.
    Filter {
        /// Whether to list only those visible to the token's user.
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
        /// Sort order.
        order: Option<i64>,
        /// Whether it is active.
        active: Option<bool>,
        /// Parent.
        parent: Option<DivisionId>,
        /// Depth.
        deep: Option<u32>,
        /// Its id in the organisation's system.
        foreign: Option<String>,
        /// Data added by the organisation.
        meta: BTreeMap<String, Value>,
    }

    /// A region.
    Region (
        /// Its id.
        id: RegionId,
    ) {
        /// Its name.
        name: Option<String>,
        /// Sort order.
        order: Option<i64>,
        /// Parent.
        parent: Option<RegionId>,
        /// Depth.
        deep: Option<u32>,
    }

    /// A complete structure.
    Structure (
        /// Top-level divisions.
        items: Vec<NewDivision>,
    ) {}

    /// A division of a new structure.
    NewDivision (
        /// Its name, not empty.
        name: String,
        /// Its id in the organisation's system; not empty, and unique in the structure.
        foreign: String,
    ) {
        /// Data added by the organisation.
        meta: BTreeMap<String, Value>,
        /// Child divisions; at most ten levels.
        items: Vec<NewDivision>,
    }
}

//! Huntflow's list envelopes.

use serde::{Deserialize, Serialize};

/// `{"items":[...]}`: a list that comes whole.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Items<T> {
    /// The list.
    pub items: Vec<T>,
}

/// A page of a longer list; pages count from 1.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Page<T> {
    /// The number of this page.
    pub page: u32,
    /// How many pages there are; `null` where the server did not count.
    #[serde(default)]
    pub total_pages: Option<u32>,
    /// The items of this page.
    pub items: Vec<T>,
}

impl<T> Page<T> {
    /// The number of the next page, if there is one.
    pub fn next(&self) -> Option<u32> {
        (!self.items.is_empty() && self.total_pages.is_none_or(|n| self.page < n))
            .then(|| self.page.saturating_add(1))
    }
}

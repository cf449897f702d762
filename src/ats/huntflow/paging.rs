//! Huntflow's list envelopes and pagination.

use crate::api::endpoint::payloads;
use serde::{Deserialize, Serialize};

/// `{"items":[...]}`: a complete list.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Items<T> {
    /// The list.
    pub items: Vec<T>,
}

/// A page of a longer list; pages count from 1.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Page<T> {
    /// The number of this page.
    pub page: u32,
    /// Maximum number of items per page; 30 by default.
    #[serde(default)]
    pub count: Option<u32>,
    /// Total number of pages; `null` if the server did not count.
    #[serde(default)]
    pub total_pages: Option<u32>,
    /// Total number of items.
    #[serde(default)]
    pub total_items: Option<u64>,
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

/// A part of a list without page numbers.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Cursor<T> {
    /// The items of this part.
    pub items: Vec<T>,
    /// Cursor of the next part; absent at the end.
    #[serde(default)]
    pub next_page_cursor: Option<String>,
}

payloads! {
    /// Depth of a structure.
    Levels {
        /// The number of levels.
        levels: Option<u32>,
        /// Whether it has inactive nodes.
        has_inactive: Option<bool>,
    }
}

/// A tree as a flat list, with its metadata.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Tree<T> {
    /// The nodes, each with its parent.
    pub items: Vec<T>,
    /// Metadata of the tree.
    #[serde(default)]
    pub meta: Option<Levels>,
}

/// `pages! { List => Vacancy, page; }`: implements pagination by page number or by cursor.
macro_rules! pages {
    ($($name:ident => $item:ty, $how:ident;)+) => {$(
        impl $crate::api::client::Paged for $name {
            type Item = $item;
            fn items(reply: Self::Reply) -> Vec<$item> {
                reply.items
            }
            fn next(&self, reply: &Self::Reply) -> Option<Self> {
                let mut next = self.clone();
                $crate::ats::huntflow::paging::pages!(@$how next reply);
                Some(next)
            }
        }
    )+};
    (@page $next:ident $reply:ident) => {
        $reply.next()?;
        // Counted here: a list that says of every page that it is the first would never end.
        $next.query.page = Some($next.query.page.unwrap_or(1).saturating_add(1));
    };
    (@cursor $next:ident $reply:ident) => {
        // A cursor that leads to itself would never end.
        let cursor = $reply.next_page_cursor.clone().filter(|c| !c.is_empty());
        if cursor.is_none() || cursor == $next.query.next_page_cursor {
            return None;
        }
        // With a cursor the server ignores all filters, so none is sent.
        $next.query = Default::default();
        $next.query.next_page_cursor = cursor;
    };
}
pub(crate) use pages;

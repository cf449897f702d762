//! Huntflow's list envelopes, and how one turns to the next page.

use crate::endpoint::payloads;
use serde::{Deserialize, Serialize};

/// `{"items":[...]}`: a list that comes whole.
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
    /// The most items of a page: 30 unless asked for.
    #[serde(default)]
    pub count: Option<u32>,
    /// How many pages there are; `null` where the server did not count.
    #[serde(default)]
    pub total_pages: Option<u32>,
    /// How many items there are in all.
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
    /// What asks for the next part; absent at the end.
    #[serde(default)]
    pub next_page_cursor: Option<String>,
}

payloads! {
    /// How deep a structure is.
    Levels {
        /// The number of levels.
        levels: Option<u32>,
        /// Whether some of it is not in use any more.
        has_inactive: Option<bool>,
    }
}

/// A tree, flat, with what is known of the whole.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Tree<T> {
    /// The nodes, each with its parent.
    pub items: Vec<T>,
    /// About the whole.
    #[serde(default)]
    pub meta: Option<Levels>,
}

/// A request that can be turned to the page after an answer's.
pub trait Turn: crate::endpoint::Endpoint + Clone {
    /// What the list is of.
    type Item;
    /// The items of an answer.
    fn items(reply: Self::Reply) -> Vec<Self::Item>;
    /// The request for what follows; `None` at the end.
    fn next(&self, reply: &Self::Reply) -> Option<Self>;
}

/// `pages! { List => Vacancy, page; }`: the list turns by page number or by cursor.
macro_rules! pages {
    ($($name:ident => $item:ty, $how:ident;)+) => {$(
        impl $crate::ats::huntflow::paging::Turn for $name {
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
        $next.query.page = Some($reply.next()?);
    };
    (@cursor $next:ident $reply:ident) => {
        // A cursor that leads to itself would never end.
        let cursor = $reply.next_page_cursor.clone().filter(|c| !c.is_empty());
        if cursor.is_none() || cursor == $next.query.next_page_cursor {
            return None;
        }
        // With a cursor the server drops every other filter, so none is sent.
        $next.query = Default::default();
        $next.query.next_page_cursor = cursor;
    };
}
pub(crate) use pages;

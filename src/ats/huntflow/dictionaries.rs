//! Dictionaries: lists of field values, defined by an organisation.

use super::Huntflow;
use super::ids::{AccountId, DictionaryFieldId, DictionaryId};
use super::paging::Items;
use super::tasks::Accepted;
use crate::api::endpoint::{endpoints, payloads};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { dictionaries of Huntflow<'static>;
    /// Lists all dictionaries; for owners only.
    List: Get "/accounts/{account}/dictionaries" (account: AccountId) => Items<Dictionary>;
    /// Creates a dictionary, as a task.
    Create: Post "/accounts/{account}/dictionaries" (account: AccountId) <- NewDictionary => Accepted;
    /// Reads a dictionary with its entries.
    Read: Get "/accounts/{account}/dictionaries/{code}" (account: AccountId, code: String) => Dictionary;
    /// Replaces a dictionary, as a task.
    Replace: Put "/accounts/{account}/dictionaries/{code}" (account: AccountId, code: String) <- DictionaryReplacement => Accepted;
}

payloads! {
    /// A dictionary.
    Dictionary (
        /// Its id.
        id: DictionaryId,
    ) {
        /// Its code, by which it is addressed.
        code: Option<String>,
        /// Its name.
        name: Option<String>,
        /// Its id in the organisation's system.
        foreign: Option<String>,
        /// Time of creation.
        created: Option<String>,
        /// Time of the last synchronization. Newer than the reference.
        last_sync: Option<String>,
        /// Its entries as a flat list; only in the answer to [`Read`].
        fields: Vec<Entry>,
    }

    /// An entry in a dictionary.
    Entry (
        /// Its id.
        id: DictionaryFieldId,
    ) {
        /// Its name.
        name: Option<String>,
        /// Sort order.
        order: Option<i64>,
        /// Whether it is active.
        active: Option<bool>,
        /// Parent entry.
        parent: Option<DictionaryFieldId>,
        /// Depth.
        deep: Option<u32>,
        /// Its id in the organisation's system.
        foreign: Option<String>,
        /// Data added by the organisation.
        meta: BTreeMap<String, Value>,
    }

    /// A new dictionary.
    NewDictionary (
        /// Its code: 1 to 128 characters.
        code: String,
        /// Its name: 1 to 255 characters.
        name: String,
        /// Its entries.
        items: Vec<NewEntry>,
    ) {
        /// Its id in the organisation's system: 1 to 1,024 characters.
        foreign: Option<String>,
    }

    /// A replacement of a dictionary.
    DictionaryReplacement (
        /// Its name.
        name: String,
        /// Its entries.
        items: Vec<NewEntry>,
    ) {
        /// Its id in the organisation's system.
        foreign: Option<String>,
    }

    /// A new entry.
    NewEntry (
        /// Its name.
        name: String,
    ) {
        /// Its id in the organisation's system.
        foreign: Option<String>,
        /// Data added by the organisation.
        meta: BTreeMap<String, Value>,
        /// Child entries.
        items: Vec<NewEntry>,
    }
}

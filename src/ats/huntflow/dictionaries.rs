//! Dictionaries: lists of an organisation's own that fields can take values from.

use super::Huntflow;
use super::ids::{AccountId, DictionaryFieldId, DictionaryId};
use super::paging::Items;
use super::tasks::Accepted;
use crate::endpoint::{endpoints, payloads};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { dictionaries of Huntflow<'static>;
    /// All dictionaries; for owners alone.
    List: Get "/accounts/{account}/dictionaries" (account: AccountId) => Items<Dictionary>;
    /// Makes a dictionary, as a task.
    Create: Post "/accounts/{account}/dictionaries" (account: AccountId) <- NewDictionary => Accepted;
    /// One dictionary with its entries.
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
        /// Its id in the organisation's own system.
        foreign: Option<String>,
        /// When it was made.
        created: Option<String>,
        /// Its entries, flat; in the answer to [`Read`] alone.
        fields: Vec<Entry>,
    }

    /// An entry of a dictionary.
    Entry (
        /// Its id.
        id: DictionaryFieldId,
    ) {
        /// Its name.
        name: Option<String>,
        /// Its place.
        order: Option<i64>,
        /// Whether it is in use.
        active: Option<bool>,
        /// The entry it is below.
        parent: Option<DictionaryFieldId>,
        /// How deep it is.
        deep: Option<u32>,
        /// Its id in the organisation's own system.
        foreign: Option<String>,
        /// What the organisation adds.
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
        /// Its id in the organisation's own system: 1 to 1,024 characters.
        foreign: Option<String>,
    }

    /// What a dictionary becomes.
    DictionaryReplacement (
        /// Its name.
        name: String,
        /// Its entries.
        items: Vec<NewEntry>,
    ) {
        /// Its id in the organisation's own system.
        foreign: Option<String>,
    }

    /// A new entry.
    NewEntry (
        /// Its name.
        name: String,
    ) {
        /// Its id in the organisation's own system.
        foreign: Option<String>,
        /// What the organisation adds.
        meta: BTreeMap<String, Value>,
        /// Entries below it.
        items: Vec<NewEntry>,
    }
}

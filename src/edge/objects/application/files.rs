//! The files of an `Application` object.

use super::shared::{FILE, SharedState};
use super::upload::Upload;
use crate::edge::platform::storage;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use worker::Result;

/// The files of an object.
pub(super) struct Files {
    shared: Rc<SharedState>,
    /// Those that were used since the object was started.
    used: RefCell<BTreeMap<u32, Rc<Upload>>>,
}

impl Files {
    pub(super) fn new(shared: Rc<SharedState>) -> Self {
        Self { shared, used: RefCell::default() }
    }

    /// The file with a number, stored or not.
    pub(super) fn get(&self, number: u32) -> Rc<Upload> {
        let new = || Rc::new(Upload::new(self.shared.clone(), number));
        self.used.borrow_mut().entry(number).or_insert_with(new).clone()
    }

    /// The stored files.
    pub(super) async fn stored(&self) -> Result<Vec<Rc<Upload>>> {
        let keys = storage::keys(&self.shared.storage(), FILE).await?;
        Ok(keys
            .iter()
            .filter_map(|key| Some(self.get(key.strip_prefix(FILE)?.parse().ok()?)))
            .collect())
    }

    /// Deletes the files that nobody needs any more. Returns when to look again, in ms from now; `None` if there is no
    /// file.
    pub(super) async fn expire(&self) -> Result<Option<u64>> {
        let mut next: Option<u64> = None;
        for file in self.stored().await? {
            if let Some(ms) = file.expire().await? {
                next = Some(next.map_or(ms, |next| next.min(ms)));
            }
        }
        Ok(next)
    }

    /// Whether one of the files is written now, or held by an application in another object.
    pub(super) async fn are_needed_by_others(&self) -> Result<bool> {
        if self.shared.are_written(None) {
            return Ok(true);
        }
        let receipt = self.shared.receipt();
        for file in self.stored().await? {
            // A file that cannot be read is of no use to anybody.
            if file.claims().await.is_ok_and(|c| c.receipts().iter().any(|r| *r != receipt)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

//! Values that an isolate keeps between requests, so that most requests need no Durable Object. Each isolate has its
//! own cache and does not hear of changes, so a value is fresh only for a time that its caller names.

use crate::edge::platform::{clock, env};
use std::cell::RefCell;
use std::collections::BTreeMap;
use worker::Env;

/// How long a request may take to replace a stale value before another request tries, in ms.
const REFRESH_MS: u64 = 2_000;
/// The maximum of [`fresh_ms`].
const FRESH_MAX_MS: u64 = 5_000;

/// A cache with a limit on the total size of its values, in bytes.
pub(crate) struct IsolateCache<V> {
    entries: RefCell<BTreeMap<String, Entry<V>>>,
    max_bytes: usize,
}

struct Entry<V> {
    value: V,
    bytes: usize,
    /// The time at which the value was stored, in ms since the epoch.
    made: u64,
    /// The time at which a request began to replace the value, in ms since the epoch.
    refreshing: u64,
}

impl<V: Clone> IsolateCache<V> {
    pub(crate) const fn new(max_bytes: usize) -> Self {
        Self { entries: RefCell::new(BTreeMap::new()), max_bytes }
    }

    /// Returns the value if it is fresh, which it is for `fresh_ms`, or if another request is replacing it. On `None` the
    /// caller has to compute the value and store it.
    pub(crate) fn get(&self, key: &str, fresh_ms: u64) -> Option<V> {
        let now = clock::now();
        let mut entries = self.entries.borrow_mut();
        let entry = entries.get_mut(key)?;
        if now.saturating_sub(entry.made) >= fresh_ms {
            if now.saturating_sub(entry.refreshing) >= REFRESH_MS {
                entry.refreshing = now;
                return None;
            }
            // A value is never served for much longer than it is fresh.
            if now.saturating_sub(entry.made) >= fresh_ms + REFRESH_MS {
                return None;
            }
        }
        Some(entry.value.clone())
    }

    /// Stores a value of about this size.
    pub(crate) fn put(&self, key: String, value: V, bytes: usize) {
        let mut entries = self.entries.borrow_mut();
        let all = entries.values().map(|entry| entry.bytes).sum::<usize>();
        if all.saturating_add(bytes) > self.max_bytes {
            entries.clear();
        }
        let made = clock::now();
        entries.insert(key, Entry { value, bytes, made, refreshing: 0 });
    }

    /// Removes all values whose key starts with this prefix.
    pub(crate) fn forget(&self, prefix: &str) {
        self.forget_if(|key| key.starts_with(prefix));
    }

    /// Removes all values with such a key.
    pub(crate) fn forget_if(&self, is_old: impl Fn(&str) -> bool) {
        self.entries.borrow_mut().retain(|key, _| !is_old(key));
    }
}

/// The time for which what the site or its ATS publishes is fresh, in ms: a twelfth of `JOBS_CACHE_SECONDS`, up to the maximum.
pub(crate) fn fresh_ms(env: &Env) -> u64 {
    (u64::from(env::jobs_cache_seconds(env)) * 1000 / 12).min(FRESH_MAX_MS)
}

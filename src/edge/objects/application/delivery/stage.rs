//! The first stage of each ATS account's pipeline, kept by the isolate: reading it is a quarter of the calls of a
//! delivery, and it hardly ever changes.

use crate::edge::platform::isolate_cache::IsolateCache;
use crate::site::Site;

/// How long a stage is kept, in ms.
const KEPT_MS: u64 = 600_000;
/// The maximum length of all kept stages with their keys, in bytes.
const KEPT_MAX: usize = 1_000_000;

thread_local! {
    /// By the settings of the ATS.
    static STAGES: IsolateCache<String> = const { IsolateCache::new(KEPT_MAX) };
}

fn key(site: &Site) -> Option<String> {
    serde_json::to_string(&site.ats).ok()
}

/// The stage that another delivery has read.
pub(super) fn get(site: &Site) -> Option<String> {
    let key = key(site)?;
    STAGES.with(|stages| stages.get(&key, KEPT_MS))
}

/// Keeps a stage that was read.
pub(super) fn put(site: &Site, stage: &str) {
    let Some(key) = key(site) else { return };
    let bytes = key.len() + stage.len();
    STAGES.with(|stages| stages.put(key, stage.to_owned(), bytes));
}

/// Forgets a stage that was refused.
pub(super) fn forget(site: &Site) {
    if let Some(key) = key(site) {
        STAGES.with(|stages| stages.forget(&key));
    }
}

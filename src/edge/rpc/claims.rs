//! The `Claims` objects: which receipt holds a name. Sharded by name.

use super::commands;
use crate::edge::platform::env;
use worker::{Env, Result};

commands! { ClaimsStub of env::CLAIMS;
    /// Claims a name for a receipt for some hours, and returns the receipt that holds it: this one, or an
    /// earlier one whose claim has not ended.
    claim(name: String, receipt: String, hours: u32) -> String;
    /// The receipt that holds a name.
    get(name: String) -> Option<String>;
    /// Frees a name if this receipt holds it; meanwhile it may be another's.
    release(name: String, receipt: String) -> ();
}

/// The shard of a name: its last character, one of 32. (The first has but three of its 128 bits.) More
/// shards would be more objects to wake for an application, which is most of what accepting one costs.
fn shard(env: &Env, name: &str) -> Result<ClaimsStub> {
    let last = name.chars().last().unwrap_or('0');
    ClaimsStub::new(env, &last.to_string())
}

/// Claims a name for a receipt; the receipt that holds it.
pub(crate) async fn claim(env: &Env, name: &str, receipt: &str, hours: u32) -> Result<String> {
    shard(env, name)?.claim(name.to_owned(), receipt.to_owned(), hours).await
}

/// The receipt that holds a name.
pub(crate) async fn get(env: &Env, name: &str) -> Result<Option<String>> {
    shard(env, name)?.get(name.to_owned()).await
}

/// Frees a name, if it is this receipt's.
pub(crate) async fn release(env: &Env, name: &str, receipt: &str) -> Result<()> {
    shard(env, name)?.release(name.to_owned(), receipt.to_owned()).await
}

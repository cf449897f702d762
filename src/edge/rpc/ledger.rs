//! The `Ledger` objects: a summary of every delivery, and of every site. Sharded by receipt.

use super::commands;
use crate::delivery::summary::DeliverySummary;
use crate::edge::platform::env;
use crate::protocol::ApplicationState;
use crate::site::summary::SiteSummary;
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};
use worker::{Env, Result};

commands! { LedgerStub of env::LEDGER;
    /// Stores the summary of a new delivery, if it may begin.
    begin(summary: DeliverySummary) -> BeginOutcome;
    /// Stores the summary of a delivery that exists.
    put(summary: DeliverySummary) -> ();
    /// The summary of a delivery.
    get(receipt: String) -> Option<DeliverySummary>;
    /// Every summary of this shard.
    list() -> Vec<DeliverySummary>;
    /// Wakes every delivery that waits.
    wake_all() -> ();
    /// Wakes every delivery that should have run before now.
    sweep() -> ();
    /// Stores the summary of a site.
    put_site(summary: SiteSummary) -> ();
    /// Every site that was configured.
    list_sites() -> Vec<SiteSummary>;
}

/// The result of beginning a delivery.
#[derive(Serialize, Deserialize)]
pub(crate) enum BeginOutcome {
    /// Its summary is stored.
    Begun,
    /// As many deliveries wait as may.
    Full,
    /// It was begun before, and is finished.
    Finished(ApplicationState),
}

/// Names of the shards: the last character of a receipt. (The first has but three of the 128 bits.)
pub(crate) const SHARDS: &str = "0123456789abcdefghjkmnpqrstvwxyz";
/// The shard that knows the configured sites; no receipt ends like it.
const SITES: &str = "sites";

fn shard(env: &Env, receipt: &str) -> Result<LedgerStub> {
    LedgerStub::new(env, &receipt.chars().last().unwrap_or('0').to_string())
}

/// Stores the summary of a new delivery, if it may begin.
pub(crate) async fn begin(env: &Env, summary: DeliverySummary) -> Result<BeginOutcome> {
    shard(env, &summary.receipt)?.begin(summary).await
}

/// Stores the summary of a delivery that exists.
pub(crate) async fn put(env: &Env, summary: DeliverySummary) -> Result<()> {
    shard(env, &summary.receipt)?.put(summary).await
}

/// The summary of a delivery.
pub(crate) async fn get(env: &Env, receipt: &str) -> Result<Option<DeliverySummary>> {
    shard(env, receipt)?.get(receipt.to_owned()).await
}

/// Every summary, newest first.
pub(crate) async fn list(env: &Env) -> Result<Vec<DeliverySummary>> {
    let shards = each_shard(env, async |shard| shard.list().await).await?;
    let mut summaries: Vec<DeliverySummary> = shards.into_iter().flatten().collect();
    summaries.sort_by_key(|summary| std::cmp::Reverse(summary.accepted_at));
    Ok(summaries)
}

/// Has every shard wake deliveries that should have run before now.
pub(crate) async fn sweep(env: &Env) -> Result<()> {
    each_shard(env, async |shard| shard.sweep().await).await.map(|_| ())
}

/// Wakes every delivery that waits.
pub(crate) async fn wake_all(env: &Env) -> Result<()> {
    each_shard(env, async |shard| shard.wake_all().await).await.map(|_| ())
}

async fn each_shard<T>(env: &Env, call: impl AsyncFn(LedgerStub) -> Result<T>) -> Result<Vec<T>> {
    let call = &call;
    let shards = SHARDS
        .chars()
        .map(|name| async move { call(LedgerStub::new(env, &name.to_string())?).await });
    try_join_all(shards).await
}

/// Stores the summary of a site.
pub(crate) async fn put_site(env: &Env, summary: SiteSummary) -> Result<()> {
    LedgerStub::new(env, SITES)?.put_site(summary).await
}

/// Every site that was configured.
pub(crate) async fn list_sites(env: &Env) -> Result<Vec<SiteSummary>> {
    LedgerStub::new(env, SITES)?.list_sites().await
}

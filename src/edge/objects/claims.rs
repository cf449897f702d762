//! The `Claims` object: one shard of the names claimed by receipts, as HMACs. One object decides about a name, so two
//! requests cannot both claim it.

use crate::edge::platform::{clock, response, storage};
use crate::edge::rpc::claims::{self, Commands};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

/// A claim of a name.
#[derive(Serialize, Deserialize)]
struct Claim {
    receipt: String,
    /// The expiry, in ms since the epoch.
    until: u64,
}

/// The interval at which expired claims are deleted.
const SWEEP: Duration = Duration::from_secs(3600);

#[durable_object]
pub struct Claims {
    state: State,
    #[expect(dead_code, reason = "every object is made with it")]
    env: Env,
}

impl DurableObject for Claims {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        claims::dispatch(self, request).await
    }

    async fn alarm(&self) -> Result<Response> {
        let storage = self.state.storage();
        let mut left = false;
        for name in storage::keys(&storage, "").await? {
            // A claim that cannot be read holds nothing.
            match storage::load::<Claim>(&storage, &name).await {
                Ok(Some(claim)) if claim.until > clock::now() => left = true,
                _ => {
                    storage.delete(&name).await?;
                }
            }
        }
        if left {
            storage.set_alarm(SWEEP).await?;
        }
        response::empty()
    }
}

impl Commands for Claims {
    /// Between the read and the write there is no await but storage's, so the platform lets no other request in
    /// between.
    async fn claim(&self, name: String, receipt: String, hours: u32) -> Result<String> {
        if let Some(receipt) = self.get(name.clone()).await? {
            return Ok(receipt);
        }
        let storage = self.state.storage();
        let until = clock::now() + u64::from(hours) * 3_600_000;
        let claim = Claim { receipt, until };
        storage::save(&storage, &name, &claim).await?;
        if storage.get_alarm().await?.is_none() {
            storage.set_alarm(SWEEP).await?;
        }
        Ok(claim.receipt)
    }

    async fn get(&self, name: String) -> Result<Option<String>> {
        let claim = storage::load::<Claim>(&self.state.storage(), &name).await.unwrap_or(None);
        Ok(claim.filter(|claim| claim.until > clock::now()).map(|claim| claim.receipt))
    }

    async fn release(&self, name: String, receipt: String) -> Result<()> {
        if self.get(name.clone()).await?.as_ref() == Some(&receipt) {
            self.state.storage().delete(&name).await?;
        }
        Ok(())
    }
}

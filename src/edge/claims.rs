//! The `Claims` objects: names that were taken, as HMACs, and for which receipt. A shard has the
//! names that end alike; one object decides about a name, so two requests cannot both get it.

use super::{bindings, clock, object, reply};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use worker::{DurableObject, Env, Method, Request, Response, Result, State, durable_object};

/// A name, and who wants it.
#[derive(Serialize, Deserialize)]
struct Wanted {
    name: String,
    receipt: String,
    hours: u32,
}

/// Who has a name.
#[derive(Serialize, Deserialize)]
struct Held {
    receipt: String,
    /// When the claim ends, in ms since the epoch.
    until: u64,
}

/// How often ended claims are removed.
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

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let url = request.url()?;
        let name = url.query().unwrap_or_default().to_owned();
        match request.method() {
            Method::Post => {
                let wanted = serde_json::from_slice(&request.bytes().await?)?;
                Response::from_json(&self.claim(wanted).await?)
            }
            Method::Get => match self.held(&name).await? {
                Some(held) => Response::from_json(&held.receipt),
                None => reply::nothing(),
            },
            Method::Delete => {
                let receipt = url.path().trim_start_matches('/');
                if self.held(&name).await?.is_some_and(|held| held.receipt == receipt) {
                    self.state.storage().delete(&name).await?;
                }
                reply::done()
            }
            _ => reply::nothing(),
        }
    }

    async fn alarm(&self) -> Result<Response> {
        let storage = self.state.storage();
        let mut left = false;
        for key in object::keys(&storage).await? {
            // One that cannot be read is of no use to anybody.
            match object::load::<Held>(&storage, &key).await {
                Ok(Some(held)) if held.until > clock::now() => left = true,
                _ => {
                    storage.delete(&key).await?;
                }
            }
        }
        if left {
            storage.set_alarm(SWEEP).await?;
        }
        reply::done()
    }
}

impl Claims {
    async fn held(&self, name: &str) -> Result<Option<Held>> {
        let held = object::load::<Held>(&self.state.storage(), name).await.unwrap_or(None);
        Ok(held.filter(|h| h.until > clock::now()))
    }

    /// The receipt that has the name now. No await but storage lies between look and claim, so the
    /// platform lets nobody in between.
    async fn claim(&self, wanted: Wanted) -> Result<String> {
        if let Some(held) = self.held(&wanted.name).await? {
            return Ok(held.receipt);
        }
        let storage = self.state.storage();
        let until = clock::now() + u64::from(wanted.hours) * 3_600_000;
        let held = Held { receipt: wanted.receipt, until };
        object::save(&storage, &wanted.name, &held).await?;
        if storage.get_alarm().await?.is_none() {
            storage.set_alarm(SWEEP).await?;
        }
        Ok(held.receipt)
    }
}

/// The shard of a name: its last character, one of 32. (The first has but three of its 128 bits.) More
/// shards would be more objects to wake for an application, which is most of what accepting one costs.
fn shard(env: &Env, name: &str) -> Result<worker::Stub> {
    let last = name.chars().last().unwrap_or('0');
    object::named(env, bindings::CLAIMS, &last.to_string())
}

/// Claims a name; the receipt that has it.
pub(super) async fn claim(env: &Env, name: &str, receipt: &str, hours: u32) -> Result<String> {
    let wanted = Wanted { name: name.to_owned(), receipt: receipt.to_owned(), hours };
    let shard = shard(env, name)?;
    let mut answer = object::send_json(&shard, Method::Post, "/", &wanted).await?;
    match answer.status_code() {
        200 => object::json(&mut answer).await,
        status => Err(format!("claims answered {status}").into()),
    }
}

/// The receipt that has a name.
pub(super) async fn held(env: &Env, name: &str) -> Result<Option<String>> {
    object::ask(&shard(env, name)?, &format!("/?{name}")).await
}

/// Frees a name, if it is this receipt's: meanwhile it may be another's.
pub(super) async fn release(env: &Env, name: &str, receipt: &str) -> Result<()> {
    let path = format!("/{receipt}?{name}");
    object::send(&shard(env, name)?, Method::Delete, &path, None).await?;
    Ok(())
}

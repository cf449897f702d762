//! The `Parcel` object: what is personal of one application, and nothing else. It is wiped whole
//! (`deleteAll`), because a deleted row's bytes stay in SQLite's log.

use super::delivery::Told;
use super::{bindings, object, reply};
use crate::delivery::Parcel as Contents;
use std::time::Duration;
use worker::{DurableObject, Env, Method, Request, Response, Result, State, durable_object};

const PARCEL: &str = "parcel";

/// A parcel whose delivery was never stored is wiped after this long: the Worker fell over between
/// the two, and answered nobody.
const ORPHAN: Duration = Duration::from_secs(3600);

#[durable_object]
pub struct Parcel {
    state: State,
    env: Env,
}

impl DurableObject for Parcel {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let storage = self.state.storage();
        match request.method() {
            Method::Put => {
                let contents: Contents = serde_json::from_slice(&request.bytes().await?)?;
                // One commit, and what is not wiped by an alarm would stay for ever.
                let kept = object::save(&storage, PARCEL, &contents);
                futures_util::future::try_join(storage.set_alarm(ORPHAN), kept).await?;
                reply::done()
            }
            Method::Get => match object::load::<Contents>(&storage, PARCEL).await {
                Ok(Some(contents)) => Response::from_json(&contents),
                Ok(None) => reply::nothing(),
                // Damaged: a person has to look.
                Err(_) => Response::error("damaged", 422),
            },
            Method::Delete => {
                storage.delete_alarm().await?;
                storage.delete_all().await?;
                reply::done()
            }
            _ => reply::nothing(),
        }
    }

    async fn alarm(&self) -> Result<Response> {
        let storage = self.state.storage();
        let receipt = self.state.id().name().unwrap_or_default();
        let told = async {
            let delivery = object::named(&self.env, bindings::DELIVERY, &receipt)?;
            object::ask::<Told>(&delivery, "/state").await
        };
        match told.await {
            // Unless it was stored anew while we asked: that has set an alarm of its own.
            Ok(None) if storage.get_alarm().await?.is_none() => storage.delete_all().await?,
            Ok(None) => {}
            Ok(Some(_)) => {}
            Err(_) => storage.set_alarm(ORPHAN).await?,
        }
        reply::done()
    }
}

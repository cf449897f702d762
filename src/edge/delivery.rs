//! The `Delivery` object: one application, from the receipt until the ATS has it. Its alarm drives
//! the core's state machine; progress is stored before every call and after every answer.

use super::{clock, crypto, multipart, object, reply, site, transport::Carrier};
use crate::ats::AnyAts;
use crate::call::Transport as _;
use crate::delivery::{Next, Parcel, Progress, Then};
use crate::protocol::State as Stand;
use crate::retry;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use worker::{DurableObject, Env, Method, Request, Response, Result, State, durable_object};

/// What the Worker hands over.
#[derive(Serialize, Deserialize)]
pub(super) struct Accept {
    pub(super) parcel: Parcel,
    /// Digest of everything the candidate sent: the same key with other content is refused.
    pub(super) fingerprint: String,
    /// Digest of what was typed, without the files.
    pub(super) typed: String,
}

/// How an application stands; nothing personal.
#[derive(Clone, Serialize, Deserialize)]
struct Standing {
    /// Layout of what is stored, so that a later version can read it.
    version: u32,
    site: String,
    state: Stand,
    fingerprint: String,
    #[serde(default)]
    typed: String,
    accepted_at: u64,
    #[serde(default)]
    delivered_at: Option<u64>,
    #[serde(default)]
    reason: Option<String>,
}

/// What the Worker learns of an accept.
#[derive(Serialize, Deserialize)]
pub(super) struct Accepted {
    pub(super) state: Stand,
    /// Whether this very request was stored, and not an earlier one under the same name.
    pub(super) new: bool,
}

/// What a caller learns of an application.
#[derive(Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) site: String,
    pub(super) state: Stand,
}

/// When an alarm that ended without a word is made up for: longer than any step takes.
const SAFETY_MS: u64 = 300_000;

const STANDING: &str = "standing";
const PARCEL: &str = "parcel";
const PROGRESS: &str = "progress";

#[durable_object]
pub struct Delivery {
    state: State,
    env: Env,
}

impl DurableObject for Delivery {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        match (request.method(), request.path().as_str()) {
            (Method::Put, "/application") => {
                let accept: Accept = serde_json::from_slice(&request.bytes().await?)?;
                self.accept(accept).await
            }
            (Method::Get, "/state") => match self.standing().await? {
                Some(Standing { site, state, .. }) => Response::from_json(&Told { site, state }),
                None => reply::nothing(),
            },
            (Method::Get, "/same") => {
                let typed = request.url()?.query().unwrap_or_default().to_owned();
                match self.standing().await?.filter(|s| s.typed == typed) {
                    Some(s) => Response::from_json(&Accepted { state: s.state, new: false }),
                    None => reply::nothing(),
                }
            }
            (Method::Post, "/retry") => self.again().await,
            _ => reply::nothing(),
        }
    }

    /// Never throws: an alarm that does is tried six times and dropped.
    async fn alarm(&self) -> Result<Response> {
        let pause = match self.drive().await {
            Ok(pause) => pause,
            Err(worker::Error::SerdeJsonError(_)) => {
                // A row that does not parse will not parse later either.
                self.damaged().await?;
                None
            }
            Err(error) => {
                worker::console_error!("delivery: {}", error.to_string());
                Some(retry::pause(3, None, clock::dice()))
            }
        };
        match pause {
            Some(pause) => self.wake_in(pause).await?,
            None => self.state.storage().delete_alarm().await?,
        }
        reply::done()
    }
}

impl Delivery {
    async fn standing(&self) -> Result<Option<Standing>> {
        object::load(&self.state.storage(), STANDING).await
    }

    async fn wake_in(&self, ms: u64) -> Result<()> {
        self.state.storage().set_alarm(Duration::from_millis(ms)).await
    }

    /// Stores an application. The answer leaves only after the write is on disk: the platform's
    /// output gate holds it back.
    async fn accept(&self, accept: Accept) -> Result<Response> {
        if let Some(there) = self.standing().await? {
            if there.fingerprint != accept.fingerprint {
                return Response::error("another application has this key", 409);
            }
            return Response::from_json(&Accepted { state: there.state, new: false });
        }
        let storage = self.state.storage();
        let standing = Standing {
            version: 1,
            site: accept.parcel.site.clone(),
            state: Stand::Received,
            fingerprint: accept.fingerprint,
            typed: accept.typed,
            accepted_at: clock::now(),
            delivered_at: None,
            reason: None,
        };
        // One turn of the event loop without another await between: all of it, or nothing.
        let written = futures_util::future::try_join3(
            object::save(&storage, PARCEL, &accept.parcel),
            object::save(&storage, STANDING, &standing),
            self.wake_in(0),
        );
        written.await?;
        Response::from_json(&Accepted { state: Stand::Received, new: true })
    }

    /// Takes the delivery as far as it goes; the pause until the next try, if there is one.
    async fn drive(&self) -> Result<Option<u64>> {
        let storage = self.state.storage();
        let Some(mut standing) = self.standing().await? else { return Ok(None) };
        if standing.state != Stand::Received {
            return Ok(None);
        }
        // Should this run end without a word, another comes.
        self.wake_in(SAFETY_MS).await?;
        let Some(parcel) = object::load::<Parcel>(&storage, PARCEL).await? else {
            return self.fail(&mut standing, "the application is missing").await.map(|()| None);
        };
        let mut progress: Progress = object::load(&storage, PROGRESS).await?.unwrap_or_default();
        let Some(settings) = site::settings(&self.env, &parcel.site).await? else {
            return Ok(Some(retry::pause(10, None, clock::dice())));
        };
        let ats = AnyAts::of(&settings.config);
        let carrier = Carrier { env: &self.env, site: &settings.config };
        progress.resume(clock::now());
        loop {
            let boundary = format!("apply-edge-{}", crypto::random_token());
            let next = match progress.next(&ats, &parcel, clock::now(), &boundary) {
                Ok(next) => next,
                Err(error) => {
                    return self.fail(&mut standing, &error.to_string()).await.map(|()| None);
                }
            };
            match next {
                Next::Done => {
                    self.done(&mut standing, &parcel).await?;
                    return Ok(None);
                }
                Next::Wait(ms) => {
                    object::save(&storage, PROGRESS, &progress).await?;
                    return Ok(Some(ms));
                }
                Next::Call(step, call) => {
                    object::save(&storage, PROGRESS, &progress).await?;
                    let reply = carrier.send(call).await;
                    let then =
                        progress.answered(&ats, &parcel, step, reply, clock::now(), clock::dice());
                    object::save(&storage, PROGRESS, &progress).await?;
                    match then {
                        Then::Go => {}
                        Then::Wait(ms) => return Ok(Some(ms)),
                        Then::Stuck(why) => {
                            return self.fail(&mut standing, &why).await.map(|()| None);
                        }
                    }
                }
            }
        }
    }

    /// The ATS has everything: what is personal goes.
    async fn done(&self, standing: &mut Standing, parcel: &Parcel) -> Result<()> {
        for file in &parcel.files {
            multipart::release(&self.env, &file.upload, &parcel.receipt).await?;
        }
        standing.state = Stand::Delivered;
        standing.delivered_at = Some(clock::now());
        let storage = self.state.storage();
        object::save(&storage, STANDING, standing).await?;
        storage.delete(PARCEL).await?;
        Ok(())
    }

    /// The operator has mended what was wrong: a failed delivery goes on where it stopped.
    async fn again(&self) -> Result<Response> {
        let Some(mut standing) = self.standing().await? else { return reply::nothing() };
        if standing.state == Stand::Failed {
            standing.state = Stand::Received;
            standing.reason = None;
            object::save(&self.state.storage(), STANDING, &standing).await?;
            self.wake_in(0).await?;
        }
        Response::from_json(&Told { site: standing.site, state: standing.state })
    }

    /// Something stored cannot be read: a person has to look, and nothing is sent.
    async fn damaged(&self) -> Result<()> {
        let why = "what is stored cannot be read";
        match self.standing().await {
            Ok(Some(mut standing)) => self.fail(&mut standing, why).await,
            _ => {
                worker::console_error!("delivery stuck: {}", why);
                Ok(())
            }
        }
    }

    /// A line for the log: what an operator needs to find the delivery, and nothing personal.
    fn named(&self, standing: &Standing, why: &str) -> String {
        let receipt = self.state.id().name().unwrap_or_default();
        format!("site {} receipt {receipt}: {why}", standing.site)
    }

    /// A person has to help: everything is kept for them.
    async fn fail(&self, standing: &mut Standing, why: &str) -> Result<()> {
        worker::console_error!("delivery stuck: {}", self.named(standing, why));
        standing.state = Stand::Failed;
        standing.reason = Some(why.to_owned());
        object::save(&self.state.storage(), STANDING, standing).await
    }
}

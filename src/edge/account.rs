//! The `Account` object: the one place where an ATS account's credentials live. It hands out an
//! access token for one call at a time; bytes never pass through it.
//!
//! Refreshes are single flight: whoever comes with a token that was refused waits behind one lock,
//! and finds, when it is his turn, that the token has changed already.

use super::{alert, bindings, clock, crypto, reply, transport};
use crate::ats::comeet::jwt;
use crate::ats::huntflow::token::{Refresh, RefreshToken, Renewal, TokenPair};
use crate::console::Health;
use crate::endpoint::Endpoint as _;
use crate::permit::{Lane, Pace, Turn, Turns};
use crate::site::Ats;
use futures_util::lock::Mutex;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use worker::{Delay, DurableObject, Env, Method, Request, Response, Result, State, durable_object};

/// What a caller asks for.
#[derive(Serialize, Deserialize)]
pub(super) struct PermitAsked {
    /// Which ATS, and where.
    pub(super) ats: Ats,
    /// Fingerprint of a token that the ATS has just refused.
    pub(super) refused: Option<String>,
    /// The pace to keep.
    pub(super) pace: Pace,
    /// For what.
    pub(super) lane: Lane,
    /// The turn that was given before.
    pub(super) ticket: Option<u64>,
}

/// A token for one call.
#[derive(Serialize, Deserialize)]
pub(super) struct Permit {
    /// Goes into `Authorization`.
    pub(super) bearer: String,
    /// Goes into the query of Comeet's careers API.
    #[serde(default)]
    pub(super) careers_token: Option<String>,
    /// Names the token without being it.
    pub(super) fingerprint: String,
    /// Whether the outcome of the call is to be told.
    #[serde(default)]
    pub(super) tell: bool,
}

/// What opens an account. Two shapes that share no field, so each reads as itself.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Credentials {
    Huntflow(TokenPair),
    Comeet(jwt::Credentials),
}

/// How long a call whose token was refreshed may wait for room, in milliseconds: a refresh is rare,
/// and a whole crowd behind it has left in less.
const AGAIN_MS: u64 = 20_000;
const CREDENTIALS: &str = "credentials";
const SEEN: &str = "seen";
const HEALTH: &str = "health";

/// How many seeds are remembered, so that an old one is not taken for new: one a week for twenty
/// years.
const SEEN_MAX: usize = 1000;

/// Why no permit can be given.
enum Denied {
    /// The operator has to act.
    Operator(&'static str),
    /// It may go by.
    Later(&'static str),
    /// Others have the pace.
    NoRoom,
}

#[durable_object]
pub struct Account {
    state: State,
    env: Env,
    lock: Mutex<()>,
    /// Counts the refreshes that were tried.
    attempts: Cell<u64>,
    /// Whether the seed among the secrets was looked at.
    seeded: Cell<bool>,
    /// Whether a person was told that they are needed.
    told: Rc<Cell<bool>>,
    /// The ATS's pace, and whether it is down. Lost when the object sleeps: then nobody waits.
    turns: RefCell<Turns>,
}

impl DurableObject for Account {
    fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            lock: Mutex::new(()),
            attempts: Cell::new(0),
            seeded: Cell::new(false),
            told: Rc::default(),
            turns: RefCell::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let path = request.path();
        match (request.method(), path.as_str()) {
            (Method::Post, "/permit") => {
                let asked: PermitAsked = serde_json::from_slice(&request.bytes().await?)?;
                let mut tell = false;
                if asked.refused.is_none() {
                    let now = clock::now();
                    let turn =
                        self.turns.borrow_mut().ask(asked.pace, asked.lane, asked.ticket, now);
                    match turn {
                        Turn::Now { tell: wanted } => tell = wanted,
                        Turn::At(at) => return Ok(Response::from_json(&at)?.with_status(202)),
                    }
                }
                let permit = match self.permit(&asked).await? {
                    Ok(permit) if asked.refused.is_some() => {
                        self.again(asked.pace).await.map(|tell| Permit { tell, ..permit })
                    }
                    permit => permit.map(|permit| Permit { tell, ..permit }),
                };
                match permit {
                    Ok(permit) => Response::from_json(&permit),
                    Err(Denied::Operator(why)) => {
                        self.call_for_help(why);
                        Response::error(why, 403)
                    }
                    Err(Denied::Later(why)) => Response::error(why, 503),
                    Err(Denied::NoRoom) => Response::error("no room at the ATS's pace", 429),
                }
            }
            (Method::Put, "/credentials") => {
                let seed = request.text().await?;
                match self.adopt(&seed).await? {
                    Some(true) => Response::from_json(&serde_json::json!({ "adopted": true })),
                    Some(false) => Response::from_json(&serde_json::json!({ "adopted": false })),
                    None => Response::error("neither a token pair nor Comeet's credentials", 422),
                }
            }
            (Method::Post, "/outcome") => {
                let outcome = serde_json::from_slice(&request.bytes().await?)?;
                self.turns.borrow_mut().tell(outcome, clock::now(), clock::dice());
                reply::done()
            }
            (Method::Get, "/health") => {
                let health = self.health().await?;
                let turns = self.turns.borrow();
                let now = clock::now();
                let (waiting, open_until) = (turns.ahead(now), turns.open_until());
                Response::from_json(&Health { waiting, open_until, ..health })
            }
            _ => reply::nothing(),
        }
    }
}

impl Account {
    /// Tells a person, once, and keeps nobody waiting for it. Deliveries come back, so it is tried
    /// again until somebody was reached.
    fn call_for_help(&self, why: &'static str) {
        if self.told.replace(true) {
            return;
        }
        let account = self.state.id().name().unwrap_or_default();
        let says =
            format!("apply-edge: account {account}: {why}. Applications are accepted and wait.");
        let (env, told) = (self.env.clone(), self.told.clone());
        wasm_bindgen_futures::spawn_local(async move {
            if let Err(error) = alert::tell(&env, &says).await {
                worker::console_error!("alert: {}", error.to_string());
                told.set(false);
            }
        });
    }

    async fn health(&self) -> Result<Health> {
        self.load_json(HEALTH).await.map(Option::unwrap_or_default)
    }

    /// Waits for the room that a call with a fresh token needs; whether its outcome is wanted.
    async fn again(&self, pace: Pace) -> std::result::Result<bool, Denied> {
        let until = clock::now() + AGAIN_MS;
        loop {
            let now = clock::now();
            let turn = self.turns.borrow_mut().again(pace, until, now);
            match turn {
                Turn::Now { tell } => return Ok(tell),
                Turn::At(at) if at > until => return Err(Denied::NoRoom),
                Turn::At(at) => Delay::from(Duration::from_millis(at.saturating_sub(now))).await,
            }
        }
    }

    async fn permit(&self, asked: &PermitAsked) -> Result<std::result::Result<Permit, Denied>> {
        // The secrets of an object do not change while it lives: a deploy starts a new one.
        if !self.seeded.get()
            && let Some(name) = self.state.id().name()
            && let Some(seed) = bindings::credentials(&self.env, &name)
        {
            self.adopt(&seed).await?;
        }
        self.seeded.set(true);
        let permit = match (&asked.refused, &asked.ats) {
            (Some(refused), Ats::Huntflow(config)) => {
                // Whoever holds the lock refreshes; the others find the new token, or that the
                // attempt they waited for has failed: they do not each make one of their own.
                let attempts = self.attempts.get();
                let _turn = self.lock.lock().await;
                match self.current(&asked.ats).await? {
                    Ok(permit) if permit.fingerprint == *refused => {
                        if self.attempts.get() == attempts {
                            self.attempts.set(attempts.wrapping_add(1));
                            self.refresh(&config.base).await?
                        } else {
                            Err(Denied::Later("the refresh that was waited for has failed"))
                        }
                    }
                    other => other.map(|_| ()),
                }
            }
            _ => Ok(()),
        };
        match permit {
            Ok(()) => Ok(self.current(&asked.ats).await?.and_then(|permit| {
                // A secret that is sent as it is cannot be made anew.
                let same = asked.refused.as_ref() == Some(&permit.fingerprint);
                let fixed = matches!(asked.ats, Ats::Comeet(_));
                let why = "the ATS refuses the credentials: seed new ones";
                if same && fixed { Err(Denied::Operator(why)) } else { Ok(permit) }
            })),
            Err(denied) => Ok(Err(denied)),
        }
    }

    /// A permit from what is stored.
    async fn current(&self, ats: &Ats) -> Result<std::result::Result<Permit, Denied>> {
        let credentials: Option<Credentials> = self.load_json(CREDENTIALS).await?;
        let permit = match (credentials, ats) {
            (None, _) => return Ok(Err(Denied::Operator("no credentials were given yet"))),
            (Some(Credentials::Huntflow(pair)), Ats::Huntflow(_)) => {
                if self.health().await?.refused_at.is_some() {
                    let why = "the ATS refuses the refresh token: seed a new pair";
                    return Ok(Err(Denied::Operator(why)));
                }
                let fingerprint = crypto::sha256_hex(pair.access_token.as_bytes()).await?;
                Permit { bearer: pair.access_token, careers_token: None, fingerprint, tell: false }
            }
            (Some(Credentials::Comeet(credentials)), Ats::Comeet(_)) => {
                let bearer = match credentials.key {
                    jwt::Key::Minted { api_key, secret } => {
                        let text = jwt::signing_input(&api_key, clock::now() / 1000);
                        let signature = crypto::hmac(secret.as_bytes(), text.as_bytes()).await?;
                        jwt::token(&text, &signature)
                    }
                    jwt::Key::Fixed { bearer } => bearer,
                };
                let fingerprint = crypto::sha256_hex(bearer.as_bytes()).await?;
                let careers_token = Some(credentials.careers_token);
                Permit { bearer, careers_token, fingerprint, tell: false }
            }
            _ => return Ok(Err(Denied::Operator("the credentials are another ATS's"))),
        };
        Ok(Ok(permit))
    }

    /// Trades the pair in. The caller holds the lock. The new pair is stored before anybody sees
    /// it: the platform holds our answer back until the write is on disk.
    async fn refresh(&self, base: &str) -> Result<std::result::Result<(), Denied>> {
        let Some(Credentials::Huntflow(pair)) = self.load_json(CREDENTIALS).await? else {
            return Ok(Err(Denied::Operator("no credentials were given yet")));
        };
        let body = RefreshToken::new(pair.refresh_token.clone());
        let mut health = self.health().await?;
        let refused = |e: crate::error::Error| worker::Error::from(e.to_string());
        let call = Refresh { body }.call("").map_err(refused)?;
        let address = format!("{base}{}", call.path);
        let seconds = bindings::timeout_seconds(&self.env);
        let answer = transport::carry(&self.env, &address, &call, None, seconds).await;
        // The operator may have given a new pair while we waited: then ours is of no interest.
        let now: Option<Credentials> = self.load_json(CREDENTIALS).await?;
        if !matches!(now, Some(Credentials::Huntflow(now)) if now == pair) {
            return Ok(Ok(()));
        }
        let denied = match answer.map(|reply| Refresh::renewal(&reply)) {
            Ok(Renewal::New(new)) => {
                health.refreshed_at = Some(clock::now());
                health.refreshes += 1;
                health.last_error = None;
                self.save_json(CREDENTIALS, &Credentials::Huntflow(new)).await?;
                None
            }
            // The boundary second: the token will do again in a moment.
            Ok(Renewal::TooEarly) => Some(Denied::Later("the access token is at its last second")),
            Ok(Renewal::Gone) => {
                health.refused_at = Some(clock::now());
                let why = "the ATS refuses the refresh token: seed a new pair";
                health.last_error = Some(why.to_owned());
                Some(Denied::Operator(why))
            }
            Ok(Renewal::Failed(error)) => {
                health.last_error = Some(error.to_string());
                Some(Denied::Later("the ATS does not refresh the token at the moment"))
            }
            Err(_) => {
                health.last_error = Some("token::Refresh: no answer".to_owned());
                Some(Denied::Later("the ATS did not answer the refresh"))
            }
        };
        self.save_json(HEALTH, &health).await?;
        Ok(denied.map_or(Ok(()), Err))
    }

    /// Takes credentials from the operator, unless they were taken before: a pair that has been
    /// traded in since must not come back. `None` if they cannot be read.
    async fn adopt(&self, seed: &str) -> Result<Option<bool>> {
        let Ok(credentials) = serde_json::from_str::<Credentials>(seed) else { return Ok(None) };
        let hash = crypto::sha256_hex(&serde_json::to_vec(&credentials)?).await?;
        let mut seen: Vec<String> = self.load_json(SEEN).await?.unwrap_or_default();
        if seen.contains(&hash) {
            return Ok(Some(false));
        }
        seen.push(hash);
        let old = seen.len().saturating_sub(SEEN_MAX);
        seen.drain(..old);
        let health = Health {
            seeded: true,
            adopted_at: Some(clock::now()),
            refused_at: None,
            last_error: None,
            ..self.health().await?
        };
        self.told.set(false);
        self.save_json(CREDENTIALS, &credentials).await?;
        self.save_json(SEEN, &seen).await?;
        self.save_json(HEALTH, &health).await?;
        Ok(Some(true))
    }

    async fn load_json<T: serde::de::DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        super::object::load(&self.state.storage(), key).await
    }

    async fn save_json(&self, key: &str, value: &impl Serialize) -> Result<()> {
        super::object::save(&self.state.storage(), key, value).await
    }
}

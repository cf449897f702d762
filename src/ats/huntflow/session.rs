//! A session at Huntflow for native programs: calls with a token pair that is refreshed when the ATS refuses it.

use super::token::{Refresh, RefreshToken, TokenPair};
use crate::api::client::session::{Credentials, Wire, send};
use crate::api::endpoint::Endpoint as _;
use crate::api::error::{Error, ErrorKind, Retry};
use crate::api::request::{Call, Reply, Transport};
use crate::ats::credentials::RefreshOutcome;
use futures_util::lock::Mutex;

/// Stores a token pair where it outlives the process.
#[allow(async_fn_in_trait, reason = "a client stays on its thread")]
pub trait PairStore {
    /// Reads the pair.
    async fn load(&self) -> Result<TokenPair, Error>;
    /// Stores a new pair. It must be on durable storage when this returns: the old pair is worthless.
    async fn save(&self, pair: &TokenPair) -> Result<(), Error>;
}

/// A session at Huntflow: a token pair that is refreshed when the ATS refuses it. No other session may use the same
/// pair, because a refresh token can be used once.
#[derive(Debug)]
pub struct HuntflowSession<W, S> {
    wire: W,
    store: S,
    /// Held during a refresh. It contains a new pair that could not be stored yet: the old pair is used up, so the new
    /// one must not be lost.
    refreshing: Mutex<Option<TokenPair>>,
}

impl<W: Wire<String>, S: PairStore> HuntflowSession<W, S> {
    /// A session that sends calls through `wire` and stores its pair in `store`.
    pub fn new(wire: W, store: S) -> Self {
        Self { wire, store, refreshing: Mutex::new(None) }
    }

    /// What sends the calls.
    pub fn wire(&self) -> &W {
        &self.wire
    }
}

impl<W: Wire<String>, S: PairStore> Credentials for HuntflowSession<W, S> {
    type Token = String;

    async fn token(
        &self,
        operation: &'static str,
        refused: Option<&String>,
    ) -> Result<String, Error> {
        let Some(refused) = refused else { return Ok(self.store.load().await?.access_token) };
        // The first caller refreshes; the others wait for the lock and find the new token.
        let mut unsaved = self.refreshing.lock().await;
        if let Some(pair) = unsaved.as_ref() {
            self.store.save(pair).await?;
        }
        *unsaved = None;
        let pair = self.store.load().await?;
        if pair.access_token != *refused {
            return Ok(pair.access_token);
        }
        let body = RefreshToken::new(pair.refresh_token);
        let reply = self.wire.carry(&Refresh { body }.call("")?, None).await?;
        let no = |kind, retry, why: &str| Err(Error::new(kind, retry, operation, why.to_owned()));
        match Refresh::outcome(&reply) {
            RefreshOutcome::New(pair) => {
                *unsaved = Some(pair.clone());
                self.store.save(&pair).await?;
                *unsaved = None;
                Ok(pair.access_token)
            }
            RefreshOutcome::TooEarly => {
                let why = "the access token is at its last second";
                no(ErrorKind::TokenExpired, Retry::Later(Some(1)), why)
            }
            RefreshOutcome::Refused => {
                let why = "the refresh token was used before or has expired: a new pair is needed";
                no(ErrorKind::Unauthorized, Retry::Never, why)
            }
            RefreshOutcome::Failed(error) => Err(error),
        }
    }
}

impl<W: Wire<String>, S: PairStore> Transport for HuntflowSession<W, S> {
    async fn send(&self, call: Call) -> Result<Reply, Error> {
        send(self, &self.wire, &call, super::config::refuses_token).await
    }
}

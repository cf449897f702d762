//! Credentials around a call: sent with a token, and once more with a fresh one if the ATS refuses
//! that.

use crate::ats::huntflow::token::{Refresh, RefreshToken, Renewal, TokenPair};
use crate::call::{Call, Reply, Transport};
use crate::endpoint::Endpoint as _;
use crate::error::{Error, ErrorKind, Retry};
use futures_util::lock::Mutex;

/// Gives tokens.
#[allow(async_fn_in_trait, reason = "a client stays on its thread")]
pub trait Credentials {
    /// A token, and what names it.
    type Token;

    /// A token for `operation`; not `refused`, which the ATS has just turned down. However many ask
    /// at once, a token is refreshed once.
    async fn token(
        &self,
        operation: &'static str,
        refused: Option<&Self::Token>,
    ) -> Result<Self::Token, Error>;
}

/// Sends one request with a token.
#[allow(async_fn_in_trait, reason = "a client stays on its thread")]
pub trait Wire<T: ?Sized> {
    /// Sends `call` once. An answer of any status is `Ok`; no answer is an error.
    async fn carry(&self, call: &Call, token: Option<&T>) -> Result<Reply, Error>;
}

/// Sends a call, and once more with a fresh token if `refuses` says that its token was refused:
/// that was before it was acted upon, so even a write may be sent again.
pub async fn send<T>(
    credentials: &impl Credentials<Token = T>,
    wire: &impl Wire<T>,
    call: &Call,
    refuses: impl Fn(&Reply) -> bool,
) -> Result<Reply, Error> {
    let token = credentials.token(call.operation, None).await?;
    let reply = wire.carry(call, Some(&token)).await?;
    if !refuses(&reply) {
        return Ok(reply);
    }
    let fresh = credentials.token(call.operation, Some(&token)).await?;
    wire.carry(call, Some(&fresh)).await
}

/// Keeps a token pair where it outlives the process.
#[allow(async_fn_in_trait, reason = "a client stays on its thread")]
pub trait PairStore {
    /// The pair.
    async fn load(&self) -> Result<TokenPair, Error>;
    /// Keeps a new pair. It must be safe when this returns: the old one is worth nothing any more.
    async fn save(&self, pair: &TokenPair) -> Result<(), Error>;
}

/// A session at Huntflow: a token pair that is refreshed when the ATS asks for it. One session must
/// be the only one that uses its pair, because a refresh token works once.
#[derive(Debug)]
pub struct HuntflowSession<W, S> {
    wire: W,
    store: S,
    /// Whoever holds it refreshes. In it is a new pair that could not be kept yet: the old one is
    /// spent, so this one must not be lost with it.
    turn: Mutex<Option<TokenPair>>,
}

impl<W: Wire<String>, S: PairStore> HuntflowSession<W, S> {
    /// A session that sends by `wire` and keeps its pair in `store`.
    pub fn new(wire: W, store: S) -> Self {
        Self { wire, store, turn: Mutex::new(None) }
    }

    /// What it sends by.
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
        // Whoever has the turn refreshes; the others find the new token when it is theirs.
        let mut unkept = self.turn.lock().await;
        if let Some(pair) = unkept.as_ref() {
            self.store.save(pair).await?;
        }
        *unkept = None;
        let pair = self.store.load().await?;
        if pair.access_token != *refused {
            return Ok(pair.access_token);
        }
        let body = RefreshToken::new(pair.refresh_token);
        let reply = self.wire.carry(&Refresh { body }.call("")?, None).await?;
        let no = |kind, retry, why: &str| Err(Error::new(kind, retry, operation, why.to_owned()));
        match Refresh::renewal(&reply) {
            Renewal::New(pair) => {
                *unkept = Some(pair.clone());
                self.store.save(&pair).await?;
                *unkept = None;
                Ok(pair.access_token)
            }
            Renewal::TooEarly => {
                let why = "the access token is at its last second";
                no(ErrorKind::TokenExpired, Retry::Later(Some(1)), why)
            }
            Renewal::Gone => {
                let why = "the refresh token was used or has run out: a new pair is needed";
                no(ErrorKind::Unauthorized, Retry::Never, why)
            }
            Renewal::Failed(error) => Err(error),
        }
    }
}

impl<W: Wire<String>, S: PairStore> Transport for HuntflowSession<W, S> {
    async fn send(&self, call: Call) -> Result<Reply, Error> {
        send(self, &self.wire, &call, crate::ats::huntflow::refuses_token).await
    }
}

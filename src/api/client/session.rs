//! Token refresh: a call is sent with a token, and once more with a fresh token if the ATS refuses
//! the first.

use crate::api::error::Error;
use crate::api::request::{Call, Reply};

/// A source of access tokens.
#[allow(async_fn_in_trait, reason = "a client stays on its thread")]
pub trait Credentials {
    /// A token, with an identifier.
    type Token;

    /// A token for `operation`, other than `refused`, which the ATS has just rejected. Concurrent
    /// calls cause only one refresh.
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

/// Sends a call, and once more with a fresh token if `refuses` says that the token was refused. A
/// refused call has had no effect, so a write is resent too.
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

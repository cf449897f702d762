//! A typed client of an ATS's API, for use from Rust: it sends an operation and returns its reply.
//!
//! ```
//! # use apply_edge::{ats::huntflow::{applicants, ids::AccountId}, api::{client::{Client, Host}, error::Error}};
//! # async fn example(huntflow: &Client<impl Host>) -> Result<(), Error> {
//! let account = AccountId(7);
//! let body = applicants::NewApplicant {
//!     first_name: Some("Ada".to_owned()),
//!     last_name: Some("Byron".to_owned()),
//!     ..Default::default()
//! };
//! let created = huntflow.send(applicants::Create { account, body }).await?;
//! let ada = huntflow.send(applicants::Read { account, applicant: created.id }).await?;
//! assert_eq!(ada.last_name.as_deref(), Some("Byron"));
//! # Ok(())
//! # }
//! ```
//!
//! An expired access token is refreshed once ([`session`]). A read that was rate limited, or got no
//! answer, is retried after the delay that the ATS asked for. A write is never retried, because the
//! ATS may have acted on it. An [`Error`] has the kind of failure, whether a retry can help, and the
//! form of the answer ([`crate::api::error::Grade`]).

pub mod session;

use crate::api::backoff;
use crate::api::endpoint::{Api as _, Endpoint, Pdf};
use crate::api::error::{Error, ErrorKind, Retry};
use crate::api::request::{Method, Reply, Transport};

/// The platform of a client: transport, timer and random numbers.
#[allow(async_fn_in_trait, reason = "a client stays on its thread")]
pub trait Host: Transport {
    /// Waits for `ms` milliseconds.
    async fn pause(&self, ms: u64);

    /// Random bits from the platform's cryptographic generator.
    fn random(&self) -> u64;
}

/// A [`Host`] that can stream an answer.
#[allow(async_fn_in_trait, reason = "a client stays on its thread")]
pub trait Streams: Host {
    /// The type of a streamed body.
    type Stream;

    /// Sends `call` once. A success is a stream, anything else a reply.
    async fn open(
        &self,
        call: crate::api::request::Call,
    ) -> Result<Result<Self::Stream, Reply>, Error>;
}

/// A request for a paginated list.
pub trait Paged: Endpoint + Clone {
    /// An item of the list.
    type Item;
    /// The items of a page.
    fn items(reply: Self::Reply) -> Vec<Self::Item>;
    /// The request for the next page; `None` after the last one.
    fn next(&self, reply: &Self::Reply) -> Option<Self>;
}

/// Maximum number of attempts of a read.
const TRIES: u32 = 4;

/// A typed client of one API.
#[derive(Debug, Clone)]
pub struct Client<H> {
    host: H,
}

impl<H: Host> Client<H> {
    /// Creates a client over `host`.
    pub fn new(host: H) -> Self {
        Self { host }
    }

    /// The platform of this client.
    pub fn host(&self) -> &H {
        &self.host
    }

    /// Sends an operation and reads its reply. Reads are attempted up to four times; writes once.
    pub async fn send<E: Endpoint>(&self, endpoint: E) -> Result<E::Reply, Error> {
        let mut failures = 0;
        loop {
            let call = endpoint.call(&self.boundary())?;
            let reply = self.host.send(call).await;
            let error = match reply.and_then(|reply| E::parse(&reply)) {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            failures += 1;
            match repeat::<E>(&error) {
                Some(asked) if failures < TRIES => {
                    self.host.pause(backoff::pause(failures, asked, self.random_unit())).await;
                }
                _ => return Err(error),
            }
        }
    }

    /// The pages of a list, one after the other.
    ///
    /// ```
    /// # use apply_edge::{ats::huntflow::{ids::AccountId, vacancies}, api::{client::{Client, Host}, error::Error}};
    /// # async fn example(huntflow: &Client<impl Host>) -> Result<(), Error> {
    /// let (account, query) = (AccountId(7), vacancies::Filter::default());
    /// let mut pages = huntflow.pages(vacancies::List { account, query });
    /// while let Some(vacancies) = pages.next().await? {
    ///     for vacancy in vacancies {
    ///         println!("{:?}", vacancy.position);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages<E: Paged>(&self, first: E) -> Pages<'_, H, E> {
        Pages { client: self, next: Some(first) }
    }

    fn boundary(&self) -> String {
        format!("apply-edge-{:016x}{:016x}", self.host.random(), self.host.random())
    }

    fn random_unit(&self) -> f64 {
        // 32 bits are enough for jitter.
        f64::from(u32::try_from(self.host.random() >> 32).unwrap_or(0)) / f64::from(u32::MAX)
    }
}

impl<H: Streams> Client<H> {
    /// Opens a PDF of any length as a stream.
    pub async fn open<E: Endpoint<Reply = Pdf>>(&self, endpoint: E) -> Result<H::Stream, Error> {
        match self.host.open(endpoint.call("")?).await? {
            Ok(stream) => Ok(stream),
            Err(reply) => Err(E::Api::refusal(E::ROW.operation, E::ROW.method, &reply)),
        }
    }
}

/// The requested delay, if a failed operation may be retried.
fn repeat<E: Endpoint>(error: &Error) -> Option<Option<u32>> {
    if E::ROW.method != Method::Get {
        return None;
    }
    match (error.kind, error.retry) {
        // The token was refreshed already, or cannot be.
        (ErrorKind::TokenExpired | ErrorKind::Unauthorized, _) | (_, Retry::Never) => None,
        (_, Retry::Later(asked)) => Some(asked),
        // Repeating a read has no effect on the ATS.
        (_, Retry::Look) => Some(None),
    }
}

/// The pages of a list: see [`Client::pages`].
#[derive(Debug)]
pub struct Pages<'c, H, E> {
    client: &'c Client<H>,
    next: Option<E>,
}

impl<H: Host, E: Paged> Pages<'_, H, E> {
    /// The items of the next page; `None` after the last one. After an error, the next call retries
    /// the same page.
    pub async fn next(&mut self) -> Result<Option<Vec<E::Item>>, Error> {
        let Some(request) = self.next.clone() else { return Ok(None) };
        let reply = self.client.send(request.clone()).await?;
        self.next = request.next(&reply);
        Ok(Some(E::items(reply)))
    }

    /// All items of the remaining pages, up to `pages` of them.
    pub async fn all(&mut self, pages: usize) -> Result<Vec<E::Item>, Error> {
        let mut all = Vec::new();
        for _ in 0..pages {
            let Some(items) = self.next().await? else { break };
            all.extend(items);
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests;

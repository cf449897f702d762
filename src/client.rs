//! A typed client of an ATS's API, for whoever writes Rust: an operation goes in, its reply comes
//! out.
//!
//! ```
//! # use apply_edge::{ats::huntflow::{applicants, ids::AccountId}, client::{Client, Host}, error::Error};
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
//! What it promises: an access token that ran out is refreshed once ([`session`]); a read that was
//! refused by the pace, or got no answer, is repeated after the pause the ATS asked for; a write is
//! never repeated, because the ATS may have acted. An [`Error`] says what kind of failure it is,
//! whether a repeat can help, and what the answer was made of ([`crate::error::Grade`]).

pub mod session;

use crate::ats::huntflow::ids::AccountId;
use crate::ats::huntflow::paging::Turn;
use crate::ats::huntflow::tasks::{self, Task, TaskId};
use crate::call::{Method, Reply, Transport};
use crate::endpoint::{Api as _, Endpoint, Pdf};
use crate::error::{Error, ErrorKind, Retry};
use crate::retry;

/// What a client needs of where it runs: somebody who carries calls, a clock to wait by, dice.
#[allow(async_fn_in_trait, reason = "a client stays on its thread")]
pub trait Host: Transport {
    /// Waits so many milliseconds.
    async fn pause(&self, ms: u64);

    /// Random bits of the platform's cryptographic generator.
    fn random(&self) -> u64;
}

/// A [`Host`] that can hand an answer on as it comes in.
#[allow(async_fn_in_trait, reason = "a client stays on its thread")]
pub trait Streams: Host {
    /// What a body is, as it comes in.
    type Stream;

    /// Sends `call` once. A success is a stream, anything else a reply.
    async fn open(&self, call: crate::call::Call) -> Result<Result<Self::Stream, Reply>, Error>;
}

/// How often a read is tried.
const TRIES: u32 = 4;
/// Milliseconds before a task is asked for again the first time; every further pause is half as
/// long again.
const TASK_PAUSE: u64 = 500;
/// The longest pause between two questions for a task, in milliseconds.
const TASK_PAUSE_MAX: u64 = 15_000;

/// A client.
#[derive(Debug, Clone)]
pub struct Client<H> {
    host: H,
}

impl<H: Host> Client<H> {
    /// A client over `host`.
    pub fn new(host: H) -> Self {
        Self { host }
    }

    /// Where it runs.
    pub fn host(&self) -> &H {
        &self.host
    }

    /// Sends an operation and reads its reply. Reads are tried up to four times; writes once.
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
                    self.host.pause(retry::pause(failures, asked, self.dice())).await;
                }
                _ => return Err(error),
            }
        }
    }

    /// The pages of a list, one after the other.
    ///
    /// ```
    /// # use apply_edge::{ats::huntflow::{ids::AccountId, vacancies}, client::{Client, Host}, error::Error};
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
    pub fn pages<E: Turn>(&self, first: E) -> Pages<'_, H, E> {
        Pages { client: self, next: Some(first) }
    }

    /// Asks for a task until it is over, or `limit_ms` milliseconds of waiting are. A task that
    /// failed is an answer too: its [`Task::states_log`] says why.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unavailable`] if the task is not over in time; it may be asked for again.
    ///
    /// ```
    /// # use apply_edge::{ats::huntflow::{divisions, ids::AccountId}, client::{Client, Host}, error::Error};
    /// # async fn example(huntflow: &Client<impl Host>, body: divisions::Structure) -> Result<(), Error> {
    /// let account = AccountId(7);
    /// let accepted = huntflow.send(divisions::Replace { account, body }).await?;
    /// let task = huntflow.finished(account, accepted.payload.task_id, 60_000).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn finished(
        &self,
        account: AccountId,
        task: TaskId,
        limit_ms: u64,
    ) -> Result<Task, Error> {
        let (mut waited, mut pause) = (0, TASK_PAUSE);
        loop {
            let found = self.send(tasks::Read { account, task: task.clone() }).await?;
            if found.is_over() {
                return Ok(found);
            }
            if waited >= limit_ms {
                let why = format!("not over after {waited} ms");
                let (kind, retry) = (ErrorKind::Unavailable, Retry::Later(None));
                return Err(Error::new(kind, retry, tasks::Read::ROW.operation, why));
            }
            pause = pause.min(limit_ms.saturating_sub(waited));
            self.host.pause(pause).await;
            waited = waited.saturating_add(pause);
            pause = (pause + pause / 2).clamp(1, TASK_PAUSE_MAX);
        }
    }

    fn boundary(&self) -> String {
        format!("apply-edge-{:016x}{:016x}", self.host.random(), self.host.random())
    }

    fn dice(&self) -> f64 {
        // Jitter needs no more than these bits.
        f64::from(u32::try_from(self.host.random() >> 32).unwrap_or(0)) / f64::from(u32::MAX)
    }
}

impl<H: Streams> Client<H> {
    /// Opens a PDF as a stream, however long it is.
    pub async fn open<E: Endpoint<Reply = Pdf>>(&self, endpoint: E) -> Result<H::Stream, Error> {
        match self.host.open(endpoint.call("")?).await? {
            Ok(stream) => Ok(stream),
            Err(reply) => Err(E::Api::refusal(E::ROW.operation, E::ROW.method, &reply)),
        }
    }
}

/// Whether a failed operation may be sent again, and the pause that was asked for.
fn repeat<E: Endpoint>(error: &Error) -> Option<Option<u32>> {
    if E::ROW.method != Method::Get {
        return None;
    }
    match (error.kind, error.retry) {
        // The token was refreshed already, or cannot be.
        (ErrorKind::TokenExpired | ErrorKind::Unauthorized, _) | (_, Retry::Never) => None,
        (_, Retry::Later(asked)) => Some(asked),
        // Nothing can have been done twice by a read.
        (_, Retry::Look) => Some(None),
    }
}

/// Pages of a list: see [`Client::pages`].
#[derive(Debug)]
pub struct Pages<'c, H, E> {
    client: &'c Client<H>,
    next: Option<E>,
}

impl<H: Host, E: Turn> Pages<'_, H, E> {
    /// The items of the next page; `None` after the last one. A failure ends nothing: asked again,
    /// the same page is tried again.
    pub async fn next(&mut self) -> Result<Option<Vec<E::Item>>, Error> {
        let Some(request) = self.next.clone() else { return Ok(None) };
        let reply = self.client.send(request.clone()).await?;
        self.next = request.next(&reply);
        Ok(Some(E::items(reply)))
    }

    /// All items of the pages that are left, of at most `pages` pages.
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

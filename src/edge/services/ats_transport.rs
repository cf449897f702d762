//! Calls to a site's ATS: permits and tokens come from the `Account` object, URLs from the ATS's own settings.

use super::ats_http::{self, SendError};
use crate::api::backoff;
use crate::api::client::session::{self, Credentials, Wire};
use crate::api::error::{Error, ErrorKind, Retry};
use crate::api::request::{Access, Call, Method, Reply, Transport};
use crate::edge::platform::{clock, env};
use crate::edge::rpc::account::{
    AccountStub, CallPermit, PermitAnswer, PermitDenial, PermitRequest,
};
use crate::site::Site;
use crate::throttle::scheduler::{CallOutcome, Priority};
use std::cell::{Cell, RefCell};
use worker::Env;

/// The transport of calls to a site's ATS.
pub(crate) struct AtsTransport<'a> {
    env: &'a Env,
    site: &'a Site,
    priority: Priority,
    /// The receipt of the delivery that makes the calls, if one does.
    receipt: Option<String>,
    /// A permit reserved before the call.
    reserved: RefCell<Option<CallPermit>>,
    /// Whether the `Account` object wants to know the outcome of the call.
    wants_report: Cell<bool>,
}

/// No permit yet.
pub(crate) struct Throttled {
    /// The time at which to ask again, in ms since the epoch.
    pub(crate) at: u64,
    /// The ticket to present then.
    pub(crate) ticket: Option<u64>,
    /// The reason, if it is other than the rate limit.
    pub(crate) reason: Option<String>,
}

impl<'a> AtsTransport<'a> {
    pub(crate) fn new(env: &'a Env, site: &'a Site, priority: Priority) -> Self {
        let (receipt, reserved, wants_report) = Default::default();
        Self { env, site, priority, receipt, reserved, wants_report }
    }

    /// The transport of a delivery, which is woken after an outage of the ATS.
    pub(crate) fn of_delivery(self, receipt: String) -> Self {
        Self { receipt: Some(receipt), ..self }
    }

    /// Reserves a permit for the next call, or says when to ask again.
    pub(crate) async fn reserve(&self, ticket: Option<u64>) -> Result<(), Throttled> {
        match self.request("permit", None, ticket).await {
            Ok(Permit::Granted(permit)) => {
                *self.reserved.borrow_mut() = Some(permit);
                Ok(())
            }
            Ok(Permit::At(at)) => Err(Throttled { at, ticket: Some(at), reason: None }),
            Ok(Permit::Down(at)) => Err(Throttled { at, ticket: None, reason: None }),
            Err(error) => {
                let pause = backoff::pause(5, None, clock::random_unit());
                let reason = Some(error.to_string());
                Err(Throttled { at: clock::now() + pause, ticket: None, reason })
            }
        }
    }

    /// Reports what the reply to a call, or its absence, says about the ATS.
    pub(crate) async fn report_reply(&self, method: Method, reply: &Result<Reply, Error>) {
        let stopped = match reply {
            // Reading jobs may need other permissions than delivering.
            Ok(reply) if self.receipt.is_some() => {
                let stops = self.site.ats.settings().stops_account(method, reply);
                stops.then_some(CallOutcome::Stopped(reply.status))
            }
            _ => None,
        };
        if let Some(outcome) = stopped.or_else(|| CallOutcome::of(reply)) {
            self.report(outcome).await;
        }
    }

    /// Reports the outcome of a call, if it is wanted.
    pub(crate) async fn report(&self, outcome: CallOutcome) {
        if outcome == CallOutcome::Answered && !self.wants_report.get() {
            return;
        }
        // If this fails, the next failure reports it again.
        if let Ok(account) = self.account() {
            let _ = account.report(outcome, self.receipt.clone()).await;
        }
    }

    fn account(&self) -> worker::Result<AccountStub> {
        AccountStub::new(self.env, self.site.ats.settings().credentials())
    }

    async fn request(
        &self,
        operation: &'static str,
        refused: Option<&CallPermit>,
        ticket: Option<u64>,
    ) -> Result<Permit, Error> {
        let request = PermitRequest {
            ats: self.site.ats.clone(),
            refused: refused.map(|permit| permit.fingerprint.clone()),
            rate_limit: self.site.rate_limit(),
            priority: self.priority,
            ticket,
            receipt: self.receipt.clone(),
        };
        let answer = async { self.account()?.permit(request).await };
        // Whatever is in the way here, nothing was sent to the ATS yet, so nothing needs to be looked for.
        let failed = |kind, detail| Err(Error::new(kind, Retry::Later(None), operation, detail));
        match answer.await {
            Ok(PermitAnswer::Granted(permit)) => {
                self.wants_report.set(permit.report);
                Ok(Permit::Granted(permit))
            }
            Ok(PermitAnswer::At(at)) => Ok(Permit::At(at)),
            Ok(PermitAnswer::Down(at)) => Ok(Permit::Down(at)),
            Ok(PermitAnswer::Denied { reason, detail }) => {
                let kind = match reason {
                    PermitDenial::Credentials => ErrorKind::Unauthorized,
                    PermitDenial::NoRoom => ErrorKind::TooManyRequests,
                    PermitDenial::Unavailable => ErrorKind::Unavailable,
                };
                failed(kind, detail)
            }
            Err(_) => {
                failed(ErrorKind::Unavailable, "the Account object did not answer".to_owned())
            }
        }
    }
}

/// A permit, or the time at which to ask again.
enum Permit {
    Granted(CallPermit),
    At(u64),
    /// The ATS is down until this time at least.
    Down(u64),
}

impl Transport for AtsTransport<'_> {
    async fn send(&self, call: Call) -> Result<Reply, Error> {
        let refuses = |reply: &Reply| self.site.ats.settings().refuses_token(reply);
        let reply = session::send(self, self, &call, refuses).await;
        if self.priority == Priority::Browse {
            self.report_reply(call.method, &reply).await;
        }
        reply
    }
}

impl Credentials for AtsTransport<'_> {
    type Token = CallPermit;

    async fn token(
        &self,
        operation: &'static str,
        refused: Option<&CallPermit>,
    ) -> Result<CallPermit, Error> {
        if refused.is_none()
            && let Some(permit) = self.reserved.borrow_mut().take()
        {
            return Ok(permit);
        }
        match self.request(operation, refused, None).await? {
            Permit::Granted(permit) => Ok(permit),
            Permit::At(at) => {
                let why = "no slot at the ATS's rate limit".to_owned();
                Err(Error::new(ErrorKind::TooManyRequests, later(at), operation, why))
            }
            Permit::Down(at) => {
                let why = "the ATS does not answer".to_owned();
                Err(Error::new(ErrorKind::TooManyRequests, later(at), operation, why))
            }
        }
    }
}

/// A retry at a time in ms since the epoch.
fn later(at: u64) -> Retry {
    let seconds = at.saturating_sub(clock::now()).div_ceil(1000);
    Retry::Later(u32::try_from(seconds).ok())
}

impl Wire<CallPermit> for AtsTransport<'_> {
    async fn carry(&self, call: &Call, permit: Option<&CallPermit>) -> Result<Reply, Error> {
        let seconds = env::timeout_seconds(self.env);
        let query_token = permit.and_then(|permit| permit.query_token.as_deref());
        let address = self.site.ats.settings().address(call, query_token);
        let bearer = permit.map(|permit| permit.bearer.as_str());
        let authorization = bearer.filter(|_| call.access == Access::Bearer);
        let sent = ats_http::send(self.env, &address, call, authorization, seconds).await;
        sent.map_err(|error| match error {
            SendError::NoAnswer => Error::unreachable(call.operation, "no answer, or not in time"),
            SendError::FileGone => {
                let why = "a file of the application is missing or damaged".to_owned();
                Error::new(ErrorKind::Refused, Retry::Never, call.operation, why)
            }
        })
    }
}

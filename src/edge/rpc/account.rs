//! The `Account` objects: the credentials of one ATS account, and the pace of calls to it.

use super::commands;
use crate::ats::AtsConfig;
use crate::ats::health::AccountHealth;
use crate::edge::platform::env;
use crate::throttle::pace::RateLimit;
use crate::throttle::scheduler::{CallOutcome, Priority};
use serde::{Deserialize, Serialize};

commands! { AccountStub of env::ACCOUNT;
    /// A permit for one call to the ATS.
    permit(request: PermitRequest) -> PermitAnswer;
    /// Reports the outcome of a call, from which the pace and the circuit breaker learn. A delivery that gives its
    /// receipt is woken when an ATS that is down answers again.
    report(outcome: CallOutcome, receipt: Option<String>) -> ();
    /// Takes credentials from the operator.
    put_credentials(seed: String) -> SeedOutcome;
    /// The operator says that the cause of an outage or a stop is removed: the waiting deliveries go on at once.
    resume() -> ();
    /// The longest time for which the ATS's search was seen not to find a new candidate, in ms.
    search_lag() -> u64;
    /// Records that the ATS's search did not find a new candidate for this long, in ms.
    learn_search_lag(ms: u64) -> ();
    /// The health of the credentials and of the ATS.
    health() -> AccountHealth;
}

/// A request for a permit.
#[derive(Serialize, Deserialize)]
pub(crate) struct PermitRequest {
    /// The ATS, and its address.
    pub(crate) ats: AtsConfig,
    /// Fingerprint of a token that the ATS has just refused.
    pub(crate) refused: Option<String>,
    /// The pace to keep.
    pub(crate) rate_limit: RateLimit,
    /// The kind of call.
    pub(crate) priority: Priority,
    /// The time that an earlier answer named, in ms since the epoch.
    pub(crate) ticket: Option<u64>,
    /// The delivery that asks, to be woken when an ATS that is down answers again.
    pub(crate) receipt: Option<String>,
}

/// The answer to a request for a permit.
#[derive(Serialize, Deserialize)]
pub(crate) enum PermitAnswer {
    /// The call may be made now.
    Granted(CallPermit),
    /// Ask again at this time, in ms since the epoch, with it as the ticket.
    At(u64),
    /// The ATS is down. The delivery is woken when it answers again, and asks again at this time (ms since the epoch)
    /// at the latest; without a receipt it is the time of the next probe.
    Down(u64),
    /// No permit, for a reason.
    Denied { reason: PermitDenial, detail: String },
}

/// The reason for which there is no permit.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) enum PermitDenial {
    /// The operator has to act.
    Credentials,
    /// It may pass by itself.
    Unavailable,
    /// Other calls have the pace.
    NoRoom,
}

/// A token for one call.
#[derive(Serialize, Deserialize)]
pub(crate) struct CallPermit {
    /// Goes into `Authorization`.
    pub(crate) bearer: String,
    /// Goes into the query of a public API that wants it there.
    pub(crate) query_token: Option<String>,
    /// Identifies the token without revealing it.
    pub(crate) fingerprint: String,
    /// Whether the outcome of the call is to be reported.
    pub(crate) report: bool,
}

/// The result of putting credentials.
#[derive(Serialize, Deserialize)]
pub(crate) enum SeedOutcome {
    /// They are in use now.
    Adopted,
    /// They were put before, and may have been traded in since.
    Known,
    /// They are no credentials of an ATS that we know.
    Unreadable,
}

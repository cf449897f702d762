//! The `Account` object: the one place where an ATS account's credentials live. It hands out an access token
//! for one call at a time; the bytes of a call never pass through it.
//!
//! A refused token is refreshed once: requests that come with the same refused token wait behind one lock, and
//! find the new token when it is their turn.

mod parked;

use crate::api::error::{Error, Grade};
use crate::ats::credentials::{
    CredentialsError, REFRESH_REFUSED, RefreshOutcome, SeedHistory, TokenSource,
};
use crate::ats::health::AccountHealth;
use crate::ats::{AnyCredentials, AtsConfig};
use crate::edge::platform::{clock, crypto, env, response, storage};
use crate::edge::rpc::account::{
    self, CallPermit, Commands, PermitAnswer, PermitDenial, PermitRequest, SeedOutcome,
};
use crate::edge::services::{ats_http, notify};
use crate::throttle::pace::RateLimit;
use crate::throttle::scheduler::{
    Admission, CallOutcome, GATEWAY_WAIT_MAX, Outage, Priority, RateScheduler,
};
use futures_util::lock::Mutex;
use parked::ParkedDeliveries;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use worker::{Delay, DurableObject, Env, Request, Response, Result, State, durable_object};

/// How long a call whose token was refreshed may wait for room, in ms: a refresh is rare, and a whole crowd
/// behind it has left in less.
const REFRESHED_WAIT_MS: u64 = 20_000;
/// How long a delivery that has not begun waits here for its slot, in ms. Not for long, because few may run at once: for
/// a later slot it sets its alarm.
const DELIVERY_WAIT_MAX: u64 = 300;
const CREDENTIALS: &str = "credentials";
const SEEDS: &str = "seeds";
const HEALTH: &str = "health";
const OUTAGE: &str = "outage";
/// The key of the addresses to which the credentials may be sent.
const ADDRESSES: &str = "addresses";
/// The limit before the first request names one.
const LIMIT: RateLimit = RateLimit { requests: 10, window_ms: 1000 };

/// The operator has to give credentials.
const NO_CREDENTIALS: &str = "no credentials were given yet";

const OTHER_ADDRESS: &str = "the credentials were given for another address of the ATS: give them again if the site's new address is right";

/// The origin of credentials.
#[derive(Clone, Copy, PartialEq, Eq)]
enum GivenBy {
    /// The operator's route.
    Operator,
    /// A secret of the Worker.
    Secret,
}

/// The reason for which no permit can be given.
struct Denied(PermitDenial, &'static str);

impl From<CredentialsError> for Denied {
    fn from(error: CredentialsError) -> Self {
        match error {
            CredentialsError::Operator(reason) => Self(PermitDenial::Credentials, reason),
            CredentialsError::Later(reason) => Self(PermitDenial::Unavailable, reason),
        }
    }
}

fn ask_operator(reason: &'static str) -> Denied {
    CredentialsError::Operator(reason).into()
}

async fn sleep_until(at: u64, now: u64) {
    Delay::from(Duration::from_millis(at.saturating_sub(now))).await;
}

type Permitted<T> = std::result::Result<T, Denied>;

#[durable_object]
pub struct Account {
    state: State,
    env: Env,
    lock: Mutex<()>,
    /// Counts the refreshes that were tried.
    attempts: Cell<u64>,
    /// Whether the seed among the secrets was looked at.
    seeded: Cell<bool>,
    /// Whether the operator was alerted.
    alerted: Rc<Cell<bool>>,
    /// The ATS's pace, and whether it is down. The pace is lost when the object sleeps: then nobody waits for it.
    scheduler: RefCell<RateScheduler>,
    /// The outage in storage; `None` until it was read.
    stored_outage: RefCell<Option<Option<Outage>>>,
    /// Held by the one who waits for the next moment that is free; the others wait in line.
    turn: async_lock::Mutex<()>,
    /// The limit that the last request named.
    limit: Cell<RateLimit>,
    /// The deliveries that wait for an ATS that is down, once they were read.
    parked: RefCell<Option<ParkedDeliveries>>,
}

impl DurableObject for Account {
    fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            lock: Mutex::new(()),
            attempts: Cell::new(0),
            seeded: Cell::new(false),
            alerted: Rc::default(),
            scheduler: RefCell::default(),
            stored_outage: RefCell::new(None),
            turn: async_lock::Mutex::new(()),
            limit: Cell::new(LIMIT),
            parked: RefCell::new(None),
        }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        account::dispatch(self, request).await
    }

    async fn alarm(&self) -> Result<Response> {
        self.resume_outage().await?;
        self.wake_parked().await?;
        response::empty()
    }
}

impl Commands for Account {
    async fn permit(&self, request: PermitRequest) -> Result<PermitAnswer> {
        self.resume_outage().await?;
        let mut report = false;
        if request.refused.is_none() {
            match self.wait_for_slot(&request).await {
                Admission::Now { report: wanted } => report = wanted,
                Admission::At(at) => return Ok(PermitAnswer::At(at)),
                Admission::Down(until) => return self.down(&request, until).await,
            }
        }
        let permit = match self.find_permit(&request).await? {
            Ok(permit) if request.refused.is_some() => {
                let room = self.wait_for_room(request.rate_limit).await;
                room.map(|report| CallPermit { report, ..permit })
            }
            permit => permit.map(|permit| CallPermit { report, ..permit }),
        };
        Ok(match permit {
            Ok(permit) => PermitAnswer::Granted(permit),
            Err(Denied(reason, detail)) => {
                if matches!(reason, PermitDenial::Credentials) {
                    self.alert_operator(detail);
                }
                PermitAnswer::Denied { reason, detail: detail.to_owned() }
            }
        })
    }

    async fn report(&self, outcome: CallOutcome, receipt: Option<String>) -> Result<()> {
        self.resume_outage().await?;
        self.scheduler.borrow_mut().report(outcome, clock::now(), clock::random_unit());
        self.store_outage().await?;
        self.note_stop(outcome).await?;
        let is_long = self.scheduler.borrow().outage().is_some_and(|outage| outage.is_long());
        match outcome {
            CallOutcome::Failed if is_long => {
                self.alert_operator("the ATS has not answered for about an hour");
            }
            // The next trouble is another one.
            CallOutcome::Answered => self.alerted.set(false),
            _ => {}
        }
        self.reported(receipt).await
    }

    async fn resume(&self) -> Result<()> {
        // The operator knows what otherwise the answer to a probe would say.
        self.report(CallOutcome::Answered, None).await
    }

    async fn search_lag(&self) -> Result<u64> {
        Ok(self.stored_health().await?.search_lag_ms)
    }

    async fn learn_search_lag(&self, ms: u64) -> Result<()> {
        let mut health = self.stored_health().await?;
        if ms > health.search_lag_ms {
            health.search_lag_ms = ms;
            storage::save(&self.state.storage(), HEALTH, &health).await?;
        }
        Ok(())
    }

    async fn put_credentials(&self, seed: String) -> Result<SeedOutcome> {
        self.adopt(&seed, GivenBy::Operator).await
    }

    async fn health(&self) -> Result<AccountHealth> {
        self.resume_outage().await?;
        let health = self.stored_health().await?;
        let parked = self.parked(|parked| parked.len()).await?;
        let scheduler = self.scheduler.borrow();
        let planned = scheduler.waiting(self.limit.get(), clock::now());
        let waiting = parked.saturating_add(usize::try_from(planned).unwrap_or(usize::MAX));
        Ok(AccountHealth { waiting, open_until: scheduler.open_until(), ..health })
    }
}

impl Account {
    /// Alerts the operator, once, and keeps nobody waiting for it. Deliveries come back, so it is tried again
    /// until the alert was sent.
    fn alert_operator(&self, why: &'static str) {
        if self.alerted.replace(true) {
            return;
        }
        let account = self.state.id().name().unwrap_or_default();
        let message =
            format!("apply-edge: account {account}: {why}. Applications are accepted and wait.");
        let (env, alerted) = (self.env.clone(), self.alerted.clone());
        wasm_bindgen_futures::spawn_local(async move {
            if let Err(error) = notify::send(&env, &message).await {
                worker::console_error!("alert: {}", error.to_string());
                alerted.set(false);
            }
        });
    }

    /// Records whether the ATS refuses the account; the operator hears of it once, not for every application.
    async fn note_stop(&self, outcome: CallOutcome) -> Result<()> {
        if !matches!(outcome, CallOutcome::Stopped(_) | CallOutcome::Answered) {
            return Ok(());
        }
        let mut health = self.stored_health().await?;
        let alerts = match outcome {
            CallOutcome::Stopped(status) => health.record_stop(status, clock::now()),
            CallOutcome::Answered if health.record_end_of_stop() => false,
            _ => return Ok(()),
        };
        storage::save(&self.state.storage(), HEALTH, &health).await?;
        if alerts && let Some(stop) = &health.stopped {
            self.alerted.set(false);
            self.alert_operator(stop.reason());
        }
        Ok(())
    }

    /// Continues the outage during which this object was started anew, if there is one.
    async fn resume_outage(&self) -> Result<()> {
        if self.stored_outage.borrow().is_some() {
            return Ok(());
        }
        let stored: Option<Outage> =
            storage::load(&self.state.storage(), OUTAGE).await.unwrap_or(None);
        // Of two requests at once, the first continues it.
        if self.stored_outage.borrow().is_none() {
            if let Some(outage) = stored {
                self.scheduler.borrow_mut().resume(outage, clock::now());
            }
            *self.stored_outage.borrow_mut() = Some(stored);
        }
        Ok(())
    }

    /// Stores the outage if it began, ended, or is longer than it was.
    async fn store_outage(&self) -> Result<()> {
        let outage = self.scheduler.borrow().outage();
        if self.stored_outage.replace(Some(outage)) == Some(outage) {
            return Ok(());
        }
        let storage = self.state.storage();
        match outage {
            Some(outage) => storage::save(&storage, OUTAGE, &outage).await,
            None => storage.delete(OUTAGE).await.map(|_| ()),
        }
    }

    async fn stored_health(&self) -> Result<AccountHealth> {
        let health = storage::load(&self.state.storage(), HEALTH).await?;
        Ok(health.unwrap_or_default())
    }

    /// Asks for a slot, and waits here for one that is near: a caller that came back would be another request.
    async fn wait_for_slot(&self, request: &PermitRequest) -> Admission {
        let PermitRequest { rate_limit, priority, mut ticket, .. } = *request;
        self.limit.set(rate_limit);
        self.scheduler.borrow_mut().expect_calls(request.ats.settings().delivery_calls());
        let mut turn = None;
        loop {
            let now = clock::now();
            let admission = self.scheduler.borrow_mut().request(rate_limit, priority, ticket, now);
            let Admission::At(at) = admission else { return admission };
            let has_slot = ticket.is_some_and(|ticket| ticket <= now);
            let is_near = match priority {
                Priority::Delivery => at <= now + DELIVERY_WAIT_MAX,
                Priority::Continued | Priority::Gateway | Priority::Browse => {
                    at <= now + GATEWAY_WAIT_MAX
                }
            };
            if !is_near {
                return admission;
            } else if turn.is_none() && (has_slot || priority == Priority::Continued) {
                // Others may wait for the same moment: one after the other.
                turn = Some(self.turn.lock().await);
            } else {
                ticket = Some(at);
                sleep_until(at, now).await;
            }
        }
    }

    /// Waits for the room that a call with a fresh token needs; whether its outcome is wanted.
    async fn wait_for_room(&self, rate_limit: RateLimit) -> Permitted<bool> {
        let until = clock::now() + REFRESHED_WAIT_MS;
        let _turn = self.turn.lock().await;
        loop {
            let now = clock::now();
            let admission = self.scheduler.borrow_mut().request_again(rate_limit, now);
            match admission {
                Admission::Now { report } => return Ok(report),
                Admission::At(at) if at <= until => sleep_until(at, now).await,
                Admission::At(_) | Admission::Down(_) => {
                    return Err(Denied(PermitDenial::NoRoom, "no room at the ATS's pace"));
                }
            }
        }
    }

    async fn find_permit(&self, request: &PermitRequest) -> Result<Permitted<CallPermit>> {
        // The secrets of an object do not change while it lives: a deploy starts a new one.
        if !self.seeded.get()
            && let Some(name) = self.state.id().name()
            && let Some(seed) = env::credentials(&self.env, &name)
        {
            self.adopt(&seed, GivenBy::Secret).await?;
        }
        self.seeded.set(true);
        let Some(refused) = &request.refused else { return self.current(&request.ats).await };
        let refreshes = request.ats.refreshes_credentials();
        if refreshes && let Err(denied) = self.refresh_refused(&request.ats, refused).await? {
            return Ok(Err(denied));
        }
        Ok(self.current(&request.ats).await?.and_then(|permit| {
            // A token that is sent as it is cannot be replaced by another one.
            let is_refused = !refreshes && permit.fingerprint == *refused;
            let reason = "the ATS refuses the credentials: seed new ones";
            if is_refused { Err(ask_operator(reason)) } else { Ok(permit) }
        }))
    }

    /// Refreshes credentials whose token was refused. The request that holds the lock refreshes them; the others
    /// find the new token, or that the refresh they waited for has failed: they do not each send one of their own.
    async fn refresh_refused(&self, ats: &AtsConfig, refused: &str) -> Result<Permitted<()>> {
        let attempts = self.attempts.get();
        let _guard = self.lock.lock().await;
        let permit = match self.current(ats).await? {
            Ok(permit) => permit,
            Err(denied) => return Ok(Err(denied)),
        };
        if permit.fingerprint != *refused {
            return Ok(Ok(()));
        }
        if self.attempts.get() != attempts {
            return Ok(Err(Denied(
                PermitDenial::Unavailable,
                "the refresh that was waited for has failed",
            )));
        }
        self.attempts.set(attempts.wrapping_add(1));
        self.refresh(ats).await
    }

    async fn credentials(&self) -> Result<Option<AnyCredentials>> {
        storage::load(&self.state.storage(), CREDENTIALS).await
    }

    /// A permit from what is stored.
    async fn current(&self, ats: &AtsConfig) -> Result<Permitted<CallPermit>> {
        let Some(credentials) = self.credentials().await? else {
            return Ok(Err(ask_operator(NO_CREDENTIALS)));
        };
        if !credentials.belong_to(ats) {
            return Ok(Err(ask_operator("the credentials are another ATS's")));
        }
        if !self.are_for(&ats.settings().addresses()).await? {
            return Ok(Err(ask_operator(OTHER_ADDRESS)));
        }
        if ats.refreshes_credentials() && self.stored_health().await?.refused_at.is_some() {
            return Ok(Err(ask_operator(REFRESH_REFUSED)));
        }
        let token = match credentials.token(clock::now()) {
            TokenSource::Stored(token) => token,
            TokenSource::Unsigned(unsigned) => {
                let input = unsigned.signing_input.as_bytes();
                let signature = crypto::hmac(unsigned.secret.as_bytes(), input).await?;
                unsigned.signed(&signature)
            }
        };
        let fingerprint = crypto::sha256_hex(token.bearer.as_bytes()).await?;
        let (bearer, query_token) = (token.bearer, token.query_token);
        Ok(Ok(CallPermit { bearer, query_token, fingerprint, report: false }))
    }

    /// Whether the credentials may be sent to these addresses: to those of the first call, until they are given again.
    /// So a site's configuration alone cannot have them sent to somebody else.
    async fn are_for(&self, addresses: &str) -> Result<bool> {
        let storage = self.state.storage();
        let known: Option<String> = storage::load(&storage, ADDRESSES).await?;
        match known {
            Some(known) => Ok(known == addresses),
            None => storage::save(&storage, ADDRESSES, &addresses).await.map(|()| true),
        }
    }

    /// Exchanges the credentials for new ones. The caller holds the lock. The new ones are stored before anybody
    /// sees them: the platform holds our answer back until the write is on disk.
    async fn refresh(&self, ats: &AtsConfig) -> Result<Permitted<()>> {
        let Some(credentials) = self.credentials().await? else {
            return Ok(Err(ask_operator(NO_CREDENTIALS)));
        };
        let call = credentials.refresh_call();
        let call = call.map_err(|error| worker::Error::from(error.to_string()))?;
        let Some(call) = call else { return Ok(Err(ask_operator(NO_CREDENTIALS))) };
        let mut health = self.stored_health().await?;
        let address = ats.settings().address(&call, None);
        let seconds = env::timeout_seconds(&self.env);
        let reply = ats_http::send(&self.env, &address, &call, None, seconds).await;
        // The operator may have given new ones meanwhile: then this refresh does not matter any more.
        if self.credentials().await?.as_ref() != Some(&credentials) {
            return Ok(Ok(()));
        }
        let outcome = match reply {
            Ok(reply) => credentials.read_refresh(&reply),
            Err(_) => RefreshOutcome::Failed(Error::unreachable(call.operation, "no answer")),
        };
        let storage = self.state.storage();
        match &outcome {
            RefreshOutcome::New(new) => {
                storage::save(&storage, CREDENTIALS, new).await?;
                self.alerted.set(false);
            }
            // The vendor's own refusal, whatever its status: it may pass, but a person should look.
            RefreshOutcome::Failed(error) if error.grade == Grade::Envelope => {
                self.alert_operator("the ATS refuses to refresh the token: see the console");
            }
            _ => {}
        }
        let result = health.record_refresh(&outcome, clock::now());
        storage::save(&storage, HEALTH, &health).await?;
        Ok(result.map_err(Denied::from))
    }

    /// Takes credentials from the operator, unless they were taken before: a pair that was refreshed since
    /// must not come back.
    async fn adopt(&self, seed: &str, by: GivenBy) -> Result<SeedOutcome> {
        let Ok(credentials) = AnyCredentials::parse(seed) else {
            return Ok(SeedOutcome::Unreadable);
        };
        let storage = self.state.storage();
        let digest = crypto::sha256_hex(&serde_json::to_vec(&credentials)?).await?;
        let mut seeds: SeedHistory = storage::load(&storage, SEEDS).await?.unwrap_or_default();
        let is_new = seeds.insert(digest);
        // A secret is read at every start, and says nothing of a new address.
        if is_new || by == GivenBy::Operator {
            storage.delete(ADDRESSES).await?;
        }
        if !is_new {
            return Ok(SeedOutcome::Known);
        }
        let mut health = self.stored_health().await?;
        health.record_adoption(clock::now());
        self.alerted.set(false);
        storage::save(&storage, CREDENTIALS, &credentials).await?;
        storage::save(&storage, SEEDS, &seeds).await?;
        storage::save(&storage, HEALTH, &health).await?;
        Ok(SeedOutcome::Adopted)
    }
}

//! The `Delivery` object: one application, from the receipt until the ATS has it. Its alarm drives
//! the core's state machine; progress is stored before every call and after every answer. Nothing
//! personal is in it: that lies in the [`super::parcel`] of the same name.

use super::ledger::{self, Unwritten};
use super::site::Settings;
use super::transport::{Carrier, Waiting};
use super::{
    alert, bindings, claims, clock, crypto, drill, multipart, object, reply, site, slots, upload,
};
use crate::ats::AnyAts;
use crate::call::Transport as _;
use crate::console::Line;
use crate::delivery::{Next, Parcel, Progress, Then};
use crate::permit::Lane;
use crate::protocol::State as Stand;
use crate::retry;
use crate::site::Site;
use futures_util::lock::Mutex;
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use worker::{DurableObject, Env, Method, Request, Response, Result, State, durable_object};

/// What the Worker hands over.
#[derive(Serialize, Deserialize)]
pub(super) struct Accept {
    pub(super) parcel: Parcel,
    /// HMAC of everything the candidate sent: the same key with other content is refused.
    pub(super) fingerprint: String,
    /// HMAC of what was typed, without the files.
    pub(super) typed: String,
    /// The name by which the same content is known again.
    #[serde(default)]
    pub(super) content: String,
}

/// How an application stands; nothing personal.
#[derive(Clone, Serialize, Deserialize)]
struct Standing {
    /// Layout of what is stored, so that a later version can read it.
    version: u32,
    site: String,
    #[serde(default)]
    job: String,
    state: Stand,
    fingerprint: String,
    #[serde(default)]
    typed: String,
    #[serde(default)]
    content: String,
    accepted_at: u64,
    #[serde(default)]
    delivered_at: Option<u64>,
    /// Why a person has to help.
    #[serde(default)]
    reason: Option<String>,
    /// Calls that failed.
    #[serde(default)]
    attempts: u32,
    /// Whether what was personal is gone.
    #[serde(default)]
    wiped: bool,
    /// Whether a person has closed it.
    #[serde(default)]
    closed: bool,
    /// Whether a withdrawal is through.
    #[serde(default)]
    settled: bool,
    /// Whether a person was told that they are needed, and how often that was tried.
    #[serde(default)]
    told: bool,
    #[serde(default)]
    tellings: u32,
    /// Since when it is tried: since it was accepted, or since a person said so.
    #[serde(default)]
    tried_since: Option<u64>,
}

impl Standing {
    /// An application that was accepted at a time, in ms since the epoch.
    fn new(site: String, job: String, accepted_at: u64) -> Self {
        Self {
            version: 2,
            site,
            job,
            state: Stand::Received,
            fingerprint: String::new(),
            typed: String::new(),
            content: String::new(),
            accepted_at,
            delivered_at: None,
            reason: None,
            attempts: 0,
            wiped: false,
            closed: false,
            settled: false,
            told: false,
            tellings: 0,
            tried_since: None,
        }
    }
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
    /// Whether nothing personal is needed any more.
    #[serde(default)]
    pub(super) wiped: bool,
}

impl From<Standing> for Told {
    fn from(standing: Standing) -> Self {
        Self { site: standing.site, state: standing.state, wiped: standing.wiped }
    }
}

/// When a run that ended without a word is made up for: one that was killed is taken up again this
/// soon after a restart. One that goes on is let go on.
const SAFETY_MS: u64 = 3000;
/// After so long a run is taken to hang, in ms: every call of it is given up far earlier. It can do
/// nothing more, should it wake up after all.
const RUN_MS: u64 = 900_000;
/// Patience in days where the site's own cannot be read.
const PATIENCE_DAYS: u64 = 14;

const STANDING: &str = "standing";
const PROGRESS: &str = "progress";
/// Where the parcel lay before it had an object of its own.
const OLD_PARCEL: &str = "parcel";

/// Why nothing is sent: what is stored is not what was stored.
const DAMAGED: &str = "what is stored cannot be read";

#[durable_object]
pub struct Delivery {
    life: Rc<Life>,
}

/// What a delivery is while it is in memory. Shared with the run that its alarm begins.
struct Life {
    state: State,
    env: Env,
    /// Held while an application is stored.
    storing: Mutex<()>,
    /// The run that is under way, and since when.
    run: Cell<Option<(u64, u64)>>,
    /// Counts the runs.
    runs: Cell<u64>,
    /// Whether something happened meanwhile that a run has to see.
    woken: Cell<bool>,
}

impl DurableObject for Delivery {
    fn new(state: State, env: Env) -> Self {
        let life = Life {
            state,
            env,
            storing: Mutex::new(()),
            run: Cell::new(None),
            runs: Cell::new(0),
            woken: Cell::new(false),
        };
        Self { life: Rc::new(life) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let life = &self.life;
        match (request.method(), request.path().as_str()) {
            (Method::Put, "/application") => {
                let accept: Accept = serde_json::from_slice(&request.bytes().await?)?;
                life.accept(accept).await
            }
            (Method::Get, "/state") => match life.standing().await? {
                Some(standing) => Response::from_json(&Told::from(standing)),
                None => reply::nothing(),
            },
            (Method::Get, "/same") => {
                let typed = request.url()?.query().unwrap_or_default().to_owned();
                match life.standing().await?.filter(|s| s.typed == typed) {
                    Some(s) => Response::from_json(&Accepted { state: s.state, new: false }),
                    None => reply::nothing(),
                }
            }
            (Method::Post, "/withdraw") => life.withdraw().await,
            (Method::Post, "/retry") => life.again().await,
            (Method::Post, "/close") => life.close(request.text().await?).await,
            (Method::Post, "/wake") => match life.standing().await {
                // The Ledger was told of an application that was not stored then.
                Ok(None) => reply::nothing(),
                _ => {
                    life.wake().await?;
                    reply::done()
                }
            },
            _ => reply::nothing(),
        }
    }

    /// Begins a run and is over: a panic anywhere in the isolate leaves promises that never settle,
    /// and the platform would wait a quarter of an hour for this one. Throws only where it cannot set
    /// an alarm; six times, and the Ledger's sweep has to wake it.
    async fn alarm(&self) -> Result<Response> {
        let now = clock::now();
        // Should the run end without a word, another comes.
        self.life.wake_in(SAFETY_MS).await?;
        if self.life.run.get().is_some_and(|(_, since)| now.saturating_sub(since) < RUN_MS) {
            return reply::done();
        }
        let slot = match slots::run() {
            Ok(slot) => slot,
            Err(pause) => {
                self.life.wake_in(pause).await?;
                return reply::done();
            }
        };
        let run = self.life.runs.get() + 1;
        self.life.runs.set(run);
        self.life.run.set(Some((run, now)));
        let life = self.life.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let _slot = slot;
            if let Err(error) = life.run(run).await {
                worker::console_error!("delivery: {}", error.to_string());
                // The safety alarm begins another.
                if !life.is_over(run) {
                    life.run.set(None);
                }
            }
        });
        reply::done()
    }
}

impl Life {
    fn receipt(&self) -> String {
        self.state.id().name().unwrap_or_default()
    }

    async fn standing(&self) -> Result<Option<Standing>> {
        object::load(&self.state.storage(), STANDING).await
    }

    async fn keep(&self, standing: &Standing) -> Result<()> {
        object::save(&self.state.storage(), STANDING, standing).await
    }

    async fn progress(&self) -> Result<Progress> {
        Ok(object::load(&self.state.storage(), PROGRESS).await?.unwrap_or_default())
    }

    /// A run, from what is stored to when it is tried again.
    async fn run(&self, run: u64) -> Result<()> {
        let pause = match self.drive(run).await {
            Ok(pause) => Ok(pause),
            // A row that does not parse will not parse later either.
            Err(error) if object::is_damaged(&error) => self.damaged().await,
            Err(error) => Err(error),
        };
        let pause = match pause {
            Ok(pause) => pause,
            Err(error) => {
                worker::console_error!("delivery: {}", error.to_string());
                Some(self.hindered("something of ours failed: see the log").await)
            }
        };
        let pause = match pause {
            Some(_) if self.is_out_of_patience().await => self.give_up().await.unwrap_or(pause),
            pause => pause,
        };
        if self.is_over(run) {
            return Ok(());
        }
        if let Ok(Some(standing)) = self.standing().await
            && let Err(Unwritten::Failed(error)) = self.book(&standing, pause).await
        {
            // The line is behind; the sweep asks again, and nothing depends on it.
            worker::console_warn!("ledger: {}", error.to_string());
        }
        if self.is_over(run) {
            return Ok(());
        }
        // No await between the two: an alarm in between would take the pause for a run that died.
        self.run.set(None);
        match pause {
            _ if self.woken.take() => self.wake_in(0).await,
            Some(pause) => self.wake_in(pause).await,
            None => self.state.storage().delete_alarm().await,
        }
    }

    /// Notes what keeps the delivery from being tried at all; the pause until the next look.
    async fn hindered(&self, why: &str) -> u64 {
        let mut times = 3;
        if let Ok(Some(mut standing)) = self.standing().await {
            standing.attempts = standing.attempts.saturating_add(1);
            times = standing.attempts.saturating_add(2);
            standing.reason = Some(why.to_owned());
            // It is why the pause exists that counts, not that it was noted.
            let _ = self.keep(&standing).await;
        }
        retry::pause(times, None, clock::dice())
    }

    /// Whether it was tried for so long that a person has to know.
    async fn is_out_of_patience(&self) -> bool {
        let Ok(Some(standing)) = self.standing().await else { return false };
        let since = standing.tried_since.unwrap_or(standing.accepted_at);
        let days = clock::now().saturating_sub(since) / 86_400_000;
        let open = match standing.state {
            Stand::Received => true,
            Stand::Withdrawn => !standing.settled,
            Stand::Delivered | Stand::Failed => false,
        };
        // The site is asked only when it matters.
        if !open || days == 0 {
            return false;
        }
        let settings = site::settings(&self.env, &standing.site).await.ok().flatten();
        days >= settings.map_or(PATIENCE_DAYS, |s| u64::from(s.config.patience_days))
    }

    /// Gives a delivery to a person that was tried for long enough.
    async fn give_up(&self) -> Result<Option<u64>> {
        let Some(mut standing) = self.standing().await? else { return Ok(None) };
        let last = standing.reason.clone().unwrap_or_else(|| "it had no turn".to_owned());
        let why = format!("tried for days without success: {last}");
        self.stuck(&mut standing, &why).await
    }

    /// Whether another run has taken over from this one.
    fn is_over(&self, run: u64) -> bool {
        self.run.get().is_none_or(|(current, _)| current != run)
    }

    /// Has a run look at what is stored, now or when the one under way is through.
    async fn wake(&self) -> Result<()> {
        if self.run.get().is_some() {
            self.woken.set(true);
            return Ok(());
        }
        self.wake_in(0).await
    }

    async fn wake_in(&self, ms: u64) -> Result<()> {
        self.state.storage().set_alarm(Duration::from_millis(ms)).await
    }

    /// Tells the Ledger how the delivery stands.
    async fn book(
        &self,
        standing: &Standing,
        pause: Option<u64>,
    ) -> std::result::Result<(), Unwritten> {
        let now = clock::now();
        let line = Line {
            receipt: self.receipt(),
            site: standing.site.clone(),
            job: standing.job.clone(),
            state: standing.state,
            accepted_at: standing.accepted_at,
            updated_at: now,
            attempts: standing.attempts,
            error: standing.reason.clone(),
            next_at: pause.map(|ms| now + ms),
            closed: standing.closed,
        };
        ledger::write(&self.env, &line).await
    }

    /// Stores an application: what is personal in its own object, then the line in the Ledger, then
    /// the standing, with which it exists. A cut before that leaves nothing that was promised. The
    /// answer leaves only after the write is on disk: the platform's output gate holds it back.
    async fn accept(&self, accept: Accept) -> Result<Response> {
        // Two requests with one key: the second finds what the first has stored.
        let _turn = self.storing.lock().await;
        if let Some(there) = self.standing().await? {
            if there.fingerprint != accept.fingerprint {
                return Response::error("another application has this key", 409);
            }
            return Response::from_json(&Accepted { state: there.state, new: false });
        }
        let parcel = self.parcel_object()?;
        let kept = object::send_json(&parcel, Method::Put, "/", &accept.parcel).await?;
        if kept.status_code() != 204 {
            return Response::error("the application could not be stored", 503);
        }
        drill::point(&self.env, "accept.parcel").await;
        let standing = Standing {
            fingerprint: accept.fingerprint,
            typed: accept.typed,
            content: accept.content,
            ..Standing::new(accept.parcel.site, accept.parcel.job, clock::now())
        };
        match self.book(&standing, Some(0)).await {
            Ok(()) => {}
            Err(Unwritten::Full) => {
                object::send(&parcel, Method::Delete, "/", None).await?;
                return Response::error("too many applications wait", 507);
            }
            Err(Unwritten::Failed(error)) => return Err(error),
        }
        drill::point(&self.env, "accept.ledger").await;
        // One turn of the event loop without another await between: both, or nothing.
        futures_util::future::try_join(self.keep(&standing), self.wake_in(0)).await?;
        drill::point(&self.env, "accept.stored").await;
        Response::from_json(&Accepted { state: Stand::Received, new: true })
    }

    fn parcel_object(&self) -> Result<worker::Stub> {
        object::named(&self.env, bindings::PARCEL, &self.receipt())
    }

    /// What is delivered; `None` if it is gone.
    async fn parcel(&self) -> Result<Option<Parcel>> {
        let mut kept = object::send(&self.parcel_object()?, Method::Get, "/", None).await?;
        match kept.status_code() {
            200 => object::json(&mut kept).await.map(Some),
            404 => object::load(&self.state.storage(), OLD_PARCEL).await,
            422 => Err(object::damaged()),
            status => Err(format!("parcel answered {status}").into()),
        }
    }

    /// Takes the delivery as far as it goes; the pause until the next try, if there is one.
    async fn drive(&self, run: u64) -> Result<Option<u64>> {
        let Some(mut standing) = self.standing().await? else { return Ok(None) };
        drill::point(&self.env, "deliver.woken").await;
        let finished = match standing.state {
            Stand::Received => false,
            Stand::Withdrawn => standing.settled,
            Stand::Delivered | Stand::Failed => true,
        };
        let Some(settings) = site::settings(&self.env, &standing.site).await? else {
            return Ok(Some(self.hindered("the site is not configured").await));
        };
        if finished {
            return self.finish(&mut standing, &settings.config).await;
        }
        self.deliver(run, standing, &settings).await
    }

    /// Takes step after step until there is nothing left to do, or to wait for.
    async fn deliver(
        &self,
        run: u64,
        mut standing: Standing,
        settings: &Settings,
    ) -> Result<Option<u64>> {
        let parcel = match self.parcel().await? {
            Some(parcel) => parcel,
            // Withdrawn after it was delivered: what the ATS is told needs no more than this.
            None if standing.state == Stand::Withdrawn => self.bare(&standing),
            None => return self.fail(&mut standing, "the application is missing").await,
        };
        if standing.state == Stand::Received
            && bindings::scan_hook(&self.env).is_some()
            && let Some(pause) = self.scan(&mut standing, &parcel, &settings.config).await?
        {
            return Ok(pause);
        }
        let ats = AnyAts::of(&settings.config);
        let mut progress = self.progress().await?;
        progress.resume(clock::now());
        loop {
            // A candidate may have withdrawn while an answer was waited for.
            let Some(now_stands) = self.standing().await? else { return Ok(None) };
            standing = now_stands;
            let withdrawn = match standing.state {
                Stand::Received => false,
                Stand::Withdrawn => true,
                Stand::Delivered | Stand::Failed => return Ok(None),
            };
            let boundary = format!("apply-edge-{}", crypto::random_token());
            let before = progress.clone();
            let untold = withdrawn && !settings.config.tell_withdrawal;
            let next = if untold && progress.candidate.is_some() {
                Ok(Next::Done)
            } else if withdrawn {
                progress.withdraw(&ats, &parcel, clock::now())
            } else {
                progress.next(&ats, &parcel, clock::now(), &boundary)
            };
            // A turn is asked for only if there is something to send. Who waits for his turn has
            // not tried: what is stored then is from before the step.
            let carrier = Carrier::new(&self.env, &settings.config, Lane::Delivery);
            if matches!(next, Ok(Next::Call(..))) {
                let turn = carrier.turn(progress.ticket).await;
                // It may have been withdrawn while the turn was waited for.
                let Some(now_stands) = self.standing().await? else { return Ok(None) };
                if now_stands.state != standing.state {
                    progress = before;
                    continue;
                }
                standing = now_stands;
                match turn {
                    Ok(()) => {
                        progress.ticket = None;
                        if self.is_over(run) {
                            return Ok(None);
                        }
                        drill::point(&self.env, "deliver.turn").await;
                    }
                    Err(Waiting { at, ticket, why }) => {
                        progress = Progress { ticket, ..before };
                        if let Some(why) = why {
                            standing.reason = Some(why);
                            self.keep(&standing).await?;
                        }
                        object::save(&self.state.storage(), PROGRESS, &progress).await?;
                        return Ok(Some(at.saturating_sub(clock::now()).max(1)));
                    }
                }
            }
            let next = match next {
                Ok(next) => next,
                Err(error) => {
                    return self.stuck(&mut standing, &error.to_string()).await;
                }
            };
            let storage = self.state.storage();
            match next {
                Next::Done if withdrawn => {
                    standing.settled = true;
                    standing.reason = None;
                    return self.finish(&mut standing, &settings.config).await;
                }
                Next::Done => {
                    standing.state = Stand::Delivered;
                    standing.reason = None;
                    standing.delivered_at = Some(clock::now());
                    self.keep(&standing).await?;
                    drill::point(&self.env, "deliver.delivered").await;
                    return self.finish(&mut standing, &settings.config).await;
                }
                Next::Wait(ms) => {
                    object::save(&storage, PROGRESS, &progress).await?;
                    return Ok(Some(ms));
                }
                Next::Call(step, call) => {
                    object::save(&storage, PROGRESS, &progress).await?;
                    drill::point(&self.env, "deliver.intended").await;
                    let reply = carrier.send(call).await;
                    drill::point(&self.env, "deliver.called").await;
                    if self.is_over(run) {
                        // Another run has found the intent, and looks for what became of it.
                        return Ok(None);
                    }
                    carrier.tell_of(&reply).await;
                    let (now, dice) = (clock::now(), clock::dice());
                    let then = progress.answered(&ats, &parcel, step, reply, now, dice);
                    object::save(&storage, PROGRESS, &progress).await?;
                    drill::point(&self.env, "deliver.learned").await;
                    if then != Then::Go {
                        self.failed_once(&progress).await?;
                    }
                    match then {
                        Then::Go => {}
                        Then::Wait(ms) => return Ok(Some(ms)),
                        Then::Stuck(why) => {
                            let Some(mut standing) = self.standing().await? else {
                                return Ok(None);
                            };
                            return self.stuck(&mut standing, &why).await;
                        }
                    }
                }
            }
        }
    }

    /// Has the operator's scanner look at the files that it has not seen yet. `Some` when nothing may be
    /// delivered now: the pause until the next try, if there is one.
    async fn scan(
        &self,
        standing: &mut Standing,
        parcel: &Parcel,
        config: &Site,
    ) -> Result<Option<Option<u64>>> {
        for file in &parcel.files {
            match upload::scan(&self.env, &file.upload, config.unscanned).await? {
                upload::Seen::Fine => {}
                upload::Seen::Infected => {
                    let why = "the scanner does not accept a file of the application";
                    return self.fail(standing, why).await.map(Some);
                }
                upload::Seen::Later => {
                    return Ok(Some(Some(self.hindered("the scanner does not answer").await)));
                }
            }
        }
        Ok(None)
    }

    /// A parcel without anything personal.
    fn bare(&self, standing: &Standing) -> Parcel {
        Parcel {
            receipt: self.receipt(),
            site: standing.site.clone(),
            job: standing.job.clone(),
            accepted: standing.accepted_at,
            source: None,
            application: Default::default(),
            files: Vec::new(),
        }
    }

    async fn failed_once(&self, progress: &Progress) -> Result<()> {
        let Some(mut standing) = self.standing().await? else { return Ok(()) };
        standing.attempts = standing.attempts.saturating_add(1);
        standing.reason.clone_from(&progress.last_error);
        self.keep(&standing).await
    }

    /// A repeat cannot help. Of a withdrawal, a person tells the ATS; nothing is kept for that.
    async fn stuck(&self, standing: &mut Standing, why: &str) -> Result<Option<u64>> {
        if standing.state == Stand::Withdrawn {
            worker::console_error!("withdrawal stuck: {}", self.named(standing, why));
            standing.reason = Some(why.to_owned());
            standing.settled = true;
            return self.forget(standing).await;
        }
        self.fail(standing, why).await
    }

    /// What is finished is wiped when its time has come: at once, unless the site keeps it longer.
    /// Cut anywhere, it is done again.
    async fn finish(&self, standing: &mut Standing, config: &Site) -> Result<Option<u64>> {
        let keeps = match standing.state {
            Stand::Delivered => u64::from(config.keep_hours) * 3_600_000,
            Stand::Failed if !standing.closed => return self.call_for_help(standing).await,
            _ => 0,
        };
        let until = standing.delivered_at.unwrap_or(0) + keeps;
        if keeps > 0 && until > clock::now() {
            return Ok(Some(until - clock::now()));
        }
        self.forget(standing).await
    }

    /// Wipes what is personal. Cut anywhere, it is done again.
    async fn forget(&self, standing: &mut Standing) -> Result<Option<u64>> {
        if !standing.wiped {
            self.wipe().await?;
            standing.wiped = true;
            drill::point(&self.env, "finish.wiped").await;
        }
        if standing.state == Stand::Withdrawn {
            self.free(standing).await?;
        }
        self.keep(standing).await?;
        if standing.state == Stand::Withdrawn && standing.reason.is_some() && !standing.closed {
            return self.call_for_help(standing).await;
        }
        Ok(None)
    }

    /// Whoever withdrew may apply again with the same content.
    async fn free(&self, standing: &Standing) -> Result<()> {
        match standing.content.as_str() {
            "" => Ok(()),
            content => claims::release(&self.env, content, &self.receipt()).await,
        }
    }

    /// Everything personal goes: the files, then what names them.
    async fn wipe(&self) -> Result<()> {
        // What cannot be read any more names no files; they expire by themselves.
        if let Ok(Some(parcel)) = self.parcel().await {
            multipart::release_for_good(&self.env, &parcel.files, &parcel.receipt).await?;
            drill::point(&self.env, "finish.files").await;
        }
        object::send(&self.parcel_object()?, Method::Delete, "/", None).await?;
        self.state.storage().delete(OLD_PARCEL).await?;
        Ok(())
    }

    /// The candidate takes the application back.
    async fn withdraw(&self) -> Result<Response> {
        let Some(mut standing) = self.standing().await? else { return reply::nothing() };
        if standing.state != Stand::Withdrawn {
            // What never was begun is erased before the answer; for the rest the ATS is asked, and
            // where nobody can read how far it was, a person.
            let begun = self.progress().await.map_or(true, |progress| {
                progress.candidate.is_some()
                    || progress.intent.is_some()
                    || progress.unsure.is_some()
            });
            standing.state = Stand::Withdrawn;
            standing.reason = None;
            standing.settled = !begun;
            self.keep(&standing).await?;
            self.wake().await?;
            // At once: the ATS may be down for days, and what is sent anew must not be taken for this one.
            self.free(&standing).await?;
        }
        Response::from_json(&Told::from(standing))
    }

    /// The operator has mended what was wrong: a failed delivery goes on where it stopped.
    async fn again(&self) -> Result<Response> {
        let Some(mut standing) = self.standing().await? else { return reply::nothing() };
        if standing.state == Stand::Failed && !standing.closed {
            standing.state = Stand::Received;
            standing.reason = None;
            standing.told = false;
            standing.tried_since = Some(clock::now());
            self.keep(&standing).await?;
        }
        if standing.state == Stand::Received {
            self.wake().await?;
            self.show(&standing).await;
        }
        Response::from_json(&Told::from(standing))
    }

    /// A person has seen to it, or given up: what is personal goes.
    async fn close(&self, why: String) -> Result<Response> {
        let Some(mut standing) = self.standing().await? else { return reply::nothing() };
        let stuck = match standing.state {
            Stand::Failed => true,
            Stand::Withdrawn => standing.settled && standing.reason.is_some(),
            Stand::Received | Stand::Delivered => false,
        };
        if stuck && !standing.closed {
            standing.closed = true;
            standing.reason = Some(why.chars().filter(|c| !c.is_control()).take(200).collect());
            self.keep(&standing).await?;
            self.wake().await?;
            self.show(&standing).await;
        }
        Response::from_json(&Told::from(standing))
    }

    /// Shows at once what a person has decided; the alarm writes the same line again.
    async fn show(&self, standing: &Standing) {
        let _ = self.book(standing, Some(0)).await;
    }

    /// Something stored cannot be read: a person has to look, and nothing is sent.
    async fn damaged(&self) -> Result<Option<u64>> {
        match self.standing().await {
            Ok(Some(mut standing)) => self.stuck(&mut standing, DAMAGED).await,
            Ok(None) => Ok(None),
            Err(error) if object::is_damaged(&error) => self.made_up().await,
            Err(error) => Err(error),
        }
    }

    /// How it stands cannot be read: what the Ledger remembers of it stands in, so that a person can
    /// see, download and close it.
    async fn made_up(&self) -> Result<Option<u64>> {
        let Some(line) = ledger::line(&self.env, &self.receipt()).await? else {
            worker::console_error!("delivery stuck: {}: {}", self.receipt(), DAMAGED);
            return Ok(None);
        };
        let mut standing = Standing {
            state: line.state,
            settled: true,
            closed: line.closed,
            ..Standing::new(line.site, line.job, line.accepted_at)
        };
        match standing.state {
            Stand::Received | Stand::Failed => self.fail(&mut standing, DAMAGED).await,
            Stand::Delivered | Stand::Withdrawn => self.forget(&mut standing).await,
        }
    }

    /// A line for the log: what an operator needs to find the delivery, and nothing personal.
    fn named(&self, standing: &Standing, why: &str) -> String {
        format!("site {} receipt {}: {why}", standing.site, self.receipt())
    }

    /// A person has to help: everything is kept for them.
    async fn fail(&self, standing: &mut Standing, why: &str) -> Result<Option<u64>> {
        worker::console_error!("delivery stuck: {}", self.named(standing, why));
        standing.state = Stand::Failed;
        standing.reason = Some(why.to_owned());
        self.keep(standing).await?;
        self.call_for_help(standing).await
    }

    /// Tells a person, once; the pause until it is tried again, if nobody could be reached.
    async fn call_for_help(&self, standing: &mut Standing) -> Result<Option<u64>> {
        if standing.told {
            return Ok(None);
        }
        let why = standing.reason.clone().unwrap_or_default();
        let says = format!(
            "apply-edge: an application is stuck. {}, job {}. See /console/deliveries/{}",
            self.named(standing, &why),
            standing.job,
            self.receipt()
        );
        if let Err(error) = alert::tell(&self.env, &says).await {
            worker::console_warn!("alert: {}", error.to_string());
            let pause = retry::pause(standing.tellings, None, clock::dice());
            if let Some(mut now_stands) = self.standing().await? {
                now_stands.tellings = now_stands.tellings.saturating_add(1);
                self.keep(&now_stands).await?;
            }
            return Ok(Some(pause));
        }
        // Somebody may have closed it, or had it tried again, while the webhook was asked.
        let Some(mut now_stands) = self.standing().await? else { return Ok(None) };
        if now_stands.state == standing.state {
            now_stands.told = true;
            self.keep(&now_stands).await?;
        }
        *standing = now_stands;
        Ok(None)
    }
}

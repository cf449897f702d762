//! Carries the core's calls to an ATS: credentials from the `Account` object, a time-out, a
//! User-Agent, and only addresses that our own tables made.

use super::account::{Permit, PermitAsked};
use super::{VERSION, bindings, body, clock, object};
use crate::ats::AnyAts;
use crate::call::{Access, Body, Call, Encoding, Piece, Reply, Transport};
use crate::client::session::{self, Credentials, Wire};
use crate::error::{Error, ErrorKind, Retry};
use crate::permit::{Lane, Outcome};
use crate::site::{Ats, Site};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::{Either, select};
use js_sys::Uint8Array;
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Headers, RequestInit, RequestRedirect, Response, StreamPipeOptions, WritableStream,
};
use worker::{Delay, Env};

/// The most bytes of an answer that are read: a page of a hundred vacancies is well below.
const REPLY_MAX: usize = 4_000_000;

/// How long a body that broke may take to say why.
const REASON: Duration = Duration::from_secs(2);

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch, catch)]
    pub(super) fn fetch(address: &str, init: &RequestInit) -> Result<js_sys::Promise, JsValue>;
}

/// A site's way to its ATS.
pub(super) struct Carrier<'a> {
    env: &'a Env,
    site: &'a Site,
    lane: Lane,
    /// A permit that was asked for ahead of the call.
    ahead: RefCell<Option<Permit>>,
    /// Whether the `Account` object wants to know what became of the call.
    tell: Cell<bool>,
}

/// There is no turn yet.
pub(super) struct Waiting {
    /// When to come back, in ms since the epoch.
    pub(super) at: u64,
    /// What to bring then.
    pub(super) ticket: Option<u64>,
    /// Why, where it is not the pace alone.
    pub(super) why: Option<String>,
}

impl<'a> Carrier<'a> {
    pub(super) fn new(env: &'a Env, site: &'a Site, lane: Lane) -> Self {
        Self { env, site, lane, ahead: RefCell::default(), tell: Cell::new(false) }
    }

    /// Takes a turn for the next call, or says when there is one.
    pub(super) async fn turn(&self, ticket: Option<u64>) -> Result<(), Waiting> {
        match self.ask("permit", None, ticket).await {
            Ok(Answer::Permit(permit)) => {
                *self.ahead.borrow_mut() = Some(permit);
                Ok(())
            }
            Ok(Answer::At(at)) => Err(Waiting { at, ticket: Some(at), why: None }),
            Err(error) => {
                let pause = crate::retry::pause(5, None, clock::dice());
                let why = Some(error.to_string());
                Err(Waiting { at: clock::now() + pause, ticket: None, why })
            }
        }
    }

    /// Tells the `Account` object what a reply, or its absence, says of the ATS.
    pub(super) async fn tell_of(&self, reply: &Result<Reply, Error>) {
        if let Some(outcome) = Outcome::of(reply) {
            self.tell(outcome).await;
        }
    }

    /// Tells the `Account` object what became of a call, if it is of interest.
    pub(super) async fn tell(&self, outcome: Outcome) {
        if outcome == Outcome::Answered && !self.tell.get() {
            return;
        }
        let told = async {
            let account = object::named(self.env, bindings::ACCOUNT, self.site.ats.credentials())?;
            object::send_json(&account, worker::Method::Post, "/outcome", &outcome).await
        };
        // The next failure tells it again.
        let _ = told.await;
    }
}

/// What the `Account` object answers.
enum Answer {
    Permit(Permit),
    At(u64),
}

impl Transport for Carrier<'_> {
    async fn send(&self, call: Call) -> Result<Reply, Error> {
        let refuses = |reply: &Reply| AnyAts::of(self.site).refuses_token(reply);
        let reply = session::send(self, self, &call, refuses).await;
        if self.lane == Lane::Browse {
            self.tell_of(&reply).await;
        }
        reply
    }
}

impl Credentials for Carrier<'_> {
    type Token = Permit;

    async fn token(
        &self,
        operation: &'static str,
        refused: Option<&Permit>,
    ) -> Result<Permit, Error> {
        if refused.is_none()
            && let Some(permit) = self.ahead.borrow_mut().take()
        {
            return Ok(permit);
        }
        match self.ask(operation, refused, None).await? {
            Answer::Permit(permit) => Ok(permit),
            Answer::At(at) => {
                let seconds = at.saturating_sub(clock::now()).div_ceil(1000);
                let retry = Retry::Later(u32::try_from(seconds).ok());
                let why = "no turn at the ATS's pace".to_owned();
                Err(Error::new(ErrorKind::TooManyRequests, retry, operation, why))
            }
        }
    }
}

impl Carrier<'_> {
    async fn ask(
        &self,
        operation: &'static str,
        refused: Option<&Permit>,
        ticket: Option<u64>,
    ) -> Result<Answer, Error> {
        let asked = PermitAsked {
            ats: self.site.ats.clone(),
            refused: refused.map(|p| p.fingerprint.clone()),
            pace: self.site.pace(),
            lane: self.lane,
            ticket,
        };
        let answer = async {
            let account = object::named(self.env, bindings::ACCOUNT, self.site.ats.credentials())?;
            let mut answer =
                object::send_json(&account, worker::Method::Post, "/permit", &asked).await?;
            let status = answer.status_code();
            Ok(match status {
                200 => Ok(Answer::Permit(object::json(&mut answer).await?)),
                202 => Ok(Answer::At(object::json(&mut answer).await?)),
                _ => Err((status, answer.text().await.unwrap_or_default())),
            })
        };
        let answer: worker::Result<Result<Answer, (u16, String)>> = answer.await;
        match answer {
            Ok(Ok(answer)) => {
                if let Answer::Permit(permit) = &answer {
                    self.tell.set(permit.tell);
                }
                Ok(answer)
            }
            // Nothing was sent to the ATS yet, so nothing needs to be looked for.
            Ok(Err((status, why))) => {
                let kind = match status {
                    403 => ErrorKind::Unauthorized,
                    429 => ErrorKind::TooManyRequests,
                    _ => ErrorKind::Unavailable,
                };
                Err(Error::new(kind, Retry::Later(None), operation, why))
            }
            Err(_) => {
                let why = "the Account object did not answer".to_owned();
                Err(Error::new(ErrorKind::Unavailable, Retry::Later(None), operation, why))
            }
        }
    }
}

impl Wire<Permit> for Carrier<'_> {
    async fn carry(&self, call: &Call, permit: Option<&Permit>) -> Result<Reply, Error> {
        let seconds = bindings::timeout_seconds(self.env);
        let address = address(&self.site.ats, call, permit);
        let bearer = permit.map(|p| p.bearer.as_str());
        let authorization = bearer.filter(|_| call.access == Access::Bearer);
        let sent = carry(self.env, &address, call, authorization, seconds).await;
        sent.map_err(|unsent| match unsent {
            Unsent::NoAnswer => Error::unreachable(call.operation, "no answer, or not in time"),
            Unsent::FileGone => {
                let why = "a file of the application is missing or damaged".to_owned();
                Error::new(ErrorKind::Refused, Retry::Never, call.operation, why)
            }
        })
    }
}

/// Why there is no answer. What JavaScript says of a failed fetch is dropped: it can hold the
/// address, and so a token.
pub(super) enum Unsent {
    /// Cut, or not in time: the ATS may have acted.
    NoAnswer,
    /// The body could not be finished, and never will be.
    FileGone,
}

impl From<JsValue> for Unsent {
    fn from(_: JsValue) -> Self {
        Self::NoAnswer
    }
}

impl From<worker::Error> for Unsent {
    fn from(_: worker::Error) -> Self {
        Self::NoAnswer
    }
}

/// Base URL and path. The path is made of our tables' literals and encoded ids.
pub(super) fn address(ats: &Ats, call: &Call, permit: Option<&Permit>) -> String {
    let base = match (ats, call.access) {
        (Ats::Huntflow(config), _) => &config.base,
        (Ats::Comeet(config), Access::Bearer) => &config.base,
        (Ats::Comeet(config), Access::CareersToken) => &config.careers,
    };
    let mut address = format!("{base}{}", call.path);
    if call.access == Access::CareersToken {
        address.push(if call.path.contains('?') { '&' } else { '?' });
        address.push_str("token=");
        let token = permit.and_then(|p| p.careers_token.as_deref());
        address.push_str(&crate::endpoint::percent(token.unwrap_or_default()));
    }
    address
}

/// Sends one request and reads its answer, all within `seconds`.
pub(super) async fn carry(
    env: &Env,
    address: &str,
    call: &Call,
    authorization: Option<&str>,
    seconds: u32,
) -> Result<Reply, Unsent> {
    let response = open(env, address, call, authorization, seconds, None).await?;
    Ok(read(response, REPLY_MAX).await?)
}

/// A body that somebody else sends, passed on as it comes in.
pub(super) struct Passing {
    /// Its media type, with the boundary.
    pub(super) content_type: String,
    /// Its length in bytes.
    pub(super) length: u64,
    /// The bytes.
    pub(super) stream: web_sys::ReadableStream,
}

/// Sends one request; its answer as it comes in.
pub(super) async fn open(
    env: &Env,
    address: &str,
    call: &Call,
    authorization: Option<&str>,
    seconds: u32,
    passing: Option<Passing>,
) -> Result<Response, Unsent> {
    let headers = Headers::new()?;
    let agent = format!("apply-edge/{VERSION} (+https://github.com/apply-edge/apply-edge)");
    headers.set("User-Agent", &agent)?;
    headers.set("Accept", "application/json")?;
    if let Some(bearer) = authorization {
        headers.set("Authorization", &format!("Bearer {bearer}"))?;
    }
    for (name, value) in &call.headers {
        headers.set(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(call.method.as_str());
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(seconds.saturating_mul(1000))));
    if !call.body.is_empty() {
        headers.set("Content-Type", &call.body.content_type)?;
    }
    if let Some(passing) = passing {
        headers.set("Content-Type", &passing.content_type)?;
        init.set_headers(&headers);
        // Exact below 2^53.
        #[allow(clippy::cast_precision_loss, reason = "a length of a file")]
        let pipe = body::FixedLengthStream::with_length(passing.length as f64);
        init.set_body(&pipe.fixed_readable());
        let answer = pin!(JsFuture::from(fetch(address, &init)?));
        let pump = pin!(JsFuture::from(passing.stream.pipe_to(&pipe.fixed_writable())));
        let response = match select(answer, pump).await {
            Either::Left((answer, _)) => answer?,
            // A pipe that broke may have been closed by a refusal that is on its way.
            Either::Right((_, answer)) => answer.await?,
        };
        return Ok(response.unchecked_into());
    }
    init.set_headers(&headers);
    let response = match streamed(&call.body) {
        false => {
            if !call.body.is_empty() {
                init.set_body(&Uint8Array::from(plain(&call.body).as_slice()));
            }
            JsFuture::from(fetch(address, &init)?).await?
        }
        true => {
            // Exact below 2^53.
            #[allow(clippy::cast_precision_loss, reason = "a length of a file")]
            let pipe = body::FixedLengthStream::with_length(call.body.len() as f64);
            init.set_body(&pipe.fixed_readable());
            let answer = pin!(JsFuture::from(fetch(address, &init)?));
            let writable = pipe.fixed_writable();
            let pump = pin!(pump(env, &call.body, &writable));
            // An answer may come before the whole body is sent: a refusal does.
            match select(answer, pump).await {
                Either::Left((Ok(answer), _)) => answer,
                // Perhaps because the body broke: then the reason for that counts.
                Either::Left((Err(_), pump)) => match select(pump, pin!(Delay::from(REASON))).await
                {
                    Either::Left((Err(Unsent::FileGone), _)) => return Err(Unsent::FileGone),
                    _ => return Err(Unsent::NoAnswer),
                },
                Either::Right((Err(Unsent::FileGone), _)) => return Err(Unsent::FileGone),
                // A pipe that broke may have been closed by a refusal that is on its way.
                Either::Right((_, answer)) => answer.await?,
            }
        }
    };
    Ok(response.unchecked_into())
}

fn streamed(body: &Body) -> bool {
    body.pieces.iter().any(|p| matches!(p, Piece::File { .. }))
}

fn plain(body: &Body) -> Vec<u8> {
    let bytes = body.pieces.iter().filter_map(|p| match p {
        Piece::Bytes(bytes) => Some(bytes.as_slice()),
        Piece::File { .. } => None,
    });
    bytes.flatten().copied().collect()
}

/// Writes a body's pieces into the request. A raw file passes from object to ATS natively.
async fn pump(env: &Env, body: &Body, writable: &WritableStream) -> Result<(), Unsent> {
    for piece in &body.pieces {
        match piece {
            Piece::Bytes(bytes) => {
                let writer = writable.get_writer()?;
                body::write(&writer, bytes).await?;
                writer.release_lock();
            }
            Piece::File { upload, encoding, .. } => {
                let upload = object::named(env, bindings::UPLOAD, upload)?;
                let file = object::send(&upload, worker::Method::Get, "/bytes", None).await?;
                match file.status_code() {
                    200 => {}
                    404 => return Err(Unsent::FileGone),
                    _ => return Err(Unsent::NoAnswer),
                }
                let file: Response = file.into();
                let Some(stream) = file.body() else { return Err(Unsent::FileGone) };
                let sent: Result<(), Unsent> = match encoding {
                    Encoding::Raw => {
                        let options = StreamPipeOptions::new();
                        options.set_prevent_close(true);
                        let piped = stream.pipe_to_with_options(writable, &options);
                        JsFuture::from(piped).await.map(|_| ()).map_err(Into::into)
                    }
                    Encoding::Base64 => base64(&stream, writable).await.map_err(Into::into),
                };
                if let Err(broken) = sent {
                    // The connection's end, or the file's: one is tried again, the other is not.
                    let sound = object::send(&upload, worker::Method::Get, "/sound", None).await?;
                    let gone = sound.status_code() == 404;
                    return Err(if gone { Unsent::FileGone } else { broken });
                }
            }
        }
    }
    let writer = writable.get_writer()?;
    JsFuture::from(writer.close()).await?;
    Ok(())
}

/// Encodes a stream in groups of three bytes as it passes.
async fn base64(stream: &web_sys::ReadableStream, to: &WritableStream) -> worker::Result<()> {
    let writer = to.get_writer()?;
    let mut reader = body::Reader::new(stream)?;
    let mut rest: Vec<u8> = Vec::new();
    while let Some(bytes) = reader.next().await? {
        rest.extend_from_slice(&bytes.to_vec());
        let whole = rest.len() - rest.len() % 3;
        let tail = rest.split_off(whole);
        body::write(&writer, STANDARD.encode(&rest).as_bytes()).await?;
        rest = tail;
    }
    if !rest.is_empty() {
        body::write(&writer, STANDARD.encode(&rest).as_bytes()).await?;
    }
    writer.release_lock();
    Ok(())
}

/// Reads an answer of at most `max` bytes.
pub(super) async fn read(response: Response, max: usize) -> Result<Reply, JsValue> {
    let header = |name: &str| response.headers().get(name).ok().flatten().unwrap_or_default();
    let retry_after = header("retry-after").trim().parse().ok();
    let content_type = header("content-type");
    let body = body::read(response.body(), max).await?;
    let body = body.ok_or_else(|| JsValue::from_str("the answer is too large"))?;
    Ok(Reply { status: response.status(), content_type, retry_after, body })
}

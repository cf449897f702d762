//! One HTTP request to an ATS and its response, with a time limit, a User-Agent, and streamed files.

use crate::api::request::{Body, Call, Encoding, Piece, Reply};
use crate::edge::VERSION;
use crate::edge::platform::body;
use crate::edge::platform::fetch::fetch;
use crate::edge::rpc::upload::UploadStub;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::{Either, select};
use js_sys::Uint8Array;
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Headers, RequestInit, RequestRedirect, Response, StreamPipeOptions, WritableStream,
};
use worker::{Delay, Env};

/// The maximum length of a response, in bytes; a page of a hundred vacancies is far smaller.
const REPLY_MAX: usize = 4_000_000;

/// How long to wait for the reason why a body broke.
const REASON: Duration = Duration::from_secs(2);

/// The reason for which there is no response. JavaScript's error messages are dropped: they can contain the URL with a
/// token.
pub(crate) enum SendError {
    /// The connection broke or the time limit passed: the ATS may have acted.
    NoAnswer,
    /// The body cannot be completed, now or later: a file is missing or damaged.
    FileGone,
}

impl From<JsValue> for SendError {
    fn from(_: JsValue) -> Self {
        Self::NoAnswer
    }
}

impl From<worker::Error> for SendError {
    fn from(_: worker::Error) -> Self {
        Self::NoAnswer
    }
}

/// Sends one request and reads the response, within `seconds`.
pub(crate) async fn send(
    env: &Env,
    address: &str,
    call: &Call,
    authorization: Option<&str>,
    seconds: u32,
) -> Result<Reply, SendError> {
    let response = open(env, address, call, authorization, seconds, None).await?;
    Ok(read(response, REPLY_MAX).await?)
}

/// A request body that is streamed from the caller.
pub(crate) struct StreamedBody {
    /// The media type, with the boundary.
    pub(crate) content_type: String,
    /// The length, in bytes.
    pub(crate) length: u64,
    /// The bytes.
    pub(crate) stream: web_sys::ReadableStream,
}

/// Sends one request and returns the response as it arrives. The time limit covers the body too.
pub(crate) async fn open(
    env: &Env,
    address: &str,
    call: &Call,
    authorization: Option<&str>,
    seconds: u32,
    streamed: Option<StreamedBody>,
) -> Result<Response, SendError> {
    let headers = headers(call, authorization)?;
    let init = RequestInit::new();
    init.set_method(call.method.as_str());
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(seconds.saturating_mul(1000))));
    if let Some(streamed) = &streamed {
        headers.set("Content-Type", &streamed.content_type)?;
    }
    init.set_headers(&headers);
    let response = match streamed {
        Some(streamed) => send_stream(address, &init, streamed).await?,
        None if has_files(&call.body) => send_files(env, address, &init, &call.body).await?,
        None => {
            if !call.body.is_empty() {
                init.set_body(&Uint8Array::from(bytes_of(&call.body).as_slice()));
            }
            JsFuture::from(fetch(address, &init)?).await?
        }
    };
    Ok(response.unchecked_into())
}

fn headers(call: &Call, authorization: Option<&str>) -> Result<Headers, JsValue> {
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
    if !call.body.is_empty() {
        headers.set("Content-Type", &call.body.content_type)?;
    }
    Ok(headers)
}

/// A pipe of a known length, so that `Content-Length` is sent.
#[allow(clippy::cast_precision_loss, reason = "a length of a file, exact below 2^53")]
fn pipe_of(length: u64) -> body::FixedLengthStream {
    body::FixedLengthStream::with_length(length as f64)
}

async fn send_stream(
    address: &str,
    init: &RequestInit,
    streamed: StreamedBody,
) -> Result<JsValue, SendError> {
    let pipe = pipe_of(streamed.length);
    init.set_body(&pipe.fixed_readable());
    let answer = pin!(JsFuture::from(fetch(address, init)?));
    let pump = pin!(JsFuture::from(streamed.stream.pipe_to(&pipe.fixed_writable())));
    Ok(match select(answer, pump).await {
        Either::Left((answer, _)) => answer?,
        // A pipe that broke may have been closed by a refusal that is on its way.
        Either::Right((_, answer)) => answer.await?,
    })
}

async fn send_files(
    env: &Env,
    address: &str,
    init: &RequestInit,
    body: &Body,
) -> Result<JsValue, SendError> {
    let pipe = pipe_of(body.len());
    init.set_body(&pipe.fixed_readable());
    let answer = pin!(JsFuture::from(fetch(address, init)?));
    let writable = pipe.fixed_writable();
    let pump = pin!(pump(env, body, &writable));
    // An answer may come before the whole body is sent: a refusal does.
    match select(answer, pump).await {
        Either::Left((Ok(answer), _)) => Ok(answer),
        // Perhaps because the body broke: then the reason for that counts.
        Either::Left((Err(_), pump)) => match select(pump, pin!(Delay::from(REASON))).await {
            Either::Left((Err(SendError::FileGone), _)) => Err(SendError::FileGone),
            _ => Err(SendError::NoAnswer),
        },
        Either::Right((Err(SendError::FileGone), _)) => Err(SendError::FileGone),
        // A pipe that broke may have been closed by a refusal that is on its way.
        Either::Right((_, answer)) => Ok(answer.await?),
    }
}

fn has_files(body: &Body) -> bool {
    body.pieces.iter().any(|p| matches!(p, Piece::File { .. }))
}

fn bytes_of(body: &Body) -> Vec<u8> {
    let bytes = body.pieces.iter().filter_map(|p| match p {
        Piece::Bytes(bytes) => Some(bytes.as_slice()),
        Piece::File { .. } => None,
    });
    bytes.flatten().copied().collect()
}

/// Writes the parts of a body into the request. The platform streams raw files from object to ATS.
async fn pump(env: &Env, body: &Body, writable: &WritableStream) -> Result<(), SendError> {
    for piece in &body.pieces {
        match piece {
            Piece::Bytes(bytes) => {
                let writer = writable.get_writer()?;
                body::write(&writer, bytes).await?;
                writer.release_lock();
            }
            Piece::File { upload, encoding, .. } => {
                let upload = UploadStub::new(env, upload)?;
                let Some(file) = upload.bytes().await? else { return Err(SendError::FileGone) };
                let file: Response = file.into();
                let Some(stream) = file.body() else { return Err(SendError::FileGone) };
                let sent: Result<(), SendError> = match encoding {
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
                    let intact = upload.is_intact().await?;
                    return Err(if intact { broken } else { SendError::FileGone });
                }
            }
        }
    }
    let writer = writable.get_writer()?;
    JsFuture::from(writer.close()).await?;
    Ok(())
}

/// Encodes a stream as base64 as it passes.
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

/// Reads a response of at most `max` bytes.
pub(crate) async fn read(response: Response, max: usize) -> Result<Reply, JsValue> {
    let header = |name: &str| response.headers().get(name).ok().flatten().unwrap_or_default();
    let retry_after = header("retry-after").trim().parse().ok();
    let content_type = header("content-type");
    let body = body::read(response.body(), max).await?;
    let body = body.ok_or_else(|| JsValue::from_str("the answer is too large"))?;
    Ok(Reply { status: response.status(), content_type, retry_after, body })
}

//! Streams of bytes: bounded reading of bodies, and writing into the platform's pipes.

use crate::edge::platform::concurrency::{self, Place};
use crate::edge::platform::{client, clock, env};
use crate::throttle::stall::StallDetector;
use futures_util::future::{Either, select};
use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    ReadableStream, ReadableStreamByobReader, WritableStream, WritableStreamDefaultWriter,
};
use worker::{Delay, Env, Result};

/// The number of bytes requested from the platform per read; it may return fewer.
const CHUNK: u32 = 65_536;

/// The maximum number of bytes read from a refused PATCH body: as many as our own pages send at once.
pub(crate) const DRAIN_PIECE: u32 = 524_288;
/// The maximum number of bytes read from a refused form, so that its sender can read the response.
pub(crate) const DRAIN_FORM: u32 = 20_000_000;

#[wasm_bindgen]
extern "C" {
    /// workerd's own pipe: bytes pass through without entering JavaScript or wasm.
    pub(crate) type IdentityTransformStream;
    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> IdentityTransformStream;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn readable(this: &IdentityTransformStream) -> ReadableStream;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn writable(this: &IdentityTransformStream) -> WritableStream;

    /// The same with a known length, so that `Content-Length` is sent.
    pub(crate) type FixedLengthStream;
    #[wasm_bindgen(constructor)]
    pub(crate) fn with_length(length: f64) -> FixedLengthStream;
    #[wasm_bindgen(method, getter, js_name = readable)]
    pub(crate) fn fixed_readable(this: &FixedLengthStream) -> ReadableStream;
    #[wasm_bindgen(method, getter, js_name = writable)]
    pub(crate) fn fixed_writable(this: &FixedLengthStream) -> WritableStream;
}

/// The number of bytes of the first read: a sender that sends nothing holds no more memory.
const CHUNK_FIRST: u32 = 4096;
/// How much longer to wait for a sender that seems stalled, in ms.
const GRACE: u64 = 1000;
/// How often to look whether the place was given to another sender, in ms. Requests cannot wake each other in workerd.
const PLACE_LOOK_MS: u64 = 1000;

/// Gives up on a sender that stalls for `BODY_IDLE_TIMEOUT_SECONDS`, or whose place was given to another.
pub(crate) struct StallTimer {
    sender: StallDetector,
    place: Option<Place>,
    /// The timer of the next check, reused across reads, because most reads finish at once.
    look: std::pin::Pin<Box<Delay>>,
    /// Whether the sender seemed stalled at the last check.
    doubted: bool,
}

/// The reason for which reading ended early.
pub(crate) enum ReadInterrupted<T> {
    /// The sender is silent or too slow.
    Stalled,
    /// The other future completed first.
    Other(T),
}

impl StallTimer {
    /// The timer of a body of `expected` bytes, if their number is known. A form's file has no place of its own: the
    /// form has one.
    pub(crate) fn new(env: &Env, place: Option<Place>, expected: Option<u64>) -> Self {
        let timeout = u64::from(env::body_idle_timeout_seconds(env)) * 1000;
        let sender = StallDetector::new(timeout, expected, clock::now());
        let look = check_interval(&sender, place.as_ref());
        let look = Box::pin(Delay::from(Duration::from_millis(look)));
        Self { sender, place, look, doubted: false }
    }

    /// Records that bytes arrived.
    pub(crate) fn received(&mut self, bytes: u32) {
        self.sender.record_bytes(u64::from(bytes), clock::now());
        if let Some(place) = &self.place {
            place.record(bytes);
        }
    }

    /// The next bytes of a body, or `None` at its end; otherwise the reason for which there are no more.
    pub(crate) async fn next(
        &mut self,
        reader: &mut Reader,
    ) -> std::result::Result<Option<Uint8Array>, &'static str> {
        match self.wait(reader.next(), futures_util::future::pending::<()>()).await {
            Ok(Ok(bytes)) => {
                if let Some(bytes) = &bytes {
                    self.received(bytes.length());
                }
                Ok(bytes)
            }
            Ok(Err(_)) => Err("the body was cut"),
            Err(_) => Err("the sender is lost"),
        }
    }

    /// Waits for a read that was started. The read is never dropped while more bytes are wanted, since its bytes would
    /// be lost. Returns early if the sender is stalled, or if `other` completes.
    pub(crate) async fn wait<R, T>(
        &mut self,
        read: impl Future<Output = R>,
        mut other: impl Future<Output = T> + Unpin,
    ) -> std::result::Result<R, ReadInterrupted<T>> {
        let mut read = std::pin::pin!(read);
        // The time that the Worker was busy since the last read does not count against the sender.
        self.sender.record_bytes(0, clock::now());
        loop {
            match select(read.as_mut(), select(&mut other, &mut self.look)).await {
                Either::Left((read, _)) => return Ok(read),
                Either::Right((Either::Left((other, _)), _)) => {
                    return Err(ReadInterrupted::Other(other));
                }
                Either::Right((Either::Right(_), _)) => {
                    if self.place.as_ref().is_some_and(Place::is_lost) {
                        return Err(ReadInterrupted::Stalled);
                    }
                    let mut look = check_interval(&self.sender, self.place.as_ref());
                    let lost = self.sender.is_lost(clock::now());
                    // If the Worker itself stood still, the bytes are there already, and are read first.
                    if lost && self.doubted {
                        return Err(ReadInterrupted::Stalled);
                    }
                    if lost {
                        look = look.min(GRACE);
                    }
                    self.doubted = lost;
                    self.look = Box::pin(Delay::from(Duration::from_millis(look)));
                }
            }
        }
    }
}

fn check_interval(sender: &StallDetector, place: Option<&Place>) -> u64 {
    let interval = sender.check_interval_ms();
    if place.is_some() { interval.min(PLACE_LOOK_MS) } else { interval }
}

/// Reads a byte stream in chunks of at most [`CHUNK`] bytes, with a BYOB reader: the `worker` crate's own stream reads
/// 4 kB at a time.
pub(crate) struct Reader {
    reader: ReadableStreamByobReader,
    /// The buffer, transferred to the platform during a read. A failed read does not return it, and a view of a
    /// transferred buffer would throw.
    buffer: Option<ArrayBuffer>,
}

impl Reader {
    pub(crate) fn new(stream: &ReadableStream) -> Result<Self> {
        let reader = ReadableStreamByobReader::new(stream)?;
        Ok(Self { reader, buffer: None })
    }

    /// The buffer of the next read: small until something has arrived.
    fn next_buffer(&mut self) -> ArrayBuffer {
        match self.buffer.take() {
            Some(buffer) if buffer.byte_length() >= CHUNK => buffer,
            Some(_) => ArrayBuffer::new(CHUNK),
            None => ArrayBuffer::new(CHUNK_FIRST),
        }
    }

    /// Returns the next bytes, or `None` at the end; an error if the stream broke.
    pub(crate) async fn next(&mut self) -> Result<Option<Uint8Array>> {
        let view = Uint8Array::new(&self.next_buffer());
        let read = JsFuture::from(self.reader.read_with_array_buffer_view(&view)).await?;
        if Reflect::get(&read, &"done".into())?.is_truthy() {
            return Ok(None);
        }
        let value: Uint8Array = Reflect::get(&read, &"value".into())?.unchecked_into();
        let bytes = value.slice(0, value.length());
        self.buffer = Some(value.buffer());
        Ok(Some(bytes))
    }

    /// Reads the next bytes into `to` at offset `at`. Returns their number, or 0 at the end; an error if the stream
    /// broke, in which case bytes read before stay in place.
    pub(crate) async fn read_into(&mut self, to: &Uint8Array, at: u32) -> Result<u32> {
        let buffer = self.next_buffer();
        let room = to.length().saturating_sub(at).min(buffer.byte_length());
        let view = Uint8Array::new_with_byte_offset_and_length(&buffer, 0, room);
        let read = JsFuture::from(self.reader.read_with_array_buffer_view(&view)).await?;
        if Reflect::get(&read, &"done".into())?.is_truthy() {
            return Ok(0);
        }
        let value: Uint8Array = Reflect::get(&read, &"value".into())?.unchecked_into();
        to.set(&value, at);
        self.buffer = Some(value.buffer());
        Ok(value.length())
    }

    /// Cancels the stream.
    pub(crate) async fn cancel(self) {
        // A stream that is broken already cannot be cancelled, and need not be.
        let _ = JsFuture::from(self.reader.cancel()).await;
    }
}

/// The reason for which a request's body was not read.
pub(crate) enum Unread {
    /// It is longer than allowed.
    TooLong,
    /// The sender is silent or too slow, the connection broke, or there is no place.
    Lost,
}

/// Reads the whole body of a request, of at most `max` bytes.
pub(crate) async fn read_request(
    env: &Env,
    site: &str,
    request: &worker::Request,
    max: usize,
) -> Result<std::result::Result<Vec<u8>, Unread>> {
    let Some(stream) = request.inner().body() else { return Ok(Ok(Vec::new())) };
    let expected = length(request)?;
    if expected.is_some_and(|length| length > max as u64) {
        return Ok(Err(Unread::TooLong));
    }
    let sender = client::sender(env, site, request)?;
    let Some(place) = concurrency::take_text(&sender, expected).await else {
        return Ok(Err(Unread::Lost));
    };
    let mut timer = StallTimer::new(env, Some(place), expected);
    let mut reader = Reader::new(&stream)?;
    let mut all = Vec::new();
    let unread = loop {
        match timer.next(&mut reader).await {
            Ok(Some(bytes)) => {
                if all.len() + bytes.length() as usize > max {
                    break Unread::TooLong;
                }
                all.extend_from_slice(&bytes.to_vec());
            }
            Ok(None) => return Ok(Ok(all)),
            Err(_) => break Unread::Lost,
        }
    };
    // Not waited for: a sender that is gone does not answer.
    wasm_bindgen_futures::spawn_local(reader.cancel());
    Ok(Err(unread))
}

/// The length that a request announces.
pub(crate) fn length(request: &worker::Request) -> Result<Option<u64>> {
    Ok(request.headers().get("content-length")?.and_then(|length| length.parse().ok()))
}

/// Reads a whole answer of at most `max` bytes; `None` if it is longer.
pub(crate) async fn read(stream: Option<ReadableStream>, max: usize) -> Result<Option<Vec<u8>>> {
    let Some(stream) = stream else { return Ok(Some(Vec::new())) };
    let mut reader = Reader::new(&stream)?;
    let mut all = Vec::new();
    while let Some(bytes) = reader.next().await? {
        if all.len() + bytes.length() as usize > max {
            reader.cancel().await;
            return Ok(None);
        }
        all.extend_from_slice(&bytes.to_vec());
    }
    Ok(Some(all))
}

/// Reads and discards the body of a refused request, up to a limit: closing a connection while bytes still arrive would
/// lose the response.
pub(crate) async fn drain(env: &Env, request: &worker::Request, most: u32) {
    let inner = request.inner();
    if inner.body_used() {
        return;
    }
    let Some(Ok(mut reader)) = inner.body().map(|stream| Reader::new(&stream)) else { return };
    let Ok(sender) = client::sender(env, "", request) else { return };
    if let Some(place) = concurrency::take_text(&sender, None).await {
        let mut left = most;
        let mut timer = StallTimer::new(env, Some(place), None);
        while let Ok(Some(bytes)) = timer.next(&mut reader).await {
            left = left.saturating_sub(bytes.length());
            if left == 0 {
                break;
            }
        }
    }
    // Not waited for: a sender that is gone does not answer.
    wasm_bindgen_futures::spawn_local(reader.cancel());
}

/// Writes into a pipe; waits while the reader is slower.
pub(crate) async fn write(writer: &WritableStreamDefaultWriter, bytes: &[u8]) -> Result<()> {
    JsFuture::from(writer.write_with_chunk(&Uint8Array::from(bytes))).await?;
    Ok(())
}

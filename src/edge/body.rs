//! Bodies as bytes flow: bounded reading, and writing into a native pipe.

use super::{bindings, clock};
use crate::sender::Sender;
use futures_util::future::{Either, select};
use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    ReadableStream, ReadableStreamByobReader, WritableStream, WritableStreamDefaultWriter,
};
use worker::{Delay, Env, Result};

/// How much is asked for at a time. The platform fills no more than it has.
const CHUNK: u32 = 65_536;

/// The most bytes that are read of a refused piece of a file: as many as our own pages send at once.
pub(super) const DRAIN_PIECE: u32 = 524_288;
/// The most bytes that are read of a refused form, whose sender has to see what was wrong with it.
pub(super) const DRAIN_FORM: u32 = 20_000_000;

#[wasm_bindgen]
extern "C" {
    /// workerd's own pipe: bytes pass it without entering JavaScript or wasm.
    pub(super) type IdentityTransformStream;
    #[wasm_bindgen(constructor)]
    pub(super) fn new() -> IdentityTransformStream;
    #[wasm_bindgen(method, getter)]
    pub(super) fn readable(this: &IdentityTransformStream) -> ReadableStream;
    #[wasm_bindgen(method, getter)]
    pub(super) fn writable(this: &IdentityTransformStream) -> WritableStream;

    /// The same with a length, so that `Content-Length` is sent.
    pub(super) type FixedLengthStream;
    #[wasm_bindgen(constructor)]
    pub(super) fn with_length(length: f64) -> FixedLengthStream;
    #[wasm_bindgen(method, getter, js_name = readable)]
    pub(super) fn fixed_readable(this: &FixedLengthStream) -> ReadableStream;
    #[wasm_bindgen(method, getter, js_name = writable)]
    pub(super) fn fixed_writable(this: &FixedLengthStream) -> WritableStream;
}

/// How much longer one who seems lost is listened to, in ms.
const GRACE: u64 = 1000;

/// Somebody who sends to us, for as long as the operator's patience lasts.
pub(super) struct Patience {
    sender: Sender,
    /// Rings when it is time to look; kept over many reads, because most are over at once.
    look: std::pin::Pin<Box<Delay>>,
    /// Whether the sender seemed lost at the last look.
    doubted: bool,
}

/// Why nothing more is read.
pub(super) enum Over<T> {
    /// The sender has fallen silent, or only drips.
    Lost,
    /// What was waited for beside came first.
    Other(T),
}

impl Patience {
    pub(super) fn new(env: &Env) -> Self {
        let sender = Sender::new(u64::from(bindings::body_seconds(env)) * 1000, clock::now());
        let look = Box::pin(Delay::from(Duration::from_millis(sender.look())));
        Self { sender, look, doubted: false }
    }

    /// Takes that bytes came.
    pub(super) fn heard(&mut self, bytes: u32) {
        self.sender.heard(u64::from(bytes), clock::now());
    }

    /// Waits for a read that was begun. It is not let go of while more is wanted: its bytes would go
    /// with it. Ends earlier where the sender is lost, or `other` comes.
    pub(super) async fn wait<R, T>(
        &mut self,
        read: impl Future<Output = R>,
        mut other: impl Future<Output = T> + Unpin,
    ) -> std::result::Result<R, Over<T>> {
        let mut read = std::pin::pin!(read);
        // What we were busy with since the last read is nobody's silence.
        self.sender.heard(0, clock::now());
        loop {
            match select(read.as_mut(), select(&mut other, &mut self.look)).await {
                Either::Left((read, _)) => return Ok(read),
                Either::Right((Either::Left((other, _)), _)) => return Err(Over::Other(other)),
                Either::Right((Either::Right(_), _)) => {
                    let mut look = self.sender.look();
                    let lost = self.sender.is_lost(clock::now());
                    // Where it was us who stood still, the bytes are there already, and are read first.
                    if lost && self.doubted {
                        return Err(Over::Lost);
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

/// Reads a byte stream in pieces of at most [`CHUNK`] bytes, by BYOB: the `worker` crate's own
/// stream reads 4 kB at a time.
pub(super) struct Reader {
    reader: ReadableStreamByobReader,
    /// Lent to the platform while it reads; a read that fails does not give it back, and a view of
    /// what was lent throws where nothing catches.
    buffer: Option<ArrayBuffer>,
}

impl Reader {
    pub(super) fn new(stream: &ReadableStream) -> Result<Self> {
        let reader = ReadableStreamByobReader::new(stream)?;
        Ok(Self { reader, buffer: None })
    }

    /// The next bytes; `None` at the end, an error when the stream broke.
    pub(super) async fn next(&mut self) -> Result<Option<Uint8Array>> {
        let view = Uint8Array::new(&self.buffer.take().unwrap_or_else(|| ArrayBuffer::new(CHUNK)));
        let read = JsFuture::from(self.reader.read_with_array_buffer_view(&view)).await?;
        if Reflect::get(&read, &"done".into())?.is_truthy() {
            return Ok(None);
        }
        let value: Uint8Array = Reflect::get(&read, &"value".into())?.unchecked_into();
        let bytes = value.slice(0, value.length());
        self.buffer = Some(value.buffer());
        Ok(Some(bytes))
    }

    /// Reads the next bytes into `to`, from `at` on; how many, and 0 at the end. An error when the
    /// stream broke: what was read before is in its place.
    pub(super) async fn read_into(&mut self, to: &Uint8Array, at: u32) -> Result<u32> {
        let buffer = self.buffer.take().unwrap_or_else(|| ArrayBuffer::new(CHUNK));
        let room = to.length().saturating_sub(at).min(CHUNK);
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

    /// Says that no more is wanted.
    pub(super) async fn cancel(self) {
        // A stream that is broken already cannot be cancelled, which is what was wanted.
        let _ = JsFuture::from(self.reader.cancel()).await;
    }
}

/// Reads a whole body of at most `max` bytes; `None` when it is longer.
pub(super) async fn read(stream: Option<ReadableStream>, max: usize) -> Result<Option<Vec<u8>>> {
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

/// Reads on, for a bounded while, in a request that was refused without being read: a connection
/// that is closed with bytes still coming in loses the answer that says why.
pub(super) async fn drain(env: &Env, request: &web_sys::Request, most: u32) {
    if request.body_used() {
        return;
    }
    let Some(Ok(mut reader)) = request.body().map(|stream| Reader::new(&stream)) else { return };
    let mut left = most;
    let mut patience = Patience::new(env);
    let never = || futures_util::future::pending::<()>();
    while let Ok(Ok(Some(bytes))) = patience.wait(reader.next(), never()).await {
        patience.heard(bytes.length());
        left = left.saturating_sub(bytes.length());
        if left == 0 {
            break;
        }
    }
    // Not waited for: who is dead does not answer.
    wasm_bindgen_futures::spawn_local(reader.cancel());
}

/// Writes into a pipe; waits while the other end is slower.
pub(super) async fn write(writer: &WritableStreamDefaultWriter, bytes: &[u8]) -> Result<()> {
    JsFuture::from(writer.write_with_chunk(&Uint8Array::from(bytes))).await?;
    Ok(())
}

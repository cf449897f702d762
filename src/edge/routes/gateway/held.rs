//! The body of an upload through the gateway. It is held until the ATS has answered, where there is room for it, so that
//! it can be sent once more with a fresh token; otherwise it flows by once.

use crate::edge::platform::body::{Reader, StallTimer};
use crate::edge::platform::{client, concurrency};
use crate::edge::services::ats_http::StreamedBody;
use js_sys::Array;
use web_sys::{Blob, ReadableStream};
use worker::{Env, Request, Result};

/// An upload.
pub(super) struct Upload {
    content_type: String,
    length: u64,
    bytes: Bytes,
    /// Held while the bytes are.
    _place: Option<concurrency::Place>,
}

enum Bytes {
    /// Outside of wasm, whose memory never shrinks.
    Held(Blob),
    /// `None` after it was sent.
    Passing(Option<ReadableStream>),
}

impl Upload {
    /// Receives an upload of a media type and a length.
    pub(super) async fn receive(
        env: &Env,
        site: &str,
        request: &Request,
        (content_type, length, stream): (String, u64, ReadableStream),
    ) -> Result<Self> {
        let sender = client::sender(env, site, request)?;
        let Some(place) = concurrency::try_hold(&sender, length) else {
            let bytes = Bytes::Passing(Some(stream));
            return Ok(Self { content_type, length, bytes, _place: None });
        };
        let mut timer = StallTimer::new(env, None, Some(length));
        let mut reader = Reader::new(&stream)?;
        let (parts, mut received) = (Array::new(), 0u64);
        while let Some(bytes) = timer.next(&mut reader).await? {
            received += u64::from(bytes.length());
            parts.push(&bytes);
        }
        if received != length {
            return Err("an upload ended early".into());
        }
        let blob = Blob::new_with_u8_array_sequence(&parts)?;
        Ok(Self { content_type, length, bytes: Bytes::Held(blob), _place: Some(place) })
    }

    /// Whether it can be sent once more.
    pub(super) fn is_held(&self) -> bool {
        matches!(self.bytes, Bytes::Held(_))
    }

    /// The body for one request; `None` if it has passed already.
    pub(super) fn body(&mut self) -> Option<StreamedBody> {
        let stream = match &mut self.bytes {
            Bytes::Held(blob) => Some(blob.stream()),
            Bytes::Passing(stream) => stream.take(),
        };
        let (content_type, length) = (self.content_type.clone(), self.length);
        stream.map(|stream| StreamedBody { content_type, length, stream })
    }
}

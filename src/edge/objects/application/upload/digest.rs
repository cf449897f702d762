//! The checksum of a request's bytes, computed while they stream in.

use crate::edge::platform::crypto;
use crate::protocol::tus::Algorithm;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use worker::Result;
use worker::crypto::{DigestStream, DigestStreamAlgorithm};

/// A digest by the platform's `DigestStream`.
pub(crate) struct Digest {
    stream: DigestStream,
    writer: web_sys::WritableStreamDefaultWriter,
}

impl Digest {
    pub(crate) fn new(algorithm: Algorithm) -> Result<Self> {
        let stream = DigestStream::new(match algorithm {
            Algorithm::Sha1 => DigestStreamAlgorithm::Sha1,
            Algorithm::Sha256 => DigestStreamAlgorithm::Sha256,
        });
        let writable: &web_sys::WritableStream = stream.raw().unchecked_ref();
        let writer = writable.get_writer()?;
        Ok(Self { stream, writer })
    }

    pub(crate) async fn write(&self, bytes: &js_sys::Uint8Array) -> Result<()> {
        JsFuture::from(self.writer.write_with_chunk(bytes)).await?;
        Ok(())
    }

    pub(crate) async fn hex(&self) -> Result<String> {
        JsFuture::from(self.writer.close()).await?;
        Ok(crypto::hex(&self.stream.digest().await?.to_vec()))
    }
}

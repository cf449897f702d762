//! A checksum of a piece, computed as it streams by.

use crate::edge::crypto;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use worker::Result;
use worker::crypto::{DigestStream, DigestStreamAlgorithm};

/// A digest of what streams by, by the platform.
pub(super) struct Digest {
    stream: DigestStream,
    writer: web_sys::WritableStreamDefaultWriter,
}

pub(super) fn digest_of(name: &str) -> Result<Digest> {
    let algorithm = match name {
        "sha1" => DigestStreamAlgorithm::Sha1,
        _ => DigestStreamAlgorithm::Sha256,
    };
    let stream = DigestStream::new(algorithm);
    let writable: &web_sys::WritableStream = stream.raw().unchecked_ref();
    let writer = writable.get_writer()?;
    Ok(Digest { stream, writer })
}

impl Digest {
    pub(super) async fn write(&self, bytes: &js_sys::Uint8Array) -> Result<()> {
        JsFuture::from(self.writer.write_with_chunk(bytes)).await?;
        Ok(())
    }

    pub(super) async fn hex(&self) -> Result<String> {
        JsFuture::from(self.writer.close()).await?;
        Ok(crypto::hex(&self.stream.digest().await?.to_vec()))
    }
}

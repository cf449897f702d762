//! The `Upload` object: one file, in rows, written as it streams in. It is wiped whole when the
//! last application that claimed it is delivered, or when nobody claimed it in time.

use super::delivery::Told;
use super::{bindings, body, crypto, object, reply};
use crate::call::FileRef;
use crate::file::FileKind;
use futures_util::stream;
use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use worker::crypto::{DigestStream, DigestStreamAlgorithm};
use worker::{DurableObject, Env, Method, Request, Response, Result, State, durable_object};

/// Bytes a row: a row may hold 2 MB, and memory should hold little.
const ROW: usize = 65_536;

/// An upload that nobody claimed is wiped after a day.
const EXPIRY_MS: i64 = 86_400_000;

/// So often a claimed upload asks whether those who claimed it still exist.
const CLAIMED_MS: i64 = EXPIRY_MS;

/// What the object knows of its file.
#[derive(Serialize, Deserialize)]
struct Meta {
    site: String,
    rows: u32,
    size: u64,
    sha256: String,
    /// CRC-32 of each row: whether it is still what was stored.
    #[serde(default)]
    crcs: Vec<u32>,
    /// What it was found to be, once it was checked.
    #[serde(default)]
    checked: Option<Checked>,
    /// Receipts of the applications that hold it.
    #[serde(default)]
    claims: Vec<String>,
}

/// A name and a kind that agree with the content.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Checked {
    pub(super) name: String,
    pub(super) kind: FileKind,
}

/// What was stored.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored {
    pub(super) size: u64,
    pub(super) sha256: String,
}

const META: &str = "meta";

#[durable_object]
pub struct Upload {
    state: State,
    env: Env,
}

impl DurableObject for Upload {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        let url = request.url()?;
        let argument = url.query().unwrap_or_default().to_owned();
        match (request.method(), url.path()) {
            (Method::Put, "/bytes") => self.store(request, &argument).await,
            (Method::Get, "/bytes") => self.bytes().await,
            (Method::Get, "/sound") => self.sound().await,
            (Method::Put, "/checked") => {
                let mut request = request;
                let checked = serde_json::from_slice(&request.bytes().await?)?;
                self.change(|meta| meta.checked = Some(checked)).await
            }
            (Method::Get, "/file") => self.file(&argument).await,
            (Method::Put, "/claim") => {
                self.state.storage().set_alarm(CLAIMED_MS).await?;
                self.change(|meta| meta.claims.push(argument)).await
            }
            (Method::Delete, "/claim") => self.release(&argument).await,
            _ => reply::nothing(),
        }
    }

    /// Wipes what nobody needs. A claim counts while its delivery exists: a Worker that fell over
    /// between the claim and the store leaves one without.
    async fn alarm(&self) -> Result<Response> {
        let storage = self.state.storage();
        let claims = self.meta().await?.map(|meta| meta.claims).unwrap_or_default();
        for receipt in claims {
            let delivery = object::named(&self.env, bindings::DELIVERY, &receipt)?;
            let told: Option<Told> = object::ask(&delivery, "/state").await?;
            if told.is_some_and(|told| !told.wiped) {
                storage.set_alarm(CLAIMED_MS).await?;
                return reply::done();
            }
        }
        storage.delete_all().await?;
        reply::done()
    }
}

impl Upload {
    async fn meta(&self) -> Result<Option<Meta>> {
        object::load(&self.state.storage(), META).await
    }

    async fn change(&self, how: impl FnOnce(&mut Meta)) -> Result<Response> {
        let Some(mut meta) = self.meta().await? else { return reply::nothing() };
        how(&mut meta);
        object::save(&self.state.storage(), META, &meta).await?;
        reply::done()
    }

    /// Stores a body, row by row; the digest is the platform's, computed on the way.
    async fn store(&self, request: Request, site: &str) -> Result<Response> {
        let storage = self.state.storage();
        storage.set_alarm(EXPIRY_MS).await?;
        let Some(stream) = request.inner().body() else { return reply::nothing() };
        let mut reader = body::Reader::new(&stream)?;
        let digest = DigestStream::new(DigestStreamAlgorithm::Sha256);
        let writable: &web_sys::WritableStream = digest.raw().unchecked_ref();
        let writer = writable.get_writer()?;
        let (mut row, mut rows, mut size) = (Vec::with_capacity(ROW), 0u32, 0u64);
        let mut crcs = Vec::new();
        loop {
            let bytes = reader.next().await?;
            if let Some(bytes) = &bytes {
                size += u64::from(bytes.length());
                row.extend_from_slice(&bytes.to_vec());
            }
            while row.len() >= ROW || (bytes.is_none() && !row.is_empty()) {
                let rest = row.split_off(row.len().min(ROW));
                let full = Uint8Array::from(row.as_slice());
                crcs.push(crc32fast::hash(&row));
                storage.put_raw(&row_key(rows), full.clone()).await?;
                JsFuture::from(writer.write_with_chunk(&full)).await?;
                rows += 1;
                row = rest;
            }
            if bytes.is_none() {
                break;
            }
        }
        JsFuture::from(writer.close()).await?;
        let sha256 = crypto::hex(&digest.digest().await?.to_vec());
        let stored = Stored { size, sha256: sha256.clone() };
        let site = site.to_owned();
        let meta = Meta { site, rows, size, sha256, crcs, checked: None, claims: Vec::new() };
        object::save(&storage, META, &meta).await?;
        Response::from_json(&stored)
    }

    /// The file, a row at a time. Ends in an error where a row is not what was stored.
    async fn bytes(&self) -> Result<Response> {
        let Some(meta) = self.meta().await? else { return reply::nothing() };
        let start = (self.state.storage(), meta, 0);
        let rows = stream::unfold(start, |(storage, meta, row)| async move {
            if row >= meta.rows {
                return None;
            }
            let bytes = read_row(&storage, &meta, row).await;
            Some((bytes, (storage, meta, row + 1)))
        });
        Response::from_stream(rows)
    }

    /// Whether every row is there and is what was stored: 204, or 404.
    async fn sound(&self) -> Result<Response> {
        let Some(meta) = self.meta().await? else { return reply::nothing() };
        let storage = self.state.storage();
        for row in 0..meta.rows {
            match read_row(&storage, &meta, row).await {
                Ok(_) => {}
                Err(error) if object::is_damaged(&error) => return reply::nothing(),
                Err(error) => return Err(error),
            }
        }
        reply::done()
    }

    /// The file as an application names it; 404 for another site's, and for one that was not
    /// checked.
    async fn file(&self, site: &str) -> Result<Response> {
        let meta = self.meta().await?.filter(|meta| meta.site == site);
        let Some(Meta { size, sha256, checked: Some(checked), .. }) = meta else {
            return reply::nothing();
        };
        Response::from_json(&FileRef {
            upload: self.state.id().name().unwrap_or_default(),
            name: checked.name,
            content_type: checked.kind.content_type().to_owned(),
            size,
            sha256,
        })
    }

    /// An application does not need the file any more; the last one wipes it.
    async fn release(&self, receipt: &str) -> Result<Response> {
        let Some(mut meta) = self.meta().await? else { return reply::done() };
        // One at a time: the same application sent twice claims the same file twice.
        if let Some(at) = meta.claims.iter().position(|claim| claim == receipt) {
            meta.claims.swap_remove(at);
        }
        let storage = self.state.storage();
        if meta.claims.is_empty() {
            storage.delete_alarm().await?;
            storage.delete_all().await?;
        } else {
            object::save(&storage, META, &meta).await?;
        }
        reply::done()
    }
}

async fn read_row(storage: &worker::Storage, meta: &Meta, row: u32) -> Result<Vec<u8>> {
    let key = row_key(row);
    let found = storage.get_multiple(vec![key.clone()]).await?;
    let bytes: Uint8Array = found.get(&key.into()).dyn_into().map_err(|_| object::damaged())?;
    let bytes = bytes.to_vec();
    match meta.crcs.get(row as usize) {
        Some(crc) if *crc != crc32fast::hash(&bytes) => Err(object::damaged()),
        _ => Ok(bytes),
    }
}

fn row_key(row: u32) -> String {
    format!("row/{row:06}")
}

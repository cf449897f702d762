//! The rows of an upload: read with a check whether they are what was stored, and written as bytes
//! stream in. A byte on its way in is copied once, from the platform's buffer into the row, and enters
//! wasm only where a search has to see it.

use super::meta::{Meta, ROW};
use crate::edge::{body, crypto, object};
use crate::file::deep::Bytes;
use js_sys::Uint8Array;
use wasm_bindgen::JsCast as _;
use worker::{Result, Storage};

/// So many rows may be written before it is noted that they count: what a crash can cost.
const NOTED: u32 = 4;

pub(super) const META: &str = "meta";

fn key(row: u32) -> String {
    format!("row/{row:06}")
}

/// The bytes of a row that count. An error where they are not what was stored.
pub(super) async fn read(storage: &Storage, meta: &Meta, row: u32) -> Result<Vec<u8>> {
    let key = key(row);
    let found = storage.get_multiple(vec![key.clone()]).await?;
    let bytes: Uint8Array = found.get(&key.into()).dyn_into().map_err(|_| object::damaged())?;
    if let Some(crc) = meta.crcs.get(row as usize) {
        let bytes = bytes.to_vec();
        return if *crc == crc32fast::hash(&bytes) { Ok(bytes) } else { Err(object::damaged()) };
    }
    let length = u32::try_from(meta.row_length(row)).unwrap_or(0);
    let bytes = bytes.subarray(0, length);
    let sum = sum(&crypto::sha256_of(&bytes).await?);
    match meta.sums.get(row as usize) {
        Some(kept) if *kept == sum && bytes.length() == length => Ok(bytes.to_vec()),
        // The earliest version kept no digests.
        None if meta.asked.is_none() => Ok(bytes.to_vec()),
        _ => Err(object::damaged()),
    }
}

fn sum(digest: &[u8]) -> u32 {
    digest.iter().take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

/// Writes rows behind those that are there.
pub(super) struct Writer<'a> {
    storage: &'a Storage,
    pub(super) meta: Meta,
    row: Uint8Array,
    filled: u32,
    /// Bytes of the row that the search has seen.
    searched: u32,
    /// The row's bytes, where a search has to see them.
    copy: Vec<u8>,
    /// Rows that are not noted yet; `None` where nothing counts before the end.
    unnoted: Option<u32>,
}

impl<'a> Writer<'a> {
    /// Goes on where `meta` says. What is provisional counts only when it is flushed.
    pub(super) async fn new(storage: &'a Storage, meta: Meta, provisional: bool) -> Result<Self> {
        let row = Uint8Array::new_with_length(row_length());
        let filled = u32::try_from(meta.size % ROW).unwrap_or(0);
        if filled > 0 {
            let last = read(storage, &meta, meta.rows.saturating_sub(1)).await?;
            row.set(&Uint8Array::from(last.as_slice()), 0);
        }
        let unnoted = (!provisional).then_some(0);
        Ok(Self { storage, meta, row, filled, searched: filled, copy: Vec::new(), unnoted })
    }

    /// Takes the next bytes of a stream; how many, and 0 at its end.
    pub(super) async fn take(&mut self, reader: &mut body::Reader) -> Result<u32> {
        reader.read_into(&self.row, self.filled).await
    }

    /// The bytes that were taken last.
    pub(super) fn taken(&self, count: u32) -> Uint8Array {
        self.row.subarray(self.filled, self.filled + count)
    }

    /// Counts the bytes that were taken; a row that is full is stored.
    pub(super) async fn keep(&mut self, count: u32) -> Result<()> {
        self.filled += count;
        self.meta.size += u64::from(count);
        if self.filled == row_length() {
            self.store().await?;
            self.filled = 0;
            self.searched = 0;
            if let Some(unnoted) = &mut self.unnoted {
                *unnoted += 1;
                if *unnoted >= NOTED {
                    *unnoted = 0;
                    self.note().await?;
                }
            }
        }
        Ok(())
    }

    /// Stores what there is of a row that is not full, and notes that it counts.
    pub(super) async fn flush(&mut self) -> Result<()> {
        if self.filled > 0 {
            self.store().await?;
        }
        self.note().await
    }

    async fn note(&self) -> Result<()> {
        object::save(self.storage, META, &self.meta).await
    }

    async fn store(&mut self) -> Result<()> {
        let bytes = self.row.subarray(0, self.filled);
        self.search(&bytes);
        let index = u32::try_from((self.meta.size - 1) / ROW).unwrap_or(0);
        let digest = crypto::sha256_of(&bytes).await?;
        // A view is stored with all that lies behind it.
        let full = self.filled == row_length();
        let value = if full { self.row.clone() } else { bytes.slice(0, self.filled) };
        self.storage.put_raw(&key(index), value).await?;
        self.meta.rows = index + 1;
        self.meta.sums.truncate(index as usize);
        self.meta.sums.push(sum(&digest));
        let link = [self.meta.chain.as_bytes(), &digest].concat();
        let link = crypto::sha256_hex(&link).await?;
        if full {
            self.meta.chain.clone_from(&link);
        }
        self.meta.sha256 = link;
        Ok(())
    }

    fn search(&mut self, bytes: &Uint8Array) {
        let Some(scan) = &mut self.meta.scan else { return };
        let new = bytes.subarray(self.searched, self.filled);
        self.copy.resize(new.length() as usize, 0);
        new.copy_to(&mut self.copy);
        scan.feed(&self.copy);
        self.searched = self.filled;
    }
}

/// A row's length as the platform counts.
#[allow(clippy::cast_possible_truncation, reason = "65,536")]
const fn row_length() -> u32 {
    ROW as u32
}

/// The rows as one run of bytes.
pub(super) struct Rows<'a> {
    pub(super) storage: &'a Storage,
    pub(super) meta: &'a Meta,
}

impl Bytes for Rows<'_> {
    type Error = worker::Error;

    async fn read(&self, at: u64, length: usize) -> Result<Vec<u8>> {
        let end = at.saturating_add(length as u64).min(self.meta.size);
        let mut bytes = Vec::new();
        let mut at = at;
        while at < end {
            let row = read(self.storage, self.meta, u32::try_from(at / ROW).unwrap_or(0)).await?;
            let from = usize::try_from(at % ROW).unwrap_or(0);
            let wanted = usize::try_from(end - at).unwrap_or(0);
            let rest = row.get(from..).unwrap_or_default();
            let rest = rest.get(..wanted).unwrap_or(rest);
            if rest.is_empty() {
                break;
            }
            bytes.extend_from_slice(rest);
            at += rest.len() as u64;
        }
        Ok(bytes)
    }
}

//! The rows of an upload: read with a check whether they are what was stored, and written as bytes
//! stream in. A byte on its way in is copied once, from the platform's buffer into the row, and enters
//! wasm only where a search has to see it.

use super::meta::{Meta, ROW};
use crate::edge::{body, crypto, object};
use crate::file::deep::Bytes;
use futures_util::future::try_join;
use js_sys::Uint8Array;
use std::cell::RefCell;
use std::collections::VecDeque;
use wasm_bindgen::JsCast as _;
use worker::{Result, Storage};

pub(super) const META: &str = "meta";

/// Bytes that a search is shown at a time.
const WINDOW: u32 = 16_384;

/// Rows that are kept with the platform while a file is looked into: a document's list of parts, the part,
/// and their neighbours.
const ROWS_KEPT: usize = 4;

fn key(row: u32) -> String {
    format!("row/{row:06}")
}

/// The bytes of a row that count; they stay with the platform. An error where they are not what was
/// stored.
pub(super) async fn read(storage: &Storage, meta: &Meta, row: u32) -> Result<Uint8Array> {
    let key = key(row);
    let found = storage.get_multiple(vec![key.clone()]).await?;
    let bytes: Uint8Array = found.get(&key.into()).dyn_into().map_err(|_| object::damaged())?;
    if let Some(crc) = meta.crcs.get(row as usize) {
        let good = *crc == crc32fast::hash(&bytes.to_vec());
        return if good { Ok(bytes) } else { Err(object::damaged()) };
    }
    let length = u32::try_from(meta.row_length(row)).unwrap_or(0);
    let bytes = bytes.subarray(0, length);
    let sum = sum(&crypto::sha256_of(&bytes).await?);
    match meta.sums.get(row as usize) {
        Some(kept) if *kept == sum && bytes.length() == length => Ok(bytes),
        // The earliest version kept no digests.
        None if meta.asked.is_none() => Ok(found_whole(&bytes)),
        _ => Err(object::damaged()),
    }
}

/// All of a row, whatever was counted of it.
fn found_whole(bytes: &Uint8Array) -> Uint8Array {
    Uint8Array::new(&bytes.buffer())
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
    /// Whether nothing counts before the end.
    provisional: bool,
}

impl<'a> Writer<'a> {
    /// Goes on where `meta` says. What is provisional counts only when it is flushed.
    pub(super) async fn new(storage: &'a Storage, meta: Meta, provisional: bool) -> Result<Self> {
        let row = Uint8Array::new_with_length(row_length());
        let filled = u32::try_from(meta.size % ROW).unwrap_or(0);
        if filled > 0 {
            let last = read(storage, &meta, meta.rows.saturating_sub(1)).await?;
            row.set(&last, 0);
        }
        Ok(Self { storage, meta, row, filled, searched: filled, copy: Vec::new(), provisional })
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
            self.store(!self.provisional).await?;
            self.filled = 0;
            self.searched = 0;
        }
        Ok(())
    }

    /// Stores what there is of a row that is not full, and notes that it counts.
    pub(super) async fn flush(&mut self) -> Result<()> {
        if self.filled > 0 {
            return self.store(true).await;
        }
        object::save(self.storage, META, &self.meta).await
    }

    /// Stores the row, and with `note` that it counts: both or neither.
    async fn store(&mut self, note: bool) -> Result<()> {
        let bytes = self.row.subarray(0, self.filled);
        self.search(&bytes);
        let index = u32::try_from((self.meta.size - 1) / ROW).unwrap_or(0);
        let digest = crypto::sha256_of(&bytes).await?;
        let link = [self.meta.chain.as_bytes(), &digest].concat();
        let link = crypto::sha256_hex(&link).await?;
        let full = self.filled == row_length();
        if full {
            self.meta.chain.clone_from(&link);
        }
        self.meta.sha256 = link;
        self.meta.rows = index + 1;
        self.meta.sums.truncate(index as usize);
        self.meta.sums.push(sum(&digest));
        // A view is stored with all that lies behind it.
        let value = if full { self.row.clone() } else { bytes.slice(0, self.filled) };
        let key = key(index);
        let row = self.storage.put_raw(&key, value);
        if !note {
            return row.await;
        }
        try_join(row, object::save(self.storage, META, &self.meta)).await?;
        Ok(())
    }

    fn search(&mut self, bytes: &Uint8Array) {
        let scan = &mut self.meta.scan;
        if scan.is_done() {
            return;
        }
        // Through a small window: many files come at once, and wasm's memory never shrinks.
        self.copy.resize(WINDOW as usize, 0);
        while self.searched < self.filled {
            let end = self.filled.min(self.searched + WINDOW);
            let window = bytes.subarray(self.searched, end);
            let Some(copy) = self.copy.get_mut(..window.length() as usize) else { return };
            window.copy_to(copy);
            scan.feed(copy);
            self.searched = end;
        }
    }
}

/// A row's length as the platform counts.
#[allow(clippy::cast_possible_truncation, reason = "far below 2^32")]
const fn row_length() -> u32 {
    ROW as u32
}

/// The rows as one run of bytes.
pub(super) struct Rows<'a> {
    pub(super) storage: &'a Storage,
    pub(super) meta: &'a Meta,
    /// The rows that were read last: what jumps about in a file asks for them again and again.
    pub(super) last: RefCell<VecDeque<(u32, Uint8Array)>>,
}

impl Rows<'_> {
    async fn row(&self, row: u32) -> Result<Uint8Array> {
        if let Some((_, bytes)) = self.last.borrow().iter().find(|(number, _)| *number == row) {
            return Ok(bytes.clone());
        }
        let bytes = read(self.storage, self.meta, row).await?;
        let mut last = self.last.borrow_mut();
        last.truncate(ROWS_KEPT - 1);
        last.push_front((row, bytes.clone()));
        Ok(bytes)
    }
}

impl Bytes for Rows<'_> {
    type Error = worker::Error;

    async fn read(&self, at: u64, length: usize) -> Result<Vec<u8>> {
        let end = at.saturating_add(length as u64).min(self.meta.size);
        let mut bytes = Vec::new();
        let mut at = at;
        while at < end {
            let row = self.row(u32::try_from(at / ROW).unwrap_or(0)).await?;
            let from = u32::try_from(at % ROW).unwrap_or(0);
            let wanted = u32::try_from(end - at).unwrap_or(u32::MAX);
            let rest = row.subarray(from, from.saturating_add(wanted).min(row.length())).to_vec();
            if rest.is_empty() {
                break;
            }
            bytes.extend_from_slice(&rest);
            at += rest.len() as u64;
        }
        Ok(bytes)
    }
}

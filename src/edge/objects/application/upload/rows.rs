//! The rows of an upload: written as bytes stream in, and read with a check for damage. An incoming byte is copied
//! once, from the platform's buffer into the row, and enters wasm only if a search has to see it.

use super::meta::{Meta, ROW};
use crate::edge::objects::application::shared::file_key;
use crate::edge::platform::{body, crypto, sql, storage};
use crate::file::deep::Bytes;
use futures_util::future::try_join;
use js_sys::Uint8Array;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::time::Duration;
use worker::{Result, Storage};

/// The number of bytes that a search sees at a time.
const WINDOW: u32 = 16_384;

/// The number of full rows stored in one commit: a commit costs more than a row (bench/uploads.mjs).
const BATCH: usize = 4;

/// The number of rows cached while a file is inspected: a document's directory, the current part, and their neighbours.
const ROWS_KEPT: usize = 4;

/// Returns the valid bytes of a row, in the platform's memory. An error if they were changed since they were stored.
pub(crate) async fn read(storage: &Storage, meta: &Meta, row: u32) -> Result<Uint8Array> {
    let bytes = sql::Rows::of(storage, meta.number).get(row)?.ok_or_else(storage::damaged)?;
    let length = u32::try_from(meta.row_length(row)).unwrap_or(0);
    let bytes = bytes.subarray(0, length);
    let sum = sum(&crypto::sha256_of(&bytes).await?);
    match meta.sums.get(row as usize) {
        Some(kept) if *kept == sum && bytes.length() == length => Ok(bytes),
        _ => Err(storage::damaged()),
    }
}

fn sum(digest: &[u8]) -> u32 {
    digest.iter().take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

/// Appends rows to those that are stored.
pub(crate) struct Writer<'a> {
    storage: &'a Storage,
    pub(crate) meta: Meta,
    /// One buffer per row: full rows that are not stored yet, then the row being filled.
    buffers: Vec<Uint8Array>,
    /// The number of the row in the first buffer.
    first: u32,
    /// The number of full rows that are not stored yet.
    full: usize,
    /// The number of bytes in the row being filled.
    filled: u32,
    /// The number of bytes of that row that the search has seen.
    searched: u32,
    /// A window of the row's bytes in wasm, for the search.
    copy: Vec<u8>,
    /// Whether nothing counts before the end of the request.
    provisional: bool,
    /// The alarm to be set.
    alarm: Option<Duration>,
}

impl<'a> Writer<'a> {
    /// Continues at the size in `meta`. Provisional rows count only after a flush.
    /// The object's alarm is set when the first of them are stored, so that none is left for ever.
    pub(crate) async fn new(
        storage: &'a Storage,
        meta: Meta,
        provisional: bool,
        alarm: Option<Duration>,
    ) -> Result<Self> {
        sql::Rows::of(storage, meta.number).create()?;
        let row = Uint8Array::new_with_length(row_length());
        let filled = u32::try_from(meta.size % ROW).unwrap_or(0);
        if filled > 0 {
            let last = read(storage, &meta, meta.rows.saturating_sub(1)).await?;
            row.set(&last, 0);
        }
        Ok(Self {
            storage,
            first: u32::try_from(meta.size / ROW).unwrap_or(0),
            meta,
            buffers: vec![row],
            full: 0,
            filled,
            searched: filled,
            copy: Vec::new(),
            provisional,
            alarm,
        })
    }

    /// The buffer of the row being filled.
    fn row(&mut self) -> Uint8Array {
        if let Some(row) = self.buffers.get(self.full) {
            return row.clone();
        }
        let row = Uint8Array::new_with_length(row_length());
        self.buffers.push(row.clone());
        row
    }

    /// Reads the next bytes of a stream into the row. Returns their number, or 0 at the end.
    pub(crate) async fn take(&mut self, reader: &mut body::Reader) -> Result<u32> {
        let row = self.row();
        reader.read_into(&row, self.filled).await
    }

    /// The bytes that were read last.
    pub(crate) fn taken(&mut self, count: u32) -> Uint8Array {
        self.row().subarray(self.filled, self.filled + count)
    }

    /// Counts the bytes that were read. Full rows are stored a batch at a time.
    pub(crate) async fn keep(&mut self, count: u32) -> Result<()> {
        self.filled += count;
        self.meta.size += u64::from(count);
        if self.filled == row_length() {
            self.seal().await?;
            self.full += 1;
            (self.filled, self.searched) = (0, 0);
            if self.full == BATCH {
                self.store(!self.provisional).await?;
            }
        }
        Ok(())
    }

    /// Stores all bytes, and notes that they count.
    pub(crate) async fn flush(&mut self) -> Result<()> {
        if self.filled > 0 {
            self.seal().await?;
        }
        self.store(true).await
    }

    /// Computes the digests of the row being filled.
    async fn seal(&mut self) -> Result<()> {
        let bytes = self.row().subarray(0, self.filled);
        self.search(&bytes);
        let digest = crypto::sha256_of(&bytes).await?;
        let link = [self.meta.chain.as_bytes(), &digest].concat();
        let link = crypto::sha256_hex(&link).await?;
        if self.filled == row_length() {
            self.meta.chain.clone_from(&link);
        }
        self.meta.sha256 = link;
        let row = self.first as usize + self.full;
        self.meta.rows = u32::try_from(row + 1).unwrap_or(u32::MAX);
        self.meta.sums.truncate(row);
        self.meta.sums.push(sum(&digest));
        Ok(())
    }

    /// Stores the rows that are not stored yet. With `note` it also stores that they count, in the same commit, since
    /// there is no await in between.
    async fn store(&mut self, note: bool) -> Result<()> {
        let rows = sql::Rows::of(self.storage, self.meta.number);
        let lengths = std::iter::repeat_n(row_length(), self.full).chain([self.filled]);
        for (number, (buffer, length)) in (self.first..).zip(self.buffers.iter().zip(lengths)) {
            if length > 0 {
                rows.put(number, &buffer.subarray(0, length))?;
            }
        }
        let alarm = storage::set_alarm(self.storage, self.alarm.take());
        let noted = async {
            match note {
                true => storage::save(self.storage, &file_key(self.meta.number), &self.meta).await,
                false => Ok(()),
            }
        };
        try_join(alarm, noted).await?;
        // The row that is being filled moves to the front.
        let stored = std::mem::take(&mut self.full);
        self.first += u32::try_from(stored).unwrap_or(0);
        let turn = stored.min(self.buffers.len());
        self.buffers.rotate_left(turn);
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

/// The length of a row as the platform's number type.
#[allow(clippy::cast_possible_truncation, reason = "far below 2^32")]
const fn row_length() -> u32 {
    ROW as u32
}

/// The rows as one sequence of bytes.
pub(crate) struct Rows<'a> {
    pub(crate) storage: &'a Storage,
    pub(crate) meta: &'a Meta,
    /// The rows that were read last, since an inspection reads the same ones again and again.
    pub(crate) last: RefCell<VecDeque<(u32, Uint8Array)>>,
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

//! What an `Upload` object knows of its file, as it is stored. The rows lie beside it; what this does
//! not count is not there.

use crate::file::FileKind;
use crate::file::scan::Scan;
use crate::form::Slot;
use serde::{Deserialize, Serialize};

/// Bytes a row: a row may hold 2 MB, and memory should hold little. A quarter of these would be four
/// times as many commits, which are most of what storing costs (bench/uploads.mjs).
pub(super) const ROW: u64 = 262_144;

/// What is stored of an upload.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Meta {
    pub(super) site: String,
    /// Rows that count, the last of them perhaps not full.
    pub(super) rows: u32,
    /// Bytes that count: the offset.
    pub(super) size: u64,
    /// A digest of the whole, once it is there: of the chain of the rows' digests.
    pub(super) sha256: String,
    /// CRC-32 of each row, as an earlier version wrote them.
    pub(super) crcs: Vec<u32>,
    /// The first 32 bits of each row's SHA-256: whether it is still what was stored.
    pub(super) sums: Vec<u32>,
    /// SHA-256 of the chain up to the last full row, in hex.
    pub(super) chain: String,
    /// What was announced.
    pub(super) asked: Option<Asked>,
    /// What was found on the way.
    pub(super) scan: Scan,
    /// What it was found to be, once it was checked.
    pub(super) checked: Option<Checked>,
    /// Whether the operator's scanner has looked at it.
    pub(super) scanned: bool,
    /// Receipts of the applications that hold it.
    pub(super) claims: Vec<String>,
    /// Whose applications may hold it: a keyed digest, set by the first.
    pub(super) person: String,
    /// What the ATS has read in it.
    pub(super) read: Option<Read>,
}

/// A file as it is announced.
#[derive(Clone, Serialize, Deserialize)]
pub(in super::super) struct Asked {
    pub(in super::super) site: String,
    /// As it was given.
    pub(in super::super) name: String,
    pub(in super::super) slot: Slot,
    /// `None` while only its end will tell.
    pub(in super::super) length: Option<u64>,
    pub(in super::super) kinds: Vec<FileKind>,
    pub(in super::super) max_bytes: u64,
    /// `Upload-Metadata` as it was announced.
    #[serde(default)]
    pub(in super::super) metadata: String,
}

/// A name and a kind that agree with the content.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Checked {
    pub(super) name: String,
    pub(super) kind: FileKind,
}

/// What the ATS has read, and under which ids it has the file now.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(in super::super) struct Read {
    /// `None`: it could not be read, and is not there.
    pub(in super::super) file: Option<String>,
    pub(in super::super) picture: Option<String>,
    pub(in super::super) fields: Vec<(String, String)>,
}

impl Meta {
    /// Whether every byte is there.
    pub(super) fn is_whole(&self) -> bool {
        match &self.asked {
            Some(asked) => asked.length == Some(self.size),
            // An earlier version kept only what was whole.
            None => self.checked.is_some(),
        }
    }

    /// Bytes of a row that count.
    pub(super) fn row_length(&self, row: u32) -> u64 {
        self.size.saturating_sub(u64::from(row) * ROW).min(ROW)
    }
}

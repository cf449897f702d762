//! The stored metadata of an upload. The rows are stored beside it; a row that this does not count does not exist.

use crate::delivery::upload_claims::UploadClaims;
use crate::edge::rpc::upload::{ParsedFile, UploadSpec};
use crate::file::FileKind;
use crate::file::scan::Scan;
use serde::{Deserialize, Serialize};

/// The length of a row, in bytes: a row may have 2 MB, but each incoming file holds up to four rows in memory.
pub(crate) const ROW: u64 = 262_144;

/// The stored state of an upload.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Meta {
    /// The number of the file in its object.
    pub(crate) number: u32,
    /// The file as announced by its sender.
    pub(crate) spec: UploadSpec,
    /// The number of rows that count; the last one may be shorter.
    pub(crate) rows: u32,
    /// The number of bytes that count: the offset.
    pub(crate) size: u64,
    /// The digest of the file, once it is complete: SHA-256 over the chain of the rows' digests.
    pub(crate) sha256: String,
    /// The first 32 bits of each row's SHA-256, to detect damage.
    pub(crate) sums: Vec<u32>,
    /// The SHA-256 of the chain up to the last full row, in hex.
    pub(crate) chain: String,
    /// The state of the search through the bytes that arrived.
    pub(crate) scan: Scan,
    /// The result of the inspection, once it was made.
    pub(crate) checked: Option<Checked>,
    /// Whether the operator's scanner has checked the file.
    pub(crate) scanned: bool,
    /// The claims of applications.
    pub(crate) claims: UploadClaims,
    /// What the ATS has parsed from the file.
    pub(crate) parsed: Option<ParsedFile>,
}

/// A file name and a kind that match the content.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Checked {
    pub(crate) name: String,
    pub(crate) kind: FileKind,
}

impl Meta {
    /// An upload without bytes.
    pub(crate) fn new(number: u32, spec: UploadSpec) -> Self {
        Self {
            number,
            spec,
            rows: 0,
            size: 0,
            sha256: String::new(),
            sums: Vec::new(),
            chain: String::new(),
            scan: Scan::default(),
            checked: None,
            scanned: false,
            claims: UploadClaims::default(),
            parsed: None,
        }
    }

    /// Whether all announced bytes have arrived.
    pub(crate) fn is_whole(&self) -> bool {
        self.spec.length == Some(self.size)
    }

    /// The number of valid bytes in a row.
    pub(crate) fn row_length(&self, row: u32) -> u64 {
        self.size.saturating_sub(u64::from(row) * ROW).min(ROW)
    }
}

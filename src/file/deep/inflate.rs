//! Decompression in windows, within a budget shared by all parts of a file. Facts: RFC 1950 (zlib),
//! RFC 1951 (deflate).

use crate::file::FileProblem;
use miniz_oxide::DataFormat;
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{MZError, MZFlush, MZStatus};
use std::io::{self, Read};

/// Maximum number of decompressed bytes per file, all parts together: about twenty times the text
/// of a long resume.
pub const UNPACKED_MAX: usize = 16_000_000;

/// Maximum number of tags, texts and references in the XML of a file: an item costs more than its
/// bytes.
const ITEMS_MAX: usize = 1_300_000;

/// The decompression that is left to a file.
pub(super) struct Budget {
    bytes: usize,
    items: usize,
}

impl Budget {
    pub(super) fn new(bytes: usize) -> Self {
        Self { bytes, items: ITEMS_MAX }
    }

    /// XML items that are left.
    pub(super) fn items(&self) -> usize {
        self.items
    }

    pub(super) fn set_items(&mut self, left: usize) {
        self.items = left;
    }

    /// Spends `count` bytes. A file that exceeds the budget is rejected, since its remainder cannot
    /// be checked.
    pub(super) fn spend(&mut self, count: usize) -> Result<(), FileProblem> {
        self.bytes = self.bytes.checked_sub(count).ok_or(FileProblem::Unsafe)?;
        Ok(())
    }
}

/// A reader that decompresses on demand.
pub(super) struct Inflated<'a> {
    packed: &'a [u8],
    state: Option<Box<InflateState>>,
    budget: &'a mut Budget,
}

impl<'a> Inflated<'a> {
    /// Reads a ZIP part, compressed or stored.
    pub(super) fn part(packed: &'a [u8], is_deflated: bool, budget: &'a mut Budget) -> Self {
        let state = is_deflated.then(|| InflateState::new_boxed(DataFormat::Raw));
        Self { packed, state, budget }
    }
}

impl Read for Inflated<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = match &mut self.state {
            None => self.packed.read(out)?,
            Some(state) => {
                let result = inflate(state, self.packed, out, MZFlush::None);
                self.packed = self.packed.get(result.bytes_consumed..).unwrap_or_default();
                match result.status {
                    Ok(_) | Err(MZError::Buf) => result.bytes_written,
                    Err(_) => return Err(io::ErrorKind::InvalidData.into()),
                }
            }
        };
        self.budget.spend(count).map_err(|_| io::ErrorKind::QuotaExceeded)?;
        Ok(count)
    }
}

/// A decompressor that is fed in pieces.
pub(super) struct Inflater {
    state: Box<InflateState>,
    window: Vec<u8>,
}

/// The state of a stream.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// More bytes are needed.
    More,
    /// The stream has ended, or is corrupt from here on, so that no reader gets further.
    Ended,
}

impl Inflater {
    /// A decompressor for a stream with a zlib header.
    pub(super) fn zlib() -> Self {
        Self { state: InflateState::new_boxed(DataFormat::Zlib), window: vec![0; 32_768] }
    }

    /// Decompresses the next bytes and passes the output on.
    pub(super) fn push(
        &mut self,
        mut packed: &[u8],
        budget: &mut Budget,
        mut take: impl FnMut(&[u8]),
    ) -> Result<Progress, FileProblem> {
        loop {
            let result = inflate(&mut self.state, packed, &mut self.window, MZFlush::None);
            packed = packed.get(result.bytes_consumed..).unwrap_or_default();
            budget.spend(result.bytes_written)?;
            take(self.window.get(..result.bytes_written).unwrap_or_default());
            match result.status {
                Ok(MZStatus::Ok) if result.bytes_written > 0 || !packed.is_empty() => {}
                Ok(MZStatus::Ok) | Err(MZError::Buf) => return Ok(Progress::More),
                Ok(MZStatus::StreamEnd | MZStatus::NeedDict) | Err(_) => {
                    return Ok(Progress::Ended);
                }
            }
        }
    }
}

//! Unpacks deflated bytes a window at a time, within a budget that all parts of a file share. Facts: RFC
//! 1950 (zlib), RFC 1951 (deflate).

use crate::file::FileProblem;
use miniz_oxide::DataFormat;
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{MZError, MZFlush, MZStatus};
use std::io::{self, Read};

/// The most bytes that are unpacked of a file, all parts together: some twenty times what the text of a
/// long resume needs.
pub const UNPACKED_MAX: usize = 16_000_000;

/// The most tags, texts and references that are read of a file's XML: they cost more than their bytes.
const ITEMS_MAX: usize = 1_300_000;

/// What may still be unpacked of a file.
pub(super) struct Budget {
    bytes: usize,
    items: usize,
}

impl Budget {
    pub(super) fn new(bytes: usize) -> Self {
        Self { bytes, items: ITEMS_MAX }
    }

    /// How many items of XML may still be read.
    pub(super) fn items(&self) -> usize {
        self.items
    }

    pub(super) fn set_items(&mut self, left: usize) {
        self.items = left;
    }

    /// Takes from what is left. A file whose end nobody sees is refused: something may stand there.
    pub(super) fn spend(&mut self, count: usize) -> Result<(), FileProblem> {
        self.bytes = self.bytes.checked_sub(count).ok_or(FileProblem::Unsafe)?;
        Ok(())
    }
}

/// Bytes that are unpacked as they are read.
pub(super) struct Inflated<'a> {
    packed: &'a [u8],
    state: Option<Box<InflateState>>,
    budget: &'a mut Budget,
}

impl<'a> Inflated<'a> {
    /// The bytes of a ZIP's part, deflated or as they are.
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

/// Unpacks what is pushed into it.
pub(super) struct Inflater {
    state: Box<InflateState>,
    window: Vec<u8>,
}

/// How far a stream is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// It wants more bytes.
    More,
    /// It has ended, or is broken from here on: no reader gets further.
    Ended,
}

impl Inflater {
    /// For a stream with a zlib header.
    pub(super) fn zlib() -> Self {
        Self { state: InflateState::new_boxed(DataFormat::Zlib), window: vec![0; 32_768] }
    }

    /// Takes the next bytes, and hands on what they unpack to.
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

//! Compound files: their directory as a tree, and where the bytes of a stream lie. Everything that is
//! kept in memory is bounded by the file's length, and read in the order in which it lies there. Facts:
//! MS-CFB 2.2 (header), 2.3 to 2.5 (tables of chains), 2.6 (directory).

use super::{Bytes, PIECE, Refused, Source};
use crate::file::FileProblem;
use crate::file::ole::{ENTRY, name};
use crate::file::zip::{u16_at, u32_at};
use std::cell::Cell;
use std::collections::BTreeSet;

/// The most entries of a directory: a document has some ten, one with many pictures some hundred.
const ENTRIES_MAX: usize = 4000;
/// The most pieces that a stream may lie in. Word writes one or a few.
const RUNS_MAX: usize = 4096;
/// The most pieces that may lie far from one another: each may cost the reading of a row.
const JUMPS_MAX: usize = 256;
/// How often all chains may be walked along, and as many steps more: a stream of its own is walked along once
/// or twice.
const WALKS_MAX: usize = 16;
const STEPS_MAX: usize = 1_000_000;
/// How far is far, in bytes.
const FAR: u64 = 65_536;
/// Above all numbers of sectors: 2.1.
const SECTOR_MAX: u32 = 0xFFFF_FFFA;

/// What an entry of the directory is: 2.6.1.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Storage,
    Stream,
}

/// An entry of the directory.
pub(super) struct Entry {
    name: String,
    pub(super) kind: Kind,
    siblings: [usize; 2],
    child: usize,
    start: u32,
    pub(super) size: u64,
}

/// A compound file whose tables are known.
pub(super) struct File {
    sector: u64,
    small: u64,
    /// Streams below this length lie in the small sectors.
    cutoff: u64,
    chains: Vec<u32>,
    small_chains: Vec<u32>,
    /// Steps along chains that may still be taken.
    steps: Cell<usize>,
    /// Where the small sectors lie.
    container: Vec<u32>,
    /// The first is the root; unused ones are `None`.
    entries: Vec<Option<Entry>>,
}

/// A piece of a stream: where it lies, and how long it is.
pub(super) type Run = (u64, usize);

impl File {
    /// Reads header, tables and directory of a file of `size` bytes.
    pub(super) async fn open<B: Bytes + ?Sized>(
        bytes: &Source<'_, B>,
        size: u64,
    ) -> Result<Self, Refused<B::Error>> {
        let header = bytes.read(0, 512).await?;
        let shift = |at| {
            let shift = u16_at(&header, at).filter(|shift| (6..=12).contains(shift))?;
            Some(1u64 << shift)
        };
        let number = |at| u32_at(&header, at).ok_or(FileProblem::Content);
        let (Some(sector), Some(small)) = (shift(30).filter(|s| *s >= 128), shift(32)) else {
            return Err(FileProblem::Content.into());
        };
        let cutoff = number(56)?.into();
        let mut file = Self {
            sector,
            small,
            cutoff,
            chains: Vec::new(),
            small_chains: Vec::new(),
            steps: Cell::new(0),
            container: Vec::new(),
            entries: Vec::new(),
        };
        let count = size.div_ceil(sector);
        let tables = file.tables(bytes, &header, count).await?;
        file.chains = numbers(&file.read_sectors(bytes, &tables).await?);
        file.chains.truncate(usize::try_from(count).unwrap_or(0));
        file.steps.set(STEPS_MAX.saturating_add(file.chains.len().saturating_mul(WALKS_MAX)));
        let directory = file.chain(number(48)?)?;
        // Another file's directory may go on for ever.
        if directory.len() as u64 * sector > (ENTRIES_MAX * ENTRY) as u64 {
            return Err(FileProblem::Content.into());
        }
        let directory = file.read_sectors(bytes, &directory).await?;
        file.entries = directory.chunks_exact(ENTRY).map(Entry::parse).collect();
        let root = file.entries.first().and_then(Option::as_ref).ok_or(FileProblem::Content)?;
        file.container = file.chain(root.start)?;
        let small_tables = file.chain(number(60)?)?;
        file.small_chains = numbers(&file.read_sectors(bytes, &small_tables).await?);
        Ok(file)
    }

    /// The sectors in which the table of chains lies: the header knows the first 109.
    async fn tables<B: Bytes + ?Sized>(
        &self,
        bytes: &Source<'_, B>,
        header: &[u8],
        count: u64,
    ) -> Result<Vec<u32>, Refused<B::Error>> {
        let most = usize::try_from(count.div_ceil(self.sector / 4)).unwrap_or(0);
        let mut tables = numbers(header.get(76..512).unwrap_or_default());
        let mut next = u32_at(header, 68).unwrap_or(SECTOR_MAX);
        while next < SECTOR_MAX && tables.len() < most {
            let length = usize::try_from(self.sector).unwrap_or(0);
            let mut more = numbers(&bytes.read(self.at(next), length).await?);
            next = more.pop().unwrap_or(SECTOR_MAX);
            if more.is_empty() {
                break;
            }
            tables.extend(more);
        }
        tables.retain(|sector| *sector < SECTOR_MAX);
        tables.truncate(most);
        Ok(tables)
    }

    /// Where a sector begins.
    fn at(&self, sector: u32) -> u64 {
        (u64::from(sector) + 1) * self.sector
    }

    /// A chain of sectors. One that leads into itself is of no program.
    fn chain(&self, start: u32) -> Result<Vec<u32>, FileProblem> {
        self.walk(&self.chains, start)
    }

    fn walk(&self, table: &[u32], start: u32) -> Result<Vec<u32>, FileProblem> {
        let mut sectors = Vec::new();
        let mut next = start;
        while next < SECTOR_MAX {
            sectors.push(next);
            if sectors.len() > table.len() {
                return Err(FileProblem::Content);
            }
            self.steps.set(self.steps.get().checked_sub(1).ok_or(FileProblem::Unsafe)?);
            // Behind the table: the file was cut.
            let index = usize::try_from(next).unwrap_or(usize::MAX);
            next = *table.get(index).ok_or(FileProblem::Content)?;
        }
        Ok(sectors)
    }

    /// The bytes of sectors, each read when its place comes.
    async fn read_sectors<B: Bytes + ?Sized>(
        &self,
        bytes: &Source<'_, B>,
        sectors: &[u32],
    ) -> Result<Vec<u8>, Refused<B::Error>> {
        let length = usize::try_from(self.sector).unwrap_or(0);
        let mut order: Vec<(u32, usize)> = sectors.iter().copied().zip(0..).collect();
        order.sort_unstable();
        let mut out = vec![0; sectors.len() * length];
        let mut rest = order.as_slice();
        while let Some(&(first, _)) = rest.first() {
            // As many as lie side by side, up to a row.
            let next_to = |(i, (sector, _)): (usize, &(u32, usize))| {
                *sector == first.saturating_add(u32::try_from(i).unwrap_or(u32::MAX))
                    && (i + 1) * length <= PIECE
            };
            let count = rest.iter().enumerate().take_while(|pair| next_to(*pair)).count().max(1);
            let run = bytes.read(self.at(first), count * length).await?;
            for ((_, place), sector) in rest.iter().zip(run.chunks(length)) {
                let from = place * length;
                if let Some(target) = out.get_mut(from..from + sector.len()) {
                    target.copy_from_slice(sector);
                }
            }
            rest = rest.get(count..).unwrap_or_default();
        }
        Ok(out)
    }

    /// Every entry that is in use.
    pub(super) fn entries(&self) -> impl Iterator<Item = (usize, &Entry)> {
        let entries = self.entries.iter().enumerate();
        entries.filter_map(|(index, entry)| Some((index, entry.as_ref()?)))
    }

    /// The entries of a storage; 0 is the root.
    pub(super) fn children(&self, storage: usize) -> Vec<&Entry> {
        let mut open = Vec::from_iter(self.entry(storage).map(|entry| entry.child));
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        while let Some(index) = open.pop() {
            if let Some(entry) = self.entry(index).filter(|_| seen.insert(index)) {
                open.extend(entry.siblings);
                found.push(entry);
            }
        }
        found
    }

    fn entry(&self, index: usize) -> Option<&Entry> {
        self.entries.get(index).and_then(Option::as_ref)
    }

    /// Where a stream's first `most` bytes lie, in order.
    pub(super) fn runs(&self, entry: &Entry, most: u64) -> Result<Vec<Run>, FileProblem> {
        let size = entry.size.min(most);
        let is_small = entry.size < self.cutoff;
        let sectors = if is_small {
            self.walk(&self.small_chains, entry.start)?
        } else {
            self.chain(entry.start)?
        };
        let unit = if is_small { self.small } else { self.sector };
        let mut runs: Vec<Run> = Vec::new();
        let (mut left, mut jumps) = (size, 0);
        for sector in sectors {
            if left == 0 {
                break;
            }
            let at = if is_small { self.small_at(sector)? } else { self.at(sector) };
            let length = usize::try_from(left.min(unit)).unwrap_or(0);
            left -= length as u64;
            match runs.last_mut() {
                Some((from, before)) if *from + *before as u64 == at => *before += length,
                last => {
                    let end = last.map_or(at, |(from, before)| *from + *before as u64);
                    jumps += usize::from(at.abs_diff(end) > FAR);
                    runs.push((at, length));
                }
            }
            if runs.len() > RUNS_MAX || jumps > JUMPS_MAX {
                return Err(FileProblem::Unsafe);
            }
        }
        Ok(runs)
    }

    /// Where a small sector begins.
    fn small_at(&self, sector: u32) -> Result<u64, FileProblem> {
        let at = u64::from(sector) * self.small;
        let index = usize::try_from(at / self.sector).ok();
        let sector = index.and_then(|index| self.container.get(index));
        let sector = sector.ok_or(FileProblem::Content)?;
        Ok(self.at(*sector) + at % self.sector)
    }

    /// A stream's first `most` bytes.
    pub(super) async fn start<B: Bytes + ?Sized>(
        &self,
        bytes: &Source<'_, B>,
        entry: &Entry,
        most: u64,
    ) -> Result<Vec<u8>, Refused<B::Error>> {
        let mut out = Vec::new();
        for (at, length) in self.runs(entry, most)? {
            out.extend(bytes.read(at, length).await?);
        }
        Ok(out)
    }
}

impl Entry {
    /// Names do not tell case apart: 2.6.4.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    pub(super) fn low_name(&self) -> String {
        self.name.to_ascii_lowercase()
    }

    /// Whether its name begins so, in any case.
    pub(super) fn has_prefix(&self, prefix: &str) -> bool {
        self.name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    }

    fn parse(entry: &[u8]) -> Option<Self> {
        let kind = match entry.get(66)? {
            1 | 5 => Kind::Storage,
            2 => Kind::Stream,
            _ => return None,
        };
        let index = |at| u32_at(entry, at).and_then(|n| usize::try_from(n).ok());
        Some(Self {
            name: name(entry),
            kind,
            siblings: [index(68)?, index(72)?],
            child: index(76)?,
            start: u32_at(entry, 116)?,
            // The high half is not zeroed by every program: 2.6.3.
            size: u32_at(entry, 120)?.into(),
        })
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|number| u32_at(number, 0)).collect()
}

//! Compound files: the directory tree, and the location of each stream's bytes. Memory use is
//! bounded by the file's length, and reads go in file order. Facts: MS-CFB 2.2 (header), 2.3 to 2.5
//! (sector chain tables), 2.6 (directory).

use super::{Bytes, PIECE, Refused, Source};
use crate::file::FileProblem;
use crate::file::ole::{ENTRY, name};
use crate::file::zip::{u16_at, u32_at};
use std::cell::Cell;
use std::collections::BTreeSet;

/// Maximum number of directory entries: a document has about ten, one with many pictures a few
/// hundred.
const ENTRIES_MAX: usize = 4000;
/// Maximum number of fragments of a stream. Word writes one or a few.
const RUNS_MAX: usize = 4096;
/// Maximum number of jumps of more than [`FAR`] bytes between fragments: each can cost reading a
/// row.
const JUMPS_MAX: usize = 256;
/// Factor of the limit on chain steps: the sectors of the file times this, and as many steps more.
/// A stream is normally walked once or twice.
const WALKS_MAX: usize = 16;
const STEPS_MAX: usize = 1_000_000;
/// Bytes from which a jump counts as far.
const FAR: u64 = 65_536;
/// Larger than every regular sector number: 2.1.
const SECTOR_MAX: u32 = 0xFFFF_FFFA;

/// The type of a directory entry: 2.6.1.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Storage,
    Stream,
}

/// A directory entry.
pub(super) struct Entry {
    name: String,
    pub(super) kind: Kind,
    siblings: [usize; 2],
    child: usize,
    start: u32,
    pub(super) size: u64,
}

/// A compound file with its tables loaded.
pub(super) struct File {
    sector: u64,
    small: u64,
    /// Streams shorter than this are stored in small sectors.
    cutoff: u64,
    chains: Vec<u32>,
    small_chains: Vec<u32>,
    /// Chain steps that are left.
    steps: Cell<usize>,
    /// The sectors that hold the small sectors.
    container: Vec<u32>,
    /// The first entry is the root; unused entries are `None`.
    entries: Vec<Option<Entry>>,
}

/// A contiguous part of a stream: offset and length.
pub(super) type Run = (u64, usize);

impl File {
    /// Reads the header, tables and directory of a file of `size` bytes.
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
        // Directories of other compound files can be unlimited in length.
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

    /// The sectors of the chain table: the header lists the first 109.
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

    /// Offset of a sector.
    fn at(&self, sector: u32) -> u64 {
        (u64::from(sector) + 1) * self.sector
    }

    /// The sectors of a chain. A cyclic chain is rejected: no program writes one.
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
            // A sector beyond the table: the file is truncated.
            let index = usize::try_from(next).unwrap_or(usize::MAX);
            next = *table.get(index).ok_or(FileProblem::Content)?;
        }
        Ok(sectors)
    }

    /// Reads sectors in file order, each into its own position.
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
            // Adjacent sectors are read together, up to one row.
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

    /// All entries in use.
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

    /// Location of the first `most` bytes of a stream, in order.
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

    /// Offset of a small sector.
    fn small_at(&self, sector: u32) -> Result<u64, FileProblem> {
        let at = u64::from(sector) * self.small;
        let index = usize::try_from(at / self.sector).ok();
        let sector = index.and_then(|index| self.container.get(index));
        let sector = sector.ok_or(FileProblem::Content)?;
        Ok(self.at(*sector) + at % self.sector)
    }

    /// Reads the first `most` bytes of a stream.
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
    /// Whether the entry has this name. Names are case-insensitive: 2.6.4.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    pub(super) fn low_name(&self) -> String {
        self.name.to_ascii_lowercase()
    }

    /// Whether the name starts with `prefix`, in any case.
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
            // Some programs do not zero the high half: 2.6.3.
            size: u32_at(entry, 120)?.into(),
        })
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|number| u32_at(number, 0)).collect()
}

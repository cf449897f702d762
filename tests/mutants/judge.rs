//! The judgement of a file, and what it cost.

use apply_edge::file::deep::{self, Bytes};
use apply_edge::file::scan::Scan;
use apply_edge::file::{Ends, FileKind, FileProblem};
use std::cell::Cell;
use std::convert::Infallible;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

/// A file that counts what is read of it.
struct Counted<'a> {
    bytes: &'a [u8],
    reads: Cell<u64>,
    read: Cell<u64>,
}

impl Bytes for Counted<'_> {
    type Error = Infallible;

    async fn read(&self, at: u64, length: usize) -> Result<Vec<u8>, Infallible> {
        self.reads.set(self.reads.get() + 1);
        let bytes = self.bytes.read(at, length).await?;
        self.read.set(self.read.get() + bytes.len() as u64);
        Ok(bytes)
    }
}

pub(crate) struct Judged {
    pub(crate) verdict: Result<FileKind, FileProblem>,
    reads: u64,
    read: u64,
    pub(crate) took: Duration,
}

impl Judged {
    /// No file of this length may be read more often than this.
    pub(crate) fn assert_within_budget(&self, length: usize, what: &str) {
        assert!(self.reads <= 12_000, "{what}: {} reads", self.reads);
        let most = 4 * length as u64 + 40_000_000;
        assert!(self.read <= most, "{what}: {} bytes of {length}", self.read);
    }
}

/// As the Worker judges a file that comes in pieces of this length.
pub(crate) fn judge(name: &str, bytes: &[u8], piece: usize) -> Judged {
    let began = Instant::now();
    let file = Counted { bytes, reads: Cell::new(0), read: Cell::new(0) };
    let ends = Ends::of(bytes);
    let verdict = FileKind::check(name, &ends, &FileKind::ALL, 15_000_000).and_then(|kind| {
        let mut scan = Scan::default();
        bytes.chunks(piece).for_each(|piece| scan.feed(piece));
        let Poll::Ready(Ok(looked)) = pin!(deep::check(kind, &ends, &file, scan))
            .poll(&mut Context::from_waker(Waker::noop()))
        else {
            panic!("bytes that are there are read at once");
        };
        looked.map(|()| kind)
    });
    let (reads, read) = (file.reads.get(), file.read.get());
    Judged { verdict, reads, read, took: began.elapsed() }
}

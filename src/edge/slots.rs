//! How much an isolate does at once: files that come in, deliveries that go out. Beyond that,
//! everything would be slower than its time-out, and be done again. Requests cannot wake each other
//! in workerd, so each looks for itself.

use super::clock;
use std::cell::{Cell, RefCell};
use std::thread::LocalKey;
use std::time::Duration;
use worker::Delay;

/// How often a file looks whether there is room, and how many times.
const LOOK: Duration = Duration::from_millis(100);
const LOOKS: u32 = 100;
/// How far apart those come back who found no room for a run, in ms.
const STEP_MS: u64 = 20;

/// So many may be in it at once.
pub(super) struct Room {
    most: usize,
    /// After so long somebody is taken to have been cut off, in ms.
    left_over_ms: u64,
    /// Who is in it: number, and since when.
    taken: RefCell<Vec<(u64, u64)>>,
    next: Cell<u64>,
    /// When the last of those comes back who found no room, in ms since the epoch.
    back: Cell<u64>,
}

impl Room {
    const fn new(most: usize, left_over_ms: u64) -> Self {
        let taken = RefCell::new(Vec::new());
        Self { most, left_over_ms, taken, next: Cell::new(0), back: Cell::new(0) }
    }
}

thread_local! {
    /// Files. Each holds a few pieces of 64 kB; measured by F30 in tests/workerd/hazards.test.mjs.
    static FILES: Room = const { Room::new(32, 300_000) };
    /// Runs of deliveries.
    static RUNS: Room = const { Room::new(32, 900_000) };
}

/// A place in a room, until it is dropped.
pub(super) struct Slot {
    room: &'static LocalKey<Room>,
    number: u64,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let number = self.number;
        self.room.with(|room| room.taken.borrow_mut().retain(|(n, _)| *n != number));
    }
}

fn enter(room: &'static LocalKey<Room>) -> Option<Slot> {
    let now = clock::now();
    room.with(|r| {
        let mut taken = r.taken.borrow_mut();
        taken.retain(|(_, since)| now.saturating_sub(*since) < r.left_over_ms);
        (taken.len() < r.most).then(|| {
            let number = r.next.get();
            r.next.set(number + 1);
            taken.push((number, now));
            Slot { room, number }
        })
    })
}

/// Room for one file; `None` when there is none for a while.
pub(super) async fn file() -> Option<Slot> {
    for _ in 0..LOOKS {
        if let Some(slot) = enter(&FILES) {
            return Some(slot);
        }
        Delay::from(LOOK).await;
    }
    None
}

/// Room for a run of a delivery, or in how many ms to come back: one after the other.
pub(super) fn run() -> Result<Slot, u64> {
    enter(&RUNS).ok_or_else(|| {
        let now = clock::now();
        RUNS.with(|room| {
            let back = room.back.get().max(now) + STEP_MS;
            room.back.set(back);
            back - now
        })
    })
}

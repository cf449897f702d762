//! Limits on what an isolate processes at once: incoming files and runs of deliveries. With more at once, all would
//! exceed their time limits and be repeated. Requests cannot wake each other in workerd, so each polls.

use crate::edge::platform::clock;
use crate::throttle::places::{Places, Sender};
use std::cell::{Cell, RefCell};
use std::thread::LocalKey;
use std::time::Duration;
use worker::Delay;

/// The polling interval of an incoming file, and the number of polls.
const LOOK: Duration = Duration::from_millis(100);
const LOOKS: u32 = 100;
/// The age at which a run of a delivery counts as cut off or hanging, in ms. Each of its calls has a far shorter time
/// limit.
pub(crate) const RUN_MS: u64 = 300_000;
/// The interval between two runs that found no permit and start again, in ms.
const STEP_MS: u64 = 100;

/// A permit in use.
struct IssuedPermit {
    number: u64,
    /// The time of issue, in ms since the epoch.
    since: u64,
    /// The delivery whose run has it.
    receipt: Option<String>,
}

/// A counting semaphore.
pub(crate) struct Semaphore {
    most: usize,
    /// The age at which a permit is discarded, in ms: its task was cut off.
    left_over_ms: u64,
    /// The permits in use.
    taken: RefCell<Vec<IssuedPermit>>,
    next: Cell<u64>,
    /// The start of the last postponed run, in ms since the epoch.
    back: Cell<u64>,
}

impl Semaphore {
    const fn new(most: usize, left_over_ms: u64) -> Self {
        let taken = RefCell::new(Vec::new());
        Self { most, left_over_ms, taken, next: Cell::new(0), back: Cell::new(0) }
    }
}

thread_local! {
    /// Incoming files. Each holds a few chunks of 64 kB; the test F30 in tests/workerd/hazards.test.mjs measures it.
    static FILES: RefCell<Places> = const { RefCell::new(Places::new(32)) };
    /// Uploads through the gateway that are held in memory, 15 MB each at most.
    static HELD: RefCell<Places> = const { RefCell::new(Places::new(4)) };
    /// Other incoming bodies: texts, and those of refused requests. Each holds 4 kB until more has arrived.
    static TEXTS: RefCell<Places> = const { RefCell::new(Places::new(512)) };
    /// Runs of deliveries.
    static DELIVERY_RUNS: Semaphore = const { Semaphore::new(32, RUN_MS) };
}

/// A permit of a semaphore, held until it is dropped.
pub(crate) struct SemaphorePermit {
    semaphore: &'static LocalKey<Semaphore>,
    number: u64,
}

impl Drop for SemaphorePermit {
    fn drop(&mut self) {
        let number = self.number;
        self.semaphore
            .with(|semaphore| semaphore.taken.borrow_mut().retain(|p| p.number != number));
    }
}

/// A permit. It replaces one that the same delivery has: its run was cut off, as when a failed write resets its object.
fn acquire(
    semaphore: &'static LocalKey<Semaphore>,
    receipt: Option<&str>,
) -> Option<SemaphorePermit> {
    let now = clock::now();
    semaphore.with(|r| {
        let mut taken = r.taken.borrow_mut();
        taken.retain(|permit| {
            let is_replaced = receipt.is_some() && permit.receipt.as_deref() == receipt;
            !is_replaced && now.saturating_sub(permit.since) < r.left_over_ms
        });
        (taken.len() < r.most).then(|| {
            let number = r.next.get();
            r.next.set(number + 1);
            taken.push(IssuedPermit { number, since: now, receipt: receipt.map(str::to_owned) });
            SemaphorePermit { semaphore, number }
        })
    })
}

/// A place for an incoming body, held until it is dropped.
pub(crate) struct Place {
    places: &'static LocalKey<RefCell<Places>>,
    number: u64,
}

impl Place {
    /// Records that bytes arrived.
    pub(crate) fn record(&self, bytes: u32) {
        let now = clock::now();
        self.places.with_borrow_mut(|p| p.record(self.number, u64::from(bytes), now));
    }

    /// Whether the place was given to another sender: then reading has to end.
    pub(crate) fn is_lost(&self) -> bool {
        self.places.with_borrow(|p| !p.is_kept(self.number))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.with_borrow_mut(|p| p.release(self.number));
    }
}

async fn take(
    places: &'static LocalKey<RefCell<Places>>,
    sender: &Sender,
    expected: Option<u64>,
) -> Option<Place> {
    for _ in 0..LOOKS {
        let number = places.with_borrow_mut(|p| p.take(sender.clone(), expected, clock::now()));
        if let Some(number) = number {
            return Some(Place { places, number });
        }
        Delay::from(LOOK).await;
    }
    None
}

/// A place for an upload that is held, if there is one now.
pub(crate) fn try_hold(sender: &Sender, length: u64) -> Option<Place> {
    let number = HELD.with_borrow_mut(|p| {
        let is_free = p.has_room();
        is_free.then(|| p.take(sender.clone(), Some(length), clock::now())).flatten()
    })?;
    Some(Place { places: &HELD, number })
}

/// A place for an incoming file; `None` if none becomes free in time.
pub(crate) async fn take_file(sender: &Sender, expected: Option<u64>) -> Option<Place> {
    take(&FILES, sender, expected).await
}

/// A place for another incoming body; `None` if none becomes free in time.
pub(crate) async fn take_text(sender: &Sender, expected: Option<u64>) -> Option<Place> {
    take(&TEXTS, sender, expected).await
}

/// A permit for a run of a delivery, or the ms after which to try again.
pub(crate) fn try_run(receipt: &str) -> Result<SemaphorePermit, u64> {
    acquire(&DELIVERY_RUNS, Some(receipt)).ok_or_else(|| {
        let now = clock::now();
        DELIVERY_RUNS.with(|semaphore| {
            let back = semaphore.back.get().max(now) + STEP_MS;
            semaphore.back.set(back);
            back - now
        })
    })
}

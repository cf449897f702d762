//! How many files an isolate takes in at once: memory is bounded, and who finds no room waits a
//! little before anything of his body is read. Requests cannot wake each other in workerd, so each
//! looks for itself.

use super::clock;
use std::cell::{Cell, RefCell};
use std::time::Duration;
use worker::Delay;

/// Files at once. Each holds a few pieces of 64 kB; measured by F30 in tests/workerd/hazards.test.mjs.
const AT_ONCE: usize = 32;
/// How often somebody looks whether there is room, and how many times.
const LOOK: Duration = Duration::from_millis(100);
const LOOKS: u32 = 100;
/// After so long a slot is taken to be left over from a request that was cut off, in ms.
const LEFT_OVER_MS: u64 = 300_000;

thread_local! {
    /// The slots that are taken: number, and since when.
    static TAKEN: RefCell<Vec<(u64, u64)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u64> = const { Cell::new(0) };
}

/// Room for one file.
pub(super) struct Slot(u64);

impl Drop for Slot {
    fn drop(&mut self) {
        TAKEN.with_borrow_mut(|taken| taken.retain(|(number, _)| *number != self.0));
    }
}

/// Room for one file; `None` when there is none for a while.
pub(super) async fn take() -> Option<Slot> {
    for _ in 0..LOOKS {
        let now = clock::now();
        let slot = TAKEN.with_borrow_mut(|taken| {
            taken.retain(|(_, since)| now.saturating_sub(*since) < LEFT_OVER_MS);
            (taken.len() < AT_ONCE).then(|| {
                let number = NEXT.get();
                NEXT.set(number + 1);
                taken.push((number, now));
                Slot(number)
            })
        });
        if slot.is_some() {
            return slot;
        }
        Delay::from(LOOK).await;
    }
    None
}

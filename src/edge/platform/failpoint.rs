//! Failpoints for tests: the variable `FAILPOINT` stops the Worker or makes it panic at a named point. Never set it
//! where candidates apply; see docs/operate.md.

use crate::edge::platform::env;
use std::cell::Cell;
use worker::Env;

thread_local! {
    /// How many times the point was reached.
    static PASSED: Cell<u32> = const { Cell::new(0) };
}

/// Marks a point that `FAILPOINT` can name: `halt:POINT:N` blocks for ever at the Nth time, to simulate a power cut,
/// and `panic:POINT:N` panics.
pub(crate) async fn hit(env: &Env, name: &str) {
    let Some(drill) = env::failpoint(env) else { return };
    let mut parts = drill.split(':');
    let (how, at, nth) = (parts.next(), parts.next(), parts.next());
    if at != Some(name) {
        return;
    }
    PASSED.set(PASSED.get() + 1);
    if nth.and_then(|n| n.parse().ok()).unwrap_or(1) != PASSED.get() {
        return;
    }
    worker::console_error!("drill: {drill}");
    if how == Some("panic") {
        #[allow(clippy::panic, reason = "that is what was asked for")]
        {
            panic!("drill");
        }
    }
    std::future::pending::<()>().await;
}

//! Rehearsals: the variable `DRILL` makes a Worker fall over at a named point, so that what happens
//! then can be seen before it happens. Never set where candidates apply; docs/operate.md.

use super::bindings;
use std::cell::Cell;
use worker::Env;

thread_local! {
    /// How often the point was passed.
    static PASSED: Cell<u32> = const { Cell::new(0) };
}

/// A point that a drill can name: `halt:POINT:N` stops there for ever at the Nth time, as before a
/// power cut, and `panic:POINT:N` panics.
pub(super) async fn point(env: &Env, name: &str) {
    let Some(drill) = bindings::drill(env) else { return };
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

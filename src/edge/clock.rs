//! Time and chance, which the core is told.

/// Milliseconds since the epoch.
pub(super) fn now() -> u64 {
    worker::Date::now().as_millis()
}

/// Uniform in `0.0..1.0`.
pub(super) fn dice() -> f64 {
    js_sys::Math::random()
}

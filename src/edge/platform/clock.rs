//! Time and randomness, which the core gets as arguments.

/// Milliseconds since the epoch.
pub(crate) fn now() -> u64 {
    worker::Date::now().as_millis()
}

/// A random number, uniform in `0.0..1.0`.
pub(crate) fn random_unit() -> f64 {
    js_sys::Math::random()
}

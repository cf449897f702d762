//! The npm package's half: what runs in a page. `pkg/index.js` is the face of it.
//!
//! Few and flat things cross the border: the engine parses JSON, replies are handed through as
//! they are, and a file's bytes never enter wasm memory but for its first kilobyte.

#[cfg(all(feature = "edge", target_arch = "wasm32"))]
compile_error!(
    "build with `browser` or with `edge`, not both: together, every export of the page's half would become a public method of the Worker"
);

mod application;
mod client;
mod failure;
mod http;

#[cfg(test)]
mod tests;

//! The npm package's part of the crate, which runs in the page. `pkg/index.js` is its public interface.
//!
//! Few and flat values cross between JavaScript and wasm: the engine parses JSON, the form is passed in as it was
//! received, and only the first bytes of a file enter wasm memory.

#[cfg(all(feature = "edge", target_arch = "wasm32"))]
compile_error!(
    "build with `browser` or with `edge`, not both: together, every export of the page's half would become a public method of the Worker"
);

mod application;
mod client;
mod failure;
mod form;
mod js;
mod upload;

#[cfg(test)]
mod tests;

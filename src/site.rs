//! The configuration of a careers site, and what follows from it alone: form, sources, gateway.

pub mod cache;
mod check;
mod config;
mod fields;
mod form;
pub mod gateway;
pub mod server_key;
pub mod source;
pub mod summary;

pub use config::{Attachments, Consent, Resume, ScannerDownPolicy, Site};
pub use fields::{FieldRequirement, Fields};

#[cfg(test)]
mod tests;

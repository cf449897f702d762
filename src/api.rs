//! An HTTP API as values: a request, its reply, what an error means. Neither a form nor a vendor is in it.

pub mod backoff;
pub mod client;
pub mod endpoint;
pub mod error;
pub mod request;

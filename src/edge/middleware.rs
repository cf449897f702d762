//! What a request must be before anything is done with it. One guard a file.

mod access;
pub(crate) mod guess;
pub(crate) mod headers;
pub(crate) mod key;
pub(crate) mod operator;
pub(crate) mod origin;
pub(crate) mod rate;

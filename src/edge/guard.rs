//! What a request must be before anything is done with it. One guard a file.

mod access;
pub(super) mod key;
pub(super) mod operator;
pub(super) mod origin;
pub(super) mod rate;

//! The platform: the only modules that call workerd's own interfaces.

pub(crate) mod body;
pub(crate) mod client;
pub(crate) mod clock;
pub(crate) mod concurrency;
pub(crate) mod crypto;
pub(crate) mod env;
pub(crate) mod failpoint;
pub(crate) mod fetch;
pub(crate) mod isolate_cache;
pub(crate) mod object;
pub(crate) mod response;
pub(crate) mod sql;
pub(crate) mod storage;

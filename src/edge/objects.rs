//! The Durable Objects.

pub(crate) mod account;
pub(crate) mod application;
pub(crate) mod claims;
pub(crate) mod ledger;
pub(crate) mod site;

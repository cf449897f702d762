//! Files that are changed in their structure, and the judgement on them.

pub(crate) mod build;
pub(crate) mod change;
pub(crate) mod judge;

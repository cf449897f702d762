//! The delivery of an application to the ATS, from the receipt on, as values.

pub mod consent_text;
pub mod later_looks;
pub mod progress;
pub mod record;
pub mod run;
pub mod summary;
pub mod upload_claims;

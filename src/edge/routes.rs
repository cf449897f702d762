//! The HTTP routes.

mod applications;
mod console;
mod context;
mod forms;
mod gateway;
mod hooks;
mod jobs;
mod operator;
mod prefill;
mod receipts;
mod rendered;
pub(crate) mod router;
mod uploads;

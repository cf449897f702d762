//! Services outside of this Worker: the ATS, Turnstile, the operator's scanner and webhook.

pub(crate) mod ats_http;
pub(crate) mod ats_transport;
pub(crate) mod challenge;
pub(crate) mod notify;
pub(crate) mod scanner;
pub(crate) mod turnstile;

//! Application forms for careers pages: from the page, through a Cloudflare Worker, to the applicant tracking system
//! (ATS).
//!
//! One crate with two outputs. The **browser edge** (feature `browser`) becomes the npm package in `pkg/`; the **Worker
//! edge** (feature `edge`) becomes the Cloudflare Worker. Both use the **core**, which has no IO, no clock and no code
//! for a platform. It consists of pure functions, so that it is tested on the host and behaves the same on both sides.
//!
//! A module imports only from modules above it in this table (`tests/layers.rs`):
//!
//! | module | content |
//! |---|---|
//! | [`file`](mod@file), [`locale`] | the format of an uploaded file; the texts in every language |
//! | [`form`] | the form of a job: fields, questions, consents, files, and the validation of the posted values |
//! | [`protocol`] | the protocol between page and Worker: routes, receipts, jobs, problems, uploads (tus) |
//! | [`upload`] | the requests by which the page uploads one file |
//! | [`api`] | an HTTP API as data: requests, endpoints, errors, a typed client |
//! | [`throttle`] | the rate limit of calls to an ATS, the circuit breaker, stalled senders |
//! | [`delivery`] | the states of an application after the receipt, and the steps of its delivery |
//! | [`ats`] | the trait of an ATS, and its two implementations: [`ats::huntflow`], [`ats::comeet`] |
//! | [`site`] | a site's configuration, its form, its sources, its gateway |
//! | [`page`] | the HTML pages that work without scripts |

/// Declares modules that are excluded from the browser build. They add no bytes to the download of a candidate, and
/// browser code that imports them does not compile.
macro_rules! worker_only {
    ($($item:item)+) => {
        $(#[cfg(any(not(feature = "browser"), feature = "edge"))] $item)+
    };
}

pub mod file;
pub mod form;
pub mod locale;
pub mod protocol;
pub mod upload;

worker_only! {
    pub mod api;
    pub mod ats;
    pub mod delivery;
    pub mod page;
    pub mod site;
    pub mod throttle;
}

#[cfg(feature = "browser")]
mod browser;
#[cfg(feature = "edge")]
mod edge;

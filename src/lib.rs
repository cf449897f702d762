//! Application forms for careers pages: from the page, through a Worker, into the ATS.
//!
//! One crate, two outputs. The **browser edge** (feature `browser`) becomes the npm package in
//! `pkg/`; the **Worker edge** (feature `edge`) becomes the Cloudflare Worker. Between them is the
//! **core**, which does no IO, reads no clock and names no platform: values in, values out, so that
//! it is tested on the host and is the same on both sides.
//!
//! | question | where |
//! |---|---|
//! | What may a candidate send, and what is wrong with it? | [`form`], [`application`], [`file`](mod@file) |
//! | In which words? | [`locale`], [`problem`] |
//! | What does a careers page see of a job? | [`job`] |
//! | What do page and Worker say to each other? | [`protocol`] |
//! | How is a site configured? | [`site`] |
//! | What does an ATS have to do for us? | [`ats`]; [`ats::huntflow`], [`ats::comeet`] |
//! | How does a Rust program call one? | [`client`] |
//! | How is a request described, and an answer read? | [`call`], [`endpoint`], [`error`] |
//! | What happens to an application after the receipt? | [`delivery`], [`retry`] |
//! | How do the pages without scripts look? | [`page`] |

pub mod application;
pub mod ats;
pub mod call;
pub mod client;
pub mod delivery;
pub mod endpoint;
pub mod error;
pub mod file;
pub mod form;
pub mod job;
pub mod locale;
pub mod page;
pub mod problem;
pub mod protocol;
pub mod retry;
pub mod site;

#[cfg(feature = "browser")]
mod browser;
#[cfg(feature = "edge")]
mod edge;

//! Application forms for careers pages: from the page, through a Worker, into the ATS.
//!
//! One crate, two outputs. The **browser edge** (feature `browser`) becomes the npm package in
//! `pkg/`; the **Worker edge** (feature `edge`) becomes the Cloudflare Worker. Between them is the
//! **core**, which does no IO, reads no clock and names no platform: values in, values out, so that
//! it is tested on the host and is the same on both sides.
//!
//! | question | where |
//! |---|---|
//! | How is a file uploaded that may be interrupted? | [`tus`], [`sender`] |
//! | What may a candidate send, and what is wrong with it? | [`form`], [`question`], [`application`], [`file`](mod@file) |
//! | Does a person apply, and where from? | [`spam`], [`source`] |
//! | In which words? | [`locale`], [`problem`] |
//! | What does a careers page, or a search engine, see of a job? | [`job`], [`posting`] |
//! | What do page and Worker say to each other? | [`protocol`] |
//! | How is a site configured? | [`site`] |
//! | What does an ATS have to do for us? | [`ats`]; [`ats::huntflow`], [`ats::comeet`] |
//! | How does a Rust program call one? | [`client`] |
//! | How is a request described, and an answer read? | [`call`], [`endpoint`], [`error`] |
//! | What may other programs ask of the ATS through us? | [`gateway`] |
//! | What happens to an application after the receipt? | [`delivery`], [`retry`], [`permit`] |
//! | What do the people who run it see, and who may? | [`console`], [`access`] |
//! | How do the pages without scripts look? | [`page`] |

#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod access;
pub mod application;
// What speaks to an ATS is not compiled into the page's half at all: its 116 operations cost a
// candidate's telephone nothing, and page code that reached for one would not compile.
#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod ats;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod call;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod client;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod console;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod delivery;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod endpoint;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod error;
pub mod file;
pub mod form;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod gateway;
pub mod job;
pub mod locale;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod page;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod permit;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod posting;
pub mod problem;
pub mod protocol;
pub mod question;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod retry;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod sender;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod site;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod source;
pub mod spam;
#[cfg(any(not(feature = "browser"), feature = "edge"))]
pub mod tus;

#[cfg(feature = "browser")]
mod browser;
#[cfg(feature = "edge")]
mod edge;

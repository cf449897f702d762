//! Limits over time: how fast an ATS may be called, when it is left alone because it is down, and how slowly
//! a client may send a body. Nothing here reads a clock: the caller passes the time.

mod breaker;
pub mod pace;
pub mod scheduler;
pub mod stall;

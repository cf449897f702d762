//! Limits over time: how fast an ATS may be called, when it is left alone because it is down, how slowly a client may
//! send a body, and how many bodies are received at once. Nothing here reads a clock: the caller passes the time.

mod breaker;
pub mod guesses;
pub mod pace;
pub mod places;
pub mod scheduler;
pub mod stall;

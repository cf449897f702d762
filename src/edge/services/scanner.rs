//! The operator's scanner, to which every file is posted.

use crate::edge::platform::{env, fetch};
use worker::Env;

/// The scanner's verdict on a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScanVerdict {
    Clean,
    Infected,
}

/// Whether a scanner is configured.
pub(crate) fn is_configured(env: &Env) -> bool {
    env::scanner_url(env).is_some()
}

/// Posts a file to the scanner; `None` if it does not answer. Without a scanner every file is clean.
pub(crate) async fn scan(env: &Env, file: &web_sys::ReadableStream) -> Option<ScanVerdict> {
    let Some(address) = env::scanner_url(env) else { return Some(ScanVerdict::Clean) };
    match fetch::post_stream(&address, file).await {
        Ok(200..=299) => Some(ScanVerdict::Clean),
        Ok(406 | 422) => Some(ScanVerdict::Infected),
        Ok(status) => {
            worker::console_warn!("scanner: answered {}", status);
            None
        }
        Err(error) => {
            worker::console_warn!("scanner: {}", error.to_string());
            None
        }
    }
}

//! Tells people that they are needed: a webhook in the shape that Slack takes, and Mattermost,
//! Discord's `/slack` and others with it.

use super::{bindings, web};
use worker::{Env, Result};

/// Sends a sentence, if there is anywhere to send it. It names sites, receipts and codes, never a
/// person.
pub(super) async fn tell(env: &Env, says: &str) -> Result<()> {
    let Some(address) = bindings::stuck_webhook(env) else { return Ok(()) };
    // Slack's markup: these three characters are all that means something.
    let text = says.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    web::post(&address, &serde_json::json!({ "text": text })).await
}

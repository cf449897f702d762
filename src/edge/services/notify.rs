//! Alerts to people, by a webhook in Slack's format, which Mattermost and Discord (`/slack`) also accept.

use crate::edge::platform::{env, fetch};
use worker::{Env, Result};

/// Sends a message if a webhook is configured. Messages contain site names, receipts and codes, nothing personal.
pub(crate) async fn send(env: &Env, message: &str) -> Result<()> {
    let Some(address) = env::alert_webhook(env) else { return Ok(()) };
    // Slack's markup: these three characters are all that means something.
    let text = message.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    fetch::post(&address, &serde_json::json!({ "text": text })).await
}

//! Names of idempotency keys.

use crate::edge::platform::crypto;
use crate::edge::rpc::site::SiteSettings;
use worker::Result;

/// The name of an idempotency key. It cannot be computed without the site's own key.
pub(super) async fn name_of(settings: &SiteSettings, job: &str, key: &str) -> Result<String> {
    let named = serde_json::to_vec(&(&settings.config.site, job, key))?;
    Ok(crypto::token_of(&crypto::hmac(settings.key.as_bytes(), &named).await?))
}

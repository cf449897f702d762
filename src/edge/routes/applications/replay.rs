//! Idempotency keys, and the receipts of earlier requests with the same key.

use super::key_name::name_of;
use super::multipart::{self, FilePolicy, FormReadError, OversizedForm, ParsedForm};
use super::read::{KEY_MAX, PostedApplication, is_far_too_large};
use super::{ApplyContext, Outcome};
use crate::edge::platform::{body, client, concurrency};
use crate::edge::rpc::delivery::DeliveryStub;
use crate::edge::rpc::site::SiteSettings;
use crate::protocol::ApplicationState;
use worker::{Env, Request, Result};

/// An idempotency key.
pub(super) struct Key {
    /// The name of the key, which nobody can guess; also the receipt of what is stored under it. Without a key, a new
    /// name.
    pub(super) name: String,
    /// Whether the request has a key.
    pub(super) is_given: bool,
}

/// The key of an application. Ends early with the receipt if the application was stored before its job was closed.
pub(super) async fn key(
    context: &ApplyContext<'_>,
    posted: &PostedApplication,
) -> std::result::Result<Key, Outcome> {
    let (env, settings) = (context.env, context.settings);
    if let Some(closed) = context.closed
        && let Some((receipt, state)) = find_by_key(env, settings, closed, &posted.key).await?
    {
        return Err(Outcome::Existing { receipt, state });
    }
    if posted.key.is_empty() {
        return Ok(Key { name: posted.holder.clone(), is_given: false });
    }
    Ok(Key { name: name_of(settings, &context.form.job, &posted.key).await?, is_given: true })
}

/// The receipt and state of the application stored under a key.
async fn find_by_key(
    env: &Env,
    settings: &SiteSettings,
    job: &str,
    key: &str,
) -> Result<Option<(String, ApplicationState)>> {
    if key.is_empty() || key.len() > KEY_MAX {
        return Ok(None);
    }
    let name = name_of(settings, job, key).await?;
    let status = DeliveryStub::new(env, &name)?.status().await?;
    let status = status.filter(|status| status.site == settings.config.site);
    Ok(status.map(|status| (status.receipt, status.state)))
}

/// The receipt for the key in the header, for a job that does not take applications any more. The body is not read.
pub(crate) async fn find_by_header(
    env: &Env,
    settings: &SiteSettings,
    job: &str,
    request: &Request,
) -> Result<Option<(String, ApplicationState)>> {
    let key = request.headers().get("idempotency-key")?.unwrap_or_default();
    find_by_key(env, settings, job, &key).await
}

/// The receipt for the key in the form, for a closed job without an alternative. The form's files are not stored. An
/// error if the form cannot be read now.
pub(crate) async fn find_by_form(
    env: &Env,
    settings: &SiteSettings,
    job: &str,
    request: &Request,
) -> Result<Option<(String, ApplicationState)>> {
    let content_type = request.headers().get("content-type")?.unwrap_or_default();
    if request.headers().has("content-encoding")? || is_far_too_large(settings, request, true)? {
        return Ok(None);
    }
    let sender = client::sender(env, &settings.config.site, request)?;
    let Some(place) = concurrency::take_file(&sender, body::length(request)?).await else {
        return Err("no room for a form".into());
    };
    let (site, policy) = (&settings.config, FilePolicy::Drop);
    let read = multipart::read(env, site, request, &content_type, policy, place).await?;
    let entries = match read {
        Ok(ParsedForm { entries, .. })
        | Err(FormReadError::TooLarge(OversizedForm { entries, .. })) => entries,
        Err(FormReadError::Unreadable) => return Ok(None),
        Err(FormReadError::Unavailable) => return Err("the form could not be read".into()),
    };
    match entries.iter().find(|(name, _)| name == "idempotency_key") {
        Some((_, key)) => find_by_key(env, settings, job, key).await,
        None => Ok(None),
    }
}

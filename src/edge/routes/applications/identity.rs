//! The names by which an application is recognised, derived from its content. They are keyed digests, so that nobody
//! without the site's key can check a guess.

use super::replay::Key;
use super::{ApplyContext, CheckedApplication};
use crate::edge::platform::crypto;
use crate::edge::rpc::delivery::DeliveryStub;
use crate::form::application::Application;
use crate::protocol::ApplicationState;
use worker::Result;

/// The names of an application.
pub(super) struct Identity {
    /// The digest of the text fields.
    pub(super) form_digest: String,
    /// The digest of the text fields and the files.
    pub(super) fingerprint: String,
    /// The name of the content for this job: the same content for the same job is the same application, whatever its
    /// idempotency key.
    pub(super) content_name: String,
    /// The name of the applicant, whose uploads no other applicant may claim.
    pub(super) applicant: String,
}

pub(super) async fn identify(
    context: &ApplyContext<'_>,
    key: &Key,
    checked: &CheckedApplication,
) -> Result<Identity> {
    let CheckedApplication { application, files } = checked;
    let form_digest = form_digest(context, application).await?;
    let files: Vec<_> = files.iter().map(|file| (&file.name, &file.sha256)).collect();
    let fingerprint = keyed_digest(context, &serde_json::to_vec(&(&form_digest, files))?).await?;
    let (site, job) = (&context.settings.config.site, &context.form.job);
    let content = serde_json::to_vec(&(site, job, &fingerprint))?;
    let content_name = keyed_name(context, &content).await?;
    let applicant =
        applicant_name(context, &application.email, &application.phone, &key.name).await?;
    Ok(Identity { form_digest, fingerprint, content_name, applicant })
}

/// The receipt and state of an earlier application with the same key and the same text fields.
pub(super) async fn find_same_form(
    context: &ApplyContext<'_>,
    receipt: &str,
    application: &Application,
) -> Result<Option<(String, ApplicationState)>> {
    let form_digest = form_digest(context, application).await?;
    DeliveryStub::new(context.env, receipt)?.find_by_form(form_digest).await
}

async fn form_digest(context: &ApplyContext<'_>, application: &Application) -> Result<String> {
    keyed_digest(context, &serde_json::to_vec(application)?).await
}

async fn keyed_digest(context: &ApplyContext<'_>, bytes: &[u8]) -> Result<String> {
    Ok(crypto::hex(&crypto::hmac(context.settings.key.as_bytes(), bytes).await?))
}

async fn keyed_name(context: &ApplyContext<'_>, bytes: &[u8]) -> Result<String> {
    Ok(crypto::token_of(&crypto::hmac(context.settings.key.as_bytes(), bytes).await?))
}

/// The name of an applicant by e-mail address or telephone number; without either, by the receipt.
pub(super) async fn applicant_name(
    context: &ApplyContext<'_>,
    email: &str,
    phone: &str,
    receipt: &str,
) -> Result<String> {
    let contact = [email, phone].into_iter().find(|text| !text.is_empty());
    let contact = contact.unwrap_or(receipt).to_lowercase();
    keyed_name(context, contact.as_bytes()).await
}

//! Stores an application: claims the name of its content, then its files, then stores it.

use super::identity::Identity;
use super::read::PostedApplication;
use super::replay::Key;
use super::{ApplyContext, CheckedApplication, Outcome};
use crate::api::request::FileRef;
use crate::delivery::consent_text::ConsentText;
use crate::delivery::progress::Submission;
use crate::edge::platform::{clock, failpoint};
use crate::edge::rpc::claims;
use crate::edge::rpc::delivery::{AcceptOutcome, AcceptRequest, AcceptResponse, DeliveryStub};
use crate::form::Slot;
use crate::form::application::Application;
use crate::protocol::ApplicationState;
use crate::site::source;
use worker::Result;

/// How often a stale claim on the content's name is replaced; more than once only if two requests do so concurrently.
const TRIES: usize = 3;

/// The outcome of one try to store an application under a receipt.
enum StoreOutcome {
    /// The `Application` object answered.
    Answered(AcceptResponse),
    /// It was stored before, and its files are gone because it was delivered.
    Delivered(String, ApplicationState),
    /// A file does not exist any more, or is another applicant's.
    FileGone(Slot),
    /// It could not be stored.
    NotStored,
}

impl StoreOutcome {
    /// Whether the claim on the content's name is stale: made by a request that stored nothing, or by a withdrawn
    /// application.
    fn is_claim_stale(&self) -> bool {
        let Self::Answered(AcceptResponse { outcome, .. }) = self else { return false };
        matches!(
            outcome,
            AcceptOutcome::OtherContent | AcceptOutcome::Existing(ApplicationState::Withdrawn)
        )
    }
}

pub(super) async fn store(
    context: &ApplyContext<'_>,
    posted: &PostedApplication,
    key: &Key,
    identity: Identity,
    checked: CheckedApplication,
) -> std::result::Result<Outcome, Outcome> {
    let mut request = request(context, posted, key, &identity, checked);
    let content_name = request.content_name.clone();
    request.submission.receipt = claim_content(context, &content_name, &key.name).await?;
    failpoint::hit(context.env, "accept.claimed").await;
    let mut outcome = place(context, &request, &identity.applicant).await?;
    for _ in 0..TRIES {
        if !outcome.is_claim_stale() {
            break;
        }
        let receipt = &request.submission.receipt;
        claims::release(context.env, &content_name, receipt).await?;
        if *receipt == key.name {
            break;
        }
        request.submission.receipt = claim_content(context, &content_name, &key.name).await?;
        outcome = place(context, &request, &identity.applicant).await?;
    }
    conclude(context, key, outcome, request.submission.files).await
}

fn request(
    context: &ApplyContext<'_>,
    posted: &PostedApplication,
    key: &Key,
    identity: &Identity,
    checked: CheckedApplication,
) -> AcceptRequest {
    let submission = Submission {
        receipt: key.name.clone(),
        site: context.settings.config.site.clone(),
        job: context.form.job.clone(),
        accepted: clock::now(),
        source: context.settings.config.source(posted.entry(source::FIELD)),
        consent_texts: consent_texts(context, &checked.application),
        application: checked.application,
        files: checked.files,
    };
    AcceptRequest {
        submission,
        fingerprint: identity.fingerprint.clone(),
        form_digest: identity.form_digest.clone(),
        content_name: identity.content_name.clone(),
    }
}

/// The sentences of the given consents, in the language of the form.
fn consent_texts(context: &ApplyContext<'_>, application: &Application) -> Vec<ConsentText> {
    let locale = context.caller.locale.tag();
    let given = |id: &str| application.consents.iter().any(|consent| consent.id == id);
    let asked = context.form.consents.iter().filter(|consent| given(&consent.id));
    asked
        .map(|consent| ConsentText {
            id: consent.id.clone(),
            text: consent.text.clone(),
            locale: locale.to_owned(),
        })
        .collect()
}

/// Claims the name of the content. Returns the receipt that holds the claim.
async fn claim_content(context: &ApplyContext<'_>, name: &str, receipt: &str) -> Result<String> {
    match context.settings.config.dedupe_hours {
        0 => Ok(receipt.to_owned()),
        hours => claims::claim(context.env, name, receipt, hours).await,
    }
}

/// Claims the files for the receipt and stores the application. If that fails, the claim on the content's name stays:
/// it may be an earlier application's, and the same content sent again completes this one.
async fn place(
    context: &ApplyContext<'_>,
    request: &AcceptRequest,
    applicant: &str,
) -> Result<StoreOutcome> {
    let (env, Submission { site, receipt, files, .. }) = (context.env, &request.submission);
    for file in files {
        // The files that came with this key are the application's already.
        if context.holds.has(&file.upload, receipt) {
            continue;
        }
        let upload = (site.as_str(), file.upload.as_str());
        if context.holds.claim(env, upload, receipt, applicant).await?.is_none() {
            // Perhaps because this very application was delivered meanwhile.
            let delivery = DeliveryStub::new(env, receipt)?;
            let delivered = delivery.find_by_form(request.form_digest.clone()).await?;
            return Ok(match delivered {
                Some((receipt, state)) => StoreOutcome::Delivered(receipt, state),
                None => StoreOutcome::FileGone(file.slot),
            });
        }
    }
    failpoint::hit(env, "accept.uploads").await;
    Ok(match DeliveryStub::new(env, receipt)?.accept(request.clone()).await {
        Ok(answer) => StoreOutcome::Answered(answer),
        // It may be stored all the same: the claims stand, and the uploads look after them.
        Err(error) => {
            worker::console_error!("accept: {}", error.to_string());
            StoreOutcome::NotStored
        }
    })
}

async fn conclude(
    context: &ApplyContext<'_>,
    key: &Key,
    outcome: StoreOutcome,
    files: Vec<FileRef>,
) -> std::result::Result<Outcome, Outcome> {
    let AcceptResponse { receipt, outcome } = match outcome {
        StoreOutcome::Answered(answer) => answer,
        StoreOutcome::Delivered(receipt, state) => {
            let (receipt, state) = own_receipt(context, key, &receipt, state).await?;
            return Ok(Outcome::Existing { receipt, state });
        }
        StoreOutcome::FileGone(slot) => {
            let files = files.into_iter().filter(|file| file.slot != slot).collect();
            return Ok(Outcome::FileGone { slot, files });
        }
        StoreOutcome::NotStored => return Ok(Outcome::NotStored { files }),
    };
    let (state, is_new) = match outcome {
        AcceptOutcome::Stored => (ApplicationState::Received, true),
        AcceptOutcome::Existing(state) => (state, false),
        AcceptOutcome::OtherContent => return Ok(Outcome::KeyReused { files }),
        AcceptOutcome::Full => return Ok(Outcome::Full { files }),
    };
    let (own, state) = own_receipt(context, key, &receipt, state).await?;
    failpoint::hit(context.env, "accept.answering").await;
    if !is_new {
        // The same application came before, with its own copy of the file: this copy is not needed. An upload
        // that both name stays, because the first claim still holds it.
        return Ok(Outcome::Existing { receipt: own, state });
    }
    context.holds.release_others(context.env, &receipt).await?;
    Ok(Outcome::Accepted { receipt: own, state })
}

/// The receipt to answer with. That of an earlier request withdraws the application: only its sender has it. The same
/// content again, which somebody else may know, gets a receipt that shows and does nothing.
async fn own_receipt(
    context: &ApplyContext<'_>,
    key: &Key,
    receipt: &str,
    state: ApplicationState,
) -> Result<(String, ApplicationState)> {
    if receipt == key.name {
        return Ok((key.name.clone(), state));
    }
    let site = context.settings.config.site.clone();
    DeliveryStub::new(context.env, &key.name)?.stand_for(receipt.to_owned(), site).await?;
    Ok((key.name.clone(), ApplicationState::Received))
}

//! `POST …/applications`: from the request to the receipt.

mod apply;
mod challenge;
mod check;
mod holds;
mod identity;
mod key_name;
pub(crate) mod multipart;
mod read;
mod replay;
mod respond;
mod store;

pub(crate) use apply::apply;
use replay::{find_by_form, find_by_header};
use respond::respond_with_receipt;

use crate::api::request::FileRef;
use crate::edge::platform::response::Caller;
use crate::edge::rpc::site::SiteSettings;
use crate::edge::services::challenge::SpamVerdict;
use crate::form::application::Application;
use crate::form::{FieldError, Form, Slot};
use crate::protocol::ApplicationState;
use holds::Holds;
use read::PostedApplication;
use worker::{Env, Request, Response, Result};

/// The context of a submitted application.
pub(crate) struct ApplyContext<'a> {
    /// Whether it comes from a server that the site accepts applications from.
    pub(crate) server: bool,
    /// The id of the closed job, if `form` is the alternative job's: then nothing is accepted, and the form is shown
    /// with the entered values.
    pub(crate) closed: Option<&'a str>,
    pub(crate) env: &'a Env,
    pub(crate) settings: &'a SiteSettings,
    pub(crate) form: Form,
    pub(crate) caller: Caller<'a>,
    /// The uploads that this request has claimed.
    holds: Holds,
}

/// A valid application.
pub(crate) struct CheckedApplication {
    pub(crate) application: Application,
    pub(crate) files: Vec<FileRef>,
}

/// The outcome of a submitted application.
pub(crate) enum Outcome {
    /// It is stored by this request, and has a receipt.
    Accepted { receipt: String, state: ApplicationState },
    /// It was stored by an earlier request; this request's files are not needed.
    Existing { receipt: String, state: ApplicationState },
    /// Some fields are invalid; `files` are valid.
    Invalid { errors: Vec<FieldError>, files: Vec<FileRef> },
    /// A file does not exist any more; the other files are valid.
    FileGone { slot: Slot, files: Vec<FileRef> },
    /// The job is closed; the form of the alternative job is shown.
    Closed { files: Vec<FileRef> },
    /// The spam check did not pass.
    Doubtful { verdict: SpamVerdict, files: Vec<FileRef> },
    /// The idempotency key was used for another application.
    KeyReused { files: Vec<FileRef> },
    /// The maximum number of undelivered applications is reached.
    Full { files: Vec<FileRef> },
    /// It could not be stored.
    NotStored { files: Vec<FileRef> },
    /// An internal failure.
    Failed(worker::Error),
}

impl From<worker::Error> for Outcome {
    fn from(error: worker::Error) -> Self {
        Self::Failed(error)
    }
}

/// Processes a submitted application and responds.
async fn submit(context: &ApplyContext<'_>, request: &Request) -> Result<Response> {
    match read::read(context, request).await? {
        Ok(posted) => {
            context.holds.note_posted(posted.new_files(), &posted.holder);
            let outcome = accept(context, request, &posted).await.unwrap_or_else(|early| early);
            respond::respond(context, &posted, outcome).await
        }
        Err(error) => respond::respond_unread(context, error).await,
    }
}

/// Takes an application from its form to its receipt. `Err` is an outcome that ends this early.
async fn accept(
    context: &ApplyContext<'_>,
    request: &Request,
    posted: &PostedApplication,
) -> std::result::Result<Outcome, Outcome> {
    let key = replay::key(context, posted).await?;
    let checked = check::check(context, posted, &key).await?;
    let checked = challenge::challenge(context, request, posted, &key, checked).await?;
    let identity = identity::identify(context, &key, &checked).await?;
    store::store(context, posted, &key, identity, checked).await
}

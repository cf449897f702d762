//! The response to a submitted application: a receipt, a problem, or the form with the entered values.

use super::multipart::OversizedForm;
use super::read::{PostedApplication, ReadError};
use super::{ApplyContext, Outcome};
use crate::api::request::FileRef;
use crate::edge::platform::crypto;
use crate::edge::platform::response::Caller;
use crate::edge::services::challenge::{self, SpamVerdict};
use crate::form::challenge::{ANSWER, CHECK, Challenge, STARTED};
use crate::form::{FieldError, FieldErrorCode, Slot};
use crate::locale::MessageId;
use crate::page;
use crate::protocol::problem::Problem;
use crate::protocol::problem_code::ProblemCode;
use crate::protocol::{ApplicationState, Receipt};
use crate::site::source;
use worker::{Response, Result};

/// `Retry-After` for an application that could not be stored, in seconds.
const RETRY_SECONDS: u32 = 5;
/// `Retry-After` when the maximum number of undelivered applications is reached, in seconds.
const FULL_SECONDS: u32 = 300;

pub(super) async fn respond(
    context: &ApplyContext<'_>,
    posted: &PostedApplication,
    outcome: Outcome,
) -> Result<Response> {
    let (env, holds) = (context.env, &context.holds);
    match outcome {
        Outcome::Accepted { .. } | Outcome::NotStored { .. } | Outcome::Failed(_) => {}
        Outcome::Existing { .. } => holds.release_copies(env).await?,
        // A script still has its files, and sends them again; a page's files are shown again with the form.
        _ => holds.release_unused(env, context.caller.html).await?,
    }
    let entries = posted.entries.as_slice();
    match outcome {
        Outcome::Accepted { receipt, state } | Outcome::Existing { receipt, state } => {
            receipt_of(context, &receipt, state)
        }
        Outcome::Invalid { errors, files } => invalid(context, entries, &errors, files).await,
        Outcome::FileGone { slot, files } => {
            let (field, code) = (slot.name().to_owned(), FieldErrorCode::UploadExpired);
            invalid(context, entries, &[FieldError { field, code, limit: None }], files).await
        }
        Outcome::Closed { files } => invalid(context, entries, &[], files).await,
        Outcome::Doubtful { verdict, files } => {
            challenge_or_reject(context, entries, verdict, files).await
        }
        Outcome::KeyReused { files } => {
            let view = FormView::new(entries, files);
            refuse(context, 422, ProblemCode::KeyReused, None, view).await
        }
        Outcome::Full { files } => {
            let view = FormView::new(entries, files);
            refuse(context, 503, ProblemCode::Unavailable, Some(FULL_SECONDS), view).await
        }
        Outcome::NotStored { files } => {
            let view = FormView::new(entries, files);
            refuse(context, 503, ProblemCode::Unavailable, Some(RETRY_SECONDS), view).await
        }
        Outcome::Failed(error) => Err(error),
    }
}

/// Responds to a body that could not be read.
pub(super) async fn respond_unread(
    context: &ApplyContext<'_>,
    error: ReadError,
) -> Result<Response> {
    let caller = &context.caller;
    match error {
        ReadError::MediaType => caller.refuse(415, ProblemCode::MediaType),
        ReadError::JsonTooLarge => caller.refuse(413, ProblemCode::TooLarge),
        ReadError::TooLarge(form) => too_large(context, form).await,
        ReadError::Unreadable(None) => caller.refuse(400, ProblemCode::Unreadable),
        ReadError::Unreadable(Some(detail)) => {
            let problem = Problem::new(400, ProblemCode::Unreadable, caller.texts());
            caller.problem(&problem.detail(detail))
        }
        ReadError::Unavailable => {
            caller.problem(&Problem::unavailable(caller.texts(), RETRY_SECONDS))
        }
    }
}

fn receipt_of(
    context: &ApplyContext<'_>,
    receipt: &str,
    state: ApplicationState,
) -> Result<Response> {
    let receipt = Receipt::new(&context.settings.config.site, receipt, state);
    respond_with_receipt(&context.caller, &receipt)
}

/// Responds to an accepted application.
pub(crate) fn respond_with_receipt(caller: &Caller<'_>, receipt: &Receipt) -> Result<Response> {
    if caller.html {
        return caller.see_receipt(receipt);
    }
    let mut response = caller.json(202, receipt, "no-store")?;
    response.headers_mut().set("location", &receipt.status)?;
    Ok(response)
}

/// 413 with the field that is too large: a text, or otherwise the resume, since files make forms large.
async fn too_large(context: &ApplyContext<'_>, form: OversizedForm) -> Result<Response> {
    let text = form.field.filter(|name| Slot::from_name(name).is_none());
    let (field, code) = match text {
        Some(field) => (field, FieldErrorCode::TooLong),
        None => (Slot::Resume.name().to_owned(), FieldErrorCode::FileTooLarge),
    };
    let errors = &[FieldError { field, code, limit: None }];
    if context.caller.html {
        let view = FormView { errors, ..FormView::new(&form.entries, Vec::new()) };
        return show(context, 413, view).await;
    }
    let problem = Problem::field_errors(&context.form, errors, context.caller.texts());
    let code = ProblemCode::TooLarge.as_str().to_owned();
    context.caller.problem(&Problem { status: 413, code, ..problem })
}

/// 422 with the errors; 410 if the job is closed.
async fn invalid(
    context: &ApplyContext<'_>,
    entries: &[(String, String)],
    errors: &[FieldError],
    files: Vec<FileRef>,
) -> Result<Response> {
    if !context.caller.html {
        let texts = context.caller.texts();
        return context.caller.problem(&Problem::field_errors(&context.form, errors, texts));
    }
    let status = if context.closed.is_some() { 410 } else { 422 };
    show(context, status, FormView { errors, ..FormView::new(entries, files) }).await
}

/// A refusal that is not about a field. Pages get the form again, with values and files.
async fn refuse(
    context: &ApplyContext<'_>,
    status: u16,
    code: ProblemCode,
    retry_after: Option<u32>,
    view: FormView<'_>,
) -> Result<Response> {
    if !context.caller.html {
        let problem = Problem::new(status, code, context.caller.texts());
        return context.caller.problem(&Problem { retry_after, ..problem });
    }
    let view = FormView { message: Some(code.title()), ..view };
    let mut response = show(context, status, view).await?;
    if let Some(seconds) = retry_after {
        response.headers_mut().set("retry-after", &seconds.to_string())?;
    }
    Ok(response)
}

/// Asks a question of a doubtful application, or refuses it. The values are kept, in the page or by the script that
/// sent them.
async fn challenge_or_reject(
    context: &ApplyContext<'_>,
    entries: &[(String, String)],
    verdict: SpamVerdict,
    files: Vec<FileRef>,
) -> Result<Response> {
    let (caller, texts) = (&context.caller, context.caller.texts());
    let code = match verdict {
        SpamVerdict::Ask { wrong: true } => FieldErrorCode::CheckWrong,
        SpamVerdict::TooMany if !caller.html => return caller.problem(&Problem::too_many(texts)),
        SpamVerdict::NotAPerson => return caller.refuse(403, ProblemCode::ChallengeFailed),
        SpamVerdict::Unknown => {
            return caller.problem(&Problem::unavailable(texts, RETRY_SECONDS));
        }
        SpamVerdict::Ask { .. } | SpamVerdict::TooMany | SpamVerdict::Person => {
            FieldErrorCode::CheckRequired
        }
    };
    let question = Some(challenge::new_question(context.settings, texts).await?);
    let errors = &[FieldError { field: ANSWER.to_owned(), code, limit: None }];
    if !caller.html {
        return caller
            .problem(&Problem { question, ..Problem::field_errors(&context.form, errors, texts) });
    }
    let view = FormView { errors, question, ..FormView::new(entries, files) };
    let mut response = show(context, 422, view).await?;
    if matches!(verdict, SpamVerdict::TooMany) {
        response = response.with_status(429);
        response.headers_mut().set("retry-after", "60")?;
    }
    Ok(response)
}

/// The data of a form that is shown again.
struct FormView<'a> {
    entries: &'a [(String, String)],
    errors: &'a [FieldError],
    files: Vec<FileRef>,
    question: Option<Challenge>,
    /// The message above the form, if the reason is not a field's error.
    message: Option<MessageId>,
}

impl<'a> FormView<'a> {
    fn new(entries: &'a [(String, String)], files: Vec<FileRef>) -> Self {
        Self { entries, errors: &[], files, question: None, message: None }
    }
}

/// Renders the form with the entered values and the files.
async fn show(context: &ApplyContext<'_>, status: u16, view: FormView<'_>) -> Result<Response> {
    let FormView { entries, errors, files, question, message } = view;
    let entry = |name: &str| entries.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
    // A candidate who presses again after being told that this key was used wants another application.
    let is_spent = context.closed.is_some() || message == Some(MessageId::KeyReused);
    let key = entry("idempotency_key").filter(|_| !is_spent);
    let guard = challenge::guard(context.settings).await?;
    // A question that is being answered stays, and so does the time at which the form was first shown.
    let question = match (question, entry(CHECK)) {
        (None, Some(token)) => {
            let texts = context.caller.texts();
            challenge::repeat_question(context.settings, &token, texts).await?
        }
        (question, _) => question,
    };
    let attached = |file: FileRef| page::AttachedFile {
        slot: file.slot,
        upload: file.upload,
        name: file.name,
    };
    let html = page::apply(&page::Apply {
        site: &context.settings.config,
        form: &context.form,
        locale: context.caller.locale,
        idempotency_key: &key.unwrap_or_else(crypto::random_token),
        started: &entry(STARTED).unwrap_or(guard.started),
        source: &entry(source::FIELD).unwrap_or_default(),
        asked: question.as_ref(),
        alternative: context.closed.is_some(),
        says: message,
        entries,
        flaws: errors,
        kept: files.into_iter().map(attached).collect(),
    });
    context.caller.html(status, html, "no-store")
}

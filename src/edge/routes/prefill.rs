//! `POST …/uploads/{id}/parse`: what the ATS reads in a resume, for filling the form.

use super::context::RequestContext;
use crate::ats::Ats as _;
use crate::edge::middleware::rate;
use crate::edge::platform::{body, crypto, env};
use crate::edge::rpc::upload::{ParsedFile, ScanResult, StoredFile, UploadStub};
use crate::edge::services::ats_transport::AtsTransport;
use crate::file::FileProblem;
use crate::form::Slot;
use crate::locale::Locale;
use crate::protocol::Prefill;
use crate::protocol::problem::Problem;
use crate::protocol::problem_code::ProblemCode;
use crate::throttle::scheduler::Priority;
use worker::{Request, Response, Result};

/// The most bytes of the body.
const AGREEMENT_MAX: usize = 1024;
/// After how many seconds the page is asked to try again.
const RETRY_SECONDS: u32 = 5;

/// Has the ATS read a resume, once: the same request again gets the same answer.
pub(super) async fn parse(
    context: &RequestContext<'_>,
    id: &str,
    request: &Request,
) -> Result<Response> {
    let (caller, config) = (&context.caller, &context.settings.config);
    let unavailable = || caller.problem(&Problem::unavailable(caller.texts(), RETRY_SECONDS));
    if let Some(problem) = context.stranger_problem() {
        return caller.problem(&problem);
    }
    if !config.prefill {
        return caller.refuse(404, ProblemCode::NoPrefill);
    }
    if !is_agreed(context, request).await? {
        let problem = Problem::new(400, ProblemCode::Unreadable, caller.texts());
        let detail = "The body must be {\"agreed\": true}: the candidate has agreed that the file goes to the ATS now.";
        return caller.problem(&problem.detail(detail));
    }
    let upload = UploadStub::new(context.env, id)?;
    let file = upload.get_file(config.site.clone()).await?;
    let Some(StoredFile { file, .. }) = file.filter(|file| file.file.slot == Slot::Resume) else {
        return caller.refuse(404, ProblemCode::NotFound);
    };
    if let Some(parsed) = upload.get_parsed().await? {
        return fill(context, &parsed);
    }
    if !rate::may(context.env, env::PREFILL_LIMIT, &config.site, request).await? {
        return caller.problem(&Problem::too_many(caller.texts()));
    }
    // It goes to the ATS now: what holds for a delivery holds here.
    match upload.scan().await?.under(config.on_scanner_down) {
        ScanResult::Clean => {}
        ScanResult::Infected => return context.file_problem(file.slot, FileProblem::Infected),
        ScanResult::Unavailable => return unavailable(),
    }
    // Of two requests at a time, the second finds what the first has read.
    if !upload.begin_parsing().await? {
        return unavailable();
    }
    let boundary = format!("apply-edge-{}", crypto::random_token());
    let transport = AtsTransport::new(context.env, config, Priority::Gateway);
    let parsed = match config.ats().read_resume(&transport, &file, &boundary).await {
        Ok(Some(resume)) => ParsedFile {
            file: Some(resume.file),
            picture: resume.picture.filter(|_| config.slot(Slot::Photo, Locale::En).is_some()),
            fields: resume.fields.into_iter().map(|(n, v)| (n.to_owned(), v)).collect(),
        },
        Ok(None) => ParsedFile::default(),
        Err(error) => {
            worker::console_warn!("prefill: {}", error.to_string());
            upload.cancel_parsing().await?;
            return unavailable();
        }
    };
    upload.put_parsed(parsed.clone()).await?;
    fill(context, &parsed)
}

/// Whether the body says that the candidate has agreed: nobody's file is handed on by accident.
async fn is_agreed(context: &RequestContext<'_>, request: &Request) -> Result<bool> {
    let site = &context.settings.config.site;
    let read = body::read_request(context.env, site, request, AGREEMENT_MAX).await?;
    let bytes = read.unwrap_or_default();
    let agreement: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    Ok(agreement.get("agreed") == Some(&serde_json::Value::Bool(true)))
}

/// The parsed texts that the form asks for and would accept.
fn fill(context: &RequestContext<'_>, parsed: &ParsedFile) -> Result<Response> {
    let form = context.settings.config.form("", "", context.caller.locale);
    let texts = parsed.fields.iter().map(|(name, text)| (name.as_str(), text.clone()));
    let reply = Prefill { fields: form.accepted_texts(texts), photo: parsed.picture.is_some() };
    context.caller.json(200, &reply, "no-store")
}

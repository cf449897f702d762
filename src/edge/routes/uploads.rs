//! `uploads`: tus 1.0 for pages.

use super::context::RequestContext;
use crate::edge::middleware::rate;
use crate::edge::platform::{body, client, crypto, env};
use crate::edge::rpc::upload::{
    AppendOutcome, AppendRequest, TerminateOutcome, UploadSpec, UploadStatus, UploadStub,
};
use crate::file::{FileKind, FileProblem};
use crate::form::{FieldError, FieldErrorCode, Slot};
use crate::locale::Locale;
use crate::protocol::problem::Problem;
use crate::protocol::problem_code::ProblemCode;
use crate::protocol::tus::{self, TusError};
use crate::protocol::{PREFIX, Route};
use worker::{Method, Request, Response, Result};

/// The answer to OPTIONS: the version and extensions of tus.
pub(super) fn options(context: &RequestContext<'_>, route: Route<'_>) -> Result<Response> {
    let caller = &context.caller;
    let mut response = match caller.origin {
        Some(_) => caller.preflight(route.methods())?,
        None => caller.empty(204)?,
    };
    let headers = response.headers_mut();
    headers.set("tus-resumable", tus::VERSION)?;
    headers.set("tus-version", tus::VERSION)?;
    headers.set("tus-extension", tus::EXTENSIONS)?;
    headers.set("tus-checksum-algorithm", tus::ALGORITHMS)?;
    headers.set("tus-max-size", &context.settings.config.file_bytes().to_string())?;
    Ok(response)
}

/// Answers a request that speaks tus.
pub(super) async fn answer(
    context: &RequestContext<'_>,
    route: Route<'_>,
    request: &Request,
) -> Result<Response> {
    let mut response = match context.tus(route, request).await {
        Ok(response) => response,
        Err(error) => {
            worker::console_error!("uploads: {}", error.to_string());
            context.unavailable(5)?
        }
    };
    // A sender hears a refusal only if its bytes are read on for a while.
    body::drain(context.env, request, body::DRAIN_PIECE).await;
    let headers = response.headers_mut();
    headers.set("tus-resumable", tus::VERSION)?;
    headers.set("cache-control", "no-store")?;
    if response.status_code() == 412 {
        response.headers_mut().set("tus-version", tus::VERSION)?;
    }
    Ok(response)
}

impl RequestContext<'_> {
    async fn tus(&self, route: Route<'_>, request: &Request) -> Result<Response> {
        let headers = request.headers();
        let header = |name: &str| headers.get(name).ok().flatten();
        // By tus, for proxies that let no PATCH through; here alone.
        let method = match (route, request.method(), header("x-http-method-override").as_deref()) {
            (Route::Upload(_), Method::Post, Some("PATCH")) => Method::Patch,
            (Route::Upload(_), Method::Post, Some("DELETE")) => Method::Delete,
            (Route::Upload(_), Method::Post, _) => {
                return self.caller.method_not_allowed(route.methods());
            }
            (_, method, _) => method,
        };
        if let Err(error) = tus::version(header("tus-resumable").as_deref()) {
            return self.tus_error(error);
        }
        // The id cannot be guessed, so its holder may ask for the offset; a page's own HEAD carries no origin.
        if method != Method::Head
            && let Some(problem) = self.stranger_problem()
        {
            return self.caller.problem(&problem);
        }
        if header("content-encoding").is_some() {
            return self.caller.refuse(415, ProblemCode::MediaType);
        }
        match (method, route) {
            (Method::Post, Route::Uploads) => match tus::creation(header) {
                Ok(creation) => self.create(creation, request).await,
                Err(error) => self.tus_error(error),
            },
            (Method::Patch, Route::Upload(id)) => match tus::append(header) {
                Ok(tus::Append { offset, checksum }) => {
                    let site = self.site().to_owned();
                    let append = AppendRequest {
                        site,
                        spec: None,
                        offset,
                        ends: false,
                        holder: None,
                        sender: Some(client::sender(self.env, self.site(), request)?),
                        checksum,
                    };
                    let upload = UploadStub::new(self.env, id)?;
                    let status = self.append(&upload, &append, Some(request)).await?;
                    self.upload_status(status, 204)
                }
                Err(error) => self.tus_error(error),
            },
            (Method::Head | Method::Get, Route::Upload(id)) => {
                let upload = UploadStub::new(self.env, id)?;
                let status = upload.status(self.site().to_owned()).await?;
                self.upload_status(status.ok_or(NoStatus::Missing), 200)
            }
            (Method::Delete, Route::Upload(id)) => {
                let upload = UploadStub::new(self.env, id)?;
                match upload.terminate(self.site().to_owned()).await? {
                    TerminateOutcome::Deleted => self.caller.empty(204),
                    TerminateOutcome::Claimed => {
                        self.caller.refuse(409, ProblemCode::UploadClaimed)
                    }
                    TerminateOutcome::Missing => self.caller.refuse(404, ProblemCode::NotFound),
                }
            }
            _ => self.caller.method_not_allowed(route.methods()),
        }
    }

    fn site(&self) -> &str {
        &self.settings.config.site
    }

    fn unavailable(&self, seconds: u32) -> Result<Response> {
        self.caller.problem(&Problem::unavailable(self.caller.texts(), seconds))
    }

    fn tus_error(&self, error: TusError) -> Result<Response> {
        let is_type = error.status == 415;
        let code = if is_type { ProblemCode::MediaType } else { ProblemCode::Unreadable };
        let problem = Problem::new(error.status, code, self.caller.texts());
        self.caller.problem(&problem.detail(error.says))
    }

    async fn create(&self, creation: tus::Creation, request: &Request) -> Result<Response> {
        let tus::Creation { length, name, slot, begins } = creation;
        let Some(takes) = self.settings.config.slot(slot, Locale::En) else {
            return self.field_error(slot, FieldErrorCode::UnknownField, 422);
        };
        if let Err(problem) = FileKind::announced(&name, length, &takes.kinds, takes.max_bytes) {
            return self.file_problem(slot, problem);
        }
        if !rate::may(self.env, env::UPLOAD_LIMIT, self.site(), request).await? {
            return self.caller.problem(&Problem::too_many(self.caller.texts()));
        }
        let checksum = request.headers().get("upload-checksum")?.filter(|_| begins);
        let checksum = match checksum.as_deref().map(tus::checksum).transpose() {
            Ok(checksum) => checksum,
            Err(error) => return self.tus_error(error),
        };
        let id = crypto::random_token();
        let upload = UploadStub::new(self.env, &id)?;
        let spec = UploadSpec {
            site: self.site().to_owned(),
            name,
            slot,
            length: Some(length),
            kinds: takes.kinds,
            max_bytes: takes.max_bytes,
            metadata: request.headers().get("upload-metadata")?.unwrap_or_default(),
        };
        let status = self.begin(&upload, spec, checksum, (request, begins)).await?;
        let mut response = match status {
            // It exists, whatever its offset is: the client goes on from there.
            Ok(status) if matches!(status.outcome, AppendOutcome::Cut | AppendOutcome::Damaged) => {
                self.upload_status(
                    Ok(UploadStatus { outcome: AppendOutcome::Kept, ..status }),
                    201,
                )?
            }
            status => self.upload_status(status, 201)?,
        };
        if response.status_code() == 201 {
            let location = format!("{PREFIX}/{}/uploads/{id}", self.site());
            response.headers_mut().set("location", &location)?;
        }
        Ok(response)
    }

    async fn begin(
        &self,
        upload: &UploadStub,
        spec: UploadSpec,
        checksum: Option<tus::Checksum>,
        (request, has_bytes): (&Request, bool),
    ) -> Result<std::result::Result<UploadStatus, NoStatus>> {
        let append = AppendRequest {
            site: spec.site.clone(),
            spec: Some(spec),
            offset: 0,
            ends: false,
            holder: None,
            sender: Some(client::sender(self.env, self.site(), request)?),
            checksum,
        };
        self.append(upload, &append, has_bytes.then_some(request)).await
    }

    /// Appends bytes as they come in.
    async fn append(
        &self,
        upload: &UploadStub,
        append: &AppendRequest,
        request: Option<&Request>,
    ) -> Result<std::result::Result<UploadStatus, NoStatus>> {
        let stream = request.and_then(|request| request.inner().body());
        Ok(match upload.append(append, stream).await? {
            Some(UploadStatus { outcome: AppendOutcome::NoPlace, .. }) => Err(NoStatus::NoRoom),
            status => status.ok_or(NoStatus::Missing),
        })
    }

    /// The status of an upload in tus's headers; `good` is the HTTP status of success.
    fn upload_status(
        &self,
        status: std::result::Result<UploadStatus, NoStatus>,
        good: u16,
    ) -> Result<Response> {
        let status = match status {
            Ok(status) => status,
            Err(NoStatus::Missing) => return self.caller.refuse(404, ProblemCode::NotFound),
            Err(NoStatus::NoRoom) => return self.unavailable(5),
        };
        let mut response = match status.outcome {
            AppendOutcome::Kept => self.caller.empty(good)?,
            AppendOutcome::Elsewhere => self.caller.refuse(409, ProblemCode::UploadOffset)?,
            AppendOutcome::TooMany => self.caller.refuse(413, ProblemCode::TooLarge)?,
            // tus's own status.
            AppendOutcome::Damaged => self.caller.refuse(460, ProblemCode::UploadChecksum)?,
            AppendOutcome::Cut => self.unavailable(1)?,
            AppendOutcome::NoPlace => self.unavailable(5)?,
            AppendOutcome::Refused(slot, problem) => return self.file_problem(slot, problem),
        };
        let headers = response.headers_mut();
        headers.set("upload-offset", &status.offset.to_string())?;
        if let Some(length) = status.length {
            headers.set("upload-length", &length.to_string())?;
        }
        if !status.metadata.is_empty() && good == 200 {
            headers.set("upload-metadata", &status.metadata)?;
        }
        let is_whole = status.length == Some(status.offset);
        if let Some(expires) = status.expires.filter(|_| !is_whole) {
            headers.set("upload-expires", &http_date(expires))?;
        }
        Ok(response)
    }

    /// A file that is not accepted, with the sentence a candidate reads.
    pub(super) fn file_problem(&self, slot: Slot, problem: FileProblem) -> Result<Response> {
        let status = if problem == FileProblem::TooLarge { 413 } else { 422 };
        self.field_error(slot, problem.into(), status)
    }

    fn field_error(&self, slot: Slot, code: FieldErrorCode, status: u16) -> Result<Response> {
        let form = self.settings.config.form("", "", self.caller.locale);
        let error = FieldError { field: slot.name().to_owned(), code, limit: None };
        let problem =
            Problem { status, ..Problem::field_errors(&form, &[error], self.caller.texts()) };
        self.caller.problem(&problem)
    }
}

/// The reason for which there is no status.
enum NoStatus {
    /// There is no such upload.
    Missing,
    /// As many files come in as may.
    NoRoom,
}

/// `Wed, 25 Nov 2026 02:30:00 GMT`, as HTTP writes it.
fn http_date(ms: u64) -> String {
    let time = i64::try_from(ms).ok().and_then(chrono::DateTime::from_timestamp_millis);
    time.map(|time| time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()).unwrap_or_default()
}

//! `uploads`: tus 1.0 for pages, and what the ATS reads in a resume.

use super::guard::origin::From;
use super::guard::rate;
use super::reply::Caller;
use super::site::Settings;
use super::transport::Carrier;
use super::upload::{Append, Asked, Kept, Outcome, Read, Seen, Stands, carried};
use super::{bindings, body, crypto, object, slots};
use crate::ats::{AnyAts, Ats as _};
use crate::file::{FileKind, FileProblem};
use crate::form::{Flaw, FlawCode, Slot};
use crate::locale::{Locale, Word};
use crate::permit::Lane;
use crate::problem::Problem;
use crate::protocol::{PREFIX, Prefill, Route};
use crate::tus::{self, Wrong};
use worker::{Env, Method, Request, Response, Result};

/// The most bytes of what is posted to have a resume read.
const AGREEMENT_MAX: usize = 1024;

/// A request that speaks tus, or asks for a resume to be read.
pub(super) struct Ask<'a> {
    pub(super) env: &'a Env,
    pub(super) settings: &'a Settings,
    pub(super) from: &'a From,
    pub(super) caller: &'a Caller<'a>,
}

/// Answers OPTIONS: which tus is spoken.
pub(super) fn options(
    settings: &Settings,
    caller: &Caller<'_>,
    route: Route<'_>,
) -> Result<Response> {
    let mut response = match caller.origin {
        Some(_) => caller.preflight(route.methods())?,
        None => caller.empty(204)?,
    };
    let headers = response.headers_mut();
    headers.set("tus-resumable", tus::VERSION)?;
    headers.set("tus-version", tus::VERSION)?;
    headers.set("tus-extension", tus::EXTENSIONS)?;
    headers.set("tus-checksum-algorithm", tus::ALGORITHMS)?;
    headers.set("tus-max-size", &settings.config.file_bytes().to_string())?;
    Ok(response)
}

impl Ask<'_> {
    pub(super) async fn answer(&self, route: Route<'_>, request: &Request) -> Result<Response> {
        if let Route::Parse(id) = route {
            return match request.method() {
                Method::Post => self.parse(id, request).await,
                _ => self.method(route),
            };
        }
        let mut response = match self.tus(route, request).await {
            Ok(response) => response,
            Err(error) => {
                worker::console_error!("uploads: {}", error.to_string());
                self.caller.problem(&Problem::unavailable(self.caller.texts(), 5))?
            }
        };
        // A refusal is heard only if what is on its way is read on for a while.
        body::drain(self.env, request.inner(), body::DRAIN_PIECE).await;
        let headers = response.headers_mut();
        headers.set("tus-resumable", tus::VERSION)?;
        headers.set("cache-control", "no-store")?;
        if response.status_code() == 412 {
            response.headers_mut().set("tus-version", tus::VERSION)?;
        }
        Ok(response)
    }

    fn method(&self, route: Route<'_>) -> Result<Response> {
        let mut response = self.caller.refuse(405, Word::Method)?;
        response.headers_mut().set("allow", route.methods())?;
        Ok(response)
    }

    async fn tus(&self, route: Route<'_>, request: &Request) -> Result<Response> {
        let headers = request.headers();
        let header = |name: &str| headers.get(name).ok().flatten();
        // As tus demands, for what stands before a client and lets no PATCH through; here alone.
        let method = match (route, request.method(), header("x-http-method-override").as_deref()) {
            (Route::Upload(_), Method::Post, Some("PATCH")) => Method::Patch,
            (Route::Upload(_), Method::Post, Some("DELETE")) => Method::Delete,
            (Route::Upload(_), Method::Post, _) => return self.method(route),
            (_, method, _) => method,
        };
        if let Err(wrong) = tus::version(header("tus-resumable").as_deref()) {
            return self.wrong(wrong);
        }
        // Whoever knows an id may ask how far it is; a page's own HEAD carries no origin.
        if method != Method::Head
            && let From::Stranger(why) = self.from
        {
            let problem = Problem::new(403, Word::Origin, self.caller.texts());
            return self.caller.problem(&problem.detail(*why));
        }
        if header("content-encoding").is_some() {
            return self.caller.refuse(415, Word::MediaType);
        }
        match (method, route) {
            (Method::Post, Route::Uploads) => match tus::creation(header) {
                Ok(creation) => self.create(creation, request).await,
                Err(wrong) => self.wrong(wrong),
            },
            (Method::Patch, Route::Upload(id)) => match tus::append(header) {
                Ok(append) => {
                    let (offset, checksum) = (append.offset, append.checksum.map(carried));
                    let site = self.site().to_owned();
                    let append = Append { site, new: None, offset, ends: false, checksum };
                    let stands = self.append(id, &append, Some(request)).await?;
                    self.told(stands, 204)
                }
                Err(wrong) => self.wrong(wrong),
            },
            (Method::Head | Method::Get, Route::Upload(id)) => {
                let upload = object::named(self.env, bindings::UPLOAD, id)?;
                let stands = object::ask(&upload, &format!("/offset?site={}", self.site())).await?;
                self.told(Ok(stands), 200)
            }
            (Method::Delete, Route::Upload(id)) => {
                let upload = object::named(self.env, bindings::UPLOAD, id)?;
                let path = format!("/bytes?site={}", self.site());
                match object::send(&upload, Method::Delete, &path, None).await?.status_code() {
                    204 => self.caller.empty(204),
                    409 => self.caller.refuse(409, Word::UploadClaimed),
                    _ => self.caller.refuse(404, Word::NotFound),
                }
            }
            _ => self.method(route),
        }
    }

    fn site(&self) -> &str {
        &self.settings.config.site
    }

    fn wrong(&self, wrong: Wrong) -> Result<Response> {
        let word = if wrong.status == 415 { Word::MediaType } else { Word::Unreadable };
        let problem = Problem::new(wrong.status, word, self.caller.texts());
        self.caller.problem(&problem.detail(wrong.says))
    }

    async fn create(&self, creation: tus::Creation, request: &Request) -> Result<Response> {
        let tus::Creation { length, name, slot, begins } = creation;
        let Some(takes) = self.settings.config.slot(slot, Locale::En) else {
            return self.flaw(slot, FlawCode::UnknownField, 422);
        };
        if let Err(problem) = FileKind::announced(&name, length, &takes.kinds, takes.max_bytes) {
            return self.refused(slot, problem);
        }
        if !rate::may(self.env, bindings::UPLOAD_LIMIT, self.site(), request).await? {
            return self.caller.problem(&Problem::too_many(self.caller.texts()));
        }
        let id = crypto::random_token();
        let asked = Asked {
            site: self.site().to_owned(),
            name,
            slot,
            length: Some(length),
            kinds: takes.kinds,
            max_bytes: takes.max_bytes,
            metadata: request.headers().get("upload-metadata")?.unwrap_or_default(),
        };
        let checksum = request.headers().get("upload-checksum")?.filter(|_| begins);
        let checksum = match checksum.as_deref().map(tus::checksum).transpose() {
            Ok(checksum) => checksum.map(carried),
            Err(wrong) => return self.wrong(wrong),
        };
        let append = Append {
            site: self.site().to_owned(),
            new: Some(asked),
            offset: 0,
            ends: false,
            checksum,
        };
        let stands = self.append(&id, &append, begins.then_some(request)).await?;
        let mut response = match stands {
            // It exists, wherever it got to: the client goes on from there.
            Ok(Some(stands)) if matches!(stands.outcome, Outcome::Cut | Outcome::Damaged) => {
                self.told(Ok(Some(Stands { outcome: Outcome::Kept, ..stands })), 201)?
            }
            stands => self.told(stands, 201)?,
        };
        if response.status_code() == 201 {
            let location = format!("{PREFIX}/{}/uploads/{id}", self.site());
            response.headers_mut().set("location", &location)?;
        }
        Ok(response)
    }

    /// Hands bytes over as they come in; `Err` when there is no room for them now.
    async fn append(
        &self,
        id: &str,
        append: &Append,
        request: Option<&Request>,
    ) -> Result<std::result::Result<Option<Stands>, ()>> {
        let stream = request.and_then(|request| request.inner().body());
        let _slot = match stream {
            None => None,
            Some(_) => match slots::file().await {
                Some(slot) => Some(slot),
                None => return Ok(Err(())),
            },
        };
        super::upload::append(self.env, id, append, stream).await.map(Ok)
    }

    /// How an upload stands, in tus's headers.
    fn told(&self, stands: std::result::Result<Option<Stands>, ()>, good: u16) -> Result<Response> {
        let stands = match stands {
            Ok(Some(stands)) => stands,
            Ok(None) => return self.caller.refuse(404, Word::NotFound),
            Err(()) => return self.caller.problem(&Problem::unavailable(self.caller.texts(), 5)),
        };
        let mut response = match stands.outcome {
            Outcome::Kept => self.caller.empty(good)?,
            Outcome::Elsewhere => self.caller.refuse(409, Word::UploadOffset)?,
            Outcome::TooMany => self.caller.refuse(413, Word::TooLarge)?,
            // tus's own status.
            Outcome::Damaged => self.caller.refuse(460, Word::UploadChecksum)?,
            Outcome::Cut => self.caller.problem(&Problem::unavailable(self.caller.texts(), 1))?,
            Outcome::Refused(slot, problem) => return self.refused(slot, problem),
        };
        let headers = response.headers_mut();
        headers.set("upload-offset", &stands.offset.to_string())?;
        if let Some(length) = stands.length {
            headers.set("upload-length", &length.to_string())?;
        }
        if !stands.metadata.is_empty() && good == 200 {
            headers.set("upload-metadata", &stands.metadata)?;
        }
        let whole = stands.length == Some(stands.offset);
        if let Some(expires) = stands.expires.filter(|_| !whole) {
            headers.set("upload-expires", &http_date(expires))?;
        }
        Ok(response)
    }

    /// A file that is not accepted, with the sentence a candidate reads.
    fn refused(&self, slot: Slot, problem: FileProblem) -> Result<Response> {
        let status = if problem == FileProblem::TooLarge { 413 } else { 422 };
        self.flaw(slot, problem.into(), status)
    }

    fn flaw(&self, slot: Slot, code: FlawCode, status: u16) -> Result<Response> {
        let form = self.settings.config.form("", "", self.caller.locale);
        let flaw = Flaw { field: slot.name().to_owned(), code, limit: None };
        let problem = Problem { status, ..Problem::flaws(&form, &[flaw], self.caller.texts()) };
        self.caller.problem(&problem)
    }

    /// Has the ATS read a resume, once: the same question again gets the same answer.
    async fn parse(&self, id: &str, request: &Request) -> Result<Response> {
        let (caller, config) = (self.caller, &self.settings.config);
        if let From::Stranger(why) = self.from {
            let problem = Problem::new(403, Word::Origin, caller.texts());
            return caller.problem(&problem.detail(*why));
        }
        if !config.prefill {
            return caller.refuse(404, Word::NoPrefill);
        }
        // Nobody's file is handed on by accident.
        let agreement =
            body::read(request.inner().body(), AGREEMENT_MAX).await?.unwrap_or_default();
        let agreement: serde_json::Value = serde_json::from_slice(&agreement).unwrap_or_default();
        if agreement.get("agreed") != Some(&serde_json::Value::Bool(true)) {
            let problem = Problem::new(400, Word::Unreadable, caller.texts());
            let detail = "The body must be {\"agreed\": true}: the candidate has agreed that the file goes to the ATS now.";
            return caller.problem(&problem.detail(detail));
        }
        let upload = object::named(self.env, bindings::UPLOAD, id)?;
        let kept: Option<Kept> =
            object::ask(&upload, &format!("/file?site={}", config.site)).await?;
        let Some(Kept { file, .. }) = kept.filter(|kept| kept.file.slot == Slot::Resume) else {
            return caller.refuse(404, Word::NotFound);
        };
        if let Some(read) = object::ask::<Read>(&upload, "/read").await? {
            return self.filled(&read);
        }
        if !rate::may(self.env, bindings::PREFILL_LIMIT, &config.site, request).await? {
            return caller.problem(&Problem::too_many(caller.texts()));
        }
        // It goes to the ATS now: what holds for a delivery holds here.
        match super::upload::scan(self.env, id, config.unscanned).await? {
            Seen::Fine => {}
            Seen::Infected => return self.refused(file.slot, FileProblem::Infected),
            Seen::Later => return caller.problem(&Problem::unavailable(caller.texts(), 5)),
        }
        // Once, also when it is asked for twice at a time: the second finds what the first has read.
        if object::send(&upload, Method::Post, "/reading", None).await?.status_code() != 204 {
            return caller.problem(&Problem::unavailable(caller.texts(), 5));
        }
        let boundary = format!("apply-edge-{}", crypto::random_token());
        let carrier = Carrier::new(self.env, config, Lane::Gateway);
        let read = match AnyAts::of(config).read_resume(&carrier, &file, &boundary).await {
            Ok(Some(reading)) => Read {
                file: Some(reading.file),
                picture: reading.picture.filter(|_| config.slot(Slot::Photo, Locale::En).is_some()),
                fields: reading.fields.into_iter().map(|(n, v)| (n.to_owned(), v)).collect(),
            },
            Ok(None) => Read::default(),
            Err(error) => {
                worker::console_warn!("prefill: {}", error.to_string());
                object::send(&upload, Method::Delete, "/reading", None).await?;
                return caller.problem(&Problem::unavailable(caller.texts(), 5));
            }
        };
        object::send_json(&upload, Method::Put, "/read", &read).await?;
        self.filled(&read)
    }

    /// What was read, as far as the form asks for it and would accept it.
    fn filled(&self, read: &Read) -> Result<Response> {
        let form = self.settings.config.form("", "", self.caller.locale);
        let texts = read.fields.iter().map(|(name, text)| (name.as_str(), text.clone()));
        let reply = Prefill { fields: form.fitting(texts), photo: read.picture.is_some() };
        self.caller.json(200, &reply, "no-store")
    }
}

/// `Wed, 25 Nov 2026 02:30:00 GMT`, as HTTP writes it.
fn http_date(ms: u64) -> String {
    let time = i64::try_from(ms).ok().and_then(chrono::DateTime::from_timestamp_millis);
    time.map(|time| time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()).unwrap_or_default()
}

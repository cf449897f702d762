//! From a request to the route it asks for.

use super::accept;
use super::delivery::Told;
use super::guard::origin::{self, From};
use super::guard::rate;
use super::reply::Caller;
use super::site::{self, Found, Settings};
use super::{bindings, body, console, crypto, gateway, object, operator, spam, uploads};
use crate::form::Form;
use crate::job::{Job, Jobs, Search};
use crate::locale::{Locale, Word};
use crate::page::{self, console::CONSOLE};
use crate::posting;
use crate::problem::{self, Instead, Problem};
use crate::protocol::{FormReply, JobReply, JobsReply, Receipt, Route};
use crate::question::Question;
use crate::source;
use worker::{Env, Headers, Method, Request, Response, ResponseBuilder, Result};

/// What may be kept for a minute by anybody.
const PUBLIC: &str = "public, max-age=60";

pub(super) async fn answer(request: Request, env: Env) -> Result<Response> {
    let url = request.url()?;
    // As the client wrote it: a path that the URL parser had to change is none of ours.
    let path = url.path().to_owned();
    if let Some(rest) = path.strip_prefix("/operator/") {
        return operator::answer(request, &env, rest).await;
    }
    if path == page::STYLE_PATH {
        return style();
    }
    if let Some(rest) = path.strip_prefix(CONSOLE).filter(|r| r.is_empty() || r.starts_with('/')) {
        return console::answer(&request, &env, rest).await;
    }
    let accept = request.headers().get("accept")?.unwrap_or_default();
    let html = accept.contains("text/html");
    let languages = request.headers().get("accept-language")?.unwrap_or_default();
    let asked = url.query_pairs().find(|(name, _)| name == "lang");
    let asked = asked.and_then(|(_, tag)| Locale::from_tag(&tag));
    let spoken = asked.or_else(|| Locale::from_accept_language(&languages));
    let stranger = Caller { site: None, locale: spoken.unwrap_or_default(), origin: None, html };
    if let Some((site, rest)) = crate::gateway::split(&path) {
        return gateway::answer(&request, &env, site, rest).await;
    }
    let Some((name, route)) = Route::parse(&path) else {
        return stranger.refuse(404, Word::NotFound);
    };
    let job = if request.method() == Method::Options { None } else { route.job() };
    let (settings, found, questions) = match site::look(&env, name, job).await {
        Ok(Some(looked)) => (looked.settings, looked.found, looked.questions),
        Ok(None) => return stranger.refuse(404, Word::NotFound),
        Err(error) => {
            worker::console_error!("site: {}", error.to_string());
            // So that the answer is heard: whoever sends a form reads it when that is sent.
            body::drain(&env, request.inner(), body::DRAIN_FORM).await;
            return stranger.problem(&Problem::unavailable(stranger.locale, 5));
        }
    };
    let own = url.origin().ascii_serialization();
    let origin = request.headers().get("origin")?;
    let from = origin::of(origin.as_deref(), &own, &settings.config);
    let caller = Caller {
        site: Some(&settings.config),
        locale: spoken.unwrap_or(settings.config.locale),
        origin: if let From::Listed(origin) = &from { Some(origin.clone()) } else { None },
        html,
    };
    let failing = Caller { site: None, locale: caller.locale, origin: caller.origin.clone(), html };
    let ask = Ask { env: &env, settings: &settings, from, found, questions };
    match ask.route(route, request, caller).await {
        Ok(response) => Ok(response),
        Err(error) => {
            // What failed is ours or the platform's; nothing was promised.
            worker::console_error!("{:?}: {}", route_name(route), error.to_string());
            failing.problem(&Problem::unavailable(failing.locale, 5))
        }
    }
}

struct Ask<'a> {
    env: &'a Env,
    settings: &'a Settings,
    from: From,
    /// The job that the route names.
    found: Option<Found>,
    /// The organisation's own questions.
    questions: Vec<Question>,
}

impl Ask<'_> {
    async fn route(
        &self,
        route: Route<'_>,
        request: Request,
        caller: Caller<'_>,
    ) -> Result<Response> {
        let config = &self.settings.config;
        match (request.method(), route) {
            (Method::Options, Route::Uploads | Route::Upload(_))
                if !matches!(self.from, From::Stranger(_))
                    || !request.headers().has("origin")? =>
            {
                uploads::options(self.settings, &caller, route)
            }
            (Method::Options, _) => match &self.from {
                From::Listed(_) => caller.preflight(route.methods()),
                _ => caller.refuse(403, Word::Origin),
            },
            (_, Route::Uploads | Route::Upload(_) | Route::Parse(_)) => {
                let (env, settings, from) = (self.env, self.settings, &self.from);
                let ask = uploads::Ask { env, settings, from, caller: &caller };
                ask.answer(route, &request).await
            }
            (Method::Get | Method::Head, Route::Jobs) => match self.jobs(&request).await? {
                Some((jobs, search)) if caller.html => {
                    caller.html(200, page::jobs(config, &jobs, &search, caller.locale), PUBLIC)
                }
                Some((mut jobs, search)) => {
                    jobs.jobs.retain(|job| search.finds(job));
                    let words = caller.texts().list_words();
                    caller.json(200, &JobsReply { jobs, words }, PUBLIC)
                }
                None => caller.problem(&Problem::unavailable(caller.texts(), 30)),
            },
            (Method::Get | Method::Head, Route::Job(id)) => match self.job() {
                Ok(job) => {
                    let url = request.url()?;
                    let own = format!("{}{}", url.origin().ascii_serialization(), url.path());
                    if caller.html {
                        // Who linked here is not said: the page is the same for everybody.
                        let told = source::told(url.query().unwrap_or_default(), None, "");
                        let html = page::job(config, job, caller.locale, &own, &told);
                        return caller.html(200, html, PUBLIC);
                    }
                    let json_ld = posting::of(job, config, &own);
                    caller.json(200, &JobReply { job: job.clone(), json_ld }, PUBLIC)
                }
                Err((status, word)) => self.refuse(&caller, id, status, word).await,
            },
            (Method::Get | Method::Head, Route::Form(id)) => match self.job() {
                Ok(job) => {
                    let form = self.form(job, caller.locale);
                    let texts = caller.texts();
                    let messages = problem::messages(texts);
                    let words = texts.words();
                    let direction = caller.locale.direction().to_owned();
                    let submit = texts.text(Word::Apply).to_owned();
                    let optional = texts.text(Word::Optional).to_owned();
                    let guard = spam::guard(self.settings).await?;
                    let reply =
                        FormReply { form, direction, messages, submit, optional, words, guard };
                    caller.json(200, &reply, PUBLIC)
                }
                Err((status, word)) => self.refuse(&caller, id, status, word).await,
            },
            (Method::Get | Method::Head, Route::Apply(id)) => match self.job() {
                Ok(job) => {
                    let form = self.form(job, caller.locale);
                    // Without scripts there is no widget: the question is asked at once.
                    let asked = match config.spam.turnstile {
                        Some(_) => Some(spam::question(self.settings, caller.texts()).await?),
                        None => None,
                    };
                    let (url, linked) = (request.url()?, request.headers().get("referer")?);
                    let html = page::apply(&page::Apply {
                        site: config,
                        form: &form,
                        locale: caller.locale,
                        idempotency_key: &crypto::random_token(),
                        started: &spam::guard(self.settings).await?.started,
                        source: &source::told(
                            url.query().unwrap_or_default(),
                            linked.as_deref(),
                            url.as_str(),
                        ),
                        asked: asked.as_ref(),
                        instead: false,
                        says: None,
                        receipt: None,
                        entries: &[],
                        flaws: &[],
                        kept: Vec::new(),
                    });
                    // The key in it is one candidate's own.
                    caller.html(200, html, "no-store")
                }
                Err((status, word)) => self.refuse(&caller, id, status, word).await,
            },
            (Method::Post, Route::Applications(id)) => {
                let response = self.apply(id, &request, caller).await;
                body::drain(self.env, request.inner(), body::DRAIN_FORM).await;
                response
            }
            (Method::Get | Method::Head, Route::Receipt(receipt)) => {
                let delivery = object::named(self.env, bindings::DELIVERY, receipt)?;
                let told: Option<Told> = object::ask(&delivery, "/state").await?;
                match told.filter(|told| told.site == config.site) {
                    Some(told) => {
                        let receipt = Receipt::new(&config.site, receipt, told.state);
                        if caller.html {
                            let html = page::status(config, &receipt, caller.locale);
                            return caller.html(200, html, "no-store");
                        }
                        caller.json(200, &receipt, "no-store")
                    }
                    None => caller.refuse(404, Word::NotFound),
                }
            }
            (Method::Delete, Route::Receipt(receipt))
            | (Method::Post, Route::Withdraw(receipt)) => {
                if let Some(problem) = self.stranger(&caller) {
                    return caller.problem(&problem);
                }
                self.withdraw(receipt, caller).await
            }
            _ => {
                let mut response = caller.refuse(405, Word::Method)?;
                response.headers_mut().set("allow", route.methods())?;
                Ok(response)
            }
        }
    }

    /// Why a page that is not listed may change nothing here.
    fn stranger(&self, caller: &Caller<'_>) -> Option<Problem> {
        let From::Stranger(why) = self.from else { return None };
        Some(Problem::new(403, Word::Origin, caller.texts()).detail(why))
    }

    async fn apply(&self, id: &str, request: &Request, caller: Caller<'_>) -> Result<Response> {
        if let Some(problem) = self.stranger(&caller) {
            return caller.problem(&problem);
        }
        let site = &self.settings.config.site;
        if !rate::may(self.env, bindings::APPLY_LIMIT, site, request).await? {
            return caller.problem(&Problem::too_many(caller.texts()));
        }
        let server = self.from == From::Server;
        let job = match self.job() {
            Ok(job) => job,
            Err((status, word)) => {
                // Sent again after the job was closed: what has a receipt keeps it.
                if let Some((receipt, state)) =
                    accept::before(self.env, self.settings, id, request).await?
                {
                    let receipt = Receipt::new(&self.settings.config.site, &receipt, state);
                    return accept::answer_with(&caller, &receipt);
                }
                // A page that is left has lost what was typed: it is shown again, for the other job.
                if status == 410
                    && caller.html
                    && let Some(pool) = self.pool(id).await?
                {
                    let (env, settings, closed) = (self.env, self.settings, Some(id));
                    let form = self.form(&pool, caller.locale);
                    let ask = accept::Ask { env, settings, server, closed, form, caller };
                    return accept::answer(&ask, request).await;
                }
                // So does what has a key that only the form holds.
                if caller.html
                    && status == 410
                    && let Some((receipt, state)) =
                        accept::before_form(self.env, self.settings, id, request).await?
                {
                    let receipt = Receipt::new(&self.settings.config.site, &receipt, state);
                    return accept::answer_with(&caller, &receipt);
                }
                return self.refuse(&caller, id, status, word).await;
            }
        };
        let form = self.form(job, caller.locale);
        let (env, settings, closed) = (self.env, self.settings, None);
        let ask = accept::Ask { env, settings, server, closed, form, caller };
        accept::answer(&ask, request).await
    }

    /// The job that takes the applications of those whose own is closed, where there is one and it is open.
    async fn pool(&self, closed: &str) -> Result<Option<Job>> {
        let config = &self.settings.config;
        let Some(pool) = config.talent_pool.as_deref().filter(|pool| *pool != closed) else {
            return Ok(None);
        };
        let looked = site::look(self.env, &config.site, Some(pool)).await?;
        Ok(match looked.and_then(|looked| looked.found) {
            Some(Found::Open(job, _)) => Some(job),
            _ => None,
        })
    }

    /// Why there is no such job; and where an application may go instead.
    async fn refuse(
        &self,
        caller: &Caller<'_>,
        id: &str,
        status: u16,
        word: Word,
    ) -> Result<Response> {
        if status != 410 {
            return refuse(caller, status, word);
        }
        let pool = self.pool(id).await?;
        let instead = pool.map(|job| Instead { job: job.id, title: job.title });
        caller.problem(&Problem { instead, ..Problem::new(status, word, caller.texts()) })
    }

    /// Takes an application back. Whoever has the receipt may: it cannot be guessed.
    async fn withdraw(&self, receipt: &str, caller: Caller<'_>) -> Result<Response> {
        let config = &self.settings.config;
        let delivery = object::named(self.env, bindings::DELIVERY, receipt)?;
        let told: Option<Told> = object::ask(&delivery, "/state").await?;
        if told.is_none_or(|told| told.site != config.site) {
            return caller.refuse(404, Word::NotFound);
        }
        let mut told = object::send(&delivery, Method::Post, "/withdraw", None).await?;
        if told.status_code() != 200 {
            return caller.problem(&Problem::unavailable(caller.texts(), 5));
        }
        let told: Told = object::json(&mut told).await?;
        let receipt = Receipt::new(&config.site, receipt, told.state);
        if caller.html {
            return caller.see_receipt(&receipt);
        }
        caller.json(200, &receipt, "no-store")
    }

    /// The open jobs, and what is asked of them.
    async fn jobs(&self, request: &Request) -> Result<Option<(Jobs, Search)>> {
        let url = request.url()?;
        let asked = |name: &str| {
            let found = url.query_pairs().find(|(n, _)| n == name);
            found.map(|(_, text)| text.chars().take(200).collect()).unwrap_or_default()
        };
        let search = Search { q: asked("q"), division: asked("division"), region: asked("region") };
        let site = object::named(self.env, bindings::SITE, &self.settings.config.site)?;
        let mut response = object::send(&site, Method::Get, "/jobs", None).await?;
        match response.status_code() {
            200 => Ok(Some((object::json(&mut response).await?, search))),
            _ => Ok(None),
        }
    }

    /// The form of a job, with the organisation's own questions.
    fn form(&self, job: &Job, locale: Locale) -> Form {
        let mut form = self.settings.config.form(&job.id, &job.title, locale);
        form.questions.extend(self.questions.iter().cloned());
        form
    }

    /// A published job, or the status and words of its absence.
    fn job(&self) -> std::result::Result<&Job, (u16, Word)> {
        match &self.found {
            Some(Found::Open(job, _)) => Ok(job),
            Some(Found::Closed) => Err((410, Word::Closed)),
            Some(Found::Unavailable) => Err((503, Word::Unavailable)),
            Some(Found::Unknown) | None => Err((404, Word::NotFound)),
        }
    }
}

fn refuse(caller: &Caller<'_>, status: u16, word: Word) -> Result<Response> {
    if status == 503 {
        return caller.problem(&Problem::unavailable(caller.texts(), 30));
    }
    caller.refuse(status, word)
}

/// A route without its ids, for the log.
fn route_name(route: Route<'_>) -> &'static str {
    match route {
        Route::Jobs => "jobs",
        Route::Job(_) => "job",
        Route::Form(_) => "form",
        Route::Apply(_) => "apply",
        Route::Applications(_) => "applications",
        Route::Uploads | Route::Upload(_) => "uploads",
        Route::Parse(_) => "parse",
        Route::Receipt(_) => "receipt",
        Route::Withdraw(_) => "withdraw",
    }
}

fn style() -> Result<Response> {
    let headers = Headers::new();
    headers.set("content-type", "text/css; charset=utf-8")?;
    headers.set("cache-control", "public, max-age=3600")?;
    headers.set("x-content-type-options", "nosniff")?;
    Ok(ResponseBuilder::new().with_headers(headers).fixed(page::STYLE.as_bytes().to_vec()))
}

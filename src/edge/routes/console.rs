//! `/console`: stuck deliveries first, and the actions on them, as pages without scripts.

use crate::delivery::progress::Submission;
use crate::delivery::summary::Attention;
use crate::edge::middleware::{self, guess};
use crate::edge::platform::response::Caller;
use crate::edge::platform::{body, clock, env};
use crate::edge::rpc::account::AccountStub;
use crate::edge::rpc::delivery::{DeliveryStub, StoredSubmission};
use crate::edge::rpc::ledger;
use crate::edge::rpc::upload::UploadStub;
use crate::locale::Locale;
use crate::page::console::{CONSOLE, Detail, Overview, delivery, overview};
use crate::protocol::problem::Problem;
use crate::protocol::problem_code::ProblemCode;
use crate::protocol::{is_name, is_token};
use futures_util::future::try_join_all;
use std::collections::BTreeMap;
use worker::{Env, Headers, Method, Request, Response, ResponseBuilder, Result};

/// The most bytes of a form of ours.
const FORM_MAX: usize = 4096;

/// Answers a path below `/console`.
pub(super) async fn answer(request: &Request, env: &Env, path: &str) -> Result<Response> {
    let caller = Caller { site: None, locale: Locale::En, origin: None, html: true };
    if let Some(refusal) = guess::refusal(env, request, &caller)? {
        return Ok(refusal);
    }
    let may_look = middleware::operator::may_look(request, env).await?;
    guess::record(env, request, "the console", may_look)?;
    if !may_look {
        return unauthorized(env, &caller);
    }
    let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
    if request.method() == Method::Post {
        // A browser sends the password along from any page: only our own may change something.
        let own = env::own_origin(env, &request.url()?);
        if request.headers().get("origin")? != own {
            return caller.refuse(403, ProblemCode::Origin);
        }
    }
    let reads = matches!(request.method(), Method::Get | Method::Head);
    match (request.method(), parts.as_slice()) {
        (_, []) if reads => show_overview(request, env, &caller).await,
        (_, ["deliveries", receipt]) if reads && is_token(receipt) => {
            show_delivery(env, &caller, receipt).await
        }
        (Method::Get, ["deliveries", receipt, "application"]) if is_token(receipt) => {
            download_application(env, &caller, receipt).await
        }
        (Method::Get, ["deliveries", receipt, "files", n]) if is_token(receipt) => {
            download_file(env, &caller, receipt, n).await
        }
        (Method::Post, ["deliveries", receipt, "retry"]) if is_token(receipt) => {
            DeliveryStub::new(env, receipt)?.retry().await?;
            caller.see_other(&format!("{CONSOLE}/deliveries/{receipt}"))
        }
        (Method::Post, ["accounts", account, "resume"]) if is_name(account) => {
            AccountStub::new(env, account)?.resume().await?;
            caller.see_other(CONSOLE)
        }
        (Method::Post, ["deliveries", receipt, "close"]) if is_token(receipt) => {
            close(request, env, &caller, receipt).await
        }
        _ => caller.refuse(404, ProblemCode::NotFound),
    }
}

async fn close(
    request: &Request,
    env: &Env,
    caller: &Caller<'_>,
    receipt: &str,
) -> Result<Response> {
    let form = body::read_request(env, "", request, FORM_MAX).await?.unwrap_or_default();
    let field = |field: &str| form_urlencoded::parse(&form).find(|(name, _)| name == field);
    let reason = field("reason")
        .map(|(_, value)| value.trim().to_owned())
        .filter(|reason| !reason.is_empty());
    let was_entered = field("entered").is_some();
    let Some(reason) = reason else {
        let problem = Problem::new(422, ProblemCode::Invalid, Locale::En);
        return caller.problem(&problem.detail("Say why it is closed."));
    };
    DeliveryStub::new(env, receipt)?.close(reason, was_entered).await?;
    caller.see_other(&format!("{CONSOLE}/deliveries/{receipt}"))
}

async fn download_application(env: &Env, caller: &Caller<'_>, receipt: &str) -> Result<Response> {
    let Some(submission) = find_submission(env, receipt).await? else {
        return caller.refuse(404, ProblemCode::NotFound);
    };
    let json = serde_json::to_vec_pretty(&submission)?;
    let headers = attachment("application/json", &format!("{receipt}.json"))?;
    Ok(ResponseBuilder::new().with_headers(headers).fixed(json))
}

async fn download_file(
    env: &Env,
    caller: &Caller<'_>,
    receipt: &str,
    number: &str,
) -> Result<Response> {
    let submission = find_submission(env, receipt).await?;
    let file = number.parse().ok().and_then(|n: usize| submission?.files.into_iter().nth(n));
    let Some(file) = file else { return caller.refuse(404, ProblemCode::NotFound) };
    match UploadStub::new(env, &file.upload)?.bytes().await? {
        // Never shown by the browser, whatever it is.
        Some(bytes) => Ok(bytes.with_headers(attachment("application/octet-stream", &file.name)?)),
        None => caller.refuse(404, ProblemCode::NotFound),
    }
}

/// The answer to a request without the operator's key.
fn unauthorized(env: &Env, caller: &Caller<'_>) -> Result<Response> {
    let says = match (env::operator_key(env), env::access(env)) {
        (None, None) if env::has_short_operator_key(env) => env::OPERATOR_KEY_SHORT,
        (None, None) => {
            "It opens when there is a secret OPERATOR_KEY, or Cloudflare Access stands before it (docs/operate.md)."
        }
        (None, Some(_)) => "It opens through Cloudflare Access.",
        (Some(_), _) => "Any name, and the operator's key as the password.",
    };
    let problem = Problem::new(401, ProblemCode::Unauthorized, Locale::En).detail(says);
    let mut response = caller.problem(&problem)?;
    if env::operator_key(env).is_some() {
        let realm = "Basic realm=\"apply-edge console\", charset=\"UTF-8\"";
        response.headers_mut().set("www-authenticate", realm)?;
    }
    Ok(response)
}

async fn show_overview(request: &Request, env: &Env, caller: &Caller<'_>) -> Result<Response> {
    let url = request.url()?;
    let asked =
        |name: &str| url.query_pairs().find(|(n, _)| n == name).map(|(_, v)| v.into_owned());
    let (site, show) = (asked("site"), asked("show"));
    let sites = ledger::list_sites(env).await?;
    let lines = ledger::list(env).await?;
    let mut names: Vec<String> = sites.iter().map(|s| s.account.clone()).collect();
    names.sort_unstable();
    names.dedup();
    let accounts = names.into_iter().map(|name| async move {
        let health = AccountStub::new(env, &name)?.health().await?;
        Ok::<_, worker::Error>((name, health))
    });
    let accounts: BTreeMap<_, _> = try_join_all(accounts).await?.into_iter().collect();
    let html = overview(&Overview {
        now: clock::now(),
        site: site.as_deref(),
        care: Attention::ALL.into_iter().find(|c| show.as_deref() == Some(c.as_str())),
        sites: &sites,
        lines: &lines,
        accounts: &accounts,
    });
    caller.html(200, html, "no-store")
}

async fn show_delivery(env: &Env, caller: &Caller<'_>, receipt: &str) -> Result<Response> {
    let Some(line) = ledger::get(env, receipt).await? else {
        return caller.refuse(404, ProblemCode::NotFound);
    };
    let files: Option<Vec<String>> =
        find_submission(env, receipt).await?.map(|s| s.files.into_iter().map(|f| f.name).collect());
    let html = delivery(&Detail { now: clock::now(), line: &line, files: files.as_deref() });
    caller.html(200, html, "no-store")
}

/// The submission of an application; `None` if it was deleted, or is damaged.
async fn find_submission(env: &Env, receipt: &str) -> Result<Option<Submission>> {
    if DeliveryStub::new(env, receipt)?.status().await?.is_none() {
        return Ok(None);
    }
    Ok(match DeliveryStub::new(env, receipt)?.submission().await? {
        StoredSubmission::Stored(submission) => Some(*submission),
        StoredSubmission::Missing | StoredSubmission::Damaged => None,
    })
}

/// Headers of something personal that is to be saved under a name.
fn attachment(content_type: &str, name: &str) -> Result<Headers> {
    let headers = Headers::new();
    headers.set("content-type", content_type)?;
    let name = crate::api::endpoint::percent(name);
    headers.set("content-disposition", &format!("attachment; filename*=UTF-8''{name}"))?;
    headers.set("cache-control", "no-store")?;
    headers.set("x-content-type-options", "nosniff")?;
    headers.set("content-security-policy", "default-src 'none'; sandbox")?;
    headers.set("referrer-policy", "no-referrer")?;
    Ok(headers)
}

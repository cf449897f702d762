//! `POST …/applications`: from a request to a receipt. In this order: check, claim the names, claim
//! the uploads, store, answer.

use super::delivery::{Accept, Accepted, Told};
use super::multipart::{self, Excess, Posted, Refused};
use super::reply::Caller;
use super::site::Settings;
use super::upload::Kept;
use super::{bindings, body, claims, crypto, drill, object, slots, spam};
use crate::application::Application;
use crate::call::FileRef;
use crate::delivery::Parcel;
use crate::form::{
    FileCheck, FileSlot, Flaw, FlawCode, Form, RESUME_PHOTO, Slot, Unknown, sends_photo,
};
use crate::locale::Word;
use crate::page;
use crate::problem::Problem;
use crate::protocol::{Receipt, State, is_token};
use crate::source;
use crate::spam::{ANSWER, Asked, CHECK, STARTED};
use worker::{Env, Method, Request, Response, Result};

/// The most bytes of a JSON application.
const JSON_MAX: usize = 65_536;
/// How long a key is known to stand for another one's application, in hours: 30 days.
const ALIAS_HOURS: u32 = 720;
/// How often another place is looked for than what has the content's name; more than once only if two
/// do it at a time.
const PLACES: usize = 3;
/// The longest idempotency key.
const KEY_MAX: usize = 200;

/// An application to a job that is open.
pub(super) struct Ask<'a> {
    /// Whether it comes from a server that the site lets in.
    pub(super) server: bool,
    /// The job that was applied to, where it is closed and the form is another one's that is offered for
    /// it: then nothing is accepted, and everything is shown again.
    pub(super) closed: Option<&'a str>,
    pub(super) env: &'a Env,
    pub(super) settings: &'a Settings,
    pub(super) form: Form,
    pub(super) caller: Caller<'a>,
}

pub(super) async fn answer(ask: &Ask<'_>, request: &Request) -> Result<Response> {
    let content_type = request.headers().get("content-type")?.unwrap_or_default();
    if request.headers().has("content-encoding")? {
        return ask.caller.refuse(415, Word::MediaType);
    }
    let (posted, unknown) = match content_type.split(';').next().unwrap_or_default().trim() {
        "multipart/form-data" => {
            // What says that it is too large is not read.
            if far_too_large(ask.settings, request, ask.caller.html)? {
                return too_large(ask, Excess::default()).await;
            }
            let Some(_slot) = slots::file().await else {
                return ask.caller.problem(&Problem::unavailable(ask.caller.texts(), 5));
            };
            let (config, keep) = (&ask.settings.config, multipart::Files::Keep);
            let read = multipart::read(ask.env, config, request, &content_type, keep);
            match read.await? {
                Ok(posted) => (posted, Unknown::Ignore),
                Err(Refused::TooLarge(excess)) => return too_large(ask, excess).await,
                Err(Refused::Unreadable) => return ask.caller.refuse(400, Word::Unreadable),
                Err(Refused::Unavailable) => {
                    return ask.caller.problem(&Problem::unavailable(ask.caller.texts(), 5));
                }
            }
        }
        "application/json" => {
            let Some(bytes) = body::read(request.inner().body(), JSON_MAX).await? else {
                return ask.caller.refuse(413, Word::TooLarge);
            };
            let Some(entries) = flat(&bytes) else {
                let problem = Problem::new(400, Word::Unreadable, ask.caller.texts());
                let detail = "The body must be one flat JSON object of texts and booleans.";
                return ask.caller.problem(&problem.detail(detail));
            };
            (Posted { entries, files: Vec::new(), overfull: Vec::new() }, Unknown::Refuse)
        }
        _ => return ask.caller.refuse(415, Word::MediaType),
    };
    accept(ask, request, posted, unknown).await
}

/// 413 that says so at the field: a text, or the resume, since a file is what makes a form large.
async fn too_large(ask: &Ask<'_>, excess: Excess) -> Result<Response> {
    let text = excess.field.filter(|name| Slot::from_name(name).is_none());
    let flaw = match text {
        Some(field) => Flaw { field, code: FlawCode::TooLong, limit: None },
        None => Flaw { field: "resume".to_owned(), code: FlawCode::FileTooLarge, limit: None },
    };
    if ask.caller.html {
        let (entries, flaws, kept) = (excess.entries.as_slice(), &[flaw], Vec::new());
        let shown = Shown { entries, flaws, kept, asked: None, says: None, receipt: None };
        return show(ask, 413, shown).await;
    }
    let problem = Problem::flaws(&ask.form, &[flaw], ask.caller.texts());
    ask.caller.problem(&Problem { status: 413, code: Word::TooLarge.code().to_owned(), ..problem })
}

/// A flat JSON object as the pairs a form posts. Absent and `null` are the same; the last of two
/// members with one name counts, as in every JavaScript engine.
fn flat(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(bytes).ok()?;
    let mut entries = Vec::new();
    for (name, value) in object {
        match value {
            serde_json::Value::String(text) => entries.push((name, text)),
            serde_json::Value::Bool(given) => entries.push((name, given.to_string())),
            serde_json::Value::Null => {}
            _ => return None,
        }
    }
    Some(entries)
}

async fn accept(
    ask: &Ask<'_>,
    request: &Request,
    posted: Posted,
    unknown: Unknown,
) -> Result<Response> {
    let entry =
        |name: &str| posted.entries.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    // What was sent now: let go of again when nothing comes of it.
    let fresh: Vec<FileRef> =
        posted.files.iter().filter_map(|(_, file)| file.as_ref().ok().cloned()).collect();
    let mut files: Vec<(Slot, std::result::Result<FileRef, FlawCode>)> =
        posted.files.into_iter().map(|(slot, file)| (slot, file.map_err(FlawCode::from))).collect();
    for slot in ask.form.slots() {
        // A file that was sent now replaces the one that was kept before; further ones join it.
        if slot.max_files == 1 && files.iter().any(|(to, _)| *to == slot.slot) {
            continue;
        }
        for upload in uploads(&posted.entries, slot.slot).take(slot.max_files as usize + 1) {
            files.push((slot.slot, kept(ask, slot, upload).await?));
        }
    }
    let overfull = posted.overfull.iter().map(|slot| (*slot, Err(FlawCode::TooManyFiles)));
    let checks: Vec<FileCheck> = overfull
        .chain(files.iter().map(|(slot, file)| (*slot, file.as_ref().map(|_| ()).map_err(|c| *c))))
        .collect();
    let header = request.headers().get("idempotency-key")?;
    let given = header.unwrap_or_else(|| entry("idempotency_key").to_owned());
    if given.len() > KEY_MAX {
        let problem = Problem::new(400, Word::Unreadable, ask.caller.texts());
        return ask.caller.problem(&problem.detail("Idempotency-Key: at most 200 characters."));
    }
    let (site, job) = (&ask.settings.config.site, &ask.form.job);
    if let Some(closed) = ask.closed
        && let Some((receipt, state)) = known(ask.env, ask.settings, closed, &given).await?
    {
        // Sent again after the job was closed: what has a receipt keeps it.
        multipart::release_all(ask.env, &fresh, "").await?;
        return accepted_as(ask, &receipt, state);
    }
    let (own, receipt) = receipt(ask.env, ask.settings, job, &given).await?;
    let gone = |check: &FileCheck| check.1 == Err(FlawCode::FileGone);
    if checks.iter().any(gone) && !given.is_empty() {
        // A kept file is gone: perhaps because this very application was delivered meanwhile.
        let there = checks.iter().map(|check| if gone(check) { (check.0, Ok(())) } else { *check });
        if let Ok(application) =
            ask.form.parse(&posted.entries, &there.collect::<Vec<_>>(), unknown)
            && let Some(there) = earlier(ask, &receipt, &typed(ask, &application).await?).await?
        {
            return accepted_as(ask, &receipt, there.state);
        }
    }
    let good = |files: Vec<(Slot, std::result::Result<FileRef, FlawCode>)>| -> Vec<FileRef> {
        files.into_iter().filter_map(|(_, file)| file.ok()).collect()
    };
    let application = match ask.form.parse(&posted.entries, &checks, unknown) {
        Ok(application) if ask.closed.is_none() => application,
        Ok(_) => return mend(ask, &posted.entries, &[], good(files), None).await,
        Err(flaws) => {
            if !ask.caller.html {
                // A script still has the files, and sends them again.
                multipart::release_all(ask.env, &fresh, "").await?;
            }
            // No more than the slot takes; of several, whoever picked too many chooses.
            let mut shown: Vec<FileRef> = Vec::new();
            for file in good(files) {
                let most = ask.form.slot(file.slot).map_or(0, |slot| match slot.max_files {
                    1 => 1,
                    max => 2 * max as usize + 1,
                });
                if shown.iter().filter(|f| f.slot == file.slot).count() < most {
                    shown.push(file);
                }
            }
            let flaws = if ask.closed.is_some() { Vec::new() } else { flaws };
            return mend(ask, &posted.entries, &flaws, shown, None).await;
        }
    };
    let mut files = good(files);
    if !sends_photo(entry(RESUME_PHOTO)) {
        for file in &mut files {
            file.picture = None;
        }
    }
    let found = spam::judge(ask, request, &posted.entries, &own).await?;
    if !matches!(found, spam::Finding::Person) {
        // Sent again after it was accepted: it has its receipt, whoever sends it.
        if !given.is_empty()
            && let Some(there) = earlier(ask, &receipt, &typed(ask, &application).await?).await?
        {
            multipart::release_all(ask.env, &fresh, "").await?;
            return accepted_as(ask, &receipt, there.state);
        }
        return doubt(ask, &posted.entries, found, files, &fresh).await;
    }
    let typed = typed(ask, &application).await?;
    let fingerprint = serde_json::to_vec(&(
        &typed,
        files.iter().map(|f| (&f.name, &f.sha256)).collect::<Vec<_>>(),
    ))?;
    let fingerprint = named(ask, &fingerprint).await?;
    let content = serde_json::to_vec(&(site, job, &fingerprint))?;
    let content = crypto::token_of(&crypto::hmac(ask.settings.key.as_bytes(), &content).await?);
    let hours = ask.settings.config.double_hours;
    // The same content on the same job is the same application, whatever its key.
    let claimed = async |receipt: &str| match hours {
        0 => Ok(receipt.to_owned()),
        _ => claims::claim(ask.env, &content, receipt, hours).await,
    };
    let before = receipt;
    let receipt = claimed(&before).await?;
    drill::point(ask.env, "accept.claimed").await;
    let parcel = Parcel {
        receipt,
        site: site.clone(),
        job: job.clone(),
        accepted: super::clock::now(),
        source: ask.settings.config.source(entry(source::FIELD)),
        application,
        files,
    };
    let mut accept = Accept { parcel, fingerprint, typed, content: content.clone() };
    let mut placed = place(ask, &accept).await?;
    for _ in 0..PLACES {
        // The content's name was left by a try that came to nothing, or belongs to what was withdrawn.
        let stale = match &placed {
            Placed::Other => true,
            Placed::Accepted(there) => !there.new && there.state == State::Withdrawn,
            _ => false,
        };
        if !stale {
            break;
        }
        multipart::unhand(ask.env, &accept.parcel.files, &accept.parcel.receipt).await?;
        claims::release(ask.env, &content, &accept.parcel.receipt).await?;
        if accept.parcel.receipt == before {
            break;
        }
        accept.parcel.receipt = claimed(&before).await?;
        placed = place(ask, &accept).await?;
    }
    let Accept { parcel: Parcel { receipt, files, .. }, .. } = accept;
    let (status, word, seconds) = match placed {
        Placed::Accepted(accepted) => {
            if receipt != own && !given.is_empty() {
                claims::claim(ask.env, &own, &receipt, ALIAS_HOURS).await?;
            }
            drill::point(ask.env, "accept.answering").await;
            if !accepted.new {
                // The same application came before, with its own copy of the file: this copy is not
                // needed. A kept upload that both name stays, because the first claim still holds it.
                multipart::release_all(ask.env, &files, &receipt).await?;
            }
            return accepted_as(ask, &receipt, accepted.state);
        }
        Placed::Before(state) => {
            multipart::release_all(ask.env, &fresh, "").await?;
            return accepted_as(ask, &receipt, state);
        }
        Placed::Gone(slot) => {
            if !ask.caller.html {
                multipart::release_all(ask.env, &fresh, "").await?;
            }
            let (field, code) = (slot.name().to_owned(), FlawCode::FileGone);
            let flaw = Flaw { field, code, limit: None };
            let kept = files.into_iter().filter(|file| file.slot != slot).collect();
            return mend(ask, &posted.entries, &[flaw], kept, None).await;
        }
        Placed::Other => (422, Word::KeyReused, None),
        // As many wait as may: later there is room again.
        Placed::Full => (503, Word::Unavailable, Some(300)),
        // Nothing was stored, so nothing is promised.
        Placed::Failed => (503, Word::Unavailable, Some(5)),
    };
    if ask.caller.html {
        // A page that is left has lost what was typed, and what came with it.
        let there = (word == Word::KeyReused).then_some(receipt.as_str());
        let (entries, flaws, kept, asked) = (posted.entries.as_slice(), &[], files, None);
        let shown = Shown { entries, flaws, kept, asked, says: Some(word), receipt: there };
        let mut response = show(ask, status, shown).await?;
        if let Some(seconds) = seconds {
            response.headers_mut().set("retry-after", &seconds.to_string())?;
        }
        return Ok(response);
    }
    multipart::release_all(ask.env, &fresh, "").await?;
    let problem = Problem::new(status, word, ask.caller.texts());
    ask.caller.problem(&Problem { retry_after: seconds, ..problem })
}

/// What became of an application that was to be stored.
enum Placed {
    /// It is stored, or was before.
    Accepted(Accepted),
    /// It was stored before, and its files are gone because it was delivered.
    Before(State),
    /// A file is gone, or somebody else's.
    Gone(Slot),
    /// Under this receipt another one is stored.
    Other,
    /// As many wait as may.
    Full,
    /// It could not be stored.
    Failed,
}

/// Claims the files for an application's receipt, and stores it. Its content's name stays claimed where nothing
/// comes of it: it may be an earlier application's, and whoever sends the same again completes this one.
async fn place(ask: &Ask<'_>, accept: &Accept) -> Result<Placed> {
    let Parcel { receipt, application, files, .. } = &accept.parcel;
    let person = person(ask, application, receipt).await?;
    for (i, file) in files.iter().enumerate() {
        let upload = object::named(ask.env, bindings::UPLOAD, &file.upload)?;
        let claim = format!("/claim?receipt={receipt}&person={person}");
        let claimed = object::send(&upload, Method::Put, &claim, None).await?;
        if claimed.status_code() != 204 {
            multipart::unhand(ask.env, files.get(..i).unwrap_or_default(), receipt).await?;
            // Perhaps because this very application was delivered meanwhile.
            return Ok(match earlier(ask, receipt, &accept.typed).await? {
                Some(there) => Placed::Before(there.state),
                None => Placed::Gone(file.slot),
            });
        }
    }
    drill::point(ask.env, "accept.uploads").await;
    let delivery = object::named(ask.env, bindings::DELIVERY, receipt)?;
    let mut stored = object::send_json(&delivery, Method::Put, "/application", accept).await?;
    let placed = match stored.status_code() {
        200 => return object::json::<Accepted>(&mut stored).await.map(Placed::Accepted),
        409 => Placed::Other,
        507 => {
            multipart::unhand(ask.env, files, receipt).await?;
            Placed::Full
        }
        // It may be stored all the same: the claims stand, and are looked after by the uploads.
        _ => Placed::Failed,
    };
    Ok(placed)
}

fn accepted_as(ask: &Ask<'_>, receipt: &str, state: State) -> Result<Response> {
    answer_with(&ask.caller, &Receipt::new(&ask.settings.config.site, receipt, state))
}

/// Digest of what was typed.
async fn typed(ask: &Ask<'_>, application: &Application) -> Result<String> {
    named(ask, &serde_json::to_vec(application)?).await
}

/// A name for what is personal that nobody without the site's key can check a guess against.
async fn named(ask: &Ask<'_>, bytes: &[u8]) -> Result<String> {
    Ok(crypto::hex(&crypto::hmac(ask.settings.key.as_bytes(), bytes).await?))
}

/// The delivery that an earlier request with the same key and the same texts made.
async fn earlier(ask: &Ask<'_>, receipt: &str, typed: &str) -> Result<Option<Accepted>> {
    let delivery = object::named(ask.env, bindings::DELIVERY, receipt)?;
    object::ask(&delivery, &format!("/same?{typed}")).await
}

/// A receipt that the same key always gets, and that nobody can guess; without a key, a new one. First
/// the key's own, then the one that counts.
async fn receipt(env: &Env, settings: &Settings, job: &str, key: &str) -> Result<(String, String)> {
    if key.is_empty() {
        let new = crypto::random_token();
        return Ok((new.clone(), new));
    }
    let named = serde_json::to_vec(&(&settings.config.site, job, key))?;
    let digest = crypto::hmac(settings.key.as_bytes(), &named).await?;
    let own = crypto::token_of(&digest);
    // The key may have come with what another key had sent before: then it has that receipt.
    let receipt = claims::held(env, &own).await?.unwrap_or_else(|| own.clone());
    Ok((own, receipt))
}

/// The ids of uploads that a form names for a slot.
fn uploads(entries: &[(String, String)], slot: Slot) -> impl Iterator<Item = &str> {
    let named = entries.iter().filter(move |(name, _)| name == slot.upload_field());
    named.flat_map(|(_, ids)| ids.split([',', ' '])).filter(|id| !id.is_empty())
}

/// A file that was uploaded before: `FileGone` when it is not there, not whole, or another site's.
async fn kept(
    ask: &Ask<'_>,
    slot: &FileSlot,
    upload: &str,
) -> Result<std::result::Result<FileRef, FlawCode>> {
    if !is_token(upload) {
        return Ok(Err(FlawCode::FileGone));
    }
    let object = object::named(ask.env, bindings::UPLOAD, upload)?;
    let path = format!("/file?site={}", ask.settings.config.site);
    let kept: Option<Kept> = object::ask(&object, &path).await?;
    // It may have been uploaded for another slot, or under an earlier configuration.
    Ok(match kept {
        None => Err(FlawCode::FileGone),
        Some(Kept { kind, .. }) if !slot.kinds.contains(&kind) => Err(FlawCode::FileKind),
        Some(Kept { file, .. }) if file.size > slot.max_bytes => Err(FlawCode::FileTooLarge),
        Some(Kept { file, .. }) => Ok(FileRef { slot: slot.slot, ..file }),
    })
}

/// Whose application it is, as far as files are concerned: nobody else's may name them.
async fn person(ask: &Ask<'_>, application: &Application, receipt: &str) -> Result<String> {
    let known = [&application.email, &application.phone].into_iter().find(|t| !t.is_empty());
    let known = known.map_or(receipt.to_owned(), |text| text.to_lowercase());
    Ok(crypto::token_of(&crypto::hmac(ask.settings.key.as_bytes(), known.as_bytes()).await?))
}

/// What is answered to somebody who may not be a person. What was typed is kept, by us or by the script
/// that sent it.
async fn doubt(
    ask: &Ask<'_>,
    entries: &[(String, String)],
    found: spam::Finding,
    files: Vec<FileRef>,
    fresh: &[FileRef],
) -> Result<Response> {
    let texts = ask.caller.texts();
    if !ask.caller.html {
        multipart::release_all(ask.env, fresh, "").await?;
    }
    let code = match found {
        spam::Finding::Ask { wrong: true } => FlawCode::CheckWrong,
        spam::Finding::TooMany if !ask.caller.html => {
            return ask.caller.problem(&Problem::too_many(texts));
        }
        spam::Finding::Nobody => return ask.caller.refuse(403, Word::Robot),
        spam::Finding::Unknown => return ask.caller.problem(&Problem::unavailable(texts, 5)),
        spam::Finding::Ask { .. } | spam::Finding::TooMany | spam::Finding::Person => {
            FlawCode::CheckRequired
        }
    };
    let asked = spam::question(ask.settings, texts).await?;
    let flaw = Flaw { field: ANSWER.to_owned(), code, limit: None };
    if ask.caller.html {
        let mut response = mend(ask, entries, &[flaw], files, Some(asked)).await?;
        if matches!(found, spam::Finding::TooMany) {
            response = response.with_status(429);
            response.headers_mut().set("retry-after", "60")?;
        }
        return Ok(response);
    }
    let problem = Problem::flaws(&ask.form, &[flaw], texts);
    ask.caller.problem(&Problem { question: Some(asked), ..problem })
}

/// 422, with what was typed, and the files that were good; a question where there is one to ask.
async fn mend(
    ask: &Ask<'_>,
    entries: &[(String, String)],
    flaws: &[Flaw],
    files: Vec<FileRef>,
    asked: Option<Asked>,
) -> Result<Response> {
    if !ask.caller.html {
        return ask.caller.problem(&Problem::flaws(&ask.form, flaws, ask.caller.texts()));
    }
    let status = if ask.closed.is_some() { 410 } else { 422 };
    show(ask, status, Shown { entries, flaws, kept: files, asked, says: None, receipt: None }).await
}

/// What a form shows again.
struct Shown<'a> {
    entries: &'a [(String, String)],
    flaws: &'a [Flaw],
    kept: Vec<FileRef>,
    asked: Option<Asked>,
    /// Why it is shown, where that is no field's fault.
    says: Option<Word>,
    /// The receipt of what was sent before.
    receipt: Option<&'a str>,
}

/// The form as a page, with what was typed and the files that came.
async fn show(ask: &Ask<'_>, status: u16, shown: Shown<'_>) -> Result<Response> {
    let Shown { entries, flaws, kept, asked, says, receipt } = shown;
    let entry = |name: &str| entries.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
    // Told that this key was used, who presses again wants another application.
    let spent = ask.closed.is_some() || says == Some(Word::KeyReused);
    let key = entry("idempotency_key").filter(|_| !spent);
    let guard = spam::guard(ask.settings).await?;
    // A question that is being answered stays, and so does the time at which the form was first shown.
    let asked = match (asked, entry(CHECK)) {
        (None, Some(token)) => spam::asked_again(ask.settings, &token, ask.caller.texts()).await?,
        (asked, _) => asked,
    };
    let html = page::apply(&page::Apply {
        site: &ask.settings.config,
        form: &ask.form,
        locale: ask.caller.locale,
        idempotency_key: &key.unwrap_or_else(crypto::random_token),
        started: &entry(STARTED).unwrap_or(guard.started),
        source: &entry(source::FIELD).unwrap_or_default(),
        asked: asked.as_ref(),
        instead: ask.closed.is_some(),
        says,
        receipt,
        entries,
        flaws,
        kept: kept
            .into_iter()
            .map(|f| page::Kept { slot: f.slot, upload: f.upload, name: f.name })
            .collect(),
    });
    ask.caller.html(status, html, "no-store")
}

/// The answer to an accepted application.
pub(super) fn answer_with(caller: &Caller<'_>, receipt: &Receipt) -> Result<Response> {
    if caller.html {
        return caller.see_receipt(receipt);
    }
    let mut response = caller.json(202, receipt, "no-store")?;
    response.headers_mut().set("location", &receipt.status)?;
    Ok(response)
}

/// The receipt that an `Idempotency-Key` in the header got before, and how it stands. For a job that
/// takes no applications any more: the body is not looked at.
pub(super) async fn before(
    env: &Env,
    settings: &Settings,
    job: &str,
    request: &Request,
) -> Result<Option<(String, State)>> {
    known(env, settings, job, &request.headers().get("idempotency-key")?.unwrap_or_default()).await
}

/// The same for the key that a form holds, where the job is gone and there is no other one to offer. Its
/// files are not kept. An error where it cannot be read now.
pub(super) async fn before_form(
    env: &Env,
    settings: &Settings,
    job: &str,
    request: &Request,
) -> Result<Option<(String, State)>> {
    let content_type = request.headers().get("content-type")?.unwrap_or_default();
    if request.headers().has("content-encoding")? || far_too_large(settings, request, true)? {
        return Ok(None);
    }
    let Some(_slot) = slots::file().await else { return Err("no room for a form".into()) };
    let keep = multipart::Files::Drop;
    let entries = match multipart::read(env, &settings.config, request, &content_type, keep).await?
    {
        Ok(Posted { entries, .. }) | Err(Refused::TooLarge(Excess { entries, .. })) => entries,
        Err(Refused::Unreadable) => return Ok(None),
        Err(Refused::Unavailable) => return Err("the form could not be read".into()),
    };
    match entries.iter().find(|(name, _)| name == "idempotency_key") {
        Some((_, key)) => known(env, settings, job, key).await,
        None => Ok(None),
    }
}

/// Whether a form says that it is larger than is read at all.
fn far_too_large(settings: &Settings, request: &Request, html: bool) -> Result<bool> {
    let length = request.headers().get("content-length")?;
    let length: Option<u64> = length.and_then(|l| l.parse().ok());
    // A page that is left has lost what was typed: it is read, if it is not far too large.
    let more = if html { u64::from(body::DRAIN_FORM) } else { 0 };
    let most = settings.config.files_bytes().saturating_add(131_072 + more);
    Ok(length.is_some_and(|length| length > most))
}

/// The receipt that a key got before, and how it stands.
async fn known(
    env: &Env,
    settings: &Settings,
    job: &str,
    key: &str,
) -> Result<Option<(String, State)>> {
    if key.is_empty() || key.len() > KEY_MAX {
        return Ok(None);
    }
    let (_, receipt) = receipt(env, settings, job, key).await?;
    let delivery = object::named(env, bindings::DELIVERY, &receipt)?;
    let told: Option<Told> = object::ask(&delivery, "/state").await?;
    Ok(told.map(|told| (receipt, told.state)))
}

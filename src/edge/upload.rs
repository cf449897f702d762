//! The `Upload` object: one file, in rows, written as it streams in, from as many requests as it takes.
//! It is wiped whole when the last application that claimed it is delivered, or when nobody claimed it
//! in time.

mod digest;
mod judge;
mod meta;
mod rows;
mod wire;

pub(super) use meta::{Asked, Read};
pub(super) use wire::{Append, Kept, Outcome, Seen, Stands, append, carried, scan};

use super::delivery::Told;
use super::{bindings, body, clock, object, reply};
use crate::call::FileRef;
use crate::file::FileProblem;
use digest::{Digest, digest_of};
use futures_channel::oneshot;
use futures_util::lock::{Mutex, MutexGuard};
use judge::Verdict;
use meta::{Checked, Meta};
use rows::{META, Writer};
use std::cell::{Cell, RefCell};
use std::time::Duration;
use worker::{DurableObject, Env, Method, Request, Response, Result, State, durable_object};

/// So often a claimed upload asks whether those who claimed it still exist, in ms: a day.
const CLAIMED_MS: i64 = 86_400_000;
/// The longest that the ATS may take to read a file, in ms.
const READING_MS: u64 = 60_000;

#[durable_object]
pub struct Upload {
    state: State,
    env: Env,
    /// Held by whoever writes, or asks how far it is.
    busy: Mutex<()>,
    /// Counts those who came to write or to ask.
    newest: Cell<u64>,
    /// Stops the one who writes.
    stop: RefCell<Option<oneshot::Sender<()>>>,
    /// Until when the ATS is reading it, in ms since the epoch, should nobody say that it is over.
    reading: Cell<u64>,
}

impl DurableObject for Upload {
    fn new(state: State, env: Env) -> Self {
        let (busy, newest, stop, reading) = Default::default();
        Self { state, env, busy, newest, stop, reading }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let url = request.url()?;
        let argument = |name: &str| {
            let found = url.query_pairs().find(|(n, _)| n == name);
            found.map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        match (request.method(), url.path()) {
            (Method::Patch, "/bytes") => {
                let append = serde_json::from_str(&argument("append"))?;
                self.append(&request, append).await
            }
            (Method::Put, "/new") => {
                let asked: Asked = serde_json::from_slice(&request.bytes().await?)?;
                self.begin(asked).await
            }
            (Method::Get, "/offset") => self.offset(&argument("site")).await,
            (Method::Delete, "/bytes") => self.terminate(&argument("site")).await,
            (Method::Get, "/bytes") => match self.meta().await? {
                Some(meta) => judge::whole(self.state.storage(), meta),
                None => reply::nothing(),
            },
            (Method::Get, "/sound") => self.sound().await,
            (Method::Get, "/file") => self.file(&argument("site")).await,
            (Method::Post, "/scan") => self.scan().await,
            (Method::Get, "/read") => match self.meta().await?.and_then(|meta| meta.read) {
                Some(read) => Response::from_json(&read),
                None => reply::nothing(),
            },
            // The ATS is asked once: whoever asks meanwhile waits.
            (Method::Post, "/reading") => {
                let until = self.reading.get();
                if until > clock::now() {
                    return Response::error("it is being read", 409);
                }
                self.reading.set(clock::now() + READING_MS);
                reply::done()
            }
            (Method::Delete, "/reading") => {
                self.reading.set(0);
                reply::done()
            }
            (Method::Put, "/read") => {
                let read = serde_json::from_slice(&request.bytes().await?)?;
                let Some(meta) = self.meta().await? else { return reply::nothing() };
                self.save(&Meta { read: Some(read), ..meta }).await?;
                reply::done()
            }
            (Method::Put, "/claim") => self.claim(argument("receipt"), argument("person")).await,
            (Method::Delete, "/claim") => {
                self.release(&argument("receipt"), &argument("how")).await
            }
            _ => reply::nothing(),
        }
    }

    /// Wipes what nobody needs. A claim counts while its delivery exists: a Worker that fell over
    /// between the claim and the store leaves one without.
    async fn alarm(&self) -> Result<Response> {
        let storage = self.state.storage();
        let before = self.meta().await?.map(|meta| meta.claims).unwrap_or_default();
        let held = self.is_held(&before).await;
        // Somebody writes, or took hold of it while the deliveries were asked, or one of them did not
        // answer: later.
        let free = self.busy.try_lock().is_some();
        let now_is = self.meta().await?.map(|meta| meta.claims).unwrap_or_default();
        if matches!(held, Ok(false)) && free && now_is == before {
            storage.delete_all().await?;
        } else {
            let seconds = i64::from(bindings::upload_seconds(&self.env));
            let pause = if before.is_empty() { seconds * 1000 } else { CLAIMED_MS };
            storage.set_alarm(pause).await?;
        }
        reply::done()
    }
}

/// Why writing has ended.
enum End {
    /// The stream is over.
    Over,
    /// It broke or fell silent.
    Cut,
    /// Somebody newer has come.
    TakenOver,
    /// It goes on behind the announced length.
    TooMany,
}

impl End {
    /// What is told where the bytes that came count.
    fn kept(&self) -> Outcome {
        match self {
            Self::Over => Outcome::Kept,
            Self::Cut => Outcome::Cut,
            Self::TakenOver => Outcome::Elsewhere,
            Self::TooMany => Outcome::TooMany,
        }
    }

    /// What is told where they do not, because not all of them came.
    fn dropped(&self) -> Outcome {
        match self {
            Self::TooMany => Outcome::TooMany,
            Self::Over | Self::Cut | Self::TakenOver => Outcome::Cut,
        }
    }
}

impl Upload {
    async fn meta(&self) -> Result<Option<Meta>> {
        object::load(&self.state.storage(), META).await
    }

    async fn save(&self, meta: &Meta) -> Result<()> {
        object::save(&self.state.storage(), META, meta).await
    }

    /// Whether a delivery that one of these receipts names still needs the file.
    async fn is_held(&self, claims: &[String]) -> Result<bool> {
        for receipt in claims {
            let delivery = object::named(&self.env, bindings::DELIVERY, receipt)?;
            let told: Option<Told> = object::ask(&delivery, "/state").await?;
            if told.is_some_and(|told| !told.wiped) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The turn of whoever came last: who writes is stopped, keeps what it has, and lets go. With
    /// whether somebody newer came while this one waited.
    async fn turn(&self) -> (MutexGuard<'_, ()>, bool) {
        let number = self.newest.get() + 1;
        self.newest.set(number);
        if let Some(stop) = self.stop.borrow_mut().take() {
            // Who has just let go needs no stopping.
            let _ = stop.send(());
        }
        let guard = self.busy.lock().await;
        (guard, self.newest.get() != number)
    }

    /// Everything goes; the alarm last, so that a cut in between is made up for.
    async fn wipe(&self) -> Result<()> {
        let storage = self.state.storage();
        storage.delete_all().await?;
        storage.delete_alarm().await
    }

    /// Pushes the end of an upload that nobody claims further away; when it is, in ms since the epoch.
    async fn live_on(&self) -> Result<u64> {
        let seconds = u64::from(bindings::upload_seconds(&self.env));
        self.state.storage().set_alarm(Duration::from_secs(seconds)).await?;
        Ok(clock::now() + seconds * 1000)
    }

    /// How far an upload of this site is.
    async fn offset(&self, site: &str) -> Result<Response> {
        let (_turn, _) = self.turn().await;
        let Some(meta) = self.meta().await?.filter(|meta| meta.site == site) else {
            return reply::nothing();
        };
        self.told(meta, Outcome::Kept, None).await
    }

    /// A new upload, of which there is nothing yet.
    async fn begin(&self, asked: Asked) -> Result<Response> {
        let site = asked.site.clone();
        let meta = Meta { site, asked: Some(asked), ..Meta::default() };
        // Both or neither: what is not wiped by an alarm would stay for ever.
        futures_util::future::try_join(self.save(&meta), self.live_on()).await?;
        reply::done()
    }

    async fn append(&self, request: &Request, append: Append) -> Result<Response> {
        let (turn, overtaken) = self.turn().await;
        let storage = self.state.storage();
        let Some(meta) = self.meta().await?.filter(|meta| meta.site == append.site) else {
            return reply::nothing();
        };
        // What is whole is not written any more: applications may hold it.
        if meta.is_whole() {
            let outcome =
                if append.offset == meta.size { Outcome::Kept } else { Outcome::Elsewhere };
            return self.told(meta, outcome, None).await;
        }
        let expires = Some(self.live_on().await?);
        if overtaken || append.offset != meta.size {
            let response = self.told(meta, Outcome::Elsewhere, expires).await?;
            drop(turn);
            // So that the answer is heard; nobody has to wait for it.
            body::drain(&self.env, request.inner(), body::DRAIN_PIECE).await;
            return Ok(response);
        }
        let Some(stream) = request.inner().body() else {
            return self.told(meta, Outcome::Kept, expires).await;
        };
        let before = append.checksum.is_some().then(|| meta.clone());
        let digest = append.checksum.as_ref().map(|(name, _)| digest_of(name)).transpose()?;
        let mut writer = Writer::new(&storage, meta, digest.is_some()).await?;
        let end = self.pump(&mut writer, &stream, digest.as_ref()).await?;
        if let (Some(before), Some((_, wanted)), Some(digest)) = (before, &append.checksum, &digest)
        {
            // What cannot be compared does not count: neither what is damaged, nor half of it.
            if !matches!(end, End::Over) {
                return self.told(before, end.dropped(), expires).await;
            }
            if digest.hex().await? != *wanted {
                return self.told(before, Outcome::Damaged, expires).await;
            }
        }
        if append.ends {
            match end {
                End::Over => {
                    let size = writer.meta.size;
                    if let Some(asked) = &mut writer.meta.asked {
                        asked.length = Some(size);
                    }
                }
                // Whoever sends a form sends it anew.
                End::Cut | End::TakenOver | End::TooMany => {
                    self.wipe().await?;
                    let outcome = end.dropped();
                    let metadata = String::new();
                    let (offset, length, expires, file) = (0, None, None, None);
                    let stands = Stands { offset, length, expires, outcome, metadata, file };
                    return Response::from_json(&stands);
                }
            }
        }
        writer.flush().await?;
        self.told(writer.meta, end.kept(), expires).await
    }

    /// Takes a stream in, until it ends, breaks, is silent for too long, is too long, or somebody newer
    /// comes.
    async fn pump(
        &self,
        writer: &mut Writer<'_>,
        stream: &web_sys::ReadableStream,
        digest: Option<&Digest>,
    ) -> Result<End> {
        let (send, mut stopped) = oneshot::channel();
        *self.stop.borrow_mut() = Some(send);
        let asked = writer.meta.asked.clone();
        let most = asked.map_or(0, |a| a.length.unwrap_or(a.max_bytes));
        let mut reader = body::Reader::new(stream)?;
        let mut patience = body::Patience::new(&self.env);
        let end = loop {
            match patience.wait(writer.take(&mut reader), &mut stopped).await {
                Err(body::Over::Other(_)) => break End::TakenOver,
                Err(body::Over::Lost) | Ok(Err(_)) => break End::Cut,
                Ok(Ok(0)) => break End::Over,
                Ok(Ok(count)) if writer.meta.size + u64::from(count) > most => break End::TooMany,
                Ok(Ok(count)) => {
                    if let Some(digest) = digest {
                        digest.write(&writer.taken(count)).await?;
                    }
                    writer.keep(count).await?;
                    patience.heard(count);
                }
            }
        };
        self.stop.borrow_mut().take();
        if matches!(end, End::Over) {
            return Ok(end);
        }
        // Not waited for: who is dead does not answer.
        wasm_bindgen_futures::spawn_local(reader.cancel());
        Ok(end)
    }

    /// Tells how an upload stands; judges it when everything is there.
    async fn told(&self, meta: Meta, outcome: Outcome, expires: Option<u64>) -> Result<Response> {
        let storage = self.state.storage();
        let expires = match expires {
            Some(expires) => Some(expires),
            None => storage.get_alarm().await?.and_then(|at| u64::try_from(at).ok()),
        };
        let (offset, length) = (meta.size, meta.asked.as_ref().and_then(|a| a.length));
        let slot = meta.asked.as_ref().map(|a| a.slot).unwrap_or_default();
        let metadata = meta.asked.as_ref().map(|a| a.metadata.clone()).unwrap_or_default();
        let stands = |outcome, file| {
            let metadata = metadata.clone();
            Stands { offset, length, expires, outcome, metadata, file }
        };
        match self.judged(meta).await? {
            Ok(meta) => Response::from_json(&stands(outcome, self.kept(meta))),
            Err(problem) => Response::from_json(&stands(Outcome::Refused(slot, problem), None)),
        }
    }

    /// What is whole and was not judged yet is judged; what is not accepted is wiped.
    async fn judged(&self, mut meta: Meta) -> Result<std::result::Result<Meta, FileProblem>> {
        let Some(asked) = meta.asked.clone().filter(|_| meta.is_whole() && meta.checked.is_none())
        else {
            return Ok(Ok(meta));
        };
        match judge::judge(&self.env, &self.state, &mut meta, &asked).await? {
            Ok(()) => {
                // While it was looked at it may have been wiped, or an application have taken hold of it.
                let Some(now_is) = self.meta().await? else { return Ok(Err(FileProblem::Empty)) };
                let Meta { claims, person, read, .. } = now_is;
                meta = Meta { claims, person, read, ..meta };
                self.save(&meta).await?;
                Ok(Ok(meta))
            }
            Err(problem) => {
                self.wipe().await?;
                Ok(Err(problem))
            }
        }
    }

    fn kept(&self, meta: Meta) -> Option<Kept> {
        let Checked { name, kind } = meta.checked?;
        let read = meta.read.unwrap_or_default();
        Some(Kept {
            file: FileRef {
                upload: self.state.id().name().unwrap_or_default(),
                name,
                content_type: kind.content_type().to_owned(),
                size: meta.size,
                sha256: meta.sha256,
                slot: meta.asked.map(|a| a.slot).unwrap_or_default(),
                known: read.file,
                picture: read.picture,
            },
            kind,
        })
    }

    /// The file as an application names it; 404 for another site's, and for one that is not whole.
    async fn file(&self, site: &str) -> Result<Response> {
        let meta = self.meta().await?.filter(|meta| meta.site == site && meta.is_whole());
        let Some(meta) = meta else { return reply::nothing() };
        match self.judged(meta).await? {
            Ok(meta) => match self.kept(meta) {
                Some(kept) => Response::from_json(&kept),
                None => reply::nothing(),
            },
            Err(_) => reply::nothing(),
        }
    }

    /// Whether every row is there and is what was stored: 204, or 404.
    async fn sound(&self) -> Result<Response> {
        let Some(meta) = self.meta().await? else { return reply::nothing() };
        let storage = self.state.storage();
        for row in 0..meta.rows {
            match rows::read(&storage, &meta, row).await {
                Ok(_) => {}
                Err(error) if object::is_damaged(&error) => return reply::nothing(),
                Err(error) => return Err(error),
            }
        }
        reply::done()
    }

    /// Has the operator's scanner look at the file, if it has not: 204, 422 where it is not accepted,
    /// 503 where the scanner does not answer.
    async fn scan(&self) -> Result<Response> {
        let Some(mut meta) = self.meta().await? else { return reply::nothing() };
        match judge::scanned(&self.env, &self.state, &mut meta).await {
            Some(Verdict::Clean) => {
                if let Some(now_is) = self.meta().await? {
                    self.save(&Meta { scanned: meta.scanned, ..now_is }).await?;
                }
                reply::done()
            }
            Some(Verdict::Infected) => Response::error("infected", 422),
            None => Response::error("the scanner does not answer", 503),
        }
    }

    /// An application takes hold of the file: 204, or 404 where it may not. The first says whose
    /// applications may.
    async fn claim(&self, receipt: String, person: String) -> Result<Response> {
        let meta = self.meta().await?.filter(|meta| meta.checked.is_some());
        let Some(mut meta) = meta.filter(|m| m.person.is_empty() || m.person == person) else {
            return reply::nothing();
        };
        self.state.storage().set_alarm(CLAIMED_MS).await?;
        meta.person = person;
        meta.claims.push(receipt);
        self.save(&meta).await?;
        reply::done()
    }

    /// An application does not need the file any more; the last one wipes it. `how` is `all` for every
    /// claim of it, and `keep` where nothing came of the application and the file is to stay for another.
    async fn release(&self, receipt: &str, how: &str) -> Result<Response> {
        let Some(mut meta) = self.meta().await? else { return reply::done() };
        if how == "all" {
            meta.claims.retain(|claim| claim != receipt);
        } else if let Some(at) = meta.claims.iter().position(|claim| claim == receipt) {
            // One at a time: the same application sent twice claims the same file twice.
            meta.claims.swap_remove(at);
        }
        if !meta.claims.is_empty() {
            self.save(&meta).await?;
        } else if how == "keep" {
            meta.person = String::new();
            futures_util::future::try_join(self.save(&meta), self.live_on()).await?;
        } else {
            self.wipe().await?;
        }
        reply::done()
    }

    /// The candidate takes the file away: 204; 409 where an application holds it.
    async fn terminate(&self, site: &str) -> Result<Response> {
        let (_turn, _) = self.turn().await;
        let Some(meta) = self.meta().await?.filter(|meta| meta.site == site) else {
            return reply::nothing();
        };
        if !meta.claims.is_empty() {
            return Response::error("an application holds it", 409);
        }
        self.wipe().await?;
        reply::done()
    }
}

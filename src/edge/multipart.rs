//! `multipart/form-data` as it streams in: texts are collected, the resume goes on into an
//! `Upload` object, nothing is held whole.

use super::upload::{Checked, Stored};
use super::{bindings, body, crypto, object};
use crate::call::FileRef;
use crate::file::{Ends, FileKind, FileProblem, HEAD, TAIL, base, clean_name};
use crate::site::Site;
use futures_channel::mpsc;
use futures_util::future::join;
use futures_util::{SinkExt as _, TryFutureExt as _};
use multer::{Constraints, Field, Multipart, SizeLimit};
use worker::{Env, Method, Request, RequestInit, Result};

/// What a form brought.
pub(super) struct Posted {
    pub(super) entries: Vec<(String, String)>,
    /// The resume: where it is kept, or what is wrong with it. `None` when no file was chosen.
    pub(super) resume: Option<std::result::Result<FileRef, FileProblem>>,
}

/// Why a body is refused.
pub(super) enum Refused {
    TooLarge,
    Unreadable,
    /// Ours or the platform's failure, not the sender's: nothing was kept.
    Unavailable,
}

/// The most bytes of all text fields: a letter in four-byte characters and room for the rest.
const TEXTS_MAX: u64 = 65_536;
/// The most fields: far more than any form of ours has.
const FIELDS_MAX: usize = 100;

/// Reads a form. The stream is read by us (BYOB) and pumped into the parser.
pub(super) async fn read(
    env: &Env,
    site: &Site,
    request: &Request,
    content_type: &str,
) -> Result<std::result::Result<Posted, Refused>> {
    let (Ok(boundary), Some(stream)) =
        (multer::parse_boundary(content_type), request.inner().body())
    else {
        return Ok(Err(Refused::Unreadable));
    };
    let mut reader = body::Reader::new(&stream)?;
    let (mut send, receive) = mpsc::channel::<std::io::Result<Vec<u8>>>(1);
    let pump = async move {
        loop {
            let piece = match reader.next().await {
                Ok(Some(bytes)) => Ok(bytes.to_vec()),
                Ok(None) => break,
                Err(_) => Err(std::io::Error::other("the body was cut")),
            };
            let cut = piece.is_err();
            // The parser has stopped listening: so do we.
            if send.send(piece).await.is_err() {
                reader.cancel().await;
                break;
            }
            if cut {
                break;
            }
        }
    };
    let limits = SizeLimit::new()
        .whole_stream(site.max_bytes().saturating_add(2 * TEXTS_MAX))
        .per_field(TEXTS_MAX)
        .for_field("resume", site.max_bytes().saturating_add(1));
    let constraints = Constraints::new().size_limit(limits);
    let parser = Multipart::with_constraints(receive, boundary, constraints);
    let (posted, ()) = join(fields(env, site, parser), pump).await;
    Ok(posted)
}

async fn fields(
    env: &Env,
    site: &Site,
    mut parser: Multipart<'_>,
) -> std::result::Result<Posted, Refused> {
    let mut posted = Posted { entries: Vec::new(), resume: None };
    let mut resume_seen = false;
    while let Some(field) = parser.next_field().await.map_err(refused)? {
        let name = field.name().unwrap_or_default().to_owned();
        if posted.entries.len() >= FIELDS_MAX {
            return Err(Refused::TooLarge);
        }
        if name != "resume" {
            posted.entries.push((name, field.text().await.map_err(refused)?));
            continue;
        }
        // One resume: each would be an object of its own.
        if std::mem::replace(&mut resume_seen, true) {
            return Err(Refused::Unreadable);
        }
        let file_name = base(field.file_name().unwrap_or_default()).to_owned();
        // A file field that was left alone is posted with an empty name.
        let chosen = field.file_name().is_some_and(|n| !n.is_empty());
        match keep(env, site, &file_name, field).await {
            Ok(resume) if chosen => posted.resume = Some(resume),
            Ok(_) => {}
            Err(refused) => return Err(refused),
        }
    }
    Ok(posted)
}

fn refused(error: multer::Error) -> Refused {
    match error {
        multer::Error::FieldSizeExceeded { .. } | multer::Error::StreamSizeExceeded { .. } => {
            Refused::TooLarge
        }
        _ => Refused::Unreadable,
    }
}

/// Streams a file, called `name` by who sent it, into a new `Upload` object and decides what it is.
async fn keep(
    env: &Env,
    site: &Site,
    name: &str,
    mut field: Field<'_>,
) -> std::result::Result<std::result::Result<FileRef, FileProblem>, Refused> {
    let accepted = &site.kinds();
    let given = name;
    let name = &clean_name(given);
    if FileKind::of_name(name).is_none_or(|kind| !accepted.contains(&kind)) {
        // Read to its end, so that the fields behind it are read too; kept nowhere.
        while field.chunk().await.map_err(refused)?.is_some() {}
        return Ok(Err(FileProblem::Kind));
    }
    let upload = crypto::random_token();
    let pipe = body::IdentityTransformStream::new();
    let readable = pipe.readable();
    let stored = async {
        let object = object::named(env, bindings::UPLOAD, &upload)?;
        let mut init = RequestInit::new();
        init.with_method(Method::Put).with_body(Some(readable.into()));
        let address = format!("http://object/bytes?{}", site.site);
        let request = Request::new_with_init(&address, &init)?;
        let mut response = object.fetch_with_request(request).await?;
        object::json::<Stored>(&mut response).await
    };
    let (mut head, mut tail): (Vec<u8>, Vec<u8>) = (Vec::new(), Vec::new());
    let written = async {
        let writer = pipe.writable().get_writer().map_err(|_| Refused::Unavailable)?;
        let written = async {
            while let Some(bytes) = field.chunk().await.map_err(refused)? {
                let more = HEAD.saturating_sub(head.len()).min(bytes.len());
                head.extend_from_slice(bytes.get(..more).unwrap_or_default());
                tail.extend_from_slice(&bytes);
                if tail.len() > 2 * TAIL {
                    tail.drain(..tail.len() - TAIL);
                }
                body::write(&writer, &bytes).map_err(|_| Refused::Unavailable).await?;
            }
            Ok(())
        };
        let written = written.await;
        // The object must not take half a file for a whole one, nor wait for the rest.
        let end = if written.is_ok() { writer.close() } else { writer.abort() };
        let ended = wasm_bindgen_futures::JsFuture::from(end).await;
        written.and(ended.map(|_| ()).map_err(|_| Refused::Unavailable))
    };
    let (stored, written) = join(stored, written).await;
    let checked = match (stored, written) {
        (_, Err(Refused::TooLarge)) => Err(FileProblem::TooLarge),
        (_, Err(refused)) => return Err(refused),
        (Err(_), _) => return Err(Refused::Unavailable),
        (Ok(stored), Ok(())) => {
            let tail = tail.get(tail.len().saturating_sub(TAIL)..).unwrap_or(&tail);
            let ends = Ends { size: stored.size, head: &head, tail };
            FileKind::check(given, &ends, accepted, site.max_bytes()).map(|kind| (kind, stored))
        }
    };
    let done = match checked {
        Ok((kind, stored)) => keep_checked(env, &upload, name, kind, stored).await.map(Ok),
        Err(problem) => release(env, &upload, "").await.map(|()| Err(problem)),
    };
    done.map_err(|_| Refused::Unavailable)
}

async fn keep_checked(
    env: &Env,
    upload: &str,
    name: &str,
    kind: FileKind,
    stored: Stored,
) -> Result<FileRef> {
    let object = object::named(env, bindings::UPLOAD, upload)?;
    let checked = Checked { name: name.to_owned(), kind };
    object::send_json(&object, Method::Put, "/checked", &checked).await?;
    Ok(FileRef {
        upload: upload.to_owned(),
        name: name.to_owned(),
        content_type: kind.content_type().to_owned(),
        size: stored.size,
        sha256: stored.sha256,
    })
}

/// Takes back an application's claims to its files.
pub(super) async fn release_all(env: &Env, files: &[FileRef], receipt: &str) -> Result<()> {
    for file in files {
        release(env, &file.upload, receipt).await?;
    }
    Ok(())
}

/// Takes back one claim (or none, for ""); an upload without claims is wiped.
pub(super) async fn release(env: &Env, upload: &str, receipt: &str) -> Result<()> {
    let object = object::named(env, bindings::UPLOAD, upload)?;
    object::send(&object, Method::Delete, &format!("/claim?{receipt}"), None).await?;
    Ok(())
}

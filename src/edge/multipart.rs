//! `multipart/form-data` as it streams in: texts are collected, each file goes on into an `Upload`
//! object, nothing is held whole.

use super::upload::{self, Append, Asked, Outcome, Stands};
use super::{bindings, body, crypto, object};
use crate::call::FileRef;
use crate::file::{FileKind, FileProblem};
use crate::form::{FileSlot, Slot};
use crate::locale::Locale;
use crate::site::Site;
use futures_channel::mpsc;
use futures_util::SinkExt as _;
use futures_util::future::{Either, join, select};
use multer::{Constraints, Field, Multipart, SizeLimit};
use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use worker::{Env, Method, Request, Result};

/// What a form brought.
pub(super) struct Posted {
    pub(super) entries: Vec<(String, String)>,
    /// The files: where each is kept, or what is wrong with it. A field that was left alone is not here.
    pub(super) files: Vec<(Slot, std::result::Result<FileRef, FileProblem>)>,
    /// Slots that were given more files than they take; those were not kept.
    pub(super) overfull: Vec<Slot>,
}

/// Why a body is refused.
pub(super) enum Refused {
    TooLarge(Excess),
    Unreadable,
    /// Ours or the platform's failure, not the sender's: nothing was kept.
    Unavailable,
}

/// A form of which more came than is read.
#[derive(Default)]
pub(super) struct Excess {
    /// The texts that came before.
    pub(super) entries: Vec<(String, String)>,
    /// The field that was too long, where it was one.
    pub(super) field: Option<String>,
}

/// The most bytes of a text field, and half of all of them: a letter in four-byte characters and room for the rest.
const TEXTS_MAX: u64 = 65_536;
/// The most bytes in which the parser may find nothing: it keeps them all, and starts anew.
const UNREAD_MAX: u64 = 262_144;
/// The most fields, and half of the parts, files among them: far more than any form of ours has.
const FIELDS_MAX: usize = 100;

/// What becomes of the files of a form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Files {
    Keep,
    /// Only the texts are wanted.
    Drop,
}

/// Reads a form. The stream is read by us (BYOB) and pumped into the parser.
pub(super) async fn read(
    env: &Env,
    site: &Site,
    request: &Request,
    content_type: &str,
    keep: Files,
) -> Result<std::result::Result<Posted, Refused>> {
    let (Ok(boundary), Some(stream)) =
        (multer::parse_boundary(content_type), request.inner().body())
    else {
        return Ok(Err(Refused::Unreadable));
    };
    let mut reader = body::Reader::new(&stream)?;
    let (mut send, receive) = mpsc::channel::<std::io::Result<Vec<u8>>>(1);
    let mut patience = body::Patience::new(env);
    // What the parser has been given since it last made anything of it.
    let unread = Rc::new(Cell::new(0u64));
    let given = unread.clone();
    let pump = async move {
        loop {
            let never = futures_util::future::pending::<()>();
            let piece = match patience.wait(reader.next(), never).await {
                Ok(Ok(Some(bytes))) => {
                    patience.heard(bytes.length());
                    given.set(given.get() + u64::from(bytes.length()));
                    if given.get() > UNREAD_MAX {
                        Err("no end of a part")
                    } else {
                        Ok(bytes.to_vec())
                    }
                }
                Ok(Ok(None)) => break,
                Ok(Err(_)) => Err("the body was cut"),
                Err(_) => Err("the sender is lost"),
            };
            let cut = piece.is_err();
            // The parser has stopped listening: so do we.
            let heard = send.send(piece.map_err(std::io::Error::other)).await;
            if cut || heard.is_err() {
                // Not waited for: who is dead does not answer.
                wasm_bindgen_futures::spawn_local(reader.cancel());
                break;
            }
        }
    };
    // What is behind a file that is too large is read as well: its sender shall find it where it was typed.
    let whole = site.files_bytes().saturating_add(2 * TEXTS_MAX + u64::from(body::DRAIN_FORM));
    let mut limits = SizeLimit::new().whole_stream(whole).per_field(TEXTS_MAX);
    for slot in Slot::ALL {
        // Of a file, its `Upload` knows how much it may be.
        if site.slot(slot, Locale::En).is_some() {
            limits = limits.for_field(slot.name(), whole);
        }
    }
    let constraints = Constraints::new().size_limit(limits);
    let parser = Multipart::with_constraints(receive, boundary, constraints);
    let (posted, ()) = join(fields(env, site, parser, &unread, keep), pump).await;
    Ok(posted)
}

async fn fields(
    env: &Env,
    site: &Site,
    mut parser: Multipart<'_>,
    unread: &Cell<u64>,
    files: Files,
) -> std::result::Result<Posted, Refused> {
    let mut posted = Posted { entries: Vec::new(), files: Vec::new(), overfull: Vec::new() };
    let mut read = posted_fields(env, site, &mut parser, &mut posted, unread, files).await;
    if read.is_ok() && posted.entries.len() > FIELDS_MAX {
        read = Err(Refused::TooLarge(Excess::default()));
    }
    match read {
        Ok(()) => Ok(posted),
        Err(mut refused) => {
            if let Refused::TooLarge(excess) = &mut refused {
                excess.entries = posted.entries;
            }
            // What came before the mistake belongs to nothing.
            for (_, file) in posted.files {
                if let Ok(file) = file {
                    release(env, &file.upload, "").await.map_err(|_| Refused::Unavailable)?;
                }
            }
            Err(refused)
        }
    }
}

async fn posted_fields(
    env: &Env,
    site: &Site,
    parser: &mut Multipart<'_>,
    posted: &mut Posted,
    unread: &Cell<u64>,
    files: Files,
) -> std::result::Result<(), Refused> {
    let (mut texts, mut parts) = (0, 0);
    while let Some(field) = parser.next_field().await.map_err(refused)? {
        unread.set(0);
        let name = field.name().unwrap_or_default().to_owned();
        parts += 1;
        if posted.entries.len() >= FIELDS_MAX || parts > 2 * FIELDS_MAX {
            return Err(Refused::TooLarge(Excess::default()));
        }
        let slot = Slot::from_name(&name);
        let Some(slot) = slot.filter(|slot| site.slot(*slot, Locale::En).is_some()) else {
            let text = field.text().await.map_err(refused)?;
            unread.set(0);
            texts += text.len() + name.len();
            if texts as u64 > 2 * TEXTS_MAX {
                return Err(Refused::TooLarge(Excess { field: Some(name), ..Excess::default() }));
            }
            posted.entries.push((name, text));
            continue;
        };
        let Some(takes) = site.slot(slot, Locale::En).filter(|_| files == Files::Keep) else {
            drain(field, unread).await?;
            continue;
        };
        // A file field that was left alone is posted with an empty name.
        let given = field.file_name().unwrap_or_default().to_owned();
        // As many as the slot takes: each is an object of its own.
        let here = posted.files.iter().filter(|(to, _)| *to == slot).count();
        if here >= takes.max_files as usize {
            drain(field, unread).await?;
            if !given.is_empty() && !posted.overfull.contains(&slot) {
                posted.overfull.push(slot);
            }
            continue;
        }
        let kept = keep(env, site, &takes, &given, field, unread).await?;
        if !given.is_empty() {
            posted.files.push((slot, kept));
        }
    }
    Ok(())
}

fn refused(error: multer::Error) -> Refused {
    match error {
        multer::Error::FieldSizeExceeded { field_name, .. } => {
            Refused::TooLarge(Excess { field: field_name, ..Excess::default() })
        }
        multer::Error::StreamSizeExceeded { .. } => Refused::TooLarge(Excess::default()),
        _ => Refused::Unreadable,
    }
}

/// Reads a part to its end, so that those behind it are read too, and keeps nothing.
async fn drain(mut field: Field<'_>, unread: &Cell<u64>) -> std::result::Result<(), Refused> {
    while field.chunk().await.map_err(refused)?.is_some() {
        unread.set(0);
    }
    Ok(())
}

/// Streams a file, called `name` by who sent it, into a new `Upload` object, which decides what it is.
async fn keep(
    env: &Env,
    site: &Site,
    takes: &FileSlot,
    name: &str,
    mut field: Field<'_>,
    unread: &Cell<u64>,
) -> std::result::Result<std::result::Result<FileRef, FileProblem>, Refused> {
    // Its length is not known yet.
    if let Err(problem) = FileKind::announced(name, 1, &takes.kinds, takes.max_bytes) {
        drain(field, unread).await?;
        return Ok(Err(problem));
    }
    let upload = crypto::random_token();
    let asked = Asked {
        site: site.site.clone(),
        name: name.to_owned(),
        slot: takes.slot,
        length: None,
        kinds: takes.kinds.clone(),
        max_bytes: takes.max_bytes,
        metadata: String::new(),
    };
    let append =
        Append { site: site.site.clone(), new: Some(asked), offset: 0, ends: true, checksum: None };
    let pipe = body::IdentityTransformStream::new();
    let readable = pipe.readable();
    let stored = upload::append(env, &upload, &append, Some(readable));
    let written = async {
        let writer = pipe.writable().get_writer().map_err(|_| Refused::Unavailable)?;
        let written = async {
            while let Some(bytes) = field.chunk().await.map_err(refused)? {
                unread.set(0);
                // The object listens no more when it has had too much.
                if body::write(&writer, &bytes).await.is_err() {
                    while field.chunk().await.map_err(refused)?.is_some() {
                        unread.set(0);
                    }
                    return Ok(());
                }
            }
            Ok(())
        };
        let written = written.await;
        // The object must not take half a file for a whole one, nor wait for the rest.
        let end = if written.is_ok() { writer.close() } else { writer.abort() };
        // A pipe that broke is closed already.
        let _ = wasm_bindgen_futures::JsFuture::from(end).await;
        written
    };
    let (stored, written) = match select(pin!(stored), pin!(written)).await {
        // Nobody reads any more: what is still to be written would wait for ever.
        Either::Left((Err(_), _)) => return Err(Refused::Unavailable),
        Either::Left((stored, written)) => (stored, written.await),
        Either::Right((written, stored)) => (stored.await, written),
    };
    match (stored, written) {
        (_, Err(refused)) => Err(refused),
        (Ok(Some(Stands { outcome: Outcome::Refused(_, problem), .. })), Ok(())) => {
            Ok(Err(problem))
        }
        (Ok(Some(Stands { outcome: Outcome::TooMany, .. })), Ok(())) => {
            Ok(Err(FileProblem::TooLarge))
        }
        (Ok(Some(Stands { outcome: Outcome::Kept, file: Some(kept), .. })), Ok(())) => {
            Ok(Ok(kept.file))
        }
        (Ok(_) | Err(_), Ok(())) => Err(Refused::Unavailable),
    }
}

/// Takes back an application's claims to its files.
pub(super) async fn release_all(env: &Env, files: &[FileRef], receipt: &str) -> Result<()> {
    unclaim_each(env, files, &format!("receipt={receipt}")).await
}

/// Takes back one claim (or none, for ""); an upload without claims is wiped.
pub(super) async fn release(env: &Env, upload: &str, receipt: &str) -> Result<()> {
    unclaim(env, upload, &format!("receipt={receipt}")).await
}

/// Takes back every claim of an application that is over.
pub(super) async fn release_for_good(env: &Env, files: &[FileRef], receipt: &str) -> Result<()> {
    unclaim_each(env, files, &format!("receipt={receipt}&how=all")).await
}

/// Takes back an application's claims of which nothing came: the files stay for another try.
pub(super) async fn unhand(env: &Env, files: &[FileRef], receipt: &str) -> Result<()> {
    unclaim_each(env, files, &format!("receipt={receipt}&how=keep")).await
}

async fn unclaim_each(env: &Env, files: &[FileRef], which: &str) -> Result<()> {
    for file in files {
        unclaim(env, &file.upload, which).await?;
    }
    Ok(())
}

async fn unclaim(env: &Env, upload: &str, which: &str) -> Result<()> {
    let object = object::named(env, bindings::UPLOAD, upload)?;
    object::send(&object, Method::Delete, &format!("/claim?{which}"), None).await?;
    Ok(())
}

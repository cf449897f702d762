//! Reads `multipart/form-data` as it streams in: texts are collected, each file flows into the object of the application, and
//! nothing is held in memory as a whole.

use crate::api::request::FileRef;
use crate::delivery::upload_claims::Release;
use crate::edge::platform::concurrency::Place;
use crate::edge::platform::{body, clock};
use crate::edge::rpc::upload::{
    AppendOutcome, AppendRequest, UploadSpec, UploadStatus, UploadStub, release_each,
};
use crate::file::{FileKind, FileProblem};
use crate::form::{FileSlot, Slot};
use crate::locale::Locale;
use crate::protocol::FileId;
use crate::site::Site;
use futures_channel::mpsc;
use futures_util::SinkExt as _;
use futures_util::future::{Either, join, select};
use multer::{Constraints, Field, Multipart, SizeLimit};
use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use worker::{Env, Request, Result};

/// The content of a form.
pub(crate) struct ParsedForm {
    pub(crate) entries: Vec<(String, String)>,
    /// The files: the upload of each, or its problem. Empty file fields are left out.
    pub(crate) files: Vec<(Slot, std::result::Result<FileRef, FileProblem>)>,
    /// Slots with more files than allowed; the surplus was not stored.
    pub(crate) overfull: Vec<Slot>,
}

/// The reason for which a form could not be read.
pub(crate) enum FormReadError {
    TooLarge(OversizedForm),
    Unreadable,
    /// An internal failure; nothing was stored.
    Unavailable,
}

/// A form that is larger than the limit.
#[derive(Default)]
pub(crate) struct OversizedForm {
    /// The texts read before the limit.
    pub(crate) entries: Vec<(String, String)>,
    /// The field that is too long, if it is one.
    pub(crate) field: Option<String>,
}

/// The maximum length of a text field, and half of the maximum of all text fields together, in bytes.
const TEXTS_MAX: u64 = 65_536;
/// The maximum number of bytes in which the parser finds no part, since it holds them in memory.
const UNREAD_MAX: u64 = 262_144;
/// The maximum number of text fields, and half of the maximum number of parts: far more than any of our forms has.
const FIELDS_MAX: usize = 100;

/// The treatment of the files of a form.
#[derive(Clone, Copy)]
pub(crate) enum FilePolicy<'a> {
    /// They are stored, and claimed for an application.
    Keep { holder: &'a str },
    /// They are discarded; only the texts are wanted.
    Drop,
}

/// Reads a form. The stream is read with a BYOB reader and fed to the parser.
pub(crate) async fn read(
    env: &Env,
    site: &Site,
    request: &Request,
    content_type: &str,
    keep: FilePolicy<'_>,
    place: Place,
) -> Result<std::result::Result<ParsedForm, FormReadError>> {
    let (Ok(boundary), Some(stream)) =
        (multer::parse_boundary(content_type), request.inner().body())
    else {
        return Ok(Err(FormReadError::Unreadable));
    };
    let mut reader = body::Reader::new(&stream)?;
    let (mut send, receive) = mpsc::channel::<std::io::Result<Vec<u8>>>(1);
    let mut timer = body::StallTimer::new(env, Some(place), body::length(request)?);
    // What the parser has been given since it last made anything of it.
    let unread = Rc::new(Cell::new(0u64));
    let given = unread.clone();
    let pump = async move {
        loop {
            let piece = match timer.next(&mut reader).await {
                Ok(Some(bytes)) => {
                    given.set(given.get() + u64::from(bytes.length()));
                    if given.get() > UNREAD_MAX {
                        Err("no end of a part")
                    } else {
                        Ok(bytes.to_vec())
                    }
                }
                Ok(None) => break,
                Err(why) => Err(why),
            };
            let cut = piece.is_err();
            // The parser has stopped listening: so do we.
            let heard = send.send(piece.map_err(std::io::Error::other)).await;
            if cut || heard.is_err() {
                // Not waited for: a sender that is gone does not answer.
                wasm_bindgen_futures::spawn_local(reader.cancel());
                break;
            }
        }
    };
    // What is behind a file that is too large is read as well: its sender shall find it where it was typed.
    let whole = site.files_bytes().saturating_add(2 * TEXTS_MAX + u64::from(body::DRAIN_FORM));
    let mut limits = SizeLimit::new().whole_stream(whole).per_field(TEXTS_MAX);
    for slot in Slot::ALL {
        // Of a file, its object knows how much it may be.
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
    policy: FilePolicy<'_>,
) -> std::result::Result<ParsedForm, FormReadError> {
    let mut posted = ParsedForm { entries: Vec::new(), files: Vec::new(), overfull: Vec::new() };
    let mut read = posted_fields(env, site, &mut parser, &mut posted, unread, policy).await;
    if read.is_ok() && posted.entries.len() > FIELDS_MAX {
        read = Err(FormReadError::TooLarge(OversizedForm::default()));
    }
    match read {
        Ok(()) => Ok(posted),
        Err(mut refused) => {
            if let FormReadError::TooLarge(excess) = &mut refused {
                excess.entries = posted.entries;
            }
            // What came before the mistake belongs to nothing.
            let files: Vec<FileRef> =
                posted.files.into_iter().filter_map(|(_, file)| file.ok()).collect();
            let holder = if let FilePolicy::Keep { holder } = policy { holder } else { "" };
            let released = release_each(env, &files, holder, Release::One).await;
            released.map_err(|_| FormReadError::Unavailable)?;
            Err(refused)
        }
    }
}

async fn posted_fields(
    env: &Env,
    site: &Site,
    parser: &mut Multipart<'_>,
    posted: &mut ParsedForm,
    unread: &Cell<u64>,
    files: FilePolicy<'_>,
) -> std::result::Result<(), FormReadError> {
    let (mut texts, mut parts) = (0, 0);
    while let Some(field) = parser.next_field().await.map_err(refused)? {
        unread.set(0);
        let name = field.name().unwrap_or_default().to_owned();
        parts += 1;
        if posted.entries.len() >= FIELDS_MAX || parts > 2 * FIELDS_MAX {
            return Err(FormReadError::TooLarge(OversizedForm::default()));
        }
        let slot = Slot::from_name(&name);
        let Some(slot) = slot.filter(|slot| site.slot(*slot, Locale::En).is_some()) else {
            // Always UTF-8, which is what our pages and every form of a UTF-8 page post; multer's own `text()` brings
            // the tables of all other encodings.
            let bytes = field.bytes().await.map_err(refused)?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            unread.set(0);
            texts += text.len() + name.len();
            if texts as u64 > 2 * TEXTS_MAX {
                return Err(FormReadError::TooLarge(OversizedForm {
                    field: Some(name),
                    ..OversizedForm::default()
                }));
            }
            posted.entries.push((name, text));
            continue;
        };
        let (Some(takes), FilePolicy::Keep { holder }) = (site.slot(slot, Locale::En), files)
        else {
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
        let kept = keep(env, site, (&takes, holder), &given, field, unread).await?;
        if !given.is_empty() {
            posted.files.push((slot, kept));
        }
    }
    Ok(())
}

fn refused(error: multer::Error) -> FormReadError {
    match error {
        multer::Error::FieldSizeExceeded { field_name, .. } => {
            FormReadError::TooLarge(OversizedForm { field: field_name, ..OversizedForm::default() })
        }
        multer::Error::StreamSizeExceeded { .. } => {
            FormReadError::TooLarge(OversizedForm::default())
        }
        _ => FormReadError::Unreadable,
    }
}

/// Reads a part to its end and discards it, so that the parts behind it can be read.
async fn drain(mut field: Field<'_>, unread: &Cell<u64>) -> std::result::Result<(), FormReadError> {
    while field.chunk().await.map_err(refused)?.is_some() {
        unread.set(0);
    }
    Ok(())
}

/// A number of a file in an application's object, where there are hardly any others.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 1 and the maximum"
)]
fn random_number() -> u32 {
    let most = FileId::NUMBERS - 1;
    1 + (clock::random_unit() * f64::from(most)) as u32 % most
}

/// Streams a file into the object of the application, which inspects it. `name` is the sender's.
async fn keep(
    env: &Env,
    site: &Site,
    (takes, holder): (&FileSlot, &str),
    name: &str,
    mut field: Field<'_>,
    unread: &Cell<u64>,
) -> std::result::Result<std::result::Result<FileRef, FileProblem>, FormReadError> {
    // Its length is not known yet.
    if let Err(problem) = FileKind::announced(name, 1, &takes.kinds, takes.max_bytes) {
        drain(field, unread).await?;
        return Ok(Err(problem));
    }
    let id = FileId { object: holder, number: random_number() }.to_string();
    let upload = UploadStub::new(env, &id).map_err(|_| FormReadError::Unavailable)?;
    let spec = UploadSpec {
        site: site.site.clone(),
        name: name.to_owned(),
        slot: takes.slot,
        length: None,
        kinds: takes.kinds.clone(),
        max_bytes: takes.max_bytes,
        metadata: String::new(),
    };
    let site = site.site.clone();
    let holder = Some(holder.to_owned());
    let (spec, checksum) = (Some(spec), None);
    let sender = None;
    let append = AppendRequest { site, spec, offset: 0, ends: true, holder, sender, checksum };
    let pipe = body::IdentityTransformStream::new();
    let stored = upload.append(&append, Some(pipe.readable()));
    let written = async {
        let writer = pipe.writable().get_writer().map_err(|_| FormReadError::Unavailable)?;
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
        // There is no reader any more: the rest of the write would wait for ever.
        Either::Left((Err(_), _)) => return Err(FormReadError::Unavailable),
        Either::Left((stored, written)) => (stored, written.await),
        Either::Right((written, stored)) => (stored.await, written),
    };
    match (stored, written) {
        (_, Err(refused)) => Err(refused),
        (Ok(Some(UploadStatus { outcome: AppendOutcome::Refused(_, problem), .. })), Ok(())) => {
            Ok(Err(problem))
        }
        (Ok(Some(UploadStatus { outcome: AppendOutcome::TooMany, .. })), Ok(())) => {
            Ok(Err(FileProblem::TooLarge))
        }
        (Ok(Some(UploadStatus { outcome: AppendOutcome::Kept, file: Some(kept), .. })), Ok(())) => {
            Ok(Ok(kept.file))
        }
        (Ok(_) | Err(_), Ok(())) => Err(FormReadError::Unavailable),
    }
}

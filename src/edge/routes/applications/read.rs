//! Reads a submitted application: JSON, or a multipart form.

use super::ApplyContext;
use super::key_name::name_of;
use super::multipart::{self, FilePolicy, FormReadError, OversizedForm, ParsedForm};
use crate::api::request::FileRef;
use crate::edge::platform::body::{self, Unread};
use crate::edge::platform::{client, concurrency, crypto};
use crate::edge::rpc::site::SiteSettings;
use crate::form::{FieldErrorCode, Slot, UnknownFields};
use worker::{Request, Result};

/// The maximum length of a JSON application, in bytes.
const JSON_MAX: usize = 65_536;
/// The maximum length of an idempotency key, in characters.
pub(super) const KEY_MAX: usize = 200;
/// The fewest characters of an idempotency key, and the fewest different ones: 128 bits in base64 have 22, a UUID has 36.
const KEY_MIN: usize = 22;
const KEY_KINDS_MIN: usize = 6;

/// A submitted application, not validated.
pub(super) struct PostedApplication {
    /// Texts, by field name.
    pub(super) entries: Vec<(String, String)>,
    /// The posted files, or the error of each.
    pub(super) files: Vec<(Slot, std::result::Result<FileRef, FieldErrorCode>)>,
    /// Slots with more files than allowed; the surplus was not stored.
    pub(super) overfull: Vec<Slot>,
    /// The treatment of fields that the form does not have.
    pub(super) unknown: UnknownFields,
    /// The idempotency key, or empty.
    pub(super) key: String,
    /// The receipt for which the posted files are claimed: that of the key known before the body was read, or a new
    /// one.
    pub(super) holder: String,
}

impl PostedApplication {
    /// The text of a field, or empty.
    pub(super) fn entry(&self, name: &str) -> &str {
        self.entries.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }

    /// The posted files.
    pub(super) fn new_files(&self) -> impl Iterator<Item = &FileRef> {
        self.files.iter().filter_map(|(_, file)| file.as_ref().ok())
    }
}

/// The reason for which an application could not be read.
pub(super) enum ReadError {
    /// A media type that is not accepted, or a compressed body.
    MediaType,
    /// A form that is too large.
    TooLarge(OversizedForm),
    /// A JSON body that is too large.
    JsonTooLarge,
    /// A malformed body; with an explanation for developers.
    Unreadable(Option<&'static str>),
    /// An internal failure.
    Unavailable,
}

pub(super) async fn read(
    context: &ApplyContext<'_>,
    request: &Request,
) -> Result<std::result::Result<PostedApplication, ReadError>> {
    if request.headers().has("content-encoding")? {
        return Ok(Err(ReadError::MediaType));
    }
    let known_key = key_before_the_body(request)?;
    if let Err(why) = check_key(&known_key) {
        return Ok(Err(why));
    }
    let holder = match known_key.as_str() {
        "" => crypto::random_token(),
        key => name_of(context.settings, &context.form.job, key).await?,
    };
    let content_type = request.headers().get("content-type")?.unwrap_or_default();
    let read = match content_type.split(';').next().unwrap_or_default().trim() {
        "multipart/form-data" => read_form(context, request, &content_type, &holder).await?,
        "application/json" => read_json(context, request).await?,
        _ => Err(ReadError::MediaType),
    };
    let (form, unknown) = match read {
        Ok(read) => read,
        Err(error) => return Ok(Err(error)),
    };
    let ParsedForm { entries, files, overfull } = form;
    let files = files.into_iter().map(|(slot, file)| (slot, file.map_err(Into::into)));
    let mut posted = PostedApplication {
        entries,
        files: files.collect(),
        overfull,
        unknown,
        key: known_key,
        holder,
    };
    if posted.key.is_empty() {
        posted.key = posted.entry("idempotency_key").to_owned();
    }
    Ok(check_key(&posted.key).map(|()| posted))
}

/// The idempotency key from the header, or from the form's address; empty if there is none.
fn key_before_the_body(request: &Request) -> Result<String> {
    if let Some(key) = request.headers().get("idempotency-key")? {
        return Ok(key);
    }
    let url = request.url()?;
    let key = url.query_pairs().find(|(name, _)| name == "idempotency_key");
    Ok(key.map(|(_, key)| key.into_owned()).unwrap_or_default())
}

/// A key that somebody else can guess would show that an application was sent, and keep others from being sent. No key
/// at all is fine.
fn check_key(key: &str) -> std::result::Result<(), ReadError> {
    let kinds = key.bytes().collect::<std::collections::BTreeSet<_>>().len();
    if key.len() > KEY_MAX {
        return Err(ReadError::Unreadable(Some("Idempotency-Key: at most 200 characters.")));
    }
    if !key.is_empty() && (key.len() < KEY_MIN || kinds < KEY_KINDS_MIN) {
        let says = "Idempotency-Key: at least 22 random characters, for example a UUID.";
        return Err(ReadError::Unreadable(Some(says)));
    }
    Ok(())
}

type ReadForm = std::result::Result<(ParsedForm, UnknownFields), ReadError>;

async fn read_form(
    context: &ApplyContext<'_>,
    request: &Request,
    content_type: &str,
    holder: &str,
) -> Result<ReadForm> {
    // A body that says that it is too large is not read.
    if is_far_too_large(context.settings, request, context.caller.html)? {
        return Ok(Err(ReadError::TooLarge(OversizedForm::default())));
    }
    let site = &context.settings.config;
    let sender = client::sender(context.env, &site.site, request)?;
    let Some(place) = concurrency::take_file(&sender, body::length(request)?).await else {
        return Ok(Err(ReadError::Unavailable));
    };
    let policy = FilePolicy::Keep { holder };
    let read = multipart::read(context.env, site, request, content_type, policy, place);
    Ok(match read.await? {
        // A page's own form may hold more inputs than ours.
        Ok(form) => Ok((form, UnknownFields::Ignore)),
        Err(FormReadError::TooLarge(form)) => Err(ReadError::TooLarge(form)),
        Err(FormReadError::Unreadable) => Err(ReadError::Unreadable(None)),
        Err(FormReadError::Unavailable) => Err(ReadError::Unavailable),
    })
}

async fn read_json(context: &ApplyContext<'_>, request: &Request) -> Result<ReadForm> {
    let site = &context.settings.config.site;
    let bytes = match body::read_request(context.env, site, request, JSON_MAX).await? {
        Ok(bytes) => bytes,
        Err(Unread::TooLong) => return Ok(Err(ReadError::JsonTooLarge)),
        Err(Unread::Lost) => return Ok(Err(ReadError::Unavailable)),
    };
    let Some(entries) = flat_entries(&bytes) else {
        let detail = "The body must be one flat JSON object of texts and booleans.";
        return Ok(Err(ReadError::Unreadable(Some(detail))));
    };
    let form = ParsedForm { entries, files: Vec::new(), overfull: Vec::new() };
    Ok(Ok((form, UnknownFields::Refuse)))
}

/// Parses a flat JSON object into pairs. Absent and `null` members are equal; of two members with one name the last one
/// counts, as in JavaScript.
fn flat_entries(bytes: &[u8]) -> Option<Vec<(String, String)>> {
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

/// Whether `Content-Length` exceeds the limit up to which a form is read.
pub(super) fn is_far_too_large(
    settings: &SiteSettings,
    request: &Request,
    html: bool,
) -> Result<bool> {
    let length = request.headers().get("content-length")?;
    let length: Option<u64> = length.and_then(|length| length.parse().ok());
    // A page that is left has lost what was typed: it is read, unless it is far too large.
    let more = if html { u64::from(body::DRAIN_FORM) } else { 0 };
    let most = settings.config.files_bytes().saturating_add(131_072 + more);
    Ok(length.is_some_and(|length| length > most))
}

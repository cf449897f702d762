//! The files in `Application` objects: one that was uploaded, or those that were posted with the application.

use super::commands;
use crate::api::request::FileRef;
use crate::delivery::upload_claims::Release;
use crate::edge::platform::{env, object};
use crate::file::{FileKind, FileProblem};
use crate::form::Slot;
use crate::protocol::FileId;
use crate::protocol::tus::Checksum;
use crate::site::ScannerDownPolicy;
use crate::throttle::places::Sender;
use serde::{Deserialize, Serialize};
use worker::{Env, Method, Request, Response, Result};

commands! { UploadStub;
    /// The status of an upload of this site.
    status(site: String) -> Option<UploadStatus>;
    /// Deletes an upload of this site, unless an application holds it.
    terminate(site: String) -> TerminateOutcome;
    /// Claims the file of an upload of this site for an application; `None` if it is not there, not whole, or another
    /// applicant's.
    claim(site: String, receipt: String, applicant: String) -> Option<StoredFile>;
    /// Whether every row is there and is what was stored.
    is_intact() -> bool;
    /// The file of an upload of this site, once it is whole and accepted.
    get_file(site: String) -> Option<StoredFile>;
    /// Has the operator's scanner look at the file, unless it has.
    scan() -> ScanResult;
    /// What the ATS has read in the file.
    get_parsed() -> Option<ParsedFile>;
    /// Reserves the file for being read by the ATS; `false` while it is being read already.
    begin_parsing() -> bool;
    /// Ends the reservation without a result.
    cancel_parsing() -> ();
    /// Stores what the ATS has read.
    put_parsed(parsed: ParsedFile) -> ();
    /// Takes claims of an application back.
    release(receipt: String, release: Release) -> ();
}

/// A file as it is announced.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct UploadSpec {
    pub(crate) site: String,
    /// The name as given by the sender.
    pub(crate) name: String,
    pub(crate) slot: Slot,
    /// Bytes; `None` if only the end of the stream will tell.
    pub(crate) length: Option<u64>,
    pub(crate) kinds: Vec<FileKind>,
    pub(crate) max_bytes: u64,
    /// `Upload-Metadata` as announced.
    pub(crate) metadata: String,
}

/// How bytes are appended.
#[derive(Serialize, Deserialize)]
pub(crate) struct AppendRequest {
    /// The site that they are sent to.
    pub(crate) site: String,
    /// The upload to begin, if there is none yet.
    pub(crate) spec: Option<UploadSpec>,
    /// Where they begin.
    pub(crate) offset: u64,
    /// Whether the file ends with them: then an interruption leaves nothing.
    pub(crate) ends: bool,
    /// The application that holds the file as soon as it is whole.
    pub(crate) holder: Option<String>,
    /// The sender, which needs a place; `None` for a file of a form, which has one.
    pub(crate) sender: Option<Sender>,
    /// The digest that they must have to count.
    pub(crate) checksum: Option<Checksum>,
}

/// The status of an upload.
#[derive(Serialize, Deserialize)]
pub(crate) struct UploadStatus {
    pub(crate) offset: u64,
    /// `None` if only the end of the stream will tell.
    pub(crate) length: Option<u64>,
    /// When it is deleted if nothing more happens, in ms since the epoch.
    pub(crate) expires: Option<u64>,
    pub(crate) outcome: AppendOutcome,
    /// `Upload-Metadata` as announced.
    pub(crate) metadata: String,
    /// The file, once it is whole.
    pub(crate) file: Option<StoredFile>,
}

/// The result of appending bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AppendOutcome {
    /// They count.
    Kept,
    /// They begin at another offset than the upload's, or a newer request has taken over.
    Elsewhere,
    /// More than was announced.
    TooMany,
    /// Their digest is not the announced one.
    Damaged,
    /// The stream broke or stalled: what came counts.
    Cut,
    /// There is no place for another sender at the moment.
    NoPlace,
    /// The file is whole and is not accepted. Nothing is left.
    Refused(Slot, FileProblem),
}

/// A file that is whole and was accepted.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredFile {
    pub(crate) file: FileRef,
    pub(crate) kind: FileKind,
}

/// What the ATS has read in a file, and the ids under which it has it now.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct ParsedFile {
    /// `None`: it could not be read, and the ATS does not have it.
    pub(crate) file: Option<String>,
    pub(crate) picture: Option<String>,
    pub(crate) fields: Vec<(String, String)>,
}

/// The result of deleting an upload.
#[derive(Serialize, Deserialize)]
pub(crate) enum TerminateOutcome {
    Deleted,
    Missing,
    /// An application holds it.
    Claimed,
}

/// The operator's scanner on a file.
#[derive(Serialize, Deserialize)]
pub(crate) enum ScanResult {
    /// Clean; also where there is no scanner, or no such file.
    Clean,
    Infected,
    /// The scanner does not answer.
    Unavailable,
}

impl ScanResult {
    /// The result under a site's policy for a scanner that does not answer.
    pub(crate) fn under(self, policy: ScannerDownPolicy) -> Self {
        match self {
            Self::Unavailable if policy == ScannerDownPolicy::Deliver => Self::Clean,
            result => result,
        }
    }
}

/// The header that carries [`AppendRequest`] beside a stream of bytes.
const APPEND_HEADER: &str = "apply-edge-append";

impl UploadStub {
    /// The file with an id.
    pub(crate) fn new(env: &Env, id: &str) -> Result<Self> {
        let id = FileId::parse(id).ok_or("an invalid id of a file")?;
        super::target(env, env::APPLICATION, id.object, format!("/files/{}", id.number)).map(Self)
    }

    /// Appends bytes as they come in; `None` if there is no such upload.
    pub(crate) async fn append(
        &self,
        append: &AppendRequest,
        stream: Option<web_sys::ReadableStream>,
    ) -> Result<Option<UploadStatus>> {
        // A header holds ASCII only, and the name of a file may be in any language.
        let append = js_sys::encode_uri_component(&serde_json::to_string(append)?);
        let header = (APPEND_HEADER, String::from(append));
        let body = stream.map(Into::into);
        let mut response = object::send(&self.0, Method::Patch, Some(header), body).await?;
        super::read(&mut response).await
    }

    /// The bytes of the file, as a stream; `None` if there is no such upload. The stream ends in an error
    /// where a row is not what was stored.
    pub(crate) async fn bytes(&self) -> Result<Option<Response>> {
        let response = object::send(&self.0, Method::Get, None, None).await?;
        match response.status_code() {
            200 => Ok(Some(response)),
            404 => Ok(None),
            status => Err(format!("a Durable Object answered {status}").into()),
        }
    }
}

/// The commands that carry a file's bytes, as the object carries them out.
pub(crate) trait FileBytes {
    /// Appends the body of a request.
    async fn append(
        &self,
        append: AppendRequest,
        request: &Request,
    ) -> Result<Option<UploadStatus>>;
    /// The bytes of the file.
    async fn bytes(&self) -> Result<Option<Response>>;
}

/// The number of the file that a request is for; `None` if it is for the application.
pub(crate) fn file_number(request: &Request) -> Option<u32> {
    request.path().strip_prefix("/files/").and_then(|number| number.parse().ok())
}

/// Carries out the command of a request.
pub(crate) async fn dispatch_any(
    object: &(impl Commands + FileBytes),
    request: Request,
) -> Result<Response> {
    match request.method() {
        Method::Patch => {
            let append = request.headers().get(APPEND_HEADER)?.unwrap_or_default();
            let append = String::from(js_sys::decode_uri_component(&append)?);
            super::answer(&object.append(serde_json::from_str(&append)?, &request).await?)
        }
        Method::Get => match object.bytes().await? {
            Some(bytes) => Ok(bytes),
            None => Response::error("no such upload", 404),
        },
        _ => dispatch(object, request).await,
    }
}

/// Takes claims of an application to its files back.
pub(crate) async fn release_each(
    env: &Env,
    files: &[FileRef],
    receipt: &str,
    release: Release,
) -> Result<()> {
    for file in files {
        UploadStub::new(env, &file.upload)?.release(receipt.to_owned(), release).await?;
    }
    Ok(())
}

//! What the Worker and an `Upload` object say to each other.

use super::meta::Asked;
use crate::call::FileRef;
use crate::edge::{bindings, object};
use crate::file::{FileKind, FileProblem};
use crate::form::Slot;
use crate::site::Unscanned;
use crate::tus::{Algorithm, Checksum};
use serde::{Deserialize, Serialize};
use worker::{Env, Method, Result};

/// What is sent along with bytes.
#[derive(Serialize, Deserialize)]
pub(in crate::edge) struct Append {
    /// The site that it is sent to.
    pub(in crate::edge) site: String,
    /// The file is new, and this is what it is to be. Goes before the bytes, in a body: an address is
    /// logged, and a name is personal.
    #[serde(skip)]
    pub(in crate::edge) new: Option<Asked>,
    /// Where the bytes begin.
    pub(in crate::edge) offset: u64,
    /// Whether the file ends with them: then a cut leaves nothing.
    pub(in crate::edge) ends: bool,
    /// `sha1` or `sha256` and hex: what they must be to count.
    pub(in crate::edge) checksum: Option<(String, String)>,
}

/// How an upload stands after somebody has asked, or written.
#[derive(Serialize, Deserialize)]
pub(in crate::edge) struct Stands {
    pub(in crate::edge) offset: u64,
    /// `None` while only its end will tell.
    pub(in crate::edge) length: Option<u64>,
    /// When it is wiped, in ms since the epoch, if nothing more happens.
    pub(in crate::edge) expires: Option<u64>,
    pub(in crate::edge) outcome: Outcome,
    /// `Upload-Metadata` as it was announced.
    #[serde(default)]
    pub(in crate::edge) metadata: String,
    /// What it is, once it is whole.
    pub(in crate::edge) file: Option<Kept>,
}

/// What became of the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::edge) enum Outcome {
    /// They count.
    Kept,
    /// They begin at another place than where the upload is, or somebody newer has taken over.
    Elsewhere,
    /// More than was announced.
    TooMany,
    /// They are not what the checksum says.
    Damaged,
    /// The stream broke, or fell silent: what came counts.
    Cut,
    /// Everything is there and is not accepted. Nothing is left.
    Refused(Slot, FileProblem),
}

/// A file that is whole and was checked.
#[derive(Serialize, Deserialize)]
pub(in crate::edge) struct Kept {
    pub(in crate::edge) file: FileRef,
    pub(in crate::edge) kind: FileKind,
}

/// Sends bytes to an upload as they come in; `None` if there is no such upload.
pub(in crate::edge) async fn append(
    env: &Env,
    id: &str,
    append: &Append,
    stream: Option<web_sys::ReadableStream>,
) -> Result<Option<Stands>> {
    let upload = object::named(env, bindings::UPLOAD, id)?;
    if let Some(new) = &append.new {
        let begun = object::send_json(&upload, Method::Put, "/new", new).await;
        let failed = match begun {
            Ok(begun) if begun.status_code() == 204 => None,
            Ok(begun) => Some(format!("upload answered {}", begun.status_code()).into()),
            Err(error) => Some(error),
        };
        if let Some(error) = failed {
            // Nobody will read it: whoever writes into it must not wait.
            if let Some(stream) = stream {
                let _ = stream.cancel();
            }
            return Err(error);
        }
    }
    let append = crate::endpoint::percent(&serde_json::to_string(append)?);
    let path = format!("/bytes?append={append}");
    let mut reply = object::send(&upload, Method::Patch, &path, stream.map(Into::into)).await?;
    match reply.status_code() {
        404 => Ok(None),
        200 => object::json(&mut reply).await.map(Some),
        status => Err(format!("upload answered {status}").into()),
    }
}

/// A checksum as [`Append`] carries it.
pub(in crate::edge) fn carried(checksum: Checksum) -> (String, String) {
    let name = match checksum.algorithm {
        Algorithm::Sha1 => "sha1",
        Algorithm::Sha256 => "sha256",
    };
    (name.to_owned(), checksum.digest)
}

/// What the operator's scanner says of a file that is about to go to the ATS.
pub(in crate::edge) enum Seen {
    /// It may go; also where there is no scanner, or the site does not wait for one that is down.
    Fine,
    Infected,
    /// The scanner does not answer.
    Later,
}

/// Has the operator's scanner look at a file, if it has not.
pub(in crate::edge) async fn scan(env: &Env, id: &str, unscanned: Unscanned) -> Result<Seen> {
    let upload = object::named(env, bindings::UPLOAD, id)?;
    Ok(match object::send(&upload, Method::Post, "/scan", None).await?.status_code() {
        422 => Seen::Infected,
        503 if unscanned == Unscanned::Wait => Seen::Later,
        _ => Seen::Fine,
    })
}

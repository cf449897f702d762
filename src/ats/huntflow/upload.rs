//! File uploads. The same bytes give the same record, so an upload may be repeated.

use super::Huntflow;
use super::ids::{AccountId, FileId};
use crate::call::{Body, FileRef};
use crate::endpoint::{Payload, endpoints};
use crate::error::Error;
use serde::{Deserialize, Serialize};

endpoints! { upload of Huntflow<'static>;
    /// Uploads a file of at most 15 MB; above it the answer is a 413 in HTML.
    Upload: Post "/accounts/{account}/upload" (account: AccountId) <- NewFile => Uploaded;
}

/// A file to upload.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// The file.
    pub file: FileRef,
    /// Whether Huntflow reads the resume (`X-File-Parse`).
    pub parse: bool,
}

impl Payload for NewFile {
    fn body(&self, _operation: &'static str, boundary: &str) -> Result<Body, Error> {
        Ok(Body::multipart_file("file", &self.file, boundary))
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        vec![("X-File-Parse", self.parse.to_string())]
    }
}

/// What the upload became.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Uploaded {
    /// The file's id, to be named when the applicant is created.
    pub id: FileId,
    /// The text of the document, where it was parsed.
    #[serde(default)]
    pub text: Option<String>,
}

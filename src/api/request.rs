//! Requests to an ATS and their answers, as values. The edge sends them.

use crate::api::error::Error;
use crate::form::Slot;
use std::fmt;

/// HTTP methods of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads; can be repeated.
    Get,
    /// Creates; never repeated without a check.
    Post,
    /// Replaces.
    Put,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// The method in the request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// The credentials of an API. The edge adds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// `Authorization: Bearer`, from the `Account` object.
    Bearer,
    /// Comeet's careers API: a token in the query, and another base URL.
    QueryToken,
}

/// A request, complete except for the credentials, which only the edge's `Account` object has.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// Name of the operation, for logs and errors.
    pub operation: &'static str,
    /// The required credentials.
    pub access: Access,
    /// The method.
    pub method: Method,
    /// Path and query below the ATS's base URL. Built only from the tables and encoded values.
    pub path: String,
    /// Headers in addition to those of the edge (Authorization, User-Agent, Content-Type).
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Body,
}

/// The body of a request: a media type, and pieces that are sent in order, so that a resume is
/// streamed from storage and never held in memory whole.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// `Content-Type`; empty without a body.
    pub content_type: String,
    /// The pieces, in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a body.
#[derive(Clone, PartialEq, Eq)]
pub enum Piece {
    /// Literal bytes.
    Bytes(Vec<u8>),
    /// A stored file, read when the request is sent.
    File {
        /// Id of the upload.
        upload: String,
        /// Length of the file in bytes.
        size: u64,
        /// The encoding in the body.
        encoding: Encoding,
    },
}

/// Encoding of a file in a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// The bytes themselves.
    Raw,
    /// Standard base64 with padding (RFC 4648), which Comeet requires for files in JSON.
    Base64,
}

impl Body {
    /// A JSON document.
    pub fn json(bytes: Vec<u8>) -> Self {
        Self { content_type: "application/json".to_owned(), pieces: vec![Piece::Bytes(bytes)] }
    }

    /// One file as `multipart/form-data` under the part name `part`. The boundary must be random;
    /// the caller generates it.
    pub fn multipart_file(part: &str, file: &FileRef, boundary: &str) -> Self {
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
            file_name_parameter(&file.name),
            file.content_type,
        );
        Self {
            content_type: format!("multipart/form-data; boundary={boundary}"),
            pieces: vec![
                Piece::Bytes(head.into_bytes()),
                Piece::File {
                    upload: file.upload.clone(),
                    size: file.size,
                    encoding: Encoding::Raw,
                },
                Piece::Bytes(format!("\r\n--{boundary}--\r\n").into_bytes()),
            ],
        }
    }

    /// Length of the body in bytes.
    pub fn len(&self) -> u64 {
        self.pieces.iter().map(Piece::len).sum()
    }

    /// Whether the body is empty.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

impl Piece {
    /// Length in bytes as sent.
    pub fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File { size, encoding: Encoding::Raw, .. } => *size,
            Self::File { size, encoding: Encoding::Base64, .. } => size.div_ceil(3) * 4,
        }
    }

    /// Whether the piece is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A stored file, as sent to the ATS.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FileRef {
    /// Id of the upload that holds the bytes.
    pub upload: String,
    /// A cleaned file name ([`crate::file::clean_name`]).
    pub name: String,
    /// The media type of the detected kind.
    pub content_type: String,
    /// Length in bytes.
    pub size: u64,
    /// Digest of the content, in lowercase hex.
    pub sha256: String,
    /// The field of the form.
    #[serde(default)]
    pub slot: Slot,
    /// Its id at the ATS, if it is already there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
    /// Id at the ATS of a picture found in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

impl fmt::Debug for FileRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileRef").field("size", &self.size).finish_non_exhaustive()
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("operation", &self.operation).finish_non_exhaustive()
    }
}

/// An answer of any status.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`, or empty.
    pub content_type: String,
    /// `Retry-After` in seconds, if sent in that form.
    pub retry_after: Option<u32>,
    /// The body, limited in size by the transport.
    pub body: Vec<u8>,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Sends calls to an ATS: adds the credentials and the base URL, and limits time and size.
pub trait Transport {
    /// Sends `call` once. An answer of any status is `Ok`; no answer is an error.
    fn send(&self, call: Call) -> impl Future<Output = Result<Reply, Error>>;
}

/// A file name in a quoted header parameter, escaped as in browsers (WHATWG HTML,
/// multipart/form-data encoding) so that it cannot end the header.
fn file_name_parameter(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            '"' => "%22".to_owned(),
            '\r' => "%0D".to_owned(),
            '\n' => "%0A".to_owned(),
            c => c.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> FileRef {
        FileRef {
            upload: "u".to_owned(),
            name: name.to_owned(),
            content_type: "application/pdf".to_owned(),
            size: 10,
            sha256: String::new(),
            slot: Default::default(),
            known: None,
            picture: None,
        }
    }

    #[test]
    fn multipart_length_is_known_before_the_file_is_read() {
        let body = Body::multipart_file("file", &file("cv.pdf"), "BOUND");
        let fixed: usize =
            body.pieces.iter().map(|p| if let Piece::Bytes(b) = p { b.len() } else { 0 }).sum();
        assert_eq!(body.len(), fixed as u64 + 10);
    }

    #[test]
    fn a_file_name_cannot_end_its_header() {
        let body = Body::multipart_file("file", &file("a\"\r\nX-Evil: 1\r\n.pdf"), "BOUND");
        let Some(Piece::Bytes(head)) = body.pieces.first() else { panic!("no head") };
        let head = String::from_utf8(head.clone()).unwrap();
        assert_eq!(head.matches("\r\n").count(), 4, "{head}");
        assert!(head.contains("filename=\"a%22%0D%0AX-Evil: 1%0D%0A.pdf\""));
    }

    #[test]
    fn base64_length_is_padded() {
        for (size, want) in [(0, 0), (1, 4), (3, 4), (4, 8)] {
            let piece = Piece::File { upload: String::new(), size, encoding: Encoding::Base64 };
            assert_eq!(piece.len(), want);
        }
    }
}

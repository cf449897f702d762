//! A request to an ATS as a value, and its answer as a value. The edge carries them.

use crate::error::Error;
use crate::form::Slot;
use std::fmt;

/// HTTP methods our tables use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads; may be repeated freely.
    Get,
    /// Creates; never repeated blindly.
    Post,
    /// Replaces.
    Put,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// As it stands on the request line.
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

/// What opens an API. The edge adds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// `Authorization: Bearer`, from the `Account` object.
    Bearer,
    /// Comeet's careers API: a token in the query, and another base URL.
    CareersToken,
}

/// One request, complete but for the credentials, which only the edge's `Account` object has.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// The operation's name, for logs and errors.
    pub operation: &'static str,
    /// The credentials it needs.
    pub access: Access,
    /// The method.
    pub method: Method,
    /// Path and query below the ATS's base URL. Built from our own tables and encoded ids only.
    pub path: String,
    /// Headers beside those the edge adds (Authorization, User-Agent, Content-Type).
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Body,
}

/// What a request carries: a media type, and pieces that are sent one after the other, so that a
/// resume is streamed from where it is kept and never held whole.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// `Content-Type`; empty for no body.
    pub content_type: String,
    /// In order.
    pub pieces: Vec<Piece>,
}

/// A part of a body.
#[derive(Clone, PartialEq, Eq)]
pub enum Piece {
    /// Bytes as they are.
    Bytes(Vec<u8>),
    /// A kept file, read when the request is sent.
    File {
        /// Which upload.
        upload: String,
        /// Its length in bytes.
        size: u64,
        /// Sent as it is, or in base64.
        encoding: Encoding,
    },
}

/// How a file's bytes are written into a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As they are.
    Raw,
    /// Standard base64 with padding (RFC 4648), as Comeet wants files inside JSON.
    Base64,
}

impl Body {
    /// A JSON document.
    pub fn json(bytes: Vec<u8>) -> Self {
        Self { content_type: "application/json".to_owned(), pieces: vec![Piece::Bytes(bytes)] }
    }

    /// One file as `multipart/form-data` under the part name `part`. The boundary must be random:
    /// the caller owns the dice.
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

    /// Length in bytes of what will be sent.
    pub fn len(&self) -> u64 {
        self.pieces.iter().map(Piece::len).sum()
    }

    /// Whether there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

impl Piece {
    /// Length in bytes of what will be sent.
    pub fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File { size, encoding: Encoding::Raw, .. } => *size,
            Self::File { size, encoding: Encoding::Base64, .. } => size.div_ceil(3) * 4,
        }
    }

    /// Whether it sends nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A kept file as the ATS will see it.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FileRef {
    /// Where the bytes are kept.
    pub upload: String,
    /// A cleaned file name ([`crate::file::clean_name`]).
    pub name: String,
    /// The media type that goes with what the file really is.
    pub content_type: String,
    /// Length in bytes.
    pub size: u64,
    /// A digest of the bytes, in lowercase hex: the same bytes have the same.
    pub sha256: String,
    /// Where in the form it goes.
    #[serde(default)]
    pub slot: Slot,
    /// Its id at the ATS, where it is there already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
    /// The id at the ATS of a picture that was found in it.
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

/// An answer, whatever its status.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`, or empty.
    pub content_type: String,
    /// `Retry-After` in seconds, where it was sent in that form.
    pub retry_after: Option<u32>,
    /// The body, bounded by the carrier.
    pub body: Vec<u8>,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Carries calls to an ATS: adds the credentials and the base URL, bounds time and size.
pub trait Transport {
    /// Sends `call` once. An answer of any status is `Ok`; no answer is an error.
    fn send(&self, call: Call) -> impl Future<Output = Result<Reply, Error>>;
}

/// A file name inside a quoted header parameter, escaped the way browsers do it (WHATWG HTML,
/// multipart/form-data encoding): nothing in it can end the header.
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

//! tus 1.0, the protocol of resumable uploads: parsing of requests, and their errors. Facts:
//! <https://tus.io/protocols/resumable-upload>, core and the extensions of [`EXTENSIONS`].

use crate::form::Slot;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// The supported version of the protocol.
pub const VERSION: &str = "1.0.0";
/// The supported extensions.
pub const EXTENSIONS: &str = "creation,creation-with-upload,checksum,expiration,termination";
/// The supported algorithms of a [`Checksum`].
pub const ALGORITHMS: &str = "sha1,sha256";
/// The media type of a PATCH body.
pub const CONTENT_TYPE: &str = "application/offset+octet-stream";
/// Request headers that pages may send, beside those of the other routes.
pub const REQUEST_HEADERS: &str = "Tus-Resumable, Upload-Length, Upload-Offset, Upload-Metadata, Upload-Checksum, Upload-Defer-Length, X-HTTP-Method-Override";
/// Response headers that pages may read.
pub const REPLY_HEADERS: &str = "Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm, Upload-Length, Upload-Offset, Upload-Metadata, Upload-Expires";

/// The maximum length of `Upload-Metadata`, in bytes; chosen by this project.
const METADATA_MAX: usize = 4096;

/// A request to create an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creation {
    /// The length of the file, in bytes.
    pub length: u64,
    /// The file name as given; empty if there is none.
    pub name: String,
    /// The slot of the file, from the metadata `slot`; by default the resume.
    pub slot: Slot,
    /// Whether the request carries the first bytes of the file.
    pub begins: bool,
}

/// A request to append bytes to an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// The offset of the first byte.
    pub offset: u64,
    /// The checksum that the bytes must have.
    pub checksum: Option<Checksum>,
}

/// The checksum of the bytes of one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checksum {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The digest, in lowercase hex.
    pub digest: String,
}

/// The algorithm of a [`Checksum`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// SHA-1, required by tus.
    Sha1,
    /// SHA-256.
    Sha256,
}

impl Algorithm {
    fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }
}

/// A refusal of a request: HTTP status and a sentence for developers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TusError {
    /// The HTTP status.
    pub status: u16,
    /// The reason, in English.
    pub says: &'static str,
}

const fn error(status: u16, says: &'static str) -> TusError {
    TusError { status, says }
}

/// Checks the version that a request names. OPTIONS requests need none.
pub fn version(header: Option<&str>) -> Result<(), TusError> {
    match header {
        Some(VERSION) => Ok(()),
        _ => Err(error(412, "Tus-Resumable: must be 1.0.0.")),
    }
}

/// Parses the headers of a creation request. `header` returns a header by name.
pub fn creation(header: impl Fn(&str) -> Option<String>) -> Result<Creation, TusError> {
    if header("upload-concat").is_some() {
        return Err(error(400, "Upload-Concat: concatenation is not spoken."));
    }
    if header("upload-defer-length").is_some() {
        return Err(error(400, "Upload-Defer-Length: the length must be known."));
    }
    let length = header("upload-length").as_deref().and_then(number);
    let length = length.ok_or(error(400, "Upload-Length: must be a number of bytes."))?;
    let metadata = header("upload-metadata").unwrap_or_default();
    let pairs = metadata_of(&metadata).ok_or(error(
        400,
        "Upload-Metadata: must be pairs of a name and a UTF-8 text in base64.",
    ))?;
    let text = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone());
    let slot = match text("slot").as_deref() {
        None | Some("") => Slot::Resume,
        Some(name) => Slot::from_name(name)
            .ok_or(error(400, "Upload-Metadata: slot is resume, photo or files."))?,
    };
    // tus-js-client and Uppy send `filename`; Uppy's own metadata name is `name`.
    let name = text("filename").or_else(|| text("name")).unwrap_or_default();
    let begins = match header("content-type").as_deref() {
        None | Some("") => false,
        Some(CONTENT_TYPE) => true,
        Some(_) => {
            return Err(error(415, "Content-Type: application/offset+octet-stream, or none."));
        }
    };
    Ok(Creation { length, name, slot, begins })
}

/// Parses the headers of a PATCH request. `header` returns a header by name.
pub fn append(header: impl Fn(&str) -> Option<String>) -> Result<Append, TusError> {
    if header("content-type").as_deref() != Some(CONTENT_TYPE) {
        return Err(error(415, "Content-Type: must be application/offset+octet-stream."));
    }
    let offset = header("upload-offset").as_deref().and_then(number);
    let offset = offset.ok_or(error(400, "Upload-Offset: must be a number of bytes."))?;
    let checksum = header("upload-checksum").as_deref().map(checksum).transpose()?;
    Ok(Append { offset, checksum })
}

/// Parses `Upload-Checksum`: `sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=`, an algorithm and a digest in base64.
pub fn checksum(text: &str) -> Result<Checksum, TusError> {
    let (name, digest) = text.split_once(' ').unwrap_or((text, ""));
    let algorithm = match name {
        "sha1" => Algorithm::Sha1,
        "sha256" => Algorithm::Sha256,
        _ => return Err(error(400, "Upload-Checksum: sha1 or sha256.")),
    };
    let digest = STANDARD.decode(digest.trim()).ok().filter(|d| d.len() == algorithm.length());
    let digest = digest.ok_or(error(400, "Upload-Checksum: not a digest in base64."))?;
    Ok(Checksum { algorithm, digest: digest.iter().map(|b| format!("{b:02x}")).collect() })
}

/// Parses a number of at most 15 digits.
fn number(text: &str) -> Option<u64> {
    let good = (1..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    good.then(|| text.parse().ok()).flatten()
}

/// Parses `Upload-Metadata` into pairs with decoded values; `None` if a value is malformed.
fn metadata_of(text: &str) -> Option<Vec<(&str, String)>> {
    if text.len() > METADATA_MAX {
        return None;
    }
    let mut pairs: Vec<(&str, String)> = Vec::new();
    for pair in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let (name, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let twice = pairs.iter().any(|(n, _)| *n == name);
        if twice || name.is_empty() || !name.bytes().all(|b| b.is_ascii_graphic()) {
            return None;
        }
        let value = STANDARD.decode(value.trim()).ok()?;
        pairs.push((name, String::from_utf8(value).ok()?));
    }
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
    }

    #[test]
    fn the_headers_of_a_creation_are_parsed() {
        let metadata = format!(
            "filename {}, is_confidential,filetype {},slot {}",
            STANDARD.encode("резюме.pdf"),
            STANDARD.encode("application/pdf"),
            STANDARD.encode("files"),
        );
        let asked = [("upload-length", "100"), ("upload-metadata", &metadata)];
        let want = Creation {
            length: 100,
            name: "резюме.pdf".to_owned(),
            slot: Slot::Files,
            begins: false,
        };
        assert_eq!(creation(headers(&asked)), Ok(want));
        let with = creation(headers(&[("upload-length", "0"), ("content-type", CONTENT_TYPE)]));
        assert_eq!(with.map(|c| (c.begins, c.slot)), Ok((true, Slot::Resume)));
    }

    #[test]
    fn an_invalid_creation_is_refused_with_the_name_of_the_header() {
        let bad = |more: &[(&str, &str)]| {
            let all = [more, &[("upload-length", "5")]].concat();
            creation(headers(&all)).unwrap_err()
        };
        assert!(bad(&[("upload-length", "-5")]).says.starts_with("Upload-Length"));
        assert!(bad(&[("upload-length", "+5")]).says.starts_with("Upload-Length"));
        assert!(bad(&[("upload-length", "9999999999999999")]).says.starts_with("Upload-Length"));
        assert!(bad(&[("upload-length", "")]).says.starts_with("Upload-Length"));
        assert!(bad(&[("upload-defer-length", "1")]).says.starts_with("Upload-Defer-Length"));
        assert!(bad(&[("upload-concat", "partial")]).says.starts_with("Upload-Concat"));
        // Overlong UTF-8, a duplicate name, two cases of invalid base64.
        for metadata in
            ["filename wK8=", "filename YQ==,filename YQ==", "filename a b", "filename %"]
        {
            assert!(bad(&[("upload-metadata", metadata)]).says.starts_with("Upload-Metadata"));
        }
        let long = "a".repeat(METADATA_MAX + 1);
        assert!(bad(&[("upload-metadata", &long)]).says.starts_with("Upload-Metadata"));
        let slot = format!("slot {}", STANDARD.encode("../photo"));
        assert!(bad(&[("upload-metadata", &slot)]).says.contains("slot"));
        assert_eq!(bad(&[("content-type", "text/plain")]).status, 415);
    }

    #[test]
    fn the_headers_of_a_chunk_are_parsed() {
        let asked = [("content-type", CONTENT_TYPE), ("upload-offset", "70")];
        assert_eq!(append(headers(&asked)), Ok(Append { offset: 70, checksum: None }));
        let none = append(headers(&[("content-type", CONTENT_TYPE)]));
        assert_eq!(none.unwrap_err().status, 400);
        assert_eq!(append(headers(&[("upload-offset", "70")])).unwrap_err().status, 415);
    }

    #[test]
    fn checksums_have_an_algorithm_and_the_length_of_its_digest() {
        let sha1 = checksum("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=").unwrap();
        assert_eq!(sha1.digest, "2aae6c35c94fcfb415dbe95f408b9ce91ee846ed");
        for bad in [
            "sha1 Kq5s",
            "md5 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
            "sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
            "sha1",
            "",
        ] {
            assert_eq!(checksum(bad).unwrap_err().status, 400, "{bad}");
        }
    }

    #[test]
    fn only_the_exact_version_is_accepted() {
        assert!(version(Some("1.0.0")).is_ok());
        for bad in [None, Some(""), Some("1.0"), Some("0.2.2")] {
            assert_eq!(version(bad).unwrap_err().status, 412);
        }
    }
}

//! tus 1.0, the protocol of uploads that can be resumed: what a request says, and what is wrong with
//! it. Facts: <https://tus.io/protocols/resumable-upload>, core and the extensions of [`EXTENSIONS`].

use crate::form::Slot;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The version of the protocol that is spoken.
pub const VERSION: &str = "1.0.0";
/// The extensions that are spoken.
pub const EXTENSIONS: &str = "creation,creation-with-upload,checksum,expiration,termination";
/// The algorithms of [`Checksum`].
pub const ALGORITHMS: &str = "sha1,sha256";
/// The media type of a piece of a file.
pub const CONTENT_TYPE: &str = "application/offset+octet-stream";
/// The headers that a page may send beside those of every other route.
pub const REQUEST_HEADERS: &str = "Tus-Resumable, Upload-Length, Upload-Offset, Upload-Metadata, Upload-Checksum, Upload-Defer-Length, X-HTTP-Method-Override";
/// The headers that a page may read.
pub const REPLY_HEADERS: &str = "Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm, Upload-Length, Upload-Offset, Upload-Metadata, Upload-Expires";

/// The most bytes of `Upload-Metadata`: a choice of ours.
const METADATA_MAX: usize = 4096;

/// A new upload, as it is announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creation {
    /// Its length in bytes.
    pub length: u64,
    /// Its name as it was given; empty when none was.
    pub name: String,
    /// Where in the form it goes: metadata `slot`, the resume by default.
    pub slot: Slot,
    /// Whether the request brings its first bytes.
    pub begins: bool,
}

/// A piece of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// Where it begins.
    pub offset: u64,
    /// What it must be to be kept.
    pub checksum: Option<Checksum>,
}

/// A digest of a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checksum {
    /// By which algorithm.
    pub algorithm: Algorithm,
    /// Lowercase hex.
    pub digest: String,
}

/// An algorithm of a [`Checksum`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// SHA-1, which tus demands.
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

/// Why a request is refused: its HTTP status, and a sentence for developers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrong {
    /// HTTP status.
    pub status: u16,
    /// In English.
    pub says: &'static str,
}

const fn wrong(status: u16, says: &'static str) -> Wrong {
    Wrong { status, says }
}

/// Whether a request speaks our version. Not asked of OPTIONS.
pub fn version(header: Option<&str>) -> Result<(), Wrong> {
    match header {
        Some(VERSION) => Ok(()),
        _ => Err(wrong(412, "Tus-Resumable: must be 1.0.0.")),
    }
}

/// What a creation says. `header` reads a header by its name.
pub fn creation(header: impl Fn(&str) -> Option<String>) -> Result<Creation, Wrong> {
    if header("upload-concat").is_some() {
        return Err(wrong(400, "Upload-Concat: concatenation is not spoken."));
    }
    if header("upload-defer-length").is_some() {
        return Err(wrong(400, "Upload-Defer-Length: the length must be known."));
    }
    let length = header("upload-length").as_deref().and_then(number);
    let length = length.ok_or(wrong(400, "Upload-Length: must be a number of bytes."))?;
    let metadata = header("upload-metadata").unwrap_or_default();
    let pairs = metadata_of(&metadata).ok_or(wrong(
        400,
        "Upload-Metadata: must be pairs of a name and a UTF-8 text in base64.",
    ))?;
    let text = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone());
    let slot = match text("slot").as_deref() {
        None | Some("") => Slot::Resume,
        Some(name) => Slot::from_name(name)
            .ok_or(wrong(400, "Upload-Metadata: slot is resume, photo or files."))?,
    };
    // tus-js-client and Uppy write `filename`; Uppy's own is `name`.
    let name = text("filename").or_else(|| text("name")).unwrap_or_default();
    let begins = match header("content-type").as_deref() {
        None | Some("") => false,
        Some(CONTENT_TYPE) => true,
        Some(_) => {
            return Err(wrong(415, "Content-Type: application/offset+octet-stream, or none."));
        }
    };
    Ok(Creation { length, name, slot, begins })
}

/// What a PATCH says. `header` reads a header by its name.
pub fn append(header: impl Fn(&str) -> Option<String>) -> Result<Append, Wrong> {
    if header("content-type").as_deref() != Some(CONTENT_TYPE) {
        return Err(wrong(415, "Content-Type: must be application/offset+octet-stream."));
    }
    let offset = header("upload-offset").as_deref().and_then(number);
    let offset = offset.ok_or(wrong(400, "Upload-Offset: must be a number of bytes."))?;
    let checksum = header("upload-checksum").as_deref().map(checksum).transpose()?;
    Ok(Append { offset, checksum })
}

/// `sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=`, a name and a digest in base64.
pub fn checksum(text: &str) -> Result<Checksum, Wrong> {
    let (name, digest) = text.split_once(' ').unwrap_or((text, ""));
    let algorithm = match name {
        "sha1" => Algorithm::Sha1,
        "sha256" => Algorithm::Sha256,
        _ => return Err(wrong(400, "Upload-Checksum: sha1 or sha256.")),
    };
    let digest = STANDARD.decode(digest.trim()).ok().filter(|d| d.len() == algorithm.length());
    let digest = digest.ok_or(wrong(400, "Upload-Checksum: not a digest in base64."))?;
    Ok(Checksum { algorithm, digest: digest.iter().map(|b| format!("{b:02x}")).collect() })
}

/// Digits and nothing else; more than 15 are no length of a file.
fn number(text: &str) -> Option<u64> {
    let good = (1..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    good.then(|| text.parse().ok()).flatten()
}

/// Pairs with their values decoded; `None` where one is not what it should be.
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
    fn a_creation_is_read() {
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
    fn a_creation_that_is_not_right_says_what_is_wrong() {
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
        // Overlong UTF-8, twice the same name, no base64, too long.
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
    fn a_piece_is_read() {
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
    fn versions_are_compared_whole() {
        assert!(version(Some("1.0.0")).is_ok());
        for bad in [None, Some(""), Some("1.0"), Some("0.2.2")] {
            assert_eq!(version(bad).unwrap_err().status, 412);
        }
    }
}

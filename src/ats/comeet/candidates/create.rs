//! Body of a new candidate: JSON whose files are encoded while they are sent and never held in
//! memory.

use super::{Fields, limits};
use crate::api::endpoint::{Content, Payload, Place, RequestError};
use crate::api::error::Error;
use crate::api::request::{Body, Encoding, FileRef, Piece};
use serde::Serialize;
use std::fmt;

/// A new candidate.
#[derive(Clone)]
pub struct NewCandidate {
    /// All fields except the files.
    pub fields: Fields,
    /// The resume.
    pub resume: Option<FileRef>,
    /// A picture.
    pub picture: Option<FileRef>,
    /// Further files.
    pub files: Vec<FileRef>,
}

impl NewCandidate {
    /// Creates a candidate without files.
    pub fn new(fields: Fields) -> Self {
        Self { fields, resume: None, picture: None, files: Vec::new() }
    }
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    fields: &'a Fields,
    #[serde(skip_serializing_if = "Option::is_none")]
    resume: Option<NamedFile<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<NamedFile<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<NamedFile<'a>>,
}

#[derive(Serialize)]
struct NamedFile<'a> {
    name: &'a str,
    /// Placeholder for the bytes.
    file: String,
}

impl Payload for NewCandidate {
    const CONTENT: Content = Content::Json;

    /// The JSON document in pieces. `boundary` marks the positions of the files and must be
    /// unguessable, or a candidate could type it. Fails if Comeet would reject the candidate.
    fn body(&self, operation: &'static str, boundary: &str) -> Result<Body, Error> {
        limits::check(self, operation)?;
        let place = |i: usize| format!("{boundary}-{i}-");
        let mut marked = Vec::new();
        let mut mark = |file: &'_ FileRef| {
            marked.push(file.clone());
            place(marked.len() - 1)
        };
        let resume = self.resume.as_ref().map(|f| NamedFile { name: &f.name, file: mark(f) });
        let picture = self.picture.as_ref().map(|f| NamedFile { name: &f.name, file: mark(f) });
        let files = self.files.iter().map(|f| NamedFile { name: &f.name, file: mark(f) });
        let document = Document { fields: &self.fields, resume, picture, files: files.collect() };
        let document = serde_json::to_string(&document)
            .map_err(|_| Error::malformed(operation, "body", "does not serialise"))?;
        let bytes = |text: &str| Piece::Bytes(text.as_bytes().to_vec());
        let (mut pieces, mut rest) = (Vec::new(), document.as_str());
        for (i, file) in marked.iter().enumerate() {
            let (head, tail) = rest
                .split_once(&place(i))
                .filter(|_| !boundary.is_empty())
                .ok_or_else(|| Error::malformed(operation, "file", "has no place"))?;
            let (upload, size) = (file.upload.clone(), file.size);
            pieces.push(bytes(head));
            pieces.push(Piece::File { upload, size, encoding: Encoding::Base64 });
            rest = tail;
        }
        pieces.push(bytes(rest));
        Ok(Body { content_type: "application/json".to_owned(), pieces })
    }

    fn read(_body: &[u8]) -> Result<Self, RequestError> {
        let why = "candidates are created by applications, not through the gateway";
        Err(RequestError::new(Place::Body, "candidate".to_owned(), why))
    }
}

impl fmt::Debug for NewCandidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewCandidate { fields, resume, picture, files }")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Create, tests_of::fields};
    use super::*;
    use crate::api::endpoint::Endpoint as _;
    use serde_json::Value;

    fn file(name: &str) -> FileRef {
        FileRef {
            upload: name.to_owned(),
            name: name.to_owned(),
            content_type: "application/pdf".to_owned(),
            size: 4,
            sha256: String::new(),
            slot: Default::default(),
            known: None,
            picture: None,
        }
    }

    /// The JSON that the ATS receives, with `QUJDRA==` for every file.
    fn sent(body: NewCandidate) -> Value {
        let call = Create { body }.call("apply-edge-random").unwrap();
        let mut document = String::new();
        for piece in &call.body.pieces {
            match piece {
                Piece::Bytes(bytes) => document.push_str(std::str::from_utf8(bytes).unwrap()),
                Piece::File { encoding, .. } => {
                    assert_eq!(*encoding, Encoding::Base64);
                    document.push_str("QUJDRA==");
                }
            }
        }
        assert_eq!(call.body.len(), document.len() as u64);
        serde_json::from_str(&document).unwrap()
    }

    #[test]
    fn files_are_encoded_while_sent_and_placeholders_cannot_be_forged() {
        let typed = "\"}, \"file\": \"";
        let fields = Fields { first_name: typed.to_owned(), ..fields() };
        let document = sent(NewCandidate {
            resume: Some(file("cv \"1\".pdf")),
            picture: Some(file("me.png")),
            files: vec![file("a.zip"), file("b.txt")],
            ..NewCandidate::new(fields)
        });
        assert_eq!(document["first_name"], typed);
        assert_eq!(document["resume"]["name"], "cv \"1\".pdf");
        assert_eq!(document["picture"]["name"], "me.png");
        assert_eq!(document["files"][1]["name"], "b.txt");
        for file in [&document["resume"], &document["picture"], &document["files"][0]] {
            assert_eq!(file["file"], "QUJDRA==");
        }
    }

    #[test]
    fn every_field_of_the_vendors_sample_can_be_sent() {
        let json = include_str!("../../../../tests/reference/comeet.json");
        let reference: Value = serde_json::from_str(json).unwrap();
        let want = &reference["create"];
        let fields: Fields = serde_json::from_value(want.clone()).unwrap();
        let have = sent(NewCandidate {
            resume: Some(file(want["resume"]["name"].as_str().unwrap())),
            picture: Some(file(want["picture"]["name"].as_str().unwrap())),
            files: vec![file(want["files"][0]["name"].as_str().unwrap())],
            ..NewCandidate::new(fields)
        });
        assert_eq!(&have, want);
    }
}

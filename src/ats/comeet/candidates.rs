//! Candidates, in the recruiting API. Files travel as base64 inside the JSON.

use super::Comeet;
use crate::call::{Body, Encoding, FileRef, Piece};
use crate::endpoint::{Payload, endpoints};
use crate::error::Error;
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

endpoints! { candidates of Comeet<'static>;
    /// Creates a candidate on a position. A repeat with the same `partner_candidate_id` is a 409
    /// while the first is in progress.
    Create: Post "/candidates" () <- NewCandidate => Created;
}

/// A new candidate.
#[derive(Clone)]
pub struct NewCandidate {
    /// All but the files.
    pub fields: Fields,
    /// The resume.
    pub resume: Option<FileRef>,
}

/// The fields of a new candidate that are texts.
#[derive(Clone, Default, Serialize)]
pub struct Fields {
    /// The position.
    pub position_uid: String,
    /// Our own id: the only handle by which a repeat is recognised.
    pub partner_candidate_id: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Middle name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// A LinkedIn address; others are refused by Comeet, so they go into `links`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linkedin_url: Option<String>,
    /// Other addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkUrl>,
    /// Salary expectation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salary_expectations: Option<String>,
    /// Plain text for the recruiter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A link.
#[derive(Clone, Serialize)]
pub struct LinkUrl {
    /// The address.
    pub url: String,
}

#[derive(Serialize)]
struct WithResume<'a> {
    #[serde(flatten)]
    fields: &'a Fields,
    resume: NamedFile<'a>,
}

#[derive(Serialize)]
struct NamedFile<'a> {
    name: &'a str,
    file: &'a str,
}

impl Payload for NewCandidate {
    /// The JSON document in three pieces, so that the file is encoded on its way out and never
    /// held. `boundary` marks the file's place and must not be guessable, or a candidate could
    /// type it.
    fn body(&self, operation: &'static str, boundary: &str) -> Result<Body, Error> {
        let wrong = |_| Error::malformed(operation, "body", "does not serialise");
        let Some(file) = &self.resume else {
            return serde_json::to_vec(&self.fields).map(Body::json).map_err(wrong);
        };
        let resume = NamedFile { name: &file.name, file: boundary };
        let document = WithResume { fields: &self.fields, resume };
        let document = serde_json::to_string(&document).map_err(wrong)?;
        let (head, tail) = document
            .rsplit_once(boundary)
            .ok_or_else(|| Error::malformed(operation, "resume.file", "has no place"))?;
        let bytes = |text: &str| Piece::Bytes(text.as_bytes().to_vec());
        let (upload, size) = (file.upload.clone(), file.size);
        let file = Piece::File { upload, size, encoding: Encoding::Base64 };
        Ok(Body {
            content_type: "application/json".to_owned(),
            pieces: vec![bytes(head), file, bytes(tail)],
        })
    }
}

/// The answer to a creation.
#[derive(Debug, Clone, Deserialize)]
pub struct Created {
    /// The candidate's uid.
    #[serde(deserialize_with = "uid")]
    pub uid: String,
}

/// The body of a 409.
#[derive(Debug, Clone, Deserialize)]
pub struct Conflict {
    /// The candidate that is there already: a number in the vendor's sample, though uids are texts.
    #[serde(deserialize_with = "uid")]
    pub candidate_uid: String,
}

fn uid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Uid {
        Text(String),
        Number(u64),
    }
    Ok(match Uid::deserialize(deserializer)? {
        Uid::Text(text) => text,
        Uid::Number(number) => number.to_string(),
    })
}

impl fmt::Debug for NewCandidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewCandidate { fields, resume }")
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fields").field("position_uid", &self.position_uid).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::Endpoint as _;

    #[test]
    fn the_file_is_encoded_on_its_way_and_its_place_cannot_be_typed() {
        let typed = "\"}, \"file\": \"";
        let fields = Fields { first_name: typed.to_owned(), ..Fields::default() };
        let file = FileRef {
            upload: "u1".to_owned(),
            name: "cv \"1\".pdf".to_owned(),
            content_type: "application/pdf".to_owned(),
            size: 4,
            sha256: String::new(),
        };
        let body = NewCandidate { fields, resume: Some(file) };
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
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        assert_eq!(document["first_name"], typed);
        assert_eq!(document["resume"]["file"], "QUJDRA==");
        assert_eq!(document["resume"]["name"], "cv \"1\".pdf");
    }

    #[test]
    fn a_conflict_names_its_candidate_as_number_or_text() {
        for (json, want) in
            [(r#"{"candidate_uid":5555}"#, "5555"), (r#"{"candidate_uid":"00.AAA"}"#, "00.AAA")]
        {
            assert_eq!(serde_json::from_str::<Conflict>(json).unwrap().candidate_uid, want);
        }
    }
}

//! The headers of tus, one a line, as `Name: value`: what is accepted means the same when it is written again.

use crate::fuzz::mutate::Material;
use crate::fuzz::run::Target;
use apply_edge::form::Slot;
use apply_edge::protocol::tus::{Algorithm, Append, CONTENT_TYPE, Creation, TusError};
use apply_edge::protocol::tus::{append, checksum, creation, version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub(crate) const TARGET: Target = Target {
    name: "tus",
    short: 2500,
    more: Vec::new,
    mutant: Material::mutant,
    check,
    memory: (40_000, 60),
};

/// The most that any accepted number may be: a length is added to offsets.
const NUMBER_MAX: u64 = 999_999_999_999_999;
/// The most bytes of a name: those of the header, without the base64.
const NAME_MAX: usize = 4096 / 4 * 3;

type Headers = Vec<(String, String)>;

fn of(headers: &Headers) -> impl Fn(&str) -> Option<String> + '_ {
    |name| headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone())
}

fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let headers: Headers = (text.split('\n'))
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    // `version` says nothing of the others: they are read anyway.
    let _ = version(of(&headers)("tus-resumable").as_deref());
    match creation(of(&headers)) {
        Ok(created) => {
            assert!(created.length <= NUMBER_MAX && created.name.len() <= NAME_MAX);
            // A name as long as the header's limit leaves no room for the slot that is written behind it.
            if created.name.len() < NAME_MAX - 100 {
                assert_eq!(creation(of(&written(&created))), Ok(created));
            }
        }
        Err(refused) => told(refused),
    }
    match append(of(&headers)) {
        Ok(appended) => {
            assert!(appended.offset <= NUMBER_MAX);
            assert_eq!(append(of(&written_again(&appended))), Ok(appended));
        }
        Err(refused) => told(refused),
    }
    for line in text.split('\n') {
        match checksum(line) {
            Ok(read) => {
                let length = if read.algorithm == Algorithm::Sha1 { 40 } else { 64 };
                assert_eq!(read.digest.len(), length);
                assert!(read.digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
            }
            Err(refused) => told(refused),
        }
    }
}

fn told(refused: TusError) {
    assert!(matches!(refused.status, 400 | 412 | 415), "{}", refused.status);
    assert!(refused.says.len() < 100);
}

fn pair(name: &str, value: String) -> (String, String) {
    (name.to_owned(), value)
}

fn written(created: &Creation) -> Headers {
    let slot = Slot::name(created.slot);
    let metadata =
        format!("filename {},slot {}", STANDARD.encode(&created.name), STANDARD.encode(slot));
    let mut headers = vec![pair("upload-length", created.length.to_string())];
    headers.push(pair("upload-metadata", metadata));
    headers.extend(created.begins.then(|| pair("content-type", CONTENT_TYPE.to_owned())));
    headers
}

fn written_again(appended: &Append) -> Headers {
    let mut headers = vec![pair("content-type", CONTENT_TYPE.to_owned())];
    headers.push(pair("upload-offset", appended.offset.to_string()));
    headers.extend(appended.checksum.as_ref().map(|sum| {
        let name = if sum.algorithm == Algorithm::Sha1 { "sha1" } else { "sha256" };
        let digit = |at: usize| u8::from_str_radix(&sum.digest[at..at + 2], 16).unwrap();
        let bytes: Vec<u8> = (0..sum.digest.len()).step_by(2).map(digit).collect();
        pair("upload-checksum", format!("{name} {}", STANDARD.encode(bytes)))
    }));
    headers
}

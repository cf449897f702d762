//! Encryption of PDFs: whether a file opens without a password, and its decryption. Facts: ISO
//! 32000-1, 7.6.2 to 7.6.4 (algorithms 1, 2, 4 to 6), and ISO 32000-2, 7.6.4 (algorithms 2.A, 2.B,
//! 11), for revision 6; Adobe's supplement to ISO 32000, extension level 3, for revision 5.

use super::object::Object;
use aes::cipher::block_padding::NoPadding;
use aes::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _};
use aes::{Aes128, Aes256};
use md5::{Digest as _, Md5};
use rc4::{KeyInit as _, Rc4, StreamCipher as _};
use sha2::{Sha256, Sha384, Sha512};

/// Padding that replaces an empty password: algorithm 2, step a.
const PADDING: [u8; 32] = [
    0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08,
    0x2E, 0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
];

/// Encryption method of strings or streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    /// No encryption.
    Identity,
    Rc4,
    Aes128,
    Aes256,
}

/// The key of a file that opens without a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    key: Vec<u8>,
    strings: Method,
    streams: Method,
}

/// The values of an encryption dictionary.
struct Lock<'a> {
    revision: i64,
    owner: &'a [u8],
    user: &'a [u8],
    permissions: i64,
    /// Key length in bytes: as stated, otherwise all candidates.
    lengths: Vec<usize>,
    is_metadata_encrypted: bool,
    id: &'a [u8],
}

/// The key, if the empty password opens the file; `None` if it does not, or if the method is
/// unknown.
pub(crate) fn open(dictionary: &Object, id: &[u8]) -> Option<Key> {
    let number = |key: &[u8], default| match dictionary.get(key) {
        Some(value) => value.number(),
        None => Some(default),
    };
    let version = number(b"V", 0)?;
    let method = |key: &[u8]| match version {
        1 | 2 => Some(Method::Rc4),
        4 | 5 => filter(dictionary, key),
        _ => None,
    };
    let (strings, streams) = (method(b"StrF")?, method(b"StmF")?);
    if (strings, streams) == (Method::Identity, Method::Identity) {
        // Only attachments are encrypted.
        return Some(Key { key: Vec::new(), strings, streams });
    }
    if dictionary.get(b"Filter")?.name()? != b"Standard" {
        return None;
    }
    let bits = match version {
        1 => 40,
        4 => 128,
        _ => number(b"Length", 40)?,
    };
    let told = usize::try_from(bits / 8).ok().filter(|n| (5..=16).contains(n));
    let lengths = told.into_iter().chain([16, 5]).collect();
    let lock = Lock {
        revision: number(b"R", 0)?,
        owner: dictionary.get(b"O")?.string()?,
        user: dictionary.get(b"U")?.string()?,
        permissions: number(b"P", 0)?,
        lengths,
        is_metadata_encrypted: dictionary.get(b"EncryptMetadata")
            != Some(&Object::Word(b"false".to_vec())),
        id,
    };
    let key = match lock.revision {
        2 => lock.open_with_md5(5)?,
        3 | 4 => lock.lengths.iter().find_map(|length| lock.open_with_md5(*length))?,
        5 | 6 => lock.open_with_sha2(dictionary)?,
        _ => return None,
    };
    Some(Key { key, strings, streams })
}

/// Method of the crypt filter that `StmF` or `StrF` names.
fn filter(dictionary: &Object, key: &[u8]) -> Option<Method> {
    let name = match dictionary.get(key) {
        None => return Some(Method::Identity),
        Some(name) => name.name()?,
    };
    if name == b"Identity" {
        return Some(Method::Identity);
    }
    match dictionary.get(b"CF")?.get(name)?.get(b"CFM").and_then(Object::name) {
        None | Some(b"None") => Some(Method::Identity),
        Some(b"V2") => Some(Method::Rc4),
        Some(b"AESV2") => Some(Method::Aes128),
        Some(b"AESV3") => Some(Method::Aes256),
        Some(_) => None,
    }
}

impl Lock<'_> {
    /// Algorithms 2 and 6.
    fn open_with_md5(&self, length: usize) -> Option<Vec<u8>> {
        let mut hash = Md5::new();
        hash.update(PADDING);
        hash.update(self.owner.get(..32)?);
        // Four bytes, from a signed or an unsigned number.
        #[allow(clippy::cast_possible_truncation, reason = "the four low bytes are what counts")]
        hash.update((self.permissions as u32).to_le_bytes());
        hash.update(self.id);
        if self.revision >= 4 && !self.is_metadata_encrypted {
            hash.update([0xFF; 4]);
        }
        let mut key = hash.finalize().to_vec();
        if self.revision >= 3 {
            for _ in 0..50 {
                key = Md5::digest(key.get(..length)?).to_vec();
            }
        }
        key.truncate(length);
        let is_right = if self.revision == 2 {
            let mut proof = PADDING;
            Rc4::new_from_slice(&key).ok()?.apply_keystream(&mut proof);
            self.user.get(..32)? == proof
        } else {
            let mut proof =
                Md5::new().chain_update(PADDING).chain_update(self.id).finalize().to_vec();
            for round in 0..20u8 {
                let key: Vec<u8> = key.iter().map(|b| b ^ round).collect();
                Rc4::new_from_slice(&key).ok()?.apply_keystream(&mut proof);
            }
            self.user.get(..16)? == proof
        };
        is_right.then_some(key)
    }

    /// Algorithms 2.A, 11 and 12: as the user, then as the owner, whose hashes include the user's.
    fn open_with_sha2(&self, dictionary: &Object) -> Option<Vec<u8>> {
        let user = self.user.get(..48)?;
        let as_user = || self.unwrap(user, b"", dictionary.get(b"UE")?.string()?);
        let as_owner = || self.unwrap(self.owner, user, dictionary.get(b"OE")?.string()?);
        as_user().or_else(as_owner)
    }

    /// The key that the empty password unwraps: `proof` is a hash and two salts of eight bytes
    /// each.
    fn unwrap(&self, proof: &[u8], user: &[u8], wrapped: &[u8]) -> Option<Vec<u8>> {
        let digest = |salt: &[u8]| match self.revision {
            5 => Some(Sha256::new().chain_update(salt).chain_update(user).finalize().to_vec()),
            _ => hash_of_revision_6(salt, user),
        };
        if digest(proof.get(32..40)?)? != proof.get(..32)? {
            return None;
        }
        let mut key = wrapped.get(..32)?.to_vec();
        let by = digest(proof.get(40..48)?)?;
        cbc::Decryptor::<Aes256>::new_from_slices(&by, &[0; 16])
            .ok()?
            .decrypt_padded::<NoPadding>(&mut key)
            .ok()?;
        Some(key)
    }
}

/// Algorithm 2.B for the empty password.
fn hash_of_revision_6(salt: &[u8], user: &[u8]) -> Option<Vec<u8>> {
    let mut key = Sha256::new().chain_update(salt).chain_update(user).finalize().to_vec();
    for round in 0.. {
        let mut block = [&key, user].concat().repeat(64);
        let length = block.len();
        cbc::Encryptor::<Aes128>::new_from_slices(key.get(..16)?, key.get(16..32)?)
            .ok()?
            .encrypt_padded::<NoPadding>(&mut block, length)
            .ok()?;
        // The first sixteen bytes as a number modulo three, which equals the sum of the bytes
        // modulo three.
        key = match block.iter().take(16).map(|b| u32::from(*b)).sum::<u32>() % 3 {
            0 => Sha256::digest(&block).to_vec(),
            1 => Sha384::digest(&block).to_vec(),
            _ => Sha512::digest(&block).to_vec(),
        };
        let last = u32::from(*block.last()?);
        if round >= 63 && last <= round - 31 {
            break;
        }
    }
    key.truncate(32);
    Some(key)
}

impl Key {
    /// A decryptor for the stream of an object.
    pub(crate) fn stream(&self, number: u32, generation: u32) -> Decryptor {
        self.decryptor(self.streams, number, generation)
    }

    /// Decrypts a string of an object.
    pub(crate) fn string(&self, number: u32, generation: u32, text: &[u8]) -> Vec<u8> {
        let mut out = self.decryptor(self.strings, number, generation).push(text.to_vec());
        if matches!(self.strings, Method::Aes128 | Method::Aes256) {
            // Padding: the last byte is its length.
            let padding = usize::from(out.last().copied().unwrap_or(0));
            out.truncate(out.len().saturating_sub(padding.min(16)));
        }
        out
    }

    /// Algorithm 1.
    fn decryptor(&self, method: Method, number: u32, generation: u32) -> Decryptor {
        let of_object = |salt: &[u8]| {
            let mut hash = Md5::new();
            hash.update(&self.key);
            hash.update(number.to_le_bytes().get(..3).unwrap_or_default());
            hash.update(generation.to_le_bytes().get(..2).unwrap_or_default());
            hash.update(salt);
            let mut key = hash.finalize().to_vec();
            key.truncate((self.key.len() + 5).min(16));
            key
        };
        let cipher = match method {
            Method::Identity => Some(Cipher::None),
            Method::Rc4 => Rc4::new_from_slice(&of_object(b"")).ok().map(Cipher::Rc4),
            Method::Aes128 => Some(Cipher::Aes(of_object(b"sAlT"))),
            Method::Aes256 => Some(Cipher::Aes(self.key.clone())),
        };
        Decryptor { cipher: cipher.unwrap_or(Cipher::None), rest: Vec::new() }
    }
}

/// Decrypts data in pieces.
pub(crate) struct Decryptor {
    cipher: Cipher,
    /// Bytes of an incomplete block.
    rest: Vec<u8>,
}

enum Cipher {
    None,
    Rc4(Rc4),
    /// A key before the initialization vector, which comes first in the data.
    Aes(Vec<u8>),
    Aes128(cbc::Decryptor<Aes128>),
    Aes256(cbc::Decryptor<Aes256>),
}

impl Decryptor {
    /// A decryptor that changes nothing.
    pub(crate) fn plain() -> Self {
        Self { cipher: Cipher::None, rest: Vec::new() }
    }

    /// Decrypts the next bytes, as far as blocks are complete.
    pub(crate) fn push(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        match &mut self.cipher {
            Cipher::None => return bytes,
            Cipher::Rc4(rc4) => {
                rc4.apply_keystream(&mut bytes);
                return bytes;
            }
            Cipher::Aes(_) | Cipher::Aes128(_) | Cipher::Aes256(_) => {}
        }
        self.rest.append(&mut bytes);
        let rest = std::mem::take(&mut self.rest);
        let mut blocks = rest.chunks_exact(16);
        let mut out = Vec::with_capacity(rest.len());
        for block in &mut blocks {
            let Ok(mut block) = <[u8; 16]>::try_from(block) else { continue };
            match &mut self.cipher {
                Cipher::Aes(key) => {
                    let short = cbc::Decryptor::new_from_slices(key, &block).map(Cipher::Aes128);
                    let long = || cbc::Decryptor::new_from_slices(key, &block).map(Cipher::Aes256);
                    self.cipher = short.or_else(|_| long()).unwrap_or(Cipher::None);
                    continue;
                }
                Cipher::Aes128(aes) => aes.decrypt_block((&mut block).into()),
                Cipher::Aes256(aes) => aes.decrypt_block((&mut block).into()),
                Cipher::None | Cipher::Rc4(_) => {}
            }
            out.extend_from_slice(&block);
        }
        self.rest = blocks.remainder().to_vec();
        out
    }
}

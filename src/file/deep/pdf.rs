//! Checks of a PDF beyond a search of its bytes: encryption, object streams, scripts in indirect
//! objects, and an archive at the end. Facts: ISO 32000-1, 7.5.7 (object streams), 7.3.8 (streams).

use super::inflate::{Budget, Inflater, Progress};
use super::{Bytes, PIECE, Refused, Source};
use crate::file::pdf::FOLLOWED_MAX;
use crate::file::pdf::lock::{self, Decryptor, Key};
use crate::file::pdf::names::{Found, Names};
use crate::file::pdf::object::{self, Object, parse};
use crate::file::pdf::script::{self, SCRIPT_MAX};
use crate::file::{Ends, FileProblem, zip};
use std::collections::BTreeSet;

/// Maximum decompressed size of all object streams, in bytes. Chosen here: a report of a thousand
/// pages has about two million.
const OBJECTS_MAX: usize = 6_000_000;
/// Numbers of bytes before an offset that are searched for the enclosing object; the smallest is
/// mostly enough.
const BEFORE: [u64; 3] = [512, 16_384, 524_288];
/// Numbers of bytes that are searched for the end of a stream's dictionary.
const DICTIONARY: [usize; 2] = [1024, 32_768];
/// Maximum number of offsets that are searched for an encryption dictionary.
const LOCKS_MAX: usize = 8;
/// Maximum number of references that are followed from an encryption dictionary, which has about
/// ten values.
const LOCK_REFERENCES_MAX: usize = 32;
/// Maximum number of offsets for the objects looked up: a file has few revisions of one.
const PLACES_MAX: usize = 16_384;
/// Bytes of a piece that are searched again with the next one, for object numbers across the
/// boundary.
const OVERLAP: usize = 64;

/// Checks a PDF, starting from what the scan found.
pub(super) async fn check<B: Bytes + ?Sized>(
    ends: &Ends<'_>,
    bytes: &Source<'_, B>,
    found: Found,
) -> Result<(), Refused<B::Error>> {
    if found.harmful {
        return Err(FileProblem::Unsafe.into());
    }
    if let Some(at) = zip::find_end(ends)
        && !is_in_stream(ends, at)
    {
        // A PDF that is an archive too: two programs would read two different files.
        return Err(FileProblem::Unsafe.into());
    }
    let mut file = File { bytes, size: ends.size, key: None, budget: Budget::new(OBJECTS_MAX) };
    if !found.lock_objects.is_empty() || found.lock_at.is_some() {
        file.key = Some(file.open(&found).await?);
    }
    file.check_scripts(&found.scripts).await?;
    let mut wanted = found.script_objects;
    let mut streams: Vec<Stream> = Vec::new();
    for at in found.object_streams {
        // `ObjStm` and `First` of the same dictionary.
        if streams.last().is_some_and(|known| known.data_at > at) {
            continue;
        }
        let Some(stream) = file.stream_around(at).await? else { continue };
        file.check_object_stream(&stream, &mut wanted).await?;
        streams.push(stream);
    }
    file.check_script_objects(wanted, &streams).await
}

/// Whether the end of an archive is inside a stream, as that of an attached file is.
fn is_in_stream(ends: &Ends<'_>, at: u64) -> bool {
    let tail_at = ends.size.saturating_sub(ends.tail.len() as u64);
    let at = usize::try_from(at.saturating_sub(tail_at)).unwrap_or(0);
    let Some((before, behind)) = ends.tail.split_at_checked(at) else { return false };
    let is_closed = memchr::memmem::find(behind, b"endstream").is_some_and(|end| {
        memchr::memmem::find(behind.get(..end).unwrap_or_default(), b"obj").is_none()
    });
    let opened = memchr::memmem::rfind(before, b"stream");
    let is_open = opened.is_none_or(|at| !before.get(..at).unwrap_or_default().ends_with(b"end"));
    is_closed && is_open
}

/// A PDF under examination.
struct File<'a, 'b, B: ?Sized> {
    bytes: &'a Source<'b, B>,
    size: u64,
    /// The key, if the file is encrypted and opens with the empty password.
    key: Option<Key>,
    budget: Budget,
}

/// A stream with its dictionary.
struct Stream {
    dictionary: Object,
    number: u32,
    generation: u32,
    data_at: u64,
}

impl<B: Bytes + ?Sized> File<'_, '_, B> {
    /// The last object that begins before an offset: its numbers, and the offset of its value.
    async fn object_before(&self, at: u64) -> Result<Option<(u32, u32, u64)>, Refused<B::Error>> {
        for before in BEFORE {
            let from = at.saturating_sub(before);
            let length = usize::try_from(at - from).unwrap_or(0);
            let bytes = self.bytes.read(from, length).await?;
            if let Some((number, generation, value)) = object::starts(&bytes).last() {
                return Ok(Some((number, generation, from + value as u64)));
            }
        }
        Ok(None)
    }

    /// The key of an encrypted file; [`FileProblem::Encrypted`] if the empty password does not open
    /// it.
    async fn open(&self, found: &Found) -> Result<Key, Refused<B::Error>> {
        let mut id = Vec::new();
        if let Some(at) = found.id_at {
            let array = self.bytes.read(at, 1024).await?;
            if let Some((Object::Array(ids), _)) = parse(&array)
                && let Some(first) = ids.first().and_then(Object::string)
            {
                id = first.to_vec();
            }
        }
        let mut places: Vec<u64> = found.lock_at.into_iter().collect();
        places.extend(self.find_objects(&found.lock_objects).await?.into_iter().map(|o| o.2));
        // The newest revisions first; a file has one or two.
        for at in places.into_iter().rev().take(LOCKS_MAX) {
            let bytes = self.bytes.read(at, 4096).await?;
            // After `obj`, or after the name `Encrypt`.
            let start = bytes.windows(2).position(|w| w == b"<<").unwrap_or(0);
            if let Some((mut dictionary, _)) = parse(bytes.get(start..).unwrap_or_default()) {
                self.resolve(&mut dictionary).await?;
                if let Some(key) = lock::open(&dictionary, &id) {
                    return Ok(key);
                }
            }
        }
        Err(FileProblem::Encrypted.into())
    }

    /// Replaces references by their values, to the nesting depth of encryption dictionaries.
    async fn resolve(&self, dictionary: &mut Object) -> Result<(), Refused<B::Error>> {
        for _ in 0..3 {
            let mut references = BTreeSet::new();
            dictionary.references(&mut references);
            if references.is_empty() || references.len() > LOCK_REFERENCES_MAX {
                break;
            }
            let places = self.find_objects(&references).await?;
            for (number, _, at) in places.into_iter().rev().take(LOCK_REFERENCES_MAX) {
                let bytes = self.bytes.read(at, 4096).await?;
                if let Some((value, _)) = parse(&bytes) {
                    dictionary.put(number, &value);
                }
            }
        }
        Ok(())
    }

    /// All offsets at which one of these objects begins, with its numbers. Reads the whole file.
    async fn find_objects(
        &self,
        wanted: &BTreeSet<u32>,
    ) -> Result<Vec<(u32, u32, u64)>, Refused<B::Error>> {
        let mut places = Vec::new();
        let (mut at, mut window) = (0, Vec::new());
        while !wanted.is_empty() && at < self.size {
            let piece = self.bytes.read(at, PIECE).await?;
            let from = at - window.len() as u64;
            at += piece.len().max(1) as u64;
            window.extend_from_slice(&piece);
            let starts = object::starts(&window);
            places.extend(
                starts
                    .filter(|(number, ..)| wanted.contains(number))
                    .map(|(number, generation, value)| (number, generation, from + value as u64)),
            );
            window.drain(..window.len().saturating_sub(OVERLAP));
            if places.len() > PLACES_MAX {
                return Err(FileProblem::Unsafe.into());
            }
        }
        places.dedup();
        Ok(places)
    }

    /// The stream whose dictionary contains the given offset.
    async fn stream_around(&self, at: u64) -> Result<Option<Stream>, Refused<B::Error>> {
        match self.object_before(at).await? {
            Some((number, generation, value)) => self.stream_at(number, generation, value).await,
            None => Err(FileProblem::Unsafe.into()),
        }
    }

    /// The stream of the object whose value begins at an offset; `None` if it is not a stream.
    async fn stream_at(
        &self,
        number: u32,
        generation: u32,
        at: u64,
    ) -> Result<Option<Stream>, Refused<B::Error>> {
        for length in DICTIONARY {
            let bytes = self.bytes.read(at, length).await?;
            let Some((dictionary @ Object::Dictionary(_), rest)) = parse(&bytes) else { continue };
            let Some(data) = object::skip(rest).strip_prefix(b"stream") else { continue };
            let data = data.strip_prefix(b"\r").unwrap_or(data);
            let data = data.strip_prefix(b"\n").unwrap_or(data);
            let data_at = at + (bytes.len() - data.len()) as u64;
            return Ok(Some(Stream { dictionary, number, generation, data_at }));
        }
        Ok(None)
    }

    /// Decompresses a stream into `take`, until the stream ends or `take` returns `false`.
    async fn unpack(
        &mut self,
        stream: &Stream,
        mut take: impl FnMut(&[u8]) -> bool,
    ) -> Result<(), Refused<B::Error>> {
        let is_plain = match stream.filter() {
            Filter::None => true,
            Filter::Flate => false,
            // No known program compresses objects this way, but a reader could decompress them.
            Filter::Other => return Err(FileProblem::Unsafe.into()),
        };
        let mut decryptor = match &self.key {
            Some(key) => key.stream(stream.number, stream.generation),
            None => Decryptor::plain(),
        };
        let mut inflater = (!is_plain).then(Inflater::zlib);
        // The length can be wrong, and readers go beyond it; compressed data marks its own end.
        let mut left = self.size.saturating_sub(stream.data_at);
        let mut at = stream.data_at;
        let mut wants_more = true;
        // Most streams are small.
        let mut piece = 4096;
        while left > 0 && wants_more {
            let length = usize::try_from(left).unwrap_or(piece).min(piece);
            let packed = self.bytes.read(at, length).await?;
            if packed.is_empty() {
                break;
            }
            at += packed.len() as u64;
            left -= packed.len() as u64;
            if is_plain || self.key.is_some() {
                // Decryption costs as much as decompression.
                self.budget.spend(packed.len())?;
            }
            let packed = decryptor.push(packed);
            if let Some(inflater) = &mut inflater {
                let progress = inflater.push(&packed, &mut self.budget, |made| {
                    wants_more = wants_more && take(made);
                })?;
                wants_more &= progress == Progress::More;
            } else {
                wants_more = take(&packed);
            }
            piece = (piece * 4).min(PIECE);
        }
        Ok(())
    }

    /// Checks an object stream, and adds the objects that hold scripts.
    async fn check_object_stream(
        &mut self,
        stream: &Stream,
        wanted: &mut BTreeSet<u32>,
    ) -> Result<(), Refused<B::Error>> {
        if matches!(stream.filter(), Filter::None) && self.key.is_none() {
            // Already searched together with the uncompressed objects.
            return Ok(());
        }
        let mut names = Names::default();
        self.unpack(stream, |bytes| {
            names.feed(bytes);
            true
        })
        .await?;
        let found = names.finish();
        if found.harmful || !found.scripts.is_empty() {
            return Err(FileProblem::Unsafe.into());
        }
        wanted.extend(found.script_objects);
        if wanted.len() > FOLLOWED_MAX { Err(FileProblem::Unsafe.into()) } else { Ok(()) }
    }

    /// Checks scripts outside of object streams. In an encrypted file they are encrypted too.
    async fn check_scripts(&self, scripts: &[(u64, Vec<u8>)]) -> Result<(), Refused<B::Error>> {
        for (at, script) in scripts {
            let object = self.object_before(*at).await?;
            match (&self.key, object) {
                (Some(key), Some((number, generation, _)))
                    if script::is_harmless(&key.string(number, generation, script)) => {}
                _ => return Err(FileProblem::Unsafe.into()),
            }
        }
        Ok(())
    }

    /// Checks scripts in indirect objects: strings or streams, directly in the file or in an object
    /// stream. A missing script is rejected, because a reader could still find it.
    async fn check_script_objects(
        &mut self,
        mut wanted: BTreeSet<u32>,
        streams: &[Stream],
    ) -> Result<(), Refused<B::Error>> {
        for (number, generation, at) in self.find_objects(&wanted).await? {
            self.check_script_object(number, generation, at).await?;
            wanted.remove(&number);
        }
        for stream in streams {
            if wanted.is_empty() {
                break;
            }
            let mut whole = Vec::new();
            self.unpack(stream, |bytes| {
                whole.extend_from_slice(bytes);
                whole.len() < OBJECTS_MAX / 8
            })
            .await?;
            for (number, value) in stream.objects(&whole) {
                if wanted.remove(&number) {
                    let text = parse(value).and_then(|(o, _)| o.string().map(script::is_harmless));
                    if text != Some(true) {
                        return Err(FileProblem::Unsafe.into());
                    }
                }
            }
        }
        if wanted.is_empty() { Ok(()) } else { Err(FileProblem::Unsafe.into()) }
    }

    /// Checks a script in an object outside of object streams.
    async fn check_script_object(
        &mut self,
        number: u32,
        generation: u32,
        at: u64,
    ) -> Result<(), Refused<B::Error>> {
        let mut text = Vec::new();
        if let Some(stream) = self.stream_at(number, generation, at).await? {
            self.unpack(&stream, |bytes| {
                text.extend_from_slice(bytes);
                text.len() <= SCRIPT_MAX
            })
            .await?;
            if matches!(stream.filter(), Filter::None) {
                let end = match &self.key {
                    Some(_) => stream.length(),
                    None => memchr::memmem::find(&text, b"endstream"),
                };
                text.truncate(end.unwrap_or(usize::MAX));
            }
        } else {
            let bytes = self.bytes.read(at, SCRIPT_MAX * 2).await?;
            match parse(&bytes) {
                Some((Object::String(string), _)) => text = string,
                // `null`: no script.
                Some((Object::Word(word), _)) if word == b"null" => {}
                _ => return Err(FileProblem::Unsafe.into()),
            }
            if let Some(key) = &self.key {
                text = key.string(number, generation, &text);
            }
        }
        let is_harmless = text.len() <= SCRIPT_MAX && script::is_harmless(&text);
        if is_harmless { Ok(()) } else { Err(FileProblem::Unsafe.into()) }
    }
}

/// The compression of a stream.
enum Filter {
    None,
    Flate,
    Other,
}

impl Stream {
    fn filter(&self) -> Filter {
        let is_flate = |name: &Object| matches!(name.name(), Some(b"FlateDecode" | b"Fl"));
        let is_packed = match self.dictionary.get(b"Filter") {
            None => false,
            Some(Object::Array(filters)) => match filters.as_slice() {
                [] => false,
                [one] if is_flate(one) => true,
                _ => return Filter::Other,
            },
            Some(name) if is_flate(name) => true,
            Some(_) => return Filter::Other,
        };
        // Predictors, which pictures use, would break up names.
        let parameters = self.dictionary.get(b"DecodeParms").or(self.dictionary.get(b"DP"));
        let parameters = match parameters {
            Some(Object::Array(each)) => each.first(),
            one => one,
        };
        let predictor = parameters.and_then(|p| p.get(b"Predictor")).map(|p| p.number());
        match predictor {
            None | Some(Some(1)) if is_packed => Filter::Flate,
            None | Some(Some(1)) => Filter::None,
            Some(_) => Filter::Other,
        }
    }

    /// The length, if the dictionary states it directly.
    fn length(&self) -> Option<usize> {
        self.dictionary.get(b"Length")?.number()?.try_into().ok()
    }

    /// The objects of an object stream: numbers and values.
    fn objects<'a>(&self, whole: &'a [u8]) -> Vec<(u32, &'a [u8])> {
        let first = self.dictionary.get(b"First").and_then(Object::number);
        let first = first.and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX);
        let mut header = whole.get(..first).unwrap_or_default();
        let mut objects = Vec::new();
        while let Some((Object::Number(number), rest)) = parse(header)
            && let Some((Object::Number(offset), rest)) = parse(rest)
        {
            header = rest;
            let at = usize::try_from(offset).ok().and_then(|offset| first.checked_add(offset));
            let value = at.and_then(|at| whole.get(at..)).unwrap_or_default();
            objects.push((u32::try_from(number).unwrap_or(u32::MAX), value));
        }
        objects
    }
}

//! The inspection of a complete file: the core's checks of its ends, its parts, and what the search found while it
//! streamed in; then the operator's scanner, if there is one.

use super::meta::{Checked, Meta, ROW};
use super::rows::{self, Rows};
use crate::edge::platform::body;
use crate::edge::services::scanner::{self, ScanVerdict};
use crate::file::{Ends, FileKind, FileProblem, HEAD, TAIL, clean_name, deep};
use wasm_bindgen_futures::JsFuture;
use worker::{Env, Response, ResponseBuilder, Result, Storage};

/// Inspects a complete file. Stores its kind in `meta`, or returns the problem with it.
pub(crate) async fn inspect(
    env: &Env,
    storage: Storage,
    meta: &mut Meta,
) -> Result<std::result::Result<(), FileProblem>> {
    // A file is inspected once: what was found on the way is not needed afterwards.
    let scan = std::mem::take(&mut meta.scan);
    let found = {
        let rows = Rows { storage: &storage, meta, last: Default::default() };
        let head = deep::Bytes::read(&rows, 0, HEAD).await?;
        let tail_at = meta.size.saturating_sub(TAIL as u64);
        let tail = if tail_at == 0 && meta.size <= HEAD as u64 {
            head.clone()
        } else {
            deep::Bytes::read(&rows, tail_at, TAIL).await?
        };
        let ends = Ends { size: meta.size, head: &head, tail: &tail };
        let spec = &meta.spec;
        match FileKind::check(&spec.name, &ends, &spec.kinds, spec.max_bytes) {
            Ok(kind) => deep::check(kind, &ends, &rows, scan).await?.map(|()| kind),
            Err(problem) => Err(problem),
        }
    };
    let kind = match found {
        Ok(kind) => kind,
        Err(problem) => return Ok(Err(problem)),
    };
    meta.checked = Some(Checked { name: clean_name(&meta.spec.name, kind), kind });
    if let Some(ScanVerdict::Infected) = scan_once(env, storage, meta).await {
        return Ok(Err(FileProblem::Infected));
    }
    Ok(Ok(()))
}

/// Has the operator's scanner check a file once; `None` if the scanner does not answer.
pub(crate) async fn scan_once(env: &Env, storage: Storage, meta: &mut Meta) -> Option<ScanVerdict> {
    if meta.scanned || !scanner::is_configured(env) {
        return Some(ScanVerdict::Clean);
    }
    let file: web_sys::Response = stream(storage, meta.clone()).ok()?.into();
    let verdict = scanner::scan(env, &file.body()?).await;
    meta.scanned = verdict == Some(ScanVerdict::Clean);
    verdict
}

/// Streams the file row by row without copying it into wasm. The stream ends in an error at a damaged row.
pub(crate) fn stream(storage: Storage, meta: Meta) -> Result<Response> {
    let rows = u32::try_from(meta.size.div_ceil(ROW)).unwrap_or(u32::MAX);
    let pipe = body::IdentityTransformStream::new();
    let readable = pipe.readable();
    let writer = pipe.writable().get_writer()?;
    wasm_bindgen_futures::spawn_local(async move {
        for row in 0..rows {
            let written = match rows::read(&storage, &meta, row).await {
                Ok(bytes) => JsFuture::from(writer.write_with_chunk(&bytes)).await.is_ok(),
                Err(_) => false,
            };
            if !written {
                // The reader learns that this is not the end.
                let _ = JsFuture::from(writer.abort()).await;
                return;
            }
        }
        let _ = JsFuture::from(writer.close()).await;
    });
    Ok(ResponseBuilder::new().stream(readable))
}

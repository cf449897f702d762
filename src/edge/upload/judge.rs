//! What a file is, once every byte of it is there: the core's checks on its ends, on its parts and on
//! what was found as it streamed in; then the operator's scanner, where there is one.

use super::meta::{Asked, Checked, Meta, ROW};
use super::rows::{self, Rows};
use crate::edge::{bindings, body, web};
use crate::file::{Ends, FileKind, FileProblem, HEAD, TAIL, clean_name, deep};
use wasm_bindgen_futures::JsFuture;
use worker::{Env, Response, ResponseBuilder, Result, State, Storage};

/// Judges a whole file: notes in `meta` what it is, or tells what is wrong with it.
pub(super) async fn judge(
    env: &Env,
    state: &State,
    meta: &mut Meta,
    asked: &Asked,
) -> Result<std::result::Result<(), FileProblem>> {
    // A file is judged once: what was found on the way is not needed afterwards.
    let scan = std::mem::take(&mut meta.scan);
    let found = {
        let storage = &state.storage();
        let rows = Rows { storage, meta, last: Default::default() };
        let head = deep::Bytes::read(&rows, 0, HEAD).await?;
        let tail_at = meta.size.saturating_sub(TAIL as u64);
        let tail = if tail_at == 0 && meta.size <= HEAD as u64 {
            head.clone()
        } else {
            deep::Bytes::read(&rows, tail_at, TAIL).await?
        };
        let ends = Ends { size: meta.size, head: &head, tail: &tail };
        match FileKind::check(&asked.name, &ends, &asked.kinds, asked.max_bytes) {
            Ok(kind) => {
                let looked = deep::check(kind, &ends, &rows, scan).await?;
                looked.map(|()| kind)
            }
            Err(problem) => Err(problem),
        }
    };
    let kind = match found {
        Ok(kind) => kind,
        Err(problem) => return Ok(Err(problem)),
    };
    meta.checked = Some(Checked { name: clean_name(&asked.name, kind), kind });
    if let Some(Verdict::Infected) = scanned(env, state, meta).await {
        return Ok(Err(FileProblem::Infected));
    }
    Ok(Ok(()))
}

/// What the operator's scanner says.
pub(super) enum Verdict {
    Clean,
    Infected,
}

/// Has the operator's scanner look at a file, where there is one; `None` when it does not answer.
pub(super) async fn scanned(env: &Env, state: &State, meta: &mut Meta) -> Option<Verdict> {
    if meta.scanned {
        return Some(Verdict::Clean);
    }
    let Some(hook) = bindings::scan_hook(env) else { return Some(Verdict::Clean) };
    let stream = whole(state.storage(), meta.clone()).ok()?;
    let stream: web_sys::Response = stream.into();
    match web::scan(&hook, &stream.body()?).await {
        Ok(200..=299) => {
            meta.scanned = true;
            Some(Verdict::Clean)
        }
        Ok(406 | 422) => Some(Verdict::Infected),
        Ok(status) => {
            worker::console_warn!("scanner: answered {}", status);
            None
        }
        Err(error) => {
            worker::console_warn!("scanner: {}", error.to_string());
            None
        }
    }
}

/// The file, a row at a time, none of it through wasm. Ends in an error where a row is not what was
/// stored.
pub(super) fn whole(storage: Storage, meta: Meta) -> Result<Response> {
    let rows = u32::try_from(meta.size.div_ceil(ROW)).unwrap_or(u32::MAX);
    // An earlier version's rows were of another length.
    let rows = if meta.asked.is_some() { rows } else { meta.rows };
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
                // Whoever reads learns that this is not the end.
                let _ = JsFuture::from(writer.abort()).await;
                return;
            }
        }
        let _ = JsFuture::from(writer.close()).await;
    });
    Ok(ResponseBuilder::new().stream(readable))
}

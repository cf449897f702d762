//! The upload of one file: the next request, and what its answer means. The page's script sends the requests.

use super::form::whole;
use crate::upload::{self, Action, Answer};
use js_sys::Array;
use wasm_bindgen::prelude::*;

/// The state of one upload. Created by `pkg/client/sender.js`, driven by `pkg/client/upload.js`.
#[wasm_bindgen]
pub struct Upload(upload::Upload);

#[wasm_bindgen]
impl Upload {
    /// `size` in bytes; `created` if an earlier page has created the upload.
    #[wasm_bindgen(constructor)]
    pub fn new(size: f64, created: bool) -> Self {
        Self(upload::Upload::new(whole(size), created))
    }

    /// Bytes that the Worker has acknowledged.
    pub fn sent(&self) -> f64 {
        float(self.0.sent())
    }

    /// The next action: its name, and two numbers. `create` and `append` (or `post`, without PATCH): the first byte and
    /// the end of the piece. `wait`: the failures in a row, and the least seconds.
    pub fn next(&self) -> Array {
        let (name, first, second) = match self.0.next() {
            Action::Create { to } => ("create", 0.0, float(to)),
            Action::Append { from, to, by_post: false } => ("append", float(from), float(to)),
            Action::Append { from, to, by_post: true } => ("post", float(from), float(to)),
            Action::Ask => ("ask", 0.0, 0.0),
            Action::Wait { failures, retry_after } => {
                ("wait", f64::from(failures), f64::from(retry_after))
            }
            Action::Done => ("done", 0.0, 0.0),
            Action::Fail => ("fail", 0.0, 0.0),
            Action::Attach => ("attach", 0.0, 0.0),
        };
        Array::of3(&name.into(), &first.into(), &second.into())
    }

    /// `offset` is negative if the answer had none.
    pub fn answered(
        &mut self,
        status: u16,
        offset: f64,
        located: bool,
        retry_after: u32,
        took_ms: u32,
    ) {
        let offset = (offset >= 0.0).then(|| whole(offset));
        self.0.answered(Answer { status, offset, located, retry_after, took_ms });
    }

    /// There was no answer. `aborted`: because the page has aborted the request, for a pause.
    pub fn lost(&mut self, aborted: bool) {
        if aborted { self.0.aborted() } else { self.0.lost() }
    }

    /// The wait is over.
    pub fn waited(&mut self) {
        self.0.waited();
    }
}

#[allow(clippy::cast_precision_loss, reason = "the size of a file")]
fn float(bytes: u64) -> f64 {
    bytes as f64
}

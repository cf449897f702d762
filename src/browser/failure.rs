//! What a page is told when something fails: a plain object that `pkg/index.js` turns into an
//! `ApplyError`. It has the shape of the protocol's problem, so a page reads both the same way.

use super::client::property;
use crate::form::{Flaw, Form};
use crate::problem::fill;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

/// A failure as a JavaScript value.
pub(super) struct Failure(JsValue);

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        failure.0
    }
}

impl Failure {
    /// A problem that the Worker told: handed through.
    pub(super) fn problem(problem: JsValue) -> Self {
        Self(problem)
    }

    /// A failure of ours, with a sentence for developers.
    pub(super) fn code(code: &str, says: &str) -> Self {
        Self(object(&[("code", code.into()), ("title", says.into())]))
    }

    /// An answer that is no problem of ours: something between the page and the Worker.
    pub(super) fn status(status: u16) -> Self {
        let title = "The server gave an answer that is not ours.";
        // Something between the page and the Worker, which may pass.
        let passes = status >= 500 || matches!(status, 408 | 425 | 429);
        let code = if passes { "unavailable" } else { "protocol" };
        Self(object(&[("code", code.into()), ("title", title.into()), ("status", status.into())]))
    }

    /// No answer: the page gave up, the browser is offline, or the network is broken. Whatever
    /// `fetch` rejected with is not looked at: it may be anything.
    pub(super) fn unreachable(signal: Option<&AbortSignal>) -> Self {
        let online = property(&property(&js_sys::global(), "navigator"), "onLine");
        if signal.is_some_and(AbortSignal::aborted) {
            Self::code("aborted", "The request was given up.")
        } else if online == JsValue::FALSE {
            Self::code("offline", "The browser is offline.")
        } else {
            Self::code("network", "The server could not be reached.")
        }
    }

    /// What the check found, in the form's own sentences.
    pub(super) fn flaws(form: &Form, flaws: &[Flaw], reply: &JsValue) -> Self {
        let messages = property(reply, "messages");
        let fields = Array::new();
        for flaw in flaws {
            let code = flaw.code.as_str();
            let says = property(&messages, code).as_string().unwrap_or_default();
            let says = fill(&says, form, flaw);
            fields.push(&object(&[
                ("pointer", ["/", &flaw.field].concat().into()),
                ("code", code.into()),
                ("message", says.into()),
            ]));
        }
        let title = property(&messages, "invalid");
        Self(object(&[
            ("code", "invalid".into()),
            ("title", title),
            ("status", 422.into()),
            ("fields", fields.into()),
        ]))
    }
}

fn object(properties: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in properties {
        // A new plain object takes every property.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

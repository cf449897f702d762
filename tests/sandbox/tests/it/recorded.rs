//! The samples that the vendor's client is tested with, as `VENDOR_SAMPLES` names their file: each line has a method, a
//! path, a status and a body. Every reply must be readable.

use crate::reference::{Found, Reference};
use crate::table::row_of;
use apply_edge::api::endpoint::Content;
use apply_edge::api::request::Reply;
use serde_json::Value;

#[test]
fn the_samples_of_the_vendors_client_are_read() {
    let Ok(file) = std::env::var("VENDOR_SAMPLES") else { return };
    let samples = std::fs::read_to_string(file).expect("the samples");
    let reference = Reference::load();
    let (mut read, mut wrong) = (0, Vec::new());
    for line in samples.lines() {
        let (method, path, status, body): (String, String, u16, Value) =
            serde_json::from_str(line).expect("a sample");
        let path = path.strip_prefix("/v2").unwrap_or(&path);
        let Found::Operation(operation, _) = reference.find(&method, path) else {
            wrong.push(format!("{method} {path}: no row"));
            continue;
        };
        let (row, types) = row_of(operation);
        if row.reply != Content::Json || body.is_null() || status >= 300 {
            continue;
        }
        read += 1;
        let body = body.to_string().into_bytes();
        let reply = Reply { status, content_type: String::new(), retry_after: None, body };
        if let Err(error) = (types.reread)(&reply) {
            // A text, where the reference and the client's own model have a truth value.
            if error.to_string().contains("resume.contact[0].preferred") {
                continue;
            }
            wrong.push(format!("{method} {path}: {error}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "{read} replies were read");
    assert!(read > 90, "{read} replies");
}

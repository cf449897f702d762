//! Refusals of the gateway in the form of Huntflow's own, which the vendor's tools read.

use serde_json::{Value, json};
use worker::{Response, ResponseBuilder, Result};

/// A problem of ours in the vendor's envelope. Any other response is left as it is.
pub(super) async fn of(mut response: Response) -> Result<Response> {
    let headers = response.headers().clone();
    let content_type = headers.get("content-type")?.unwrap_or_default();
    if !content_type.starts_with("application/problem+json") {
        return Ok(response);
    }
    let problem: Value = response.json().await?;
    let error = json!({
        "type": problem.get("code"),
        "title": problem.get("title"),
        "detail": problem.get("detail"),
    });
    headers.set("content-type", "application/json")?;
    let builder = ResponseBuilder::new().with_status(response.status_code()).with_headers(headers);
    Ok(builder.fixed(json!({ "errors": [error] }).to_string().into_bytes()))
}

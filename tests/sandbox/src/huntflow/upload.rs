//! Uploads, with and without parsing.

use super::{Ask, Refusal};
use crate::state::Shared;
use serde_json::{Value, json};

/// Signature of a PNG.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// 15 MB: larger requests are answered by nginx, not by the API.
const MAX: usize = 15_000_000;

pub async fn upload(app: &Shared, ask: &Ask<'_>) -> Result<Value, Refusal> {
    if ask.body.len() > MAX + 1024 {
        return Err(Refusal(413, Value::Null));
    }
    let parse = ask.headers.get("x-file-parse").and_then(|v| v.to_str().ok()).unwrap_or("false");
    let parse =
        matches!(parse.to_ascii_lowercase().as_str(), "true" | "1" | "on" | "t" | "y" | "yes");
    let bad = || Refusal::new(400, "value_error", "There was an error parsing the body");
    let content_type = ask.headers.get("content-type").and_then(|v| v.to_str().ok());
    let boundary = content_type.and_then(|c| multer::parse_boundary(c).ok()).ok_or_else(bad)?;
    let whole = futures_util::stream::iter([Ok::<_, std::io::Error>(ask.body.clone())]);
    let mut multipart = multer::Multipart::new(whole, boundary);
    let mut found = None;
    while let Some(field) = multipart.next_field().await.map_err(|_| bad())? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or("resume").to_owned();
            let content_type = field
                .content_type()
                .map_or_else(|| "application/octet-stream".to_owned(), ToString::to_string);
            let bytes = field.bytes().await.map_err(|_| bad())?;
            found = Some((name, content_type, bytes));
        }
    }
    let (name, content_type, bytes) = found.ok_or_else(|| Refusal::missing("/file"))?;
    if bytes.len() > MAX {
        return Err(Refusal(413, Value::Null));
    }
    let readable = ["pdf", "msword", "wordprocessingml", "opendocument.text", "rtf", "text/plain"];
    if parse && !readable.iter().any(|r| content_type.contains(r)) {
        let title = format!("Cannot parse a file with content_type = '{content_type}'");
        return Err(Refusal::new(400, "validation_error", &title));
    }
    // A scan has pictures and no text; a picture in a text document is a portrait.
    let has = |word: &[u8]| bytes.windows(word.len()).any(|w| w == word);
    let (picture, letters) = (has(b"/Subtype /Image"), has(b"/Font"));
    let mut state = app.state();
    let portrait = (parse && picture && letters)
        .then(|| state.store(&format!("{name}.png"), "image/png", [PNG, name.as_bytes()].concat()));
    let portrait = portrait.map(|id| state.told(id, app.address));
    let id = state.store(&name, &content_type, bytes.to_vec());
    let Some(file) = state.file(id) else { return Err(bad()) };
    let mut reply = json!({
        "id": id, "name": file.name, "content_type": file.content_type,
        "url": format!("http://{}/files/{id}", app.address),
    });
    if parse {
        let nothing = json!({ "text": "", "photo": null, "parsing_meta": null, "fields": {
            "name": { "first": null, "last": null, "middle": null }, "birthdate": null, "phones": [], "email": null,
            "salary": null, "position": null, "skype": null, "telegram": null, "experience": [],
        } });
        let read = json!({
            "text": "Ada Byron\nada@example.org", "photo": portrait, "parsing_meta": null,
            "fields": {
                "name": { "first": "Ada", "last": "Byron", "middle": null },
                "birthdate": { "year": 1990, "month": 5, "day": 1, "precision": "day" },
                "phones": ["+44 20 7946 0000"], "email": "ada@example.org", "salary": 100_000,
                "position": "Engineer", "skype": null, "telegram": null,
                "experience": [{ "position": "Engineer", "company": "Analytical Engines" }],
            },
        });
        let parsed = if picture && !letters { nothing } else { read };
        if let (Some(reply), Value::Object(parsed)) = (reply.as_object_mut(), parsed) {
            reply.extend(parsed);
        }
    }
    Ok(reply)
}

//! Webhooks: a PING at creation, then signed events with three retries, after which the webhook is
//! disabled.

use super::Refusal;
use crate::state::{Shared, hex};
use axum::body::Bytes;
use axum::http::{Request, Uri};
use hmac::{Hmac, Mac as _};
use http_body_util::Full;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::time::Duration;

/// Tests a new webhook.
pub async fn ping(hook: &Value) -> Result<(), Refusal> {
    let body = written(&json!({ "event": {}, "meta": { "event_type": "PING" } }));
    if post(hook, "PING", &body).await {
        return Ok(());
    }
    Err(Refusal::new(400, "validation_error", "Webhook url can't be reached"))
}

/// Sends an event to all webhooks, in the background.
pub fn tell(app: &Shared, event_type: &'static str, action: &'static str, event: Value) {
    let event_id = app.state().id().to_string();
    let hooks: Vec<(String, Value)> = {
        let mut state = app.state();
        let hooks = state.collection("/hooks").iter();
        let wants = |h: &Value| {
            h["active"] == true
                && h["webhook_events"].as_array().is_some_and(|e| e.contains(&json!(event_type)))
        };
        hooks.filter(|(_, h)| wants(h)).map(|(k, h)| (k.clone(), h.clone())).collect()
    };
    for (key, hook) in hooks {
        let (app, event) = (app.clone(), event.clone());
        let event_id = event_id.clone();
        tokio::spawn(async move {
            let delays = app.state().switches.webhook_delays_ms;
            for (retry, delay) in std::iter::once(0).chain(delays).enumerate() {
                tokio::time::sleep(Duration::from_millis(delay)).await;
                let body = written(&json!({
                    "changes": {}, "event": event,
                    "meta": {
                        "account": { "id": super::ACCOUNT, "name": "Meridian Robotics", "nick": "meridian" },
                        "author": { "id": 13, "email": "r@example.com", "name": "Rec", "meta": {} },
                        "event_id": event_id, "event_type": event_type, "version": "2.0",
                        "retry": retry, "webhook_action": action, "domain": "huntflow.ai",
                    },
                }));
                if post(&hook, event_type, &body).await {
                    return;
                }
            }
            if let Some(hook) = app.state().collection("/hooks").get_mut(&key) {
                hook["active"] = json!(false);
            }
        });
    }
}

/// A vacancy as notifications have it: with names beside ids, and the date of creation alone.
pub fn vacancy(vacancy: &Value) -> Value {
    let given = |name: &str| vacancy.get(name).cloned().unwrap_or_default();
    let date = |name: &str| given(name).as_str().and_then(|t| t.get(..10)).map(str::to_owned);
    json!({
        "id": vacancy["id"], "position": vacancy["position"],
        "created": date("created").unwrap_or_else(|| "2026-01-01".to_owned()),
        "state": vacancy["state"], "hidden": vacancy["hidden"] == true,
        "priority": given("priority").as_u64().unwrap_or(0), "multiple": vacancy["multiple"] == true,
        "parent": vacancy["parent"], "company": vacancy["company"], "money": vacancy["money"],
        "deadline": date("deadline"), "applicants_to_hire": 1, "frame_id": 9, "values": {},
        "fill_quotas": [{
            "id": 9, "applicants_to_hire": 1, "created": "2026-01-01 09:00:00", "closed": null,
            "deadline": null, "vacancy_request": null,
        }],
        "account_division": null, "account_region": null,
    })
}

/// JSON as serialized by the vendor: a space after comma and colon, ASCII only, `</` escaped.
fn written(value: &Value) -> String {
    struct Python;
    impl serde_json::ser::Formatter for Python {
        fn begin_array_value<W: ?Sized + std::io::Write>(
            &mut self,
            writer: &mut W,
            first: bool,
        ) -> std::io::Result<()> {
            if first { Ok(()) } else { writer.write_all(b", ") }
        }
        fn begin_object_key<W: ?Sized + std::io::Write>(
            &mut self,
            writer: &mut W,
            first: bool,
        ) -> std::io::Result<()> {
            if first { Ok(()) } else { writer.write_all(b", ") }
        }
        fn begin_object_value<W: ?Sized + std::io::Write>(
            &mut self,
            writer: &mut W,
        ) -> std::io::Result<()> {
            writer.write_all(b": ")
        }
        fn write_string_fragment<W: ?Sized + std::io::Write>(
            &mut self,
            writer: &mut W,
            fragment: &str,
        ) -> std::io::Result<()> {
            for c in fragment.replace("</", "<\\/").chars() {
                if c.is_ascii() {
                    write!(writer, "{c}")?;
                } else {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        write!(writer, "\\u{unit:04x}")?;
                    }
                }
            }
            Ok(())
        }
    }
    let mut bytes = Vec::new();
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, Python);
    serde::Serialize::serialize(value, &mut writer).expect("a value serialises");
    String::from_utf8(bytes).expect("ASCII")
}

async fn post(hook: &Value, event: &str, body: &str) -> bool {
    matches!(sent(hook, event, body).await, Ok(200 | 201 | 204))
}

async fn sent(
    hook: &Value,
    event: &str,
    body: &str,
) -> Result<u16, Box<dyn std::error::Error + Send + Sync>> {
    let uri: Uri = hook["url"].as_str().unwrap_or_default().parse()?;
    let authority = uri.authority().ok_or("no host")?.clone();
    let stream = tokio::net::TcpStream::connect(authority.as_str()).await?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut request = Request::post(uri.path())
        .header("host", authority.as_str())
        .header("content-type", "application/json")
        .header("user-agent", "Mozilla/5.0 (compatible; pycurl)")
        .header("x-huntflow-event", event)
        .header("x-huntflow-delivery", uuid::Uuid::new_v4().to_string());
    let secret = hook["secret"].as_str().unwrap_or_default();
    if !secret.is_empty() {
        request = request.header("x-huntflow-signature", signature(secret, body));
    }
    let request = request.body(Full::new(Bytes::from(body.to_owned())))?;
    let answer = tokio::time::timeout(Duration::from_secs(15), sender.send_request(request));
    Ok(answer.await??.status().as_u16())
}

fn signature(secret: &str, body: &str) -> String {
    let mut mac =
        Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length");
    mac.update(body.as_bytes());
    hex(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vectors of the fact sheet.
    #[test]
    fn bodies_are_serialized_and_signed_as_by_the_vendor() {
        let ping = written(&json!({ "event": {}, "meta": { "event_type": "PING" } }));
        assert_eq!(ping, r#"{"event": {}, "meta": {"event_type": "PING"}}"#);
        let want = "e1443101d70f915c8c8177b1b341119b043083ef810596069ec94444d3b6c7a0";
        assert_eq!(signature("s3cr3t", &ping), want);
        let event = written(&json!({
            "changes": {}, "event": { "applicant": { "id": 7, "first_name": "Иван" } },
            "meta": { "event_type": "APPLICANT", "retry": 0, "version": "2.0" },
        }));
        let want = "aa304520891e6fa1b66565ecee370fab16f60e53abb6284fc703d2bb4d33eb20";
        assert_eq!(signature("s3cr3t", &event), want);
        assert_eq!(written(&json!("</b>")), r#""<\/b>""#);
    }
}

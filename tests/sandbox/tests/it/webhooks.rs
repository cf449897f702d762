//! Webhooks of the sandbox, tested with a receiver.

use crate::host::{Sandbox, run};
use apply_edge::ats::huntflow::ids::AccountId;
use apply_edge::ats::huntflow::webhooks::{self, Delivery, WebhookEvent};
use apply_edge::ats::huntflow::{applicants, resumes};
use serde_json::json;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A received request: headers by lowercase name, and the body.
struct Got(Vec<(String, String)>, Vec<u8>);

impl Got {
    fn header(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }
}

/// A receiver that answers with these statuses in turn, then with 200.
fn receiver(statuses: &'static [u16]) -> (String, Receiver<Got>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/hook", listener.local_addr().expect("an address"));
    let (send, got) = channel();
    std::thread::spawn(move || {
        for i in 0.. {
            let Ok((stream, _)) = listener.accept() else { return };
            let mut reader = BufReader::new(stream);
            let (mut headers, mut line) = (Vec::new(), String::new());
            reader.read_line(&mut line).expect("a request line");
            loop {
                line.clear();
                reader.read_line(&mut line).expect("a header");
                let Some((name, value)) = line.trim().split_once(": ") else { break };
                headers.push((name.to_lowercase(), value.to_owned()));
            }
            let length = headers.iter().find(|(n, _)| n == "content-length");
            let mut body = vec![0; length.and_then(|(_, v)| v.parse().ok()).unwrap_or(0)];
            reader.read_exact(&mut body).expect("a body");
            let status = statuses.get(i).copied().unwrap_or(200);
            let answer =
                format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            reader.get_mut().write_all(answer.as_bytes()).expect("an answer");
            if send.send(Got(headers, body)).is_err() {
                return;
            }
        }
    });
    (address, got)
}

fn next(got: &Receiver<Got>) -> Got {
    got.recv_timeout(Duration::from_secs(10)).expect("a delivery")
}

const ACCOUNT: AccountId = AccountId(7);

fn webhook(url: String) -> webhooks::Create {
    let events = vec![WebhookEvent::Applicant];
    let body = webhooks::NewWebhook::new("s3cr3t".to_owned(), url, true, events);
    webhooks::Create { account: ACCOUNT, body }
}

fn applicant() -> applicants::Create {
    let body = applicants::NewApplicant {
        first_name: Some("Ада".to_owned()),
        last_name: Some("Байрон".to_owned()),
        externals: vec![resumes::NewResume::native()],
        ..Default::default()
    };
    applicants::Create { account: ACCOUNT, body }
}

#[test]
fn webhook_events_are_signed_and_retried_after_a_ping() {
    let sandbox = Sandbox::start();
    sandbox.switch(&json!({ "webhook_delays_ms": [20, 20, 20] }));
    let client = sandbox.client();
    // The PING succeeds; the first delivery fails twice.
    let (url, got) = receiver(&[204, 500, 500]);
    run(client.send(webhook(url))).expect("a webhook");
    let ping = next(&got);
    assert_eq!(ping.header(webhooks::EVENT_HEADER), "PING");
    assert_eq!(ping.header(webhooks::SIGNATURE_HEADER).len(), 64);

    run(client.send(applicant())).expect("created");
    for retry in 0..3 {
        let delivery = next(&got);
        assert_eq!(delivery.header(webhooks::EVENT_HEADER), "APPLICANT");
        let delivery: Delivery = serde_json::from_slice(&delivery.1).expect("its form");
        assert_eq!(delivery.meta.retry, Some(retry));
        assert_eq!(delivery.event["applicant"]["first_name"], "Ада");
    }
}

#[test]
fn a_webhook_is_disabled_after_four_failures() {
    let sandbox = Sandbox::start();
    sandbox.switch(&json!({ "webhook_delays_ms": [1, 1, 1] }));
    let client = sandbox.client();
    let (url, got) = receiver(&[200, 500, 500, 500, 500]);
    run(client.send(webhook(url))).expect("a webhook");
    run(client.send(applicant())).expect("created");
    for _ in 0..5 {
        next(&got);
    }
    let list = || webhooks::List { account: ACCOUNT, query: Default::default() };
    let off = (0..200).any(|_| {
        let hooks = run(client.send(list())).expect("listed").items;
        std::thread::sleep(Duration::from_millis(10));
        hooks[0].active == Some(false)
    });
    assert!(off, "switched off");
}

#[test]
fn an_unreachable_webhook_is_not_created() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    let (url, _got) = receiver(&[404]);
    assert!(run(client.send(webhook(url))).is_err());
    assert!(run(client.send(webhook("http://127.0.0.1:1/".to_owned()))).is_err());
}

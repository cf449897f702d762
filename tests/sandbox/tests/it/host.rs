//! A platform for the client: its own sandbox, requests over TCP, a token pair in memory.

use apply_edge::api::client::session::Wire;
use apply_edge::api::client::{Client, Host, Streams};
use apply_edge::api::error::Error;
use apply_edge::api::request::{Call, Encoding, Piece, Reply, Transport};
use apply_edge::ats::huntflow::session::{HuntflowSession, PairStore};
use apply_edge::ats::huntflow::token::TokenPair;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read};
use std::pin::pin;
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// Runs a future that never waits: all calls are blocking.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("waits"),
    }
}

/// A running sandbox; it stops when dropped.
pub struct Sandbox {
    process: Child,
    pub address: String,
}

impl Sandbox {
    pub fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_sandbox"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the sandbox starts");
        let mut address = String::new();
        let out = process.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut address).expect("its address");
        Self { process, address: address.trim().to_owned() }
    }

    pub fn post(&self, path: &str, body: &Value) {
        let sent = agent()
            .post(format!("{}/_sandbox/{path}", self.address))
            .header("content-type", "application/json")
            .send(body.to_string());
        assert!(sent.expect(path).status().is_success());
    }

    pub fn switch(&self, set: &Value) {
        let sent = agent()
            .put(format!("{}/_sandbox/switches", self.address))
            .header("content-type", "application/json")
            .send(set.to_string());
        assert!(sent.expect("switches").status().is_success());
    }

    pub fn read(&self, path: &str) -> Value {
        let mut got = agent().get(format!("{}/_sandbox/{path}", self.address)).call().expect(path);
        serde_json::from_str(&got.body_mut().read_to_string().expect("a text")).expect("JSON")
    }

    /// A client with its own token pair.
    pub fn client(&self) -> Client<There> {
        let sent = agent().post(format!("{}/_sandbox/tokens", self.address)).send("");
        let pair = sent.expect("tokens").body_mut().read_to_string().expect("a text");
        let pair = Kept(Rc::new(RefCell::new(serde_json::from_str(&pair).expect("a pair"))));
        let wire = Tcp {
            base: format!("{}/v2", self.address),
            agent: agent(),
            files: RefCell::default(),
            last: RefCell::default(),
        };
        let session = HuntflowSession::new(wire, pair.clone());
        Client::new(There { session, pair, random: Cell::new(1), pauses: Cell::new(0) })
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(30)));
    config.build().into()
}

/// Requests over TCP.
pub struct Tcp {
    base: String,
    agent: ureq::Agent,
    /// Content of the files to upload, by name.
    pub files: RefCell<BTreeMap<String, Vec<u8>>>,
    /// The last answer, unparsed.
    pub last: RefCell<Vec<u8>>,
}

impl Tcp {
    fn open(
        &self,
        call: &Call,
        token: Option<&String>,
    ) -> Result<ureq::http::Response<ureq::Body>, Error> {
        let mut request = ureq::http::Request::builder()
            .method(call.method.as_str())
            .uri(format!("{}{}", self.base, call.path))
            .header("user-agent", "apply-edge-test/1.0 (test@example.com)");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        if !call.body.is_empty() {
            request = request.header("content-type", &call.body.content_type);
        }
        let mut body = Vec::new();
        for piece in &call.body.pieces {
            match piece {
                Piece::Bytes(bytes) => body.extend_from_slice(bytes),
                Piece::File { upload, encoding, .. } => {
                    assert_eq!(*encoding, Encoding::Raw);
                    body.extend_from_slice(&self.files.borrow()[upload]);
                }
            }
        }
        let request = request.body(body).expect("a request");
        self.agent.run(request).map_err(|_| Error::unreachable(call.operation, "no answer"))
    }
}

fn reply(call: &Call, mut answer: ureq::http::Response<ureq::Body>) -> Result<Reply, Error> {
    let header = |name: &str| {
        answer.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
    };
    let (status, content_type) = (answer.status().as_u16(), header("content-type"));
    let retry_after = header("retry-after").parse().ok();
    let body = answer.body_mut().read_to_vec();
    let body = body.map_err(|_| Error::unreachable(call.operation, "cut short"))?;
    Ok(Reply { status, content_type, retry_after, body })
}

impl Wire<String> for Tcp {
    async fn carry(&self, call: &Call, token: Option<&String>) -> Result<Reply, Error> {
        let reply = reply(call, self.open(call, token)?)?;
        self.last.borrow_mut().clone_from(&reply.body);
        Ok(reply)
    }
}

#[derive(Clone)]
pub struct Kept(Rc<RefCell<TokenPair>>);

impl PairStore for Kept {
    async fn load(&self) -> Result<TokenPair, Error> {
        Ok(self.0.borrow().clone())
    }
    async fn save(&self, pair: &TokenPair) -> Result<(), Error> {
        *self.0.borrow_mut() = pair.clone();
        Ok(())
    }
}

/// The platform of the client.
pub struct There {
    pub session: HuntflowSession<Tcp, Kept>,
    pair: Kept,
    random: Cell<u64>,
    /// Total delay in milliseconds.
    pub pauses: Cell<u64>,
}

impl Transport for There {
    async fn send(&self, call: Call) -> Result<Reply, Error> {
        self.session.send(call).await
    }
}

impl Host for There {
    async fn pause(&self, ms: u64) {
        // Not a real delay: the sandbox counts polls, not seconds.
        self.pauses.set(self.pauses.get() + ms);
    }
    fn random(&self) -> u64 {
        self.random.set(self.random.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
        self.random.get()
    }
}

impl Streams for There {
    type Stream = Box<dyn Read>;

    async fn open(&self, call: Call) -> Result<Result<Self::Stream, Reply>, Error> {
        let token = self.pair.load().await?.access_token;
        let answer = self.session.wire().open(&call, Some(&token))?;
        if answer.status().is_success() {
            return Ok(Ok(Box::new(answer.into_body().into_reader())));
        }
        reply(&call, answer).map(Err)
    }
}

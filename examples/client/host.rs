//! Where the client runs: requests by `ureq`, the token pair in a file, pauses that block the thread.

use apply_edge::api::client::Host;
use apply_edge::api::client::session::Wire;
use apply_edge::api::error::{Error, ErrorKind, Retry};
use apply_edge::api::request::{Call, Piece, Reply, Transport};
use apply_edge::ats::huntflow::session::{HuntflowSession, PairStore};
use apply_edge::ats::huntflow::token::TokenPair;
use std::fs;
use std::future::Future;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io;
use std::path::PathBuf;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// Everything here blocks, so a future is over when it was asked once. With an asynchronous HTTP library
/// its runtime takes this place.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        #[allow(clippy::unreachable, reason = "nothing here waits for an event")]
        Poll::Pending => unreachable!("a future that waits"),
    }
}

/// A host with one session: a token pair must have one user, because a refresh token works once.
pub(crate) struct Blocking {
    session: HuntflowSession<Http, PairFile>,
}

impl Blocking {
    /// The API below `base`, with the pair in the file `tokens`.
    pub(crate) fn new(base: String, tokens: PathBuf) -> Self {
        let config = ureq::Agent::config_builder()
            // A status is an answer, and a redirect is none that a token is sent after.
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(30)));
        let http = Http { base, agent: config.build().into() };
        Self { session: HuntflowSession::new(http, PairFile(tokens)) }
    }
}

impl Transport for Blocking {
    async fn send(&self, call: Call) -> Result<Reply, Error> {
        self.session.send(call).await
    }
}

impl Host for Blocking {
    #[allow(clippy::disallowed_methods, reason = "a program of one thread has nothing else to do")]
    async fn pause(&self, ms: u64) {
        std::thread::sleep(Duration::from_millis(ms));
    }

    fn random(&self) -> u64 {
        // Keyed by the system's random bits, and a key of its own each time.
        RandomState::new().build_hasher().finish()
    }
}

struct Http {
    base: String,
    agent: ureq::Agent,
}

impl Wire<String> for Http {
    async fn carry(&self, call: &Call, token: Option<&String>) -> Result<Reply, Error> {
        let unreachable = |why: &str| Error::unreachable(call.operation, why);
        let mut request = ureq::http::Request::builder()
            .method(call.method.as_str())
            .uri(format!("{}{}", self.base, call.path))
            // The vendor asks for a name and an address to write to.
            .header("user-agent", "apply-edge-example/1.0 (you@example.org)");
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        if !call.body.is_empty() {
            request = request.header("content-type", &call.body.content_type);
        }
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut body = Vec::new();
        for piece in &call.body.pieces {
            match piece {
                Piece::Bytes(bytes) => body.extend_from_slice(bytes),
                // A file of an upload: read it by its name here, and encode it as `encoding` says.
                Piece::File { .. } => {
                    return Err(ours(call.operation, "no files are uploaded here"));
                }
            }
        }
        let request = request.body(body).map_err(|_| unreachable("no request"))?;
        let mut answer = self.agent.run(request).map_err(|_| unreachable("no answer"))?;
        let header = |name: &str| {
            answer.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
        };
        let content_type = header("content-type");
        let retry_after = header("retry-after").parse().ok();
        let status = answer.status().as_u16();
        let body = answer.body_mut().read_to_vec().map_err(|_| unreachable("cut short"))?;
        Ok(Reply { status, content_type, retry_after, body })
    }
}

/// What went wrong here, before anything was sent.
fn ours(operation: &'static str, why: &str) -> Error {
    Error::new(ErrorKind::Unavailable, Retry::Never, operation, why.to_owned())
}

/// The pair in a file of its own. A new pair is the only one that works, so it is written beside the old
/// one and put in its place at once.
struct PairFile(PathBuf);

impl PairStore for PairFile {
    async fn load(&self) -> Result<TokenPair, Error> {
        let read = || Ok(serde_json::from_slice(&fs::read(&self.0)?)?);
        read().map_err(|why: io::Error| ours("token file", &why.to_string()))
    }

    async fn save(&self, pair: &TokenPair) -> Result<(), Error> {
        let beside = self.0.with_extension("new");
        let write = || {
            let mut file = fs::File::create(&beside)?;
            // As closed to others as the old one.
            file.set_permissions(fs::metadata(&self.0)?.permissions())?;
            serde_json::to_writer(&mut file, pair)?;
            file.sync_all()?;
            fs::rename(&beside, &self.0)
        };
        write().map_err(|why: io::Error| ours("token file", &why.to_string()))
    }
}

//! The state of the sandbox, in memory.

use crate::faults::Fault;
use crate::reference::Reference;
use crate::switches::Switches;
use crate::tokens::Tokens;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

pub type Shared = Arc<App>;

pub struct App {
    pub reference: Reference,
    /// Address of the sandbox, for links in replies.
    pub address: SocketAddr,
    state: Mutex<State>,
}

impl App {
    pub fn new(address: SocketAddr) -> Shared {
        let state = Mutex::new(State::new());
        Arc::new(Self { reference: Reference::load(), address, state })
    }

    /// The lock is never held across an await; a panic while holding it ends the test run.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no handler panics")
    }
}

pub struct State {
    pub tokens: Tokens,
    pub switches: Switches,
    pub faults: Vec<Fault>,
    /// Seed of the faults that affect a fraction of the requests.
    pub dice: u64,
    pub journal: Vec<Entry>,
    pub files: Vec<StoredFile>,
    pub applicants: Vec<Applicant>,
    pub vacancies: Vec<Value>,
    pub candidates: Vec<Value>,
    pub positions: Vec<Value>,
    pub divisions: Vec<Value>,
    /// Time of the last replacement of the divisions.
    pub divisions_ms: Option<i64>,
    /// Objects by collection path: tags, webhooks, tasks, ...
    collections: BTreeMap<String, BTreeMap<String, Value>>,
    /// Arrival times of requests per token, in the last second or minute.
    pub pace: BTreeMap<String, Vec<i64>>,
    last_id: u64,
}

/// A received request.
#[derive(Clone, Serialize)]
pub struct Entry {
    pub at: String,
    pub method: String,
    pub path: String,
    pub status: u16,
    pub user_agent: String,
    /// Names of all headers: tests assert that some are not forwarded.
    pub headers: Vec<String>,
    pub bytes: usize,
    pub fault: Option<String>,
}

pub struct StoredFile {
    pub id: u64,
    pub name: String,
    pub content_type: String,
    pub sha256: String,
    pub bytes: Vec<u8>,
}

#[derive(Default)]
pub struct Applicant {
    pub id: u64,
    pub created_ms: i64,
    /// The body of the creation.
    pub fields: Value,
    /// Resumes: id and element of `externals`.
    pub externals: Vec<(u64, Value)>,
    pub links: Vec<Value>,
    pub doubles: Vec<u64>,
    pub comments: Vec<String>,
    pub attached_files: Vec<u64>,
    pub logs: Vec<Value>,
    pub tags: Vec<u64>,
    pub questionary: Option<Value>,
}

impl State {
    pub fn new() -> Self {
        Self {
            tokens: Tokens::default(),
            switches: Switches::default(),
            faults: Vec::new(),
            dice: 20_261_122,
            journal: Vec::new(),
            files: Vec::new(),
            applicants: Vec::new(),
            vacancies: crate::demo::vacancies(),
            candidates: Vec::new(),
            positions: crate::demo::positions(),
            divisions: crate::demo::divisions(),
            divisions_ms: None,
            collections: BTreeMap::from([(
                "/dictionaries".to_owned(),
                crate::demo::dictionaries(),
            )]),
            pace: BTreeMap::new(),
            last_id: 1000,
        }
    }

    pub fn id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Stores a file. Known bytes give the earlier record, with its earlier name.
    pub fn store(&mut self, name: &str, content_type: &str, bytes: Vec<u8>) -> u64 {
        let sha256 = hex(&Sha256::digest(&bytes));
        if let Some(file) = self.files.iter().find(|f| f.sha256 == sha256) {
            return file.id;
        }
        let id = self.id();
        let (name, content_type) = (name.to_owned(), content_type.to_owned());
        self.files.push(StoredFile { id, name, content_type, sha256, bytes });
        id
    }

    pub fn file(&self, id: u64) -> Option<&StoredFile> {
        self.files.iter().find(|f| f.id == id)
    }

    /// The objects under `path`, by id or code.
    pub fn collection(&mut self, path: &str) -> &mut BTreeMap<String, Value> {
        self.collections.entry(path.to_owned()).or_default()
    }

    /// A file as in replies. An unknown id gets a placeholder name.
    pub fn told(&self, id: u64, address: SocketAddr) -> Value {
        let (name, content_type) = self
            .file(id)
            .map_or(("file", "application/octet-stream"), |f| (&f.name, &f.content_type));
        let url = format!("http://{address}/files/{id}");
        json!({ "id": id, "name": name, "content_type": content_type, "url": url })
    }

    /// Whether one more request within `window_ms` exceeds `limit`; counts it otherwise.
    pub fn over_pace(&mut self, whose: &str, limit: usize, window_ms: i64) -> bool {
        let now = now_ms();
        let seen = self.pace.entry(whose.to_owned()).or_default();
        seen.retain(|at| now - at < window_ms);
        if seen.len() >= limit {
            return true;
        }
        seen.push(now);
        false
    }
}

pub fn now_ms() -> i64 {
    chrono::Utc::now().timestamp_millis()
}

pub fn now() -> String {
    time(now_ms())
}

/// A time in ms since the epoch, as the vendor writes it.
pub fn time(ms: i64) -> String {
    let time = chrono::DateTime::from_timestamp_millis(ms).unwrap_or_default();
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

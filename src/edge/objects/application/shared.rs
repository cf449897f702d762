//! What the application and the files in an `Application` object share: its storage, its name, its alarm.

use crate::delivery::record::DeliveryRecord;
use crate::edge::platform::{clock, sql, storage};
use futures_util::future::{join_all, try_join};
use futures_util::lock::Mutex;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;
use worker::{Env, Result, State, Storage};

/// The key of the record of the application.
pub(super) const RECORD: &str = "record";
/// The prefix of the keys of files.
pub(super) const FILE: &str = "file/";
/// The key of [`StandsFor`]. Then no application is stored here.
pub(super) const STANDS_FOR: &str = "stands_for";
/// The receipt of an earlier application with the same content, for which this object stands; until when, in ms since
/// the epoch; and the site.
pub(super) type StandsFor = (String, u64, String);

/// The key of the application: everything personal except the files.
pub(super) const SUBMISSION: &str = "submission";

/// The application in an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occupant {
    /// None.
    None,
    /// None, and the object stands for another one until this time, in ms since the epoch.
    StandsFor(u64),
    /// One that still needs its files. The alarm is its own.
    Open,
    /// One whose personal data was deleted.
    Wiped,
}

/// The key of a file.
pub(super) fn file_key(number: u32) -> String {
    format!("{FILE}{number}")
}

/// What is shared.
pub(super) struct SharedState {
    state: State,
    env: Env,
    /// Held by the request that writes a file, by the file's number.
    writing: RefCell<BTreeMap<u32, Rc<Mutex<()>>>>,
}

impl SharedState {
    pub(super) fn new(state: State, env: Env) -> Self {
        Self { state, env, writing: RefCell::default() }
    }

    pub(super) fn storage(&self) -> Storage {
        self.state.storage()
    }

    /// The lock of the request that writes a file.
    pub(super) fn lock(&self, number: u32) -> Rc<Mutex<()>> {
        self.writing.borrow_mut().entry(number).or_default().clone()
    }

    pub(super) fn env(&self) -> &Env {
        &self.env
    }

    /// The name of the object, which is the receipt of its application.
    pub(super) fn receipt(&self) -> String {
        self.state.id().name().unwrap_or_default()
    }

    /// The application in this object.
    pub(super) async fn occupant(&self) -> Result<Occupant> {
        let storage = self.state.storage();
        match storage::load::<DeliveryRecord>(&storage, RECORD).await {
            Ok(Some(record)) if record.wiped => return Ok(Occupant::Wiped),
            Ok(None) if storage::has(&storage, SUBMISSION).await? => return Ok(Occupant::Open),
            Ok(None) => {}
            // Nobody knows how far one is that cannot be read.
            Ok(Some(_)) => return Ok(Occupant::Open),
            Err(error) if storage::is_damaged(&error) => return Ok(Occupant::Open),
            Err(error) => return Err(error),
        }
        let stands_for = storage::load::<StandsFor>(&storage, STANDS_FOR).await?;
        Ok(stands_for.map_or(Occupant::None, |(_, until, _)| Occupant::StandsFor(until)))
    }

    /// The alarm by which the object looks at its files in `ms`; `None` if it does so earlier, or belongs to an open
    /// application.
    pub(super) async fn alarm_in(&self, ms: u64) -> Result<Option<Duration>> {
        let is_free = match self.occupant().await? {
            Occupant::None => true,
            Occupant::Open => false,
            Occupant::StandsFor(_) | Occupant::Wiped => {
                let alarm = storage::alarm(&self.state.storage()).await?;
                alarm.is_none_or(|alarm| alarm > clock::now().saturating_add(ms))
            }
        };
        Ok(is_free.then(|| Duration::from_millis(ms)))
    }

    /// Sets that alarm.
    pub(super) async fn look_in(&self, ms: u64) -> Result<()> {
        storage::set_alarm(&self.state.storage(), self.alarm_in(ms).await?).await
    }

    /// Whether a request writes one of the files, except the one with this number.
    pub(super) fn are_written(&self, except: Option<u32>) -> bool {
        let writing = self.writing.borrow();
        writing.iter().any(|(number, lock)| Some(*number) != except && lock.try_lock().is_none())
    }

    /// Deletes a file. The bytes of a deleted row stay in SQLite's log, so everything is deleted, and the rest stored
    /// again, unless another file is left or an open application, whose end does the same.
    pub(super) async fn delete_file(&self, number: u32) -> Result<()> {
        let storage = self.state.storage();
        let occupant = self.occupant().await?;
        let own = file_key(number);
        let keys: Vec<String> =
            storage::keys(&storage, "").await?.into_iter().filter(|key| *key != own).collect();
        let is_last =
            !keys.iter().any(|key| key.starts_with(FILE)) && !self.are_written(Some(number));
        if occupant == Occupant::Open || !is_last {
            sql::Rows::of(&storage, number).delete_all()?;
            storage.delete(&own).await?;
            return Ok(());
        }
        if keys.is_empty() {
            // The alarm last, so that an interrupted deletion is repeated.
            storage.delete_all().await?;
            return storage.delete_alarm().await;
        }
        let alarm = storage::alarm(&storage).await?;
        let mut rest = Vec::new();
        for key in keys {
            rest.extend(storage.get::<String>(&key).await?.map(|value| (key, value)));
        }
        // All operations are started at once, without an await in between.
        let deleted = storage.delete_all();
        let stored = rest.into_iter().map(|(key, value)| {
            let storage = self.state.storage();
            async move { storage.put(&key, value).await }
        });
        let alarm = alarm.map(|at| Duration::from_millis(at.saturating_sub(clock::now())));
        let alarm = storage::set_alarm(&storage, alarm);
        let (_, stored) =
            try_join(try_join(deleted, alarm), async { Ok(join_all(stored).await) }).await?;
        stored.into_iter().collect()
    }
}

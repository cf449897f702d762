//! Values in the storage of a Durable Object, as JSON with a checksum.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;
use worker::{ListOptions, Result};

/// Loads a value. Returns the error [`damaged`] if the stored bytes were changed.
pub(crate) async fn load<T: DeserializeOwned>(
    storage: &worker::Storage,
    key: &str,
) -> Result<Option<T>> {
    let Some(stored) = storage.get::<String>(key).await? else { return Ok(None) };
    parse(&stored).map(Some)
}

fn parse<T: DeserializeOwned>(stored: &str) -> Result<T> {
    let (digest, json) = stored.split_once(' ').ok_or_else(damaged)?;
    if u32::from_str_radix(digest, 16) != Ok(crc32fast::hash(json.as_bytes())) {
        return Err(damaged());
    }
    serde_json::from_str(json).map_err(|_| damaged())
}

/// Whether there is a value, readable or not.
pub(crate) async fn has(storage: &worker::Storage, key: &str) -> Result<bool> {
    Ok(storage.get::<String>(key).await?.is_some())
}

/// The keys in the storage that start with `prefix`.
pub(crate) async fn keys(storage: &worker::Storage, prefix: &str) -> Result<Vec<String>> {
    let mut keys = Vec::new();
    for key in storage.list_with_options(ListOptions::new().prefix(prefix)).await?.keys() {
        keys.extend(key?.as_string());
    }
    Ok(keys)
}

/// The values whose keys start with `prefix`, read at once. A damaged value is left out.
pub(crate) async fn load_all<T: DeserializeOwned>(
    storage: &worker::Storage,
    prefix: &str,
) -> Result<Vec<T>> {
    let mut values = Vec::new();
    for value in storage.list_with_options(ListOptions::new().prefix(prefix)).await?.values() {
        values.extend(value?.as_string().and_then(|stored| parse(&stored).ok()));
    }
    Ok(values)
}

/// The time of the object's alarm, in ms since the epoch.
pub(crate) async fn alarm(storage: &worker::Storage) -> Result<Option<u64>> {
    Ok(storage.get_alarm().await?.and_then(|at| u64::try_from(at).ok()))
}

/// Sets the object's alarm, if one is given.
pub(crate) async fn set_alarm(storage: &worker::Storage, alarm: Option<Duration>) -> Result<()> {
    match alarm {
        Some(alarm) => storage.set_alarm(alarm).await,
        None => Ok(()),
    }
}

const DAMAGED: &str = "a stored row is damaged";

/// The error for a stored value that is unreadable, now and in the future.
pub(crate) fn damaged() -> worker::Error {
    worker::Error::RustError(DAMAGED.to_owned())
}

/// Whether an error is [`damaged`].
pub(crate) fn is_damaged(error: &worker::Error) -> bool {
    matches!(error, worker::Error::RustError(why) if why == DAMAGED)
}

/// Saves a value as JSON text, which a later version can read, with a CRC-32 to detect damage.
pub(crate) async fn save(
    storage: &worker::Storage,
    key: &str,
    value: &impl Serialize,
) -> Result<()> {
    let json = serde_json::to_string(value)?;
    storage.put(key, format!("{:08x} {json}", crc32fast::hash(json.as_bytes()))).await
}

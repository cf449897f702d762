//! Rows of bytes in the SQL store of a Durable Object. The key-value store would keep each key beside its value, and a
//! search for a key would read the values that it passes.

use crate::edge::platform::storage;
use crate::protocol::FileId;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use worker::{Result, Storage};

#[wasm_bindgen]
extern "C" {
    type Sql;
    #[wasm_bindgen(method, catch)]
    fn exec(this: &Sql, query: &str) -> std::result::Result<Cursor, JsValue>;
    #[wasm_bindgen(method, catch, js_name = exec)]
    fn exec_with(this: &Sql, query: &str, number: u32) -> std::result::Result<Cursor, JsValue>;
    #[wasm_bindgen(method, catch, js_name = exec)]
    fn exec_put(
        this: &Sql,
        query: &str,
        number: u32,
        bytes: &Uint8Array,
    ) -> std::result::Result<Cursor, JsValue>;

    type Cursor;
    #[wasm_bindgen(method, js_name = toArray)]
    fn to_array(this: &Cursor) -> js_sys::Array;

    type Row;
    #[wasm_bindgen(method, getter)]
    fn bytes(this: &Row) -> JsValue;
}

/// The exclusive maximum of a row's number: a file of a gigabyte has as many rows.
const ROWS: u32 = 1 << 12;

const _: () =
    assert!(FileId::NUMBERS as u64 * ROWS as u64 <= 1 << 32, "a row's id fits in 32 bits");

/// The rows of a file, by number. A call that fails has changed nothing.
pub(crate) struct Rows {
    sql: Sql,
    /// The number of the first row in the table.
    first: u32,
}

impl Rows {
    /// The rows of a file in a storage. The file's number is below [`FileId::NUMBERS`].
    pub(crate) fn of(storage: &Storage, file: u32) -> Self {
        let sql: JsValue = storage.sql().as_ref().clone();
        Self { sql: sql.unchecked_into(), first: file.saturating_mul(ROWS) }
    }

    fn id(&self, number: u32) -> Result<u32> {
        if number < ROWS { Ok(self.first + number) } else { Err("too many rows".into()) }
    }

    /// Creates the table, unless it is there. To be called before [`Self::put`].
    pub(crate) fn create(&self) -> Result<()> {
        self.sql.exec("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, bytes BLOB)")?;
        Ok(())
    }

    /// Stores a row, in the place of one with the same number.
    pub(crate) fn put(&self, number: u32, bytes: &Uint8Array) -> Result<()> {
        let id = self.id(number)?;
        self.sql.exec_put("INSERT OR REPLACE INTO rows VALUES (?, ?)", id, bytes)?;
        Ok(())
    }

    /// Deletes all rows of the file.
    pub(crate) fn delete_all(&self) -> Result<()> {
        self.create()?;
        let end = u64::from(self.first) + u64::from(ROWS);
        self.sql.exec(&format!("DELETE FROM rows WHERE id >= {} AND id < {end}", self.first))?;
        Ok(())
    }

    /// The bytes of a row, which stay with the platform; `None` if there is no such row. The error of a database that
    /// cannot be read is [`storage::damaged`].
    pub(crate) fn get(&self, number: u32) -> Result<Option<Uint8Array>> {
        let found = self.sql.exec_with("SELECT bytes FROM rows WHERE id = ?", self.id(number)?);
        let found = found.map_err(|_| storage::damaged())?.to_array().get(0);
        if found.is_undefined() {
            return Ok(None);
        }
        let buffer = found.unchecked_into::<Row>().bytes().dyn_into::<ArrayBuffer>();
        buffer.map(|buffer| Some(Uint8Array::new(&buffer))).map_err(|_| storage::damaged())
    }
}

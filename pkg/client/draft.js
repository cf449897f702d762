// The draft of an application: typed values and picked files, kept in the browser until they are sent, so that they
// survive a reload or a crash. Without storage the draft is kept in memory, with the same functions.
import { ApplyError } from "./error.js";
import { copyFile } from "./file.js";
import { randomKey } from "./key.js";
import { completed, openDatabase, resultOf, storesOf } from "./store.js";

/** @import { Slot } from "../index.js" */
/** @import { StoredDraft, StoredFile, Stores } from "./store.js" */
/** @import { Upload } from "./upload.js" */
/** @typedef {(file: File, slot: Slot, draft: Draft, address?: string) => Upload} StartUpload */

/** An unused draft is deleted after a week, in ms. */
const LIFETIME = 7 * 86_400_000;

export class Draft {
  #id;
  #startUpload;
  /** @type {IDBDatabase | undefined} */
  #database;
  /** @type {Promise<unknown>} */
  #saving = Promise.resolve();
  /** Fields that were typed in this page and are not stored yet. @type {Record<string, string>} */
  #changed = {};
  /** Each upload with the key of its bytes, and the stored path of the upload. */
  #uploads = /** @type {Map<Upload, { bytes: string, address?: string }>} */ (new Map());
  /** Keys of bytes that were removed in this page. */
  #removed = /** @type {Set<string>} */ (new Set());

  /**
   * @param {string} id the form's URL
   * @param {StartUpload} startUpload
   */
  constructor(id, startUpload) {
    this.#id = id;
    this.#startUpload = startUpload;
    this.key = randomKey();
    /** @type {Record<string, string>} */
    this.fields = {};
    this.restored = false;
  }

  /**
   * Opens a draft.
   * @param {string} id the form's URL
   * @param {{ store: boolean, startUpload: StartUpload }} options with `store` the draft is kept in the browser
   */
  static async open(id, { store, startUpload }) {
    const draft = new Draft(id, startUpload);
    if (store) await draft.#load().catch(() => {});
    return draft;
  }

  /** The uploads of this draft, in the order they were picked. */
  get uploads() {
    return [...this.#uploads.keys()];
  }

  /** Whether the draft is kept in the browser's storage, not only in this page. */
  get stored() {
    return this.#database !== undefined;
  }

  /**
   * Adds a picked file. Its bytes are read at once, because a phone may make them unavailable later.
   * @param {File} file
   * @param {{ slot?: Slot }} [options]
   */
  async upload(file, { slot = "resume" } = {}) {
    const { key } = this;
    const copy = await copyFile(file);
    // Read before the transaction begins: IndexedDB ends a transaction that waits for anything else.
    const content = await copy.arrayBuffer();
    if (this.key !== key) throw new ApplyError({ code: "aborted", title: "The form was sent or reset meanwhile." });
    const upload = this.#startUpload(copy, slot, this);
    const bytes = randomKey();
    this.#uploads.set(upload, { bytes });
    await this.#store((files) => files.put(content, bytes));
    return upload;
  }

  /**
   * Deletes a file, here and at the Worker.
   * @param {Upload} upload
   */
  async remove(upload) {
    await Promise.all([this.#store(this.#takeOut([upload])), upload.cancel()]);
  }

  /**
   * Stores the typed values. Ticks of consents are not stored, because a consent must be given each time.
   * @param {Record<string, unknown>} fields
   */
  async save(fields) {
    /** @type {Record<string, string>} */
    const typed = {};
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === "string" && !name.startsWith("consent")) typed[name] = value;
    }
    for (const name of Object.keys({ ...this.fields, ...typed })) {
      if ((this.fields[name] ?? "") !== (typed[name] ?? "")) this.#changed[name] = typed[name];
    }
    this.fields = typed;
    await this.#store();
  }

  /**
   * Stores the path of an upload, once it is known, so that the upload continues after a reload.
   * @param {Upload} upload
   */
  noteAddress(upload) {
    const entry = this.#uploads.get(upload);
    if (!entry || entry.address === upload.address) return;
    entry.address = upload.address;
    this.#store();
  }

  /** Deletes the whole draft after it was sent or discarded. The next application has another key. */
  async clear() {
    const deleteBytes = this.#takeOut(this.uploads);
    this.fields = {};
    this.#changed = {};
    this.key = randomKey();
    this.restored = false;
    await this.#write(({ drafts, files }) => {
      deleteBytes(files);
      drafts.delete(this.#id);
    });
  }

  async #load() {
    const database = await openDatabase();
    this.#database = database;
    const { drafts, files } = storesOf(database);
    /** @type {StoredDraft[]} */
    const all = await resultOf(drafts.getAll());
    const isOld = (/** @type {StoredDraft} */ { at }) => Date.now() - at > LIFETIME;
    for (const { id } of all.filter(isOld)) drafts.delete(id);
    const fresh = all.filter((draft) => !isOld(draft));
    // Bytes without a draft are left over from a page that was closed between two steps.
    const named = new Set(fresh.flatMap((draft) => draft.files.map(({ bytes }) => bytes)));
    for (const bytes of await resultOf(files.getAllKeys())) if (!named.has(String(bytes))) files.delete(bytes);
    const found = fresh.find(({ id }) => id === this.#id);
    if (!found) return;
    this.key = found.key;
    this.fields = found.fields;
    this.restored = true;
    for (const { name, type, slot, bytes, address } of found.files) {
      const content = await resultOf(storesOf(database).files.get(bytes));
      // The bytes were not stored, for lack of space or because the page was closed earlier.
      if (!content) continue;
      const upload = this.#startUpload(new File([content], name, { type }), slot, this, address);
      this.#uploads.set(upload, { bytes, address });
    }
  }

  /**
   * Removes uploads from the draft; returns the function that deletes their stored bytes.
   * @param {Upload[]} uploads
   */
  #takeOut(uploads) {
    const keys = uploads.flatMap((upload) => this.#uploads.get(upload)?.bytes ?? []);
    for (const upload of uploads) this.#uploads.delete(upload);
    for (const bytes of keys) this.#removed.add(bytes);
    return (/** @type {IDBObjectStore} */ files) => {
      for (const bytes of keys) files.delete(bytes);
    };
  }

  /**
   * Stores the draft, and applies `change` to the stored bytes in the same transaction.
   * @param {(files: IDBObjectStore) => void} [change]
   */
  #store(change) {
    const { key } = this;
    /** @type {Record<string, string>} */
    let changed = {};
    // Fields that could not be stored, for example for lack of space, are stored with the next change.
    const undo = () => {
      if (this.key === key) this.#changed = { ...changed, ...this.#changed };
    };
    return this.#write(async (stores) => {
      change?.(stores.files);
      // The latest change to a field counts, also across tabs.
      [changed, this.#changed] = [this.#changed, {}];
      /** @type {StoredFile[]} */
      const own = [...this.#uploads].map(
        ([
          {
            name,
            file: { type },
            slot,
          },
          entry,
        ]) => ({ name, type, slot, ...entry }),
      );
      /** @type {StoredDraft | undefined} */
      const stored = await resultOf(stores.drafts.get(this.#id));
      // Keeps files that another tab has added, and fields that changed only there.
      const others = (stored?.files ?? []).filter(
        ({ bytes }) => !this.#removed.has(bytes) && !own.some((file) => file.bytes === bytes),
      );
      const fields = { ...(stored?.fields ?? this.fields), ...changed };
      stores.drafts.put({ id: this.#id, at: Date.now(), key: this.key, fields, files: [...others, ...own] });
    }, undo);
  }

  /**
   * Writes one after the other, so that the last write wins. If a write fails, the data stays in memory only.
   * @param {(stores: Stores) => unknown} write
   * @param {() => void} [undo]
   */
  #write(write, undo = () => {}) {
    const database = this.#database;
    if (database) {
      const transact = async () => {
        const stores = storesOf(database);
        await Promise.all([write(stores), completed(stores)]);
      };
      this.#saving = this.#saving.then(transact).catch(undo);
    }
    return this.#saving;
  }
}

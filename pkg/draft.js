// What a candidate has typed and picked, kept in the browser until it is sent: so that a reload, a
// crash or a phone call costs nothing. Without storage it is kept in memory, and everything works.
import { ApplyError } from "./error.js";

const [DRAFTS, FILES] = ["drafts", "files"];
/** A draft that nobody came back to is forgotten after a week, in ms. */
const KEPT = 7 * 86_400_000;

/** 128 random bits; `randomUUID` is missing on pages without https. */
export function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(16).padStart(8, "0")).join("");
}

/** A file whose bytes cannot go away any more: those of a telephone's cloud folder do. */
export async function taken(file) {
  try {
    return new File([await file.arrayBuffer()], file.name ?? named(file.type), { type: file.type });
  } catch {
    throw new ApplyError({ code: "file_unreadable", title: "The file could not be read. Please choose it again." });
  }
}

const EXTENSIONS = {
  "application/pdf": "pdf",
  "application/msword": "doc",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/vnd.oasis.opendocument.text": "odt",
  "application/rtf": "rtf",
  "text/plain": "txt",
  "image/jpeg": "jpg",
  "image/png": "png",
};

/** A Blob gets a name after its type: what a file is, is decided by name and content together. */
export function named(type) {
  const extension = EXTENSIONS[type.split(";")[0]];
  return extension ? `resume.${extension}` : "resume";
}

const settled = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

/** The browser's database; rejects where there is none, or it is refused. */
function opened() {
  const request = indexedDB.open("apply-edge", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(DRAFTS, { keyPath: "id" });
    // Apart from what is typed: a letter more must not write fifteen megabytes anew.
    request.result.createObjectStore(FILES);
  };
  return settled(request);
}

export class Draft {
  #id;
  #database;
  #saving = Promise.resolve();
  /** What was typed in this page and is not stored yet. */
  #changed = {};
  /** Uploads, each with the name of its bytes and the address that was noted. */
  #uploads = new Map();
  /** Names of bytes that were let go of here. */
  #gone = new Set();
  #begin;

  constructor(id, begin) {
    this.#id = id;
    this.#begin = begin;
    this.key = randomKey();
    this.fields = {};
    this.restored = false;
  }

  /** Opens a draft; with `store` it is kept in the browser. `begin` takes up an upload. */
  static async open(id, { store, begin }) {
    const draft = new Draft(id, begin);
    if (store) await draft.#load().catch(() => {});
    return draft;
  }

  /** The uploads of this draft, in the order they were picked. */
  get uploads() {
    return [...this.#uploads.keys()];
  }

  /** Whether it is kept in the browser, rather than in this page alone. */
  get stored() {
    return this.#database !== undefined;
  }

  /** Takes a file that was picked: its bytes are read at once, because a telephone may take it back. */
  async upload(file, { slot = "resume" } = {}) {
    const { key } = this;
    const picked = await taken(file);
    // Read before the transaction is begun: one that is waited in is over.
    const bytes = await picked.arrayBuffer();
    if (this.key !== key) throw new ApplyError({ code: "aborted", title: "The form was sent, or begun anew, meanwhile." });
    const upload = this.#begin(picked, slot, this);
    const name = randomKey();
    this.#uploads.set(upload, { name });
    await this.#keep((files) => files.put(bytes, name));
    return upload;
  }

  /** Lets go of a file, and takes it back from the Worker. */
  async remove(upload) {
    await Promise.all([this.#forget(upload), upload.cancel()]);
  }

  /** Keeps what was typed. Ticks of consents are not kept: a consent is given anew. */
  save(fields) {
    const typed = Object.fromEntries(Object.entries(fields).filter(([name, value]) => typeof value === "string" && !name.startsWith("consent")));
    for (const name of Object.keys({ ...this.fields, ...typed })) if ((this.fields[name] ?? "") !== (typed[name] ?? "")) this.#changed[name] = typed[name];
    this.fields = typed;
    return this.#keep();
  }

  /** Called when an upload has got somewhere: where it goes on after a reload is noted once. */
  noted(upload) {
    const kept = this.#uploads.get(upload);
    if (!kept || kept.address === upload.address) return;
    kept.address = upload.address;
    this.#keep();
  }

  /** Forgets everything: it was sent, or is not wanted any more. A new form has a new key. */
  async clear() {
    const gone = this.#take(this.uploads);
    this.fields = {};
    this.#changed = {};
    this.key = randomKey();
    this.restored = false;
    return this.#write((drafts, files) => {
      gone(files);
      drafts.delete(this.#id);
    });
  }

  async #load() {
    this.#database = await opened();
    const [drafts, files] = this.#stores();
    const old = ({ at }) => Date.now() - at > KEPT;
    const all = await settled(drafts.getAll());
    for (const { id } of all.filter(old)) drafts.delete(id);
    // Whatever no draft names is nobody's any more.
    const named = new Set(all.filter((draft) => !old(draft)).flatMap((draft) => draft.files.map(({ bytes }) => bytes)));
    for (const bytes of await settled(files.getAllKeys())) if (!named.has(bytes)) files.delete(bytes);
    const kept = all.find((draft) => draft.id === this.#id && !old(draft));
    if (!kept) return;
    this.key = kept.key;
    this.fields = kept.fields;
    this.restored = true;
    for (const { name, type, slot, bytes, address } of kept.files) {
      const read = await settled(this.#stores()[1].get(bytes));
      // Their storing was refused, or did not come so far.
      if (!read) continue;
      const upload = this.#begin(new File([read], name, { type }), slot, this, address);
      this.#uploads.set(upload, { name: bytes, address });
    }
  }

  /** Both stores, in one transaction. */
  #stores() {
    const transaction = this.#database.transaction([DRAFTS, FILES], "readwrite");
    return [DRAFTS, FILES].map((name) => transaction.objectStore(name));
  }

  /** Takes uploads out; returns what deletes their bytes. */
  #take(uploads) {
    const names = uploads.map((upload) => this.#uploads.get(upload)?.name);
    for (const upload of uploads) this.#uploads.delete(upload);
    for (const name of names) this.#gone.add(name);
    return (files) => names.forEach((name) => name && files.delete(name));
  }

  #forget(upload) {
    return this.#keep(this.#take([upload]));
  }

  /** Stores the draft, and what `also` does to the bytes, at once. */
  #keep(also = () => {}) {
    const { key } = this;
    let changed = {};
    // What could not be stored, for want of room for a file perhaps, is stored with the next letter.
    const undo = () => {
      if (this.key === key) this.#changed = { ...changed, ...this.#changed };
    };
    return this.#write(async (drafts, bytes) => {
      also(bytes);
      // Whoever types last has the last word, field by field, also across tabs.
      [changed, this.#changed] = [this.#changed, {}];
      const files = [...this.#uploads].map(([upload, { name, address }]) => ({ name: upload.name, type: upload.file.type, slot: upload.slot, bytes: name, address }));
      // Files that another tab has picked stay, and so does what was typed there and not here.
      const stored = await settled(drafts.get(this.#id));
      const others = (stored?.files ?? []).filter(({ bytes: name }) => !this.#gone.has(name) && !files.some((file) => file.bytes === name));
      drafts.put({ id: this.#id, at: Date.now(), key: this.key, fields: { ...(stored?.fields ?? this.fields), ...changed }, files: [...others, ...files] });
    }, undo);
  }

  /** One write after the other, so that the last one stands. What storage refuses is kept in memory alone. */
  #write(write, undo = () => {}) {
    const whole = async () => {
      const [drafts, files] = this.#stores();
      const over = new Promise((done, failed) => Object.assign(drafts.transaction, { oncomplete: done, onabort: failed }));
      await Promise.all([write(drafts, files), over]);
    };
    if (this.#database) this.#saving = this.#saving.then(whole).catch(undo);
    return this.#saving;
  }
}

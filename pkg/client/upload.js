// Uploads a file by tus 1.0, in pieces. The crate decides which request comes next; this file sends it. Progress counts
// the bytes that the Worker has acknowledged; it is kept over a lost connection, a pause and a reload.
import { ApplyError } from "./error.js";
import { codeOfStatus } from "./http.js";
import { waitForRetry } from "./retry.js";

/** @import { CallOptions, Prefill, Slot, UploadState } from "../index.js" */
/** @import { Upload as Machine } from "../wasm/glue.js" */
/** @typedef {{ onStatus: (state: "offline" | "waiting") => void, signal: AbortSignal }} CheckOptions */
/**
 * @typedef {object} UploadInit
 * @property {URL} base the site's base URL
 * @property {File} file its bytes must stay readable
 * @property {Slot} slot
 * @property {string} [address] the path of an upload that an earlier page began
 * @property {string} [lang]
 * @property {(file: File, slot: Slot, options: CheckOptions) => Promise<unknown>} check called before the upload;
 *   rejects with the error of the file
 * @property {(size: number, created: boolean) => Promise<Machine | undefined>} begin called after the check; resolves
 *   to `undefined` where WebAssembly is refused
 * @property {(upload: string, options: CallOptions) => Promise<Prefill>} parse has the ATS parse the resume
 * @property {(upload: Upload) => void} onState called whenever `state` or `sent` changes
 */

/** Timeout of a request, in ms; then the connection is considered lost. */
const ANSWER_MAX = 60_000;
const TUS = { "Tus-Resumable": "1.0.0", Accept: "application/json" };
/** @param {string} text */
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

export class Upload {
  #init;
  #stop = new AbortController();
  /** Pending while the upload is paused. @type {Promise<void>} */
  #unpaused = Promise.resolve();
  /** Ends the pause; defined only while the upload is paused. @type {(() => void) | undefined} */
  #unpause;
  /** @type {string | undefined} */
  #address;
  /** Whether the file is sent with the form instead. */
  #attached = false;
  /** Aborts the current request. @type {AbortController | undefined} */
  #request;

  /** @param {UploadInit} init */
  constructor(init) {
    const { file, slot, address } = init;
    this.#init = init;
    this.#address = address;
    this.slot = slot;
    this.name = file.name;
    this.size = file.size;
    this.sent = 0;
    /** @type {UploadState} */
    this.state = "checking";
    /** @type {ApplyError | undefined} */
    this.error = undefined;
    /** @type {Promise<Upload>} */
    this.done = this.#run().then(
      () => this.#enter("done"),
      (error) => {
        this.error = error;
        this.#enter(this.#stop.signal.aborted ? "cancelled" : "failed");
        throw error;
      },
    );
    // Without this, callers that only watch `state` would cause an unhandled rejection.
    this.done.catch(() => {});
  }

  /** The file, for a form that sends it itself, or a draft that stores it. */
  get file() {
    return this.#init.file;
  }

  /** The path of the upload at the Worker, once it was created. */
  get address() {
    return this.#address;
  }

  /** The id for applications; defined when the upload is complete, unless the file is sent with the form. */
  get id() {
    return this.state === "done" && !this.#attached ? this.#address?.split("/").at(-1) : undefined;
  }

  get #ended() {
    return ["done", "failed"].includes(this.state);
  }

  pause() {
    if (this.#unpause || this.#ended || this.#stop.signal.aborted) return;
    this.#unpaused = new Promise((resolve) => {
      this.#unpause = resolve;
    });
    this.#request?.abort();
    this.#enter("paused");
  }

  resume() {
    if (!this.#unpause) return;
    this.#unpause();
    this.#unpause = undefined;
    if (!this.#stop.signal.aborted) this.#enter("checking");
  }

  /** Deletes the file, here and at the Worker, unless an application holds it. */
  async cancel() {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    this.#request?.abort();
    this.resume();
    if (this.#ended) this.#enter("cancelled");
    if (this.#address) await this.#fetch("DELETE");
  }

  /**
   * Has the ATS parse the file. Call it only after the candidate has agreed that the file goes there now.
   * @param {CallOptions} [options]
   */
  async prefill(options = {}) {
    await this.done;
    return this.#init.parse(/** @type {string} */ (this.id), options);
  }

  /** Returns a new upload of the same file, for a file that the Worker has deleted. */
  restart() {
    return new Upload({ ...this.#init, address: undefined, check: async () => {} });
  }

  /** @param {UploadState} state */
  #enter(state) {
    this.state = state;
    try {
      this.#init.onState(this);
    } catch (error) {
      // An error in the page's callback is reported as an error of the page, and does not stop the upload.
      (globalThis.reportError ?? console.error)(error);
    }
    return this;
  }

  async #run() {
    await Promise.resolve();
    const { signal } = this.#stop;
    const { base, check, begin } = this.#init;
    /** @type {(state: UploadState) => void} */
    const onStatus = (state) => {
      if (!this.#unpause) this.#enter(state);
    };
    this.#enter("checking");
    await check(this.file, this.slot, { onStatus, signal });
    const machine = await begin(this.size, Boolean(this.#address));
    /** The problem of the last answer. @type {ApplyError | undefined} */
    let problem;
    for (;;) {
      await this.#unpaused;
      if (signal.aborted) throw new ApplyError({ code: "aborted", title: "The upload was cancelled." });
      const [action, first, second] = machine?.next() ?? ["attach"];
      if (!machine || action === "attach") {
        this.#attached = true;
        this.sent = this.size;
        return;
      }
      if (action === "done") return;
      if (action === "fail") throw problem;
      if (action === "wait") {
        await waitForRetry(first, { retryAfter: second }, onStatus, signal);
        machine.waited();
        continue;
      }
      this.#enter("uploading");
      const began = Date.now();
      const response = await this.#send(action, first, second);
      if (!response) {
        machine.lost(Boolean(this.#unpause || signal.aborted));
        continue;
      }
      const { status, ok, headers } = response;
      if (!ok) problem = await problemOf(action, response);
      // Only the id is used: behind a proxy the path in `Location` can differ from the public one.
      const id = ok && action === "create" && headers.get("Location")?.split("/").at(-1);
      if (id) this.#address = `${base.pathname}/uploads/${id}`;
      const offset = Number(headers.get("Upload-Offset") ?? -1);
      machine.answered(status, offset, Boolean(id), Number(headers.get("Retry-After")) || 0, Date.now() - began);
      this.sent = machine.sent();
      this.#enter("uploading");
    }
  }

  /**
   * Sends one request; `undefined` if there was no answer.
   * @param {"create" | "append" | "post" | "ask"} action
   * @param {number} from
   * @param {number} to
   */
  #send(action, from, to) {
    if (action === "ask") return this.#fetch("HEAD");
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": "application/offset+octet-stream" };
    const body = this.file.slice(from, to);
    if (action === "create") {
      headers["Upload-Length"] = String(this.size);
      headers["Upload-Metadata"] = `filename ${base64(this.name)},slot ${base64(this.slot)}`;
      return this.#fetch("POST", headers, body, `${this.#init.base.pathname}/uploads`);
    }
    headers["Upload-Offset"] = String(from);
    if (action === "append") return this.#fetch("PATCH", headers, body);
    headers["X-HTTP-Method-Override"] = "PATCH";
    return this.#fetch("POST", headers, body);
  }

  /**
   * @param {string} method
   * @param {Record<string, string>} [headers]
   * @param {Blob} [body]
   * @param {string} [path]
   * @returns {Promise<Response | undefined>}
   */
  async #fetch(method, headers, body, path = this.#address) {
    const { base, lang } = this.#init;
    const request = new AbortController();
    this.#request = request;
    const timer = setTimeout(() => request.abort(), ANSWER_MAX);
    const address = new URL(/** @type {string} */ (path), base);
    if (lang) address.searchParams.set("lang", lang);
    try {
      return await fetch(address, { method, headers: { ...TUS, ...headers }, body, signal: request.signal });
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * The error of an answer: the Worker's problem, or what its status says.
 * @param {string} action
 * @param {Response} response
 */
async function problemOf(action, response) {
  const { status } = response;
  const problem = action !== "ask" && (await response.json().catch(() => undefined));
  const code = status === 404 || status === 410 ? "not_found" : codeOfStatus(status);
  return new ApplyError({ code, title: `The server answered ${status}.`, ...problem, status });
}

// Uploads a file by tus 1.0, in pieces. Progress counts the bytes that the Worker has acknowledged; it is kept over a
// lost connection, a pause and a reload.
import { ApplyError } from "./error.js";
import { codeOfStatus } from "./http.js";
import { isTemporary, noAnswerCode, waitForRetry } from "./retry.js";

/** @import { CallOptions, Prefill, Slot, UploadState } from "../index.js" */
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
 * @property {(upload: string, options: CallOptions) => Promise<Prefill>} parse has the ATS parse the resume
 * @property {(upload: Upload) => void} onState called whenever `state` or `sent` changes
 */

/** The unit of a piece, in bytes: the first piece is one, later ones are up to eight. */
const ROW = 65_536;
const PIECE_MAX = 8 * ROW;
/** A piece that took less than `QUICK` ms is followed by a larger one, one above `SLOW` ms by a smaller one. */
const [QUICK, SLOW] = [1_000, 4_000];
/** Timeout of a request, in ms; then the connection is considered lost. */
const ANSWER_MAX = 60_000;
/** The most restarts from the beginning after the Worker has deleted the upload. */
const RESTARTS_MAX = 3;

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
  #piece = ROW;
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

  /** The id for applications; defined when the upload is complete. */
  get id() {
    return this.state === "done" ? this.#address?.split("/").at(-1) : undefined;
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
    if (this.#address) await this.#fetch("DELETE", this.#address).catch(() => {});
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
    this.#enter("checking");
    await this.#init.check(this.file, this.slot, {
      onStatus: (state) => this.#unpause || this.#enter(state),
      signal,
    });
    // Whether `sent` is the Worker's offset.
    let known = !this.#address;
    for (let failures = 0, restarts = 0; !known || this.sent < this.size || !this.#address; ) {
      await this.#unpaused;
      if (signal.aborted) throw new ApplyError({ code: "aborted", title: "The upload was cancelled." });
      this.#enter("uploading");
      try {
        if (!known && this.#address) {
          const { offset } = await this.#fetch("HEAD", this.#address);
          // Bytes that arrived with an interrupted request count as success too.
          if (offset > this.sent) failures = 0;
          this.sent = offset;
          known = true;
        } else {
          await this.#send();
          // Only sent bytes count as success: two pages that keep taking over from each other must wait longer.
          failures = 0;
        }
      } catch (thrown) {
        const error = /** @type {ApplyError} */ (thrown);
        if (error.code === "not_found" && this.#address && restarts < RESTARTS_MAX) {
          [this.#address, this.sent, known] = [undefined, 0, true];
          restarts += 1;
          continue;
        }
        // Another page of this candidate continues the upload, or a response was lost: HEAD asks for the offset.
        const elsewhere = error.status === 409 || error.status === 460;
        if (!elsewhere && !isTemporary(error) && (error.code !== "aborted" || signal.aborted)) throw error;
        known = !this.#address;
        if (this.#unpause || signal.aborted) continue;
        failures += 1;
        if (!elsewhere || failures > 1) await waitForRetry(failures, error, (state) => this.#enter(state), signal);
      }
    }
  }

  /** Sends the next piece; the first one creates the upload. */
  async #send() {
    const { pathname } = this.#init.base;
    const from = this.sent;
    const body = this.file.slice(from, from + this.#piece);
    const began = Date.now();
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": "application/offset+octet-stream" };
    if (this.#address) {
      headers["Upload-Offset"] = String(from);
      this.sent = (await this.#fetch("PATCH", this.#address, headers, body)).offset;
    } else {
      headers["Upload-Length"] = String(this.size);
      headers["Upload-Metadata"] = `filename ${base64(this.name)},slot ${base64(this.slot)}`;
      const { offset, location } = await this.#fetch("POST", `${pathname}/uploads`, headers, body);
      // Only the id is used: behind a proxy the path in `Location` can differ from the public one.
      this.#address = `${pathname}/uploads/${/** @type {string} */ (location).split("/").at(-1)}`;
      this.sent = offset;
    }
    const took = Date.now() - began;
    if (took < QUICK) this.#piece = Math.min(this.#piece * 2, PIECE_MAX);
    if (took > SLOW) this.#piece = Math.max(this.#piece / 2, ROW);
    this.#enter("uploading");
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {Record<string, string>} [headers]
   * @param {Blob} [body]
   */
  async #fetch(method, path, headers, body) {
    const { base, lang } = this.#init;
    const request = new AbortController();
    this.#request = request;
    const timer = setTimeout(() => request.abort(), ANSWER_MAX);
    const address = new URL(path, base);
    if (lang) address.searchParams.set("lang", lang);
    let response;
    let problem;
    try {
      response = await fetch(address, { method, headers: { ...TUS, ...headers }, body, signal: request.signal });
      if (!response.ok && method !== "HEAD") problem = await response.json().catch(() => undefined);
    } catch {
      const stopped = request.signal.aborted && (this.#unpause || this.#stop.signal.aborted);
      throw new ApplyError({ code: stopped ? "aborted" : noAnswerCode(), title: "The server could not be reached." });
    } finally {
      clearTimeout(timer);
    }
    const { ok, status, headers: answered } = response;
    if (ok) return { offset: Number(answered.get("Upload-Offset") ?? 0), location: answered.get("Location") };
    const code = status === 404 || status === 410 ? "not_found" : codeOfStatus(status);
    const retry_after = Number(answered.get("Retry-After")) || undefined;
    throw new ApplyError({ code, title: `The server answered ${status}.`, retry_after, ...problem, status });
  }
}

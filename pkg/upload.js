// A file on its way: tus 1.0 in pieces, over a connection that comes and goes. Progress is what the
// Worker has acknowledged; whatever it has survives a tunnel, a pause and a reload.
import { ApplyError } from "./error.js";
import { isPassing, settle } from "./connection.js";
import { codeOf } from "./http.js";

/** Rows of the Worker's store; a piece is some of them. */
const ROW = 65_536;
const PIECE_MAX = 8 * ROW;
/** A piece that takes longer than `SLOW` is followed by a smaller one, one that takes less than `QUICK` by a larger one, in ms. */
const [QUICK, SLOW] = [1_000, 4_000];
/** After so long without an answer to a piece the connection is taken to be dead, in ms. */
const DEAD = 60_000;
/** How often a file is begun anew after the Worker has forgotten it. */
const ANEW_MAX = 3;

const TUS = { "Tus-Resumable": "1.0.0", Accept: "application/json" };
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

export class Upload {
  #base;
  #file;
  #check;
  #read;
  #told;
  #lang;
  #stop = new AbortController();
  #go = Promise.resolve();
  #goOn;
  #address;
  #piece = ROW;
  /** Gives up the request under way. */
  #dropped;

  /**
   * `base` is the site's address, `file` a File whose bytes will not go away, `check` looks at it before a byte is
   * sent, `read` has it read; `address` is where an earlier page has got to.
   */
  constructor({ base, file, slot, address, lang, check, read, told = () => {} }) {
    this.slot = slot;
    this.name = file.name;
    this.size = file.size;
    this.sent = 0;
    this.state = "checking";
    this.#base = base;
    this.#file = file;
    this.#address = address;
    this.#lang = lang;
    this.#check = check;
    this.#read = read;
    this.#told = told;
    this.done = this.#run().then(
      () => this.#say("done") ?? this,
      (error) => {
        this.error = error;
        this.#say(this.#stop.signal.aborted ? "cancelled" : "failed");
        throw error;
      },
    );
    // Whoever does not wait for it is told by its state.
    this.done.catch(() => {});
  }

  /** The file, for a form that sends it itself, or a draft that keeps it. */
  get file() {
    return this.#file;
  }

  /** Where an upload that was begun goes on, below the Worker's address. */
  get address() {
    return this.#address;
  }

  /** The id by which an application names the file; once it is whole. */
  get id() {
    return this.state === "done" ? this.#address?.split("/").at(-1) : undefined;
  }

  get #ended() {
    return ["done", "failed"].includes(this.state);
  }

  pause() {
    if (this.#goOn || this.#ended || this.#stop.signal.aborted) return;
    this.#go = new Promise((go) => (this.#goOn = go));
    this.#dropped?.abort();
    this.#say("paused");
  }

  resume() {
    if (!this.#goOn) return;
    this.#goOn();
    this.#goOn = undefined;
    if (!this.#stop.signal.aborted) this.#say("checking");
  }

  /** Takes the file away, here and at the Worker, unless an application holds it. */
  async cancel() {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    this.#dropped?.abort();
    this.resume();
    if (this.#ended) this.#say("cancelled");
    if (this.#address) await this.#ask("DELETE", this.#address).catch(() => {});
  }

  /** What the ATS reads in the file. Only after the candidate has agreed that it goes there now. */
  async prefill(options = {}) {
    await this.done;
    return this.#read(this.id, options);
  }

  /** As if this file were new: the Worker has forgotten it. */
  again() {
    return new Upload({ base: this.#base, file: this.#file, slot: this.slot, lang: this.#lang, check: async () => {}, read: this.#read, told: this.#told });
  }

  #say(state) {
    this.state = state;
    try {
      this.#told(this);
    } catch (error) {
      // A page's mistake is the page's to see, and no reason to stop.
      (globalThis.reportError ?? console.error)(error);
    }
  }

  async #run() {
    await Promise.resolve();
    this.#say("checking");
    await this.#check(this.#file, this.slot, { said: (state) => this.#goOn || this.#say(state), signal: this.#stop.signal });
    let sure = !this.#address;
    for (let failures = 0, anew = 0; !sure || this.sent < this.size || !this.#address; ) {
      await this.#go;
      if (this.#stop.signal.aborted) throw new ApplyError({ code: "aborted", title: "The upload was cancelled." });
      this.#say("uploading");
      try {
        if (!sure) {
          const { offset } = await this.#ask("HEAD", this.#address);
          // It has got on, if only by what a request brought before it was cut.
          if (offset > this.sent) failures = 0;
          this.sent = offset;
          sure = true;
        } else {
          await this.#send();
          // Only what was sent counts as success: two pages that overtake each other must each wait longer.
          failures = 0;
        }
      } catch (error) {
        if (error.code === "not_found" && this.#address && anew < ANEW_MAX) {
          [this.#address, this.sent, sure] = [undefined, 0, true];
          anew += 1;
          continue;
        }
        // Another page of this candidate goes on with it, or an answer was lost: ask where it is.
        const elsewhere = error.status === 409 || error.status === 460;
        if (!elsewhere && !isPassing(error) && !(error.code === "aborted" && !this.#stop.signal.aborted)) throw error;
        sure = !this.#address;
        if (this.#goOn || this.#stop.signal.aborted) continue;
        failures += 1;
        if (!elsewhere || failures > 1) await settle(failures, error, (state) => this.#say(state), this.#stop.signal);
      }
    }
  }

  /** The next piece; the first one makes the upload. */
  async #send() {
    const from = this.sent;
    const body = this.#file.slice(from, from + this.#piece);
    const began = Date.now();
    const headers = { "Content-Type": "application/offset+octet-stream" };
    if (this.#address) {
      this.sent = (await this.#ask("PATCH", this.#address, { ...headers, "Upload-Offset": String(from) }, body)).offset;
    } else {
      headers["Upload-Length"] = String(this.size);
      headers["Upload-Metadata"] = `filename ${base64(this.name)},slot ${base64(this.slot)}`;
      const made = await this.#ask("POST", `${this.#base.pathname}/uploads`, headers, body);
      // Below our own base: what stands before the Worker may have put it below another path.
      this.#address = `${this.#base.pathname}/uploads/${made.location.split("/").at(-1)}`;
      this.sent = made.offset;
    }
    const took = Date.now() - began;
    if (took < QUICK) this.#piece = Math.min(this.#piece * 2, PIECE_MAX);
    if (took > SLOW) this.#piece = Math.max(this.#piece / 2, ROW);
    this.#say("uploading");
  }

  async #ask(method, path, headers = {}, body) {
    const dropped = (this.#dropped = new AbortController());
    const dead = setTimeout(() => dropped.abort(), DEAD);
    const address = new URL(path, this.#base);
    if (this.#lang) address.searchParams.set("lang", this.#lang);
    let response, problem;
    try {
      response = await fetch(address, { method, headers: { ...TUS, ...headers }, body, signal: dropped.signal });
      if (!response.ok && method !== "HEAD") problem = await response.json().catch(() => undefined);
    } catch {
      const code = dropped.signal.aborted && (this.#goOn || this.#stop.signal.aborted) ? "aborted" : globalThis.navigator?.onLine === false ? "offline" : "network";
      throw new ApplyError({ code, title: "The server could not be reached." });
    } finally {
      clearTimeout(dead);
    }
    if (response.ok) {
      const offset = Number(response.headers.get("Upload-Offset") ?? 0);
      return { offset, location: response.headers.get("Location") };
    }
    const status = response.status;
    const code = status === 404 || status === 410 ? "not_found" : codeOf(status);
    const retry_after = Number(response.headers.get("Retry-After")) || undefined;
    throw new ApplyError({ code, title: `The server answered ${status}.`, retry_after, ...problem, status });
  }
}

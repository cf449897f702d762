// What <apply-form> does before somebody begins: gets the form of a job from the Worker, and builds it (or completes
// the page's own). What fills it in and sends it is fetched when somebody begins.
import { ApplyError } from "../client/error.js";
import { baseOf } from "../client/http.js";
import { randomKey } from "../client/key.js";
import { fetchPart } from "../client/part.js";
import { assemble } from "./assemble.js";
import { closedRegion, removeJobPosting } from "./closed.js";
import { emit, templatesOf } from "./dom.js";
import { sourceOf } from "./source.js";
import { View } from "./view.js";

/** @import { Parts } from "./assemble.js" */
/** @import { Editor } from "./editor.js" */
/** @import { ViewOptions } from "./view.js" */
/** @typedef {ViewOptions & { job: string, store: boolean }} FormOptions */
/** @typedef {"loading" | "shown" | "closed"} State of a form that nobody has begun to fill in; then see `Editor` */

/** An earlier page's draft is waited for so long before the form is shown without it, in ms. */
const DRAFT_MAX = 5_000;
/** What a candidate begins with. */
const BEGINNINGS = ["pointerdown", "focusin", "input", "change"];

/** @param {unknown} error */
const isClosed = (error) => error instanceof ApplyError && (error.code === "closed" || error.code === "not_found");

/**
 * What is there in time.
 * @template T
 * @param {Promise<T>} promise
 * @param {number} ms
 */
const within = (promise, ms) =>
  Promise.race([
    promise.catch(() => undefined),
    new Promise((/** @type {(nothing: undefined) => void} */ resolve) => setTimeout(resolve, ms)),
  ]);

/** @extends {View<FormOptions>} */
export class FormView extends View {
  /** @type {State} */
  #state = "loading";
  /** There from "shown" on. @type {Parts | undefined} */
  #parts;
  /** @type {Promise<[typeof Editor, import("../index.js").Draft]> | undefined} */
  #fetching;
  /** There when somebody has begun. @type {Editor | undefined} */
  #editor;
  #isTyped = false;

  /** Shows the form when the Worker responds; until then, and without a response, the page's own content stays. */
  async start() {
    const { client, host, signal } = this;
    const { job, store } = this.options;
    // The page's own form gets the right action, so that it can also be posted before the element is ready.
    const pageForm = this.#pageForm();
    if (pageForm) this.#setAction(pageForm);
    const canRetry = (/** @type {unknown} */ error) =>
      error instanceof ApplyError && error.status !== 403 && !isClosed(error);
    let form;
    try {
      form = await this.load(() => client.form(job, { signal }), canRetry);
    } catch (error) {
      if (!isClosed(error)) throw error;
      return this.#showClosed(/** @type {ApplyError} */ (error));
    }
    if (!form) return;
    const restored = store && (await within(this.#fetchDraft(), DRAFT_MAX));
    if (signal.aborted) return;
    const parts = assemble({ host, prefix: this.id, form, pageForm: this.#pageForm(), key: randomKey() });
    this.#parts = parts;
    this.#state = "shown";
    this.#setAction(parts.native, form.locale);
    this.#listen(parts);
    if (restored) this.#edit(...restored);
    // Picked before the element was there.
    const inputs = /** @type {HTMLInputElement[]} */ (/** @type {Element[]} */ ([...parts.native.elements]));
    if (inputs.some(({ files }) => files?.length)) this.#begin().catch(() => {});
    emit(host, "apply-ready", { job });
  }

  /** What an earlier page left, with the part that continues it; nothing where there is no draft. */
  async #fetchDraft() {
    const { draftId, hasDraft } = await import("../client/store.js");
    return (await hasDraft(draftId(baseOf(this.options), this.options.job))) ? this.#fetch() : undefined;
  }

  /** Fetches the part that fills in and sends, and the draft. */
  #fetch() {
    const { job, store } = this.options;
    const onStatus = (/** @type {string} */ status) => {
      if (this.#parts) this.#parts.status.textContent = this.#parts.form.strings[status] ?? "";
    };
    const options = { onStatus, signal: this.signal };
    const onState = (/** @type {import("../index.js").Upload} */ upload) => this.#editor?.show(upload);
    this.#fetching ??= fetchPart(() => import("./editor.js"), options)
      .then(async ({ Editor }) => {
        const draft = await this.client.draft(job, { store, onState });
        onStatus("");
        return /** @type {[typeof Editor, typeof draft]} */ ([Editor, draft]);
      })
      .catch((error) => {
        this.#fetching = undefined;
        throw error;
      });
    return this.#fetching;
  }

  /** Somebody begins to fill in the form. */
  async #begin() {
    const [Editor, draft] = await this.#fetch();
    const editor = this.#edit(Editor, draft);
    editor?.begin();
    return editor;
  }

  /**
   * @param {typeof Editor} EditorClass
   * @param {import("../index.js").Draft} draft
   */
  #edit(EditorClass, draft) {
    const { client, host, options, signal } = this;
    const parts = this.#parts;
    if (signal.aborted || !parts) return undefined;
    const setJob = (/** @type {string} */ job) => {
      options.job = job;
      this.#setAction(parts.native, parts.form.locale);
    };
    this.#editor ??= new EditorClass({ parts, client, host, options, signal, draft, setJob, isTyped: this.#isTyped });
    return this.#editor;
  }

  /** The form is not shown any more. */
  stop() {
    super.stop();
    if (this.#editor) this.#editor.stop();
    else if (this.#parts) {
      const { native, added } = this.#parts;
      for (const node of added) node.remove();
      if (native.dataset.made) native.remove();
    }
  }

  /** The element was taken out of the page: whether it holds what a person may have filled in. */
  suspend() {
    this.#editor?.suspend();
    return this.#parts !== undefined;
  }

  /** The element was put back into the page. */
  resume() {
    this.#editor?.resume();
  }

  updateSource() {
    if (this.#parts) this.#parts.hidden.source.value = sourceOf(this.host);
  }

  /** Returns the page's own form; not a form of the element that was copied together with the page. */
  #pageForm() {
    return this.host.querySelector(/** @type {"form"} */ ("form:not([data-made])"));
  }

  /** @param {Parts} parts */
  #listen({ native }) {
    const { signal } = this;
    const begin = () => {
      this.#begin().catch(() => {});
    };
    for (const type of BEGINNINGS) native.addEventListener(type, begin, { once: true, signal });
    const start = () => {
      this.#isTyped = true;
      emit(this.host, "apply-start", { job: this.options.job });
    };
    native.addEventListener("input", start, { once: true, signal });
    const send = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.send();
    };
    native.addEventListener("submit", send, { signal });
  }

  /**
   * Sets the form's action, for a native submission if scripts fail.
   * @param {HTMLFormElement} native
   * @param {string} [locale]
   */
  #setAction(native, locale) {
    const { lang, job } = this.options;
    const path = `jobs/${encodeURIComponent(job)}/applications`;
    const action = `${baseOf(this.options)}/${path}?lang=${encodeURIComponent(locale ?? lang ?? "")}`;
    Object.assign(native, { method: "post", enctype: "multipart/form-data", action });
  }

  /** Sends it; where what sends it cannot be fetched, the form posts itself, as on a page without scripts. */
  async send() {
    const parts = this.#parts;
    if (!parts) return;
    const editor = await this.#begin().catch(() => {
      if (!this.signal.aborted) HTMLFormElement.prototype.submit.call(parts.native);
      return undefined;
    });
    await editor?.send();
  }

  /** Deletes the typed values and the picked files. */
  async reset() {
    if (!this.#parts) return;
    const editor = this.#editor ?? (await this.#begin().catch(() => undefined));
    if (editor) await editor.reset();
    else this.#parts.native.reset();
  }

  /**
   * The job accepts no applications: replaces the content by a message.
   * @param {ApplyError} error
   */
  #showClosed(error) {
    this.#state = "closed";
    const { host } = this;
    const { job } = this.options;
    const openJob = (/** @type {string} */ other) => {
      if (this.#state !== "closed") return;
      this.#state = "loading";
      this.options.job = other;
      this.start();
    };
    const closed = closedRegion(host, error, openJob);
    removeJobPosting(job);
    host.replaceChildren(closed, ...templatesOf(host));
    emit(host, "apply-closed", { job, code: error.code });
  }
}

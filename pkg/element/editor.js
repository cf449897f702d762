// What <apply-form> does from the moment somebody begins: keeps what is typed, uploads what is picked, sends it once.
import { ApplyError } from "../client/error.js";
import { baseOf } from "../client/http.js";
import { Challenge } from "./challenge.js";
import { emit } from "./dom.js";
import { clearErrors, flagError, showErrors } from "./errors.js";
import { lock, submitButton } from "./lock.js";
import { alternativeOffer, sentRegion } from "./outcome.js";
import { addMissing, isOutdated } from "./refresh.js";
import { fillFromDraft, showRestored } from "./restore.js";
import { refetchForm, submitForm } from "./submit.js";
import { Uploads } from "./uploads.js";
import { inputOf, readTyped } from "./values.js";

/** @import { Client, Draft, Receipt, Upload } from "../index.js" */
/** @import { Parts } from "./assemble.js" */
/** @import { Input } from "./dom.js" */
/** @import { ViewOptions } from "./view.js" */
/**
 * @typedef {object} EditorInit
 * @property {Parts} parts the form as it is shown
 * @property {Client} client
 * @property {HTMLElement} host
 * @property {ViewOptions & { job: string }} options
 * @property {AbortSignal} signal aborted when the form is not shown any more
 * @property {Draft} draft
 * @property {(job: string) => void} setJob the application goes to another job
 * @property {boolean} isTyped whether something was typed before the editor was there
 */
/** From "editing" to "sending", and from there to "sent" or back. @typedef {"editing" | "sending" | "sent"} State */

/** The refreshed form is waited for so long before the errors are shown without it, in ms. */
const REFRESH_MAX = 10_000;

export class Editor {
  #client;
  #host;
  #options;
  #signal;
  #setJob;
  #parts;
  /** @type {State} */
  #state = "editing";

  /** @param {EditorInit} init */
  constructor({ parts: shown, client, host, options, signal, draft, setJob, isTyped }) {
    this.#client = client;
    this.#host = host;
    this.#options = options;
    this.#signal = signal;
    this.#setJob = setJob;
    const isEditable = () => this.#isEditing && !signal.aborted;
    const common = { ...shown, client, signal, draft, isEditable };
    const uploads = new Uploads(common);
    this.#parts = { ...common, uploads, challenge: new Challenge(shown.form, shown.status, signal) };
    showRestored(shown.restored, shown.form.strings, draft.restored, () => this.reset());
    shown.hidden.key.value = draft.key;
    // What was typed meanwhile stays.
    fillFromDraft(this.#parts, shown.ownForm || isTyped);
    this.#listen();
    uploads.connect(signal);
    if (isTyped) draft.save(readTyped(this.#parts));
  }

  get #isEditing() {
    return this.#state === "editing";
  }

  /** @param {State} state */
  #enter(state) {
    this.#state = state;
    const button = submitButton(this.#parts.native);
    if (state === "sending") button?.setAttribute("aria-disabled", "true");
    else button?.removeAttribute("aria-disabled");
  }

  /** The candidate has begun: what shows that a person applies is fetched. */
  begin() {
    this.#parts.challenge.begin();
  }

  /** @param {Upload} upload */
  show(upload) {
    this.#parts.uploads.show(upload);
  }

  /** The form is not shown any more. What is being sent still is: the candidate has pressed Send. */
  stop() {
    if (this.#state !== "sending") this.#cleanUp();
  }

  /** Leaves nothing of the element's in the page. */
  #cleanUp() {
    this.suspend();
    const { native } = this.#parts;
    clearErrors(this.#parts);
    for (const node of this.#parts.added) node.remove();
    const made = "input[type=hidden][name$=_upload], [data-part=file], [data-name=check_answer]";
    for (const node of native.querySelectorAll(made)) node.remove();
    if (native.dataset.made) native.remove();
  }

  /** The element was taken out of the page. */
  suspend() {
    if (this.#state === "sending") return;
    this.#parts.uploads.suspend();
    this.#parts.challenge.suspend();
  }

  /** The element is back. */
  resume() {
    this.#parts.uploads.resume();
    if (this.#state !== "sent") this.#parts.challenge.resume();
  }

  #listen() {
    const parts = this.#parts;
    const save = (/** @type {Event} */ { target }) => {
      const input = /** @type {Input} */ (target);
      // What was wrong with a field is not said any more while it is being corrected.
      if (input.getAttribute("aria-invalid")) flagError(parts, input.name, "");
      parts.draft.save(readTyped(parts));
    };
    parts.native.addEventListener("input", save, { signal: this.#signal });
  }

  /** Sends it; however often that is asked for, it is one application. */
  async send() {
    const parts = this.#parts;
    if (!this.#isEditing || this.#signal.aborted) return;
    let unlock = () => {};
    const relock = () => {
      unlock();
      unlock = lock(parts.native);
    };
    this.#enter("sending");
    try {
      clearErrors(parts);
      const receipt = await submitForm(parts, this.#options.job, relock);
      if (!receipt) return;
      this.#enter("sent");
      await parts.draft.clear();
      this.#showSent(receipt);
    } catch (error) {
      // There can be no token: that has been said, and the next press goes on without one.
      if (parts.challenge.blocked && !(error instanceof ApplyError)) return;
      parts.status.textContent = "";
      if (!(error instanceof ApplyError)) throw error;
      unlock();
      if (error.code !== "aborted") await this.#showErrors(error);
    } finally {
      unlock();
      if (this.#state === "sending") this.#enter("editing");
      if (this.#signal.aborted) this.#cleanUp();
    }
  }

  /** Deletes what was typed and picked. */
  async reset() {
    if (!this.#isEditing) return;
    const { form, native, draft, hidden, restored } = this.#parts;
    // Their removal at the Worker is not waited for.
    for (const upload of draft.uploads) draft.remove(upload);
    await draft.clear();
    native.reset();
    for (const mark of native.querySelectorAll("[data-part=from-resume]")) mark.remove();
    hidden.key.value = draft.key;
    clearErrors(this.#parts);
    restored.hidden = true;
    inputOf(native, form.fields[0]?.name)?.focus();
  }

  /** @param {ApplyError} error */
  async #showErrors(error) {
    const parts = this.#parts;
    const { form, prefix } = parts;
    if (error.question) parts.challenge.ask(error.question, prefix);
    else await this.#refresh(error).catch(() => {});
    if (this.#signal.aborted) return;
    const sendTo = (/** @type {string} */ job) => {
      this.#setJob(job);
      this.send();
    };
    showErrors(parts, error, alternativeOffer(form.strings, error, sendTo));
    const problems = error.fields.map(({ pointer, code }) => ({ pointer, code }));
    emit(this.#host, "apply-problem", { code: error.code, fields: problems });
  }

  /**
   * Gets the form again where the site has changed it meanwhile.
   * @param {ApplyError} error
   */
  async #refresh(error) {
    const parts = this.#parts;
    if (!parts.native.dataset.made || !isOutdated(parts, error.fields)) return;
    const signal = AbortSignal.timeout?.(REFRESH_MAX);
    Object.assign(parts.form, await refetchForm(this.#client, this.#options.job, signal));
    addMissing(parts);
  }

  /** @param {Receipt} receipt */
  #showSent(receipt) {
    const { form, challenge } = this.#parts;
    challenge.suspend();
    if (this.#signal.aborted) return;
    const host = this.#host;
    const { job } = this.#options;
    const status = new URL(receipt.status, baseOf(this.#options));
    status.searchParams.set("lang", form.locale);
    const sent = sentRegion(host, form, receipt, status.href);
    host.replaceChildren(sent);
    sent.focus();
    emit(host, "apply-sent", { job, receipt: receipt.receipt, status: status.href });
  }
}

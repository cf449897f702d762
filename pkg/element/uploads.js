// The file slots of a form: picked files are uploaded, listed below their input, and can be removed.
import { ApplyError } from "../client/error.js";
import { emit, hiddenInput, insertAfter, make } from "./dom.js";
import { errorText, flagError } from "./errors.js";
import { offerPrefill } from "./prefill.js";
import { uploadItem } from "./upload-item.js";
import { inputOf, slotsOf } from "./values.js";

/** @import { Slot, Upload } from "../index.js" */
/** @import { Input } from "./dom.js" */
/** @import { ErrorContext } from "./errors.js" */
/** @import { PrefillContext } from "./prefill.js" */
/** @import { UploadItem } from "./upload-item.js" */
/**
 * @typedef {object} SlotState
 * @property {Element} list the list below the input
 * @property {boolean} several whether the slot accepts more than one file
 * @property {File[]} latest the files that were picked last
 * @property {Set<string>} refused the reasons for which files of the last pick were refused
 */

export class Uploads {
  #context;
  #slots = /** @type {Map<Slot, SlotState>} */ (new Map());
  #items = /** @type {Map<Upload, UploadItem>} */ (new Map());
  /** Picked files that are being read. */
  #reading = /** @type {Set<Promise<void>>} */ (new Set());
  /** Uploads that are paused until the element is put back into the page. */
  #suspended = /** @type {Upload[]} */ ([]);

  /** @param {PrefillContext & ErrorContext} context */
  constructor(context) {
    this.#context = context;
  }

  /**
   * Connects the inputs, the element's or the page's own, and shows the uploads of an earlier draft.
   * @param {AbortSignal} signal
   */
  connect(signal) {
    const { form, draft, native, added } = this.#context;
    for (const slot of slotsOf(form)) {
      // Another tab may have added a file too: the last one counts.
      const own = draft.uploads.filter((upload) => upload.slot === slot.slot);
      for (const old of own.slice(0, -slot.max_files)) draft.remove(old);
      const input = inputOf(native, slot.slot);
      if (!input) continue;
      const endings = slot.kinds.flatMap((kind) => (kind === "jpg" ? ["jpg", "jpeg", "jfif"] : kind));
      input.accept = endings.map((ending) => `.${ending}`).join();
      const list =
        input.closest("[data-part=field]")?.querySelector("[data-part=uploads]") ??
        insertAfter(input, make("ul", { part: "uploads" }), added);
      this.#slots.set(slot.slot, { list, several: slot.max_files > 1, latest: [], refused: new Set() });
      input.addEventListener("change", () => this.#pick(slot.slot, input), { signal });
      // Files that were picked before the element was ready.
      if (input.files?.length) this.#pick(slot.slot, input);
    }
    for (const upload of draft.uploads) this.show(upload);
  }

  /** Pauses all uploads; another page may continue them. */
  suspend() {
    this.#suspended = this.#context.draft.uploads.filter(({ state }) => state !== "paused");
    for (const upload of this.#suspended) upload.pause();
  }

  resume() {
    for (const upload of this.#suspended.splice(0)) upload.resume();
  }

  /**
   * Returns the files of an application by slot, after all uploads are complete. Files that are picked or removed
   * meanwhile are taken into account, and paused uploads are resumed. Rejects with the error of a file.
   * @param {() => void} onWaiting called before waiting for an upload
   */
  async uploaded(onWaiting) {
    const { draft } = this.#context;
    for (;;) {
      while (this.#reading.size > 0) await Promise.all(this.#reading);
      const { uploads } = draft;
      // A failed upload is reported as an error, not silently left out.
      const failed = uploads.find(({ state }) => state === "failed");
      if (failed) {
        const error = /** @type {ApplyError} */ (failed.error);
        const problem = { pointer: `/${failed.slot}`, code: error.code, message: this.#textOf(error) };
        throw new ApplyError({ code: "invalid", fields: [problem] });
      }
      const waiting = uploads.filter(({ state }) => state !== "done");
      if (waiting.length === 0) {
        const of = (/** @type {Slot} */ name) => uploads.filter(({ slot }) => slot === name);
        return { resume: of("resume").at(-1), photo: of("photo").at(-1), files: of("files") };
      }
      onWaiting();
      for (const upload of waiting) upload.resume();
      const ends = await Promise.allSettled(waiting.map(({ done }) => done));
      for (const end of ends) if (end.status === "rejected" && end.reason.code !== "aborted") throw end.reason;
    }
  }

  /**
   * @param {Slot} slot
   * @param {Input} input
   */
  #pick(slot, input) {
    const files = [...(input.files ?? [])];
    // Clears the input for the next file, and so that a native submission does not send the file twice.
    input.value = "";
    const state = this.#clearErrors(slot);
    state.latest = files;
    const reading = this.#take(slot, files, state).finally(() => this.#reading.delete(reading));
    this.#reading.add(reading);
  }

  /**
   * @param {Slot} slot
   * @param {File[]} files
   * @param {SlotState} state
   */
  async #take(slot, files, state) {
    const { draft } = this.#context;
    for (const file of files) {
      try {
        const upload = await draft.upload(file, { slot });
        if (state.several) continue;
        // Another file was picked while this one was read, for example slowly from a phone's cloud folder.
        if (state.latest !== files) return void draft.remove(upload);
        // The new file replaces the old one, without waiting for its deletion at the Worker.
        for (const old of draft.uploads) if (old.slot === slot && old !== upload) draft.remove(old);
      } catch (thrown) {
        const error = /** @type {ApplyError} */ (thrown);
        // "aborted": the form was sent or reset meanwhile.
        if (error.code !== "aborted") this.#refuse(slot, file.name, error, state);
      }
    }
  }

  /**
   * Returns the message for a failed file: an error of the file itself, or of its upload.
   * @param {ApplyError} error
   */
  #textOf(error) {
    const { strings } = this.#context.form;
    const byFile = error.fields?.length > 0 || error.code === "file_unreadable";
    return byFile ? errorText(strings, error) : strings.file_failed;
  }

  /**
   * Shows the error of a file, with its name if the slot accepts several.
   * @param {Slot} slot
   * @param {string} name
   * @param {ApplyError} error
   * @param {SlotState} state
   */
  #refuse(slot, name, error, { several, refused }) {
    const text = this.#textOf(error);
    refused.add(several ? `\u2068${name}\u2069: ${text}` : text);
    flagError(this.#context, slot, [...refused].join(" "));
  }

  /** @param {Slot} slot */
  #clearErrors(slot) {
    const state = /** @type {SlotState} */ (this.#slots.get(slot));
    state.refused.clear();
    flagError(this.#context, slot, "");
    return state;
  }

  /**
   * Shows the state of an upload, and emits events for the page.
   * @param {Upload} upload
   */
  show(upload) {
    const { slot, state, sent, size, error } = upload;
    const slotState = this.#slots.get(slot);
    if (!slotState) return;
    const { host, draft } = this.#context;
    if (this.#items.get(upload)?.element.dataset.state !== state) {
      emit(host, "apply-file", { slot, state, size, code: error?.fields?.[0]?.code ?? error?.code });
    }
    emit(host, "apply-progress", { slot, sent, size });
    if (error && state === "failed") this.#refuse(slot, upload.name, error, slotState);
    // A refused file is removed from the draft; after another error the upload may succeed after a reload.
    const refused = state === "failed" && Boolean(error?.fields?.length);
    if (refused) draft.remove(upload);
    if (refused || state === "cancelled") {
      this.#items.get(upload)?.element.remove();
      this.#items.delete(upload);
      this.#nameIds(slot);
      return;
    }
    const item = this.#items.get(upload) ?? this.#add(upload, slotState.list);
    item.update();
    if (state === "done") this.#nameIds(slot);
  }

  /**
   * @param {Upload} upload
   * @param {Element} list
   */
  #add(upload, list) {
    const { form } = this.#context;
    const item = uploadItem(upload, form, () => this.#remove(upload));
    if (form.prefill && upload.slot === "resume") offerPrefill(this.#context, upload, item);
    this.#items.set(upload, item);
    list.append(item.element);
    return item;
  }

  /** @param {Upload} upload */
  #remove(upload) {
    const { draft, native } = this.#context;
    draft.remove(upload);
    this.#clearErrors(upload.slot);
    inputOf(native, upload.slot)?.focus();
  }

  /**
   * Writes the ids of a slot's uploads into hidden inputs, for a native submission. Files that are sent with the form
   * are put back into the input.
   * @param {Slot} slot
   */
  #nameIds(slot) {
    const { native, draft } = this.#context;
    const name = `${slot}_upload`;
    for (const old of native.querySelectorAll(`input[type=hidden][name="${name}"]`)) old.remove();
    const attached = new DataTransfer();
    for (const upload of draft.uploads) {
      if (upload.slot !== slot || upload.state !== "done") continue;
      if (upload.id) native.append(hiddenInput(name, upload.id));
      else attached.items.add(upload.file);
    }
    const input = inputOf(native, slot);
    if (input?.files?.length || attached.files.length) /** @type {Input} */ (input).files = attached.files;
  }
}

// The file slots of a form: inputs, what was picked, how far it is, and what can be done about it.
import { describe, make, tell } from "./dom.js";

export class Uploads {
  #view;
  #lists = new Map();
  #items = new Map();
  /** Files that were picked and are being read. */
  #picking = new Set();
  /** The last pick of each slot. */
  #latest = new Map();
  /** What of the last pick was refused, by slot: a sentence each. */
  #refused = new Map();

  constructor(view) {
    this.#view = view;
  }

  /** A slot as we build it. */
  slot(slot) {
    const view = this.#view;
    const id = `${view.id}-${slot.slot}`;
    const hint = view.words.resume_hint.replace("{kinds}", slot.kinds.join(", ").toUpperCase()).replace("{max}", new Intl.NumberFormat(view.form.locale, { maximumFractionDigits: 1 }).format(slot.max_bytes / 1e6));
    const input = make("input", { type: "file", id, name: slot.slot, multiple: slot.max_files > 1, required: slot.required, "aria-describedby": `${id}-hint ${id}-error` });
    const list = make("ul", { part: "uploads" });
    return make("div", { part: "field", "data-name": slot.slot }, make("label", { part: "label", for: id, textContent: view.label(slot) }), make("p", { part: "hint", id: `${id}-hint`, textContent: hint }), input, list, view.error(id));
  }

  /** Ties the inputs, ours or the page's, and shows what an earlier page left. */
  restore(signal) {
    const { slots, draft } = this.#view;
    for (const slot of slots) {
      // Another tab may have picked one as well: the last counts.
      for (const old of draft.uploads.filter((upload) => upload.slot === slot.slot).slice(0, -slot.max_files)) draft.remove(old);
      const input = this.#view.input(slot.slot);
      if (!input) continue;
      input.accept = slot.kinds.flatMap((kind) => (kind === "jpg" ? [".jpg", ".jpeg", ".jfif"] : [`.${kind}`])).join();
      const list = input.closest("[data-part=field]")?.querySelector("[data-part=uploads]") ?? this.#view.add(input, make("ul", { part: "uploads" }));
      this.#lists.set(slot.slot, list);
      input.addEventListener("change", () => this.#pick(slot, input), { signal });
      // Picked before this was there.
      if (input.files.length > 0) this.#pick(slot, input);
    }
    draft.uploads.forEach((upload) => this.show(upload));
  }

  /** The files of an application, by slot; once those that were picked are read. */
  async picked() {
    while (this.#picking.size > 0) await Promise.all(this.#picking);
    const of = (slot) => this.#view.draft.uploads.filter((upload) => upload.slot === slot && upload.state !== "failed");
    return { resume: of("resume").at(-1), photo: of("photo").at(-1), files: of("files") };
  }

  #pick(slot, input) {
    this.#view.problems.flag(slot.slot, "");
    this.#refused.delete(slot.slot);
    const files = [...input.files];
    // What is picked goes its own way; the input is free for the next, and posts nothing twice.
    input.value = "";
    this.#latest.set(slot, files);
    const picking = this.#take(slot, files).finally(() => this.#picking.delete(picking));
    this.#picking.add(picking);
  }

  async #take(slot, files) {
    const { draft } = this.#view;
    for (const file of files) {
      try {
        const upload = await draft.upload(file, { slot: slot.slot });
        // Another one was picked while this was read, from a telephone's cloud folder perhaps.
        if (slot.max_files === 1 && this.#latest.get(slot) !== files) return void draft.remove(upload);
        // One place: the new file takes it. Taking the old one back from the Worker is not waited for.
        if (slot.max_files === 1) for (const old of draft.uploads) if (old.slot === slot.slot && old !== upload) draft.remove(old);
      } catch (error) {
        // The form was sent, or begun anew, meanwhile.
        if (error.code !== "aborted") this.#refuse(slot.slot, file.name, error);
      }
    }
  }

  /** Why a file is not sent: something about it, or it does not reach the Worker. */
  says(error) {
    const about = error.fields?.length > 0 || error.code === "file_unreadable";
    return about ? this.#view.says(error) : (this.#view.words.file_failed ?? error.message);
  }

  /** Says what is wrong with a file: of several, with which. */
  #refuse(name, file, error) {
    const { slots, problems } = this.#view;
    const several = slots.find(({ slot }) => slot === name)?.max_files > 1;
    const says = this.says(error);
    const all = this.#refused.get(name) ?? new Set();
    this.#refused.set(name, all.add(several ? `\u2068${file}\u2069: ${says}` : says));
    problems.flag(name, [...all].join(" "));
  }

  /** Draws an upload anew. */
  show(upload) {
    const list = this.#lists.get(upload.slot);
    if (!list) return;
    const { host, words, form } = this.#view;
    const last = this.#items.get(upload)?.state;
    if (last !== upload.state) tell(host, "apply-file", { slot: upload.slot, state: upload.state, size: upload.size, code: upload.error?.fields?.[0]?.code ?? upload.error?.code });
    tell(host, "apply-progress", { slot: upload.slot, sent: upload.sent, size: upload.size });
    // What is wrong with the file itself stays wrong; whatever else it was may have passed after a reload.
    const refused = upload.state === "failed" && upload.error.fields?.length > 0;
    if (upload.state === "failed") this.#refuse(upload.slot, upload.name, upload.error);
    if (refused) this.#view.draft.remove(upload);
    if (refused || upload.state === "cancelled") {
      this.#items.get(upload)?.item.remove();
      this.#items.delete(upload);
      this.#post(upload.slot);
      return;
    }
    const shown = this.#items.get(upload) ?? this.#item(upload, list);
    shown.state = upload.state;
    const share = new Intl.NumberFormat(form.locale, { style: "percent" }).format(upload.size ? upload.sent / upload.size : 0);
    const says = { checking: words.uploading, uploading: words.uploading, paused: words.paused, done: words.uploaded, waiting: words.waiting, offline: words.offline }[upload.state] ?? "";
    shown.bar.value = upload.sent;
    // A screen reader hears what changes, not every per cent.
    const moving = ["checking", "uploading"].includes(upload.state);
    shown.share.textContent = moving ? share : "";
    const heard = moving ? says.replace("{percent}", "").replace(/[:\s]+$/, "") : says.replace("{percent}", share);
    if (shown.says.textContent !== heard) shown.says.textContent = heard;
    shown.hold.textContent = upload.state === "paused" ? words.go_on : words.pause;
    shown.hold.hidden = ["done", "failed"].includes(upload.state);
    if (shown.offer) shown.offer.hidden = upload.state === "failed";
    // A bar that is full stays: without it the button below would move under a finger that presses it.
    shown.bar.hidden = upload.state === "failed";
    shown.item.dataset.state = upload.state;
    if (upload.state === "done") this.#post(upload.slot);
  }

  #item(upload, list) {
    const { words, draft } = this.#view;
    const bar = make("progress", { max: upload.size, "aria-label": upload.name });
    const says = make("span", { role: "status" });
    const share = make("span", { "aria-hidden": "true" });
    const hold = make("button", { type: "button", part: "act", onclick: () => (upload.state === "paused" ? upload.resume() : upload.pause()) });
    const remove = make("button", { type: "button", part: "act", textContent: words.remove, "aria-label": `${words.remove}: ${upload.name}`, onclick: () => this.#remove(upload, draft) });
    const item = make("li", { part: "file" }, make("strong", { dir: "auto", textContent: upload.name }), bar, make("span", {}, says, " ", share), make("div", { part: "acts" }, hold, remove));
    const shown = { item, bar, says, share, hold };
    // There from the start, so that nothing moves when the file has arrived: pressed earlier, it waits for that.
    if (upload.slot === "resume" && this.#view.form.prefill) {
      shown.offer = make("button", { type: "button", part: "act", textContent: words.prefill_ask, onclick: () => this.#prefill(upload, shown) });
      item.append(shown.offer);
    }
    this.#items.set(upload, shown);
    list.append(item);
    return shown;
  }

  #remove(upload, draft) {
    draft.remove(upload);
    // What was said of it goes with it.
    this.#refused.delete(upload.slot);
    this.#view.problems.flag(upload.slot, "");
    this.#view.input(upload.slot)?.focus();
  }

  /** Should the form post itself, it names what is there already. */
  #post(slot) {
    const { native, draft } = this.#view;
    for (const old of native.querySelectorAll(`input[type=hidden][name="${slot}_upload"]`)) old.remove();
    for (const { id } of draft.uploads.filter((upload) => upload.slot === slot && upload.id)) native.append(make("input", { type: "hidden", name: `${slot}_upload`, value: id }));
  }

  /** The candidate has agreed by pressing. What was read goes where nothing was typed, and is marked until it is changed. */
  async #prefill(upload, shown) {
    const view = this.#view;
    if (shown.offer.hasAttribute("aria-disabled")) return;
    shown.offer.setAttribute("aria-disabled", "true");
    const { key } = view.draft;
    shown.offer.textContent = view.words.sending;
    const read = await upload.prefill().catch(() => undefined);
    shown.offer.textContent = view.words.prefill_ask;
    // It was sent meanwhile, or is being sent, or taken away: what is read now comes too late.
    const late = !view.open || this.#items.get(upload) !== shown || view.draft.key !== key;
    if (late || !read) shown.offer.removeAttribute("aria-disabled");
    if (late) return;
    // It can be asked for once more, or the form be filled by hand.
    if (!read) return void (shown.says.textContent = view.words.unavailable ?? view.words.prefill_nothing);
    const { fields, photo } = read;
    let filled = 0;
    for (const [name, value] of Object.entries(fields)) {
      const input = view.input(name);
      if (!input || view.read(name)) continue;
      view.write(name, value);
      filled += 1;
      const mark = make("p", { part: "from-resume", id: `${input.id || (input.id = view.idOf(name))}-read`, textContent: view.words.from_resume });
      view.add(input, mark);
      describe(input, mark.id);
      const over = () => {
        mark.remove();
        describe(input, mark.id, false);
      };
      input.addEventListener("input", over, { once: true });
    }
    // It goes along, in plain sight, unless somebody says no; a picture that was picked goes before it.
    if (photo && view.words.resume_photo && !view.draft.uploads.some(({ slot }) => slot === "photo")) {
      const box = make("input", { type: "checkbox", id: view.idOf("resume_photo"), name: "resume_photo", value: "true", checked: true });
      shown.item.append(make("div", { part: "consent" }, box, make("label", { for: box.id, textContent: view.words.resume_photo })));
      filled += 1;
    }
    // Whoever pressed it is not sent to the top of the page.
    const pressed = shown.offer.getRootNode().activeElement === shown.offer;
    shown.offer.remove();
    if (pressed) Object.assign(shown.item, { tabIndex: -1 }).focus();
    shown.says.textContent = filled > 0 ? view.words.prefill_done : view.words.prefill_nothing;
    view.draft.save(view.typed());
    tell(view.host, "apply-prefill", { filled });
  }
}

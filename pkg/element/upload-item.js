// One file in the list below its input, with its progress and its buttons.
import { actButton, make } from "./dom.js";

/** @import { Form, Upload } from "../index.js" */
/**
 * @typedef {object} UploadItem
 * @property {HTMLElement} element
 * @property {HTMLElement} text the text for screen readers
 * @property {HTMLElement} [prefill] the button that fills in the form from this file
 * @property {() => void} update shows the state of the upload
 */

/**
 * @param {Upload} upload
 * @param {Form} form
 * @param {() => void} onRemove
 */
export function uploadItem(upload, { strings, locale }, onRemove) {
  const { name, size } = upload;
  const percent = new Intl.NumberFormat(locale, { style: "percent" });
  const bar = make("progress", { max: size, "aria-label": name });
  const text = make("span", { role: "status" });
  const share = make("span", { "aria-hidden": "true" });
  const hold = actButton("", () => (upload.state === "paused" ? upload.resume() : upload.pause()));
  const remove = actButton(strings.remove, onRemove, { "aria-label": `${strings.remove}: ${name}` });
  const title = make("strong", { dir: "auto", textContent: name });
  const acts = make("div", { part: "acts" }, hold, remove);
  const element = make("li", { part: "file" }, title, bar, make("span", {}, text, " ", share), acts);
  const { uploading, paused, uploaded, waiting, offline } = strings;
  /** @type {Record<string, string>} */
  const texts = { checking: uploading, uploading, paused, done: uploaded, waiting, offline };

  const update = () => {
    const { state, sent } = upload;
    const done = percent.format(size ? sent / size : 0);
    // Screen readers announce changes of the state, not every percentage.
    const moving = ["checking", "uploading"].includes(state);
    share.textContent = moving ? done : "";
    const now = (texts[state] ?? "").replace("{percent}", moving ? "" : done);
    const heard = moving ? now.replace(/[:\s]+$/, "") : now;
    if (text.textContent !== heard) text.textContent = heard;
    hold.textContent = state === "paused" ? strings.continue_upload : strings.pause;
    const failed = state === "failed";
    hold.hidden = failed || state === "done";
    if (item.prefill) item.prefill.hidden = failed;
    // A full bar stays visible: hiding it would move the button below while the candidate presses it.
    bar.hidden = failed;
    bar.value = sent;
    element.dataset.state = state;
  };
  /** @type {UploadItem} */
  const item = { element, text, update };
  return item;
}

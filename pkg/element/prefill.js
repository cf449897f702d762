// Fills the form from a resume, after the candidate has agreed by pressing a button.
import { actButton, describe, emit, insertAfter, make } from "./dom.js";
import { ensureId } from "./fields.js";
import { inputOf, readTyped, readValue, writeValue } from "./values.js";

/** @import { Draft, Form, Upload } from "../index.js" */
/** @import { Input } from "./dom.js" */
/** @import { UploadItem } from "./upload-item.js" */
/**
 * @typedef {object} PrefillContext
 * @property {Element} host
 * @property {string} prefix of ids
 * @property {Form} form
 * @property {HTMLFormElement} native
 * @property {Draft} draft
 * @property {ChildNode[]} added the nodes added to the page's own form
 * @property {() => boolean} isEditable whether the form can be filled in now
 */

/**
 * Offers to fill in the form from a file. The button is shown from the start, so that the layout does not change when
 * the upload is complete; if it is pressed earlier, it waits for the upload.
 * @param {PrefillContext} context
 * @param {Upload} upload
 * @param {UploadItem} item
 */
export function offerPrefill(context, upload, item) {
  const button = actButton(context.form.strings.prefill_ask, () => prefill(context, upload, item, button));
  item.prefill = button;
  item.element.append(button);
}

/**
 * @param {PrefillContext} context
 * @param {Upload} upload
 * @param {UploadItem} item
 * @param {HTMLElement} button
 */
async function prefill(context, upload, item, button) {
  const { draft } = context;
  const { strings } = context.form;
  if (button.hasAttribute("aria-disabled")) return;
  button.setAttribute("aria-disabled", "true");
  const { key } = draft;
  button.textContent = strings.sending;
  const read = await upload.prefill().catch(() => undefined);
  button.textContent = strings.prefill_ask;
  // The form was sent or is being sent, or the file was removed: the result comes too late.
  const late = !context.isEditable() || !item.element.parentNode || draft.key !== key;
  if (late || !read) button.removeAttribute("aria-disabled");
  if (late) return;
  // The candidate can try again, or fill in the form by hand.
  if (!read) {
    item.text.textContent = strings.unavailable;
    return;
  }
  let filled = Object.entries(read.fields).filter((entry) => fillField(context, ...entry)).length;
  if (read.photo && !draft.uploads.some(({ slot }) => slot === "photo")) {
    item.element.append(photoConsent(context));
    filled += 1;
  }
  // Moves the focus from the removed button to the file, so that it is not reset to the top of the page.
  const pressed = /** @type {Document} */ (button.getRootNode()).activeElement === button;
  button.remove();
  if (pressed) Object.assign(item.element, { tabIndex: -1 }).focus();
  item.text.textContent = filled > 0 ? strings.prefill_done : strings.prefill_nothing;
  draft.save(readTyped(context));
  emit(context.host, "apply-prefill", { filled });
}

/**
 * Fills in an empty field, and marks it until it is changed. Returns whether it was filled in.
 * @param {PrefillContext} context
 * @param {string} name
 * @param {string} value
 */
function fillField({ native, prefix, form, added }, name, value) {
  const input = inputOf(native, name);
  if (!input || readValue(native, name)) return false;
  writeValue(native, name, value);
  const id = ensureId(input, prefix, name);
  const textContent = form.strings.from_resume;
  const mark = insertAfter(input, make("p", { part: "from-resume", id: `${id}-read`, textContent }), added);
  describe(input, mark.id);
  const removeMark = () => {
    mark.remove();
    describe(input, mark.id, false);
  };
  input.addEventListener("input", removeMark, { once: true });
  return true;
}

/**
 * Builds the ticked checkbox that sends the resume's photo unless the candidate unticks it. A picked photo comes first.
 * @param {PrefillContext} context
 */
function photoConsent({ prefix, form }) {
  const id = `${prefix}-photo-consent`;
  const box = make("input", { type: "checkbox", id, name: "resume_photo", value: "true", checked: true });
  return make("div", { part: "consent" }, box, make("label", { for: id, textContent: form.strings.resume_photo }));
}

// Shows errors beside each field, and in a summary above the form with links to the fields.
import { describe, headingTag, insertAfter, make } from "./dom.js";
import { ensureId, errorPlace } from "./fields.js";
import { inputOf } from "./values.js";

/** @import { ApplyError, Form } from "../index.js" */
/** @import { Input } from "./dom.js" */

/** The example date in the Worker's messages. */
const EXAMPLE = "1990-05-31";

/**
 * Returns an error message in the form's language: the Worker's, or a text of the form for errors in the browser.
 * @param {Record<string, string>} strings
 * @param {ApplyError} error
 */
export function errorText({ file_unreadable, unavailable }, { code, message, fields }) {
  /** @type {Record<string, string>} */
  const own = { file_unreadable, network: unavailable, offline: unavailable, protocol: unavailable, unavailable };
  return fields[0]?.message ?? own[code] ?? message;
}

/**
 * Returns a message with the example date in the format of the browser's date input.
 * @param {string} message
 * @param {Input | null} input
 */
function localDay(message, input) {
  if (input?.type !== "date") return message;
  const format = new Intl.DateTimeFormat(undefined, {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    timeZone: "UTC",
  });
  return message.replace(EXAMPLE, () => format.format(new Date(EXAMPLE)));
}

/**
 * Returns the text of a field's label, without inputs and other parts inside it.
 * @param {Input | null} input
 */
function labelOf(input) {
  // Each radio button has a label of its own; the label of the group is its legend.
  const legend = input?.type === "radio" && input.closest("fieldset")?.querySelector("legend");
  const label = /** @type {Element | undefined} */ ((legend || input?.labels?.[0])?.cloneNode(true));
  const others = "input, select, textarea, button, [data-part]:not([data-part=label])";
  for (const other of label?.querySelectorAll(others) ?? []) other.remove();
  return label?.textContent?.trim();
}

/**
 * @typedef {object} ErrorContext
 * @property {HTMLFormElement} native
 * @property {HTMLElement} summary the error summary above the form
 * @property {Form} form
 * @property {string} prefix of ids
 * @property {ChildNode[]} added the nodes added to the page's own form
 */

/**
 * Returns the element for an input's error, which the input names in `aria-describedby`; adds it if it is missing.
 * @param {ErrorContext} context
 * @param {Input} input
 * @param {string} name
 */
function placeOfError({ native, prefix, added }, input, name) {
  const id = ensureId(input, prefix, name);
  const root = /** @type {Partial<Document>} */ (native.getRootNode());
  const found = native.querySelector(`#${CSS.escape(id)}-error`) ?? root.getElementById?.(`${id}-error`);
  if (found) return found;
  describe(input, `${id}-error`);
  return insertAfter(input, errorPlace(id), added);
}

/**
 * Shows the error of a field; an empty message removes it.
 * @param {ErrorContext} context
 * @param {string} name
 * @param {string} message
 */
export function flagError(context, name, message) {
  const input = inputOf(context.native, name);
  if (!input) return;
  Object.assign(placeOfError(context, input, name), { textContent: message, hidden: !message });
  if (message) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

/** @param {ErrorContext} context */
export function clearErrors(context) {
  context.summary.hidden = true;
  const invalid = /** @type {NodeListOf<Input>} */ (context.native.querySelectorAll("[aria-invalid]"));
  for (const { name } of invalid) flagError(context, name, "");
}

/**
 * Creates one line of the summary.
 * @param {ErrorContext} context
 * @param {string} name
 * @param {string} message
 */
function errorItem(context, name, message) {
  const input = inputOf(context.native, name);
  const text = localDay(message, input);
  const label = labelOf(input);
  flagError(context, name, text);
  // A label may be a sentence: a question, a consent.
  const textContent = label ? `${label}${/[.?!:]$/.test(label) ? "" : ":"} ${text}` : text;
  if (!input) return make("li", { textContent });
  const onclick = (/** @type {Event} */ event) => {
    event.preventDefault();
    input.focus();
  };
  return make("li", {}, make("a", { href: `#${input.id}`, textContent, onclick }));
}

/**
 * Shows all errors, and focuses the summary.
 * @param {ErrorContext} context
 * @param {ApplyError} error
 * @param {(Node | string)[]} also nodes below the list
 */
export function showErrors(context, error, also) {
  const { summary, form } = context;
  const items = error.fields.map(({ pointer, message }) => errorItem(context, pointer.slice(1), message));
  const title = items.length > 0 ? form.strings.fix_errors : errorText(form.strings, error);
  const list = items.length > 0 ? [make("ul", {}, ...items)] : [];
  summary.replaceChildren(make(headingTag(summary), { textContent: title }), ...list, ...also);
  summary.hidden = false;
  summary.focus();
}

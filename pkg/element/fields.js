// Builds the fields of the element's form: label, hint, input, and an element for the error.
import { hiddenInput, make } from "./dom.js";

/** @import { Field, FileSlot, Form, Question } from "../index.js" */
/** @import { Input } from "./dom.js" */

/**
 * Returns the id of a field's input, without spaces.
 * @param {string} prefix
 * @param {string} name
 */
const inputId = (prefix, name) => `${prefix}-${name.replace(/\s+/g, "--")}`;

/**
 * Returns the id of an input, and sets it if the page's own input has none.
 * @param {Input} input
 * @param {string} prefix
 * @param {string} name
 */
export function ensureId(input, prefix, name) {
  input.id ||= inputId(prefix, name);
  return input.id;
}

/**
 * Creates the element for an input's error.
 * @param {string} id the input's id
 */
export const errorPlace = (id) => make("p", { part: "error", id: `${id}-error`, hidden: true });

/** @typedef {{ name: string, label: string, required: boolean }} Described */
/** @typedef {{ prefix: string, form: Form }} FieldContext `prefix` is the prefix of ids */

/**
 * @param {Form} form
 * @param {Omit<Described, "name">} field
 */
const labelText = ({ optional }, { label, required }) => (required ? label : `${label} (${optional})`);

/**
 * @param {FieldContext} context
 * @param {Described} field
 * @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} input
 * @param {string} [hint] a line above the input
 * @param {Node} [after] a node below the input
 */
function fieldWith({ prefix, form }, field, input, hint, after) {
  const { name, required } = field;
  const id = inputId(prefix, name);
  Object.assign(input, { id, name, required });
  input.setAttribute("aria-describedby", `${hint ? `${id}-hint ` : ""}${id}-error`);
  return make(
    "div",
    { part: "field", "data-name": name },
    make("label", { part: "label", for: id, textContent: labelText(form, field) }),
    hint && make("p", { part: "hint", id: `${id}-hint`, textContent: hint }),
    input,
    after,
    errorPlace(id),
  );
}

/**
 * @param {FieldContext} context
 * @param {Field} field
 */
export function textField(context, field) {
  const { kind, max, autocomplete } = field;
  const links = kind === "links";
  const long = links || kind === "textarea";
  const input = make(long ? "textarea" : "input", {
    maxLength: max,
    autocomplete: autocomplete || "off",
    ...(long ? { rows: links ? 3 : 5 } : { type: kind }),
    // Addresses and numbers are written left to right in every language; other texts in their own direction.
    dir: ["email", "tel", "url", "links"].includes(kind) ? "ltr" : "auto",
  });
  if (kind === "email" || kind === "url") Object.assign(input, { autocapitalize: "off", spellcheck: false });
  return fieldWith(context, field, input, links ? context.form.strings.links_hint : "");
}

/**
 * Builds one of the organisation's own questions, or a note.
 * @param {FieldContext} context
 * @param {Question} question
 */
export function questionField(context, { key, label, kind, required, max, choices, value }) {
  if (kind === "hidden") return undefined;
  if (kind === "note") return make("p", { part: "note", textContent: label });
  let input;
  if (kind === "choice") {
    const options = [{ value: "", label: "–" }, ...choices];
    input = make("select", {}, ...options.map((o) => make("option", { value: o.value, textContent: o.label })));
  } else if (kind === "textarea") {
    input = make("textarea", { maxLength: max, rows: 4 });
  } else {
    // A text input, because the value of a number input is empty if it is not a number.
    const type = kind === "number" ? { type: "text", inputMode: "numeric" } : { type: kind };
    input = make("input", { maxLength: max, ...type, dir: kind === "url" ? "ltr" : "auto" });
  }
  if (value) input.value = value;
  return fieldWith(context, { name: `q.${key}`, label, required }, input);
}

/**
 * @param {FieldContext} context
 * @param {Form["consents"][number]} consent
 */
export function consentField({ prefix, form }, { id: consent, version, text: label, required }) {
  const name = `consent.${consent}`;
  const id = inputId(prefix, name);
  return make(
    "div",
    { part: "consent", "data-name": name },
    make("input", { id, name, type: "checkbox", value: version, required, "aria-describedby": `${id}-error` }),
    make("label", { for: id, textContent: labelText(form, { label, required }) }),
    errorPlace(id),
  );
}

/**
 * @param {FieldContext} context
 * @param {FileSlot} slot
 */
export function fileField(context, { slot: name, label, required, kinds, max_bytes, max_files }) {
  const { strings, locale } = context.form;
  const megabytes = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(max_bytes / 1e6);
  const hint = strings.resume_hint.replace("{kinds}", kinds.join(", ").toUpperCase()).replace("{max}", megabytes);
  const input = make("input", { type: "file", multiple: max_files > 1 });
  return fieldWith(context, { name, label, required }, input, hint, make("ul", { part: "uploads" }));
}

/**
 * Builds the plain question for suspected bots.
 * @param {FieldContext} context
 * @param {{ token: string, text: string }} question
 */
export function checkField(context, { token, text: label }) {
  const input = make("input", { inputMode: "numeric", autocomplete: "off" });
  const field = { name: "check_answer", label, required: true };
  return fieldWith(context, field, input, "", hiddenInput("check", token));
}

// Finds the inputs of a form, the element's or the page's own, and reads and writes their values.
/** @import { Input } from "./dom.js" */
/** @import { FieldProblem, Form } from "../index.js" */
/** @typedef {{ native: HTMLFormElement, form: Form }} FormContext the form element and its definition */

const isAsked = (/** @type {{ kind: string }} */ { kind }) => kind !== "hidden" && kind !== "note";

/**
 * Returns the file slots in order.
 * @param {Form} form
 */
export const slotsOf = ({ resume, files }) => [resume, ...files];

/**
 * Returns the questions that have an input.
 * @param {Form} form
 */
export const askedQuestions = ({ questions }) => questions.filter(isAsked);

/**
 * Returns the names of the typed values: fields, and questions that have an input.
 * @param {Form} form
 */
export const typedNames = (form) => [
  ...form.fields.map(({ name }) => name),
  ...askedQuestions(form).map(({ key }) => `q.${key}`),
];

/**
 * Returns the input of a field; the first one of radio buttons.
 * @param {HTMLFormElement} native
 * @param {string} name
 */
export function inputOf(native, name) {
  const found = native.elements.namedItem(name);
  return /** @type {Input | null} */ (found instanceof RadioNodeList ? found[0] : found);
}

/**
 * Returns the object that has the value of a field: the input, or the list of radio buttons.
 * @param {HTMLFormElement} native
 * @param {string} name
 */
function holderOf(native, name) {
  const input = inputOf(native, name);
  return /** @type {Input | null} */ (input?.type === "radio" ? native.elements.namedItem(name) : input);
}

/**
 * Returns the value of a field; an empty text for a checkbox that is not ticked.
 * @param {HTMLFormElement} native
 * @param {string} name
 */
export function readValue(native, name) {
  const holder = holderOf(native, name);
  return holder?.type === "checkbox" && !holder.checked ? "" : (holder?.value ?? "");
}

/**
 * @param {HTMLFormElement} native
 * @param {string} name
 * @param {string} value
 */
export function writeValue(native, name, value) {
  const holder = holderOf(native, name);
  if (holder?.type === "checkbox") holder.checked = holder.value === value;
  else if (holder) holder.value = value;
}

/**
 * Returns the values of the named fields, by name.
 * @param {HTMLFormElement} native
 * @param {string[]} names
 */
export const readValues = (native, names) => Object.fromEntries(names.map((name) => [name, readValue(native, name)]));

/**
 * Returns the typed values, by name.
 * @param {FormContext} context
 */
export const readTyped = ({ native, form }) => readValues(native, typedNames(form));

/**
 * Returns the ticked consents: the version of each text, by id.
 * @param {FormContext} context
 */
export function readConsents({ native, form: { consents } }) {
  /** @type {Record<string, string>} */
  const given = {};
  for (const { id } of consents) {
    const box = inputOf(native, `consent.${id}`);
    if (box?.checked) given[id] = box.value;
  }
  return given;
}

/** @type {Record<string, string>} */
const INCOMPLETE = { date: "bad_date", number: "bad_number" };

/**
 * Returns the errors of incomplete dates and numbers: the browser reads their value as empty, so it would be lost
 * without an error.
 * @param {FormContext} context
 * @returns {FieldProblem[]}
 */
export const incompleteFields = ({ native, form }) =>
  typedNames(form).flatMap((name) => {
    const input = inputOf(native, name);
    const code = input?.validity?.badInput && INCOMPLETE[input.type];
    return code ? [{ pointer: `/${name}`, code, message: form.messages[code] }] : [];
  });

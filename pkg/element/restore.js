// What an earlier page left of a form.
import { actButton } from "./dom.js";
import { readValue, typedNames, writeValue } from "./values.js";

/** @import { Draft } from "../index.js" */
/** @import { FormContext } from "./values.js" */

/**
 * Says that what an earlier page left is here, and offers to delete it.
 * @param {HTMLElement} place
 * @param {Record<string, string>} strings
 * @param {boolean} restored
 * @param {() => void} onReset
 */
export function showRestored(place, { draft_restored, start_over }, restored, onReset) {
  place.hidden = !restored;
  place.replaceChildren(`${draft_restored} `, actButton(start_over, onReset));
}

/**
 * Writes what an earlier page left into the form.
 * @param {FormContext & { draft: Draft }} context
 * @param {boolean} keepTyped whether a field that is filled already stays as it is
 */
export function fillFromDraft({ native, form, draft: { fields } }, keepTyped) {
  for (const name of typedNames(form)) {
    if (fields[name] && !(keepTyped && readValue(native, name))) writeValue(native, name, fields[name]);
  }
}

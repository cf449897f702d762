// Updates a form that the site changed while the candidate typed: adds new fields, and keeps all typed values.
import { consentField, questionField, textField } from "./fields.js";
import { askedQuestions, inputOf } from "./values.js";

/** @import { FieldProblem } from "../index.js" */
/** @import { FieldContext } from "./fields.js" */
/** @import { FormContext } from "./values.js" */

/**
 * Whether an error shows that the form is out of date.
 * @param {FormContext} context
 * @param {FieldProblem[]} problems
 */
export const isOutdated = ({ native }, problems) =>
  problems.some(({ pointer, code }) => code === "consent_changed" || !inputOf(native, pointer.slice(1)));

/**
 * Adds missing fields, and replaces consents whose text has changed.
 * @param {FieldContext & FormContext & { status: Element }} context with the current form; new fields are inserted
 *   before the status line
 */
export function addMissing(context) {
  const { native, form, status } = context;
  for (const consent of form.consents) {
    const box = inputOf(native, `consent.${consent.id}`);
    if (box?.value === consent.version) continue;
    const now = consentField(context, consent);
    if (box) box.closest("[data-part=consent]")?.replaceWith(now);
    else status.before(now);
  }
  for (const field of form.fields) if (!inputOf(native, field.name)) status.before(textField(context, field));
  for (const question of askedQuestions(form)) {
    const node = !inputOf(native, `q.${question.key}`) && questionField(context, question);
    if (node) status.before(node);
  }
}

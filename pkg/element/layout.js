// Builds the element's form, and adds parts to the page's own form.
import { make, region } from "./dom.js";
import { consentField, fileField, questionField, textField } from "./fields.js";
import { slotsOf } from "./values.js";

/** @import { FieldContext } from "./fields.js" */

/**
 * Builds the form, region by region.
 * @param {FieldContext & { host: Element }} context
 */
export function buildForm(context) {
  const { host, form } = context;
  return make(
    "form",
    { part: "form", "data-made": "apply-edge", lang: form.locale, dir: form.direction },
    region(host, "title", () => make("h2", { part: "title", textContent: form.title })),
    make("div", { part: "problems" }),
    make("p", { part: "restored" }),
    ...form.fields.map((field) => textField(context, field)),
    ...form.questions.map((question) => questionField(context, question)),
    ...slotsOf(form).map((slot) => fileField(context, slot)),
    ...form.consents.map((consent) => consentField(context, consent)),
    make("p", { part: "status" }),
    region(host, "submit", () => make("button", { type: "submit", part: "submit", textContent: form.submit }), "acts"),
  );
}

/**
 * Returns the element of a part; if the page's own form has none, adds it at the form's beginning or end.
 * @param {{ native: HTMLFormElement, added: ChildNode[] }} form
 * @param {string} part
 * @param {"prepend" | "append"} where
 */
export function placeOf({ native, added }, part, where) {
  const found = native.querySelector(/** @type {"p"} */ (`[data-part=${part}]`));
  if (found) return found;
  const place = make(part === "problems" ? "div" : "p", { part });
  added.push(place);
  native[where](place);
  return place;
}

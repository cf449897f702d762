// The hidden fields: idempotency key, time at which the form was shown, honeypot, source of the candidate.
import { hiddenInput, make } from "./dom.js";
import { sourceOf } from "./source.js";
import { readValues } from "./values.js";

/** @import { FormContext } from "./values.js" */
/** @import { Form } from "../index.js" */

/**
 * Returns the name of the honeypot, a field hidden from people and screen readers that bots fill in.
 * @param {Form} form
 */
const honeypotOf = ({ guard }) => guard.honeypot;

/**
 * Creates the hidden fields. Returns the fields that change later, and all nodes.
 * @param {Element} host
 * @param {Form} form
 * @param {string} key
 */
export function hiddenFields(host, form, key) {
  const honeypot = make("input", { name: honeypotOf(form), tabIndex: -1, autocomplete: "off", "aria-hidden": "true" });
  const keyInput = hiddenInput("idempotency_key", key);
  const source = hiddenInput("source", sourceOf(host));
  const started = hiddenInput("started", form.guard.started);
  return { key: keyInput, source, nodes: [keyInput, started, source, make("div", { hidden: true }, honeypot)] };
}

/**
 * Returns the values for the application, including those of the plain question and the resume's photo.
 * @param {FormContext} context
 */
export function readHidden({ native, form }) {
  const names = ["started", honeypotOf(form), "source", "check", "check_answer", "resume_photo"];
  return Object.fromEntries(Object.entries(readValues(native, names)).filter(([, value]) => value));
}

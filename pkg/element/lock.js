/** @import { Input } from "./dom.js" */

const DISABLED = ["checkbox", "radio", "file", "select-one", "select-multiple", "button"];
/** @type {(input: Input) => "disabled" | "readOnly"} */
const propertyOf = ({ type }) => (DISABLED.includes(type) ? "disabled" : "readOnly");

/**
 * Returns the submit button of a form.
 * @param {HTMLFormElement} native
 */
export const submitButton = (native) => native.querySelector("[type=submit], button:not([type])");

/**
 * Disables the inputs of a form while it is sent. Returns the function that enables them again.
 * @param {HTMLFormElement} native
 */
export function lock(native) {
  const button = submitButton(native);
  const all = /** @type {Input[]} */ (/** @type {Element[]} */ ([...native.elements]));
  const inputs = all.filter(
    (input) => input !== button && !/^(hidden|fieldset|output)$/.test(input.type) && !input[propertyOf(input)],
  );
  const set = (/** @type {boolean} */ locked) => {
    for (const input of inputs) input[propertyOf(input)] = locked;
  };
  set(true);
  return () => {
    set(false);
    inputs.length = 0;
  };
}

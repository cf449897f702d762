// Builds the form, or completes the page's own: all that a candidate sees before they begin.
import { templatesOf } from "./dom.js";
import { hiddenFields } from "./hidden.js";
import { buildForm, placeOf } from "./layout.js";

/** @import { Form } from "../index.js" */
/**
 * @typedef {object} AssembleOptions
 * @property {Element} host
 * @property {string} prefix of ids
 * @property {Form} form
 * @property {HTMLFormElement | null} pageForm the form that the page wrote
 * @property {string} key of the application, until there is a draft
 */
/** @typedef {ReturnType<typeof assemble>} Parts */

/** @param {AssembleOptions} options */
export function assemble({ host, prefix, form, pageForm, key }) {
  const native = pageForm ?? buildForm({ host, prefix, form });
  native.noValidate = true;
  const common = { host, prefix, form, native, added: /** @type {ChildNode[]} */ ([]) };
  const restored = Object.assign(placeOf(common, "restored", "prepend"), { hidden: true });
  const hidden = hiddenFields(host, form, key);
  native.append(...hidden.nodes);
  common.added.push(...hidden.nodes);
  const status = placeOf(common, "status", "append");
  status.setAttribute("role", "status");
  const summary = Object.assign(placeOf(common, "problems", "prepend"), { tabIndex: -1, hidden: true });
  if (!pageForm) host.replaceChildren(native, ...templatesOf(host));
  return { ...common, ownForm: Boolean(pageForm), restored, hidden, status, summary };
}

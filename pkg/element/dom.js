// Creates elements. Strings become text: nothing here parses HTML.
/** @typedef {HTMLInputElement} Input an input, textarea or select; only their common members are used */

let count = 0;

/** Returns a prefix for ids that is unique in the page. */
export function uniqueId() {
  count += 1;
  return `apply-${count}`;
}

/** @type {(target: object, name: string, value: unknown) => unknown} */
const set = Reflect.set;

/**
 * Creates an element with properties, `data-…` and `aria-…` attributes, and children.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [properties] those that are undefined or false are left out
 * @param {(Node | string | undefined)[]} children those that are undefined or empty are left out
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name === "part") element.dataset.part = /** @type {string} */ (value);
    else if (/^(aria-|data-|role$|for$)/.test(name)) element.setAttribute(name, /** @type {string} */ (value));
    else set(element, name, value);
  }
  element.append(...children.flatMap((child) => child || []));
  return element;
}

/**
 * Creates a hidden input.
 * @param {string} name
 * @param {string} value
 */
export const hiddenInput = (name, value) => make("input", { type: "hidden", name, value });

/**
 * Creates a small button.
 * @param {string} textContent
 * @param {() => unknown} onclick
 * @param {Record<string, unknown>} [more]
 */
export const actButton = (textContent, onclick, more) =>
  make("button", { type: "button", part: "act", textContent, onclick, ...more });

/**
 * Returns the label around an input, or the input itself.
 * @param {Input} input
 */
export const labelOrSelf = (input) => input.closest("label") ?? input;

/**
 * Inserts a node after an input, or after the label around it.
 * @template {ChildNode} T
 * @param {Input} input
 * @param {T} node
 * @param {ChildNode[]} added the nodes added to the page's own form, so that they can be removed later
 */
export function insertAfter(input, node, added) {
  added.push(node);
  labelOrSelf(input).after(node);
  return node;
}

/**
 * Adds the id of a describing element to an input's `aria-describedby`, or removes it.
 * @param {Element} input
 * @param {string} id
 */
export function describe(input, id, tied = true) {
  const ids = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((other) => other && other !== id);
  input.setAttribute("aria-describedby", (tied ? [...ids, id] : ids).join(" "));
}

/**
 * Returns the nearest heading before an element.
 * @param {Element} element
 */
export const headingAbove = (element) =>
  [.../** @type {Document | ShadowRoot} */ (element.getRootNode()).querySelectorAll("h1, h2, h3, h4, h5, h6")]
    .filter((heading) => heading.compareDocumentPosition(element) === Node.DOCUMENT_POSITION_FOLLOWING)
    .at(-1);

/**
 * Returns the tag for a heading at an element, one level below the heading above it, so that no level is skipped.
 * @param {Element} element
 */
export const headingTag = (element) =>
  /** @type {"h2"} */ (`h${Math.min(6, Number(headingAbove(element)?.tagName[1] ?? 1) + 1)}`);

/**
 * Dispatches an event for the page's scripts; `detail` never has personal data.
 * @template {keyof import("../element.js").ApplyEvents} Type
 * @param {Element} element
 * @param {Type} type
 * @param {import("../element.js").ApplyEvents[Type]} detail
 */
export const emit = (element, type, detail) =>
  element.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail }));

/**
 * Returns the page's templates in an element.
 * @param {Element} host
 */
export const templatesOf = (host) => [...host.querySelectorAll(/** @type {"template"} */ (":scope > template"))];

/**
 * Creates a region from the page's template, or with `build` if there is none.
 * @param {Element} host
 * @param {string} name
 * @param {() => HTMLElement} build
 */
export function region(host, name, build, part = name) {
  const template = templatesOf(host).find(({ dataset }) => dataset.region === name);
  return template ? make("div", { part }, template.content.cloneNode(true)) : build();
}

// Making elements. Texts are texts: nothing here reads HTML.
let count = 0;

/** A prefix for ids that no other form of the page has. */
export const unique = () => `apply-${(count += 1)}`;

/** An element with properties, `data-…` and `aria-…` attributes, and children. */
export function make(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (key === "part") made.dataset.part = value;
    else if (/^(aria-|data-|role$|for$)/.test(key)) made.setAttribute(key, value === true ? "" : value);
    else made[key] = value;
  }
  made.append(...children.filter((child) => child !== undefined && child !== ""));
  return made;
}

/** What stands with an input: itself, or the label around it. */
export const beside = (input) => input.closest("label") ?? input;

/** Ties an element to an input that it describes, or unties it. */
export function describe(input, id, tied = true) {
  const others = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((other) => other && other !== id);
  input.setAttribute("aria-describedby", (tied ? [...others, id] : others).join(" "));
}

/** The heading that an element stands below. */
export const headingAbove = (element) =>
  [...element.getRootNode().querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((heading) => heading.compareDocumentPosition(element) === Node.DOCUMENT_POSITION_FOLLOWING).at(-1);

/** The level of a heading there: a page's outline skips none. */
export const levelAt = (element) => Math.min(6, Number(headingAbove(element)?.tagName[1] ?? 1) + 1);

/** Tells a page's program what happened; never with anything personal in it. */
export const tell = (element, type, detail = {}) => element.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail }));

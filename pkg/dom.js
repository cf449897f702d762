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

/** Tells a page's program what happened; never with anything personal in it. */
export const tell = (element, type, detail = {}) => element.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail }));

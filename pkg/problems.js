// What is wrong, said where it is: beside each field, and in a list above the form that leads there.
import { describe, levelAt, make } from "./dom.js";

/** The day that the Worker's sentences have as an example. */
const EXAMPLE = "1990-05-31";

export class Problems {
  #view;
  /** The list above the form. */
  #list;

  constructor(view, list) {
    this.#view = view;
    this.#list = Object.assign(list, { tabIndex: -1, hidden: true });
  }

  /** Where what is wrong with a field is said: beside it, tied to it. */
  place(name) {
    const view = this.#view;
    const input = view.input(name);
    if (!input) return {};
    const id = input.id || (input.id = view.idOf(name));
    let says = view.native.querySelector(`#${CSS.escape(id)}-error`) ?? view.native.getRootNode().getElementById?.(`${id}-error`);
    if (!says) {
      says = view.add(input, view.error(id));
      describe(input, says.id);
    }
    return { input, says };
  }

  flag(name, message) {
    const { input, says } = this.place(name);
    if (!input) return;
    Object.assign(says, { textContent: message, hidden: !message });
    if (message) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  clear() {
    this.#list.hidden = true;
    for (const input of this.#view.native.querySelectorAll("[aria-invalid]")) this.flag(input.name, "");
  }

  /** What is half typed: a browser hands it over as nothing, and it would be lost without a word. */
  half(names) {
    return names.flatMap((name) => {
      const { type, validity } = this.#view.input(name) ?? {};
      const code = { date: "bad_date", number: "bad_number" }[type];
      return validity?.badInput && code ? [{ pointer: `/${name}`, code, message: this.#view.form.messages[code] }] : [];
    });
  }

  /** A sentence as the candidate reads it: a day is typed as the browser's own input shows it. */
  #read(message, input) {
    if (input?.type !== "date") return message;
    const day = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "2-digit", day: "2-digit", timeZone: "UTC" }).format(new Date(EXAMPLE));
    return message.replace(EXAMPLE, () => day);
  }

  /** The name of a field, without what stands inside its label beside that. */
  #label(input) {
    // Of radio buttons each has its own label: what they are about stands above them.
    const legend = input?.type === "radio" && input.closest("fieldset")?.querySelector("legend");
    const label = (legend || input?.labels?.[0])?.cloneNode(true);
    for (const other of label?.querySelectorAll("input, select, textarea, button, [data-part]:not([data-part=label])") ?? []) other.remove();
    return label?.textContent.trim();
  }

  /** Shows everything that is wrong, and what `also` offers, and goes there. */
  show(error, also) {
    const { words } = this.#view;
    const items = error.fields.map(({ pointer, message }) => {
      const name = pointer.slice(1);
      const { input } = this.place(name);
      const reads = this.#read(message, input);
      const label = this.#label(input);
      this.flag(name, reads);
      // A label may be a sentence: a question, a consent.
      const says = label ? `${label}${/[.?!:]$/.test(label) ? "" : ":"} ${reads}` : reads;
      const link = input && make("a", { href: `#${input.id}`, textContent: says, onclick: (event) => (event.preventDefault(), input.focus()) });
      return make("li", {}, link ?? says);
    });
    const title = make(`h${levelAt(this.#list)}`, { textContent: items.length > 0 ? words.mend : this.#view.says(error) });
    this.#list.replaceChildren(title, ...(items.length > 0 ? [make("ul", {}, ...items)] : []), ...also);
    this.#list.hidden = false;
    this.#list.focus();
  }
}

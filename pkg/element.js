// <apply-form> and <apply-jobs>: importing this defines both. They enhance what the page has inside
// them, in the page's own document: no shadow, so that its styles and its tools reach everything.
import { FormView } from "./form.js";
import { JobsView } from "./jobs.js";
import { dress } from "./theme.js";

// On a server there is nothing to define.
const Base = globalThis.HTMLElement ?? class {};

/** The language of an element: its own or a parent's `lang`, or the browser's. */
const languageOf = (element) => element.getAttribute("lang") || element.closest("[lang]")?.lang || globalThis.navigator?.language;

class ApplyElement extends Base {
  #view;
  #gone;

  connectedCallback() {
    clearTimeout(this.#gone);
    if (this.#view) return;
    dress(this.ownerDocument, this.getAttribute("theme") ?? "plain");
    this.#view = this.view({
      endpoint: this.getAttribute("endpoint") ?? this.ownerDocument.defaultView.location.origin,
      site: this.getAttribute("site"),
      lang: languageOf(this),
    });
    this.ready = this.#view.start();
  }

  disconnectedCallback() {
    // An element that is only moved keeps what it holds.
    this.#gone = setTimeout(() => {
      this.#view?.stop();
      this.#view = undefined;
    });
  }

  /** What it shows, for methods. */
  get shown() {
    return this.#view;
  }
}

export class ApplyForm extends ApplyElement {
  view(options) {
    return new FormView(this, { ...options, job: this.getAttribute("job"), store: this.hasAttribute("store"), source: this.getAttribute("source") ?? undefined });
  }

  /** Sends the form, as its button does. */
  submit() {
    return this.shown?.send();
  }

  /** Forgets what was typed and picked. */
  reset() {
    return this.shown?.reset();
  }
}

export class ApplyJobs extends ApplyElement {
  view(options) {
    return new JobsView(this, { ...options, href: this.getAttribute("href") });
  }
}

for (const [name, kind] of [["apply-form", ApplyForm], ["apply-jobs", ApplyJobs]]) {
  if (globalThis.customElements && !customElements.get(name)) customElements.define(name, kind);
}

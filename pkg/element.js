// <apply-form> and <apply-jobs>: importing this defines both. They enhance what the page has inside
// them, in the page's own document: no shadow, so that its styles and its tools reach everything.
import { FormView } from "./form.js";
import { dress } from "./theme.js";

// On a server there is nothing to define.
const Base = globalThis.HTMLElement ?? class {};

/** The language of an element: its own or a parent's `lang`, or the browser's. */
const languageOf = (element) => element.getAttribute("lang") || element.closest("[lang]")?.lang || globalThis.navigator?.language;

/** Another one of these is another form. */
const ABOUT = ["endpoint", "site", "job", "lang"];

class ApplyElement extends Base {
  static observedAttributes = [...ABOUT, "theme", "source"];
  #view;
  #about;
  #gone;

  connectedCallback() {
    clearTimeout(this.#gone);
    dress(this);
    // A framework may put it in first and set its attributes then.
    if (this.hasAttribute("site")) this.#show();
    else this.#later();
  }

  disconnectedCallback() {
    // An element that is only moved, or kept aside for a while, keeps what it holds.
    this.#gone = setTimeout(() => {
      if (!this.#view?.rest()) this.#end();
    });
  }

  attributeChangedCallback(name, before, now) {
    if (!this.isConnected || before === now) return;
    if (name === "theme") dress(this);
    else if (name === "source") this.#view?.sourced?.();
    else this.#later();
  }

  #later() {
    queueMicrotask(() => this.isConnected && this.#show());
  }

  #show() {
    const about = ABOUT.map((name) => this.getAttribute(name)).join("\n");
    if (this.#view && this.#about === about) return this.#view.wake();
    this.#end();
    this.#about = about;
    this.#view = this.view({
      endpoint: this.getAttribute("endpoint") ?? this.ownerDocument.defaultView.location.origin,
      site: this.getAttribute("site"),
      lang: languageOf(this),
    });
    this.ready = this.#view.start();
  }

  #end() {
    this.#view?.stop();
    this.#view = undefined;
  }

  /** What it shows, once that is there. */
  async shown() {
    await this.ready;
    return this.#view;
  }
}

export class ApplyForm extends ApplyElement {
  view(options) {
    return new FormView(this, { ...options, job: this.getAttribute("job"), store: this.hasAttribute("store") });
  }

  /** Sends the form, as its button does. */
  async submit() {
    return (await this.shown())?.send();
  }

  /** Forgets what was typed and picked. */
  async reset() {
    return (await this.shown())?.reset();
  }
}

export class ApplyJobs extends ApplyElement {
  /** A page has a list or a form: the list's part is fetched where there is one. */
  view(options) {
    let view, over;
    const start = async () => {
      const { JobsView } = await import("./jobs.js");
      if (over) return undefined;
      view = new JobsView(this, { ...options, href: this.getAttribute("href") });
      return view.start();
    };
    return { start, stop: () => ((over = true), view?.stop()), rest: () => view?.rest(), wake() {} };
  }
}

for (const [name, kind] of [["apply-form", ApplyForm], ["apply-jobs", ApplyJobs]]) {
  if (globalThis.customElements && !customElements.get(name)) customElements.define(name, kind);
}

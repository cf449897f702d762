// <apply-form> and <apply-jobs>: importing this file defines both. They replace or complete their children in the
// page's own document, without a shadow root, so the page's styles and scripts apply to everything.
import { FormView } from "./element/form.js";
import { applyTheme } from "./element/theme.js";

/** @import { ApplyForm as FormElement, ApplyJobs as JobsElement } from "./element.js" */
/** @import { ViewOptions } from "./element/view.js" */
/**
 * The content of an element.
 * @typedef {object} ElementView
 * @property {() => Promise<void>} start
 * @property {() => void} stop called when the element shows something else, or nothing
 * @property {() => boolean | undefined} suspend called when the element was removed; returns whether to keep the view
 * @property {() => void} [resume] called when the element was put back
 * @property {() => void} [updateSource] called when the `source` attribute has changed
 * @property {() => Promise<void>} [send]
 * @property {() => Promise<void>} [reset]
 */
/** Implemented by each element. @typedef {{ createView(options: ViewOptions): ElementView }} ViewFactory */

// A server has no HTMLElement; importing this file there must not fail.
const Base = globalThis.HTMLElement ?? /** @type {typeof HTMLElement} */ (/** @type {unknown} */ (class {}));

/**
 * The language of an element: its own or a parent's `lang`, or the browser's.
 * @param {Element} element
 */
const languageOf = (element) =>
  element.getAttribute("lang") ||
  element.closest(/** @type {"div"} */ ("[lang]"))?.lang ||
  globalThis.navigator?.language;

/** A change of one of these attributes shows another form. */
const IDENTITY = ["endpoint", "site", "job", "lang"];

class ApplyElement extends Base {
  static observedAttributes = [...IDENTITY, "theme", "source"];
  /** @type {ElementView | undefined} */
  #view;
  /** @type {string | undefined} */
  #identity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #removal;
  /** Resolves when the element is ready. */
  ready = Promise.resolve();

  connectedCallback() {
    clearTimeout(this.#removal);
    applyTheme(this);
    // A framework may insert the element first and set its attributes afterwards.
    if (this.hasAttribute("site")) this.#show();
    else this.#showLater();
  }

  disconnectedCallback() {
    // An element that is moved, or removed for a while, keeps its view.
    this.#removal = setTimeout(() => {
      if (!this.#view?.suspend()) this.#end();
    });
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} now
   */
  attributeChangedCallback(name, before, now) {
    if (!this.isConnected || before === now) return;
    if (name === "theme") applyTheme(this);
    else if (name === "source") this.#view?.updateSource?.();
    else this.#showLater();
  }

  #showLater() {
    queueMicrotask(() => this.isConnected && this.#show());
  }

  #show() {
    const identity = IDENTITY.map((name) => this.getAttribute(name)).join("\n");
    if (this.#view && this.#identity === identity) return this.#view.resume?.();
    this.#end();
    this.#identity = identity;
    const { createView } = /** @type {ViewFactory} */ (/** @type {unknown} */ (this));
    this.#view = createView.call(this, {
      endpoint: this.getAttribute("endpoint") ?? location.origin,
      site: this.getAttribute("site") ?? "",
      lang: languageOf(this),
    });
    this.ready = this.#view.start();
  }

  #end() {
    this.#view?.stop();
    this.#view = undefined;
  }

  /** The view, once the element is ready. */
  async view() {
    await this.ready;
    return this.#view;
  }
}

/** @implements {FormElement} */
export class ApplyForm extends ApplyElement {
  /** @param {ViewOptions} options */
  createView(options) {
    return new FormView(this, { ...options, job: String(this.getAttribute("job")), store: this.hasAttribute("store") });
  }

  /** Sends the form, as its button does. */
  async submit() {
    await (await this.view())?.send?.();
  }

  /** Deletes the typed values and the picked files. */
  async reset() {
    await (await this.view())?.reset?.();
  }
}

/** @implements {JobsElement} */
export class ApplyJobs extends ApplyElement {
  /**
   * The module of the list is loaded only by pages that have a list.
   * @param {ViewOptions} options
   */
  createView(options) {
    /** @type {import("./element/jobs.js").JobsView | undefined} */
    let view;
    let stopped = false;
    const start = async () => {
      const { JobsView } = await import("./element/jobs.js");
      if (stopped) return;
      view = new JobsView(this, { ...options, href: this.getAttribute("href") });
      await view.start();
    };
    const stop = () => {
      stopped = true;
      view?.stop();
    };
    return { start, stop, suspend: () => view?.suspend() };
  }
}

for (const [name, Constructor] of /** @type {const} */ ([
  ["apply-form", ApplyForm],
  ["apply-jobs", ApplyJobs],
])) {
  if (globalThis.customElements && !customElements.get(name)) customElements.define(name, Constructor);
}

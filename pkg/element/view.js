// The common base of the views of <apply-form> and <apply-jobs>: the element, its attributes, a client, and an end.
import { createClient } from "../client/client.js";
import { waitForRetry } from "../client/retry.js";
import { uniqueId } from "./dom.js";

/** @import { ApplyError } from "../client/error.js" */
/** @typedef {{ endpoint: string, site: string, lang?: string }} ViewOptions */

/** @template {ViewOptions} Options */
export class View {
  #stop = new AbortController();

  /**
   * @param {HTMLElement} host
   * @param {Options} options
   */
  constructor(host, options) {
    this.host = host;
    this.options = options;
    this.id = uniqueId();
    this.client = createClient(options);
  }

  /** Aborted when the element no longer shows this view. */
  get signal() {
    return this.#stop.signal;
  }

  stop() {
    this.#stop.abort();
  }

  /**
   * Retries until the Worker responds. Returns `undefined` if the element no longer shows this view.
   * @template T
   * @param {() => Promise<T>} get
   * @param {(error: unknown) => boolean} canRetry
   */
  async load(get, canRetry) {
    for (let failures = 0; !this.signal.aborted; failures += 1) {
      try {
        return await get();
      } catch (error) {
        if (this.signal.aborted) break;
        if (!canRetry(error)) throw error;
        await waitForRetry(failures, /** @type {ApplyError} */ (error), undefined, this.signal);
      }
    }
    return undefined;
  }
}

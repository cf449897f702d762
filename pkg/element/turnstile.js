// Cloudflare Turnstile, loaded only if the site's form requires it. Cloudflare's script must come from Cloudflare's
// origin; the page's Content-Security-Policy must allow that origin in `script-src` and `frame-src`.
// This file imports nothing: a module shared with other files would be one more file in the bundle of every site.

/**
 * The API of Cloudflare's script, as far as it is used here.
 * @typedef {object} TurnstileApi
 * @property {(place: Element, options: Record<string, unknown>) => string} render
 * @property {(widget: string) => void} reset
 * @property {(widget: string) => void} [remove]
 */
/** @typedef {(status: "blocked" | "ready") => void} OnStatus */

const API = "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit";
/** Timeout for loading the script, in ms. */
const LOAD_MAX = 15_000;
/** @type {Promise<TurnstileApi> | undefined} */
let loading;

/** @returns {TurnstileApi | undefined} */
const loaded = () => /** @type {{ turnstile?: TurnstileApi }} */ (globalThis).turnstile;

function load() {
  loading ??= new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      const api = loaded();
      if (api) return resolve(api);
      loading = undefined;
      reject(new Error("Turnstile did not load"));
    };
    const timer = setTimeout(end, LOAD_MAX);
    if (loaded()) return end();
    const script = document.createElement("script");
    document.head.append(Object.assign(script, { src: API, async: true, onload: end, onerror: end }));
  });
  return loading;
}

/**
 * @template T
 * @returns {{ promise: Promise<T>, resolve: (value: T) => void, reject: (error: Error) => void }}
 */
function withResolvers() {
  /** @type {(value: T) => void} */
  let resolve = () => {};
  /** @type {(error: Error) => void} */
  let reject = () => {};
  /** @type {Promise<T>} */
  const promise = new Promise((...functions) => {
    [resolve, reject] = functions;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}

export class Turnstile {
  #place;
  #onStatus;
  /** @type {TurnstileApi | undefined} */
  #api;
  /** @type {string | undefined} */
  #widget;
  /** @type {string | undefined} */
  #token;
  #removed = false;
  #waiting = /** @type {typeof withResolvers<string>} */ (withResolvers)();

  /**
   * Shows the widget. Calls `onStatus` with "blocked" if that is impossible, and with "ready" when there is a token.
   * @param {HTMLElement} place
   * @param {string} sitekey
   * @param {{ lang: string, onStatus: OnStatus }} options
   */
  constructor(place, sitekey, { lang, onStatus }) {
    this.#place = place;
    this.#onStatus = onStatus;
    load()
      .then((api) => this.#render(api, sitekey, lang))
      .catch(() => this.#fail());
  }

  /**
   * @param {TurnstileApi} api
   * @param {string} sitekey
   * @param {string} language
   */
  #render(api, sitekey, language) {
    if (this.#removed) return;
    this.#api = api;
    this.#widget = api.render(this.#place, {
      sitekey,
      action: "apply",
      language,
      callback: (/** @type {string} */ token) => {
        this.#token = token;
        this.#waiting.resolve(token);
        this.#onStatus("ready");
      },
      // The widget requests a new token by itself.
      "expired-callback": () => this.#forget(),
      "unsupported-callback": () => this.#fail(),
      "error-callback": () => {
        this.#fail();
        return true;
      },
    });
  }

  #forget() {
    this.#token = undefined;
    this.#waiting = withResolvers();
  }

  #fail() {
    // An existing token is still valid.
    if (this.#token || this.#removed) return;
    this.#onStatus("blocked");
    this.#waiting.reject(new Error("blocked"));
  }

  /** Returns the token; rejects if the widget is blocked or removed. */
  token() {
    return this.#token ?? this.#waiting.promise;
  }

  /**
   * Removes the widget.
   * @param {Error} reason the error with which `token` rejects
   */
  remove(reason) {
    this.#removed = true;
    this.#place.remove();
    this.#waiting.reject(reason);
    if (this.#widget !== undefined) this.#api?.remove?.(this.#widget);
  }

  /** Requests a new token because the last one was used. */
  renew() {
    this.#forget();
    if (this.#widget !== undefined) this.#api?.reset(this.#widget);
  }
}

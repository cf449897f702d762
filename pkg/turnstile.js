// Cloudflare Turnstile: fetched only where the site's form asks for it. Its script has to come from its own
// address; a page's Content-Security-Policy names it in `script-src` and `frame-src`.
import { make } from "./dom.js";
import { ApplyError } from "./error.js";

const API = "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit";
/** A script that has not come by now is not waited for, in ms. */
const PATIENCE = 15_000;
let loading;

const load = () =>
  (loading ??= new Promise((done, failed) => {
    if (globalThis.turnstile) return done(globalThis.turnstile);
    const end = () => {
      clearTimeout(timer);
      if (globalThis.turnstile) return done(globalThis.turnstile);
      loading = undefined;
      failed(new Error("Turnstile did not load"));
    };
    const timer = setTimeout(end, PATIENCE);
    document.head.append(make("script", { src: API, async: true, onload: end, onerror: end }));
  }));

export class Turnstile {
  #place;
  #api;
  #widget;
  #token;
  #over = false;
  #waiting = resolvers();

  /** Shows the widget in `place`. `said` is told "blocked" when it cannot be, and "ready" when it has told who is here. */
  constructor(place, sitekey, { lang, said }) {
    this.#place = place;
    load().then((api) => this.#render(api, sitekey, lang, said)).catch(() => this.#fail(said));
    this.#waiting.promise.catch(() => {});
  }

  #render(api, sitekey, lang, said) {
    if (this.#over) return;
    this.#api = api;
    this.#widget = api.render(this.#place, {
      sitekey, action: "apply", language: lang,
      callback: (token) => {
        this.#token = token;
        this.#waiting.resolve(token);
        said("ready");
      },
      // It makes a new one by itself.
      "expired-callback": () => this.#forget(),
      "unsupported-callback": () => this.#fail(said),
      "error-callback": () => {
        this.#fail(said);
        return true;
      },
    });
  }

  #forget() {
    this.#token = undefined;
    this.#waiting = resolvers();
    this.#waiting.promise.catch(() => {});
  }

  #fail(said) {
    // What it told before is still good.
    if (this.#token || this.#over) return;
    said("blocked");
    this.#waiting.reject(new Error("blocked"));
  }

  /** The token of who is here now; rejects where there can be none. */
  token() {
    return this.#token ?? this.#waiting.promise;
  }

  /** Takes the widget away. */
  remove() {
    this.#over = true;
    this.#place.remove();
    this.#waiting.reject(new ApplyError({ code: "aborted", title: "The form is shown no more." }));
    if (this.#widget !== undefined) this.#api.remove?.(this.#widget);
  }

  /** Has a new one made: the last was used. */
  renew() {
    this.#forget();
    this.#api?.reset(this.#widget);
  }
}

function resolvers() {
  let resolve, reject;
  const promise = new Promise((done, failed) => ([resolve, reject] = [done, failed]));
  return { promise, resolve, reject };
}

// Bot detection: Turnstile if the site uses it, and a plain question for suspected bots.
import { ApplyError } from "../client/error.js";
import { make } from "./dom.js";
import { checkField } from "./fields.js";

/** @import { Form } from "../index.js" */

/** Loads the module that shows Turnstile's widget; returns an empty one if loading fails. */
const importTurnstile = () =>
  import("./turnstile.js").catch(() => /** @type {Partial<typeof import("./turnstile.js")>} */ ({}));

const notShown = () => new ApplyError({ code: "aborted", title: "The form is not shown any more." });

export class Challenge {
  #form;
  #status;
  #signal;
  /** @type {import("./turnstile.js").Turnstile | undefined} */
  #widget;
  #begun = false;
  /** Whether the widget cannot be shown. */
  blocked = false;

  /**
   * @param {Form} form
   * @param {Element} status the status line; the widget and the question are inserted before it
   * @param {AbortSignal} signal aborted when the form is no longer shown
   */
  constructor(form, status, signal) {
    this.#form = form;
    this.#status = status;
    this.#signal = signal;
    // Loads only the module; Cloudflare's script is loaded when the candidate begins.
    if (form.guard.turnstile) importTurnstile();
  }

  /** Called when the candidate begins: shows the widget, if the site uses one. */
  begin() {
    this.#begun = true;
    this.#show().catch(() => {});
  }

  /** Removes the widget: it does not survive the removal of its element from the page. */
  suspend() {
    this.#widget?.remove(notShown());
    this.#widget = undefined;
  }

  resume() {
    if (this.#begun) this.begin();
  }

  async #show() {
    const { guard, locale, strings } = this.#form;
    if (!guard.turnstile || this.#widget) return this.#widget;
    const onStatus = (/** @type {"blocked" | "ready"} */ status) => {
      this.blocked = status === "blocked";
      this.#status.textContent = this.blocked ? strings.challenge_blocked : "";
    };
    const { Turnstile } = await importTurnstile();
    if (this.#signal.aborted) throw notShown();
    if (this.#widget) return this.#widget;
    if (!Turnstile) {
      onStatus("blocked");
      throw new Error("blocked");
    }
    const place = make("div", { part: "challenge" });
    this.#status.before(place);
    this.#widget = new Turnstile(place, guard.turnstile, { lang: locale, onStatus });
    return this.#widget;
  }

  /** Returns Turnstile's token, `undefined` if the site does not use Turnstile; rejects if the widget is blocked. */
  async token() {
    const widget = await this.#show();
    if (!widget) return undefined;
    this.#status.textContent = this.#form.strings.challenge_waiting;
    return widget.token();
  }

  /**
   * Requests a new token because the last one was used or has expired. Without a widget the form is fetched again: the
   * site must have enabled Turnstile after the form was loaded.
   * @param {() => Promise<Form>} refetch
   */
  async renew(refetch) {
    if (this.#widget) this.#widget.renew();
    else this.#form.guard = (await refetch()).guard;
  }

  /**
   * Asks a plain question.
   * @param {{ token: string, text: string }} question
   * @param {string} prefix of ids
   */
  ask(question, prefix) {
    this.#status.parentElement?.querySelector("[data-name=check_answer]")?.remove();
    this.#status.before(checkField({ prefix, form: this.#form }, question));
  }
}

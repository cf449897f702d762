// What <apply-form> does: takes the form of a job from the Worker, builds it (or takes the one that the
// page wrote), keeps what is typed, uploads what is picked, and sends it once.
import { settle } from "./connection.js";
import { make, tell, unique } from "./dom.js";
import { ApplyError } from "./error.js";
import { Uploads } from "./files.js";
import { baseOf } from "./http.js";
import { createClient } from "./index.js";
import { toldBy } from "./source.js";

export class FormView {
  #host;
  #options;
  #stop = new AbortController();
  #sending = false;
  #started = false;

  constructor(host, options) {
    this.#host = host;
    this.#options = options;
    this.id = unique();
    this.client = createClient(options);
  }

  /** Shows the form as soon as the Worker has told it; until then, and without it, what the page wrote stays. */
  async start() {
    const { job, store } = this.#options;
    for (let failures = 0; ; failures += 1) {
      try {
        this.form = await this.client.form(job, { signal: this.#stop.signal });
        break;
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        if (error.code === "closed" || error.code === "not_found") return this.#closed(error);
        if (!(error instanceof ApplyError) || error.status === 403) throw error;
        await settle(failures, error, () => {}, this.#stop.signal);
        if (this.#stop.signal.aborted) return;
      }
    }
    this.draft = await this.client.draft(job, { store, onState: (upload) => this.uploads?.show(upload) });
    if (this.#stop.signal.aborted) return;
    this.uploads = new Uploads(this);
    this.#build();
    this.uploads.restore();
    tell(this.#host, "apply-ready", { job });
    // The check of files is fetched when somebody begins, or nobody needs the line.
    const warm = () => {
      import("./module.js").then(({ load }) => load()).catch(() => {});
      this.#guard();
    };
    this.native.addEventListener("focusin", warm, { once: true });
    globalThis.requestIdleCallback?.(warm, { timeout: 10_000 });
  }

  stop() {
    this.#stop.abort();
    // Another page, or this one shown anew, goes on with them.
    for (const upload of this.draft?.uploads ?? []) upload.pause();
  }

  get host() {
    return this.#host;
  }

  /** What tells people from programs; an older Worker says nothing of it. */
  get guard() {
    return this.form.guard ?? {};
  }

  get words() {
    return this.form.words;
  }

  label({ label, required }) {
    return required ? label : `${label} (${this.form.optional})`;
  }

  /** The input of a field, in our form or in the page's own. */
  input(name) {
    const found = this.native.elements.namedItem(name);
    return found instanceof RadioNodeList ? found[0] : found;
  }

  #build() {
    const own = this.#host.querySelector("form");
    this.native = own ?? this.#ours();
    const { endpoint, site, job } = this.#options;
    // Should scripts fail from here on, the same form posts itself.
    Object.assign(this.native, { method: "post", enctype: "multipart/form-data", noValidate: true });
    this.#aim(job);
    const hidden = (name, value) => make("input", { type: "hidden", name, value });
    this.key = hidden("idempotency_key", this.draft.key);
    const { started, trap } = this.guard;
    const told = this.#options.source ?? toldBy(location, document.referrer);
    // People do not see the trap, and neither do their screen readers; programs fill it in.
    const unseen = make("div", { hidden: true }, make("input", { name: trap, tabIndex: -1, autocomplete: "off", "aria-hidden": "true" }));
    this.native.append(this.key, hidden("locale", this.form.locale), hidden("started", started), hidden("source", told), unseen);
    this.status = this.native.querySelector("[data-part=status]") ?? this.native.appendChild(make("p", { part: "status" }));
    this.status.setAttribute("role", "status");
    this.problems = this.native.querySelector("[data-part=problems]");
    if (!this.problems) this.native.prepend((this.problems = make("div", { part: "problems" })));
    Object.assign(this.problems, { tabIndex: -1, hidden: true });
    for (const name of this.#names()) {
      const input = this.input(name);
      if (input && this.draft.fields[name]) input.value = this.draft.fields[name];
    }
    this.native.addEventListener("input", () => this.#typed());
    this.native.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    if (!own) this.#host.replaceChildren(this.native, ...this.#host.querySelectorAll(":scope > template"));
  }

  /** Where the form goes should it post itself. */
  #aim(job) {
    const { endpoint, site } = this.#options;
    this.#options.job = job;
    this.native.action = `${baseOf(endpoint, site)}/jobs/${encodeURIComponent(job)}/applications`;
  }

  /** Turnstile, where the site uses it; once somebody begins. */
  #guard() {
    const { turnstile } = this.guard;
    if (!turnstile) return undefined;
    return (this.robot ??= import("./turnstile.js").then(({ Turnstile }) => {
      const place = make("div", { part: "robot" });
      const said = (what) => {
        this.blocked = what === "blocked";
        this.status.textContent = this.blocked ? this.words.robot_blocked : "";
      };
      this.status.before(place);
      return new Turnstile(place, turnstile, { lang: this.form.locale, said });
    }));
  }

  /** The token of who is here; `undefined` where the site asks for none. */
  async #token() {
    const robot = await this.#guard();
    if (!robot) return undefined;
    this.status.textContent = this.words.robot_waiting;
    return robot.token();
  }

  /** What goes along unseen: when the form was shown, the trap, where the candidate comes from, an answer. */
  #unseen() {
    const names = ["started", this.guard.trap, "source", "check", "check_answer"];
    return Object.fromEntries(names.map((name) => [name, this.input(name)?.value]).filter(([, value]) => value));
  }

  /** The form as we build it, region by region. */
  #ours() {
    const { form, words } = this;
    const restored = make("p", { part: "restored", hidden: !this.draft.restored }, `${words.draft_restored} `, make("button", { type: "button", part: "act", textContent: words.start_anew, onclick: () => this.reset() }));
    return make("form", { part: "form", lang: form.locale, dir: form.direction },
      this.region("title", () => make("h2", { part: "title", textContent: form.title })),
      make("div", { part: "problems" }),
      restored,
      ...form.fields.map((field) => this.#field(field)),
      ...form.questions.map((question) => this.#question(question)),
      ...[form.resume, ...form.files].map((slot) => this.uploads.slot(slot)),
      ...form.consents.map((consent) => this.#consent(consent)),
      make("p", { part: "status" }),
      this.region("submit", () => make("button", { type: "submit", part: "submit", textContent: form.submit })));
  }

  /** A region as we make it, or as the page's template has it. */
  region(name, otherwise) {
    const template = this.#host.querySelector(`:scope > template[data-region="${name}"]`);
    return template ? make("div", { part: name }, template.content.cloneNode(true)) : otherwise();
  }

  #field(field) {
    const { name, kind, max, required, autocomplete } = field;
    const id = `${this.id}-${name}`;
    const many = kind === "textarea" || kind === "links";
    const hint = kind === "links" ? make("p", { part: "hint", id: `${id}-hint`, textContent: this.words.links_hint }) : undefined;
    const input = make(many ? "textarea" : "input", { id, name, maxLength: max, required, autocomplete: autocomplete || "off", "aria-describedby": `${hint ? `${id}-hint ` : ""}${id}-error` });
    if (many) input.rows = kind === "links" ? 3 : 5;
    else input.type = kind;
    // Addresses and numbers are written left to right in every language; names as they are.
    input.dir = ["email", "tel", "url", "links"].includes(kind) ? "ltr" : "auto";
    if (kind === "email" || kind === "url") Object.assign(input, { autocapitalize: "off", spellcheck: false });
    return make("div", { part: "field", "data-name": name }, make("label", { part: "label", for: id, textContent: this.label(field) }), hint, input, this.error(id));
  }

  /** A question of the organisation's own. */
  #question({ key, label, kind, required, max, choices, value }) {
    if (kind === "hidden") return undefined;
    if (kind === "note") return make("p", { part: "note", textContent: label });
    const name = `q.${key}`;
    const id = `${this.id}-${name}`;
    const common = { id, name, required, "aria-describedby": `${id}-error` };
    const option = (chosen, text) => make("option", { value: chosen, textContent: text });
    const input = kind === "choice" ? make("select", common, option("", "–"), ...choices.map((choice) => option(choice.value, choice.label)))
      : kind === "textarea" ? make("textarea", { ...common, maxLength: max, rows: 4 })
      : make("input", { ...common, maxLength: max, type: kind, dir: kind === "url" ? "ltr" : "auto" });
    if (value) input.value = value;
    return make("div", { part: "field", "data-name": name }, make("label", { part: "label", for: id, textContent: this.label({ label, required }) }), input, this.error(id));
  }

  /** Names of what is typed: fields, and questions that are asked. */
  #names() {
    return [...this.form.fields.map(({ name }) => name), ...this.form.questions.filter(({ kind }) => kind !== "hidden" && kind !== "note").map(({ key }) => `q.${key}`)];
  }

  #consent({ id: consent, version, text, required }) {
    const name = `consent.${consent}`;
    const id = `${this.id}-${name}`;
    const box = make("input", { id, name, type: "checkbox", value: version, required, "aria-describedby": `${id}-error` });
    return make("div", { part: "consent", "data-name": name }, box, make("label", { for: id, textContent: this.label({ label: text, required }) }), this.error(id));
  }

  error(id) {
    return make("p", { part: "error", id: `${id}-error`, hidden: true });
  }

  typed() {
    return Object.fromEntries(this.#names().map((name) => [name, this.input(name)?.value ?? ""]));
  }

  #typed() {
    if (!this.#started) tell(this.#host, "apply-start", { job: this.#options.job });
    this.#started = true;
    this.draft.save(this.typed());
  }

  /** Sends it; however often that is asked for, it is one application. */
  async send() {
    if (this.#sending) return;
    this.#sending = true;
    const button = this.native.querySelector("[type=submit], button:not([type])");
    button?.setAttribute("aria-disabled", "true");
    this.#clean();
    const application = { ...this.typed(), ...this.#unseen(), consents: {} };
    for (const { id } of this.form.consents) {
      const box = this.input(`consent.${id}`);
      if (box?.checked) application.consents[id] = box.value;
    }
    const apply = async () => {
      const turnstile = await this.#token();
      return this.client.apply(this.#options.job, { ...application, turnstile }, {
        ...(await this.uploads.picked()), key: this.draft.key, persist: true, signal: this.#stop.signal,
        onState: (state) => (this.status.textContent = this.words[state]),
      });
    };
    try {
      if (this.blocked) return await this.#leave();
      const receipt = await apply().catch(async (error) => {
        if (error.code !== "robot") throw error;
        const robot = await this.robot;
        // Used up or too old while the rest was mended: a new one, once. Or the site uses it only since then.
        if (robot) robot.renew();
        else this.form.guard = (await this.client.form(this.#options.job, { signal: this.#stop.signal })).guard;
        return apply();
      });
      await this.draft.clear();
      this.#sent(receipt);
    } catch (error) {
      // There can be no token: it has been said, and the next press goes on without one.
      if (this.blocked && !(error instanceof ApplyError)) return;
      this.status.textContent = "";
      if (!(error instanceof ApplyError)) throw error;
      if (error.code !== "aborted") this.#problem(error);
    } finally {
      this.#sending = false;
      button?.removeAttribute("aria-disabled");
    }
  }

  /** Posts the form as a page without scripts would: the Worker's page asks a plain question instead. */
  async #leave() {
    const { resume, photo, files } = await this.uploads.picked();
    // A file that is on its way is not left behind.
    await Promise.allSettled([resume, photo, ...files].map((upload) => upload?.done));
    HTMLFormElement.prototype.submit.call(this.native);
  }

  async reset() {
    await Promise.all(this.draft.uploads.map((upload) => this.draft.remove(upload)));
    await this.draft.clear();
    this.native.reset();
    this.key.value = this.draft.key;
    this.#clean();
    const restored = this.native.querySelector("[data-part=restored]");
    if (restored) restored.hidden = true;
    this.input(this.form.fields[0]?.name)?.focus();
  }

  /** Where what is wrong with a field is said: beside it, tied to it. */
  place(name) {
    const input = this.input(name);
    if (!input) return {};
    const id = input.id || (input.id = `${this.id}-${name}`);
    let says = document.getElementById(`${id}-error`);
    if (!says) {
      says = this.error(id);
      input.after(says);
      input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby"), says.id].filter(Boolean).join(" "));
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

  #clean() {
    this.problems.hidden = true;
    for (const input of this.native.querySelectorAll("[aria-invalid]")) this.flag(input.name, "");
  }

  #problem(error) {
    if (error.question) this.#ask(error.question);
    const items = error.fields.map(({ pointer, message }) => {
      const name = pointer.slice(1);
      this.flag(name, message);
      const { input } = this.place(name);
      const label = input?.labels?.[0]?.textContent;
      // A label may be a sentence: a question, a consent.
      const says = label ? `${label}${/[.?!]$/.test(label) ? "" : ":"} ${message}` : message;
      const link = input && make("a", { href: `#${input.id}`, textContent: says, onclick: (event) => (event.preventDefault(), input.focus()) });
      return make("li", {}, link ?? says);
    });
    const title = make("h3", { textContent: items.length > 0 ? this.words.mend : error.message });
    this.problems.replaceChildren(title, ...(items.length > 0 ? [make("ul", {}, ...items)] : []), ...this.#offer(error));
    this.problems.hidden = false;
    this.problems.focus();
    tell(this.#host, "apply-problem", { code: error.code, fields: error.fields.map(({ pointer, code }) => ({ pointer, code })) });
  }

  /** A plain question, which a person answers at once. */
  #ask({ token, text }) {
    this.native.querySelector("[data-name=check_answer]")?.remove();
    const id = `${this.id}-check`;
    const input = make("input", { id, name: "check_answer", required: true, inputMode: "numeric", autocomplete: "off", "aria-describedby": `${id}-error` });
    const hidden = make("input", { type: "hidden", name: "check", value: token });
    this.status.before(make("div", { part: "field", "data-name": "check_answer" }, make("label", { part: "label", for: id, textContent: text }), hidden, input, this.error(id)));
  }

  /** The job is closed: what was typed may go to another one, if the site has it. */
  #offer({ instead }) {
    if (!instead) return [];
    const offer = make("button", { type: "button", part: "act", textContent: `${this.words.pool_offer}: ${instead.title}` });
    offer.onclick = () => {
      this.#aim(instead.job);
      this.send();
    };
    return [make("p", { textContent: this.words.pool_hint }), offer];
  }

  #sent(receipt) {
    const { words } = this;
    const status = new URL(receipt.status, baseOf(this.#options.endpoint, this.#options.site));
    status.searchParams.set("lang", this.form.locale);
    const sent = this.region("sent", () => make("div", { part: "sent", lang: this.form.locale, dir: this.form.direction },
      make("h2", { textContent: words.thanks }),
      make("p", { textContent: words.state_received }),
      make("p", {}, make("a", { href: status.href, textContent: `${words.receipt}: ${receipt.receipt}` }))));
    sent.tabIndex = -1;
    this.#host.replaceChildren(sent);
    sent.focus();
    tell(this.#host, "apply-sent", { job: this.#options.job, receipt: receipt.receipt, status: status.href });
  }

  /** The job takes no applications any more, or never did: what the page wrote makes room for a sentence. */
  #closed(error) {
    const closed = this.region("closed", () => make("p", { part: "closed", role: "status", textContent: error.message }));
    const { instead } = error;
    const other = () => {
      this.#options.job = instead.job;
      this.start();
    };
    if (instead) closed.append(" ", make("button", { type: "button", part: "act", textContent: instead.title, onclick: other }));
    this.#host.replaceChildren(closed, ...this.#host.querySelectorAll(":scope > template"));
    tell(this.#host, "apply-closed", { job: this.#options.job, code: error.code });
  }
}

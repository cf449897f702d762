// What <apply-form> does: takes the form of a job from the Worker, builds it (or takes the one that the
// page wrote), keeps what is typed, uploads what is picked, and sends it once.
import { persist, settle } from "./connection.js";
import { beside, make, tell, unique } from "./dom.js";
import { ApplyError } from "./error.js";
import { Uploads } from "./files.js";
import { baseOf } from "./http.js";
import { createClient } from "./index.js";
import { Problems } from "./problems.js";
import { toldBy } from "./source.js";

/** So long is waited for a form's new texts before what is wrong is told without them, in ms. */
const RENEWAL = 10_000;

/** A page that was built while the job was open tells search engines of it. */
function unpublish(job) {
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    try {
      const told = JSON.parse(script.textContent);
      if (told["@type"] === "JobPosting" && String(told.identifier?.value) === job) script.remove();
    } catch {
      // Not ours to read.
    }
  }
}

export class FormView {
  #host;
  #options;
  #stop = new AbortController();
  #sending = false;
  #started = false;
  /** Sent: there is nothing to send any more. */
  #over = false;
  /** What was put into the page's own form. */
  #added = [];
  /** Uploads that wait until the element is back. */
  #rested = [];
  /** Somebody was in the form. */
  #begun = false;

  constructor(host, options) {
    this.#host = host;
    this.#options = options;
    this.id = unique();
    this.client = createClient(options);
  }

  /** Shows the form as soon as the Worker has told it; until then, and without it, what the page wrote stays. */
  async start() {
    const { job, store } = this.#options;
    // Sent before we are there, or without us, the page's own form goes the right way.
    const own = this.#own();
    if (own) this.#aim(own, job);
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
    this.uploads.restore(this.#stop.signal);
    tell(this.#host, "apply-ready", { job });
    // What will be needed where a site uses it; Cloudflare's part is fetched when somebody begins.
    if (this.guard.turnstile) this.#turnstile();
    // The check of files is fetched when somebody begins, or nobody needs the line.
    const warm = () => import("./module.js").then(({ load }) => load()).catch(() => {});
    const begin = () => {
      this.#begun = true;
      warm();
      this.#guard().catch(() => {});
    };
    this.native.addEventListener("focusin", begin, { once: true, signal: this.#stop.signal });
    globalThis.requestIdleCallback?.(warm, { timeout: 10_000 });
  }

  /** It is shown no more. What is being sent still is: somebody has pressed Send. */
  stop() {
    this.#stop.abort();
    if (!this.#sending) this.#tidy();
  }

  /** Leaves nothing of ours in the page. */
  #tidy() {
    if (!this.rest()) return;
    this.problems.clear();
    for (const node of this.#added) node.remove();
    for (const node of this.native.querySelectorAll("input[type=hidden][name$=_upload], [data-part=file], [data-name=check_answer]")) node.remove();
    if (this.native.dataset.made) this.native.remove();
  }

  /** Put aside: whether it holds what a person has filled in. Files wait; another page may go on with them. */
  rest() {
    if (!this.native) return false;
    if (this.#sending) return true;
    this.#rested = this.draft.uploads.filter((upload) => upload.state !== "paused");
    for (const upload of this.#rested) upload.pause();
    // A widget does not outlive being taken out.
    this.robot?.remove();
    this.robot = undefined;
    return true;
  }

  /** It is back. */
  wake() {
    for (const upload of this.#rested.splice(0)) upload.resume();
    if (this.#begun && !this.#over) this.#guard().catch(() => {});
  }

  /** Whether it can be filled in now. */
  get open() {
    return !this.#sending && !this.#over && !this.#stop.signal.aborted;
  }

  /** Where the candidate comes from: what the page says, or what the browser knows. */
  sourced() {
    if (this.source) this.source.value = this.#host.getAttribute("source") ?? toldBy(location, document.referrer);
  }

  get host() {
    return this.#host;
  }

  /** What tells people from programs; an older Worker says nothing of it. */
  get guard() {
    return this.form.guard ?? {};
  }

  /** Where files go, in order. */
  get slots() {
    return [this.form.resume, ...this.form.files];
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

  /** What holds the value of a field: of radio buttons that is all of them. */
  #holder(name) {
    const input = this.input(name);
    return input?.type === "radio" ? this.native.elements.namedItem(name) : input;
  }

  /** What a field holds; a box that is not ticked holds nothing. */
  read(name) {
    const holder = this.#holder(name);
    return holder?.type === "checkbox" && !holder.checked ? "" : (holder?.value ?? "");
  }

  write(name, value) {
    const holder = this.#holder(name);
    if (holder?.type === "checkbox") holder.checked = holder.value === value;
    else if (holder) holder.value = value;
  }

  /** The form that the page wrote; not one of ours that was copied with the page. */
  #own() {
    return this.#host.querySelector("form:not([data-made])");
  }

  #build() {
    const own = this.#own();
    this.native = own ?? this.#ours();
    this.native.noValidate = true;
    this.#aim(this.native, this.#options.job);
    // The page's own form asks to begin anew as ours does.
    if (own) this.#restored(own.querySelector("[data-part=restored]") ?? own.insertBefore(this.#keep(make("p", { part: "restored" })), own.firstChild));
    const hidden = (name, value) => make("input", { type: "hidden", name, value });
    this.key = hidden("idempotency_key", this.draft.key);
    const { started, trap } = this.guard;
    this.source = hidden("source", "");
    this.sourced();
    // People do not see the trap, and neither do their screen readers; programs fill it in.
    const unseen = make("div", { hidden: true }, make("input", { name: trap, tabIndex: -1, autocomplete: "off", "aria-hidden": "true" }));
    this.native.append(...[this.key, hidden("started", started), this.source, unseen].map((node) => this.#keep(node)));
    this.status = this.native.querySelector("[data-part=status]") ?? this.native.appendChild(this.#keep(make("p", { part: "status" })));
    this.status.setAttribute("role", "status");
    const list = this.native.querySelector("[data-part=problems]") ?? this.#keep(make("div", { part: "problems" }));
    if (!list.parentNode) this.native.prepend(list);
    this.problems = new Problems(this, list);
    for (const name of this.#names()) {
      const kept = this.draft.fields[name];
      // What was typed into the page's own form meanwhile stands.
      if (kept && !(own && this.read(name))) this.write(name, kept);
    }
    const { signal } = this.#stop;
    const heard = ({ target }) => {
      // Who is mending a field is not told any more what was wrong with it.
      if (target.getAttribute("aria-invalid")) this.problems.flag(target.name, "");
      this.#typed();
    };
    const pressed = (event) => {
      event.preventDefault();
      this.send();
    };
    this.native.addEventListener("input", heard, { signal });
    this.native.addEventListener("submit", pressed, { signal });
    if (!own) this.#host.replaceChildren(this.native, ...this.#host.querySelectorAll(":scope > template"));
  }

  /** Notes what was put into the page's own form. */
  #keep(node) {
    if (!this.native.dataset.made) this.#added.push(node);
    return node;
  }

  /** Puts something of ours beside an input. */
  add(input, node) {
    beside(input).after(this.#keep(node));
    return node;
  }

  /** Where the form goes should it post itself, because scripts fail. */
  #aim(form, job) {
    const { endpoint, site, lang } = this.#options;
    this.#options.job = job;
    const action = `${baseOf(endpoint, site)}/jobs/${encodeURIComponent(job)}/applications?lang=${encodeURIComponent(this.form?.locale ?? lang ?? "")}`;
    Object.assign(form, { method: "post", enctype: "multipart/form-data", action });
  }

  /** Our half of it. */
  #turnstile() {
    return import("./turnstile.js").catch(() => ({}));
  }

  /** Turnstile, where the site uses it; once somebody begins. */
  async #guard() {
    const { turnstile } = this.guard;
    if (!turnstile || this.robot) return this.robot;
    const said = (what) => {
      this.blocked = what === "blocked";
      this.status.textContent = this.blocked ? this.words.robot_blocked : "";
    };
    const { Turnstile } = await this.#turnstile();
    if (this.#stop.signal.aborted) throw new ApplyError({ code: "aborted", title: "The form is shown no more." });
    if (this.robot) return this.robot;
    if (!Turnstile) {
      said("blocked");
      throw new Error("blocked");
    }
    const place = make("div", { part: "robot" });
    this.status.before(place);
    return (this.robot = new Turnstile(place, turnstile, { lang: this.form.locale, said }));
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
    const names = ["started", this.guard.trap, "source", "check", "check_answer", "resume_photo"];
    return Object.fromEntries(names.map((name) => [name, this.read(name)]).filter(([, value]) => value));
  }

  /** The form as we build it, region by region. */
  #ours() {
    const { form } = this;
    return make("form", { part: "form", "data-made": "apply-edge", lang: form.locale, dir: form.direction },
      this.region("title", () => make("h2", { part: "title", textContent: form.title })),
      make("div", { part: "problems" }),
      this.#restored(),
      ...form.fields.map((field) => this.#field(field)),
      ...form.questions.map((question) => this.#question(question)),
      ...this.slots.map((slot) => this.uploads.slot(slot)),
      ...form.consents.map((consent) => this.#consent(consent)),
      make("p", { part: "status" }),
      this.region("submit", () => make("button", { type: "submit", part: "submit", textContent: form.submit }), "acts"));
  }

  /** What an earlier page left is here again, and can be erased. */
  #restored(place = make("p", { part: "restored" })) {
    const { words } = this;
    place.hidden = !this.draft.restored;
    place.replaceChildren(`${words.draft_restored} `, make("button", { type: "button", part: "act", textContent: words.start_anew, onclick: () => this.reset() }));
    return place;
  }

  /** A region as we make it, or as the page's template has it. */
  region(name, otherwise, part = name) {
    const template = this.#host.querySelector(`:scope > template[data-region="${name}"]`);
    return template ? make("div", { part }, template.content.cloneNode(true)) : otherwise();
  }

  /** The id of a field's input, which has no space in it. */
  idOf(name) {
    return `${this.id}-${name.replace(/\s+/g, "--")}`;
  }

  #field(field) {
    const { name, kind, max, required, autocomplete } = field;
    const id = this.idOf(name);
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
    const id = this.idOf(name);
    const common = { id, name, required, "aria-describedby": `${id}-error` };
    const option = (chosen, text) => make("option", { value: chosen, textContent: text });
    const input = kind === "choice" ? make("select", common, option("", "–"), ...choices.map((choice) => option(choice.value, choice.label)))
      : kind === "textarea" ? make("textarea", { ...common, maxLength: max, rows: 4 })
      // What a number input does not understand it hands over as nothing.
      : make("input", { ...common, maxLength: max, ...(kind === "number" ? { type: "text", inputMode: "numeric" } : { type: kind }), dir: kind === "url" ? "ltr" : "auto" });
    if (value) input.value = value;
    return make("div", { part: "field", "data-name": name }, make("label", { part: "label", for: id, textContent: this.label({ label, required }) }), input, this.error(id));
  }

  /** Names of what is typed: fields, and questions that are asked. */
  #names() {
    return [...this.form.fields.map(({ name }) => name), ...this.form.questions.filter(({ kind }) => kind !== "hidden" && kind !== "note").map(({ key }) => `q.${key}`)];
  }

  #consent({ id: consent, version, text, required }) {
    const name = `consent.${consent}`;
    const id = this.idOf(name);
    const box = make("input", { id, name, type: "checkbox", value: version, required, "aria-describedby": `${id}-error` });
    return make("div", { part: "consent", "data-name": name }, box, make("label", { for: id, textContent: this.label({ label: text, required }) }), this.error(id));
  }

  error(id) {
    return make("p", { part: "error", id: `${id}-error`, hidden: true });
  }

  typed() {
    return Object.fromEntries(this.#names().map((name) => [name, this.read(name)]));
  }

  #typed() {
    if (!this.#started) tell(this.#host, "apply-start", { job: this.#options.job });
    this.#started = true;
    this.draft.save(this.typed());
  }

  /** Sends it; however often that is asked for, it is one application. */
  async send() {
    if (!this.native || this.#sending || this.#over) return;
    this.#sending = true;
    const button = this.#button();
    button?.setAttribute("aria-disabled", "true");
    const onState = (state) => (this.status.textContent = this.words[state]);
    let thaw = () => {};
    const apply = async () => {
      await this.#files();
      const turnstile = await this.#token();
      // Once more: something may have been picked while the widget was looked at.
      const files = await this.#files();
      thaw();
      thaw = this.#freeze();
      const application = { ...this.typed(), ...this.#unseen(), consents: this.#consents(), turnstile };
      return this.client.apply(this.#options.job, application, { ...files, key: this.draft.key, persist: true, onState });
    };
    try {
      this.problems.clear();
      const half = this.problems.half(this.#names());
      if (half.length > 0) throw new ApplyError({ code: "invalid", title: this.words.mend, fields: half });
      if (this.blocked) return await this.#leave(onState);
      const receipt = await apply().catch(async (error) => {
        if (error.code !== "robot") throw error;
        // Used up or too old while the rest was mended: a new one, once. Or the site uses it only since then.
        if (this.robot) this.robot.renew();
        else this.form.guard = (await this.#anew()).guard;
        return apply();
      });
      this.#over = true;
      await this.draft.clear();
      this.#sent(receipt);
    } catch (error) {
      // There can be no token: it has been said, and the next press goes on without one.
      if (this.blocked && !(error instanceof ApplyError)) return;
      this.status.textContent = "";
      if (!(error instanceof ApplyError)) throw error;
      thaw();
      if (error.code !== "aborted") await this.#problem(error);
    } finally {
      thaw();
      this.#sending = false;
      button?.removeAttribute("aria-disabled");
      if (this.#stop.signal.aborted) this.#tidy();
    }
  }

  #button() {
    return this.native.querySelector("[type=submit], button:not([type])");
  }

  /** The files, once all of them are with the Worker. What is picked or removed meanwhile counts, and nothing stays paused. */
  async #files() {
    for (;;) {
      const picked = await this.uploads.picked();
      const { uploads } = this.draft;
      // One that could not go up is not left behind in silence.
      const failed = uploads.find(({ state }) => state === "failed");
      if (failed) throw new ApplyError({ code: "invalid", title: this.words.mend, fields: [{ pointer: `/${failed.slot}`, code: failed.error.code, message: this.uploads.says(failed.error) }] });
      const waiting = uploads.filter(({ state }) => state !== "done");
      if (waiting.length === 0) return picked;
      if (!this.status.textContent) this.status.textContent = this.words.sending;
      for (const upload of waiting) upload.resume();
      const ends = await Promise.allSettled(waiting.map(({ done }) => done));
      const refused = ends.find(({ reason }) => reason && reason.code !== "aborted");
      if (refused) throw refused.reason;
    }
  }

  #consents() {
    const boxes = this.form.consents.map(({ id }) => [id, this.input(`consent.${id}`)]);
    return Object.fromEntries(boxes.filter(([, box]) => box?.checked).map(([id, box]) => [id, box.value]));
  }

  /** What is being sent does not change under way. Returns what lets it change again. */
  #freeze() {
    const button = this.#button();
    const fixed = ({ type }) => (["checkbox", "radio", "file", "select-one", "select-multiple", "button"].includes(type) ? "disabled" : "readOnly");
    const held = [...this.native.elements].filter((input) => input !== button && !/^(hidden|fieldset|output)$/.test(input.type) && !input[fixed(input)]);
    for (const input of held) input[fixed(input)] = true;
    return () => held.splice(0).forEach((input) => (input[fixed(input)] = false));
  }

  /** The form as the Worker has it now. */
  #anew(options) {
    return this.client.form(this.#options.job, { cache: "no-cache", ...options });
  }

  /** Posts the form as a page without scripts would: the Worker's page asks a plain question instead. */
  async #leave(said) {
    // A file that is on its way is not left behind, and a page is not left for one that does not come.
    await this.#files();
    await persist(() => this.#anew(), { said, signal: this.#stop.signal });
    HTMLFormElement.prototype.submit.call(this.native);
  }

  async reset() {
    if (!this.native || this.#sending || this.#over) return;
    // Taking them back from the Worker is not waited for.
    for (const upload of this.draft.uploads) this.draft.remove(upload);
    await this.draft.clear();
    this.native.reset();
    for (const mark of this.native.querySelectorAll("[data-part=from-resume]")) mark.remove();
    this.key.value = this.draft.key;
    this.problems.clear();
    const restored = this.native.querySelector("[data-part=restored]");
    if (restored) restored.hidden = true;
    this.input(this.form.fields[0]?.name)?.focus();
  }

  /** An error in the form's language: the Worker's words, or the form's for what does not come from it. */
  says({ code, message, fields }) {
    const { file_unreadable, unavailable } = this.words;
    const ours = { file_unreadable, network: unavailable, offline: unavailable, protocol: unavailable, unavailable };
    return fields[0]?.message ?? ours[code] ?? message;
  }

  async #problem(error) {
    if (error.question) this.#ask(error.question);
    else await this.#renew(error).catch(() => {});
    if (this.#stop.signal.aborted) return;
    this.problems.show(error, this.#offer(error));
    tell(this.#host, "apply-problem", { code: error.code, fields: error.fields.map(({ pointer, code }) => ({ pointer, code })) });
  }

  /** What was changed while somebody typed is asked for: a consent's new text, or what was not asked before. */
  async #renew({ fields }) {
    const old = fields.some(({ pointer, code }) => code === "consent_changed" || !this.input(pointer.slice(1)));
    if (!old || !this.native.dataset.made) return;
    const { fields: asked, questions, consents } = (this.form = { ...this.form, ...(await this.#anew({ signal: AbortSignal.timeout?.(RENEWAL) })) });
    for (const consent of consents) {
      const box = this.input(`consent.${consent.id}`);
      if (box && box.value === consent.version) continue;
      const now = this.#consent(consent);
      if (box) box.closest("[data-part=consent]").replaceWith(now);
      else this.status.before(now);
    }
    for (const field of asked) if (!this.input(field.name)) this.status.before(this.#field(field));
    const missing = questions.filter(({ key, kind }) => kind !== "note" && kind !== "hidden" && !this.input(`q.${key}`));
    for (const question of missing) this.status.before(this.#question(question));
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
      this.#aim(this.native, instead.job);
      this.send();
    };
    return [make("p", { textContent: this.words.pool_hint }), offer];
  }

  #sent(receipt) {
    this.robot?.remove();
    if (this.#stop.signal.aborted) return;
    const { words } = this;
    const status = new URL(receipt.status, baseOf(this.#options.endpoint, this.#options.site));
    status.searchParams.set("lang", this.form.locale);
    const sent = this.region("sent", () => make("div", { part: "sent", lang: this.form.locale, dir: this.form.direction },
      make("h2", { textContent: words.thanks }),
      make("p", { textContent: words[`state_${receipt.state}`] ?? words.state_received }),
      make("p", {}, make("a", { href: status.href, textContent: `${words.receipt}: ${receipt.receipt}` }))));
    sent.tabIndex = -1;
    for (const link of sent.querySelectorAll("[data-receipt]")) {
      link.href = status.href;
      link.textContent ||= receipt.receipt;
    }
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
    unpublish(this.#options.job);
    this.#host.replaceChildren(closed, ...this.#host.querySelectorAll(":scope > template"));
    tell(this.#host, "apply-closed", { job: this.#options.job, code: error.code });
  }
}

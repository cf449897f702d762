// What <apply-jobs> does: the open jobs, by division, with a search and filters. What the page wrote
// inside it stays until they are there.
import { isPassing, settle } from "./connection.js";
import { headingAbove, levelAt, make, tell, unique } from "./dom.js";
import { createClient } from "./index.js";
import { handOn, toldBy } from "./source.js";

export class JobsView {
  #host;
  #options;
  #stop = new AbortController();
  /** How a day is written, and the words around it. */
  #day;
  #posted;

  constructor(host, options) {
    this.#host = host;
    this.#options = options;
    this.id = unique();
    this.client = createClient(options);
  }

  async start() {
    for (let failures = 0; !this.#stop.signal.aborted; failures += 1) {
      try {
        return this.#build(await this.client.jobs({ signal: this.#stop.signal }));
      } catch (error) {
        // What is wrong with us is not tried for ever.
        if (!isPassing(error)) throw error;
        await settle(failures, error, () => {}, this.#stop.signal);
      }
    }
  }

  stop() {
    this.#stop.abort();
  }

  /** Put aside: whether it holds what should not be fetched again. */
  rest() {
    return this.told !== undefined;
  }

  /** Where a job's page is: the page's own pattern, or the Worker's page. */
  #address(id) {
    const { href, endpoint, site } = this.#options;
    const address = href ? href.replace("{id}", encodeURIComponent(id)) : `${endpoint.replace(/\/*$/, "")}/v1/${site}/jobs/${encodeURIComponent(id)}`;
    return handOn(address, this.told);
  }

  #build({ jobs, stale, words }) {
    this.told = toldBy(location, document.referrer);
    // Two lists on a page are told apart by what they stand below.
    const filters = make("div", { part: "filters", role: "search", "aria-label": headingAbove(this.#host)?.textContent.trim() || words.jobs });
    const level = levelAt(this.#host);
    const search = make("input", { type: "search", id: `${this.id}-q` });
    filters.append(make("div", { part: "field" }, make("label", { part: "label", for: search.id, textContent: words.search }), search));
    const choices = {};
    for (const by of ["division", "region"]) {
      const values = [...new Set(jobs.map((job) => job[by]).filter(Boolean))].sort(new Intl.Collator(words.locale).compare);
      if (values.length < 2) continue;
      const choice = (choices[by] = make("select", { id: `${this.id}-${by}` }, make("option", { value: "", textContent: words.every }), ...values.map((value) => make("option", { value, textContent: value }))));
      filters.append(make("div", { part: "field" }, make("label", { part: "label", for: choice.id, textContent: words[by] }), choice));
    }
    const count = make("p", { part: "count", role: "status" });
    const lists = make("div", { part: "groups" });
    const draw = () => {
      // Every word somewhere, as the Worker searches.
      const typed = search.value.toLowerCase().split(/\s+/);
      const has = (job) => {
        const texts = [job.title, job.division, job.region, job.employment].join("\n").toLowerCase();
        return typed.every((word) => texts.includes(word));
      };
      const shown = jobs.filter((job) => has(job) && Object.entries(choices).every(([by, { value }]) => !value || job[by] === value));
      const groups = Map.groupBy?.(shown, (job) => job.division ?? "") ?? shown.reduce((all, job) => all.set(job.division ?? "", [...(all.get(job.division ?? "") ?? []), job]), new Map());
      // First those without a heading: below one they would seem to be its.
      const ordered = [...groups].sort(([a], [b]) => Boolean(a) - Boolean(b));
      lists.replaceChildren(...ordered.map(([division, group]) => make("section", { part: "group" }, division && make(`h${level}`, { textContent: division, dir: "auto" }), make("ul", { part: "list" }, ...group.map((job) => this.#job(job))))));
      const number = new Intl.NumberFormat(words.locale).format(shown.length);
      count.textContent = shown.length > 0 ? `${words.jobs}: ${number}` : ((jobs.length > 0 && words.no_fit) || words.no_jobs);
      tell(this.#host, "apply-jobs-shown", { count: shown.length });
    };
    // Of the countries that speak it, the reader's: they write days differently.
    const spoken = navigator.languages?.find((tag) => tag.split("-")[0] === words.locale) ?? words.locale;
    this.#day = new Intl.DateTimeFormat(spoken, { dateStyle: "long", timeZone: "UTC" });
    this.#posted = words.posted ?? "{date}";
    filters.addEventListener("input", draw);
    draw();
    const old = stale ? [make("p", { part: "stale", textContent: words.stale })] : [];
    // What the page wants said where there are none.
    const templates = [...this.#host.querySelectorAll(":scope > template")];
    const none = jobs.length === 0 && templates.find(({ dataset }) => dataset.region === "empty");
    const all = none ? [make("div", { part: "empty" }, none.content.cloneNode(true))] : [filters, count, lists];
    this.#host.replaceChildren(...old, ...all, ...templates);
    tell(this.#host, "apply-ready", { jobs: jobs.length });
  }

  #job(job) {
    const facts = [job.region, job.employment, job.money].filter(Boolean).join(" · ");
    const posted = job.posted && make("p", { part: "facts" }, make("time", { dateTime: job.posted, textContent: this.#posted.replace("{date}", () => this.#day.format(new Date(job.posted))) }));
    return make("li", { part: "job", dir: "auto" }, make("a", { href: this.#address(job.id), textContent: job.title }), facts && make("p", { part: "facts", textContent: facts }), posted);
  }
}

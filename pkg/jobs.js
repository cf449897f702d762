// What <apply-jobs> does: the open jobs, by division, with a search and filters. What the page wrote
// inside it stays until they are there.
import { settle } from "./connection.js";
import { make, tell, unique } from "./dom.js";
import { createClient } from "./index.js";
import { handOn, toldBy } from "./source.js";

export class JobsView {
  #host;
  #options;
  #stop = new AbortController();

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
        if (error.status && error.status < 500) throw error;
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
    const filters = make("div", { part: "filters", role: "search", "aria-label": words.jobs });
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
      const typed = search.value.trim().toLocaleLowerCase(words.locale);
      const has = (job) => !typed || [job.title, job.division, job.region, job.employment].some((text) => text?.toLocaleLowerCase(words.locale).includes(typed));
      const shown = jobs.filter((job) => has(job) && Object.entries(choices).every(([by, { value }]) => !value || job[by] === value));
      const groups = Map.groupBy?.(shown, (job) => job.division ?? "") ?? shown.reduce((all, job) => all.set(job.division ?? "", [...(all.get(job.division ?? "") ?? []), job]), new Map());
      lists.replaceChildren(...[...groups].map(([division, group]) => make("section", { part: "group" }, division && make("h3", { textContent: division, dir: "auto" }), make("ul", { part: "list" }, ...group.map((job) => this.#job(job))))));
      count.textContent = shown.length > 0 ? new Intl.NumberFormat(words.locale).format(shown.length) : words.no_jobs;
      count.setAttribute("aria-label", `${words.jobs}: ${shown.length}`);
      tell(this.#host, "apply-jobs-shown", { count: shown.length });
    };
    filters.addEventListener("input", draw);
    draw();
    const old = stale ? [make("p", { part: "stale", textContent: words.stale })] : [];
    this.#host.replaceChildren(...old, filters, count, lists);
    tell(this.#host, "apply-ready", { jobs: jobs.length });
  }

  #job(job) {
    const facts = [job.region, job.employment, job.money].filter(Boolean).join(" · ");
    return make("li", { part: "job", dir: "auto" }, make("a", { href: this.#address(job.id), textContent: job.title }), facts && make("p", { part: "facts", textContent: facts }));
  }
}

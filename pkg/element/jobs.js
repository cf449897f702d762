// The view of <apply-jobs>: shows the open jobs by division, with a search and filters. The page's own content stays
// until the jobs are loaded.
import { isTemporary } from "../client/retry.js";
import { emit, headingAbove, headingTag, make, templatesOf } from "./dom.js";
import { appendSource, readSource } from "./source.js";
import { View } from "./view.js";

/** @import { Job, Jobs } from "../index.js" */
/** @import { ViewOptions } from "./view.js" */
/** @typedef {ViewOptions & { href: string | null }} JobsOptions */

const FILTERS = /** @type {const} */ (["division", "region"]);

/**
 * @param {string} id
 * @param {string} textContent
 * @param {HTMLElement} input
 */
const filter = (id, textContent, input) =>
  make("div", { part: "field" }, make("label", { part: "label", for: id, textContent }), input);

/**
 * Groups the jobs by division. Jobs without a division come first: below a heading they would seem to belong to it.
 * @param {Job[]} jobs
 */
function byDivision(jobs) {
  /** @type {Map<string, Job[]>} */
  const groups = new Map();
  for (const job of jobs) {
    const division = job.division ?? "";
    groups.set(division, [...(groups.get(division) ?? []), job]);
  }
  return [...groups].sort(([a], [b]) => Number(Boolean(a)) - Number(Boolean(b)));
}

/** @extends {View<JobsOptions>} */
export class JobsView extends View {
  /** The candidate's source; defined when the list is shown. @type {string | undefined} */
  #source;

  async start() {
    const { client, signal } = this;
    const answer = await this.load(() => client.jobs({ signal }), isTemporary);
    if (answer) this.#show(answer);
  }

  /** The element was removed from the page. Returns whether the view is kept, so that nothing is fetched again. */
  suspend() {
    return this.#source !== undefined;
  }

  /**
   * Returns the URL of a job's page: by the page's pattern `href`, or the Worker's page.
   * @param {string} id
   */
  #address(id) {
    const { href, endpoint, site } = this.options;
    const job = encodeURIComponent(id);
    const address = href ? href.replace("{id}", job) : `${endpoint.replace(/\/*$/, "")}/v1/${site}/jobs/${job}`;
    return appendSource(address, this.#source ?? "");
  }

  /** @param {Jobs} data */
  #show({ jobs, stale, strings }) {
    const { host } = this;
    this.#source = readSource(location, document.referrer);
    const old = stale ? [make("p", { part: "stale", textContent: strings.stale })] : [];
    const templates = templatesOf(host);
    // The page's own template for an empty list.
    const empty = jobs.length === 0 && templates.find(({ dataset }) => dataset.region === "empty");
    const content = empty ? [make("div", { part: "empty" }, empty.content.cloneNode(true))] : this.#list(jobs, strings);
    host.replaceChildren(...old, ...content, ...templates);
    emit(host, "apply-ready", { jobs: jobs.length });
  }

  /**
   * Builds the filters, the count and the list.
   * @param {Job[]} jobs
   * @param {Record<string, string>} strings
   */
  #list(jobs, strings) {
    const { host } = this;
    const heading = headingTag(host);
    const day = dayFormat(strings.locale);
    const filters = this.#filters(jobs, strings);
    const count = make("p", { part: "count", role: "status" });
    const lists = make("div", { part: "groups" });
    /** @type {(entry: [string, Job[]]) => HTMLElement} */
    const group = ([division, members]) => {
      const title = division ? make(heading, { textContent: division, dir: "auto" }) : undefined;
      const items = members.map((job) => this.#job(job, strings, day));
      return make("section", { part: "group" }, title, make("ul", { part: "list" }, ...items));
    };
    const draw = () => {
      const shown = jobs.filter(filters.accepts);
      lists.replaceChildren(...byDivision(shown).map(group));
      const number = new Intl.NumberFormat(strings.locale).format(shown.length);
      const none = jobs.length > 0 ? strings.no_fit : strings.no_jobs;
      count.textContent = shown.length > 0 ? `${strings.jobs}: ${number}` : none;
      emit(host, "apply-jobs-shown", { count: shown.length });
    };
    filters.element.addEventListener("input", draw);
    draw();
    return [filters.element, count, lists];
  }

  /**
   * Builds the search and the filters. `accepts` tells whether a job passes them.
   * @param {Job[]} jobs
   * @param {Record<string, string>} strings
   */
  #filters(jobs, strings) {
    // The heading above the list is its label, so that two lists on a page have different labels.
    const label = headingAbove(this.host)?.textContent?.trim() || strings.jobs;
    const element = make("div", { part: "filters", role: "search", "aria-label": label });
    const search = make("input", { type: "search", id: `${this.id}-q` });
    element.append(filter(search.id, strings.search, search));
    /** @type {((job: Job) => boolean)[]} */
    const conditions = [];
    for (const by of FILTERS) {
      const values = [...new Set(jobs.flatMap((job) => job[by] || []))].sort(new Intl.Collator(strings.locale).compare);
      if (values.length < 2) continue;
      const options = values.map((value) => make("option", { value, textContent: value }));
      const every = make("option", { value: "", textContent: strings.every });
      const select = make("select", { id: `${this.id}-${by}` }, every, ...options);
      element.append(filter(select.id, strings[by], select));
      conditions.push((job) => !select.value || job[by] === select.value);
    }
    /** @param {Job} job */
    const accepts = (job) => {
      // Every word must occur in one of the texts, as in the Worker's search.
      const text = [job.title, job.division, job.region, job.employment].join("\n").toLowerCase();
      const found = search.value
        .toLowerCase()
        .split(/\s+/)
        .every((word) => text.includes(word));
      return found && conditions.every((accept) => accept(job));
    };
    return { element, accepts };
  }

  /**
   * @param {Job} job
   * @param {Record<string, string>} strings
   * @param {Intl.DateTimeFormat} day
   */
  #job({ id, title, region, employment, money, posted }, strings, day) {
    const facts = [region, employment, money].filter(Boolean).join(" · ");
    const date = posted && strings.posted.replace("{date}", () => day.format(new Date(posted)));
    return make(
      "li",
      { part: "job", dir: "auto" },
      make("a", { href: this.#address(id), textContent: title }),
      facts ? make("p", { part: "facts", textContent: facts }) : undefined,
      date ? make("p", { part: "facts" }, make("time", { dateTime: posted, textContent: date })) : undefined,
    );
  }
}

/**
 * Returns the date format: the reader's first browser language that matches the list's language, with its region.
 * @param {string} locale
 */
function dayFormat(locale) {
  const tag = navigator.languages?.find((language) => language.split("-")[0] === locale) ?? locale;
  return new Intl.DateTimeFormat(tag, { dateStyle: "long", timeZone: "UTC" });
}

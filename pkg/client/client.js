// createClient: reads the jobs and forms of one site. What sends an application is fetched when it is needed.
import { baseOf, fetchJson } from "./http.js";
import { fetchPart } from "./part.js";

/** @import { Client, ClientOptions, Form } from "../index.js" */
/** @import { RequestOptions } from "./http.js" */
/** @import { PartOptions } from "./part.js" */

/** @param {{ receipt: string } | string} receipt */
const receiptPath = (receipt) =>
  `applications/${encodeURIComponent(typeof receipt === "string" ? receipt : receipt.receipt)}`;

/** @param {string} job */
const jobPath = (job) => `jobs/${encodeURIComponent(job)}`;

/**
 * @param {ClientOptions} options
 * @returns {Client}
 */
export function createClient({ endpoint, site, lang }) {
  if (!endpoint || !site) throw new TypeError("createClient needs { endpoint, site }");
  const base = () => baseOf({ endpoint, site });

  /**
   * @template T
   * @param {string} path
   * @param {RequestOptions} [options]
   * @returns {Promise<T>}
   */
  const request = (path, { lang: spoken = lang, ...options } = {}) =>
    fetchJson(base(), path, { ...options, lang: spoken });

  /** The forms that were read, each with when that was. @type {Map<string, [Form, number]>} */
  const forms = new Map();
  const formKey = (/** @type {string} */ job, /** @type {string | undefined} */ spoken) => `${job} ${spoken ?? lang}`;

  /** @type {Client["form"]} */
  async function form(job, options) {
    /** @type {Form} */
    const read = await request(`${jobPath(job)}/form`, options);
    forms.set(formKey(job, options?.lang), [read, Date.now()]);
    return read;
  }

  /** @type {import("./sender.js").ReadForm} */
  async function readForm(job, options, maxAge) {
    const known = forms.get(formKey(job, options.lang));
    if (known && Date.now() - known[1] < maxAge) return known;
    return [await form(job, options), Date.now()];
  }

  /** @type {ReturnType<typeof import("./sender.js").createSender> | undefined} */
  let sender;

  /** @param {PartOptions} [options] */
  async function loadSender(options) {
    const { createSender } = await fetchPart(() => import("./sender.js"), options);
    sender ??= createSender({ endpoint: String(endpoint), site: String(site), lang, base, request, readForm });
    return sender;
  }

  return {
    jobs: (options) => request("jobs", options),
    job: (id, options) => request(jobPath(id), options),
    form,
    apply: async (id, application, { onState: onStatus, ...options } = {}) => {
      const { retry: wait = false, signal } = options;
      const { apply } = await loadSender({ wait, onStatus, signal });
      return apply(id, application, { onState: onStatus, ...options });
    },
    upload: async (...options) => (await loadSender()).upload(...options),
    draft: async (...options) => (await loadSender()).draft(...options),
    status: (receipt, options) => request(receiptPath(receipt), options),
    withdraw: (receipt, options) => request(receiptPath(receipt), { ...options, method: "DELETE" }),
  };
}

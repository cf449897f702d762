import { ApplyError } from "./error.js";
import { load } from "./module.js";

export { ApplyError };

export function createClient({ endpoint, site, lang }) {
  if (!endpoint || !site) throw new TypeError("createClient needs { endpoint, site }");
  let client;
  const call = async (use) => {
    const Client = await load();
    client ??= new Client(String(endpoint), String(site));
    try {
      return await use(client);
    } catch (thrown) {
      // A plain object is the module's way to say what failed; anything else is a defect.
      throw thrown && typeof thrown.code === "string" && !(thrown instanceof Error) ? new ApplyError(thrown) : thrown;
    }
  };
  const read = (path, options = {}) => call((c) => c.read(path, options.lang ?? lang, options.signal));
  const job = (id) => `jobs/${encodeURIComponent(id)}`;
  return {
    jobs: (options) => read("jobs", options),
    job: (id, options) => read(job(id), options),
    form: (id, options) => read(`${job(id)}/form`, options),
    apply: (id, application, { resume, signal, key = crypto.randomUUID(), lang: spoken = lang } = {}) =>
      call((c) => c.apply(encodeURIComponent(id), application, asFile(resume), key, spoken, signal)),
    status: (receipt, options) => read(`applications/${encodeURIComponent(receipt.receipt ?? receipt)}`, options),
  };
}

/** A Blob gets the name of a file; its kind is decided by name and content together. */
function asFile(resume) {
  if (resume == null || resume instanceof File) return resume;
  if (resume instanceof Blob) return new File([resume], "resume");
  throw new TypeError("resume must be a File");
}

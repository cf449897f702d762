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
    apply: (id, application, { resume, signal, key, lang: spoken = lang } = {}) =>
      call((c) => c.apply(encodeURIComponent(id), application, asFile(resume), key ?? randomKey(), spoken, signal)),
    status: (receipt, options) => read(`applications/${named(receipt)}`, options),
    withdraw: (receipt, options = {}) => call((c) => c.withdraw(named(receipt), options.lang ?? lang, options.signal)),
  };
}

const named = (receipt) => encodeURIComponent(receipt.receipt ?? receipt);

const EXTENSIONS = {
  "application/pdf": "pdf",
  "application/msword": "doc",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/vnd.oasis.opendocument.text": "odt",
  "application/rtf": "rtf",
  "text/plain": "txt",
};

/** A Blob gets a name after its type: what a file is, is decided by name and content together. */
function asFile(resume) {
  if (resume == null || resume instanceof File) return resume;
  if (!(resume instanceof Blob)) throw new ApplyError({ code: "protocol", title: "resume must be a File or a Blob" });
  const extension = EXTENSIONS[resume.type.split(";")[0]];
  return new File([resume], extension ? `resume.${extension}` : "resume", { type: resume.type });
}

/** 128 random bits; `randomUUID` is missing on pages without https. */
function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(16).padStart(8, "0")).join("");
}

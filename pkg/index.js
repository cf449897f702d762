import { persist } from "./connection.js";
import { Draft, named, randomKey, taken } from "./draft.js";
import { ApplyError } from "./error.js";
import { ask, baseOf, posted } from "./http.js";
import { load } from "./module.js";
import { Upload } from "./upload.js";

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
  const base = () => baseOf(endpoint, site);
  const read = (path, { lang: spoken = lang, ...options } = {}) => ask(base(), path, { lang: spoken, ...options });
  const job = (id) => `jobs/${encodeURIComponent(id)}`;
  /** Where WebAssembly is refused, the Worker checks alone. */
  const otherwise = (then) => (error) => {
    if (error.code !== "wasm-unavailable") throw error;
    return then();
  };

  /**
   * Looks at a file before a byte of it is sent. Where WebAssembly is refused, or the job was closed meanwhile (the
   * application may go to another one), the Worker looks alone.
   */
  const check = (id) => (file, slot, { said, signal }) =>
    persist(() => call((c) => c.check(encodeURIComponent(id), slot, file, lang, signal)), { said, signal }).catch((error) => {
      if (error.code !== "closed") otherwise(() => {})(error);
    });
  const begin = (id, told) => (file, slot, draft, address) =>
    new Upload({
      base: base(), file, slot, address, lang, check: check(id), read: prefill,
      told: (upload) => {
        draft?.noted(upload);
        told?.(upload);
      },
    });
  const prefill = (upload, options) => read(`uploads/${upload}/parse`, { ...options, method: "POST", body: '{"agreed":true}', headers: { "Content-Type": "application/json" } });

  async function apply(id, application, { resume, photo, files = [], signal, key = randomKey(), lang: spoken = lang, onState, persist: patient } = {}) {
    const picked = [["resume", resume], ["photo", photo], ...files.map((file) => ["files", file])].filter(([, file]) => file != null);
    const parts = [];
    const given = new Promise((_, failed) => signal?.addEventListener("abort", () => failed(new ApplyError({ code: "aborted", title: "The request was given up." }))));
    given.catch(() => {});
    for (const [slot, file] of picked) {
      if (!(file instanceof Upload)) parts.push({ slot, file: asFile(file) });
      else if (await Promise.race([file.done, given])) parts.push({ slot, upload: file });
    }
    // One that was taken away while the others were waited for is not sent.
    const here = () => parts.filter(({ upload }) => !(upload instanceof Upload) || upload.id).map((part) => (part.upload ? { slot: part.slot, upload: part.upload.id } : part));
    const send = () => {
      onState?.("sending");
      const post = () => read(`${job(id)}/applications`, { method: "POST", body: posted(application, here()), headers: { "Idempotency-Key": key }, lang: spoken, signal });
      return call((c) => c.apply(encodeURIComponent(id), application, here(), key, spoken, signal)).catch(otherwise(post));
    };
    const sent = () => (patient ? persist(send, { said: onState, signal }) : send());
    try {
      return await sent();
    } catch (error) {
      // The Worker has forgotten an upload that we still have the bytes of: it lives for a day.
      const gone = error.fields?.some(({ code }) => code === "file_gone");
      if (!gone) throw error;
      for (const part of parts) if (part.upload) part.upload = await part.upload.again().done;
      return sent();
    }
  }

  return {
    jobs: (options) => read("jobs", options),
    job: (id, options) => read(job(id), options),
    form: (id, options) => read(`${job(id)}/form`, options),
    apply,
    upload: async (id, file, { slot = "resume", onState } = {}) => begin(id, onState)(await taken(file), slot),
    draft: (id, { store = false, onState } = {}) => Draft.open(`${base()}/${id}`, { store, begin: begin(id, onState) }),
    status: (receipt, options) => read(`applications/${receiptOf(receipt)}`, options),
    withdraw: (receipt, options) => read(`applications/${receiptOf(receipt)}`, { ...options, method: "DELETE" }),
  };
}

const receiptOf = (receipt) => encodeURIComponent(receipt.receipt ?? receipt);

function asFile(file) {
  if (file instanceof File) return file;
  if (!(file instanceof Blob)) throw new ApplyError({ code: "protocol", title: "A resume, a photo and files must be a File, a Blob or an upload" });
  return new File([file], named(file.type), { type: file.type });
}

// What sends an application: the uploads of its files, its draft, the request itself. Fetched when it is needed.
import { Draft } from "./draft.js";
import { ApplyError } from "./error.js";
import { copyFile, readHead, toFile } from "./file.js";
import { toFormData } from "./form-data.js";
import { readJson } from "./http.js";
import { randomKey } from "./key.js";
import { withRetry } from "./retry.js";
import { draftId } from "./store.js";
import { Upload } from "./upload.js";
import { loadWasm } from "./wasm.js";

/** @import { Application, ApplyOptions, CallOptions, Client, Form, Problem, Receipt, Slot } from "../index.js" */
/** @import { Upload as PublicUpload } from "../index.js" */
/** @import { Part } from "./form-data.js" */
/** @import { RequestOptions } from "./http.js" */
/** @import { UploadInit } from "./upload.js" */
/** @import { Client as WasmClient } from "../wasm/glue.js" */
/** @typedef {{ slot: Slot, file: File, upload?: undefined } | { slot: Slot, upload: Upload }} Picked */
/** @typedef {(upload: PublicUpload) => void} OnState */
/**
 * The form of a job as it was read last, and when; read again if it is older than `maxAge`, in ms.
 * @typedef {(job: string, options: CallOptions, maxAge: number) => Promise<[Form, number]>} ReadForm
 */

/** A form that is younger than this refuses by itself, in ms. */
const FORM_FRESH = 60_000;

/**
 * @typedef {object} SenderInit
 * @property {string} endpoint
 * @property {string} site
 * @property {string} [lang]
 * @property {() => URL} base the site's address
 * @property {<T>(path: string, options?: RequestOptions) => Promise<T>} request
 * @property {ReadForm} readForm
 */

/**
 * What to do instead where WebAssembly is refused; other errors stay.
 * @template T
 * @param {() => T} act
 */
const withoutWasm = (act) => (/** @type {ApplyError} */ error) => {
  if (error.code !== "wasm-unavailable") throw error;
  return act();
};

/**
 * Rejects when `signal` is aborted.
 * @param {AbortSignal} [signal]
 * @returns {Promise<never>}
 */
function abortOf(signal) {
  /** @type {Promise<never>} */
  const aborted = new Promise((_, reject) => {
    const abort = () => reject(new ApplyError({ code: "aborted", title: "The request was given up." }));
    signal?.addEventListener("abort", abort);
  });
  aborted.catch(() => {});
  return aborted;
}

/**
 * The files that there are, in order, each once its upload is whole.
 * @param {ApplyOptions} options
 */
async function takeFiles({ resume, photo, files = [], signal }) {
  const aborted = abortOf(signal);
  /** @type {Picked[]} */
  const picked = [];
  /** @type {(slot: Slot, file: ApplyOptions["resume"]) => Promise<void>} */
  const take = async (slot, file) => {
    if (file instanceof Upload) picked.push({ slot, upload: await Promise.race([file.done, aborted]) });
    else if (file != null) picked.push({ slot, file: toFile(file) });
  };
  await take("resume", resume);
  await take("photo", photo);
  for (const file of files) await take("files", file);
  return picked;
}

/**
 * What the module has thrown: it reports a failure as a plain object; anything else is a defect.
 * @param {unknown} thrown
 */
function asApplyError(thrown) {
  const { code } = /** @type {{ code?: unknown }} */ (thrown ?? {});
  if (typeof code !== "string" || thrown instanceof Error) throw thrown;
  return new ApplyError(/** @type {Problem} */ (thrown));
}

/**
 * A part with the first bytes of its file, for the check.
 * @param {Part} part
 */
const withHead = async (part) => ("file" in part ? { ...part, head: await readHead(part.file) } : part);

/**
 * Whether the Worker has deleted an upload that an application names: it keeps one for a day.
 * @param {unknown} error
 */
const isUploadExpired = (error) =>
  error instanceof ApplyError && error.fields.some(({ code }) => code === "upload_expired");

/**
 * @param {SenderInit} init
 * @returns {Pick<Client, "apply" | "draft" | "upload">}
 */
export function createSender({ endpoint, site, lang, base, request, readForm }) {
  /** @type {WasmClient | undefined} */
  let wasmClient;

  async function wasm() {
    const { Client: WasmClient } = await loadWasm();
    wasmClient ??= new WasmClient(endpoint, site);
    return wasmClient;
  }

  /**
   * Checks something against the form of a job, which was read for the page already. What a form that was read a while
   * ago refuses is checked once more against the form as it is now.
   * @template T
   * @param {string} job
   * @param {CallOptions} options
   * @param {(wasm: WasmClient, form: Form) => T} check
   */
  async function checked(job, options, check) {
    const client = await wasm();
    const [form, at] = await readForm(job, options, Infinity);
    try {
      return check(client, form);
    } catch (thrown) {
      const error = asApplyError(thrown);
      if (error.code !== "invalid" || Date.now() - at < FORM_FRESH) throw error;
    }
    const [fresh] = await readForm(job, options, FORM_FRESH);
    try {
      return check(client, fresh);
    } catch (thrown) {
      throw asApplyError(thrown);
    }
  }

  /** @type {UploadInit["parse"]} */
  const parse = (upload, options) =>
    request(`uploads/${upload}/parse`, {
      ...options,
      method: "POST",
      body: '{"agreed":true}',
      headers: { "Content-Type": "application/json" },
    });

  /**
   * Checks a file before a byte of it is sent. Where WebAssembly is refused, or the job was closed meanwhile (the
   * application may go to another one), the Worker alone checks it.
   * @type {(job: string) => UploadInit["check"]}
   */
  const checkFor = (job) => (file, slot, options) => {
    const check = async () => {
      const head = await readHead(file);
      await checked(job, { lang, signal: options.signal }, (client, form) => client.check(form, slot, file, head));
    };
    return withRetry(check, options).catch((error) => {
      if (error.code !== "closed") withoutWasm(() => {})(error);
    });
  };

  /** @type {UploadInit["begin"]} */
  const begin = async (size, created) => {
    const classes = await loadWasm().catch(withoutWasm(() => undefined));
    return classes && new classes.Upload(size, created);
  };

  /** @type {(job: string, onState?: OnState) => (file: File, slot: Slot, draft?: Draft, address?: string) => Upload} */
  const uploader = (job, onState) => (file, slot, draft, address) =>
    new Upload({
      base: base(),
      file,
      slot,
      address,
      lang,
      check: checkFor(job),
      begin,
      parse,
      onState: (upload) => {
        draft?.noteAddress(upload);
        onState?.(upload);
      },
    });

  /**
   * @param {string} job
   * @param {Application} application
   * @param {ApplyOptions} [options]
   */
  async function apply(job, application, options = {}) {
    const { signal, key = randomKey(), lang: spoken = lang, onState, retry } = options;
    const picked = await takeFiles(options);
    // An upload that was cancelled while the others were waited for is not sent.
    const parts = () =>
      picked.flatMap((part) => {
        if (!part.upload) return part;
        const { id, state, file } = part.upload;
        if (state !== "done") return [];
        return id ? { slot: part.slot, upload: id } : { slot: part.slot, file };
      });
    /** @type {() => Promise<Receipt>} */
    const postUnchecked = () =>
      request(`jobs/${encodeURIComponent(job)}/applications`, {
        method: "POST",
        body: toFormData(application, parts()),
        headers: { "Idempotency-Key": key },
        lang: spoken,
        signal,
      });
    const post = async () => {
      const given = await Promise.all(parts().map(withHead));
      const body = await checked(job, { lang: spoken, signal }, (client, form) =>
        client.body(form, application, given),
      );
      const client = await wasm();
      const posted = client.request(encodeURIComponent(job), body, key, spoken, signal);
      /** @type {Receipt} */
      const receipt = await readJson(() => fetch(posted), signal);
      return receipt;
    };
    const send = () => {
      onState?.("sending");
      return post().catch(withoutWasm(postUnchecked));
    };
    const submit = () => (retry ? withRetry(send, { onStatus: onState, signal }) : send());
    try {
      return await submit();
    } catch (error) {
      if (!isUploadExpired(error)) throw error;
      for (const part of picked) if (part.upload) part.upload = await part.upload.restart().done;
      return submit();
    }
  }

  return {
    apply,
    upload: async (id, file, { slot = "resume", onState } = {}) => uploader(id, onState)(await copyFile(file), slot),
    draft: (id, { store = false, onState } = {}) =>
      Draft.open(draftId(base(), id), { store, startUpload: uploader(id, onState) }),
  };
}

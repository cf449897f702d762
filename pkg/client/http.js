// One request to the Worker, and all its possible results.
import { ApplyError } from "./error.js";
import { noAnswerCode } from "./retry.js";

/** @typedef {RequestInit & { lang?: string, headers?: Record<string, string> }} RequestOptions */

/**
 * Returns the site's base URL at the Worker.
 * @param {{ endpoint: string, site: string }} options
 */
export const baseOf = ({ endpoint, site }) => new URL(`v1/${site}`, String(endpoint).replace(/\/*$/, "/"));

/**
 * The JSON of a good answer. Rejects with an `ApplyError`: the Worker's problem, or why there was no answer.
 * @template T
 * @param {URL} base
 * @param {string} path
 * @param {RequestOptions} [options]
 * @returns {Promise<T>} the type by the protocol; the JSON is not validated
 */
export async function fetchJson(base, path, { lang, headers, ...init } = {}) {
  const address = new URL(`${base}/${path}`);
  if (lang) address.searchParams.set("lang", lang);
  return readJson(() => fetch(address, { ...init, headers: { Accept: "application/json", ...headers } }), init.signal);
}

/**
 * The same of a request that `send` sends.
 * @template T
 * @param {() => Promise<Response>} send
 * @param {AbortSignal | null} [signal]
 * @returns {Promise<T>}
 */
export async function readJson(send, signal) {
  let response;
  try {
    response = await send();
  } catch {
    const code = signal?.aborted ? "aborted" : noAnswerCode();
    throw new ApplyError({ code, title: "The server could not be reached." });
  }
  const { ok, status } = response;
  const json = await response.json().catch(() => undefined);
  if (ok && json !== undefined) return json;
  if (json?.code) throw new ApplyError(json);
  throw new ApplyError({
    code: ok ? "network" : codeOfStatus(status),
    title: `The server answered ${status}.`,
    status,
  });
}

/**
 * Returns the error code for a response that is not the Worker's own, such as a proxy's: temporary or permanent.
 * @param {number} status
 */
export const codeOfStatus = (status) =>
  status >= 500 || [408, 425, 429].includes(status) ? "unavailable" : "protocol";

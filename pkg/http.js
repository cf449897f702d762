// One request to the Worker from JavaScript alone: what needs no WebAssembly does not wait for it.
import { ApplyError } from "./error.js";

/** The site's address below the Worker's. */
export const baseOf = (endpoint, site) => new URL(`v1/${site}`, String(endpoint).replace(/\/*$/, "/"));

/** The JSON of a good answer; rejects with an `ApplyError` that has the Worker's problem, or says why there was no answer. */
export async function ask(base, path, { lang, signal, headers, ...init } = {}) {
  const address = new URL(`${base}/${path}`);
  if (lang) address.searchParams.set("lang", lang);
  let response;
  try {
    response = await fetch(address, { ...init, signal, headers: { Accept: "application/json", ...headers } });
  } catch {
    const code = signal?.aborted ? "aborted" : globalThis.navigator?.onLine === false ? "offline" : "network";
    throw new ApplyError({ code, title: "The server could not be reached." });
  }
  const json = await response.json().catch(() => undefined);
  if (response.ok && json !== undefined) return json;
  throw new ApplyError(json?.code ? json : { code: response.ok ? "network" : codeOf(response.status), title: `The server answered ${response.status}.`, status: response.status });
}

/** What an answer that is not the Worker's own means: something on the way that may pass, or not. */
export const codeOf = (status) => (status >= 500 || [408, 425, 429].includes(status) ? "unavailable" : "protocol");

/** An application as a form posts it: for where WebAssembly is refused, and the Worker checks alone. */
export function posted(application, parts) {
  const body = new FormData();
  const put = (name, value) => value != null && body.append(name, String(value));
  for (const [name, value] of Object.entries(application)) {
    if (name === "consents") for (const [id, given] of Object.entries(value ?? {})) put(`consent.${id}`, given);
    else if (name === "answers") for (const [key, answer] of Object.entries(value ?? {})) put(`q.${key}`, answer);
    else put(name, value);
  }
  for (const { slot, file, upload } of parts) {
    if (upload) body.append(`${slot}_upload`, upload);
    else body.append(slot, file, file.name);
  }
  return body;
}

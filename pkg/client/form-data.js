// An application as a form posts it.
/** @import { Application, Slot } from "../index.js" */
/** @typedef {{ slot: Slot, file: File, upload?: undefined } | { slot: Slot, upload: string | undefined }} Part */

/**
 * For where WebAssembly is refused: the Worker alone checks it.
 * @param {Application} application
 * @param {Part[]} parts
 */
export function toFormData(application, parts) {
  const body = new FormData();
  /** @type {(name: string, value: unknown) => void} */
  const put = (name, value) => {
    if (value != null) body.append(name, String(value));
  };
  for (const [name, value] of Object.entries(application)) {
    const prefix = name === "consents" ? "consent" : name === "answers" && "q";
    if (!prefix) put(name, value);
    else for (const [key, entry] of Object.entries(value ?? {})) put(`${prefix}.${key}`, entry);
  }
  for (const part of parts) {
    if (part.upload) body.append(`${part.slot}_upload`, part.upload);
    else if ("file" in part) body.append(part.slot, part.file, part.file.name);
  }
  return body;
}

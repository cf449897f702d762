// Parts of the package that are fetched when they are needed.
import { ApplyError } from "./error.js";
import { isOffline, noAnswerCode, waitForRetry } from "./retry.js";

/**
 * @typedef {object} PartOptions
 * @property {boolean} [wait] whether to wait while the browser is offline, rather than to fail
 * @property {(status: "offline" | "waiting") => void} [onStatus]
 * @property {AbortSignal} [signal]
 */

/**
 * A part that `load` imports. A browser remembers a module that it could not fetch, and does not ask for it again:
 * while it is offline, it is not asked.
 * @template T
 * @param {() => Promise<T>} load
 * @param {PartOptions} [options]
 */
export async function fetchPart(load, { wait = true, onStatus, signal } = {}) {
  const failure = () => new ApplyError({ code: noAnswerCode(), title: "A part of the script could not be fetched." });
  if (isOffline() && !wait) throw failure();
  if (isOffline()) await waitForRetry(0, failure(), onStatus, signal);
  return load().catch((cause) => {
    throw Object.assign(failure(), { cause });
  });
}

// Retries: which errors are temporary, and the backoff.
import { ApplyError } from "./error.js";

const PAUSE_MIN = 500;
const PAUSE_MAX = 30_000;
/** The longest wait while `navigator.onLine` is false, in ms: the property can be wrong in both directions. */
const OFFLINE_MAX = 15_000;
const TEMPORARY = ["offline", "network", "unavailable", "too_many"];

export const isOffline = () => globalThis.navigator?.onLine === false;

/** Returns the error code of a request without a response. */
export const noAnswerCode = () => (isOffline() ? "offline" : "network");

/**
 * Whether a retry can succeed.
 * @param {unknown} error
 */
export const isTemporary = (error) => error instanceof ApplyError && TEMPORARY.includes(error.code);

/**
 * Returns the pause in ms after `failures` failures in a row: exponential backoff with jitter, at least `retryAfter`
 * seconds.
 * @param {number} failures
 */
const pauseAfter = (failures, retryAfter = 0) =>
  Math.max(retryAfter * 1000, PAUSE_MIN + Math.random() * Math.min(PAUSE_MAX, PAUSE_MIN * 2 ** failures));

/**
 * Waits before the next attempt: until the browser is online again, or for a pause that grows with the failures.
 * Ends at once when `signal` is aborted.
 * @param {number} failures
 * @param {{ retryAfter?: number }} error
 * @param {(status: "offline" | "waiting") => void} [onStatus]
 * @param {AbortSignal} [signal]
 */
export async function waitForRetry(failures, { retryAfter }, onStatus, signal) {
  const offline = isOffline();
  onStatus?.(offline ? "offline" : "waiting");
  await /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      const timer = setTimeout(end, offline ? OFFLINE_MAX : pauseAfter(failures, retryAfter));
      function end() {
        clearTimeout(timer);
        globalThis.removeEventListener?.("online", end);
        signal?.removeEventListener("abort", end);
        resolve();
      }
      // When the browser is online again, the next attempt is made at once, even before `Retry-After`.
      globalThis.addEventListener?.("online", end);
      signal?.addEventListener("abort", end);
      if (signal?.aborted) end();
    })
  );
}

/**
 * Calls `act` until it succeeds, fails permanently, or `signal` is aborted.
 * @template T
 * @param {() => Promise<T>} act
 * @param {{ onStatus?: (status: "offline" | "waiting") => void, signal?: AbortSignal }} [options]
 * @returns {Promise<T>}
 */
export async function withRetry(act, { onStatus, signal } = {}) {
  for (let failures = 0; ; failures += 1) {
    try {
      return await act();
    } catch (error) {
      if (!isTemporary(error) || signal?.aborted) throw error;
      await waitForRetry(failures, /** @type {ApplyError} */ (error), onStatus, signal);
      if (signal?.aborted) throw new ApplyError({ code: "aborted", title: "The request was given up." });
    }
  }
}

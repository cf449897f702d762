// A connection that comes and goes: how long to wait, and how to be told that it is back.
import { ApplyError } from "./error.js";

const PAUSE_MIN = 500;
const PAUSE_MAX = 30_000;
/** `onLine` can be wrong either way, so it is never trusted for longer, in ms. */
const OFFLINE_LOOK = 15_000;

const isOffline = () => globalThis.navigator?.onLine === false;

/** Whether another try can help, and no program or person has said to stop. */
export const isPassing = (error) => error instanceof ApplyError && ["offline", "network", "unavailable", "too_many"].includes(error.code);

/** Milliseconds after so many failures in a row: exponential with full jitter, and as long as was asked for. */
const pause = (failures, asked = 0) => Math.max(asked * 1000, PAUSE_MIN + Math.random() * Math.min(PAUSE_MAX, PAUSE_MIN * 2 ** failures));

/**
 * Waits before the next try: until the browser is back online, or for a pause that grows.
 * `said` is told "offline" or "waiting". Ends at once when `signal` does.
 */
export async function settle(failures, error, said, signal) {
  const offline = isOffline();
  said(offline ? "offline" : "waiting");
  await new Promise((done) => {
    const timer = setTimeout(end, offline ? OFFLINE_LOOK : pause(failures, error?.retryAfter));
    function end() {
      clearTimeout(timer);
      globalThis.removeEventListener?.("online", end);
      signal?.removeEventListener("abort", end);
      done();
    }
    // Back online is worth a try at once, whatever was waited for.
    globalThis.addEventListener?.("online", end);
    signal?.addEventListener("abort", end);
    if (signal?.aborted) end();
  });
}

/** Tries again for as long as that can help. */
export async function persist(act, { said = () => {}, signal } = {}) {
  for (let failures = 0; ; failures += 1) {
    try {
      return await act();
    } catch (error) {
      if (!isPassing(error) || signal?.aborted) throw error;
      await settle(failures, error, said, signal);
      if (signal?.aborted) throw new ApplyError({ code: "aborted", title: "The request was given up." });
    }
  }
}

// The Worker as built, with a count of what each class of Durable Object is asked, and of the rows that they write: for
// tests only. The counts are read at /_counts. They are not the Worker's own, so that it cannot miscount itself.
import * as built from "./index.js";

const counts = { requests: {}, alarms: {}, rows: 0 };
const add = (what, name) => {
  counts[what][name] = (counts[what][name] ?? 0) + 1;
};

let watched = false;

/** Counts rows as the platform charges them: a key that is put or deleted, an alarm that is set, what SQL writes. */
function watch(storage) {
  if (watched) return;
  watched = true;
  const before = (object, name, written) => {
    const prototype = Object.getPrototypeOf(object);
    const method = prototype[name];
    prototype[name] = function (...given) {
      const result = method.apply(this, given);
      counts.rows += written(given[0], result);
      return result;
    };
  };
  const keys = (named) => (typeof named === "string" ? 1 : Array.isArray(named) ? named.length : 0);
  before(storage, "put", (named) => keys(named) || Object.keys(named).length);
  before(storage, "delete", keys);
  before(storage, "setAlarm", () => 1);
  before(storage, "deleteAll", () => 1);
  before(storage.sql, "exec", (_, cursor) => cursor.rowsWritten);
}

/** A class whose requests and alarms are counted. */
const counted = (name) =>
  class extends built[name] {
    constructor(state, env) {
      watch(state.storage);
      super(state, env);
    }

    fetch(request) {
      add("requests", name);
      return super.fetch(request);
    }

    alarm(...given) {
      add("alarms", name);
      return super.alarm(...given);
    }
  };

export const Account = counted("Account");
export const Application = counted("Application");
export const Claims = counted("Claims");
export const Ledger = counted("Ledger");
export const Site = counted("Site");

export default class extends built.default {
  fetch(request) {
    if (new URL(request.url).pathname !== "/_counts") return super.fetch(request);
    return Response.json(counts);
  }
}

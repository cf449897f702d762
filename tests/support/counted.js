// The Worker as built, with a count of what each class of Durable Object is asked: for tests only. The counts are read
// at /_counts. They are not the Worker's own, so that it cannot miscount itself.
import * as built from "./index.js";

const counts = { requests: {}, alarms: {} };
const add = (what, name) => {
  counts[what][name] = (counts[what][name] ?? 0) + 1;
};

/** A class whose requests and alarms are counted. */
const counted = (name) =>
  class extends built[name] {
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

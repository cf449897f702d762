// The fault bench: applications through real workerd to the sandbox over TCP, with faults at every
// step and workerd killed on the way. Fails on any lost or doubled. Run by scripts/bench faults, and
// in a short form by tests/workerd/faults.test.mjs.
import { fileURLToPath } from "node:url";
import { pause, prepare, startSandbox, startWorker, until } from "./stack.mjs";
import { apply, person } from "./workerd/helpers.mjs";

const ALWAYS = 1_000_000_000;
/** Parts of a hundred calls, by fault: what a bad network, proxy and server do. */
const WEATHER = [
  ["cut_before", 3],
  ["cut_after", 3],
  [{ status: 500 }, 1],
  [{ status: 502 }, 1],
  [{ status: 503 }, 1],
  [{ status: 504 }, 1],
  [{ status_after: 502 }, 1],
  [{ status: 429 }, 1],
  ["truncate", 1],
  // HTML where JSON was promised, from a proxy that means well.
  [{ status: 200 }, 1],
  [{ status_after: 200 }, 1],
];

/** What the weather reaches: every call but the token's, which has faults of its own in tokens.test.mjs. */
const REACHES = ["GET /*", "POST /v2/accounts*", "POST /comeet*", "PUT /*"];

/** The faults for a share of all calls, e.g. 0.15. Each is thrown for after those before it. */
export function weather(share) {
  const whole = WEATHER.reduce((sum, [, parts]) => sum + parts, 0);
  let left = 1;
  return WEATHER.flatMap(([what, parts]) => {
    const part = (parts / whole) * share;
    const fault = { times: ALWAYS, share: part / left, what };
    left -= part;
    return REACHES.map((on) => ({ on, ...fault }));
  });
}

const calls = (journal) => journal.filter(({ path }) => !path.includes("/token/refresh"));

/**
 * One run.
 * @param applications how many
 * @param kills how often workerd is killed on the way, as by a power cut
 * @param expiries how often the access token runs out on the way
 * @param share which part of the calls fails
 * @param say where progress goes
 */
export async function run({ applications = 2000, kills = 20, expiries = 4, share = 0.15, say = () => {} } = {}) {
  const sandbox = await startSandbox();
  const bindings = { JOBS_CACHE_SECONDS: "600", TIMEOUT_SECONDS: "5", OPERATOR_KEY: "the same after every restart" };
  // About as fast as two cores play it: whoever waits for a turn has begun nothing that a kill could cut.
  const change = { rate_limit: { requests: 40, window_ms: 1000 } };
  let worker = await startWorker({ bindings });
  const { state } = worker;
  const ends = [];
  try {
    await prepare(worker, sandbox, { change });
    // Jobs are known before the weather turns: browsing is not what is counted.
    for (const path of ["meridian/jobs/101", "tidewater/jobs/48.16A"])
      await (await fetch(`${worker.url}/v1/${path}`)).text();
    await sandbox.faults(weather(share));
    const from = (await sandbox.journal()).length;
    const begun = Date.now();
    const accepted = [];
    let refused = 0;
    const resumed = [];
    let down = Promise.resolve();

    /** A candidate's script: the same key until there is a receipt. */
    const send = async (number) => {
      const tidewater = number % 5 === 4;
      const fields = { ...person({ phone: "+44 20 7946 0000" }), "consent.processing": tidewater ? "1" : "2026-10" };
      const place = tidewater ? { site: "tidewater", job: "48.16A" } : {};
      for (;;) {
        await down;
        try {
          const sent = await apply(worker, { ...place, fields, key: `bench-${number}-${fields.email}` });
          if (sent.status === 202) {
            accepted.push({ email: fields.email, receipt: sent.json.receipt, tidewater });
            return;
          }
          refused += 1;
        } catch {
          refused += 1;
        }
        await new Promise((next) => setTimeout(next, 100));
      }
    };
    let number = 0;
    const sender = async () => {
      while (number < applications) await send(number++);
    };
    const senders = Promise.all(Array.from({ length: 16 }, sender));
    const tokens = (async () => {
      for (let expiry = 1; expiry <= expiries; expiry += 1) {
        await until("the token's end", () => accepted.length >= (applications * expiry) / (expiries + 1), 900);
        await sandbox.expireTokens();
      }
    })();
    // A pair is lost when workerd is killed between the refresh and its storing: then a person is
    // told, and gives a new one. This is that person.
    let reseeded = 0;
    const operator = setInterval(async () => {
      const health = await worker.health("meridian-huntflow").catch(() => ({}));
      if (!health.refused_at) return;
      const pair = await sandbox.issueTokens();
      const { adopted } = await worker.seed("meridian-huntflow", pair).catch(() => ({}));
      if (adopted) reseeded += 1;
    }, 1000);
    ends.push(() => clearInterval(operator));

    const killed = (async () => {
      for (let kill = 1; kill <= kills; kill += 1) {
        await until("work to interrupt", () => accepted.length >= (applications * kill) / (kills + 1), 600);
        let up;
        down = new Promise((done) => (up = done));
        await worker.kill();
        const before = (await sandbox.journal()).length;
        worker = await startWorker({ bindings, state });
        // Nobody asks for anything: what waits must go on by itself.
        let awake = 0;
        while ((await sandbox.journal()).length <= before) {
          awake += await pause();
          if (awake > 30_000) throw new Error("no work after a restart");
        }
        resumed.push(awake);
        say(`kill ${kill}: ${accepted.length} accepted, work went on after ${resumed.at(-1)} ms`);
        up();
      }
    })();
    await Promise.all([senders, killed, tokens]);
    say(`${accepted.length} accepted in ${((Date.now() - begun) / 1000).toFixed(0)} s`);

    const finished = await until(
      "the end of every delivery",
      async () => {
        const rows = await worker.operator("GET", "deliveries");
        const waiting = rows.filter(({ state }) => state === "received");
        if (waiting.length) throw new Error(`${waiting.length} waiting, such as ${JSON.stringify(waiting[0])}`);
        return rows;
      },
      900,
    );
    const { huntflow, comeet } = await sandbox.received();
    const there = new Map();
    for (const a of huntflow) there.set(a.fields.email, [...(there.get(a.fields.email) ?? []), a.links.length]);
    for (const c of comeet) there.set(c.email, [...(there.get(c.email) ?? []), 1]);
    const stuck = finished.filter(({ state }) => state === "failed");
    const stuckReceipts = new Set(stuck.map(({ receipt }) => receipt));
    const lost = accepted.filter(
      ({ email, receipt }) => !(there.get(email) ?? []).includes(1) && !stuckReceipts.has(receipt),
    );
    const doubled = accepted.filter(
      ({ email }) => (there.get(email) ?? []).length > 1 || (there.get(email) ?? []).some((links) => links > 1),
    );
    const journal = calls((await sandbox.journal()).slice(from));
    const made = journal.length;
    const by = {};
    for (const { method, path, status } of journal) {
      const name = `${method} ${path.replace(/\?.*/, "").replace(/\/\d+/g, "/#")}${status === 401 ? " 401" : ""}`;
      by[name] = (by[name] ?? 0) + 1;
    }
    // Huntflow: a file, the applicant, the stage, the vacancy. Comeet: the candidate.
    const ideal = accepted.reduce((sum, { tidewater }) => sum + (tidewater ? 1 : 4), 0);
    return {
      accepted: accepted.length,
      delivered: finished.filter(({ state }) => state === "delivered").length,
      lost: lost.map(({ receipt }) => receipt),
      doubled: doubled.map(({ receipt }) => receipt),
      stuck: stuck.map(({ receipt, error }) => `${receipt}: ${error}`),
      without_a_reason: stuck.filter(({ error }) => !error).length,
      refused_and_sent_again: refused,
      reseeded,
      kills,
      slowest_resume_ms: Math.max(0, ...resumed),
      calls: made,
      by,
      ideal,
      ratio: made / ideal,
      seconds: (Date.now() - begun) / 1000,
    };
  } finally {
    for (const end of ends) end();
    await worker.kill();
    await sandbox.stop();
    await worker.wipe();
  }
}

/** Every application is accepted while the ATS is away, for so many seconds; then it comes back. */
export async function outage({ applications = 200, seconds = 20 } = {}) {
  const sandbox = await startSandbox();
  const worker = await startWorker({ bindings: { JOBS_CACHE_SECONDS: "600", TIMEOUT_SECONDS: "5" } });
  try {
    await prepare(worker, sandbox, { change: { rate_limit: { requests: 1000, window_ms: 1000 } } });
    await (await fetch(`${worker.url}/v1/meridian/jobs/101`)).text();
    await sandbox.faults([{ on: "*", times: ALWAYS, what: { status: 503 } }]);
    const from = (await sandbox.journal()).length;
    const end = Date.now() + seconds * 1000;
    const accepted = [];
    while (accepted.length < applications) {
      const sent = await Promise.all(Array.from({ length: 10 }, () => apply(worker)));
      accepted.push(...sent.filter(({ status }) => status === 202));
      // Until three have failed nobody knows.
      await until("the breaker", async () => (await worker.health("meridian-huntflow")).open_until);
    }
    await until("the end of the outage", () => Date.now() > end, seconds + 5);
    await sandbox.faults([]);
    await until(
      "every delivery",
      async () => {
        const rows = await worker.operator("GET", "deliveries");
        return rows.filter(({ state }) => state === "delivered").length === accepted.length;
      },
      180,
    );
    const made = calls((await sandbox.journal()).slice(from)).length;
    const { huntflow } = await sandbox.received();
    return {
      accepted: accepted.length,
      delivered: huntflow.length,
      calls: made,
      ideal: accepted.length * 4,
      ratio: made / (accepted.length * 4),
    };
  } finally {
    await worker.stop();
    await sandbox.stop();
    await worker.wipe();
  }
}

/** What is wrong with a report, in words; nothing if it is as promised. */
export function broken(report) {
  const says = [];
  if (report.lost.length) says.push(`lost: ${report.lost.join(", ")}`);
  if (report.doubled.length) says.push(`doubled: ${report.doubled.join(", ")}`);
  if (report.without_a_reason) says.push("stuck without a reason");
  if (report.delivered + report.stuck.length !== report.accepted)
    says.push(`${report.accepted} accepted, ${report.delivered} delivered, ${report.stuck.length} stuck`);
  if (report.slowest_resume_ms > 5000) says.push(`work went on ${report.slowest_resume_ms} ms after a restart`);
  return says;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [applications = 2000, kills = 20] = process.argv.slice(2).map(Number);
  const report = await run({ applications, kills, say: (line) => console.error(line) });
  console.log(report);
  // What the faults alone cost: a kill also cuts calls that were fine.
  const calm = await run({ applications: 400, kills: 0, expiries: 0 });
  console.log("without kills", calm);
  const gone = await outage();
  console.log("in an outage", gone);
  const says = [...broken(report), ...broken(calm)];
  if (gone.delivered !== gone.accepted) says.push("the outage lost or doubled");
  if (gone.ratio > 1.05) says.push(`${gone.ratio.toFixed(3)} times the ideal calls in an outage`);
  if (calm.ratio > 1.35) says.push(`${calm.ratio.toFixed(3)} times the ideal calls under faults`);
  for (const line of says) console.error(line);
  process.exit(says.length ? 1 : 0);
}

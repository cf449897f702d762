// Usage: node bench/bill.mjs [COUNT]
// What the platform charges for an application of 1 MB that is accepted and delivered, and for reads that the isolate
// does not know any more: requests to objects, alarms, rows, CPU, storage. bench/RESULTS.md makes the bill of these.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { prepare, startSandbox, startWorker, until } from "../tests/stack.mjs";
import { apply } from "../tests/workerd/helpers.mjs";
import { pdf } from "../tests/workerd/tus.mjs";
import { cpu } from "./workerd.mjs";

const count = Number(process.argv[2] ?? 20);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const sandbox = await startSandbox();
let worker;
/** Starts a Worker for whose objects what was read is fresh for so long, and for an isolate a twelfth of that. */
async function start(seconds) {
  worker = await startWorker({ bindings: { JOBS_CACHE_SECONDS: String(seconds) }, assets: false, counted: true });
  await prepare(worker, sandbox);
}
const stop = async () => {
  await worker.stop();
  await worker.wipe();
};
const read = async (path) => (await fetch(`${worker.url}/v1/meridian/${path}`)).text();

const sum = (counts) => Object.values(counts).reduce((all, one) => all + one, 0);
/** What is charged while `act` runs, by each of so many. */
async function charged(what, many, act) {
  const [before, from] = [await worker.counts(), cpu(worker.pid)];
  await act();
  const after = await worker.counts();
  const each = (number) => (number / many).toFixed(1);
  return {
    what,
    "requests to objects": each(sum(after.requests) - sum(before.requests)),
    alarms: each(sum(after.alarms) - sum(before.alarms)),
    "rows written": each(after.rows - before.rows),
    "CPU ms": each(cpu(worker.pid) - from),
  };
}

const send = async () => {
  await read("jobs/101");
  const sent = await apply(worker, { resume: new File([pdf(1_000_000)], "cv.pdf"), key: crypto.randomUUID() });
  if (sent.status !== 202) throw new Error(sent.text);
};
const delivered = async (many) => {
  await until("deliveries", async () => {
    const { huntflow } = await sandbox.received();
    return huntflow.filter(({ links }) => links.length).length >= many;
  });
  await pause(1000);
};
const READS = ["jobs", "jobs/101", "jobs/102", "jobs/101/form"];
const reads = (what) =>
  charged(what, 10 * READS.length, async () => {
    for (let round = 0; round < 10; round += 1) {
      await pause(1200);
      for (const path of READS) await read(path);
    }
  });

await start(12);
await send();
await delivered(1);
const rows = [
  await charged("an application, with a read before it", count, async () => {
    for (let i = 0; i < count; i += 1) {
      await send();
      await delivered(i + 2);
    }
  }),
];
for (const path of READS) await read(path);
rows.push(await reads("a read that the object knows"));
rows.push(await charged("a second of nothing", 10, () => pause(10_000)));
const [bytes] = execFileSync("du", ["-sb", join(worker.state, "do")], { encoding: "utf8" }).split("\t");
await stop();
await start(1);
for (const path of READS) await read(path);
rows.push(await reads("a read that the object asks the ATS for"));
console.table(rows);
console.log(`on disk for each of ${count + 1}, delivered: ${(Number(bytes) / (count + 1) / 1000).toFixed(0)} kB`);
await stop();
await sandbox.stop();

// Usage: node bench/bill.mjs [COUNT]
// What the platform charges for an application of 1 MB that is accepted and delivered, and for a read that the isolate
// does not know any more: requests to objects, alarms, rows, CPU, storage. The bill in bench/RESULTS.md is made of these.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { prepare, startSandbox, startWorker, until } from "../tests/stack.mjs";
import { apply } from "../tests/workerd/helpers.mjs";
import { pdf } from "../tests/workerd/tus.mjs";
import { cpu } from "./workerd.mjs";

const count = Number(process.argv[2] ?? 20);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const sandbox = await startSandbox();
// Twelve seconds: what an isolate knows is old after one.
const worker = await startWorker({ bindings: { JOBS_CACHE_SECONDS: "12" }, assets: false, counted: true });
await prepare(worker, sandbox);
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
await send();
await delivered(1);
const READS = ["jobs", "jobs/101", "jobs/102", "jobs/101/form"];
for (const path of READS) await read(path);
const rows = [
  await charged("accepted and delivered, with a read before it", count, async () => {
    for (let i = 0; i < count; i += 1) {
      await send();
      await delivered(i + 2);
    }
  }),
  await charged("a read after a pause", 10 * READS.length, async () => {
    for (let round = 0; round < 10; round += 1) {
      await pause(1100);
      for (const path of READS) await read(path);
    }
  }),
];
console.table(rows);
await pause(3000);
const [bytes] = execFileSync("du", ["-sb", join(worker.state, "do")], { encoding: "utf8" }).split("\t");
console.log(`on disk for each of ${count + 1}, delivered: ${(Number(bytes) / (count + 1) / 1000).toFixed(0)} kB`);
await worker.stop();
await worker.wipe();
await sandbox.stop();

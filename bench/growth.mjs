// Usage: node bench/growth.mjs [SIZE ...]
// Accepting and listing while so many applications wait for an ATS that is down, and the first accepts after workerd
// was killed and started again: the ledger then counts what waits. Writes bench/RESULTS.md.
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare, startSandbox, startWorker, until } from "../tests/stack.mjs";
import { apply } from "../tests/workerd/helpers.mjs";
import { measured, median, quantile, rewrite, table } from "./results.mjs";
import { cpu, status } from "./workerd.mjs";

const given = process.argv.slice(2).map(Number);
const sizes = given.length ? given : [1000, 5000];
const SAMPLE = 200;
/** So many send at once while it grows: fewer than the Worker takes (src/edge/platform/concurrency.rs). */
const SENDERS = 20;
const bindings = { JOBS_CACHE_SECONDS: "60000", TIMEOUT_SECONDS: "5", MAX_PENDING: "1000000" };

const sandbox = await startSandbox();
// In memory where there is such a folder: what is asked is how the work grows, and a disk that others use hides it.
const state = await mkdtemp(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "apply-edge-growth-"));
const start = () => startWorker({ bindings, assets: false, state });
let worker = await start();
await prepare(worker, sandbox);
const visit = async () => (await fetch(`${worker.url}/v1/meridian/jobs/101`)).text();
await visit();
await sandbox.faults([{ on: "POST /v2/*", times: 1_000_000, what: { status: 503 } }]);

let stored = 0;
/** Accepts one; how long it took, and its shard of the ledger: the last character of its receipt. */
async function accept() {
  const began = performance.now();
  const { status, json, text } = await apply(worker);
  if (status !== 202) throw new Error(`${status} ${text}`);
  stored += 1;
  return { ms: performance.now() - began, shard: json.receipt.at(-1) };
}
const timed = async (act) => {
  const began = performance.now();
  const bytes = (await act()).byteLength;
  return { ms: performance.now() - began, bytes };
};
const authorization = (path) =>
  path.startsWith("/operator")
    ? `Bearer ${worker.operatorKey}`
    : `Basic ${Buffer.from(`bench:${worker.operatorKey}`).toString("base64")}`;
const page = (path) => async () => {
  const answer = await fetch(worker.url + path, { headers: { authorization: authorization(path) } });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
  return answer.arrayBuffer();
};
const milliseconds = (list, part) => quantile(list, part).toFixed(0);

const rows = [];
for (const size of sizes) {
  const began = Date.now();
  const sender = async () => {
    while (stored < size) await accept();
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  console.error(`${stored} after ${((Date.now() - began) / 1000).toFixed(0)} s`);
  await until("the ATS to be taken to be down", async () => (await worker.health("meridian-huntflow")).open_until);
  await visit();
  const [from, waits] = [cpu(worker.pid), []];
  for (let i = 0; i < SAMPLE; i += 1) waits.push((await accept()).ms);
  const spent = (cpu(worker.pid) - from) / SAMPLE;
  const lists = [];
  const consoles = [];
  for (let i = 0; i < 5; i += 1) {
    lists.push(await timed(page("/operator/deliveries")));
    consoles.push(await timed(page("/console")));
  }
  const resident = status(worker.pid, "VmRSS");

  await worker.kill();
  worker = await start();
  await visit();
  // Each shard counts when it is asked first.
  const [cold, warm, seen] = [[], [], new Set()];
  for (let i = 0; i < SAMPLE; i += 1) {
    const { ms, shard } = await accept();
    (seen.has(shard) ? warm : cold).push(ms);
    seen.add(shard);
  }
  rows.push({
    stored: size.toLocaleString("en"),
    "accept p50; p95 ms": `${milliseconds(waits, 0.5)}; ${milliseconds(waits, 0.95)}`,
    "CPU ms": spent.toFixed(1),
    "after a kill, a shard's first p50; p95 ms": `${milliseconds(cold, 0.5)}; ${milliseconds(cold, 0.95)}`,
    "its later p50 ms": milliseconds(warm, 0.5),
    "console ms; kB": `${median(consoles.map(({ ms }) => ms)).toFixed(0)}; ${(consoles[0].bytes / 1000).toFixed(0)}`,
    "deliveries ms; MB": `${median(lists.map(({ ms }) => ms)).toFixed(0)}; ${(lists[0].bytes / 1e6).toFixed(1)}`,
    "workerd's MB": resident.toFixed(0),
  });
  console.error(rows.at(-1));
}
console.table(rows);
rewrite(
  "growth",
  `${measured(`growth ${sizes.join(" ")}`)}. The ATS is down, so that all wait; resumes are
small; the state is in memory (/dev/shm). Accepts are timed one after the other. "Deliveries" is the operator's list as
JSON, "console" its page. After a kill of workerd, each of the ledger's 32 shards counts what waits when it is asked
first.

${table(rows)}`,
);
await worker.stop();
await worker.wipe();
await sandbox.stop();

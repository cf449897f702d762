// Usage: node bench/writes.mjs
// How often workerd waits for the disk (fsync, fdatasync) while an application is accepted, and while it is delivered.
// Needs strace, and the right to trace a process of the same user.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare, startSandbox, startWorker, until } from "../tests/stack.mjs";
import { apply } from "../tests/workerd/helpers.mjs";
import { pdf } from "../tests/workerd/tus.mjs";

const folder = await mkdtemp(join(tmpdir(), "apply-edge-writes-"));
const trace = join(folder, "trace");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const sandbox = await startSandbox();
const worker = await startWorker({ bindings: { JOBS_CACHE_SECONDS: "6000" } });
await prepare(worker, sandbox);
const visit = async () => (await fetch(`${worker.url}/v1/meridian/jobs/101`)).text();

/** The number of waits for the disk while `act` runs and `ms` afterwards. */
async function counted(act, ms) {
  const options = ["-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", trace, "-p", String(worker.pid)];
  const tracer = spawn("strace", options, { stdio: "inherit" });
  await pause(1500);
  const lines = async () => (await readFile(trace, "utf8")).split("\n").length;
  const before = await lines();
  await act();
  await pause(ms);
  const after = await lines();
  tracer.kill();
  await new Promise((done) => tracer.once("exit", done));
  return after - before;
}

const send = async (size) => {
  await visit();
  const sent = await apply(worker, { resume: new File([pdf(size)], "cv.pdf"), key: crypto.randomUUID() });
  if (sent.status !== 202) throw new Error(sent.text);
};

await send(100_000);
await pause(3000);
const rows = [{ what: "accepted and delivered, 100 kB", fsync: await counted(() => send(100_000), 4000) }];
await sandbox.faults([{ on: "POST /v2/*", times: 1_000_000, what: { status: 503 } }]);
for (let i = 0; i < 4; i += 1) await send(1000);
await until("the ATS to be taken to be down", async () => (await worker.health("meridian-huntflow")).open_until);
await pause(8000);
for (const size of [100_000, 1_000_000, 5_000_000]) {
  rows.push({ what: `accepted while the ATS is down, ${size / 1e6} MB`, fsync: await counted(() => send(size), 1000) });
}
console.table(rows);
await worker.stop();
await worker.wipe();
await sandbox.stop();
await rm(folder, { recursive: true });

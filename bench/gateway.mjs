// Usage: node bench/gateway.mjs [SECONDS]
// Reads through the gateway by several readers at once, at the ATS's ten calls a second, which the sandbox enforces.
// Writes bench/RESULTS.md.
import { createHash, randomBytes } from "node:crypto";
import { prepare, siteConfig, startSandbox, startWorker } from "../tests/stack.mjs";
import { measured, quantile, rewrite, table } from "./results.mjs";

const seconds = Number(process.argv[2] ?? 20);
const READERS = [1, 4, 20];

const sandbox = await startSandbox();
const worker = await startWorker({ bindings: { JOBS_CACHE_SECONDS: "6000" } });
await prepare(worker, sandbox);
const key = `aeg_${randomBytes(24).toString("base64url")}`;
const sha256 = createHash("sha256").update(key).digest("hex");
const gateway = [{ name: "bench", operations: ["vacancies::List"], expires: "2099-12-31", sha256 }];
await worker.putSite(await siteConfig("meridian", { sandbox, origins: [worker.url], change: { gateway } }));
const read = async () => {
  const began = performance.now();
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${worker.url}/v1/meridian/ats/accounts/7/vacancies?count=2`, { headers });
  await answer.arrayBuffer();
  return { status: answer.status, ms: performance.now() - began };
};
await read();
await sandbox.switches({ huntflow_pace: true });

const rows = [];
for (const readers of READERS) {
  // What was sent before counts for a second.
  await new Promise((done) => setTimeout(done, 1500));
  const before = (await sandbox.journal()).length;
  const end = performance.now() + seconds * 1000;
  const answers = [];
  const reader = async () => {
    while (performance.now() < end) answers.push(await read());
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: readers }, reader));
  const took = (performance.now() - began) / 1000;
  const calls = (await sandbox.journal()).slice(before).filter(({ path }) => path.startsWith("/v2/"));
  const good = answers.filter(({ status }) => status === 200);
  const waits = good.map(({ ms }) => ms);
  rows.push({
    readers,
    "reads a second": (good.length / took).toFixed(1),
    "p50 ms": quantile(waits, 0.5).toFixed(0),
    "p95 ms": quantile(waits, 0.95).toFixed(0),
    "429 from the ATS": calls.filter(({ status }) => status === 429).length,
    "refused by the gateway": answers.length - good.length,
  });
}
console.table(rows);
rewrite(
  "gateway",
  `${measured(`gateway ${seconds}`)}. The ATS takes ten calls a second and refuses more
with 429. Each reader asks again as soon as it is answered.

${table(rows)}`,
);
await worker.stop();
await worker.wipe();
await sandbox.stop();

// Usage: node bench/start.mjs [TIMES]
// From the start of workerd's process to the first answer: ours beside a Worker that does nothing, in turns.
// Writes bench/RESULTS.md.
import { createRequire } from "node:module";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare, startSandbox, startWorker } from "../tests/stack.mjs";
import { measured, median, rewrite, spread, table } from "./results.mjs";
import { cpu, startPeer } from "./workerd.mjs";

const times = Number(process.argv[2] ?? 10);

// Miniflare prepares for some hundred milliseconds before it starts workerd: the clock starts when it does.
const processes = createRequire(import.meta.url)("node:child_process");
const { spawn } = processes;
let spawned;
processes.spawn = (command, ...rest) => {
  if (command.endsWith("workerd")) spawned = performance.now();
  return spawn(command, ...rest);
};

const sandbox = await startSandbox();
const state = await mkdtemp(join(tmpdir(), "apply-edge-start-"));
const bindings = { JOBS_CACHE_SECONDS: "6000" };
const ours = () => startWorker({ bindings, state, assets: false });
const first = await ours();
await prepare(first, sandbox);
await (await fetch(`${first.url}/v1/meridian/jobs`)).text();
await first.stop();

/** What is asked first, and of whom. "A style" takes the Worker alone, "jobs" an object and its storage too. */
const WAYS = {
  empty: [() => startPeer("hello.js"), "/"],
  "ours, a style": [ours, "/v1/page.css"],
  "ours, stored jobs": [ours, "/v1/meridian/jobs"],
};
const [ms, spent] = [0, 1].map(() => Object.fromEntries(Object.keys(WAYS).map((name) => [name, []])));
for (let round = -1; round < times; round += 1) {
  for (const [name, [start, path]] of Object.entries(WAYS)) {
    const started = await start();
    const answer = await fetch(started.url + path);
    await answer.text();
    const took = performance.now() - spawned;
    if (answer.status !== 200) throw new Error(`${name}: ${answer.status}`);
    // The first round fills the disk's cache.
    if (round >= 0) ms[name].push(took), spent[name].push(cpu(started.pid));
    await started.stop();
  }
}
await sandbox.stop();
await rm(state, { recursive: true, force: true });

const rows = Object.entries(ms).map(([name, list]) => {
  const above = list.map((took, round) => took - ms.empty[round]);
  return {
    "first answer": name,
    "median ms": median(list).toFixed(0),
    // On a busy machine the best is the nearest to what it takes.
    "best ms": Math.min(...list).toFixed(0),
    "above an empty Worker": name === "empty" ? "–" : `+${median(above).toFixed(0)} ms`,
    "its spread": name === "empty" ? "–" : spread(above, 0),
    "CPU ms": median(spent[name]).toFixed(0),
  };
});
console.table(rows);
rewrite(
  "start",
  `${measured(`start ${times}`)}: from the start of workerd's process until an answer
is read, ours and a Worker that says hello (bench/peers/hello.js) in turns. The jobs are on disk from an earlier run.

${table(rows)}`,
);

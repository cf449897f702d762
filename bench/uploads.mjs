// Usage: node bench/uploads.mjs [COUNT]
// What it costs to accept a resume durably: by tus and by a plain multipart post of ours, and by a plain spool in
// JavaScript, side by side in one run. Read the ratios, not the numbers. Writes bench/RESULTS.md.
import { writeFileSync } from "node:fs";
import { prepare, startSandbox, startWorker, until } from "../tests/stack.mjs";
import { apply, person } from "../tests/workerd/helpers.mjs";
import { pdf, upload } from "../tests/workerd/tus.mjs";
import { measured, median, rewrite, spread, table } from "./results.mjs";
import { cpu, io, startPeer, status } from "./workerd.mjs";

const count = Number(process.argv[2] ?? 40);
const SIZE = 5_000_000;
const SIZES = [100_000, 1_000_000, SIZE];

const sandbox = await startSandbox();
// Without assets, as the spool: before them Miniflare puts a Worker of its own, through which every byte goes.
const worker = await startWorker({ assets: false, bindings: { JOBS_CACHE_SECONDS: "6000", TIMEOUT_SECONDS: "5" } });
await prepare(worker, sandbox);
await (await fetch(`${worker.url}/v1/meridian/jobs/101`)).text();
// Nothing is delivered while it is measured: what is measured is the acknowledgement. The ATS is down, and
// known to be: a delivery asks for its turn once and sleeps.
await sandbox.faults([{ on: "POST /v2/*", times: 1_000_000, what: { status: 503 } }]);
for (let i = 0; i < 8; i += 1) await apply(worker);
await until("the ATS to be taken to be down", async () => (await worker.health("meridian-huntflow")).open_until);

const peer = await startPeer("spool.js", { objects: { SPOOL: "Spool" }, state: worker.state });

const good = (response) => {
  if (response.status !== 202) throw new Error(`${response.status} ${response.text ?? ""}`);
};
// What a candidate waits for when the file went up while the rest was typed.
const acknowledge = async (id) =>
  good(await apply(worker, { fields: { ...person(), resume_upload: id }, resume: null }));
const ways = {
  "tus, then JSON": [worker.pid, async (bytes) => acknowledge((await upload(worker, bytes)).id)],
  "of it the acknowledgement": [worker.pid, acknowledge, async (bytes) => (await upload(worker, bytes)).id],
  multipart: [worker.pid, async (bytes) => good(await apply(worker, { resume: new File([bytes], "cv.pdf") }))],
  "JavaScript spool": [
    peer.pid,
    async (bytes) => {
      const body = new FormData();
      for (const [name, value] of Object.entries(person())) body.set(name, value);
      body.set("resume", new File([bytes], "cv.pdf"));
      const response = await fetch(peer.url, { method: "POST", body });
      await response.text();
      good(response);
    },
  ],
};

// By size: one form after the other, ours and the spool's in turns. A ratio for each round, so that its spread shows.
const bySize = [];
for (const size of SIZES) {
  const pair = [ways.multipart, ways["JavaScript spool"]];
  for (const [, act] of pair) for (let i = 0; i < 5; i += 1) await act(pdf(size));
  const rounds = [];
  for (let round = 0; round < 5; round += 1) {
    const spent = [];
    for (const [pid, act] of pair) {
      const files = Array.from({ length: Math.ceil((count * 2.5e6) / (size + 2e6)) }, () => pdf(size));
      const [from, waits] = [cpu(pid), []];
      for (const bytes of files) {
        const began = performance.now();
        await act(bytes);
        waits.push(performance.now() - began);
      }
      spent.push({ cpu: (cpu(pid) - from) / files.length, wait: median(waits) });
    }
    rounds.push(spent);
  }
  const of = (which, what) => median(rounds.map((spent) => spent[which][what]));
  const ratios = (what) => rounds.map(([ours, spool]) => ours[what] / spool[what]);
  bySize.push({
    "a form with": `${size / 1e6} MB`,
    "CPU ms, ours": of(0, "cpu").toFixed(1),
    "CPU ms, spool": of(1, "cpu").toFixed(1),
    "CPU ratio": median(ratios("cpu")).toFixed(2),
    "its spread": spread(ratios("cpu")),
    "p50 ms, ours": of(0, "wait").toFixed(1),
    "p50 ms, spool": of(1, "wait").toFixed(1),
    "p50 ratio": median(ratios("wait")).toFixed(2),
  });
}
console.table(bySize);

const rows = {};
const spent = Object.fromEntries(Object.keys(ways).map((name) => [name, { ms: [], cpu: [], read: [], written: [] }]));
const ready = async ([, , before], many) => {
  const made = [];
  for (let i = 0; i < many; i += 1) made.push(await (before ?? ((bytes) => bytes))(pdf(SIZE)));
  return made;
};
for (const way of Object.values(ways)) for (const given of await ready(way, 5)) await way[1](given);
// In turns, so that whatever else the machine does meets all of them.
for (let round = 0; round < 4; round += 1) {
  for (const [name, way] of Object.entries(ways)) {
    const [pid, act] = way;
    const files = await ready(way, Math.ceil(count / 4));
    const [from, began, moved] = [cpu(pid), performance.now(), io(pid)];
    for (const bytes of files) await act(bytes);
    const after = io(pid);
    spent[name].ms.push((performance.now() - began) / files.length);
    spent[name].cpu.push((cpu(pid) - from) / files.length);
    spent[name].read.push((after.rchar - moved.rchar) / files.length);
    spent[name].written.push((after.wchar - moved.wchar) / files.length);
  }
}
// Eight at once, on a process whose peak is counted from now.
for (const [name, way] of Object.entries(ways)) {
  const [pid, act] = way;
  const files = await ready(way, 8);
  await new Promise((done) => setTimeout(done, 12_000));
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
  const resident = status(pid, "VmRSS");
  await Promise.all(files.map(act));
  const m = spent[name];
  rows[name] = {
    "CPU ms": median(m.cpu).toFixed(1),
    "time ms": median(m.ms).toFixed(1),
    // Between the kernel and workerd, as the kernel counts: sockets and the store's files.
    "copied in, MB": (median(m.read) / 1e6).toFixed(1),
    "copied out, MB": (median(m.written) / 1e6).toFixed(1),
    "peak MB, 8 at once": `+${(status(pid, "VmHWM") - resident).toFixed(0)}`,
  };
}
console.table(rows);
const ratio = (a, b) => (median(spent[a].cpu) / median(spent[b].cpu)).toFixed(2);
console.log(
  `CPU against the spool: an acknowledgement ${ratio("of it the acknowledgement", "JavaScript spool")}, with its \
upload ${ratio("tus, then JSON", "JavaScript spool")}, as one form ${ratio("multipart", "JavaScript spool")}`,
);
console.log(
  `wasm memory of the Worker: ${((await worker.operator("GET", "memory")).wasm_bytes / 2 ** 20).toFixed(2)} MiB`,
);
rewrite(
  "uploads",
  `${measured(`uploads ${count}`)}, workerd
with Durable Objects on disk; the ATS is down, so that only accepting is measured. The spool
(bench/peers/spool.js) stores the file in rows of a megabyte and answers; it neither digests, inspects nor claims.

${table(bySize)}

With 5 MB, one after the other and eight at once:

${table(Object.entries(rows).map(([name, row]) => ({ way: name, ...row })))}`,
);
await peer.stop();
await worker.stop();
await worker.wipe();
await sandbox.stop();

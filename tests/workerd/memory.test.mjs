// What uploads cost in memory; counted by the kernel and by wasm itself, on a process of its own.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { stack } from "./helpers.mjs";
import { create, patch, pdf, upload } from "./tus.mjs";

const s = stack({ bindings: { JOBS_CACHE_SECONDS: "600" } });

test("8 uploads of 5 MB at once raise workerd's memory by at most 80 MB, and leave wasm's under 4 MiB", async (t) => {
  // Whatever the first request costs is not an upload's.
  await upload(s.worker, pdf(100_000));
  const memory = async (name) =>
    Number(new RegExp(`${name}:\\s+(\\d+)`).exec(await readFile(`/proc/${s.worker.pid}/status`, "utf8"))[1]) / 1024;
  const files = Array.from({ length: 8 }, () => pdf(5_000_000));
  await writeFile(`/proc/${s.worker.pid}/clear_refs`, "5");
  const before = await memory("VmRSS");
  const made = await Promise.all(files.map((bytes) => create(s.worker, bytes.length)));
  const sent = await Promise.all(files.map((bytes, i) => patch(s.worker, made[i].location, 0, bytes)));
  assert.deepEqual([...new Set(sent.map(({ status }) => status))], [204]);
  const rise = (await memory("VmHWM")) - before;
  const { wasm_bytes } = await s.worker.operator("GET", "memory");
  t.diagnostic(`workerd +${rise.toFixed(0)} MB, wasm ${(wasm_bytes / 2 ** 20).toFixed(2)} MiB`);
  assert.ok(rise <= 80, `${rise.toFixed(0)} MB`);
  assert.ok(wasm_bytes < 4 * 2 ** 20, `${wasm_bytes} bytes`);
});

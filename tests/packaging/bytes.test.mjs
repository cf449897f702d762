// What the npm package must not carry.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../stack.mjs";

test("the page's wasm holds none of the ATS operations, so they cost it 0 bytes", async () => {
  const wasm = (await readFile(join(root, "target/package/opt.wasm"))).toString("latin1");
  const { operations } = JSON.parse(await readFile(join(root, "tests/reference/huntflow-v2.json"), "utf8"));
  // Every literal part of every path that no other part of the package could have.
  const parts = new Set(operations.flatMap(({ path }) => path.split("/")).filter((part) => part.includes("_") && !part.startsWith("{")));
  assert.ok(parts.size > 10, String(parts.size));
  for (const part of parts) assert.ok(!wasm.includes(part), part);
  for (const text of ["{account}", "huntflow", "comeet", "::List"]) assert.ok(!wasm.includes(text), text);
  // And the Worker's does, so that this test can fail.
  const worker = (await readFile(join(root, "build/index_bg.wasm"))).toString("latin1");
  for (const part of parts) assert.ok(worker.includes(part), part);
});

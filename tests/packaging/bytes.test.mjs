// What the npm package must not carry, and how large it may be.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { root } from "../stack.mjs";

/** The budget of everything, gzipped, in bytes. The package is published from a build with std's sources. */
const kind = (await readFile(join(root, "target/package/kind"), "utf8")).trim();
const ALL_MAX = { "immediate-abort": 56_000, ordinary: 65_000 }[kind];

test("the page's wasm holds none of the ATS operations, so they cost it 0 bytes", async () => {
  const wasm = (await readFile(join(root, "target/package/opt.wasm"))).toString("latin1");
  const { operations } = JSON.parse(await readFile(join(root, "tests/reference/huntflow-v2.json"), "utf8"));
  // Every literal part of every path that no other part of the package could have.
  const parts = new Set(
    operations.flatMap(({ path }) => path.split("/")).filter((part) => part.includes("_") && !part.startsWith("{")),
  );
  assert.ok(parts.size > 10, String(parts.size));
  for (const part of parts) assert.ok(!wasm.includes(part), part);
  for (const text of ["{account}", "huntflow", "comeet", "::List"]) assert.ok(!wasm.includes(text), text);
  // And the Worker's does, so that this test can fail.
  const worker = (await readFile(join(root, "build/index_bg.wasm"))).toString("latin1");
  for (const part of parts) assert.ok(worker.includes(part), part);
});

/** The sum of what each of some texts is gzipped, in bytes. */
const gzipped = (texts) => [...texts].reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);

/**
 * The bytes of a page with a form, gzipped file by file: of what it loads at once, and of everything that it can load,
 * the WebAssembly and Turnstile's part among it. The list of jobs is another page's.
 */
async function budget() {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, "pkg/element.js")],
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    write: false,
    metafile: true,
    outdir: join(root, "unused"),
  });
  const contents = new Map(outputFiles.map(({ path, contents }) => [relative(root, path), contents]));
  const first = new Set();
  const visit = (path) => {
    if (first.has(path)) return;
    first.add(path);
    for (const { path: next, kind } of metafile.outputs[path].imports) if (kind === "import-statement") visit(next);
  };
  visit("unused/element.js");
  const isList = (path) => metafile.outputs[path].entryPoint === "pkg/element/jobs.js";
  const all = [...contents].flatMap(([path, text]) => (isList(path) ? [] : [text]));
  const inputs = [...first].flatMap((path) => Object.keys(metafile.outputs[path].inputs));
  return { first: gzipped([...first].map((path) => contents.get(path))), all: gzipped(all), inputs };
}

test("what a page loads before anybody begins stays within its budget, and so does all that it can load", async (t) => {
  const { first, all, inputs } = await budget();
  t.diagnostic(`gzipped: ${first} bytes before anybody begins, ${all} in all`);
  assert.ok(first <= 10_000, `before anybody begins: ${first} bytes`);
  assert.ok(!inputs.some((path) => path.startsWith("pkg/wasm/")), inputs.join());
  assert.ok(all <= ALL_MAX, `in all: ${all} bytes`);
});

test("what the Worker serves of it is in the same few files", async () => {
  const paths = (await readdir(join(root, "dist/pkg"), { recursive: true })).filter((path) => path.endsWith(".js"));
  assert.ok(paths.length <= 20, paths.join());
  const texts = await Promise.all(paths.map((path) => readFile(join(root, "dist/pkg", path), "utf8")));
  // The client and React's part are in it too.
  assert.ok(gzipped(texts) <= ALL_MAX + 3000, `served: ${gzipped(texts)} bytes`);
});

// docs/hazards.md has a row for every hazard, and the tests that it names exist.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";

const root = new URL("../../", import.meta.url);
const text = (path) => readFile(new URL(path, root), "utf8");
const NO_TEST = "not shown by a test";
const NO_GAP = "–";

/** The rows of the table: number, tests as [file, name], and what no test shows. */
async function rows() {
  const lines = (await text("docs/hazards.md")).split("\n").filter((line) => /^\| [FA]\d/.test(line));
  return lines.map((line) => {
    const cells = line.split("|").map((cell) => cell.trim());
    const [, number, what, outcome, tests, gap] = cells;
    assert.ok(cells.length === 7 && what && outcome && tests && gap, `${number}: five cells, none of them empty`);
    if (tests === NO_TEST) return { number, tests: [], gap };
    const named = tests.split("<br>").map((entry) => {
      const parts = /^`([^`]+)`: `([^`]+)`$/.exec(entry);
      assert.ok(parts, `${number}: '${entry}' is not a file and a test`);
      return parts.slice(1);
    });
    return { number, tests: named, gap };
  });
}

/** Everything in src/, in one text. */
async function sources() {
  const names = await readdir(new URL("src/", root), { recursive: true });
  const files = names.filter((name) => name.endsWith(".rs"));
  return (await Promise.all(files.map((name) => text(`src/${name}`)))).join("\n");
}

/** Whether a text declares a test of this name: mentioning it is not enough. */
function declares(source, file, name) {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const script = `\\btest\\(\\s*(["'\`])${escaped}\\1`;
  const attributes = "#\\[(?:wasm_bindgen_)?test\\](?:\\s*#\\[(?!ignore)[^\\]]*\\])*";
  const rust = `${attributes}\\s*(?:async )?fn ${escaped}\\(\\)`;
  return new RegExp(file.endsWith(".mjs") ? script : rust).test(source);
}

test("every hazard has one row, in order, and every row without a test names the gap", async () => {
  const all = await rows();
  const numbered = (kind, length) => Array.from({ length }, (_, i) => `${kind}${i + 1}`);
  const wanted = [...numbered("F", 45), ...numbered("A", 44)];
  assert.deepEqual(
    all.map(({ number }) => number),
    wanted,
  );
  const silent = all.filter(({ tests, gap }) => tests.length === 0 && gap === NO_GAP);
  assert.deepEqual(silent, []);
});

test("every test that a row names is in the file that it names", async () => {
  const src = await sources();
  const missing = [];
  for (const { number, tests } of await rows()) {
    for (const [file, name] of tests) {
      const source = file === "src" ? src : await text(file);
      if (!declares(source, file, name)) missing.push(`${number}: no test '${name}' in ${file}`);
    }
  }
  assert.deepEqual(missing, []);
});

test("a name that is mentioned, ignored or cut short is not a test", () => {
  const script = 'test("one", () => {}); // two\ncall("three"); test(\n  `four (x)`,';
  const found = ["one", "on", "two", "three", "four (x)"].filter((name) => declares(script, "a.test.mjs", name));
  assert.deepEqual(found, ["one", "four (x)"]);
  const rust = [
    "#[test] fn one() {}",
    "fn two() {}",
    "#[test] #[should_panic] fn three() {}",
    "#[test] #[ignore] fn four() {}",
    "#[wasm_bindgen_test] async fn five() {}",
  ].join("\n");
  const ran = ["one", "on", "two", "three", "four", "five"].filter((name) => declares(rust, "src", name));
  assert.deepEqual(ran, ["one", "three", "five"]);
});

// biome breaks code, but neither strings nor comments.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../stack.mjs";

test("no line of JavaScript has more than 120 characters", async () => {
  const patterns = ["*.js", "*.mjs", "*.ts"];
  const files = execFileSync("git", ["ls-files", ...patterns], { cwd: root, encoding: "utf8" })
    .trim()
    .split("\n");
  const long = [];
  for (const file of files) {
    const lines = (await readFile(join(root, file), "utf8")).split("\n");
    lines.forEach((line, i) => {
      if (line.length > 120) long.push(`${file}:${i + 1}`);
    });
  }
  assert.ok(files.length > 50, String(files.length));
  assert.deepEqual(long, []);
});

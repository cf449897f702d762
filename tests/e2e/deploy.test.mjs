// What `wrangler deploy` would ship, without shipping it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { root } from "../stack.mjs";

test("wrangler accepts the shipped configuration: the Worker and the package, nothing of the demo", async () => {
  const folder = await mkdtemp(join(tmpdir(), "apply-edge-deploy-"));
  try {
    // The build is there already; building it again would only take minutes.
    const config = (await readFile(join(root, "wrangler.toml"), "utf8"))
      .replace(/^\[build\]\ncommand = .*$/m, "")
      .replace(/^main = "/m, `main = "${root}`)
      .replace(/^directory = "/m, `directory = "${root}`);
    await writeFile(join(folder, "wrangler.toml"), config);
    const args = ["deploy", "--dry-run", "--config", join(folder, "wrangler.toml"), "--outdir", join(folder, "out")];
    const { stdout } = await promisify(execFile)("wrangler", args, { cwd: root, env: { ...process.env, CI: "1" } });
    assert.match(stdout, /SITE[^]*ACCOUNT[^]*APPLICATION/);
    const shipped = await readdir(join(folder, "out"));
    assert.deepEqual(shipped.filter((name) => name.endsWith(".wasm")).length, 1);
    const files = await readdir(join(root, "dist"), { recursive: true });
    assert.ok(files.includes("pkg/index.js") && files.includes("pkg/element.js"));
    assert.ok(!files.some((name) => name.endsWith(".html")));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

// The demo's careers site behind a connection that tests cut, in Chromium.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prerender } from "../../www/prerender.mjs";
import { freePort, prepare, siteConfig, startSandbox, startWorker } from "../stack.mjs";
import { completeApplicants } from "../workerd/helpers.mjs";
import { launch } from "./chromium.mjs";
import { tunnel } from "./tunnel.mjs";

/** Fills in what a form of the demo needs, without the file and the consent. */
export async function fill(page, email) {
  await page.fill('[name="first_name"]', "Grace");
  await page.fill('[name="last_name"]', "Hopper");
  await page.fill('[name="email"]', email);
  await page.fill('[name="letter"]', "I have found a bug.");
}

/** Everything, started; pages of `origins` may call the Worker too. */
export async function demoSite({ origins = [] } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "apply-edge-uploads-"));
  const sandbox = await startSandbox();
  const port = await freePort();
  const options = {
    config: "www/wrangler.toml",
    state: join(folder, "state"),
    bindings: { OPERATOR_KEY: "the same key in both of them", TIMEOUT_SECONDS: "30" },
  };
  const first = await startWorker(options);
  const way = await tunnel(`http://127.0.0.1:${port}`);
  const rate_limit = { requests: 1000, window_ms: 1000 };
  const allowed = [`http://127.0.0.1:${port}`, way.url, ...origins];
  await prepare(first, sandbox, { origins: allowed, change: { rate_limit } });
  // A site that fills forms, and asks for more than a resume.
  const config = await siteConfig("meridian", { sandbox, origins: allowed });
  const names = ["position", "company", "birthday", "salary", "links"];
  const fields = Object.fromEntries(names.map((name) => [name, "optional"]));
  const more = { prefill: true, photo: "optional", attachments: { max_files: 3 }, fields, rate_limit };
  await first.putSite({ ...config, ...more });
  await prerender(first.url, join(folder, "site"));
  await first.stop();
  const worker = await startWorker({ ...options, port, assets: join(folder, "site") });
  const browser = await launch();

  /** A file with these bytes, for an input. */
  async function file(name, bytes) {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return path;
  }

  /** A page of the site; `requests` of it are those about uploads. */
  async function open(path, { root = way.url, context } = {}) {
    const page = await (context ?? (await browser.newContext({ locale: "en-GB" }))).newPage();
    page.requests = [];
    page.on("pageerror", (error) => assert.fail(`page error: ${error.stack}`));
    page.on("request", (request) => {
      const offset = request.headers()["upload-offset"] ?? "";
      if (request.url().includes("/uploads")) page.requests.push(`${request.method()} ${offset}`.trim());
    });
    await page.goto(root + path);
    return page;
  }

  const receivedFrom = (email) => completeApplicants(sandbox, email);

  const stop = async () => {
    await browser.close();
    await worker.stop();
    way.stop();
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { sandbox, worker, browser, way, file, open, receivedFrom, stop };
}

// A careers site at an origin of its own, in Chromium: pages that a test writes, which take the package as
// it is, from its address, without a bundler.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { completeApplicants } from "../workerd/helpers.mjs";
import { pdf } from "../workerd/tus.mjs";
import { launch } from "./chromium.mjs";
import { prepare, root, siteConfig, startSandbox, startWorker } from "../stack.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TYPES = {
  ".css": "text/css",
  ".js": "text/javascript",
  ".html": "text/html; charset=utf-8",
  ".wasm": "application/wasm",
};

/** The form that the element makes. */
export const FORM = "[data-part=form]";

/**
 * Fills in what every demo form needs. Where the element runs, its line about the file has come when this is
 * over: a click meets the button where it stands.
 */
export async function fill(page, email, bytes = pdf(20_000), { shown = true } = {}) {
  await page.fill('[name="first_name"]', "Ada");
  await page.fill('[name="last_name"]', "Byron");
  await page.fill('[name="email"]', email);
  await page.check('[name="consent.processing"]');
  await page.setInputFiles('[name="resume"]', { name: "cv.pdf", mimeType: "application/pdf", buffer: bytes });
  if (shown && (await page.locator("apply-form [data-part=uploads]").count()) > 0)
    await page.waitForSelector("[data-part=file]");
  return bytes;
}

/** Begins as a candidate does; what filling in and sending needs is there then, with the key of a draft. */
export async function begin(page) {
  const key = await page.inputValue('[name="idempotency_key"]');
  await page.focus('[name="first_name"]');
  await page.waitForFunction((key) => document.querySelector('[name="idempotency_key"]').value !== key, key);
}

/** Waits until a picked file is with the Worker. */
export const uploaded = (page) => page.waitForSelector("[data-part=file][data-state=done]");

/** What axe finds: rule and place. */
export async function violations(page) {
  await page.evaluate(axe);
  return page.evaluate(async () =>
    (await axe.run({ resultTypes: ["violations"] })).violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
    ),
  );
}

/** What the browser keeps of forms: drafts, and the names of the bytes of files. */
export const stored = (page) =>
  page.evaluate(async () => {
    const settled = (request) =>
      new Promise((done, failed) =>
        Object.assign(request, { onsuccess: () => done(request.result), onerror: () => failed(request.error) }),
      );
    const database = await settled(indexedDB.open("apply-edge", 1));
    const transaction = database.transaction(["drafts", "files"]);
    const [drafts, files] = await Promise.all([
      settled(transaction.objectStore("drafts").getAll()),
      settled(transaction.objectStore("files").getAllKeys()),
    ]);
    database.close();
    return { drafts, files };
  });

/** The same at both widths, in light and in dark: what is found, with where. */
export async function everywhere(page, what) {
  const found = [];
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [320, 1280]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      found.push(...(await violations(page)).map((text) => `${what}, ${colorScheme}, ${width}: ${text}`));
      if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth))
        found.push(`${what}, ${width}: scrolls sideways`);
    }
  }
  return found;
}

/** Everything, started; `change` changes the site's configuration, `bindings` the Worker's. */
export async function careers({ change = {}, bindings = {} } = {}) {
  /** Pages by path: what is in them, or that with headers. */
  const pages = new Map();
  const sandbox = await startSandbox();
  const worker = await startWorker({ bindings: { JOBS_CACHE_SECONDS: "0", TIMEOUT_SECONDS: "30", ...bindings } });
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://x");
    const page = pages.get(pathname);
    if (page) {
      response.setHeader("content-type", TYPES[".html"]);
      if (page.csp) response.setHeader("content-security-policy", page.csp);
      const script = page.script ?? '<script type="module" src="/pkg/element.js"></script>';
      return response.end(
        `<!doctype html><html lang="${page.lang ?? "en"}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${page.dark ? '<meta name="color-scheme" content="light dark">' : ""}<title>Careers</title>
<link rel="stylesheet" href="/page.css">${script}</head>
<body><main><h1>Careers</h1>${page.body}</main></body></html>`,
      );
    }
    if (pathname === "/page.css")
      return response
        .setHeader("content-type", "text/css")
        .end("body { background: Canvas; color: CanvasText; font-family: sans-serif; }");
    try {
      response.setHeader("content-type", TYPES[extname(pathname)] ?? "application/octet-stream");
      response.end(await readFile(join(root, "dist", pathname)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${server.address().port}`;
  const rate_limit = { requests: 1000, window_ms: 1000 };
  await prepare(worker, sandbox, { origins: [url], change: { rate_limit } });
  const usual = { ...(await siteConfig("meridian", { sandbox, origins: [url, worker.url] })), rate_limit, ...change };
  await worker.putSite(usual);
  const browser = await launch();

  /** The element's tag. */
  const tag = (
    job,
    {
      attributes = "",
      inside = `<a href="${worker.url}/v1/meridian/jobs/${job}/apply">Apply</a>`,
      site = "meridian",
    } = {},
  ) => `<apply-form endpoint="${worker.url}" site="${site}" job="${job}" ${attributes}>${inside}</apply-form>`;

  /** A page with these contents, opened. Errors of the page fail the test. */
  async function open(path, page, { script, before: prepared, query = "", ...options } = {}) {
    pages.set(path, page);
    const context = await browser.newContext({ locale: "en-GB", ...options });
    if (script) await context.addInitScript(script);
    const tab = await context.newPage();
    tab.on("pageerror", (error) => assert.fail(`page error: ${error.stack}`));
    tab.violations = [];
    tab.on(
      "console",
      (message) => /Content Security Policy/.test(message.text()) && tab.violations.push(message.text()),
    );
    await prepared?.(tab);
    await tab.goto(url + path + query);
    return tab;
  }

  const received = (email) => completeApplicants(sandbox, email);

  const stop = async () => {
    await browser.close();
    server.close();
    await worker.stop();
    await sandbox.stop();
    await worker.wipe();
  };
  return { sandbox, worker, browser, site: { url }, usual, pages, tag, open, received, stop };
}

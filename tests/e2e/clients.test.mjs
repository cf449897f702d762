// The two tus clients of others that careers sites have already, on a bad connection, in Chromium.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { pdf, sha256 } from "../workerd/tus.mjs";
import { demoSite } from "./demo-site.mjs";

let all, worker, way, others, file, open, receivedFrom;

before(async () => {
  others = await pagesOfOthers();
  all = await demoSite({ origins: [others.url] });
  ({ worker, way, file, open, receivedFrom } = all);
});
after(async () => {
  others?.stop();
  await all?.stop();
});

/** Pages at an origin of their own, each with one client library as npm has it. */
async function pagesOfOthers() {
  const entry = (code) => ({ contents: code, resolveDir: process.cwd(), loader: "js" });
  const bundle = async (code) =>
    (await build({ stdin: entry(code), bundle: true, write: false, format: "iife", logLevel: "error" })).outputFiles[0]
      .text;
  const scripts = {
    "/tus.js": await bundle(`import * as tus from "tus-js-client"; globalThis.tus = tus;`),
    "/uppy.js": await bundle(
      `import Uppy from "@uppy/core"; import Tus from "@uppy/tus"; globalThis.Uppy = Uppy; globalThis.Tus = Tus;`,
    ),
  };
  const server = createServer((request, response) => {
    const script = scripts[request.url];
    response.setHeader("content-type", script ? "text/javascript" : "text/html");
    response.end(
      script ??
        `<!doctype html><title>x</title><input type="file">
          <script src="${request.url.replace(/\/$/, "")}.js"></script>`,
    );
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

async function applyWith(upload, email) {
  const body = JSON.stringify({
    first_name: "Ada",
    last_name: "Byron",
    email,
    "consent.processing": "2026-10",
    resume_upload: upload.split("/").at(-1),
  });
  const response = await fetch(`${worker.url}/v1/meridian/jobs/101/applications`, {
    method: "POST",
    body,
    headers: { origin: worker.url, "content-type": "application/json" },
  });
  assert.equal(response.status, 202, await response.text());
}

test("tus-js-client from npm uploads over lost connections, and resumes", async () => {
  const bytes = pdf(5_000_000);
  const page = await open("/tus", { root: others.url });
  await page.setInputFiles("input", await file("tus.pdf", bytes));
  const held = way.hold(1_500_000);
  const done = page.evaluate(
    (endpoint) =>
      new Promise((done, failed) => {
        const [file] = document.querySelector("input").files;
        globalThis.upload = new tus.Upload(file, {
          endpoint,
          chunkSize: 1_000_000,
          retryDelays: [50, 100, 200, 400, 800],
          metadata: { filename: file.name },
          onSuccess: () => done(upload.url),
          onError: failed,
        });
        upload.start();
      }),
    `${way.url}/v1/meridian/uploads`,
  );
  done.catch(() => {});
  await held;
  way.cut();
  way.release();
  const second = way.hold(1_500_000);
  await second;
  way.cut();
  way.release();
  const url = await done;
  // One of the two may be mended by Chromium itself: it sends again what a kept connection lost unanswered.
  assert.ok(page.requests.includes("HEAD"), page.requests.join());
  await applyWith(url, "tus@example.org");
  assert.equal((await receivedFrom("tus@example.org"))[0].files[0].sha256, sha256(bytes));
  await page.context().close();
});

test("tus-js-client with its defaults sends one piece, and resumes after an abort from its own store", async () => {
  // More than the buffers on the way take: the Worker has some of it.
  const bytes = pdf(8_000_000);
  const page = await open("/tus", { root: others.url });
  await page.setInputFiles("input", await file("whole.pdf", bytes));
  const held = way.hold(6_000_000);
  await page.evaluate((endpoint) => {
    const [file] = document.querySelector("input").files;
    globalThis.over = new Promise((done, failed) => {
      globalThis.upload = new tus.Upload(file, {
        endpoint,
        metadata: { filename: file.name },
        removeFingerprintOnSuccess: true,
        onSuccess: () => done(upload.url),
        onError: failed,
      });
    });
    upload.start();
  }, `${way.url}/v1/meridian/uploads`);
  await held;
  await page.evaluate(() => upload.abort());
  way.cut();
  way.release();
  const url = await page.evaluate(async () => {
    const [previous] = await upload.findPreviousUploads();
    upload.resumeFromPreviousUpload(previous);
    upload.start();
    return over;
  });
  assert.ok(
    page.requests.some((request) => request.startsWith("PATCH ") && request !== "PATCH 0"),
    page.requests.join(),
  );
  await applyWith(url, "whole@example.org");
  assert.equal((await receivedFrom("whole@example.org"))[0].files[0].sha256, sha256(bytes));
  await page.context().close();
});

test("Uppy (core and tus) from npm uploads over a lost connection, and reports a refused file", async () => {
  const bytes = pdf(4_000_000);
  const page = await open("/uppy", { root: others.url });
  await page.setInputFiles("input", await file("uppy.pdf", bytes));
  const held = way.hold(1_200_000);
  const done = page.evaluate(async (endpoint) => {
    const [file] = document.querySelector("input").files;
    globalThis.uppy = new Uppy().use(Tus, {
      endpoint,
      chunkSize: 900_000,
      retryDelays: [50, 100, 200, 400, 800, 1600, 3200],
    });
    uppy.addFile({ name: file.name, type: file.type, data: file });
    const { successful, failed } = await uppy.upload();
    return { url: successful[0]?.uploadURL, failed: failed.map((f) => f.error) };
  }, `${way.url}/v1/meridian/uploads`);
  await held;
  // Chromium itself sends again what a connection lost unanswered, so there is none for a while.
  const lost = page.waitForEvent("requestfailed");
  way.down(true);
  await lost;
  way.release();
  way.down(false);
  const { url, failed } = await done;
  assert.deepEqual(failed, []);
  assert.ok(page.requests.includes("HEAD"), page.requests.join());
  await applyWith(url, "uppy@example.org");
  assert.equal((await receivedFrom("uppy@example.org"))[0].files[0].sha256, sha256(bytes));

  await page.setInputFiles("input", await file("fake.pdf", Buffer.from("MZ this is a program")));
  const refused = await page.evaluate(async () => {
    const [file] = document.querySelector("input").files;
    uppy.addFile({ name: file.name, type: file.type, data: file });
    return (await uppy.upload()).failed.map((f) => String(f.error));
  });
  assert.match(refused[0], /422/);
  await page.context().close();
});

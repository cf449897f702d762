// A resume on a bad connection, as a candidate meets it, in Chromium: our own page, and the two clients
// of others that careers sites have already.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { prerender } from "../../www/prerender.mjs";
import { pdf, sha256 } from "../workerd/tus.mjs";
import { stored } from "./careers.mjs";
import { launch, shots } from "./chromium.mjs";
import { freePort, prepare, siteConfig, startSandbox, startWorker, until } from "../stack.mjs";
import { tunnel } from "./tunnel.mjs";

let sandbox, worker, browser, folder, way, others;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "apply-edge-uploads-"));
  sandbox = await startSandbox();
  const port = await freePort();
  const options = { config: "www/wrangler.toml", state: join(folder, "state"), bindings: { OPERATOR_KEY: "the same in both", TIMEOUT_SECONDS: "30" } };
  const first = await startWorker(options);
  way = await tunnel(`http://127.0.0.1:${port}`);
  others = await pagesOfOthers();
  await prepare(first, sandbox, { origins: [`http://127.0.0.1:${port}`, way.url, others.url], change: { pace: { requests: 1000, window_ms: 1000 } } });
  // A site that fills forms, and asks for more than a resume.
  const config = await siteConfig("meridian", { sandbox, origins: [`http://127.0.0.1:${port}`, way.url, others.url] });
  const fields = { position: "optional", company: "optional", birthday: "optional", salary: "optional", links: "optional" };
  await first.putSite({ ...config, prefill: true, photo: "optional", attachments: { max_files: 3 }, fields, pace: { requests: 1000, window_ms: 1000 } });
  await prerender(first.url, join(folder, "site"));
  await first.stop();
  worker = await startWorker({ ...options, port, assets: join(folder, "site") });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await worker?.stop();
  way?.stop();
  others?.stop();
  await sandbox?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Pages at an origin of their own, each with one client library as npm has it. */
async function pagesOfOthers() {
  const entry = (code) => ({ contents: code, resolveDir: process.cwd(), loader: "js" });
  const bundle = async (code) => (await build({ stdin: entry(code), bundle: true, write: false, format: "iife", logLevel: "error" })).outputFiles[0].text;
  const scripts = {
    "/tus.js": await bundle(`import * as tus from "tus-js-client"; globalThis.tus = tus;`),
    "/uppy.js": await bundle(`import Uppy from "@uppy/core"; import Tus from "@uppy/tus"; globalThis.Uppy = Uppy; globalThis.Tus = Tus;`),
  };
  const server = createServer((request, response) => {
    const script = scripts[request.url];
    response.setHeader("content-type", script ? "text/javascript" : "text/html");
    response.end(script ?? `<!doctype html><title>x</title><input type="file"><script src="${request.url.replace(/\/$/, "")}.js"></script>`);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

async function file(name, bytes) {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

async function open(path, { root = way.url, context } = {}) {
  const page = await (context ?? (await browser.newContext({ locale: "en-GB" }))).newPage();
  page.requests = [];
  page.on("pageerror", (error) => assert.fail(`page error: ${error.stack}`));
  page.on("request", (request) => request.url().includes("/uploads") && page.requests.push(`${request.method()} ${request.headers()["upload-offset"] ?? ""}`.trim()));
  await page.goto(root + path);
  return page;
}

const receivedFrom = (email) => until("the applicant", async () => {
  const { huntflow } = await sandbox.received();
  const found = huntflow.filter((a) => a.fields.email === email);
  return found.length > 0 && found.every((a) => a.links.length > 0) && found;
});

async function applyWith(upload, email) {
  const body = JSON.stringify({ first_name: "Ada", last_name: "Byron", email, "consent.processing": "2026-10", resume_upload: upload.split("/").at(-1) });
  const response = await fetch(`${worker.url}/v1/meridian/jobs/101/applications`, { method: "POST", body, headers: { origin: worker.url, "content-type": "application/json" } });
  assert.equal(response.status, 202, await response.text());
}

test("tus-js-client, as npm has it, uploads through cuts and resumes", async () => {
  const bytes = pdf(5_000_000);
  const page = await open("/tus", { root: others.url });
  await page.setInputFiles("input", await file("tus.pdf", bytes));
  const held = way.hold(1_500_000);
  const done = page.evaluate((endpoint) => new Promise((done, failed) => {
    const [file] = document.querySelector("input").files;
    globalThis.upload = new tus.Upload(file, { endpoint, chunkSize: 1_000_000, retryDelays: [50, 100, 200, 400, 800], metadata: { filename: file.name }, onSuccess: () => done(upload.url), onError: failed });
    upload.start();
  }), `${way.url}/v1/meridian/uploads`);
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

test("tus-js-client with its defaults, in one piece, aborted and started again by its own store", async () => {
  // More than the buffers on the way take: the Worker has some of it.
  const bytes = pdf(8_000_000);
  const page = await open("/tus", { root: others.url });
  await page.setInputFiles("input", await file("whole.pdf", bytes));
  const held = way.hold(6_000_000);
  await page.evaluate((endpoint) => {
    const [file] = document.querySelector("input").files;
    globalThis.over = new Promise((done, failed) => {
      globalThis.upload = new tus.Upload(file, { endpoint, metadata: { filename: file.name }, removeFingerprintOnSuccess: true, onSuccess: () => done(upload.url), onError: failed });
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
  assert.ok(page.requests.some((request) => request.startsWith("PATCH ") && request !== "PATCH 0"), page.requests.join());
  await applyWith(url, "whole@example.org");
  assert.equal((await receivedFrom("whole@example.org"))[0].files[0].sha256, sha256(bytes));
  await page.context().close();
});

test("Uppy (core and tus), as npm has it, uploads through a cut; what is no resume is told by its error", async () => {
  const bytes = pdf(4_000_000);
  const page = await open("/uppy", { root: others.url });
  await page.setInputFiles("input", await file("uppy.pdf", bytes));
  const held = way.hold(1_200_000);
  const done = page.evaluate(async (endpoint) => {
    const [file] = document.querySelector("input").files;
    globalThis.uppy = new Uppy().use(Tus, { endpoint, chunkSize: 900_000, retryDelays: [50, 100, 200, 400, 800, 1600, 3200] });
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

async function fill(page, email) {
  await page.fill('[name="first_name"]', "Grace");
  await page.fill('[name="last_name"]', "Hopper");
  await page.fill('[name="email"]', email);
  await page.fill('[name="letter"]', "I have found a bug.");
}
const words = (page) => page.textContent("[data-part=file] [role=status]");
test("F22: the page is closed in the middle of an upload; opened again, the form is filled and the upload goes on from the last kept byte", async () => {
  const bytes = pdf(9_000_000);
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 390, height: 844 } });
  const page = await open("/meridian/101/", { context });
  await page.waitForSelector("form");
  await fill(page, "grace@example.org");
  await page.check('[name="consent.processing"]');
  const held = way.hold(4_000_000);
  await page.setInputFiles('[name="resume"]', await file("grace-hopper.pdf", bytes));
  await held;
  await page.waitForFunction(() => document.querySelector("[data-part=file] progress")?.value > 0);
  await page.screenshot({ path: join(shots, "uploading-phone.png"), fullPage: true });
  const [draft] = await until("the draft to hold the upload's address", async () => {
    const { drafts } = await stored(page);
    return drafts[0]?.files[0]?.address && drafts;
  });
  assert.ok(!JSON.stringify(draft.fields).includes("consent"), "a consent is given anew");
  await page.close();
  way.cut();
  way.release();

  const again = await open("/meridian/101/", { context });
  await again.waitForSelector("[data-part=file]");
  assert.equal(await again.inputValue('[name="first_name"]'), "Grace");
  assert.equal(await again.inputValue('[name="letter"]'), "I have found a bug.");
  assert.equal(await again.isVisible("[data-part=restored]"), true);
  assert.equal(await again.isChecked('[name="consent.processing"]'), false);
  await again.waitForFunction(() => document.querySelector("[data-part=file] [role=status]").textContent === "Uploaded");
  const [first, second] = again.requests;
  assert.equal(first, "HEAD", "it asks, and makes no new upload");
  assert.ok(Number(second.split(" ")[1]) > 1_000_000, second);
  await again.check('[name="consent.processing"]');
  await again.screenshot({ path: join(shots, "restored-phone.png"), fullPage: true });
  await again.click("button[type=submit]");
  await again.waitForSelector("[data-part=sent]");
  const found = await receivedFrom("grace@example.org");
  assert.deepEqual(found.map((a) => a.files[0].sha256), [sha256(bytes)]);
  assert.deepEqual(await stored(again), { drafts: [], files: [] }, "what was sent is forgotten");
  await context.close();
});

test("offline it says so and goes on by itself; it can be paused, continued and removed", async () => {
  const bytes = pdf(6_000_000);
  const page = await open("/meridian/102/");
  await page.waitForSelector("form");
  const held = way.hold(2_000_000);
  await page.setInputFiles('[name="resume"]', await file("offline.pdf", bytes));
  await held;
  await page.context().setOffline(true);
  way.cut();
  way.release();
  await page.waitForFunction(() => /offline/i.test(document.querySelector("[data-part=file] [role=status]").textContent));
  await page.screenshot({ path: join(shots, "offline.png"), fullPage: true });
  const before = await page.evaluate(() => document.querySelector("[data-part=file] progress").value);
  const again = way.hold(1_500_000);
  await page.context().setOffline(false);
  await again;
  await page.waitForFunction((before) => document.querySelector("[data-part=file] progress").value > before, before);
  await page.click("text=Pause");
  way.release();
  await page.waitForFunction(() => /Paused/.test(document.querySelector("[data-part=file] [role=status]").textContent));
  const asked = page.requests.length;
  await page.click("text=Continue");
  await page.waitForFunction(() => document.querySelector("[data-part=file] [role=status]").textContent === "Uploaded");
  assert.equal(page.requests.filter((request) => request.startsWith("POST")).length, 1);
  assert.ok(page.requests.length > asked);
  await page.click("[data-part=file] >> text=Remove");
  await page.waitForFunction(() => document.querySelectorAll("[data-part=file]").length === 0);
  await until("the Worker to forget it", () => page.requests.includes("DELETE"));
  await page.context().close();
});

test("a draft that nobody came back to for a week is gone, with its bytes", async () => {
  const page = await open("/meridian/101/");
  await page.waitForSelector("form");
  await fill(page, "week@example.org");
  await page.setInputFiles('[name="resume"]', await file("week.pdf", pdf(30_000)));
  await until("the draft to be kept", async () => {
    const { drafts, files } = await stored(page);
    // With where the file has got to: after that nothing is noted any more, which would make the draft young again.
    return drafts[0]?.fields.letter && drafts[0].files[0]?.address && files.length === 1;
  });
  await page.waitForSelector("[data-part=file][data-state=done]");
  const aged = (days) => page.evaluate((days) => new Promise((done) => {
    indexedDB.open("apply-edge", 1).onsuccess = ({ target: { result } }) => {
      const transaction = result.transaction("drafts", "readwrite");
      const drafts = transaction.objectStore("drafts");
      drafts.getAll().onsuccess = ({ target }) => target.result.forEach((draft) => drafts.put({ ...draft, at: Date.now() - days * 86_400_000 }));
      transaction.oncomplete = () => (result.close(), done());
    };
  }), days);
  await aged(6.9);
  await page.reload();
  await page.waitForSelector("[data-part=restored]:not([hidden])");
  assert.equal(await page.inputValue('[name="email"]'), "week@example.org");
  await aged(7.1);
  await page.reload();
  await page.waitForSelector("form");
  assert.deepEqual([await page.inputValue('[name="email"]'), await page.locator("[data-part=file]").count()], ["", 0]);
  assert.deepEqual(await stored(page), { drafts: [], files: [] });
  await page.context().close();
});

test("F21: the answer to the application is lost; the page sends it again by itself, and it is one", async () => {
  const bytes = pdf(300_000);
  const page = await open("/meridian/103/");
  await page.waitForSelector("form");
  await fill(page, "lost@example.org");
  await page.check('[name="consent.processing"]');
  await page.setInputFiles('[name="resume"]', await file("lost.pdf", bytes));
  await page.waitForFunction(() => document.querySelector("[data-part=file] [role=status]")?.textContent === "Uploaded");
  way.swallow("/jobs/103/applications");
  await page.click("button[type=submit]");
  await page.waitForSelector("[data-part=sent]");
  const found = await receivedFrom("lost@example.org");
  assert.deepEqual(found.map((a) => a.files[0].sha256), [sha256(bytes)]);
  await page.context().close();
});

test("a bad file is told beside its field at once, in the page's language, and nothing is uploaded", async () => {
  const page = await open("/meridian/101/?lang=de");
  await page.waitForSelector("form");
  await page.setInputFiles('[name="resume"]', await file("program.pdf", Buffer.from("MZ a program")));
  await page.waitForSelector("[data-name=resume] [data-part=error]:not(:empty)");
  assert.match(await page.textContent("[data-name=resume] [data-part=error]"), /Inhalt der Datei/);
  assert.deepEqual(page.requests, []);
  await page.context().close();
});

test("prefill: nothing goes to the ATS before the candidate says so; what was read fills what is empty, and the file goes once", async () => {
  const bytes = pdf(50_000);
  const page = await open("/meridian/104/");
  await page.waitForSelector("form");
  const from = (await sandbox.journal()).length;
  await page.fill('[name="first_name"]', "Augusta");
  await page.setInputFiles('[name="resume"]', await file("read-me.pdf", bytes));
  await page.waitForSelector("text=Fill in the form from this resume");
  await page.screenshot({ path: join(shots, "prefill-offered.png"), fullPage: true });
  const uploads = async () => (await sandbox.journal()).slice(from).filter(({ path }) => path.endsWith("/upload"));
  assert.deepEqual(await uploads(), [], "not before");
  await page.click("text=Fill in the form from this resume");
  await page.waitForSelector("[data-part=from-resume]");
  const value = (name) => page.inputValue(`[name="${name}"]`);
  assert.equal(await value("first_name"), "Augusta", "what was typed stays");
  assert.deepEqual(await Promise.all(["last_name", "email", "phone", "position", "company", "birthday", "salary"].map(value)), ["Byron", "ada@example.org", "+44 20 7946 0000", "Engineer", "Analytical Engines", "1990-05-01", "100000"]);
  await page.screenshot({ path: join(shots, "prefilled.png"), fullPage: true });
  await page.fill('[name="email"]', "augusta@example.org");
  await page.check('[name="consent.processing"]');
  await page.click("button[type=submit]");
  await page.waitForSelector("[data-part=sent]");
  const [applicant] = await receivedFrom("augusta@example.org");
  assert.deepEqual([applicant.fields.birthday, applicant.fields.position, applicant.fields.company, applicant.fields.money], ["1990-05-01", "Engineer", "Analytical Engines", "100000"]);
  assert.equal(applicant.files[0].sha256, sha256(bytes));
  assert.equal((await uploads()).length, 1, "the file was there already");
  await page.context().close();
});

test("prefill: a picture in the resume goes along in plain sight, and not when somebody says no; a scan in which nothing can be read is said to be one", async () => {
  const portrait = Buffer.concat([pdf(5000), Buffer.from("\n<</Type /Font>> <</Subtype /Image>>")]);
  for (const sends of [true, false]) {
    const email = `portrait-${sends}@example.org`;
    const page = await open("/meridian/104/");
    await page.waitForSelector("form");
    await page.setInputFiles('[name="resume"]', await file("portrait.pdf", Buffer.concat([portrait, Buffer.from(email)])));
    // Pressed while the file is on its way: it waits for that, and nothing below it moves.
    await page.focus("text=Fill in the form from this resume");
    await page.keyboard.press("Enter");
    const box = page.getByLabel("Send the photo from this resume along");
    await box.waitFor();
    assert.ok(await box.isChecked());
    assert.equal(await page.evaluate(() => document.activeElement.dataset.part), "file", "whoever pressed it is still there");
    const mark = await page.getAttribute("[data-name=last_name] [data-part=from-resume]", "id");
    assert.ok((await page.getAttribute('[name="last_name"]', "aria-describedby")).split(" ").includes(mark), "the mark is tied to its field");
    if (!sends) await box.uncheck();
    await page.fill('[name="email"]', email);
    await page.check('[name="consent.processing"]');
    await page.click("button[type=submit]");
    await page.waitForSelector("[data-part=sent]");
    const [applicant] = await receivedFrom(email);
    assert.equal(typeof applicant.fields.photo === "number", sends);
    await page.context().close();
  }
  const page = await open("/meridian/104/");
  await page.waitForSelector("form");
  await page.setInputFiles('[name="resume"]', await file("scan.pdf", Buffer.concat([pdf(5000), Buffer.from("\n<</Subtype /Image>>")])));
  await page.click("text=Fill in the form from this resume");
  await page.waitForSelector("text=Nothing could be read");
  assert.equal(await page.inputValue('[name="last_name"]'), "");
  await page.context().close();
});

test("of several files each that is refused is named; one that does not reach the Worker is told in the page's language", async () => {
  const page = await open("/meridian/103/?lang=de");
  await page.waitForSelector("form");
  await page.setInputFiles('[name="files"]', [await file("a.pdf", Buffer.from("MZ a program")), await file("good.pdf", pdf(3000)), await file("c.exe", Buffer.from("MZ"))]);
  await page.waitForFunction(() => document.querySelectorAll("[data-name=files] [data-part=file][data-state=done]").length === 1);
  const says = await page.waitForFunction(() => {
    const text = document.querySelector("[data-name=files] [data-part=error]").textContent;
    return /a\.pdf/.test(text) && /c\.exe/.test(text) && text;
  });
  assert.match(await says.jsonValue(), /a\.pdf\u2069: Der Inhalt der Datei/);
  await page.route("**/uploads*", (route) => route.fulfill({ status: 403, contentType: "text/html", body: "<h1>Blocked by a firewall</h1>", headers: { "access-control-allow-origin": "*" } }));
  await page.setInputFiles('[name="resume"]', await file("cv.pdf", pdf(3000)));
  await page.waitForSelector("[data-name=resume] [data-part=error]:not([hidden])");
  assert.match(await page.textContent("[data-name=resume] [data-part=error]"), /^Die Datei konnte nicht gesendet werden\./);
  // A telephone's cloud folder takes a file back.
  await page.evaluate(() => (Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotReadableError"))));
  await page.setInputFiles('[name="photo"]', await file("me.png", Buffer.from("89504e470d0a1a0a", "hex")));
  await page.waitForSelector("[data-name=photo] [data-part=error]:not([hidden])");
  assert.match(await page.textContent("[data-name=photo] [data-part=error]"), /^Die Datei konnte nicht gelesen werden\./);
  await page.context().close();
});

test("with the ATS down the form is filled by hand; a photo and further files go along", async () => {
  const page = await open("/meridian/101/");
  await page.waitForSelector("form");
  await sandbox.faults([{ on: "POST /v2/accounts/7/upload", times: 1, what: { status: 503 } }]);
  await page.setInputFiles('[name="resume"]', await file("by-hand.pdf", pdf(40_000)));
  await page.click("text=Fill in the form from this resume");
  await page.waitForSelector("[data-part=file] >> text=Please try again in a moment");
  assert.ok(await page.isVisible("text=Fill in the form from this resume"), "it can be asked for once more");
  await fill(page, "by-hand@example.org");
  await page.fill('[name="links"]', "https://example.org/a\nhttps://example.org/b");
  await page.setInputFiles('[name="photo"]', await file("me.png", Buffer.from("89504e470d0a1a0a0000000d494844520000000a0000000a0802000000", "hex")));
  await page.setInputFiles('[name="files"]', [await file("one.pdf", pdf(1000)), await file("two.pdf", pdf(2000))]);
  await page.waitForFunction(() => [...document.querySelectorAll("[data-part=file] [role=status]")].filter(({ textContent }) => textContent === "Uploaded").length === 3);
  await page.check('[name="consent.processing"]');
  await page.screenshot({ path: join(shots, "files.png"), fullPage: true });
  await page.click("button[type=submit]");
  await page.waitForSelector("[data-part=sent]");
  const [applicant] = await receivedFrom("by-hand@example.org");
  assert.equal(applicant.files.length, 3);
  assert.equal(typeof applicant.fields.photo, "number");
  assert.match(applicant.comments[0], /example\.org\/a\nhttps:\/\/example\.org\/b/);
  await page.context().close();
});

test("without storage, or WebAssembly, the same resume arrives", async () => {
  for (const [email, script] of [
    ["no-storage@example.org", () => Object.defineProperty(globalThis, "indexedDB", { get: () => { throw new DOMException("refused", "SecurityError"); } })],
    ["no-wasm@example.org", () => { delete globalThis.WebAssembly; }],
  ]) {
    const context = await browser.newContext({ locale: "en-GB" });
    await context.addInitScript(script);
    const page = await open("/meridian/102/", { context });
    await page.waitForSelector("form");
    const bytes = pdf(700_000);
    await page.setInputFiles('[name="resume"]', await file("plain.pdf", bytes));
    await fill(page, email);
    await page.check('[name="consent.processing"]');
    await page.click("button[type=submit]");
    await page.waitForSelector("[data-part=sent]");
    assert.equal((await receivedFrom(email))[0].files[0].sha256, sha256(bytes));
    await context.close();
  }
});

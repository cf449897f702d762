// A resume on a bad connection, as a candidate meets it, in Chromium.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pdf, sha256 } from "../workerd/tus.mjs";
import { stored } from "./careers.mjs";
import { shots } from "./chromium.mjs";
import { demoSite, fill } from "./demo-site.mjs";
import { until } from "../stack.mjs";

let all, browser, way, file, open, receivedFrom;

before(async () => {
  all = await demoSite();
  ({ browser, way, file, open, receivedFrom } = all);
});
after(() => all?.stop());

test("F22: a page closed during an upload and opened again has the form filled, and continues the upload", async () => {
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
  await again.waitForFunction(
    () => document.querySelector("[data-part=file] [role=status]").textContent === "Uploaded",
  );
  const [first, second] = again.requests;
  assert.equal(first, "HEAD", "it asks, and makes no new upload");
  assert.ok(Number(second.split(" ")[1]) > 1_000_000, second);
  await again.check('[name="consent.processing"]');
  await again.screenshot({ path: join(shots, "restored-phone.png"), fullPage: true });
  await again.click("button[type=submit]");
  await again.waitForSelector("[data-part=sent]");
  const found = await receivedFrom("grace@example.org");
  assert.deepEqual(
    found.map((a) => a.files[0].sha256),
    [sha256(bytes)],
  );
  assert.deepEqual(await stored(again), { drafts: [], files: [] }, "what was sent is forgotten");
  await context.close();
});

test("an offline upload says so and continues by itself; it can be paused, continued and removed", async () => {
  const bytes = pdf(6_000_000);
  const page = await open("/meridian/102/");
  await page.waitForSelector("form");
  const held = way.hold(2_000_000);
  await page.setInputFiles('[name="resume"]', await file("offline.pdf", bytes));
  await held;
  await page.context().setOffline(true);
  way.cut();
  way.release();
  await page.waitForFunction(() =>
    /offline/i.test(document.querySelector("[data-part=file] [role=status]").textContent),
  );
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

test("a draft is deleted with its bytes after a week without a visit", async () => {
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
  const aged = (days) =>
    page.evaluate(
      (days) =>
        new Promise((done) => {
          indexedDB.open("apply-edge", 1).onsuccess = ({ target: { result } }) => {
            const transaction = result.transaction("drafts", "readwrite");
            const drafts = transaction.objectStore("drafts");
            drafts.getAll().onsuccess = ({ target }) =>
              target.result.forEach((draft) => drafts.put({ ...draft, at: Date.now() - days * 86_400_000 }));
            transaction.oncomplete = () => (result.close(), done());
          };
        }),
      days,
    );
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

test("F21: after a lost response the page sends the application again by itself, and one arrives", async () => {
  const bytes = pdf(300_000);
  const page = await open("/meridian/103/");
  await page.waitForSelector("form");
  await fill(page, "lost@example.org");
  await page.check('[name="consent.processing"]');
  await page.setInputFiles('[name="resume"]', await file("lost.pdf", bytes));
  await page.waitForFunction(
    () => document.querySelector("[data-part=file] [role=status]")?.textContent === "Uploaded",
  );
  way.swallow("/jobs/103/applications");
  await page.click("button[type=submit]");
  await page.waitForSelector("[data-part=sent]");
  const found = await receivedFrom("lost@example.org");
  assert.deepEqual(
    found.map((a) => a.files[0].sha256),
    [sha256(bytes)],
  );
  await page.context().close();
});

test("a bad file is reported beside its field at once, in the page's language, and not uploaded", async () => {
  const page = await open("/meridian/101/?lang=de");
  await page.waitForSelector("form");
  await page.setInputFiles('[name="resume"]', await file("program.pdf", Buffer.from("MZ a program")));
  await page.waitForSelector("[data-name=resume] [data-part=error]:not(:empty)");
  assert.match(await page.textContent("[data-name=resume] [data-part=error]"), /Inhalt der Datei/);
  assert.deepEqual(page.requests, []);
  await page.context().close();
});

test("of several files each refused or failed one is named, in the page's language", async () => {
  const page = await open("/meridian/103/?lang=de");
  await page.waitForSelector("form");
  await page.setInputFiles('[name="files"]', [
    await file("a.pdf", Buffer.from("MZ a program")),
    await file("good.pdf", pdf(3000)),
    await file("c.exe", Buffer.from("MZ")),
  ]);
  await page.waitForFunction(
    () => document.querySelectorAll("[data-name=files] [data-part=file][data-state=done]").length === 1,
  );
  const says = await page.waitForFunction(() => {
    const text = document.querySelector("[data-name=files] [data-part=error]").textContent;
    return /a\.pdf/.test(text) && /c\.exe/.test(text) && text;
  });
  assert.match(await says.jsonValue(), /a\.pdf\u2069: Der Inhalt der Datei/);
  await page.route("**/uploads*", (route) =>
    route.fulfill({
      status: 403,
      contentType: "text/html",
      body: "<h1>Blocked by a firewall</h1>",
      headers: { "access-control-allow-origin": "*" },
    }),
  );
  await page.setInputFiles('[name="resume"]', await file("cv.pdf", pdf(3000)));
  await page.waitForSelector("[data-name=resume] [data-part=error]:not([hidden])");
  assert.match(
    await page.textContent("[data-name=resume] [data-part=error]"),
    /^Die Datei konnte nicht gesendet werden\./,
  );
  // A telephone's cloud folder takes a file back.
  await page.evaluate(
    () => (Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotReadableError"))),
  );
  await page.setInputFiles('[name="photo"]', await file("me.png", Buffer.from("89504e470d0a1a0a", "hex")));
  await page.waitForSelector("[data-name=photo] [data-part=error]:not([hidden])");
  assert.match(
    await page.textContent("[data-name=photo] [data-part=error]"),
    /^Die Datei konnte nicht gelesen werden\./,
  );
  await page.context().close();
});

test("without storage, or WebAssembly, the same resume arrives", async () => {
  for (const [email, script] of [
    [
      "no-storage@example.org",
      () =>
        Object.defineProperty(globalThis, "indexedDB", {
          get: () => {
            throw new DOMException("refused", "SecurityError");
          },
        }),
    ],
    [
      "no-wasm@example.org",
      () => {
        delete globalThis.WebAssembly;
      },
    ],
  ]) {
    const context = await browser.newContext({ locale: "en-GB" });
    await context.addInitScript(script);
    const page = await open("/meridian/102/", { context });
    await page.waitForSelector("form");
    const bytes = pdf(700_000);
    const uploads = [];
    page.on("request", (request) => request.url().includes("/uploads") && uploads.push(request.method()));
    await page.setInputFiles('[name="resume"]', await file("plain.pdf", bytes));
    await fill(page, email);
    await page.check('[name="consent.processing"]');
    await page.click("button[type=submit]");
    await page.waitForSelector("[data-part=sent]");
    assert.equal((await receivedFrom(email))[0].files[0].sha256, sha256(bytes));
    if (email.startsWith("no-wasm")) assert.deepEqual(uploads, [], "the file is sent with the form");
    await context.close();
  }
});

/** What a proxy between the page and the Worker does to the requests of an upload. */
const PROXIES = {
  "refuses PATCH": { patch: (route) => route.fulfill({ status: 405, body: "<h1>Not allowed</h1>" }), uploads: true },
  "resets PATCH": { patch: (route) => route.abort("connectionreset"), uploads: true },
  "removes Location": {
    create: async (route) => {
      const response = await route.fetch();
      const { location, ...headers } = response.headers();
      assert.ok(location);
      await route.fulfill({ response, headers });
    },
    uploads: false,
  },
  "refuses every upload": { create: (route) => route.fulfill({ status: 501, body: "" }), uploads: false },
};

test("behind a proxy that prevents uploads in some way, the same resume arrives", async (t) => {
  for (const [name, { patch, create, uploads }] of Object.entries(PROXIES)) {
    const page = await open("/meridian/102/");
    const methods = [];
    await page.route(/\/uploads/, (route) => {
      const request = route.request();
      const method = request.headers()["x-http-method-override"] ?? request.method();
      methods.push(`${request.method()} ${method}`);
      if (method === "PATCH" && request.method() === "PATCH" && patch) return patch(route);
      return method === "POST" && create ? create(route) : route.continue();
    });
    await page.waitForSelector("form");
    const bytes = pdf(400_000);
    await page.setInputFiles('[name="resume"]', await file("proxied.pdf", bytes));
    const email = `${name.replaceAll(" ", "-").toLowerCase()}@example.org`;
    await fill(page, email);
    await page.check('[name="consent.processing"]');
    await page.click("button[type=submit]");
    await page.waitForSelector("[data-part=sent]");
    t.diagnostic(`${name}: ${methods.join(", ")}`);
    assert.equal(methods.includes("POST PATCH"), uploads, `${name}: ${methods}`);
    const [applicant, ...more] = await receivedFrom(email);
    assert.deepEqual(more, [], name);
    assert.equal(applicant.files[0].sha256, sha256(bytes), name);
    await page.context().close();
  }
});

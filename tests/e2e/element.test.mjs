// <apply-form> on pages of a test's own, in Chromium: what a page's developer does with it, what a candidate meets, and
// what axe finds.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pdf, sha256 } from "../workerd/tus.mjs";
import { FORM, begin, careers, fill, uploaded, violations } from "./careers.mjs";
import { shots } from "./chromium.mjs";
import { until } from "../stack.mjs";

let all, sandbox, worker, tag, open, received;

before(async () => {
  all = await careers({
    change: {
      country: "DE",
      photo: "optional",
      attachments: { max_files: 2 },
      prefill: true,
      fields: { last_name: "required", links: "optional", birthday: "optional" },
    },
  });
  ({ sandbox, worker, tag, open, received } = all);
});
after(() => all?.stop());

test("one tag shows the form; its events report each step, without personal data", async () => {
  const page = await open("/one", { body: tag("101") });
  await page.evaluate(() => {
    globalThis.told = [];
    for (const type of ["ready", "start", "file", "progress", "problem", "sent"])
      document.addEventListener(`apply-${type}`, ({ detail }) => told.push([type, detail]));
  });
  await page.waitForSelector(FORM);
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=problems]:not([hidden])");
  const wrong = () => page.$$eval("[aria-invalid]", (inputs) => inputs.map(({ name }) => name));
  assert.deepEqual(await wrong(), ["first_name", "last_name", "email", "resume", "consent.processing"]);
  await page.type('[name="last_name"]', "B");
  assert.deepEqual(
    await wrong(),
    ["first_name", "email", "resume", "consent.processing"],
    "who mends a field is not told any more",
  );
  assert.equal(await page.isVisible('[data-name="last_name"] [data-part=error]'), false);
  const bytes = await fill(page, "one@example.org");
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=sent]");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.part), "sent");
  const told = await page.evaluate(() => globalThis.told);
  const types = [...new Set(told.map(([type]) => type))];
  for (const type of ["problem", "start", "file", "progress", "sent"]) assert.ok(types.includes(type), type);
  assert.deepEqual(
    told.find(([type]) => type === "problem")[1].fields.map(({ pointer }) => pointer),
    ["/first_name", "/last_name", "/email", "/consent.processing", "/resume"],
  );
  assert.ok(!/Ada|Byron|one@example|cv\.pdf/.test(JSON.stringify(told)), JSON.stringify(told));
  assert.deepEqual(
    (await received("one@example.org")).map((a) => a.files[0].sha256),
    [sha256(bytes)],
  );
  await page.context().close();
});

test("the whole form is filled and sent by keyboard alone; Enter held down is one application", async () => {
  const page = await open("/keys", { body: tag("102") });
  await page.waitForSelector(FORM);
  // The file is the one thing that a keyboard opens a dialog for.
  await page.setInputFiles('[name="resume"]', { name: "cv.pdf", mimeType: "application/pdf", buffer: pdf(10_000) });
  await page.waitForFunction(
    () => document.querySelector("[data-part=file] [role=status]")?.textContent === "Uploaded",
  );
  const typed = { first_name: "Grace", last_name: "Hopper", email: "keys@example.org", "consent.processing": " " };
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => document.activeElement.name || document.activeElement.dataset.part);
    if (name === "consent.processing") await page.keyboard.press("Space");
    else if (typed[name]) await page.keyboard.type(typed[name]);
    if (name === "submit") break;
  }
  await Promise.all(Array.from({ length: 5 }, () => page.keyboard.press("Enter")));
  await page.waitForSelector("[data-part=sent]");
  assert.equal((await received("keys@example.org")).length, 1);
  await page.context().close();
});

test("the page's own form is enhanced: its inputs, its places for errors, its button", async () => {
  const inside = `<form><label>Given name <input name="first_name"></label>
    <label>Family name <input name="last_name"></label><label>Mail <input name="email" id="mail"></label>
    <label>CV <input type="file" name="resume"></label>
    <label><input type="checkbox" name="consent.processing" value="2026-10"> Yes</label>
    <button>Send it</button></form>`;
  const page = await open("/own", { body: tag("103", { inside }) });
  await page.waitForSelector("form[enctype='multipart/form-data']");
  await page.waitForSelector('[name="idempotency_key"]', { state: "attached" });
  assert.equal(await page.getAttribute("form", "action"), `${worker.url}/v1/meridian/jobs/103/applications?lang=en`);
  await page.click("text=Send it");
  await page.waitForSelector("[data-part=error]:not([hidden])");
  assert.match(await page.getAttribute("#mail", "aria-describedby"), /mail-error/);
  // Said once: not inside the label, where it would be part of the field's name.
  const said = await page.$$eval("[data-part=problems] li", (items) => items.map(({ textContent }) => textContent));
  assert.ok(said.includes("Mail: Please fill in this field."), said.join("\n"));
  assert.equal(await page.$eval("#mail", ({ labels }) => labels[0].textContent.trim()), "Mail");
  assert.deepEqual(await violations(page), []);
  const bytes = await fill(page, "own@example.org");
  await page.waitForFunction(
    () => document.querySelector("[data-part=file] [role=status]")?.textContent === "Uploaded",
  );
  await page.click("text=Send it");
  await page.waitForSelector("[data-part=sent]");
  assert.equal((await received("own@example.org"))[0].files[0].sha256, sha256(bytes));
  await page.context().close();
});

test("an incomplete date is reported, with the browser's date format, and is not lost", async () => {
  const page = await open("/half", { body: tag("101") });
  await page.waitForSelector(FORM);
  await fill(page, "half@example.org");
  await page.focus('[name="birthday"]');
  await page.keyboard.type("31");
  await page.click("[data-part=submit]");
  const problem = page.locator("[data-name=birthday] [data-part=error]:not([hidden])");
  await problem.waitFor();
  const day = await page.evaluate(() =>
    new Intl.DateTimeFormat(undefined, { year: "numeric", month: "2-digit", day: "2-digit" }).format(
      new Date(1990, 4, 31),
    ),
  );
  assert.equal(await problem.textContent(), `Please enter a date, such as ${day}.`);
  assert.deepEqual(
    (await sandbox.received()).huntflow.filter((a) => a.fields.email === "half@example.org"),
    [],
  );
  await page.fill('[name="birthday"]', "1990-05-31");
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=sent]");
  assert.equal((await received("half@example.org"))[0].fields.birthday, "1990-05-31");
  await page.context().close();
});

test("a file that is still being read when the form is sent arrives too", async () => {
  // A telephone's cloud folder takes its time.
  const slow = () => {
    const read = Blob.prototype.arrayBuffer;
    Blob.prototype.arrayBuffer = async function () {
      await new Promise((done) => setTimeout(done, 1000));
      return read.call(this);
    };
  };
  const page = await open("/slow", { body: tag("101") }, { script: slow });
  await page.waitForSelector(FORM);
  const bytes = await fill(page, "slow@example.org", pdf(20_000), { shown: false });
  await page.setInputFiles('[name="files"]', {
    name: "certificate.pdf",
    mimeType: "application/pdf",
    buffer: pdf(5000),
  });
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=sent]");
  const [applicant] = await received("slow@example.org");
  assert.deepEqual([applicant.files.length, applicant.files[0].sha256], [2, sha256(bytes)]);
  await page.context().close();
});

test("the page's templates replace regions; the language and its direction are the page's", async () => {
  const inside = `<template data-region="title"><h2 class="mine">Unser Formular</h2></template>
    <template data-region="sent"><p class="thanks">Danke! <a data-receipt>Ihre Bewerbung</a></p></template>
    <template data-region="submit"><button class="press">Los</button></template>`;
  const page = await open("/regions", {
    lang: "he",
    body: tag("104", { inside, attributes: 'lang="de"' }) + tag("101"),
  });
  await page.waitForFunction(() => document.querySelectorAll("[data-part=form]").length === 2);
  assert.equal(await page.textContent(".mine"), "Unser Formular");
  assert.deepEqual(await page.$$eval(FORM, (forms) => forms.map(({ lang, dir }) => [lang, dir])), [
    ["de", "ltr"],
    ["he", "rtl"],
  ]);
  const ids = await page.$$eval("[id]", (all) => all.map(({ id }) => id));
  assert.equal(new Set(ids).size, ids.length, "two forms on a page share no id");
  await page.screenshot({ path: join(shots, "element-rtl.png"), fullPage: true });
  await fill(page, "regions@example.org");
  await page.click("apply-form[lang=de] .press");
  await page.waitForSelector(".thanks");
  assert.match(
    await page.getAttribute(".thanks a", "href"),
    /\/applications\/[0-9a-z]{26}\?lang=de$/,
    "the way to the receipt",
  );
  await page.context().close();
});

test("a closed job shows a message; one that closes while a candidate types keeps the typed values", async () => {
  const page = await open("/closing", { body: tag("104") });
  await page.waitForSelector(FORM);
  await fill(page, "closing@example.org");
  await page.waitForFunction(
    () => document.querySelector("[data-part=file] [role=status]")?.textContent === "Uploaded",
  );
  await sandbox.changeVacancy(104, { state: "CLOSED" });
  await until("the Worker to know", async () => (await fetch(`${worker.url}/v1/meridian/jobs/104`)).status === 410);
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=problems]:not([hidden])");
  assert.match(await page.textContent("[data-part=problems]"), /no longer takes applications/);
  assert.equal(await page.inputValue('[name="first_name"]'), "Ada");
  assert.equal(await page.locator("[data-part=file]").count(), 1);
  await page.context().close();
  const later = await open("/closed", { body: tag("104") });
  await later.waitForSelector("[data-part=closed]");
  await later.screenshot({ path: join(shots, "element-closed.png") });
  await sandbox.changeVacancy(104, { state: "OPEN" });
  await later.context().close();
});

test("without WebAssembly, without storage, with a strict CSP: one complete applicant each", async () => {
  const to = worker.url;
  const rest = "style-src 'self'; base-uri 'none'; object-src 'none'";
  const csp = `default-src 'self'; connect-src ${to}; form-action ${to}; ${rest}`;
  // As the snippet in the documents has it: from the Worker's own address.
  const snippet = `<script type="module" src="${worker.url}/pkg/element.js"></script>`;
  const refuse = () =>
    Object.defineProperty(globalThis, "indexedDB", {
      get: () => {
        throw new DOMException("refused", "SecurityError");
      },
    });
  const rows = [
    [
      "wasm-absent",
      {
        script: () => {
          delete globalThis.WebAssembly;
        },
      },
      {},
    ],
    ["storage-refused", { script: refuse }, {}],
    // Without 'wasm-unsafe-eval': the Worker checks alone.
    ["strict-csp", {}, { csp }],
    ["csp-with-wasm", {}, { csp: `${csp}; script-src 'self' 'wasm-unsafe-eval'` }],
    ["csp-snippet", {}, { csp: `${csp}; script-src ${worker.url} 'wasm-unsafe-eval'`, script: snippet }],
    ["csp-snippet-without-wasm", {}, { csp: `${csp}; script-src ${worker.url}`, script: snippet }],
  ];
  for (const [name, options, page] of rows) {
    const tab = await open(`/${name}`, { body: tag("102", { attributes: "store" }), ...page }, options);
    await tab.waitForSelector(FORM);
    // A mistake is still told beside its field.
    await tab.click("[data-part=submit]");
    await tab.waitForSelector("[data-name=email] [data-part=error]:not([hidden])");
    const bytes = await fill(tab, `${name}@example.org`);
    await tab.click("[data-part=submit]");
    await tab.waitForSelector("[data-part=sent]");
    assert.deepEqual(
      (await received(`${name}@example.org`)).map((a) => a.files[0].sha256),
      [sha256(bytes)],
      name,
    );
    if (["csp-with-wasm", "csp-snippet"].includes(name)) assert.deepEqual(tab.violations, []);
    assert.ok(!tab.violations.some((text) => /style/.test(text)), tab.violations.join());
    await tab.context().close();
  }
});

test("of the package that the Worker serves, parts are kept for good, and the entry is asked for anew", async () => {
  const entry = await fetch(`${worker.url}/pkg/element.js`);
  assert.ok(!/immutable/.test(entry.headers.get("cache-control") ?? ""), entry.headers.get("cache-control"));
  const [part] = (await entry.text()).match(/parts\/[\w-]+\.js/);
  const { headers } = await fetch(`${worker.url}/pkg/${part}`);
  assert.equal(headers.get("cache-control"), "public, max-age=31536000, immutable");
  assert.equal(headers.get("access-control-allow-origin"), "*");
});

test("an idle page fetches nothing but the form; WebAssembly comes with the first file", async () => {
  const asked = [];
  const has = (part) => asked.some((url) => new RegExp(`/parts/${part}-`).test(url));
  const page = await open(
    "/light",
    { body: tag("101") },
    { before: async (tab) => tab.on("request", (request) => asked.push(request.url())) },
  );
  await page.waitForSelector(FORM);
  await page.waitForLoadState("networkidle");
  for (const part of ["editor", "sender", "inline"]) assert.ok(!has(part), asked.join("\n"));
  await begin(page);
  assert.ok(has("editor") && has("sender") && !has("inline"), asked.join("\n"));
  await fill(page, "light@example.org");
  await until("the check of the file to be fetched", () => has("inline"));
  await page.context().close();
});

test("a mistake, a file and Send are three requests to the Worker: the form is read once", async () => {
  const asked = [];
  const page = await open(
    "/requests",
    { body: tag("103") },
    {
      before: async (tab) =>
        tab.on("request", (request) => {
          const { origin, pathname } = new URL(request.url());
          if (origin === worker.url && request.method() !== "OPTIONS")
            asked.push(`${request.method()} ${pathname.replace(/^\/v1\/meridian/, "")}`);
        }),
    },
  );
  await page.waitForSelector(FORM);
  await fill(page, "requests@example");
  await uploaded(page);
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=problems]:not([hidden])");
  await page.fill('[name="email"]', "requests@example.org");
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=sent]");
  assert.deepEqual(asked, ["GET /jobs/103/form", "POST /uploads", "POST /jobs/103/applications"]);
  assert.equal((await received("requests@example.org")).length, 1);
  await page.context().close();
});

test("a form that was read a while ago refuses nothing: it is read again", async () => {
  const page = await open("/older", { body: "", script: "" });
  const count = await page.evaluate(async (endpoint) => {
    const { createClient } = await import("/pkg/index.js");
    let forms = 0;
    const { fetch } = globalThis;
    globalThis.fetch = (address, ...rest) => {
      forms += /\/form/.test(String(address.url ?? address));
      return fetch(address, ...rest);
    };
    const client = createClient({ endpoint, site: "meridian" });
    const attempt = () =>
      client.apply("101", {}).then(
        () => "sent",
        ({ code }) => code,
      );
    await client.form("101");
    const codes = [await attempt()];
    const { now } = Date;
    Date.now = () => now() + 61_000;
    codes.push(await attempt());
    return [forms, codes];
  }, worker.url);
  assert.deepEqual(count, [2, ["invalid", "invalid"]]);
  await page.context().close();
});

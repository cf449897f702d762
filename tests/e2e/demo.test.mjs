// The demo as a person uses it: a careers page in Chromium, and the sandbox as the recruiter.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { prerender } from "../../www/prerender.mjs";
import { everywhere } from "./careers.mjs";
import { launch, shots } from "./chromium.mjs";
import { freePort, prepare, root, startSandbox, startWorker, until } from "../stack.mjs";

const PDF = join(root, "tests/fixtures/ada-byron.pdf");
const DOCX = join(root, "tests/fixtures/jean-dupont.docx");

let sandbox, worker, browser, folder;
/** Every byte that any page received, and where from. */
const received = [];
const hosts = new Set();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "apply-edge-e2e-"));
  sandbox = await startSandbox();
  const port = await freePort();
  const options = {
    config: "www/wrangler.toml",
    state: folder,
    bindings: { OPERATOR_KEY: "the same key in both of them", TIMEOUT_SECONDS: "30" },
  };
  const first = await startWorker(options);
  await prepare(first, sandbox, { origins: [`http://127.0.0.1:${port}`] });
  await prerender(first.url, join(root, ".demo/site"));
  await first.stop();
  worker = await startWorker({ ...options, port });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await worker?.stop();
  await sandbox?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function open(options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on("pageerror", (error) => assert.fail(`page error: ${error.message}`));
  page.on("response", (response) => {
    hosts.add(new URL(response.url()).host);
    const read = async () => {
      const body = response.status() >= 300 && response.status() < 400 ? "" : await response.body();
      return [response.url(), JSON.stringify(await response.allHeaders()), body];
    };
    received.push(read().catch(() => [response.url(), "", ""]));
  });
  return page;
}

const sha256 = async (path) =>
  createHash("sha256")
    .update(await readFile(path))
    .digest("hex");

async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) await page.fill(`[name="${name}"]`, value);
  await page.check('[name="consent.processing"]');
}

test("a candidate applies to Huntflow with a PDF, and the recruiter has it on the vacancy", async () => {
  const page = await open({ viewport: { width: 1200, height: 900 }, locale: "en-GB" });
  await page.goto(`${worker.url}/`);
  await page.screenshot({ path: join(shots, "jobs.png"), fullPage: true });
  await page.click("text=Robotics engineer");
  await page.waitForSelector("form");
  await fill(page, {
    first_name: "Ada",
    last_name: "Byron",
    email: "ada@example.org",
    phone: "+44 20 7946 0000",
    letter: "I have always liked engines.",
  });
  await page.setInputFiles('[name="resume"]', PDF);
  await page.screenshot({ path: join(shots, "form.png"), fullPage: true });
  await page.click("button[type=submit]");
  await page.waitForSelector("[data-part=sent]");
  const applicant = await until("the applicant", async () => {
    const { huntflow } = await sandbox.received();
    return huntflow.find((a) => a.fields.email === "ada@example.org" && a.links.length > 0);
  });
  assert.equal(applicant.files[0].sha256, await sha256(PDF));
  assert.equal(applicant.links[0].vacancy, 101);
  assert.match(applicant.comments[0], /I have always liked engines/);
  await page.click("[data-part=sent] a");
  await page.waitForURL(/\/v1\/meridian\/applications\//);
  await until("the status page to say so", async () => {
    await page.reload();
    return (await page.textContent("main")).includes("Your application is with the company.");
  });
  await page.screenshot({ path: join(shots, "status.png"), fullPage: true });
  await page.context().close();
});

test("a candidate applies to Comeet with a DOCX, on a phone, in French", async () => {
  const page = await open({ viewport: { width: 360, height: 740 }, locale: "fr-FR" });
  await page.goto(`${worker.url}/tidewater/A1.00B/`);
  await page.waitForSelector("form");
  assert.equal(await page.textContent("button[type=submit]"), "Postuler");
  await fill(page, {
    first_name: "Jean",
    last_name: "Dupont",
    email: "jean.dupont@example.org",
    phone: "06 12 34 56 78",
  });
  await page.setInputFiles('[name="resume"]', DOCX);
  await page.screenshot({ path: join(shots, "form-phone.png"), fullPage: true });
  await page.click("button[type=submit]");
  await page.waitForSelector("[data-part=sent]");
  const candidate = await until("the candidate", async () => {
    const { comeet } = await sandbox.received();
    return comeet.find((c) => c.email === "jean.dupont@example.org");
  });
  assert.equal(candidate.resume.sha256, await sha256(DOCX));
  assert.equal(candidate.position_uid, "A1.00B");
  await page.context().close();
});

test("with JavaScript off the same application arrives, and an error keeps all values", async () => {
  const page = await open({ javaScriptEnabled: false, viewport: { width: 360, height: 740 }, locale: "he-IL" });
  await page.goto(`${worker.url}/meridian/103/`);
  await page.click("text=Apply");
  assert.equal(await page.getAttribute("html", "dir"), "rtl");
  await fill(page, { first_name: "עדה", last_name: "כהן", email: "ada.cohen@" });
  await page.setInputFiles('[name="resume"]', PDF);
  await page.click("button[type=submit]");
  assert.equal(await page.inputValue('[name="first_name"]'), "עדה");
  assert.ok(await page.isChecked('[name="consent.processing"]'));
  assert.match(await page.textContent(".kept"), /ada-byron\.pdf/);
  await page.screenshot({ path: join(shots, "mend-rtl.png"), fullPage: true });
  await page.fill('[name="email"]', "ada.cohen@example.org");
  await page.click("button[type=submit]");
  await page.waitForURL(/\/applications\//);
  const applicant = await until("the applicant", async () => {
    const { huntflow } = await sandbox.received();
    return huntflow.find((a) => a.fields.email === "ada.cohen@example.org" && a.links.length > 0);
  });
  assert.equal(applicant.files[0].sha256, await sha256(PDF));
  assert.deepEqual(
    applicant.links.map((link) => link.vacancy),
    [103],
  );
  await page.context().close();
});

test("the third brand is in Hebrew, right to left, with its own texts and colours; one name is enough", async () => {
  const page = await open({ viewport: { width: 360, height: 740 }, locale: "en-GB" });
  await page.goto(`${worker.url}/`);
  await page.waitForSelector("[data-site=orion] [data-part=job]");
  await page.screenshot({ path: join(shots, "jobs-phone.png"), fullPage: true });
  await page.click("[data-site=orion] [data-part=job] a >> nth=0");
  await page.waitForSelector("form");
  assert.deepEqual(await page.evaluate(() => [document.documentElement.dir, document.querySelector("form").dir]), [
    "rtl",
    "rtl",
  ]);
  assert.equal(await page.textContent("button[type=submit]"), "הצטרפו אלינו");
  await fill(page, { first_name: "עדה", email: "orion@example.org", phone: "+972 3 123 4567" });
  await page.setInputFiles('[name="resume"]', PDF);
  await page.screenshot({ path: join(shots, "orion-phone.png"), fullPage: true });
  await page.click("button[type=submit]");
  await page.waitForSelector("[data-part=sent]");
  const applicant = await until("the applicant", async () =>
    (await sandbox.received()).huntflow.find((a) => a.fields.email === "orion@example.org" && a.links.length > 0),
  );
  assert.deepEqual([applicant.fields.last_name, applicant.files[0].sha256], ["-", await sha256(PDF)]);
  await page.context().close();
});

test("an error is shown beside its field, and the typed values are kept", async () => {
  const page = await open({ viewport: { width: 1200, height: 900 }, locale: "de-DE" });
  await page.goto(`${worker.url}/meridian/101/`);
  await page.waitForSelector("form");
  await page.fill('[name="first_name"]', "Ada");
  await page.fill('[name="email"]', "ada@");
  await page.click("button[type=submit]");
  await page.waitForSelector("[data-part=problems]:not([hidden])");
  assert.match(await page.textContent("[data-name=email] [data-part=error]"), /name@example\.com/);
  assert.match(await page.textContent("[data-name=resume] [data-part=error]"), /Lebenslauf/);
  assert.equal(await page.inputValue('[name="first_name"]'), "Ada");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.part), "problems", "the summary has the focus");
  await page.click("[data-part=problems] li:first-child a");
  assert.equal(await page.evaluate(() => document.activeElement.name), "last_name");
  await page.screenshot({ path: join(shots, "problems.png"), fullPage: true });
  await page.context().close();
});

test("axe finds nothing on the careers site: the list, a job of each brand, light, dark, phone, desktop", async () => {
  const page = await open();
  const found = [];
  for (const path of ["/", "/meridian/101/", "/tidewater/A1.00B/", "/orion/103/"]) {
    await page.goto(worker.url + path);
    await page.waitForSelector(path === "/" ? "[data-site=orion] [data-part=job]" : "[data-part=form]");
    if (path === "/")
      await page.waitForFunction(() => document.querySelectorAll("apply-jobs [data-part=count]").length === 3);
    found.push(...(await everywhere(page, path)));
  }
  assert.deepEqual(found, []);
  await page.context().close();
});

test("a double click is one application", async () => {
  const page = await open({ locale: "en-GB" });
  await page.goto(`${worker.url}/meridian/104/`);
  await page.waitForSelector("form");
  await fill(page, { first_name: "Grace", last_name: "Twice", email: "grace@example.org" });
  await page.setInputFiles('[name="resume"]', PDF);
  await page.dblclick("button[type=submit]");
  await page.waitForSelector("[data-part=sent] a");
  const { pathname } = new URL(await page.getAttribute("[data-part=sent] a", "href"));
  await until(
    "delivery",
    async () =>
      (await (await fetch(worker.url + pathname, { headers: { accept: "application/json" } })).json()).state ===
      "delivered",
  );
  const { huntflow } = await sandbox.received();
  assert.equal(huntflow.filter((a) => a.fields.email === "grace@example.org").length, 1);
  await page.context().close();
});

test("a person sees the received candidates with their files", async () => {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  await page.goto(sandbox.url);
  assert.match(await page.textContent("body"), /Ada Byron[^]*Robotics engineer/);
  await page.screenshot({ path: join(shots, "sandbox.png"), fullPage: true });
  await page.close();
});

// Last, because it reads what all the others received.
test("no byte that a browser received holds a token, a secret or the ATS's address", async () => {
  const bytes = await Promise.all(received);
  assert.ok(bytes.length > 20, "the pages were recorded");
  const seen = Buffer.concat(bytes.flat().map((part) => Buffer.from(part))).toString("latin1");
  assert.ok(seen.includes("Robotics engineer"), "bodies were recorded");
  const { api_key, secret, careers_token } = await sandbox.comeetCredentials();
  const secrets = [
    "sandbox-access-",
    "sandbox-refresh-",
    api_key,
    secret,
    careers_token,
    worker.operatorKey,
    new URL(sandbox.url).host,
    "Bearer ey",
  ];
  for (const secret of secrets) assert.ok(!seen.includes(secret), `found ${secret}`);
  assert.deepEqual([...hosts], [new URL(worker.url).host], "no other host was asked");
});

// The console as whoever runs it uses it, in Chromium: at a desk and on a telephone.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { prepare, startSandbox, startWorker, until } from "../stack.mjs";
import { apply, person } from "../workerd/helpers.mjs";
import { everywhere } from "./careers.mjs";
import { launch, shots } from "./chromium.mjs";

let sandbox, worker, browser;

before(async () => {
  sandbox = await startSandbox();
  worker = await startWorker({ bindings: { JOBS_CACHE_SECONDS: "60", TIMEOUT_SECONDS: "30" } });
  await prepare(worker, sandbox);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await worker?.stop();
  await sandbox?.stop();
  await worker?.wipe();
});

const open = async (options = {}) => {
  const context = await browser.newContext({
    httpCredentials: { username: "anybody", password: worker.operatorKey },
    ...options,
  });
  return context.newPage();
};

test("a stuck delivery is seen, downloaded, retried and closed", async () => {
  for (let i = 0; i < 3; i += 1) await apply(worker);
  await apply(worker, {
    site: "tidewater",
    job: "48.16A",
    fields: { ...person({ phone: "1234567" }), "consent.processing": "1" },
  });
  await until("those", async () =>
    (await worker.operator("GET", "deliveries")).every(({ state }) => state === "delivered"),
  );
  await sandbox.faults([{ on: "POST /v2/accounts/7/applicants", times: 2, what: { refuse: 400 } }]);
  const [first, second] = [person(), person()];
  const stuck = [(await apply(worker, { fields: first })).json, (await apply(worker, { fields: second })).json];
  await until(
    "both stuck",
    async () => (await worker.operator("GET", "deliveries")).filter(({ state }) => state === "failed").length === 2,
  );
  await sandbox.faults([{ on: "POST /v2/*", times: 1000, what: { status: 503 } }]);
  for (let i = 0; i < 3; i += 1) await apply(worker);
  await until("a failure", async () =>
    (await worker.operator("GET", "deliveries")).some(({ state, error }) => state === "received" && error),
  );

  const page = await open({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${worker.url}/console`);
  assert.equal(await page.locator(".counts .alarm strong").innerText(), "2");
  assert.equal(await page.locator("tbody tr").first().getAttribute("class"), "stuck");
  await page.screenshot({ path: join(shots, "console.png"), fullPage: true });
  await page.getByRole("link", { name: "tidewater", exact: true }).click();
  await page.waitForURL(/tidewater/);
  assert.equal(await page.locator("tbody tr").count(), 1);
  await page.goto(`${worker.url}/console?show=stuck`);
  assert.equal(await page.locator("tbody tr").count(), 2);
  const seen = await open({ viewport: { width: 1280, height: 900 } });
  const found = [];
  for (const path of ["/console", "/console?show=stuck", `/console/deliveries/${stuck[0].receipt}`]) {
    await seen.goto(worker.url + path);
    found.push(...(await everywhere(seen, path)));
  }
  assert.deepEqual(found, []);
  await seen.context().close();

  const phone = await open({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
  await phone.goto(`${worker.url}/console`);
  const wide = await phone.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.ok(!wide, "nothing is wider than a telephone");
  await phone.screenshot({ path: join(shots, "console-phone.png"), fullPage: true });

  await phone.goto(`${worker.url}/console/deliveries/${stuck[0].receipt}`);
  await phone.screenshot({ path: join(shots, "console-delivery-phone.png"), fullPage: true });
  const [download] = await Promise.all([
    phone.waitForEvent("download"),
    phone.getByRole("link", { name: "The application" }).click(),
  ]);
  assert.equal(JSON.parse(await readFile(await download.path(), "utf8")).application.email, first.email);
  const [file] = await Promise.all([
    phone.waitForEvent("download"),
    phone.getByRole("link", { name: "File: cv.pdf" }).click(),
  ]);
  assert.equal(file.suggestedFilename(), "cv.pdf");
  await phone.getByLabel("Why (nothing personal)").fill("entered by hand");
  await phone.getByRole("button", { name: "Close it" }).click();
  await phone.getByText("entered by hand").waitFor();
  assert.equal(await phone.getByRole("button", { name: "Close it" }).count(), 0);

  await sandbox.faults([]);
  await page.goto(`${worker.url}/console/deliveries/${stuck[1].receipt}`);
  await page.screenshot({ path: join(shots, "console-delivery.png"), fullPage: true });
  await page.getByRole("button", { name: "Try again now" }).click();
  await until(
    "delivery",
    async () =>
      (await worker.operator("GET", "deliveries")).find(({ receipt }) => receipt === stuck[1].receipt).state ===
      "delivered",
    180,
  );

  for (const [name, viewer] of [
    ["status-desktop", page],
    ["status-phone", phone],
  ]) {
    await viewer.goto(`${worker.url}${stuck[1].status}`);
    await viewer.getByRole("button", { name: /Withdraw/i }).waitFor();
    await viewer.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  }
});

// <apply-jobs> and the Worker's list of jobs, searched and filtered; and what search engines read of a job.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { careers } from "./careers.mjs";
import { shots } from "./chromium.mjs";
import { until } from "../stack.mjs";

let all, sandbox, worker, browser, open;

before(async () => {
  all = await careers({ change: { country: "DE" } });
  ({ sandbox, worker, browser, open } = all);
});
after(() => all?.stop());

test("<apply-jobs> lists the open jobs, searches and filters them, and links to their pages", async () => {
  const page = await open("/jobs", {
    body: `<apply-jobs endpoint="${worker.url}" site="meridian" href="/careers/{id}/">
      <a href="${worker.url}/v1/meridian/jobs">Jobs</a></apply-jobs>`,
  });
  await page.waitForSelector("[data-part=job]");
  const titles = () => page.$$eval("[data-part=job] a", (all) => all.map(({ textContent }) => textContent));
  const all = await titles();
  assert.ok(all.length >= 3, all.join());
  assert.equal(await page.getAttribute("[data-part=job] a", "href"), "/careers/101/");
  await page.fill("[type=search]", "ROBOTICS");
  assert.deepEqual(await titles(), ["Robotics engineer"]);
  await page.fill("[type=search]", "robotics  berlin");
  assert.deepEqual(await titles(), ["Robotics engineer"], "every word, wherever it stands");
  await page.fill("[type=search]", "nobody");
  assert.equal(await page.textContent("[data-part=count]"), "No open job fits this search.");
  await page.fill("[type=search]", "");
  assert.equal(await page.textContent("[data-part=job]:first-child time"), "Posted on 1 October 2026");
  const groups = () =>
    page.$$eval("[data-part=group]", (all) =>
      all.map((group) => [group.querySelector("h2").textContent, group.querySelectorAll("[data-part=job]").length]),
    );
  assert.deepEqual(await groups(), [
    ["Engineering", 2],
    ["Производство", 1],
    ["מחקר", 1],
  ]);
  await page.getByLabel("Department").selectOption("Engineering");
  assert.deepEqual(await groups(), [["Engineering", 2]]);
  await page.getByLabel("Location").selectOption("חיפה");
  assert.equal(await page.textContent("[data-part=count]"), "No open job fits this search.");
  await page.getByLabel("Department").selectOption("");
  assert.deepEqual(await groups(), [["מחקר", 1]]);
  await page.screenshot({ path: join(shots, "element-jobs.png"), fullPage: true });
  const response = await fetch(`${worker.url}/v1/meridian/jobs?q=robotics`, {
    headers: { accept: "application/json" },
  });
  assert.deepEqual(
    (await response.json()).jobs.map(({ title }) => title),
    ["Robotics engineer"],
  );
  await page.context().close();
});

test("without scripts the jobs are searched, filtered and grouped too", async () => {
  const page = await (await browser.newContext({ javaScriptEnabled: false, locale: "de-DE" })).newPage();
  await page.goto(`${worker.url}/v1/meridian/jobs`);
  assert.deepEqual(await page.locator("main h2").allTextContents(), ["Engineering", "Производство", "מחקר"]);
  await page.fill("[name=q]", "robotics berlin");
  await page.click("main button");
  await page.waitForURL(/q=robotics/);
  assert.deepEqual(await page.locator(".jobs a").allTextContents(), ["Robotics engineer"]);
  assert.equal(await page.inputValue("[name=q]"), "robotics berlin");
  assert.equal(await page.getAttribute("html", "lang"), "de");
  await page.selectOption("[name=region]", "חיפה");
  await page.click("main button");
  await page.waitForURL(/region=%/);
  assert.match(await page.textContent("[role=status]"), /Keine offene Stelle passt/);
  await page.context().close();
});

test("a job's page and its answer have a JobPosting valid by Google's rules; a closed one has none", async () => {
  const address = `${worker.url}/v1/meridian/jobs/101`;
  const { json_ld: posting } = await (await fetch(address, { headers: { accept: "application/json" } })).json();
  const page = await (await browser.newContext()).newPage();
  await page.goto(address);
  assert.deepEqual(JSON.parse(await page.textContent('script[type="application/ld+json"]')), posting);
  assert.deepEqual(
    [posting["@context"], posting["@type"], posting.directApply, posting.url],
    ["https://schema.org/", "JobPosting", true, address],
  );
  assert.match(posting.datePosted, /^\d{4}-\d\d-\d\d$/);
  assert.ok(posting.title && posting.description.startsWith("<") && posting.hiringOrganization.name);
  assert.deepEqual(
    [posting.jobLocation["@type"], posting.jobLocation.address["@type"], posting.jobLocation.address.addressCountry],
    ["Place", "PostalAddress", "DE"],
  );
  assert.deepEqual(posting.identifier, {
    "@type": "PropertyValue",
    name: posting.hiringOrganization.name,
    value: "101",
  });
  // A job that the Worker has had is closed later; one that it never had is not found.
  const other = () => fetch(`${worker.url}/v1/meridian/jobs/103`);
  assert.equal((await other()).status, 200);
  await sandbox.changeVacancy(103, { state: "CLOSED" });
  await until("the Worker to know", async () => (await other()).status === 410);
  await page.goto(`${worker.url}/v1/meridian/jobs/103`);
  assert.equal(await page.locator('script[type="application/ld+json"]').count(), 0);
  await sandbox.changeVacancy(103, { state: "OPEN" });
  await page.context().close();
});

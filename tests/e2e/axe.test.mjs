// What axe finds: nothing, on every page and in every state, in light and dark, at 320 and 1280 px.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pdf } from "../workerd/tus.mjs";
import { apply, person } from "../workerd/helpers.mjs";
import { FORM, careers, everywhere, fill, stored, uploaded } from "./careers.mjs";
import { EMAIL, STATES } from "./states.mjs";
import { until } from "../stack.mjs";

let all, sandbox, worker, browser, tag, open;

before(async () => {
  const fields = { last_name: "required", links: "optional", birthday: "optional" };
  all = await careers({
    change: {
      country: "DE",
      photo: "optional",
      attachments: { max_files: 2 },
      prefill: true,
      talent_pool: "103",
      fields,
    },
  });
  ({ sandbox, worker, browser, tag, open } = all);
});
after(() => all?.stop());

/** Further states, which are no pictures. */
const MORE = {
  paused: async (page) => {
    await STATES.uploading(page);
    await page.click("[data-part=file] >> text=Pause");
    await page.waitForSelector("[data-part=file][data-state=paused]");
  },
  waiting: async (page) => {
    await page.route("**/uploads*", (route) => route.fulfill({ status: 503, body: "" }));
    await fill(page, EMAIL);
    await page.waitForSelector("[data-part=file][data-state=waiting]");
  },
  failed: async (page) => {
    await page.route("**/uploads*", (route) => route.fulfill({ status: 403, body: "" }));
    await fill(page, EMAIL);
    await page.waitForSelector("[data-part=file][data-state=failed]");
  },
  refused: async (page) => {
    await page.setInputFiles('[name="files"]', [
      { name: "a.exe", mimeType: "", buffer: Buffer.from("MZ") },
      { name: "b.pdf", mimeType: "", buffer: Buffer.from("MZ") },
    ]);
    await page.waitForSelector("[data-name=files] [data-part=error]:not([hidden])");
  },
  prefilled: async (page) => {
    await page.setInputFiles('[name="resume"]', {
      name: "cv.pdf",
      mimeType: "",
      buffer: Buffer.concat([pdf(3000), Buffer.from(" /Font /Subtype /Image")]),
    });
    await page.click("text=Fill in the form from this resume");
    await page.getByLabel("Send the photo").waitFor();
  },
  restored: async (page) => {
    await fill(page, EMAIL);
    await uploaded(page);
    await until("the draft to be kept", async () => (await stored(page)).drafts.some(({ fields }) => fields.email));
    await page.reload();
    await page.waitForSelector("[data-part=restored]:not([hidden])");
  },
};

const list = () =>
  `<h2>Robots</h2><apply-jobs endpoint="${worker.url}" site="meridian"></apply-jobs>
    <h2>Health</h2><apply-jobs endpoint="${worker.url}" site="tidewater"></apply-jobs>`;

for (const [state, reach] of Object.entries({ ...STATES, ...MORE })) {
  test(`the form, ${state}`, async () => {
    const found = [];
    for (const theme of ["plain", "card"]) {
      const page = await open(`/axe-${state}`, {
        lang: state === "right-to-left" ? "he" : "en",
        dark: true,
        body: tag("101", { attributes: `store theme="${theme}"` }),
      });
      await page.waitForSelector(FORM);
      await reach(page);
      found.push(...(await everywhere(page, theme)));
      await page.context().close();
    }
    assert.deepEqual(found, []);
  });
}

test("lists of jobs, two on a page, and one below a first heading", async () => {
  const page = await open("/axe-jobs", { dark: true, body: list() });
  await page.waitForFunction(() => document.querySelectorAll("apply-jobs [data-part=count]").length === 2);
  const found = await everywhere(page, "two");
  await page.fill("[type=search]", "nobody");
  found.push(...(await everywhere(page, "none fits")));
  const alone = await open("/axe-list", {
    dark: true,
    body: `<apply-jobs endpoint="${worker.url}" site="meridian"></apply-jobs>`,
  });
  await alone.waitForSelector("[data-part=job]");
  assert.equal(await alone.locator("[data-part=group] h2").count(), 3, "no level is skipped");
  assert.deepEqual([...found, ...(await everywhere(alone, "alone"))], []);
  await page.context().close();
  await alone.context().close();
});

test("the page's own form, with errors and a draft", async () => {
  const inside = `<form><label>Given name <input name="first_name"></label>
    <label>Family name <input name="last_name"></label><label>Mail <input name="email"></label>
    <label>CV <input type="file" name="resume"></label>
    <label><input type="checkbox" name="consent.processing" value="2026-10"> Yes</label>
    <button>Send it</button></form>`;
  const page = await open("/axe-own", { dark: true, body: tag("102", { inside, attributes: "store" }) });
  await page.waitForSelector('[name="idempotency_key"]', { state: "attached" });
  await page.fill('[name="first_name"]', "Ada");
  await until("the draft to be kept", async () => (await stored(page)).drafts.length);
  await page.reload();
  await page.waitForSelector("[data-part=restored]:not([hidden])");
  assert.equal(await page.inputValue('[name="first_name"]'), "Ada");
  await page.click("text=Send it");
  await page.waitForSelector("[data-part=problems]:not([hidden])");
  assert.deepEqual(await everywhere(page, "own"), []);
  // Whoever comes next to a computer that is shared can erase it.
  await page.click("[data-part=restored] button");
  await page.waitForFunction(() => document.querySelector('[name="first_name"]').value === "");
  await page.context().close();
});

test("a closed job with another one on offer, before and while the form is filled in", async () => {
  const page = await open("/axe-closing", { dark: true, body: tag("104") });
  await page.waitForSelector(FORM);
  await fill(page, EMAIL);
  await uploaded(page);
  await sandbox.changeVacancy(104, { state: "CLOSED" });
  await until("the Worker to know", async () => (await fetch(`${worker.url}/v1/meridian/jobs/104`)).status === 410);
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=problems] button");
  const posting = `<script type="application/ld+json">{"@context":"https://schema.org/","@type":"JobPosting",
      "identifier":{"@type":"PropertyValue","value":"104"}}</script>`;
  const later = await open("/axe-closed", { dark: true, body: tag("104") + posting });
  await later.waitForSelector("[data-part=closed]");
  assert.equal(
    await later.locator('script[type="application/ld+json"]').count(),
    0,
    "search engines are not told of it any more",
  );
  assert.deepEqual([...(await everywhere(page, "closing")), ...(await everywhere(later, "closed"))], []);
  await page.context().close();
  await later.context().close();
  const ours = await (await browser.newContext()).newPage();
  const found = [];
  for (const path of ["/v1/meridian/jobs/104", "/v1/meridian/jobs/104/apply?lang=he"]) {
    await ours.goto(worker.url + path);
    found.push(...(await everywhere(ours, path)));
  }
  assert.deepEqual(found, []);
  await ours.context().close();
  await sandbox.changeVacancy(104, { state: "OPEN" });
});

test("the Worker's own pages, also with errors, a kept file, and after a withdrawal", async () => {
  const receipt = (await apply(worker, { fields: person() })).json;
  const page = await (await browser.newContext({ locale: "en-GB" })).newPage();
  const found = [];
  for (const path of [
    "/v1/meridian/jobs",
    "/v1/meridian/jobs?q=nobody",
    "/v1/tidewater/jobs?lang=de",
    "/v1/meridian/jobs/101",
    "/v1/meridian/jobs/101/apply?lang=he",
    `${receipt.status}?lang=de`,
    "/v1/meridian/jobs/nothing",
  ]) {
    await page.goto(worker.url + path);
    found.push(...(await everywhere(page, path)));
  }
  await page.goto(`${worker.url}/v1/meridian/jobs/102/apply`);
  await page.fill('[name="first_name"]', "Ada");
  await page.setInputFiles('[name="resume"]', { name: "cv.pdf", mimeType: "application/pdf", buffer: pdf(3000) });
  await page.setInputFiles('[name="files"]', [
    { name: "one.pdf", mimeType: "application/pdf", buffer: pdf(3000) },
    { name: "two.pdf", mimeType: "application/pdf", buffer: pdf(3000) },
  ]);
  await page.click("button[type=submit]");
  await page.waitForSelector(".problems");
  assert.deepEqual(await page.locator(".kept label").allTextContents(), [
    "cv.pdf is attached. Untick it to remove it, or choose another file to replace it.",
    "one.pdf is attached. Untick it to remove it.",
    "two.pdf is attached. Untick it to remove it.",
  ]);
  found.push(...(await everywhere(page, "mend")));
  // What is let go of does not go along.
  await page.getByLabel("one.pdf is attached").uncheck();
  await page.fill('[name="last_name"]', "Byron");
  await page.fill('[name="email"]', "kept@example.org");
  await page.check('[name="consent.processing"]');
  await page.click("button[type=submit]");
  await page.waitForURL(/\/applications\//);
  assert.deepEqual((await all.received("kept@example.org"))[0].files.map(({ name }) => name).sort(), [
    "cv.pdf",
    "two.pdf",
  ]);
  await page.click("main button");
  await page.waitForFunction(() => !document.querySelector("main button"));
  found.push(...(await everywhere(page, "withdrawn")));
  assert.deepEqual(found, []);
  await page.context().close();
});

// Every state of the form at phone and desktop width, as pictures to look at. The references in
// tests/surface were looked at; SURFACE=keep makes them anew.
import assert from "node:assert/strict";
import { mkdir, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pdf } from "../workerd/tus.mjs";
import { FORM, careers, fill, uploaded } from "./careers.mjs";
import { EMAIL, STATES, slow } from "./states.mjs";
import { shots } from "./chromium.mjs";
import { root, until } from "../stack.mjs";

const REFERENCES = join(root, "tests/surface");
const folder = process.env.SURFACE === "keep" ? REFERENCES : join(shots, "surface");
const WIDTHS = { phone: 360, desktop: 1280 };
let all, sandbox, worker, tag, open;

before(async () => {
  await mkdir(folder, { recursive: true });
  all = await careers({ change: { photo: "optional", fields: { last_name: "required" } } });
  ({ sandbox, worker, tag, open } = all);
});
after(() => all?.stop());

for (const [state, reach] of Object.entries(STATES)) {
  test(`${state}, on a phone and on a desktop`, async () => {
    for (const [name, width] of Object.entries(WIDTHS)) {
      const lang = state === "right-to-left" ? "he" : "en";
      const page = await open(
        `/${state}`,
        { lang, body: tag("101", { attributes: 'theme="card"' }) },
        { viewport: { width, height: 800 } },
      );
      await page.waitForSelector(FORM);
      await reach(page);
      assert.equal(
        await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
        true,
        "no sideways scrolling",
      );
      await page.screenshot({ path: join(folder, `${state}-${name}.png`), fullPage: true });
      await page.context().close();
    }
  });
}

test("the button does not move during and after an upload, so that a press meets it", async () => {
  const page = await open("/still", { body: tag("101") }, { viewport: { width: 360, height: 800 } });
  await page.waitForSelector(FORM);
  await slow(60_000)(page);
  await fill(page, EMAIL, pdf(200_000));
  const top = () => page.$eval("[data-part=submit]", (button) => button.getBoundingClientRect().top + scrollY);
  await page.waitForSelector("[data-part=file][data-state=uploading]");
  const before = await top();
  await uploaded(page);
  assert.equal(await top(), before);
  await page.context().close();
});

test("closed, on a phone and on a desktop", async () => {
  await fetch(`${worker.url}/v1/meridian/jobs/104/form`);
  await sandbox.changeVacancy(104, { state: "CLOSED" });
  await until("the Worker to know", async () => (await fetch(`${worker.url}/v1/meridian/jobs/104`)).status === 410);
  for (const [name, width] of Object.entries(WIDTHS)) {
    const page = await open(
      "/closed",
      { body: tag("104", { attributes: 'theme="card"' }) },
      { viewport: { width, height: 800 } },
    );
    await page.waitForSelector("[data-part=closed]");
    await page.screenshot({ path: join(folder, `closed-${name}.png`), fullPage: true });
    await page.context().close();
  }
});

test("every state has a reference, and every reference a state", async () => {
  const kept = (await readdir(REFERENCES)).filter((name) => name.endsWith(".png")).sort();
  const made = (await readdir(folder)).filter((name) => name.endsWith(".png")).sort();
  assert.deepEqual(kept, made);
  // A PNG's width stands in its header: the same layout at the same width.
  for (const name of made)
    assert.equal(
      (await readFile(join(folder, name))).readUInt32BE(16),
      (await readFile(join(REFERENCES, name))).readUInt32BE(16),
      name,
    );
});

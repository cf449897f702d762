// One application, complete, whatever the browser lacks and whatever the candidate does: the matrix of
// what can be missing, and the ways to send a form twice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pdf, sha256 } from "../workerd/tus.mjs";
import { FORM, begin, careers, fill, stored, uploaded } from "./careers.mjs";
import { until } from "../stack.mjs";

let all, sandbox, worker, tag, open, received;

before(async () => {
  all = await careers();
  ({ sandbox, worker, tag, open, received } = all);
});
after(() => all?.stop());

/** Exactly one applicant, on one vacancy, with the file; a while later still. */
async function one(email, bytes) {
  await received(email);
  // Whatever was sent twice would have been delivered by the time the next application is.
  const next = `after-${email}`;
  const page = await open("/next", { body: tag("102") });
  await page.waitForSelector(FORM);
  await fill(page, next);
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=sent]");
  await page.context().close();
  await received(next);
  const found = await received(email);
  assert.deepEqual(
    found.map((a) => [a.links.length, a.files.map((f) => f.sha256)]),
    [[1, [sha256(bytes)]]],
    email,
  );
}

test("JavaScript off: the link inside the tag leads to a complete form", async () => {
  const page = await open("/off", { body: tag("101") }, { javaScriptEnabled: false });
  await page.click("text=Apply");
  await page.waitForSelector("form");
  // A mistake first: what was typed, and the file, stay.
  const bytes = await fill(page, "off@example");
  await page.click("button[type=submit]");
  await page.waitForSelector("#email-error");
  assert.equal(await page.inputValue('[name="first_name"]'), "Ada");
  await page.fill('[name="email"]', "off@example.org");
  await page.click("button[type=submit]");
  await page.waitForURL(/\/applications\//);
  await one("off@example.org", bytes);
  await page.context().close();
});

test("JavaScript off: the form inside the tag is posted to the Worker", async () => {
  const inside = `<form method="post" enctype="multipart/form-data" \
action="${worker.url}/v1/meridian/jobs/101/applications">
    <input name="first_name" aria-label="First"><input name="last_name" aria-label="Last">
    <input name="email" aria-label="Mail"><input type="file" name="resume" aria-label="CV">
    <input type="checkbox" name="consent.processing" value="2026-10" aria-label="Yes"><button>Send</button></form>`;
  const page = await open("/off-inside", { body: tag("101", { inside }) }, { javaScriptEnabled: false });
  const bytes = await fill(page, "inside@example.org");
  await page.click("text=Send");
  await page.waitForURL(/\/applications\//);
  await one("inside@example.org", bytes);
  await page.context().close();
});

test("offline while typing and sending, then online: the form says so, waits, and is sent by itself", async () => {
  const page = await open("/offline", { body: tag("103") });
  await page.waitForSelector(FORM);
  await begin(page);
  await page.context().setOffline(true);
  const bytes = await fill(page, "offline@example.org");
  await page.waitForFunction(() =>
    /offline/i.test(document.querySelector("[data-part=file] [role=status]")?.textContent),
  );
  await page.click("[data-part=submit]");
  await page.waitForFunction(
    () => document.querySelector("[data-part=submit]").getAttribute("aria-disabled") === "true",
  );
  await page.context().setOffline(false);
  await page.waitForSelector("[data-part=sent]");
  await one("offline@example.org", bytes);
  await page.context().close();
});

test("offline before anybody began: it says so, and goes by itself with everything once it is online", async () => {
  const page = await open("/offline-first", { body: tag("103") });
  await page.waitForSelector(FORM);
  await page.context().setOffline(true);
  const bytes = await fill(page, "offline-first@example.org", undefined, { shown: false });
  await page.click("[data-part=submit]");
  await page.waitForFunction(() => /offline/i.test(document.querySelector("[data-part=status]").textContent));
  await page.context().setOffline(false);
  await page.waitForSelector("[data-part=sent]");
  await one("offline-first@example.org", bytes);
  await page.context().close();
});

test("where what sends it cannot be fetched, the form posts itself, with its file", async () => {
  const blocked = (tab) => tab.route(/parts\/editor/, (route) => route.abort());
  const page = await open("/blocked-part", { body: tag("101") }, { before: blocked });
  await page.waitForSelector(FORM);
  const bytes = await fill(page, "blocked-part@example.org", undefined, { shown: false });
  await page.click("[data-part=submit]");
  await page.waitForURL(/\/applications\//);
  await one("blocked-part@example.org", bytes);
  await page.context().close();
});

test("slow 3G: the progress of the file is shown, and the application arrives once", async () => {
  // As Chromium's own "Slow 3G", from the first byte of the page on.
  const slow = async (tab) => {
    const network = await tab.context().newCDPSession(tab);
    await network.send("Network.enable");
    await network.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 400,
      downloadThroughput: 50_000,
      uploadThroughput: 50_000,
    });
  };
  const page = await open("/3g", { body: tag("101") }, { before: slow });
  await page.waitForSelector(FORM, { timeout: 60_000 });
  const bytes = await fill(page, "3g@example.org", pdf(300_000));
  await page.waitForFunction(() => document.querySelector("[data-part=file] progress")?.value > 0);
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=sent]", { timeout: 60_000 });
  await one("3g@example.org", bytes);
  await page.context().close();
});

test("a double click, and a click while the form is being sent, are one application", async () => {
  const page = await open("/double", { body: tag("101") });
  await page.waitForSelector(FORM);
  const bytes = await fill(page, "double@example.org");
  await page.dblclick("[data-part=submit]");
  await page.click("[data-part=submit]", { timeout: 500 }).catch(() => {});
  await page.waitForSelector("[data-part=sent]");
  await one("double@example.org", bytes);
  await page.context().close();
});

test("a double click without scripts is one application", async () => {
  const page = await open("/double-off", { body: tag("101") }, { javaScriptEnabled: false });
  await page.click("text=Apply");
  await page.waitForSelector("form");
  const bytes = await fill(page, "double-off@example.org");
  await page.dblclick("button[type=submit]");
  // The first press's page is left for the second's: either of them.
  await until("the receipt's page", () => /\/applications\//.test(page.url()));
  await one("double-off@example.org", bytes);
  await page.context().close();
});

test("the back button after sending, and sending once more: the same application", async () => {
  for (const scripts of [true, false]) {
    const email = `back-${scripts}@example.org`;
    const page = await open("/back", { body: tag("103", { attributes: "store" }) }, { javaScriptEnabled: scripts });
    if (!scripts) await page.click("text=Apply");
    await page.waitForSelector('[name="email"]');
    const bytes = await fill(page, email);
    if (scripts) await uploaded(page);
    await page.click("button[type=submit]");
    if (scripts) {
      await page.waitForSelector("[data-part=sent]");
      await page.click("[data-part=sent] a");
    }
    await page.waitForURL(/\/applications\//);
    await page.goBack();
    await page.waitForSelector('[name="email"]');
    // A browser may have kept what was typed or not; the candidate makes sure, with the same file.
    await fill(page, email, bytes);
    if (scripts) await uploaded(page);
    await page.click("button[type=submit]");
    if (scripts) await page.waitForSelector("[data-part=sent]");
    else await page.waitForURL(/\/applications\//);
    await one(email, bytes);
    await page.context().close();
  }
});

test("a reload while the form is being sent, and sending again: the same application", async () => {
  const page = await open("/reload", { body: tag("102", { attributes: "store" }) });
  await page.waitForSelector(FORM);
  const bytes = await fill(page, "reload@example.org");
  await uploaded(page);
  await until("the draft to be kept", async () => (await stored(page)).drafts.some(({ fields }) => fields.email));
  // The Worker has it, and the page never hears of it.
  let posts = 0;
  await page.route("**/applications*", async (route) => {
    posts += 1;
    await route.fetch().catch(() => {});
  });
  await page.click("[data-part=submit]");
  await until("the Worker to have it", async () =>
    (await sandbox.received()).huntflow.some((a) => a.fields.email === "reload@example.org"),
  );
  await page.unroute("**/applications*");
  await page.reload();
  await page.waitForSelector(FORM);
  assert.equal(await page.inputValue('[name="email"]'), "reload@example.org", "what was typed is there");
  await page.check('[name="consent.processing"]');
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=sent]");
  assert.ok(posts >= 1);
  await one("reload@example.org", bytes);
  await page.context().close();
});

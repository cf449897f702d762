// A form that is filled from the resume, as a candidate meets it, in Chromium.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pdf, sha256 } from "../workerd/tus.mjs";
import { shots } from "./chromium.mjs";
import { demoSite, fill } from "./demo-site.mjs";

let all, sandbox, file, open, receivedFrom;

before(async () => {
  all = await demoSite();
  ({ sandbox, file, open, receivedFrom } = all);
});
after(() => all?.stop());

test("prefill: nothing goes to the ATS before the candidate agrees; only empty fields are filled", async () => {
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
  assert.deepEqual(
    await Promise.all(["last_name", "email", "phone", "position", "company", "birthday", "salary"].map(value)),
    ["Byron", "ada@example.org", "+44 20 7946 0000", "Engineer", "Analytical Engines", "1990-05-01", "100000"],
  );
  await page.screenshot({ path: join(shots, "prefilled.png"), fullPage: true });
  await page.fill('[name="email"]', "augusta@example.org");
  await page.check('[name="consent.processing"]');
  await page.click("button[type=submit]");
  await page.waitForSelector("[data-part=sent]");
  const [applicant] = await receivedFrom("augusta@example.org");
  assert.deepEqual(
    [applicant.fields.birthday, applicant.fields.position, applicant.fields.company, applicant.fields.money],
    ["1990-05-01", "Engineer", "Analytical Engines", "100000"],
  );
  assert.equal(applicant.files[0].sha256, sha256(bytes));
  assert.equal((await uploads()).length, 1, "the file was there already");
  await page.context().close();
});

test("prefill: a resume's photo is sent unless it is unticked; for a scan the form says nothing was read", async () => {
  const portrait = Buffer.concat([pdf(5000), Buffer.from("\n<</Type /Font>> <</Subtype /Image>>")]);
  for (const sends of [true, false]) {
    const email = `portrait-${sends}@example.org`;
    const page = await open("/meridian/104/");
    await page.waitForSelector("form");
    await page.setInputFiles(
      '[name="resume"]',
      await file("portrait.pdf", Buffer.concat([portrait, Buffer.from(email)])),
    );
    // Pressed while the file is on its way: it waits for that, and nothing below it moves.
    await page.focus("text=Fill in the form from this resume");
    await page.keyboard.press("Enter");
    const box = page.getByLabel("Send the photo from this resume along");
    await box.waitFor();
    assert.ok(await box.isChecked());
    assert.equal(
      await page.evaluate(() => document.activeElement.dataset.part),
      "file",
      "whoever pressed it is still there",
    );
    const mark = await page.getAttribute("[data-name=last_name] [data-part=from-resume]", "id");
    assert.ok(
      (await page.getAttribute('[name="last_name"]', "aria-describedby")).split(" ").includes(mark),
      "the mark is tied to its field",
    );
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
  await page.setInputFiles(
    '[name="resume"]',
    await file("scan.pdf", Buffer.concat([pdf(5000), Buffer.from("\n<</Subtype /Image>>")])),
  );
  await page.click("text=Fill in the form from this resume");
  await page.waitForSelector("text=Nothing could be read");
  assert.equal(await page.inputValue('[name="last_name"]'), "");
  await page.context().close();
});

test("with the ATS down the form is filled in by hand; a photo and further files are sent", async () => {
  const page = await open("/meridian/101/");
  await page.waitForSelector("form");
  await sandbox.faults([{ on: "POST /v2/accounts/7/upload", times: 1, what: { status: 503 } }]);
  await page.setInputFiles('[name="resume"]', await file("by-hand.pdf", pdf(40_000)));
  await page.click("text=Fill in the form from this resume");
  await page.waitForSelector("[data-part=file] >> text=Please try again in a moment");
  assert.ok(await page.isVisible("text=Fill in the form from this resume"), "it can be asked for once more");
  await fill(page, "by-hand@example.org");
  await page.fill('[name="links"]', "https://example.org/a\nhttps://example.org/b");
  await page.setInputFiles(
    '[name="photo"]',
    await file("me.png", Buffer.from("89504e470d0a1a0a0000000d494844520000000a0000000a0802000000", "hex")),
  );
  await page.setInputFiles('[name="files"]', [await file("one.pdf", pdf(1000)), await file("two.pdf", pdf(2000))]);
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll("[data-part=file] [role=status]")].filter(
        ({ textContent }) => textContent === "Uploaded",
      ).length === 3,
  );
  await page.check('[name="consent.processing"]');
  await page.screenshot({ path: join(shots, "files.png"), fullPage: true });
  await page.click("button[type=submit]");
  await page.waitForSelector("[data-part=sent]");
  const [applicant] = await receivedFrom("by-hand@example.org");
  assert.equal(applicant.files.length, 3);
  assert.equal(typeof applicant.fields.photo, "number");
  assert.match(applicant.comments[0], /Link: https:\/\/example\.org\/a\nLink: https:\/\/example\.org\/b/);
  await page.context().close();
});

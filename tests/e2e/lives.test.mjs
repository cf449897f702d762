// What pages do with the element besides showing it, and what candidates do while it is busy: it is taken out
// and put back, told to send too early and too late, its job changes, files change under Send.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pdf, sha256 } from "../workerd/tus.mjs";
import { FORM, careers, fill, stored, uploaded, violations } from "./careers.mjs";
import { until } from "../stack.mjs";

let all, worker, usual, tag, open, received;

before(async () => {
  all = await careers({ change: { resume: { required: false }, attachments: { max_files: 2 } } });
  ({ worker, usual, tag, open, received } = all);
});
after(() => all?.stop());

const picked = (name, buffer = pdf(20_000)) => ({ name, mimeType: "application/pdf", buffer });
/** A form that the page wrote itself, with more in it. */
const ownForm = (
  more = "",
) => `<form><input name="first_name" aria-label="First"><input name="last_name" aria-label="Last">
  <input name="email" aria-label="Mail"><input type="file" name="resume" aria-label="CV">
  ${more}<label><input type="checkbox" name="consent.processing" value="2026-10"> Yes</label>
  <button>Send</button></form>`;
/** Takes the element out, and puts it back after so many milliseconds. */
const putAside = (page, ms) =>
  page.evaluate(async (ms) => {
    const element = document.querySelector("apply-form");
    const parent = element.parentNode;
    element.remove();
    await new Promise((done) => setTimeout(done, ms));
    parent.append(element);
  }, ms);
const sent = (page) => page.waitForSelector("[data-part=sent]");
/** The texts and the files' digests of the one applicant with an address. */
async function one(email) {
  const found = await received(email);
  assert.equal(found.length, 1, "one applicant");
  return {
    fields: found[0].fields,
    files: found[0].files.map((file) => file.sha256),
    vacancy: found[0].links[0].vacancy,
  };
}

test("an element that is removed and put back keeps its values, and continues its uploads", async () => {
  const page = await open(
    "/tabs",
    { body: tag("101") },
    {
      before: (tab) =>
        tab.route("**/uploads/*", async (route) => {
          if (route.request().method() === "PATCH") await new Promise((done) => setTimeout(done, 300));
          await route.continue();
        }),
    },
  );
  await page.waitForSelector(FORM);
  const bytes = await fill(page, "tabs@example.org", pdf(600_000));
  await putAside(page, 200);
  assert.equal(await page.inputValue('[name="email"]'), "tabs@example.org");
  assert.equal(await page.locator('[name="idempotency_key"]').count(), 1);
  await uploaded(page);
  await page.click("[data-part=submit]");
  await sent(page);
  assert.deepEqual((await one("tabs@example.org")).files, [sha256(bytes)]);
  // Put back after it was sent it still says so.
  await putAside(page, 100);
  assert.equal(await page.locator("[data-part=sent]").count(), 1);
  await page.context().close();
});

test("a copy of a page with the form in it gets a form of its own", async () => {
  const page = await open("/copy", { body: tag("101") });
  await page.waitForSelector(FORM);
  const old = await page.inputValue('[name="idempotency_key"]');
  await page.evaluate(() => {
    const copy = document.querySelector("main").cloneNode(true);
    document.querySelector("main").replaceWith(copy);
  });
  // The copied form, which is dead, has the old one's key.
  await page.waitForFunction(
    ([form, old]) => {
      const key = document.querySelector(form)?.elements.namedItem("idempotency_key")?.value;
      return key && key !== old;
    },
    [FORM, old],
  );
  await fill(page, "copy@example.org");
  await page.click("[data-part=submit]");
  await sent(page);
  assert.equal((await one("copy@example.org")).files.length, 1);
  await page.context().close();
});

test("submit() waits until the form is shown, and does nothing after the form was sent", async () => {
  const page = await open(
    "/early",
    { body: tag("101") },
    {
      before: (tab) =>
        tab.route("**/jobs/*/form*", async (route) => {
          await new Promise((done) => setTimeout(done, 500));
          await route.continue();
        }),
    },
  );
  await page.waitForFunction(() => customElements.get("apply-form"));
  await page.evaluate(() => document.querySelector("apply-form").submit());
  await page.waitForSelector("[data-part=problems]:not([hidden])");
  await fill(page, "early@example.org");
  await page.click("[data-part=submit]");
  await sent(page);
  await page.evaluate(() => document.querySelector("apply-form").submit());
  await page.evaluate(() => document.querySelector("apply-form").reset());
  assert.equal(await page.locator("[data-part=sent]").count(), 1);
  await one("early@example.org");
  await page.context().close();
});

test("a changed job attribute shows another form, which is sent to that job", async () => {
  const page = await open("/routes", { body: tag("101") });
  await page.waitForSelector(FORM);
  await page.fill('[name="first_name"]', "Somebody");
  await page.evaluate(() => document.querySelector("apply-form").setAttribute("job", "103"));
  await page.waitForFunction((form) => document.querySelector(form)?.action.includes("/jobs/103/"), FORM);
  assert.equal(await page.locator(FORM).count(), 1);
  assert.equal(await page.inputValue('[name="first_name"]'), "");
  await fill(page, "routes@example.org");
  // Another look takes nothing away.
  await page.evaluate(() => document.querySelector("apply-form").setAttribute("theme", "card"));
  await page.evaluate(() => document.querySelector("apply-form").setAttribute("source", "utm_source=letter"));
  assert.equal(await page.inputValue('[name="source"]'), "utm_source=letter");
  await page.click("[data-part=submit]");
  await sent(page);
  assert.equal((await one("routes@example.org")).vacancy, 103);
  await page.context().close();
});

test("changes during an upload are sent; a paused upload is resumed when the form is sent", async () => {
  let hold = true;
  const waiting = [];
  const page = await open(
    "/busy",
    { body: tag("101") },
    {
      before: (tab) =>
        tab.route("**/uploads**", async (route) => {
          if (hold && ["POST", "PATCH"].includes(route.request().method()))
            await new Promise((done) => waiting.push(done));
          await route.continue().catch(() => {});
        }),
    },
  );
  await page.waitForSelector(FORM);
  await fill(page, "busy@example.org");
  await page.click('[data-part=file] button:has-text("Pause")');
  await page.click("[data-part=submit]");
  await page.waitForFunction(() => document.querySelector("[data-part=status]").textContent !== "");
  await page.waitForSelector('[data-part=file] button:has-text("Pause")');
  await page.fill('[name="last_name"]', "King");
  const better = pdf(30_000);
  await page.setInputFiles('[name="resume"]', picked("better.pdf", better));
  await page.waitForFunction(() => document.querySelector("[data-part=file] strong")?.textContent === "better.pdf");
  hold = false;
  waiting.forEach((go) => go());
  await sent(page);
  const { fields, files } = await one("busy@example.org");
  assert.deepEqual([fields.last_name, files], ["King", [sha256(better)]]);
  await page.context().close();
});

test("the form is locked while it is being sent, until there is a response", async () => {
  const page = await open("/held", { body: tag("101") });
  await page.waitForSelector(FORM);
  await fill(page, "held@example.org");
  await uploaded(page);
  await page.context().setOffline(true);
  await page.click("[data-part=submit]");
  await page.waitForFunction(() => /offline/i.test(document.querySelector("[data-part=status]").textContent));
  assert.equal(await page.isEditable('[name="last_name"]'), false);
  assert.equal(await page.isDisabled('[data-part=file] button:has-text("Remove")'), true);
  assert.equal(await page.isDisabled('[name="consent.processing"]'), true);
  await page.context().setOffline(false);
  await sent(page);
  assert.equal((await one("held@example.org")).files.length, 1);
  // A refusal lets go of everything.
  const again = await open("/refused", { body: tag("101") });
  await again.waitForSelector(FORM);
  await again.fill('[name="first_name"]', "Ada");
  await again.click("[data-part=submit]");
  await again.waitForSelector("[data-part=problems]:not([hidden])");
  for (const name of ["last_name", "consent.processing", "resume"])
    assert.equal(
      (await again.isEnabled(`[name="${name}"]`)) &&
        (name !== "last_name" || (await again.isEditable(`[name="${name}"]`))),
      true,
      name,
    );
  await again.context().close();
  await page.context().close();
});

test("of two files the last picked one is sent, also when the first took longer to read", async () => {
  const slow = () => {
    const read = Blob.prototype.arrayBuffer;
    let first = true;
    Blob.prototype.arrayBuffer = async function () {
      if (this.name === "old.pdf" && first) {
        first = false;
        await new Promise((done) => (globalThis.readOn = done));
      }
      return read.call(this);
    };
  };
  const page = await open("/two", { body: tag("101") }, { script: slow });
  await page.waitForSelector(FORM);
  await fill(page, "two@example.org", undefined, { shown: false });
  await page.setInputFiles('[name="resume"]', picked("old.pdf"));
  await page.waitForFunction(() => globalThis.readOn);
  const last = pdf(40_000);
  await page.setInputFiles('[name="resume"]', picked("new.pdf", last));
  await page.waitForSelector('[data-part=file]:has-text("new.pdf")[data-state=done]');
  await page.evaluate(() => globalThis.readOn());
  await page.click("[data-part=submit]");
  await sent(page);
  assert.deepEqual((await one("two@example.org")).files, [sha256(last)]);
  await page.context().close();
});

test("a failed upload is reported as an error, not left out; the file can be removed", async () => {
  const page = await open(
    "/proxy",
    { body: tag("101") },
    {
      before: (tab) =>
        tab.route("**/uploads**", (route) =>
          route.request().method() === "POST"
            ? route.fulfill({
                status: 403,
                contentType: "text/html",
                body: "<h1>Blocked</h1>",
                headers: { "access-control-allow-origin": "*" },
              })
            : route.continue(),
        ),
    },
  );
  await page.waitForSelector(FORM);
  await fill(page, "proxy@example.org");
  await page.waitForSelector("[data-part=file][data-state=failed]");
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=problems]:not([hidden])");
  assert.equal(await page.getAttribute('[name="resume"]', "aria-invalid"), "true");
  await page.click('[data-part=file] button:has-text("Remove")');
  await page.waitForFunction(() => !document.querySelector("[data-part=file]"));
  assert.equal(await page.evaluate(() => document.activeElement.name), "resume");
  await page.click("[data-part=submit]");
  await sent(page);
  assert.deepEqual((await one("proxy@example.org")).files, []);
  await page.context().close();
});

test("the page's own form has its action early, and keeps values and a file picked early; ticks are read", async () => {
  await worker.putSite({ ...usual, fields: { ...usual.fields, profile: "optional" } });
  const inside = ownForm(`<label><input type="radio" name="profile" value="https://a.example"> A</label>
    <label><input type="radio" name="profile" value="https://b.example"> B</label>
    <label><input type="checkbox" name="phone" value="+4930123456"> the usual number</label>`);
  let answer;
  const told = new Promise((done) => (answer = done));
  const page = await open(
    "/ownearly",
    { body: tag("101", { inside }) },
    {
      before: (tab) =>
        tab.route("**/jobs/*/form*", async (route) => {
          await told;
          await route.continue();
        }),
    },
  );
  await page.waitForFunction(() => document.querySelector("form").action.includes("/applications"));
  assert.deepEqual(await page.$eval("form", ({ method, enctype }) => [method, enctype]), [
    "post",
    "multipart/form-data",
  ]);
  const bytes = await fill(page, "ownearly@example.org", pdf(10_000), { shown: false });
  await page.check('[value="https://b.example"]');
  answer();
  await uploaded(page);
  await page.click("text=Send");
  await sent(page);
  const { fields, files } = await one("ownearly@example.org");
  assert.deepEqual(files, [sha256(bytes)]);
  assert.equal(fields.phone ?? null, null, "a box that is not ticked says nothing");
  assert.match(JSON.stringify(await received("ownearly@example.org")), /https:\/\/b\.example/);
  await worker.putSite(usual);
  await page.context().close();
});

test("the page's own form keeps nothing of another job; an element waits for its site attribute", async () => {
  const page = await open("/ownjob", { body: tag("101", { inside: ownForm() }) });
  await page.waitForSelector('[name="idempotency_key"]', { state: "attached" });
  await page.setInputFiles('[name="resume"]', picked("for-101.pdf"));
  await uploaded(page);
  await page.evaluate(() => document.querySelector("apply-form").setAttribute("job", "103"));
  await page.waitForFunction(
    () => !document.querySelector("[data-part=file]") && document.querySelector("form").action.includes("/103/"),
  );
  await page.waitForSelector('[name="idempotency_key"]', { state: "attached" });
  assert.equal(await page.locator('input[type=hidden][name$="_upload"]').count(), 0);
  const bytes = await fill(page, "ownjob@example.org", pdf(9000));
  await page.click("text=Send");
  await sent(page);
  const { files, vacancy } = await one("ownjob@example.org");
  assert.deepEqual([files, vacancy], [[sha256(bytes)], 103]);
  await page.evaluate(() => {
    const late = document.createElement("apply-form");
    late.setAttribute("endpoint", document.querySelector("apply-form").getAttribute("endpoint"));
    late.setAttribute("job", "102");
    document.querySelector("main").append(late);
    late.setAttribute("site", "meridian");
  });
  await page.waitForFunction((form) => document.querySelector(form)?.action.includes("/102/"), FORM);
  await page.context().close();
});

test("inside a shadow root the element has its theme, and shows each error once", async () => {
  const body = `<div id="host"></div>`;
  const page = await open("/shadow", { body });
  await page.evaluate((html) => {
    document.querySelector("#host").attachShadow({ mode: "open" }).innerHTML = html;
  }, tag("101"));
  await page.waitForFunction((form) => document.querySelector("#host").shadowRoot.querySelector(form), FORM);
  const inside = page.locator("#host");
  for (let i = 0; i < 2; i += 1) {
    await inside.locator("[data-part=submit]").click();
    await page.waitForFunction(
      () => !document.querySelector("#host").shadowRoot.querySelector("[data-part=problems]").hidden,
    );
  }
  assert.equal(await inside.locator('[data-name="first_name"] [data-part=error]').count(), 1);
  await inside.locator('[name="first_name"]').fill("Ada");
  assert.equal(await inside.locator('[data-name="first_name"] [data-part=error]').isVisible(), false);
  assert.equal(await inside.locator(FORM).evaluate((form) => getComputedStyle(form).display), "grid");
  await page.context().close();
});

test("an element without a theme stays unstyled beside one that has one", async () => {
  const page = await open("/bare", {
    body: tag("101", { attributes: 'theme="none"' }) + tag("102", { attributes: 'theme="card"' }),
  });
  await page.waitForFunction((form) => document.querySelectorAll(form).length === 2, FORM);
  assert.deepEqual(await page.$$eval(FORM, (forms) => forms.map((form) => getComputedStyle(form).display)), [
    "block",
    "grid",
  ]);
  await page.context().close();
});

test("a changed consent is shown again, not ticked; new fields appear; typed values are kept", async () => {
  const page = await open("/changed", { body: tag("101") });
  await page.waitForSelector(FORM);
  await fill(page, "changed@example.org");
  await uploaded(page);
  const consents = usual.consents.map((consent) =>
    consent.id === "processing"
      ? { ...consent, version: "2026-11", text: { en: "I agree to the new text." } }
      : consent,
  );
  await worker.putSite({ ...usual, consents, fields: { ...usual.fields, phone: "required", salary: "required" } });
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=problems]:not([hidden])");
  assert.equal(await page.isChecked('[name="consent.processing"]'), false);
  assert.match(await page.textContent('[data-name="consent.processing"] label'), /the new text/);
  assert.equal(await page.inputValue('[name="email"]'), "changed@example.org");
  await page.fill('[name="phone"]', "+44 20 7946 0000");
  await page.fill('[name="salary"]', "60000");
  assert.deepEqual(await violations(page), []);
  await page.check('[name="consent.processing"]');
  await page.click("[data-part=submit]");
  await sent(page);
  assert.equal((await one("changed@example.org")).files.length, 1);
  await worker.putSite(usual);
  await page.context().close();
});

test("two tabs with one draft keep both files, and bytes without a draft are deleted", async () => {
  const page = await open("/tabs2", { body: tag("101", { attributes: "store" }) });
  await page.waitForSelector(FORM);
  const second = await page.context().newPage();
  await second.goto(page.url());
  await second.waitForSelector(FORM);
  await page.setInputFiles('[name="resume"]', picked("kept.pdf"));
  await uploaded(page);
  await second.fill('[name="letter"]', "From the other tab");
  await until("the letter to be kept", async () =>
    (await stored(second)).drafts.some(({ fields }) => fields.letter === "From the other tab"),
  );
  // The first tab notes where a file of its own has got to: it does not take back what was typed in the other.
  await page.setInputFiles('[name="resume"]', picked("kept.pdf", pdf(3000)));
  await uploaded(page);
  await until("one file to be kept", async () => (await stored(second)).files.length === 1);
  const kept = await stored(second);
  const named = kept.drafts.flatMap(({ files }) => files.map(({ bytes }) => bytes));
  assert.deepEqual([named.length, kept.files], [1, named]);
  // Bytes that a page left behind which died between two steps.
  await second.evaluate(
    () =>
      new Promise((done) => {
        indexedDB.open("apply-edge", 1).onsuccess = ({ target: { result } }) => {
          const transaction = result.transaction("files", "readwrite");
          transaction.objectStore("files").put(new ArrayBuffer(9), "orphan");
          transaction.oncomplete = () => (result.close(), done());
        };
      }),
  );
  await second.reload();
  await second.waitForSelector('[data-part=file]:has-text("kept.pdf")');
  assert.equal(await second.inputValue('[name="letter"]'), "From the other tab");
  assert.deepEqual((await stored(second)).files, kept.files);
  await page.context().close();
});

test("values typed while storage has no space for a file are stored with the next change", async () => {
  const page = await open("/room", { body: tag("101") });
  await page.waitForSelector(FORM);
  await page.evaluate(async (endpoint) => {
    const { createClient } = await import("/pkg/index.js");
    const draft = await createClient({ endpoint, site: "meridian" }).draft("101", { store: true });
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, ...rest) {
      const request = put.call(this, value, ...rest);
      if (value instanceof ArrayBuffer) {
        // A letter is typed just then.
        draft.save({ phone: "1", letter: "Kept" });
        this.transaction.abort();
      }
      return request;
    };
    await draft.save({ phone: "1" });
    const upload = await draft.upload(new File(["%PDF-1.7 a resume"], "cv.pdf", { type: "application/pdf" }));
    await draft.save({ phone: "1", letter: "Kept" });
    upload.cancel();
  }, worker.url);
  const { drafts, files } = await stored(page);
  assert.deepEqual([drafts.map(({ fields }) => fields), files], [[{ phone: "1", letter: "Kept" }], []]);
  await page.context().close();
});

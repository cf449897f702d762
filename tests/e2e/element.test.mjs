// <apply-form> and <apply-jobs> on pages of their own, in Chromium: what a page's developer does with
// them, what a candidate meets, and what axe finds.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pdf, sha256 } from "../workerd/tus.mjs";
import { apply, person } from "../workerd/helpers.mjs";
import { FORM, careers, fill, stored, violations } from "./careers.mjs";
import { shots } from "./chromium.mjs";
import { siteConfig, until } from "../stack.mjs";

let all, sandbox, worker, browser, site, usual, tag, open, received;

before(async () => {
  all = await careers({ change: { country: "DE", photo: "optional", attachments: { max_files: 2 }, prefill: true, fields: { last_name: "required", links: "optional", birthday: "optional" } } });
  ({ sandbox, worker, browser, site, usual, tag, open, received } = all);
});
after(() => all?.stop());

test("one tag makes a form of it; its events tell what happens, and nothing personal", async () => {
  const page = await open("/one", { body: tag("101") });
  await page.evaluate(() => {
    globalThis.told = [];
    for (const type of ["ready", "start", "file", "progress", "problem", "sent"]) document.addEventListener(`apply-${type}`, ({ detail }) => told.push([type, detail]));
  });
  await page.waitForSelector(FORM);
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=problems]:not([hidden])");
  const wrong = () => page.$$eval("[aria-invalid]", (inputs) => inputs.map(({ name }) => name));
  assert.deepEqual(await wrong(), ["first_name", "last_name", "email", "resume", "consent.processing"]);
  await page.type('[name="last_name"]', "B");
  assert.deepEqual(await wrong(), ["first_name", "email", "resume", "consent.processing"], "who mends a field is not told any more");
  assert.equal(await page.isVisible('[data-name="last_name"] [data-part=error]'), false);
  const bytes = await fill(page, "one@example.org");
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=sent]");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.part), "sent");
  const told = await page.evaluate(() => globalThis.told);
  const types = [...new Set(told.map(([type]) => type))];
  for (const type of ["problem", "start", "file", "progress", "sent"]) assert.ok(types.includes(type), type);
  assert.deepEqual(told.find(([type]) => type === "problem")[1].fields.map(({ pointer }) => pointer), ["/first_name", "/last_name", "/email", "/consent.processing", "/resume"]);
  assert.ok(!/Ada|Byron|one@example|cv\.pdf/.test(JSON.stringify(told)), JSON.stringify(told));
  assert.deepEqual((await received("one@example.org")).map((a) => a.files[0].sha256), [sha256(bytes)]);
  await page.context().close();
});

test("the whole form is filled and sent by keyboard alone; Enter held down is one application", async () => {
  const page = await open("/keys", { body: tag("102") });
  await page.waitForSelector(FORM);
  // The file is the one thing that a keyboard opens a dialog for.
  await page.setInputFiles('[name="resume"]', { name: "cv.pdf", mimeType: "application/pdf", buffer: pdf(10_000) });
  await page.waitForFunction(() => document.querySelector("[data-part=file] [role=status]")?.textContent === "Uploaded");
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
  const inside = `<form><label>Given name <input name="first_name"></label><label>Family name <input name="last_name"></label><label>Mail <input name="email" id="mail"></label>
    <label>CV <input type="file" name="resume"></label><label><input type="checkbox" name="consent.processing" value="2026-10"> Yes</label><button>Send it</button></form>`;
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
  await page.waitForFunction(() => document.querySelector("[data-part=file] [role=status]")?.textContent === "Uploaded");
  await page.click("text=Send it");
  await page.waitForSelector("[data-part=sent]");
  assert.equal((await received("own@example.org"))[0].files[0].sha256, sha256(bytes));
  await page.context().close();
});

test("a day that is half typed is told, as the browser writes days, and is not lost", async () => {
  const page = await open("/half", { body: tag("101") });
  await page.waitForSelector(FORM);
  await fill(page, "half@example.org");
  await page.focus('[name="birthday"]');
  await page.keyboard.type("31");
  await page.click("[data-part=submit]");
  const problem = page.locator("[data-name=birthday] [data-part=error]:not([hidden])");
  await problem.waitFor();
  const day = await page.evaluate(() => new Intl.DateTimeFormat(undefined, { year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(1990, 4, 31)));
  assert.equal(await problem.textContent(), `Please enter a date, such as ${day}.`);
  assert.deepEqual((await sandbox.received()).huntflow.filter((a) => a.fields.email === "half@example.org"), []);
  await page.fill('[name="birthday"]', "1990-05-31");
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=sent]");
  assert.equal((await received("half@example.org"))[0].fields.birthday, "1990-05-31");
  await page.context().close();
});

test("a file that is still being read when the form is sent goes along", async () => {
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
  await page.setInputFiles('[name="files"]', { name: "certificate.pdf", mimeType: "application/pdf", buffer: pdf(5000) });
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=sent]");
  const [applicant] = await received("slow@example.org");
  assert.deepEqual([applicant.files.length, applicant.files[0].sha256], [2, sha256(bytes)]);
  await page.context().close();
});

test("a region is what the page's template says; the language is the page's; right to left is right to left", async () => {
  const inside = '<template data-region="title"><h2 class="mine">Unser Formular</h2></template><template data-region="sent"><p class="thanks">Danke! <a data-receipt>Ihre Bewerbung</a></p></template><template data-region="submit"><button class="press">Los</button></template>';
  const page = await open("/regions", { lang: "he", body: tag("104", { inside, attributes: 'lang="de"' }) + tag("101") });
  await page.waitForFunction(() => document.querySelectorAll("[data-part=form]").length === 2);
  assert.equal(await page.textContent(".mine"), "Unser Formular");
  assert.deepEqual(await page.$$eval(FORM, (forms) => forms.map(({ lang, dir }) => [lang, dir])), [["de", "ltr"], ["he", "rtl"]]);
  const ids = await page.$$eval("[id]", (all) => all.map(({ id }) => id));
  assert.equal(new Set(ids).size, ids.length, "two forms on a page share no id");
  await page.screenshot({ path: join(shots, "element-rtl.png"), fullPage: true });
  await fill(page, "regions@example.org");
  await page.click("apply-form[lang=de] .press");
  await page.waitForSelector(".thanks");
  assert.match(await page.getAttribute(".thanks a", "href"), /\/applications\/[0-9a-z]{26}\?lang=de$/, "the way to the receipt");
  await page.context().close();
});

test("a job that is closed is said to be; one that closes while somebody types keeps what was typed", async () => {
  const page = await open("/closing", { body: tag("104") });
  await page.waitForSelector(FORM);
  await fill(page, "closing@example.org");
  await page.waitForFunction(() => document.querySelector("[data-part=file] [role=status]")?.textContent === "Uploaded");
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

test("the matrix: WebAssembly absent, storage refused, a strict CSP: one complete applicant each", async () => {
  const csp = `default-src 'self'; connect-src ${worker.url}; style-src 'self'; form-action ${worker.url}; base-uri 'none'; object-src 'none'`;
  // As the snippet in the documents has it: from the Worker's own address.
  const snippet = `<script type="module" src="${worker.url}/pkg/element.js"></script>`;
  const refuse = () => Object.defineProperty(globalThis, "indexedDB", { get: () => { throw new DOMException("refused", "SecurityError"); } });
  const rows = [
    ["wasm-absent", { script: () => { delete globalThis.WebAssembly; } }, {}],
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
    assert.deepEqual((await received(`${name}@example.org`)).map((a) => a.files[0].sha256), [sha256(bytes)], name);
    if (["csp-with-wasm", "csp-snippet"].includes(name)) assert.deepEqual(tab.violations, []);
    assert.ok(!tab.violations.some((text) => /style/.test(text)), tab.violations.join());
    await tab.context().close();
  }
});

test("the form is there and usable before any WebAssembly is fetched", async () => {
  const asked = [];
  const page = await open("/light", { body: tag("101") }, { script: () => { globalThis.requestIdleCallback = () => {}; }, before: async (tab) => tab.on("request", (request) => asked.push(request.url())) });
  await page.waitForSelector(FORM);
  assert.ok(!asked.some((url) => /wasm/.test(url)), asked.join("\n"));
  await page.focus('[name="first_name"]');
  await until("the check to be fetched with the first focus", () => asked.some((url) => /wasm\/inline/.test(url)));
  await page.context().close();
});

test("<apply-jobs> lists the open jobs, searches and filters them, and links to their pages", async () => {
  const page = await open("/jobs", { body: `<apply-jobs endpoint="${worker.url}" site="meridian" href="/careers/{id}/"><a href="${worker.url}/v1/meridian/jobs">Jobs</a></apply-jobs>` });
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
  const groups = () => page.$$eval("[data-part=group]", (all) => all.map((group) => [group.querySelector("h2").textContent, group.querySelectorAll("[data-part=job]").length]));
  assert.deepEqual(await groups(), [["Engineering", 2], ["Производство", 1], ["מחקר", 1]]);
  await page.getByLabel("Department").selectOption("Engineering");
  assert.deepEqual(await groups(), [["Engineering", 2]]);
  await page.getByLabel("Location").selectOption("חיפה");
  assert.equal(await page.textContent("[data-part=count]"), "No open job fits this search.");
  await page.getByLabel("Department").selectOption("");
  assert.deepEqual(await groups(), [["מחקר", 1]]);
  await page.screenshot({ path: join(shots, "element-jobs.png"), fullPage: true });
  const response = await fetch(`${worker.url}/v1/meridian/jobs?q=robotics`, { headers: { accept: "application/json" } });
  assert.deepEqual((await response.json()).jobs.map(({ title }) => title), ["Robotics engineer"]);
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

test("a job's page and its answer carry a JobPosting that is valid by Google's rules; a closed one carries none", async () => {
  const address = `${worker.url}/v1/meridian/jobs/101`;
  const { json_ld: posting } = await (await fetch(address, { headers: { accept: "application/json" } })).json();
  const page = await (await browser.newContext()).newPage();
  await page.goto(address);
  assert.deepEqual(JSON.parse(await page.textContent('script[type="application/ld+json"]')), posting);
  assert.deepEqual([posting["@context"], posting["@type"], posting.directApply, posting.url], ["https://schema.org/", "JobPosting", true, address]);
  assert.match(posting.datePosted, /^\d{4}-\d\d-\d\d$/);
  assert.ok(posting.title && posting.description.startsWith("<") && posting.hiringOrganization.name);
  assert.deepEqual([posting.jobLocation["@type"], posting.jobLocation.address["@type"], posting.jobLocation.address.addressCountry], ["Place", "PostalAddress", "DE"]);
  assert.deepEqual(posting.identifier, { "@type": "PropertyValue", name: posting.hiringOrganization.name, value: "101" });
  await sandbox.changeVacancy(103, { state: "CLOSED" });
  await until("the Worker to know", async () => (await fetch(`${worker.url}/v1/meridian/jobs/103`)).status === 410);
  await page.goto(`${worker.url}/v1/meridian/jobs/103`);
  assert.equal(await page.locator('script[type="application/ld+json"]').count(), 0);
  await sandbox.changeVacancy(103, { state: "OPEN" });
  await page.context().close();
});

test("the organisation's own questions, of every type: asked, checked, and arrived, with scripts and without", async () => {
  const questions = ["level", "years", "hobby", "about", "start", "work", "division", "region", "skill", "income", "compensation", "contract", "reason", "stoplist", "position_status", "channel", "note", "moving"];
  const config = await siteConfig("meridian", { sandbox, origins: [site.url, worker.url] });
  await worker.putSite({ ...config, site: "meridian", ats: { ...config.ats, questions }, pace: { requests: 1000, window_ms: 1000 } });
  const answers = {
    "q.level": "B2", "q.years": "7", "q.hobby": "Kites", "q.about": "Because\nof the robots.", "q.start": "2027-01-15", "q.work": "https://example.org/x", "q.division": "3", "q.region": "1", "q.skill": "12",
    "q.income": "a", "q.compensation": "b", "q.contract": "c", "q.reason": "d", "q.stoplist": "e", "q.position_status": "f", "q.moving.willing": "yes", "q.moving.when": "2027-02-01",
  };
  // In the ATS's order, which is not the alphabet's.
  const order = ["level", "years", "hobby", "about", "start", "work", "division", "region", "skill", "income", "compensation", "contract", "reason", "stoplist", "position_status", "moving.willing", "moving.when"];
  const arrived = {
    level: "B2", years: 7, hobby: "Kites", about: "Because\nof the robots.", start: "2027-01-15", work: "https://example.org/x", division: 3, region: 1, skill: 12,
    income: "a", compensation: "b", contract: "c", reason: "d", stoplist: "e", position_status: "f", channel: "careers site", moving: { willing: "yes", when: "2027-02-01" },
  };
  const put = async (page) => {
    for (const [name, value] of Object.entries(answers)) {
      const input = page.locator(`[name="${name}"]`);
      if (await input.evaluate(({ tagName }) => tagName === "SELECT")) await input.selectOption(value);
      else await input.fill(value);
    }
  };
  for (const scripts of [true, false]) {
    const email = `questions-${scripts}@example.org`;
    const page = await open("/questions", { body: tag("103", scripts ? { attributes: "store" } : {}) }, { javaScriptEnabled: scripts });
    if (!scripts) await page.click("text=Apply");
    await page.waitForSelector('[name="q.level"]');
    assert.match(await page.textContent("form"), /Please answer honestly\./);
    assert.deepEqual(await page.$$eval('[name="q.skill"] option', (all) => all.map(({ textContent }) => textContent)), ["–", "Rust", "Robotics", "Zoology"], "in order, and what is out of use is not offered");
    assert.deepEqual(await page.$$eval('[name="q.division"] option', (all) => all.map(({ textContent }) => textContent)), ["–", "Engineering", "Производство", "מחקר"]);
    assert.deepEqual(await page.$$eval('form [name^="q."]', (all) => all.map(({ name }) => name.slice(2))), order);
    assert.equal(await page.inputValue('[name="q.years"]'), "3", "what it is at first");
    assert.deepEqual(await page.$$eval('form [name^="q."]', (all) => all.filter(({ required }) => required).map(({ name }) => name)), ["q.level", "q.moving.when"]);
    assert.equal(await page.locator('[name="q.internal"], [name="q.channel"]').count(), 0, "what is not asked, or hidden, is not shown");
    await fill(page, email);
    await page.click('button[type="submit"]');
    const problem = page.locator('[id$="q.level-error"]');
    await problem.waitFor();
    assert.match(await problem.textContent(), /fill in/);
    assert.match(await page.locator('[id$="q.moving.when-error"]').textContent(), /fill in/, "what lies inside another is needed too");
    await page.fill('[name="q.years"]', "7,5");
    await page.click('button[type="submit"]');
    await page.locator('[id$="q.years-error"]', { hasText: "whole number" }).waitFor();
    assert.equal(await page.inputValue('[name="q.years"]'), "7,5", "what was typed is there to be mended");
    await put(page);
    if (scripts) {
      await page.screenshot({ path: join(shots, "element-questions.png"), fullPage: true });
      assert.deepEqual(await violations(page), []);
      // A draft keeps answers too.
      await until("the draft to be kept", async () => (await stored(page)).drafts.some(({ fields }) => fields["q.moving.when"]));
    }
    await page.click('button[type="submit"]');
    if (scripts) await page.waitForSelector("[data-part=sent]");
    else await page.waitForURL(/\/applications\//);
    const found = await until("the answers", async () => {
      const all = (await sandbox.received()).huntflow.filter((a) => a.fields.email === email);
      return all[0]?.questionary && all;
    });
    assert.deepEqual(found.map((a) => a.questionary), [arrived]);
    await page.context().close();
  }
  // A forged answer is not an answer.
  const forged = await apply(worker, { job: "103", fields: { ...person(), ...answers, "q.level": "Z9", "q.years": "seven", "q.channel": "forged", "q.skill": "13" } });
  assert.deepEqual(forged.json.fields.map(({ pointer, code }) => [pointer, code]), [["/q.level", "bad_choice"], ["/q.years", "bad_number"], ["/q.skill", "bad_choice"]]);
  // With the ATS down they are asked as last seen.
  await sandbox.faults([{ on: "GET /v2/*", times: 1000, what: { status: 503 } }]);
  const form = await (await fetch(`${worker.url}/v1/meridian/jobs/103/form`)).json();
  assert.equal(form.questions.length, 19);
  await sandbox.faults([]);
  await worker.putSite(usual);
});

// What keeps programs out, as people meet it in Chromium: nothing, a widget, or a plain question. And what
// becomes of a form whose job is closed, and of where somebody came from.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { pdf, sha256 } from "../workerd/tus.mjs";
import { FORM, careers, fill, uploaded, violations } from "./careers.mjs";
import { until } from "../stack.mjs";

let all, sandbox, worker, usual, tag, open, received, verifier;
const SCRIPT = "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit";

/** Cloudflare's verifier: a token is good once. */
async function startVerifier() {
  const state = { used: new Set(), up: true };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    if (!state.up) return response.writeHead(503).end();
    const token = new URLSearchParams(body).get("response");
    const success = !state.used.has(token);
    state.used.add(token);
    response.end(
      JSON.stringify({
        success,
        "error-codes": success ? [] : ["timeout-or-duplicate"],
        hostname: "127.0.0.1",
        action: "apply",
      }),
    );
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return Object.assign(state, { url: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() });
}

before(async () => {
  verifier = await startVerifier();
  all = await careers({ bindings: { TURNSTILE_SECRET: "shh", TURNSTILE_VERIFY: verifier.url } });
  ({ sandbox, worker, usual, tag, open, received } = all);
});
after(async () => {
  await all?.stop();
  verifier?.stop();
});

/** Cloudflare's script as a page meets it, without Cloudflare: what it was told, and a token a time. */
const widget = `
  let count = 0;
  globalThis.widget = { resets: 0 };
  globalThis.turnstile = {
    render(place, options) {
      place.append(Object.assign(document.createElement("input"), { type: "hidden", name: "cf-turnstile-response" }));
      widget.options = options;
      widget.give = (token) => { place.lastChild.value = token; options.callback(token); };
      if (widget.auto !== false) widget.give(globalThis.firstToken ?? "token-" + Math.random());
      return "w1";
    },
    reset() { widget.resets += 1; widget.give("token-" + Math.random()); },
  };`;
const served = (tab) => tab.route(SCRIPT, (route) => route.fulfill({ contentType: "text/javascript", body: widget }));

test("Turnstile: its script is loaded when a candidate begins; its token is sent; a used one is renewed", async () => {
  await worker.putSite({ ...usual, spam: { min_fill_seconds: 0, turnstile: "0x4AAATEST" } });
  const asked = [];
  const cloudflare = "https://challenges.cloudflare.com";
  const scripts = `script-src 'self' ${cloudflare}; frame-src ${cloudflare}`;
  const csp = `default-src 'self'; connect-src 'self' ${worker.url}; ${scripts}`;
  const page = await open(
    "/widget",
    { body: tag("101"), csp },
    {
      script: () => {
        globalThis.firstToken = "spent";
      },
      before: async (tab) => {
        await served(tab);
        tab.on("request", (request) => asked.push(request.url()));
      },
    },
  );
  verifier.used.add("spent");
  await page.waitForSelector(FORM);
  await page.waitForLoadState("networkidle");
  assert.ok(!asked.includes(SCRIPT), "nobody has begun");
  await fill(page, "widget@example.org");
  await page.waitForFunction(() => globalThis.widget);
  const { sitekey, action, language } = await page.evaluate(() => globalThis.widget.options);
  assert.deepEqual([sitekey, action, language], ["0x4AAATEST", "apply", "en"]);
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=sent]");
  assert.equal(await page.evaluate(() => globalThis.widget.resets), 1, "a new token for the spent one, by itself");
  assert.equal((await received("widget@example.org")).length, 1);
  assert.deepEqual(
    page.violations.filter((text) => /challenges/.test(text)),
    [],
  );
  await page.context().close();
});

test("an expired Turnstile token is renewed; the form waits while the verifier is down", async () => {
  const page = await open("/expiring", { body: tag("101") }, { before: served });
  await page.waitForSelector(FORM);
  await fill(page, "expiring@example.org");
  await page.waitForFunction(() => globalThis.widget);
  await page.evaluate(() => globalThis.widget.options["expired-callback"]());
  await page.click("[data-part=submit]");
  await page.waitForFunction(() =>
    /Checking that a person/.test(document.querySelector("[data-part=status]").textContent),
  );
  verifier.up = false;
  await page.evaluate(() => globalThis.widget.give("fresh"));
  await page.waitForFunction(
    () =>
      document.querySelector("[data-part=status]").textContent.length > 0 &&
      !/Checking/.test(document.querySelector("[data-part=status]").textContent),
  );
  assert.equal(await page.inputValue('[name="first_name"]'), "Ada");
  assert.equal((await sandbox.received()).huntflow.filter((a) => a.fields.email === "expiring@example.org").length, 0);
  verifier.up = true;
  await page.waitForSelector("[data-part=sent]");
  assert.equal((await received("expiring@example.org")).length, 1);
  await page.context().close();
});

test("Turnstile: a second refused token is shown as an error, and the form can be filled in as before", async () => {
  const page = await open("/twice", { body: tag("101") }, { before: served });
  await page.waitForSelector(FORM);
  await fill(page, "twice@example.org");
  await uploaded(page);
  await page.waitForFunction(() => globalThis.widget);
  await page.evaluate(() => {
    globalThis.widget.give("spent");
    globalThis.turnstile.reset = () => globalThis.widget.give("spent");
  });
  verifier.used.add("spent");
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=problems]:not([hidden])");
  assert.ok(await page.isEditable('[name="last_name"]'));
  for (const name of ["consent.processing", "resume"]) assert.ok(await page.isEnabled(`[name="${name}"]`), name);
  assert.ok(await page.isEnabled('[data-part=file] button:has-text("Remove")'));
  await page.context().close();
});

test("Turnstile blocked: the form says so, and is posted with its file to a page with a plain question", async () => {
  const page = await open(
    "/blocked",
    { body: tag("102") },
    { before: (tab) => tab.route(SCRIPT, (route) => route.abort()) },
  );
  await page.waitForSelector(FORM);
  let goOn;
  const held = new Promise((go) => (goOn = go));
  await page.route("**/uploads/*", async (route) => {
    if (route.request().method() === "PATCH") await held;
    await route.continue().catch(() => {});
  });
  const bytes = await fill(page, "blocked@example.org", pdf(400_000));
  await page.waitForFunction(() =>
    /could not be loaded/.test(document.querySelector("[data-part=status]").textContent),
  );
  assert.deepEqual(await violations(page), []);
  // The file is still on its way.
  await page.waitForSelector("[data-part=file]:not([data-state=done])");
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=submit][aria-disabled=true]");
  goOn();
  await page.waitForSelector("#check_answer");
  assert.equal(await page.inputValue('[name="first_name"]'), "Ada");
  assert.deepEqual(await violations(page), []);
  const [a, b] = (await page.textContent("label[for=check_answer]")).match(/\d+/g).map(Number);
  await page.fill("#check_answer", String(a + b));
  await page.click("button[type=submit]");
  await page.waitForURL(/\/applications\/[0-9a-z]{26}/);
  assert.deepEqual(
    (await received("blocked@example.org")).map((x) => x.files[0].sha256),
    [sha256(bytes)],
  );
  await page.context().close();
});

test("Turnstile blocked and the browser offline: the page is not left until the Worker responds", async () => {
  const page = await open(
    "/blocked-offline",
    { body: tag("102") },
    { before: (tab) => tab.route(SCRIPT, (route) => route.abort()) },
  );
  await page.waitForSelector(FORM);
  await fill(page, "offline.blocked@example.org");
  await uploaded(page);
  await page.waitForFunction(() =>
    /could not be loaded/.test(document.querySelector("[data-part=status]").textContent),
  );
  await page.context().setOffline(true);
  await page.click("[data-part=submit]");
  await page.waitForFunction(() => /offline/i.test(document.querySelector("[data-part=status]").textContent));
  assert.equal(await page.inputValue('[name="first_name"]'), "Ada");
  await page.context().setOffline(false);
  await page.waitForSelector("#check_answer");
  assert.equal(await page.inputValue('[name="first_name"]'), "Ada");
  await page.context().close();
});

test("a site that enables Turnstile while a candidate types: the widget appears, and values are kept", async () => {
  await worker.putSite({ ...usual, spam: { min_fill_seconds: 0 } });
  const page = await open("/turned-on", { body: tag("101") }, { before: served });
  await page.waitForSelector(FORM);
  await fill(page, "turned-on@example.org");
  await uploaded(page);
  await worker.putSite({ ...usual, spam: { min_fill_seconds: 0, turnstile: "0x4AAATEST" } });
  // As later than the minute for which a form may be kept.
  await page.route("**/form?*", (route) =>
    route.continue({ headers: { ...route.request().headers(), "cache-control": "no-cache" } }),
  );
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=sent]");
  assert.equal((await received("turned-on@example.org")).length, 1);
  await page.context().close();
});

test("a form sent too fast, or with a filled honeypot, is sent after a question beside the button", async () => {
  await worker.putSite({ ...usual, spam: { min_fill_seconds: 0 } });
  const page = await open("/trap", { body: tag("103") });
  await page.waitForSelector(FORM);
  assert.equal(await page.isVisible('[name="contact_time"]'), false);
  await page.evaluate(() => (document.querySelector('[name="contact_time"]').value = "any time"));
  await fill(page, "trap@example.org");
  await page.click("[data-part=submit]");
  const answer = page.locator('[name="check_answer"]');
  await answer.waitFor();
  assert.match(await page.textContent("[data-part=problems]"), /so that we know a person is applying/);
  assert.deepEqual(await violations(page), []);
  await answer.fill("1");
  await page.click("[data-part=submit]");
  await page.waitForFunction(() => /not the answer/.test(document.querySelector("[data-part=problems]").textContent));
  const [a, b] = (await page.textContent("[data-name=check_answer] label")).match(/\d+/g).map(Number);
  await answer.fill(String(a + b));
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=sent]");
  assert.equal((await received("trap@example.org")).length, 1);
  await page.context().close();
});

test("a job that closes while a candidate types offers the talent pool: one press sends all values", async () => {
  await worker.putSite({ ...usual, talent_pool: "102" });
  const page = await open("/pool", { body: tag("104") });
  await page.waitForSelector(FORM);
  await sandbox.changeVacancy(104, { state: "CLOSED" });
  await until("the Worker to know", async () => (await fetch(`${worker.url}/v1/meridian/jobs/104`)).status === 410);
  // What is picked only now goes along all the same.
  const bytes = await fill(page, "pool@example.org");
  await uploaded(page);
  await page.click("[data-part=submit]");
  await page.click("[data-part=problems] button");
  await page.waitForSelector("[data-part=sent]");
  const [applicant] = await received("pool@example.org");
  assert.deepEqual([applicant.links[0].vacancy, applicant.files[0].sha256], [102, sha256(bytes)]);
  await page.context().close();
  const later = await open("/pool", { body: tag("104") });
  await later.click("[data-part=closed] button");
  await later.waitForSelector(FORM);
  assert.match(await later.getAttribute(FORM, "action"), /\/jobs\/102\//);
  await sandbox.changeVacancy(104, { state: "OPEN" });
  await later.context().close();
});

test("the list passes the source of the candidate to the form, and it becomes the configured source", async () => {
  await worker.putSite(usual);
  await open("/job/101/", { body: tag("101") }).then((page) => page.context().close());
  const list = await open(
    "/list",
    { body: `<apply-jobs endpoint="${worker.url}" site="meridian" href="/job/{id}/"></apply-jobs>` },
    { query: "?utm_source=newsletter&utm_medium=mail&fbclid=x" },
  );
  await list.waitForSelector("[data-part=job]");
  assert.equal(await list.getAttribute("[data-part=job] a", "href"), "/job/101/?utm_source=newsletter&utm_medium=mail");
  await list.click("[data-part=job] a");
  await list.waitForSelector(FORM);
  await fill(list, "from@example.org");
  await list.click("[data-part=submit]");
  await list.waitForSelector("[data-part=sent]");
  assert.equal((await received("from@example.org"))[0].source, 209);
  await list.context().close();
  // A page that knows better says so itself.
  const own = await open(
    "/own-source",
    { body: tag("101", { attributes: 'source="referrer=de.indeed.com"' }) },
    { query: "?utm_source=newsletter" },
  );
  await own.waitForSelector(FORM);
  await fill(own, "own-source@example.org");
  await own.click("[data-part=submit]");
  await own.waitForSelector("[data-part=sent]");
  assert.equal((await received("own-source@example.org"))[0].source, 210);
  await own.context().close();
});

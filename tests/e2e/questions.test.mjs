// The organisation's own questions in the form.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { apply, person } from "../workerd/helpers.mjs";
import { careers, fill, stored, violations } from "./careers.mjs";
import { shots } from "./chromium.mjs";
import { siteConfig, until } from "../stack.mjs";

let all, sandbox, worker, site, usual, tag, open;

before(async () => {
  all = await careers();
  ({ sandbox, worker, site, usual, tag, open } = all);
});
after(() => all?.stop());

test("the organisation's own questions of every type: asked, checked, arrived, with scripts and without", async () => {
  const questions = [
    "level",
    "years",
    "hobby",
    "about",
    "start",
    "work",
    "division",
    "region",
    "skill",
    "income",
    "compensation",
    "contract",
    "reason",
    "stoplist",
    "position_status",
    "channel",
    "note",
    "moving",
  ];
  const config = await siteConfig("meridian", { sandbox, origins: [site.url, worker.url] });
  await worker.putSite({
    ...config,
    site: "meridian",
    ats: { ...config.ats, questions },
    rate_limit: { requests: 1000, window_ms: 1000 },
  });
  const answers = {
    "q.level": "B2",
    "q.years": "7",
    "q.hobby": "Kites",
    "q.about": "Because\nof the robots.",
    "q.start": "2027-01-15",
    "q.work": "https://example.org/x",
    "q.division": "3",
    "q.region": "1",
    "q.skill": "12",
    "q.income": "a",
    "q.compensation": "b",
    "q.contract": "c",
    "q.reason": "d",
    "q.stoplist": "e",
    "q.position_status": "f",
    "q.moving.willing": "yes",
    "q.moving.when": "2027-02-01",
  };
  // In the ATS's order, which is not the alphabet's.
  const order = [
    "level",
    "years",
    "hobby",
    "about",
    "start",
    "work",
    "division",
    "region",
    "skill",
    "income",
    "compensation",
    "contract",
    "reason",
    "stoplist",
    "position_status",
    "moving.willing",
    "moving.when",
  ];
  const arrived = {
    level: "B2",
    years: 7,
    hobby: "Kites",
    about: "Because\nof the robots.",
    start: "2027-01-15",
    work: "https://example.org/x",
    division: 3,
    region: 1,
    skill: 12,
    income: "a",
    compensation: "b",
    contract: "c",
    reason: "d",
    stoplist: "e",
    position_status: "f",
    channel: "careers site",
    moving: { willing: "yes", when: "2027-02-01" },
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
    const page = await open(
      "/questions",
      { body: tag("103", scripts ? { attributes: "store" } : {}) },
      { javaScriptEnabled: scripts },
    );
    if (!scripts) await page.click("text=Apply");
    await page.waitForSelector('[name="q.level"]');
    assert.match(await page.textContent("form"), /Please answer honestly\./);
    assert.deepEqual(
      await page.$$eval('[name="q.skill"] option', (all) => all.map(({ textContent }) => textContent)),
      ["–", "Rust", "Robotics", "Zoology"],
      "in order, and what is out of use is not offered",
    );
    assert.deepEqual(
      await page.$$eval('[name="q.division"] option', (all) => all.map(({ textContent }) => textContent)),
      ["–", "Engineering", "Производство", "מחקר"],
    );
    assert.deepEqual(await page.$$eval('form [name^="q."]', (all) => all.map(({ name }) => name.slice(2))), order);
    assert.equal(await page.inputValue('[name="q.years"]'), "3", "what it is at first");
    assert.deepEqual(
      await page.$$eval('form [name^="q."]', (all) => all.filter(({ required }) => required).map(({ name }) => name)),
      ["q.level", "q.moving.when"],
    );
    assert.equal(
      await page.locator('[name="q.internal"], [name="q.channel"]').count(),
      0,
      "what is not asked, or hidden, is not shown",
    );
    await fill(page, email);
    await page.click('button[type="submit"]');
    const problem = page.locator('[id$="q.level-error"]');
    await problem.waitFor();
    assert.match(await problem.textContent(), /fill in/);
    assert.match(
      await page.locator('[id$="q.moving.when-error"]').textContent(),
      /fill in/,
      "what lies inside another is needed too",
    );
    await page.fill('[name="q.years"]', "7,5");
    await page.click('button[type="submit"]');
    await page.locator('[id$="q.years-error"]', { hasText: "whole number" }).waitFor();
    assert.equal(await page.inputValue('[name="q.years"]'), "7,5", "what was typed is there to be mended");
    await put(page);
    if (scripts) {
      await page.screenshot({ path: join(shots, "element-questions.png"), fullPage: true });
      assert.deepEqual(await violations(page), []);
      // A draft keeps answers too.
      await until("the draft to be kept", async () =>
        (await stored(page)).drafts.some(({ fields }) => fields["q.moving.when"]),
      );
    }
    await page.click('button[type="submit"]');
    if (scripts) await page.waitForSelector("[data-part=sent]");
    else await page.waitForURL(/\/applications\//);
    const found = await until("the answers", async () => {
      const all = (await sandbox.received()).huntflow.filter((a) => a.fields.email === email);
      return all[0]?.questionary && all;
    });
    assert.deepEqual(
      found.map((a) => a.questionary),
      [arrived],
    );
    await page.context().close();
  }
  // A forged answer is not an answer.
  const forged = await apply(worker, {
    job: "103",
    fields: { ...person(), ...answers, "q.level": "Z9", "q.years": "seven", "q.channel": "forged", "q.skill": "13" },
  });
  assert.deepEqual(
    forged.json.fields.map(({ pointer, code }) => [pointer, code]),
    [
      ["/q.level", "bad_choice"],
      ["/q.years", "bad_number"],
      ["/q.skill", "bad_choice"],
    ],
  );
  // With the ATS down they are asked as last seen.
  await sandbox.faults([{ on: "GET /v2/*", times: 1000, what: { status: 503 } }]);
  const form = await (await fetch(`${worker.url}/v1/meridian/jobs/103/form`)).json();
  assert.equal(form.questions.length, 19);
  await sandbox.faults([]);
  await worker.putSite(usual);
});

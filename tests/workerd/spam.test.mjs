// People and programs: the trap, the time, the plain question, Turnstile; and what a page tells of where
// somebody comes from. The verifier is ours, over TCP, and as strict as Cloudflare's: a token is good once.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { prepare, siteConfig, startSandbox, startWorker, until } from "../stack.mjs";
import { PDF, applicants, apply, person } from "./helpers.mjs";

const HTML = { accept: "text/html" };
let sandbox, worker, verifier, base;

/** As Cloudflare's siteverify: `good-…` is good once, or again under the same idempotency key. */
async function startVerifier() {
  const state = { asked: 0, mode: "up", used: new Map(), hostname: "127.0.0.1", action: "apply" };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    const form = new URLSearchParams(body);
    state.asked += 1;
    if (state.mode === "html") return response.writeHead(200, { "content-type": "text/html" }).end("<html>");
    if (state.mode === "down") return response.writeHead(503).end();
    if (state.mode === "cut") return response.destroy();
    const [token, key] = [form.get("response"), form.get("idempotency_key")];
    const answer = (json) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(json));
    if (form.get("secret") !== "shh") return answer({ success: false, "error-codes": ["invalid-input-secret"] });
    if (!/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(key))
      return answer({ success: false, "error-codes": ["bad-request"] });
    if (!token.startsWith("good-")) return answer({ success: false, "error-codes": ["invalid-input-response"] });
    if ((state.used.get(token) ?? key) !== key)
      return answer({ success: false, "error-codes": ["timeout-or-duplicate"] });
    state.used.set(token, key);
    answer({
      success: true,
      "error-codes": [],
      hostname: state.hostname,
      action: state.action,
      challenge_ts: new Date().toISOString(),
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return Object.assign(state, {
    url: `http://127.0.0.1:${server.address().port}/siteverify`,
    stop: () => server.close(),
  });
}

before(async () => {
  sandbox = await startSandbox();
  verifier = await startVerifier();
  worker = await startWorker({
    bindings: {
      JOBS_CACHE_SECONDS: "0",
      TIMEOUT_SECONDS: "30",
      TURNSTILE_SECRET: "shh",
      TURNSTILE_VERIFY: verifier.url,
    },
  });
  await prepare(worker, sandbox);
  base = await siteConfig("meridian", { sandbox, origins: [worker.url] });
});
after(async () => {
  verifier?.stop();
  await worker?.stop();
  await sandbox?.stop();
  await worker?.wipe();
});

const site = (change) => worker.putSite({ ...base, ...change });
const form = async (job = "101") =>
  (await fetch(`${worker.url}/v1/meridian/jobs/${job}/form`, { headers: { origin: worker.url } })).json();
const sum = (text) =>
  String(
    /(\d+) \+ (\d+)/
      .exec(text)
      .slice(1)
      .reduce((a, b) => Number(a) + Number(b), 0),
  );
const arrived = (email) =>
  until("the applicant", async () => {
    const found = await applicants(sandbox, email);
    return found.length === 1 && found[0].links.length === 1 && found[0];
  });
const input = (html, name) => new RegExp(`name="${name}"[^>]* value="([^"]*)"`).exec(html)?.[1];

test("a filled honeypot leads to one plain question, whose answer is valid for one application", async () => {
  await site({});
  const { guard } = await form();
  const fields = person({ [guard.honeypot]: "now" });
  const asked = await apply(worker, { fields, key: "trap-1" });
  assert.equal(asked.status, 422);
  assert.deepEqual(
    asked.json.fields.map(({ pointer, code }) => [pointer, code]),
    [["/check_answer", "check_required"]],
  );
  const { token, text } = asked.json.question;
  assert.match(text, /how much is \d \+ \d\?/);
  const answered = (key, check_answer, more = {}) =>
    apply(worker, { key, fields: { ...fields, check: token, check_answer, ...more } });
  const wrong = await answered("trap-1", "1");
  assert.deepEqual([wrong.status, wrong.json.fields[0].code], [422, "check_wrong"]);
  const forged = await answered("trap-1", "5", { check: `2-3-9999999999999.${"0".repeat(26)}` });
  assert.equal(forged.status, 422);
  const good = await answered("trap-1", sum(text));
  assert.equal(good.status, 202, good.text);
  await arrived(fields.email);
  const again = await answered("trap-1", sum(text));
  assert.deepEqual([again.status, again.json.receipt], [202, good.json.receipt], "the same application sent again");
  const other = await apply(worker, {
    key: "trap-2",
    fields: { ...person({ [guard.honeypot]: "now" }), check: token, check_answer: sum(text) },
  });
  assert.deepEqual([other.status, other.json.fields[0].code], [422, "check_wrong"]);
});

test("a form sent too fast gets a question in the candidate's language, one sent later gets none", async () => {
  await site({ spam: { min_fill_seconds: 60 } });
  const { guard } = await form();
  const shown = Date.now();
  const fields = person({ started: guard.started });
  const fast = await apply(worker, { fields, lang: "he" });
  assert.equal(fast.status, 422);
  assert.match(fast.json.question.text, /כמה הם \d \+ \d\?/);
  const forged = await apply(worker, { fields: { ...fields, started: guard.started.replace(/^\d/, "0") } });
  assert.equal(forged.status, 422);
  await site({ spam: { min_fill_seconds: 1 } });
  await until("a second", () => Date.now() - shown > 1100);
  const slow = await apply(worker, { fields });
  assert.equal(slow.status, 202, slow.text);
  // A program of the company's own sends no time, and is let in.
  assert.equal((await apply(worker)).status, 202);
});

test("a form without scripts gets a question only, and keeps its values and its file", async () => {
  await site({ spam: { min_fill_seconds: 3 } });
  const fields = person({ letter: "I <3 this" });
  const asked = await apply(worker, { fields, headers: HTML });
  assert.equal(asked.status, 422);
  assert.ok(asked.text.includes("I &lt;3 this") && asked.text.includes('aria-describedby="check_answer-error"'));
  const carried = {
    check: input(asked.text, "check"),
    resume_upload: input(asked.text, "resume_upload"),
    started: input(asked.text, "started"),
    idempotency_key: input(asked.text, "idempotency_key"),
  };
  for (const [name, value] of Object.entries(carried)) assert.ok(value, name);
  // Another mistake beside it does not ask anew.
  const mended = await apply(worker, {
    fields: { ...fields, ...carried, email: "x", check_answer: sum(asked.text) },
    resume: null,
    headers: HTML,
  });
  assert.equal(input(mended.text, "check"), carried.check);
  assert.equal(input(mended.text, "check_answer"), sum(asked.text));
  const good = await apply(worker, {
    fields: { ...fields, ...carried, check_answer: sum(asked.text) },
    resume: null,
    headers: HTML,
  });
  assert.equal(good.status, 303, good.text);
  await arrived(fields.email);
});

test("answers have a rate limit of their own: beyond it the page says so and keeps all values", async (t) => {
  const limited = await startWorker({ limits: true, bindings: { JOBS_CACHE_SECONDS: "600", TIMEOUT_SECONDS: "30" } });
  t.after(async () => {
    await limited.stop();
    await limited.wipe();
  });
  await prepare(limited, sandbox, { change: { spam: { min_fill_seconds: 3 } } });
  const fields = person({ check: "x", check_answer: "1", letter: "all of this" });
  // The platform counts by the minute of the clock.
  await until("a minute with room in it", () => 60_000 - (Date.now() % 60_000) > 30_000);
  const tries = [];
  for (let i = 0; i < 7; i += 1) tries.push(await apply(limited, { fields, headers: HTML }));
  assert.deepEqual(
    tries.map(({ status }) => status),
    [422, 422, 422, 422, 422, 429, 429],
  );
  assert.ok(tries[6].text.includes("all of this") && tries[6].headers.get("retry-after"));
  // Who answers no question is not held back by it.
  assert.equal((await apply(limited, { fields: person() })).status, 202);
});

test("A20: a missing, forged, used or foreign Turnstile token is refused; the verifier is called once", async () => {
  await site({ spam: { min_fill_seconds: 0, turnstile: "0x4AAAAAAATEST" } });
  assert.equal((await form()).guard.turnstile, "0x4AAAAAAATEST");
  const sent = async (turnstile, fields = person(), key) => {
    const before = verifier.asked;
    const { status, json } = await apply(worker, {
      key,
      fields: turnstile === undefined ? fields : { ...fields, turnstile },
    });
    return { status, code: json.code, asked: verifier.asked - before, receipt: json.receipt };
  };
  const refused = (asked) => ({ status: 403, code: "challenge_failed", asked, receipt: undefined });
  assert.deepEqual(await sent(undefined), refused(0));
  assert.deepEqual(await sent("forged"), refused(1));
  assert.deepEqual(await sent(`good-${"x".repeat(5000)}`), refused(0));
  assert.deepEqual(await sent("good- with spaces"), refused(0));
  verifier.hostname = "evil.example";
  assert.deepEqual(await sent("good-elsewhere"), refused(1));
  verifier.hostname = "127.0.0.1";
  verifier.action = "login";
  assert.deepEqual(await sent("good-login"), refused(1));
  verifier.action = "apply";
  const good = await sent("good-1", person(), "turnstile-1");
  assert.deepEqual([good.status, good.asked], [202, 1]);
  assert.deepEqual(await sent("good-1", person(), "turnstile-2"), refused(0), "replayed under another key");
  // A form with mistakes costs no token.
  assert.deepEqual(await sent("good-2", person({ email: "x" })), {
    status: 422,
    code: "invalid",
    asked: 0,
    receipt: undefined,
  });
  assert.equal((await sent("good-2")).status, 202);
});

test("F25: a used token is valid again for the same key, and an existing receipt needs no token", async () => {
  await site({ spam: { min_fill_seconds: 0, turnstile: "0x4AAAAAAATEST" } });
  const fields = person();
  const first = await apply(worker, { key: "f25", fields: { ...fields, turnstile: "good-f25" } });
  const again = await apply(worker, { key: "f25", fields: { ...fields, turnstile: "good-f25" } });
  const expired = await apply(worker, { key: "f25", fields: { ...fields, turnstile: "expired" } });
  assert.deepEqual(
    [first, again, expired].map(({ status, json }) => [status, json.receipt]),
    Array(3).fill([202, first.json.receipt]),
  );
  await arrived(fields.email);
  const other = await apply(worker, { key: "f25-other", fields: { ...person(), turnstile: "good-f25" } });
  assert.equal(other.status, 403);
});

test("F26: while the verifier is down or broken nothing is accepted, and a later retry succeeds", async () => {
  await site({ spam: { min_fill_seconds: 0, turnstile: "0x4AAAAAAATEST" } });
  for (const mode of ["down", "html", "cut"]) {
    verifier.mode = mode;
    const fields = person({ turnstile: `good-${mode}` });
    const down = await apply(worker, { key: `f26-${mode}`, fields });
    assert.deepEqual([down.status, down.json.code, down.headers.get("retry-after")], [503, "unavailable", "5"], mode);
    verifier.mode = "up";
    const up = await apply(worker, { key: `f26-${mode}`, fields });
    assert.equal(up.status, 202, mode);
    await arrived(fields.email);
  }
});

test("without scripts the page asks a plain question in place of Turnstile, and its answer is enough", async () => {
  await site({ spam: { turnstile: "0x4AAAAAAATEST" } });
  const page = await (await fetch(`${worker.url}/v1/meridian/jobs/101/apply`, { headers: HTML })).text();
  const fields = person();
  const carried = Object.fromEntries(["check", "idempotency_key", "started"].map((name) => [name, input(page, name)]));
  const before = verifier.asked;
  const none = await apply(worker, { fields: { ...fields, ...carried }, headers: HTML });
  assert.equal(none.status, 422);
  const good = await apply(worker, { fields: { ...fields, ...carried, check_answer: sum(page) }, headers: HTML });
  assert.equal(good.status, 303, good.text);
  assert.equal(verifier.asked, before);
  await arrived(fields.email);
  // The answer is no way around the widget where there are scripts.
  const script = await apply(worker, { fields: { ...person(), check: carried.check, check_answer: sum(page) } });
  assert.ok([403, 422].includes(script.status));
});

test("a configuration with Turnstile's site key is refused while the secret is missing", async (t) => {
  const bare = await startWorker({ bindings: { JOBS_CACHE_SECONDS: "600" } });
  t.after(async () => {
    await bare.stop();
    await bare.wipe();
  });
  await assert.rejects(bare.putSite({ ...base, spam: { turnstile: "0x4AAA" } }), /TURNSTILE_SECRET/);
});

test("the source of a candidate is one of the configured sources, or the default; never free text", async () => {
  const sources = [
    { source: "209", utm_source: "newsletter" },
    { source: "210", referrer: "indeed.com" },
  ];
  await site({ sources });
  const source = async (told) => {
    const fields = person(told === undefined ? {} : { source: told });
    const sent = await apply(worker, { fields, key: `source-${fields.email}` });
    assert.equal(sent.status, 202, sent.text);
    const again = await apply(worker, {
      fields: { ...fields, source: "utm_source=elsewhere" },
      key: `source-${fields.email}`,
    });
    assert.equal(again.json.receipt, sent.json.receipt, "told otherwise, it is the same application");
    return (await arrived(fields.email)).source;
  };
  assert.equal(await source("utm_source=Newsletter&utm_medium=mail"), 209);
  assert.equal(await source("referrer=de.indeed.com"), 210);
  assert.equal(await source("source=210&account_source=210"), 208);
  assert.equal(await source(undefined), 208);
  const page = await (
    await fetch(`${worker.url}/v1/meridian/jobs/101/apply?utm_source=newsletter&x=1`, {
      headers: { ...HTML, referer: "https://www.indeed.com/job?id=1" },
    })
  ).text();
  assert.equal(input(page, "source"), "utm_source=newsletter&amp;referrer=www.indeed.com");
  const job = await (
    await fetch(`${worker.url}/v1/meridian/jobs/101?utm_source=newsletter&x=1`, { headers: HTML })
  ).text();
  assert.ok(job.includes('/jobs/101/apply?utm_source=newsletter"'));
});

test("a job closed while a candidate types: another one is offered, with all values and files", async (t) => {
  await site({ talent_pool: "102" });
  t.after(() => sandbox.changeVacancy(103, { state: "OPEN" }));
  await form("103");
  // Sent without scripts while it was open: its receipt is its receipt.
  const early = person({ idempotency_key: "native-before-it-closed" });
  const before = await apply(worker, { job: "103", fields: early, headers: HTML });
  assert.equal(before.status, 303);
  await sandbox.changeVacancy(103, { state: "CLOSED" });
  const closed = await until("the closed job", async () => {
    const sent = await apply(worker, { job: "103", fields: person() });
    return sent.status === 410 && sent;
  });
  const { title } = await (await fetch(`${worker.url}/v1/meridian/jobs/102`)).json();
  assert.deepEqual(closed.json.alternative_job, { job: "102", title });
  const shown = await fetch(`${worker.url}/v1/meridian/jobs/103/form`, { headers: { origin: worker.url } });
  assert.deepEqual((await shown.json()).alternative_job.job, "102");
  const again = await apply(worker, { job: "103", fields: early, headers: HTML });
  assert.deepEqual([again.status, again.headers.get("location")], [303, before.headers.get("location")]);
  const fields = person({ letter: "for whatever you have" });
  const page = await apply(worker, { job: "103", fields, headers: HTML });
  assert.equal(page.status, 410);
  assert.match(page.text, /action="\/v1\/meridian\/jobs\/102\/applications\?lang=en&amp;/);
  assert.ok(page.text.includes("for whatever you have"));
  const carried = {
    resume_upload: input(page.text, "resume_upload"),
    idempotency_key: input(page.text, "idempotency_key"),
  };
  const sent = await apply(worker, { job: "102", fields: { ...fields, ...carried }, resume: null, headers: HTML });
  assert.equal(sent.status, 303, sent.text);
  const applicant = await arrived(fields.email);
  assert.equal(applicant.links[0].vacancy, 102);
  assert.equal(applicant.files.length, 1);
});

test("a site's own texts appear in forms, pages and problems", async () => {
  await site({ texts: { apply: { en: "Count me in" }, required: "We need this one.", jobs: { en: "Come aboard" } } });
  assert.equal((await form()).submit, "Count me in");
  const page = await (
    await fetch(`${worker.url}/v1/meridian/jobs/101/apply`, { headers: { ...HTML, "accept-language": "en" } })
  ).text();
  assert.ok(page.includes("Count me in</button>"));
  const { json } = await apply(worker, { fields: person({ first_name: "" }) });
  assert.equal(json.fields[0].message, "We need this one.");
  await assert.rejects(site({ texts: { nonsense: "x" } }), /texts\.nonsense/);
});

test("the last name is optional, unless the site requires it", async () => {
  await site({ fields: {} });
  const fields = person();
  delete fields.last_name;
  fields.first_name = "Sukarno";
  assert.equal((await apply(worker, { fields })).status, 202);
  const applicant = await arrived(fields.email);
  assert.deepEqual([applicant.fields.first_name, applicant.fields.last_name], ["Sukarno", "-"]);
});

test("Comeet's custom fields are asked for and arrive; the source is a line of the note", async () => {
  const tidewater = await siteConfig("tidewater", { sandbox, origins: [worker.url] });
  const questions = [
    { key: "Notice period", label: { en: "Notice period", de: "Kündigungsfrist" } },
    {
      key: "shift",
      label: "Which shift?",
      kind: "choice",
      required: true,
      choices: [
        { value: "day", label: "By day" },
        { value: "night", label: "By night" },
      ],
    },
  ];
  await worker.putSite({
    ...tidewater,
    ats: { ...tidewater.ats, questions },
    sources: [{ source: "LinkedIn", utm_source: "linkedin" }],
  });
  const fields = {
    ...person(),
    phone: "+44 20 7946 0000",
    "consent.processing": "1",
    "q.Notice period": "3 weeks",
    "q.shift": "dusk",
    source: "utm_source=linkedin",
  };
  const wrong = await apply(worker, { site: "tidewater", job: "A1.00B", fields });
  assert.deepEqual(
    wrong.json.fields.map(({ pointer, code }) => [pointer, code]),
    [["/q.shift", "bad_choice"]],
  );
  const sent = await apply(worker, { site: "tidewater", job: "A1.00B", fields: { ...fields, "q.shift": "night" } });
  assert.equal(sent.status, 202, sent.text);
  const candidate = await until("the candidate", async () =>
    (await sandbox.received()).comeet.find((c) => c.email === fields.email),
  );
  assert.deepEqual(candidate.custom_fields, { "Notice period": "3 weeks", shift: "night" });
  assert.match(candidate.note, /^Source: LinkedIn$/m);
});

test("more files than a slot accepts are an error on the page, which keeps the first file", async () => {
  await site({});
  const body = new FormData();
  for (const [name, value] of Object.entries(person())) body.set(name, value);
  for (const name of ["a.pdf", "b.pdf", "c.pdf"]) body.append("resume", new File([PDF + name], name));
  const response = await fetch(`${worker.url}/v1/meridian/jobs/101/applications?lang=en`, {
    method: "POST",
    body,
    headers: { origin: worker.url, ...HTML },
  });
  const page = await response.text();
  assert.equal(response.status, 422);
  assert.ok(page.includes("a.pdf is attached") && !page.includes("b.pdf"));
  assert.match(page, /id="resume-error">[^<]*1/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { prepare, startSandbox, startWorker, until } from "../stack.mjs";
import { apply, applicants, person, stack, state } from "./helpers.mjs";

// Long before a call is given up in earnest.
const s = stack({ bindings: { TIMEOUT_SECONDS: "5" } });
const CREATE = "POST /v2/accounts/7/applicants";
const UPLOAD = "POST /v2/accounts/7/upload";
const ATTACH = "POST /v2/accounts/7/applicants/1*";
const delivered = (receipt) => until("delivery", async () => (await state(s.worker, receipt)) === "delivered", 40);

/** Sends one application while a fault is on; the one applicant that must come of it. */
async function through(faults, options = {}) {
  await s.sandbox.faults(faults);
  const fields = person();
  const sent = await apply(s.worker, { fields, ...options });
  assert.equal(sent.status, 202, "a fault of the ATS is none of the candidate's");
  await delivered(sent.json);
  await s.sandbox.faults([]);
  const found = await applicants(s.sandbox, fields.email);
  assert.equal(found.length, 1, JSON.stringify(faults));
  assert.deepEqual(
    found[0].links.map((link) => link.vacancy),
    [101],
  );
  assert.equal(found[0].files.length, 1);
}

for (const [step, on] of [
  ["upload", UPLOAD],
  ["creation", CREATE],
  ["attachment", ATTACH],
]) {
  test(`a lost request, a lost answer and a failing server at the ${step}: one applicant`, async () => {
    for (const what of ["cut_before", "cut_after", "truncate", { status: 502 }, { status_after: 500 }]) {
      await through([{ on, what }]);
    }
  });
}

test("F34, F35: a page of a proxy is not the answer of the ATS, at any call: one applicant", async () => {
  for (const on of [UPLOAD, CREATE, ATTACH]) await through([{ on, what: { status: 404 } }]);
  for (const status of [403, 405, 410, 422]) await through([{ on: CREATE, what: { status } }]);
  // While an applicant whose creation was not answered is looked for.
  for (const look of ["search*", "1*"]) {
    await through([
      { on: CREATE, what: "cut_after" },
      { on: `GET /v2/accounts/7/applicants/${look}`, what: { status: 404 } },
    ]);
  }
  // After the ATS has acted.
  for (const on of [CREATE, ATTACH]) await through([{ on, what: { status_after: 403 } }]);
});

test("F36: an applicant is found behind sixty earlier ones of the same person", async () => {
  const fields = person();
  await s.sandbox.earlier(fields.email, 60);
  await s.sandbox.faults([{ on: CREATE, what: "cut_after" }]);
  const sent = await apply(s.worker, { fields });
  await delivered(sent.json);
  await s.sandbox.faults([]);
  assert.equal((await applicants(s.sandbox, fields.email)).filter(({ links }) => links.length).length, 1);
  assert.equal((await applicants(s.sandbox, fields.email)).length, 61);
});

test("after a 429 the call is repeated later: one applicant", async () => {
  await through([{ on: CREATE, what: { status: 429 } }]);
});

test("a call to an ATS that hangs times out, and is retried", async () => {
  await through([{ on: UPLOAD, what: { delay: 8000 } }]);
});

test("a search that does not find the applicant yet does not cause a second one", async () => {
  const before = await (await fetch(`${s.sandbox.url}/_sandbox/switches`)).json();
  await s.sandbox.switches({ ...before, search_delay_ms: 1500 });
  await through([{ on: CREATE, what: "cut_after" }]);
  await s.sandbox.switches(before);
});

test("F38: a second applicant is found later and told, and the search's delay is learned", async () => {
  const switches = await (await fetch(`${s.sandbox.url}/_sandbox/switches`)).json();
  // Twice as long as the site waits for the search.
  await s.sandbox.switches({ ...switches, search_delay_ms: 5000 });
  const fields = person();
  await s.sandbox.faults([{ on: CREATE, what: "cut_after" }]);
  const { json } = await apply(s.worker, { fields });
  await delivered(json);
  const twice = await applicants(s.sandbox, fields.email);
  assert.equal(twice.length, 2, "the search did not find the first");
  const line = async () =>
    (await s.worker.operator("GET", "deliveries")).find(({ receipt }) => receipt === json.receipt);
  const told = await until("the later look", async () => (await line()).error && line(), 60);
  for (const { id } of twice) assert.match(told.error, new RegExp(`twice.*\\b${id}\\b`));
  assert.equal(told.state, "delivered");
  assert.match(told.error, /remove one of them/);
  // The next one waits as long as this ATS was seen to take.
  await through([{ on: CREATE, what: "cut_after" }]);
  await s.sandbox.switches(switches);
  await s.worker.operator("POST", `deliveries/${json.receipt}/close`, "removed one");
  assert.equal((await line()).state, "delivered");
});

test("F43: an attachment that is answered with 200 and not made is tried with growing pauses", async () => {
  await s.sandbox.faults([{ on: ATTACH, times: 1000, what: { status: 200 } }]);
  const from = (await s.sandbox.journal()).length;
  const fields = person();
  const { json } = await apply(s.worker, { fields });
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  const calls = (await s.sandbox.journal()).slice(from);
  const tries = calls.filter(({ method, path }) => method === "POST" && path.endsWith("/vacancy")).length;
  assert.ok(tries >= 2 && tries <= 6, `${tries} tries in 15 s`);
  await s.sandbox.faults([]);
  await s.worker.operator("POST", `deliveries/${json.receipt}/retry`);
  await delivered(json);
  assert.equal((await applicants(s.sandbox, fields.email)).length, 1);
});

test("F37: what a person has retried is looked for first, also after a refusal", async () => {
  const fields = person();
  // The refusal is wrong: the ATS has acted.
  await s.sandbox.faults([{ on: CREATE, what: { refuse_after: 400 } }]);
  const { json } = await apply(s.worker, { fields });
  await until("failure", async () => (await state(s.worker, json)) === "failed");
  await s.sandbox.faults([]);
  await s.worker.operator("POST", `deliveries/${json.receipt}/retry`);
  await delivered(json);
  assert.equal((await applicants(s.sandbox, fields.email)).length, 1);
});

test("a permanent refusal is not retried, and is reported to the operator once", async () => {
  await s.sandbox.faults([{ on: CREATE, what: { refuse: 400 } }]);
  const sent = await apply(s.worker, {});
  await until("failure", async () => (await state(s.worker, sent.json)) === "failed");
  const page = await fetch(s.worker.url + sent.json.status, {
    headers: { accept: "text/html", "accept-language": "en" },
  });
  assert.match(await page.text(), /A person has been told/);
});

// Our id comes back or not; the integration may list candidates or not.
for (const [lists, echoes] of [
  [true, true],
  [true, false],
  [false, false],
]) {
  test(`Comeet: a lost answer makes no second candidate (may list: ${lists}, returns our id: ${echoes})`, async () => {
    await s.sandbox.switches({ comeet_lists: lists, comeet_echoes_id: echoes });
    // Not looked for before its status is what it is to be.
    const looks = lists ? [{ on: "GET /comeet/candidates*", times: 1000, what: { status: 503 } }] : [];
    await s.sandbox.faults([{ on: "POST /comeet/candidates", what: "cut_after" }, ...looks]);
    const fields = { ...person({ phone: "1234567" }), "consent.processing": "1" };
    const sent = await apply(s.worker, { site: "tidewater", job: "A1.00B", fields });
    const mine = async () => (await s.sandbox.received()).comeet.filter((c) => c.email === fields.email);
    const [made] = await until("the candidate", async () => (await mine()).length && mine());
    // The 409 of a repeat holds only while the candidate is in progress.
    if (lists) await s.sandbox.changeCandidate(made.uid, { status: "Rejected" });
    await s.sandbox.faults([]);
    await delivered(sent.json);
    assert.equal((await mine()).length, 1);
    await s.sandbox.switches({});
  });
}

test("Comeet: a fixed bearer secret is sent unchanged, and a refused one is reported to the operator", async () => {
  const { careers_token } = await s.sandbox.comeetCredentials();
  await s.worker.seed("tidewater-comeet", { bearer: "not the secret", careers_token });
  const fields = { ...person({ phone: "1234567" }), "consent.processing": "1" };
  const sent = await apply(s.worker, { site: "tidewater", job: "A1.00B", fields });
  assert.equal(sent.status, 202);
  await until("a refusal", async () =>
    (await s.sandbox.journal()).some(({ path, status }) => path === "/comeet/candidates" && status === 401),
  );
  await s.worker.seed("tidewater-comeet", { bearer: "sandbox-comeet-bearer", careers_token });
  await delivered(sent.json);
  await s.worker.seed("tidewater-comeet", await s.sandbox.comeetCredentials());
});

test("requests to the ATS have our User-Agent, no header of the caller, and only paths of the table", async () => {
  await apply(s.worker, {
    headers: {
      cookie: "session=1",
      authorization: "Bearer candidate",
      "x-forwarded-for": "10.0.0.1",
      "cf-connecting-ip": "10.0.0.1",
      "x-evil": "1",
    },
  }).then((sent) => delivered(sent.json));
  const journal = await s.sandbox.journal();
  const known = [
    "accept",
    "accept-encoding",
    "authorization",
    "cf-ew-via",
    "cf-worker",
    "cdn-loop",
    "connection",
    "content-length",
    "content-type",
    "host",
    "user-agent",
    "x-file-parse",
  ];
  for (const entry of journal) {
    assert.match(entry.user_agent, /^apply-edge\/\d/);
    assert.deepEqual(
      entry.headers.filter((name) => !known.includes(name)),
      [],
      entry.path,
    );
    assert.match(
      entry.path,
      /^\/(v2\/(accounts\/7\/|token\/refresh)|comeet\/candidates|careers\/company\/30\.005\/positions)/,
    );
  }
});

test("workerd killed between the 202 and the delivery: it is delivered after a restart", async () => {
  const sandbox = await startSandbox();
  let worker = await startWorker({ bindings: { OPERATOR_KEY: "the same after the restart" } });
  const { state: folder } = worker;
  try {
    await prepare(worker, sandbox);
    await (await fetch(`${worker.url}/v1/meridian/jobs/101`)).text();
    // Nothing gets through, so the delivery is still to come when the power goes.
    await sandbox.faults([{ on: "POST *", times: 1000, what: "cut_before" }]);
    const fields = person();
    const sent = await apply(worker, { fields });
    assert.equal(sent.status, 202);
    await worker.kill();
    await sandbox.faults([]);
    assert.equal((await applicants(sandbox, fields.email)).length, 0);
    worker = await startWorker({ state: folder, bindings: { OPERATOR_KEY: "the same after the restart" } });
    // No request wakes it: the alarm does.
    const found = await until("delivery", async () => {
      const found = await applicants(sandbox, fields.email);
      return found[0]?.links.length === 1 && found;
    });
    assert.equal(found.length, 1);
    assert.equal(found[0].files.length, 1);
  } finally {
    await worker.stop();
    await sandbox.stop();
    await worker.wipe();
  }
});

// Notifications of the ATS: what changes there is known here at once.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { until } from "../stack.mjs";
import { apply, stack } from "./helpers.mjs";

// Without notifications a change is seen after a minute or more.
const s = stack({ bindings: { JOBS_CACHE_SECONDS: "600" } });
const job = async (id = 101) => (await fetch(`${s.worker.url}/v1/meridian/jobs/${id}`)).status;
const send = (secret, event, body, headers = {}) =>
  fetch(`${s.worker.url}/v1/meridian/hooks/huntflow`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-huntflow-event": event,
      "x-huntflow-signature": createHmac("sha256", secret).update(body).digest("hex"),
      ...headers,
    },
    body,
  });
const changed = (id, n) =>
  JSON.stringify({ changes: {}, event: { vacancy: { id }, vacancy_log: { id: n, state: "CLOSED" } }, meta: {} });

test("a job that is closed at the ATS is closed here within a second", async (t) => {
  assert.equal(await job(), 200);
  const registered = await s.worker.operator("POST", "sites/meridian/hook");
  assert.equal(registered.url, `${s.worker.url}/v1/meridian/hooks/huntflow`);
  await s.sandbox.changeVacancy(101, { state: "CLOSED" });
  const begun = Date.now();
  await until("the job to be closed", async () => (await job()) === 410, 5);
  t.diagnostic(`${Date.now() - begun} ms`);
  assert.ok(Date.now() - begun < 1000);
  const sent = await apply(s.worker);
  assert.equal(sent.status, 410, "a form that was open meanwhile ends as for a closed job");
  await s.sandbox.changeVacancy(101, { state: "OPEN" });
  await until("the job to be open", async () => (await job()) === 200, 5);
});

test("only what the ATS has signed is believed, once; every other event is accepted and ignored", async () => {
  const { secret } = await s.worker.operator("GET", "sites/meridian/hook");
  assert.ok(secret.length >= 32 && secret.length <= 64);
  const body = changed(101, 1);
  const reads = async () => (await s.sandbox.journal()).filter(({ path }) => path.includes("/vacancies")).length;
  const before = await reads();
  assert.equal((await send("another", "VACANCY", body)).status, 401);
  assert.equal((await send(secret, "VACANCY", body, { "x-huntflow-signature": "" })).status, 401);
  assert.equal(await reads(), before, "a forged one reads nothing");
  assert.equal((await send(secret, "PING", '{"event": {}, "meta": {"event_type": "PING"}}')).status, 200);
  assert.equal((await send(secret, "A-LATER-EVENT", "{}")).status, 200);
  assert.equal(await reads(), before);
  assert.equal((await send(secret, "VACANCY", body)).status, 200);
  const after = await reads();
  assert.ok(after > before);
  assert.equal((await send(secret, "VACANCY", body)).status, 200);
  assert.equal(await reads(), after, "the same notification again reads nothing");
  // A vacancy that is not published here costs no call for itself.
  assert.equal((await send(secret, "VACANCY", changed(999_999, 2))).status, 200);
  assert.ok(!(await s.sandbox.journal()).some(({ path }) => path.includes("999999")));
  assert.equal((await fetch(`${s.worker.url}/v1/tidewater/hooks/huntflow`, { method: "POST" })).status, 404);
});

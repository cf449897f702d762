import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../stack.mjs";
import { apply, applicants, inGroups, person, stack, state } from "./helpers.mjs";

// The rate limit is not what is tested here.
const s = stack({ change: { rate_limit: { requests: 1000, window_ms: 1000 } } });
const delivered = (receipt) => until("delivery", async () => (await state(s.worker, receipt)) === "delivered");

test("100 applications on an expired token cause exactly one refresh", async () => {
  await (await fetch(`${s.worker.url}/v1/meridian/jobs/101`)).text();
  const before = (await s.sandbox.received()).refreshes;
  await s.sandbox.expireTokens();
  const people = Array.from({ length: 100 }, () => person());
  const sent = await inGroups(people, (fields) => apply(s.worker, { fields }));
  assert.deepEqual([...new Set(sent.map(({ status }) => status))], [202]);
  for (const { json } of sent) await delivered(json);
  const { huntflow, refreshes } = await s.sandbox.received();
  assert.equal(refreshes - before, 1);
  for (const { email } of people) assert.equal(huntflow.filter((a) => a.fields.email === email).length, 1);
});

test("after a refresh that came too early the call is repeated, and nothing is lost", async () => {
  // 401 for a token that is good: the refresh is refused as too early, the call is made again.
  await s.sandbox.faults([{ on: "POST /v2/accounts/7/applicants", what: { status: 401 } }]);
  const fields = person();
  const sent = await apply(s.worker, { fields });
  await delivered(sent.json);
  assert.equal((await applicants(s.sandbox, fields.email)).length, 1);
});

test("a new token pair is adopted without a restart, also after the sandbox has lost its state", async () => {
  await s.sandbox.reset();
  const fields = person();
  const sent = await apply(s.worker, { fields });
  assert.equal(sent.status, 202, "accepted while the ATS refuses us");
  await until("the refusal to be known", async () => (await s.worker.health("meridian-huntflow")).refused_at);
  const pair = await s.sandbox.issueTokens();
  assert.deepEqual(await s.worker.seed("meridian-huntflow", pair), { adopted: true });
  await delivered(sent.json);
  assert.equal((await applicants(s.sandbox, fields.email)).length, 1);
  const health = await s.worker.health("meridian-huntflow");
  assert.equal(health.refused_at, null);
  // The same pair again is old news: it may have been traded in since.
  assert.deepEqual(await s.worker.seed("meridian-huntflow", pair), { adopted: false });
});

test("a failed delivery continues when the operator retries it", async () => {
  await s.sandbox.faults([{ on: "POST /v2/accounts/7/applicants", what: { refuse: 400 } }]);
  const fields = person();
  const sent = await apply(s.worker, { fields });
  await until("failure", async () => (await state(s.worker, sent.json)) === "failed");
  assert.deepEqual(await s.worker.operator("POST", `deliveries/${sent.json.receipt}/retry`), {
    receipt: sent.json.receipt,
    site: "meridian",
    state: "received",
    wiped: false,
    is_duplicate: false,
  });
  await delivered(sent.json);
  assert.equal((await applicants(s.sandbox, fields.email)).length, 1);
});

test("the operator's routes are closed without the key, and return no secrets with it", async () => {
  for (const authorization of ["", "Bearer wrong", `Basic ${s.worker.operatorKey}`]) {
    const response = await fetch(`${s.worker.url}/operator/accounts/meridian-huntflow`, { headers: { authorization } });
    assert.equal(response.status, 401);
  }
  const health = JSON.stringify(await s.worker.health("meridian-huntflow"));
  assert.ok(!/sandbox-(access|refresh)/.test(health));
});

test("an invalid configuration is refused, and the response names the place of the error", async () => {
  const put = (config) => s.worker.operator("PUT", "sites/meridian", config);
  await assert.rejects(put("{"), /422/);
  await assert.rejects(put({ site: "other" }), /422/);
  await assert.rejects(
    put({
      site: "meridian",
      name: "x",
      origins: ["https://a.example/path"],
      ats: { kind: "huntflow", account: 7, credentials: "x" },
      publish: { jobs: [] },
    }),
    /not an origin/,
  );
  assert.equal((await fetch(`${s.worker.url}/v1/meridian/jobs`)).status, 200, "the old one still stands");
});

// The fault bench in short: scripts/bench faults is the long one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { broken, outage, run } from "../faults.mjs";

test("120 applications, one call in seven faulty, tokens that expire, 3 kills: none lost, none doubled", {
  timeout: 600_000,
}, async (t) => {
  const report = await run({ applications: 120, kills: 3 });
  t.diagnostic(JSON.stringify(report));
  assert.deepEqual(broken(report), []);
  assert.equal(report.accepted, 120);
});

test("an outage causes few calls, and no application is lost", { timeout: 600_000 }, async (t) => {
  const report = await outage({ applications: 100, seconds: 8 });
  t.diagnostic(JSON.stringify(report));
  assert.deepEqual([report.accepted, report.delivered], [100, 100]);
  assert.ok(report.ratio <= 1.05, `${report.calls} calls for ${report.ideal}`);
});

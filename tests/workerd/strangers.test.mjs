// What a stranger can do with requests that anybody may send.
import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { until } from "../stack.mjs";
import { apply, stack, state } from "./helpers.mjs";

const s = stack({ bindings: { JOBS_CACHE_SECONDS: "60" } });
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

test("A33: 40 GETs a second of unknown jobs cost the ATS nothing, and deliveries go on", async (t) => {
  const get = async (path) => (await fetch(`${s.worker.url}/v1/meridian/jobs/${path}`)).status;
  assert.equal(await get("101"), 200);
  const before = (await s.sandbox.journal()).length;
  const seen = new Set();
  let asked = 0;
  let over = false;
  const stranger = (async () => {
    while (!over) {
      const forms = ["", "/form", "/apply"][asked % 3];
      asked += 1;
      get(`${9_000_000 + asked}${forms}`).then((status) => seen.add(status));
      await pause(25);
    }
  })();
  const sent = [];
  for (let i = 0; i < 20; i += 1) {
    sent.push(await apply(s.worker));
    await pause(150);
  }
  assert.deepEqual([...new Set(sent.map(({ status }) => status))], [202]);
  for (const { json } of sent) {
    await until("delivery", async () => (await state(s.worker, json)) === "delivered", 30);
  }
  over = true;
  await stranger;
  assert.ok(asked > 50, String(asked));
  assert.deepEqual([...seen], [404]);
  const calls = (await s.sandbox.journal()).slice(before);
  t.diagnostic(`${asked} GETs, ${calls.length} calls for 20 applications`);
  assert.deepEqual(
    calls.filter(({ status }) => status === 429),
    [],
  );
  const reads = calls.filter(({ path }) => /\/vacancies(\/\d+)?(\?|$)/.test(path));
  assert.ok(reads.length <= 2, JSON.stringify(reads.map(({ path }) => path)));
  assert.ok(!calls.some(({ path }) => path.includes("/90000")), "no unknown id reached the ATS");
});

test("A41: methods that are not HTTP's usual ones get 405 everywhere, and do nothing", async () => {
  const { hostname, port } = new URL(s.worker.url);
  const ask = (method, path) =>
    new Promise((done, failed) => {
      const sent = request({ hostname, port, path, method, headers: { origin: s.worker.url } }, (response) => {
        response.resume();
        response.on("end", () => done([response.statusCode, response.headers.allow]));
      });
      sent.on("error", failed);
      sent.end();
    });
  for (const path of ["/v1/meridian/jobs", "/v1/meridian/jobs/101", "/console", "/v1/meridian/ats/accounts"]) {
    for (const method of ["PROPFIND", "PURGE", "QUERY", "REPORT", "LOCK"]) {
      const [status, allow] = await ask(method, path);
      assert.equal(status, 405, `${method} ${path}`);
      assert.match(allow, /^GET, HEAD/);
    }
  }
});

// The vendor's own client, unmodified, against the sandbox and through the gateway. Every method that it has is called,
// with arguments made from its own types (drive.py).
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { siteConfig, until } from "../stack.mjs";
import { apply, completeApplicants, person, stack } from "../workerd/helpers.mjs";

const s = stack({ bindings: { JOBS_CACHE_SECONDS: "60" } });
const PYTHON = process.env.VENDOR_PYTHON;
const script = fileURLToPath(new URL("drive.py", import.meta.url));

/** Every group of operations but that of tokens, which is not for keys. */
const GROUPS = [
  ...["accounts", "action_logs", "applicants", "coworkers", "dictionaries", "divisions", "logs", "mail"],
  ...["multi_vacancies", "offers", "pipeline", "production_calendars", "questionary", "quotas", "recommendations"],
  ...["resumes", "stages", "surveys", "tags", "tasks", "upload", "users", "vacancies", "vacancy_requests", "webhooks"],
];

/** What cannot succeed, and why. */
const KNOWN = {
  "SurveyTypeQ.create": "the client sends a form, and the API takes JSON",
  "Resume.delete": "the API does not remove an applicant's only resume",
};

/** Calls every method; those that did not succeed. */
async function drive(base, token) {
  const { stdout } = await promisify(execFile)(PYTHON, [script, base, token], { maxBuffer: 1e8 });
  const results = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.ok(results.length >= 118, `${results.length} methods`);
  const failed = results.filter(({ result }) => result !== "ok");
  return { results, failed: failed.map(({ method, calls, result }) => `${method} ${JSON.stringify(calls)} ${result}`) };
}

const unexpected = (failed) => failed.filter((line) => !KNOWN[line.split(" ")[0]]);

/** The client sends fields that the reference does not have, as to the live API. */
async function lenient() {
  await s.sandbox.reset();
  const switches = await (await fetch(`${s.sandbox.url}/_sandbox/switches`)).json();
  await s.sandbox.switches({ ...switches, unknown_keys_refused: false });
}

test("every method of the vendor's client works against the sandbox", { timeout: 120_000 }, async (t) => {
  await lenient();
  const { access_token } = await s.sandbox.issueTokens();
  const { results, failed } = await drive(s.sandbox.url, access_token);
  t.diagnostic(`${results.length - failed.length} of ${results.length} methods`);
  assert.deepEqual(unexpected(failed), []);
});

test("every method of the vendor's client works through the gateway", { timeout: 300_000 }, async (t) => {
  await lenient();
  const key = await gatewayKey();
  const { results, failed } = await drive(`${s.worker.url}/v1/meridian/ats`, key);
  t.diagnostic(`${results.length - failed.length} of ${results.length} methods`);
  assert.deepEqual(unexpected(failed), []);
});

/** A key that opens every operation. */
async function gatewayKey() {
  const key = randomBytes(24).toString("base64url");
  const site = await siteConfig("meridian", { sandbox: s.sandbox, origins: [s.worker.url] });
  const sha256 = createHash("sha256").update(key).digest("hex");
  const gateway = [{ name: "everything", sha256, expires: "2099-12-31", operations: GROUPS }];
  await s.worker.putSite({ ...site, gateway, rate_limit: { requests: 1000, window_ms: 1000 } });
  await s.worker.seed("meridian-huntflow", await s.sandbox.issueTokens());
  return key;
}

test("a refusal is in the vendor's envelope for the vendor's tools, and a key is its own refresh", async () => {
  const key = await gatewayKey();
  const base = `${s.worker.url}/v1/meridian/ats/v2`;
  const ask = (path, options = {}) =>
    fetch(base + path, { ...options, headers: { authorization: `bearer ${key}`, ...options.headers } });
  const refused = await ask("/accounts/8/vacancies");
  assert.equal(refused.status, 403);
  const { errors } = await refused.json();
  assert.equal(errors[0].type, "forbidden");
  const ours = await ask("/accounts/8/vacancies", { headers: { accept: "application/problem+json" } });
  assert.equal((await ours.json()).code, "forbidden");
  const unknown = await ask("/accounts/7/vacancies", { headers: { authorization: "Bearer nobody's" } });
  assert.equal(unknown.status, 401);
  assert.ok((await unknown.json()).errors[0].title);
  const refresh = (refresh_token) =>
    ask("/token/refresh", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ refresh_token }),
    });
  const pair = await (await refresh(key)).json();
  assert.deepEqual([pair.access_token, pair.refresh_token], [key, key]);
  assert.ok(pair.expires_in > 86_400);
  assert.equal((await refresh("nobody's")).status, 404);
});

test("parameters that are newer pass, and those that could reach further do not", async () => {
  const key = await gatewayKey();
  const status = async (query) => {
    const address = `${s.worker.url}/v1/meridian/ats/v2/accounts/7/vacancies?${query}`;
    return (await fetch(address, { headers: { authorization: `Bearer ${key}` } })).status;
  };
  assert.equal(await status("mine=True&newer=1&filter[new]=x"), 200);
  for (const query of ["account_id=8", "organization=8", "access_token=x", "callback=https://evil.example", "%0a=1"]) {
    assert.equal(await status(query), 400, query);
  }
});

test("an upload whose token has just expired is repeated from what is held", async () => {
  const key = await gatewayKey();
  await s.sandbox.expireTokens();
  const body = new FormData();
  body.set("file", new File([`%PDF-1.7\n${"a".repeat(300_000)}`], "cv.pdf", { type: "application/pdf" }));
  const whole = new Response(body);
  const sent = await fetch(`${s.worker.url}/v1/meridian/ats/v2/accounts/7/upload`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "x-file-parse": "1", "content-type": whole.headers.get("content-type") },
    body: await whole.arrayBuffer(),
  });
  assert.equal(sent.status, 200, await sent.clone().text());
  assert.ok((await sent.json()).id);
});

test("the sandbox's notifications are what the vendor's own models read", async (t) => {
  await s.sandbox.reset();
  const received = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (bytes) => (body += bytes));
    request.on("end", () => {
      if (request.headers["x-huntflow-event"] !== "PING") received.push(body);
      response.writeHead(200).end();
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => server.close());
  const key = await gatewayKey();
  const call = (path, method, body) =>
    fetch(`${s.worker.url}/v1/meridian/ats/v2/accounts/7${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
  const webhook_events = ["VACANCY", "APPLICANT"];
  const url = `http://127.0.0.1:${server.address().port}/`;
  assert.equal((await call("/hooks", "POST", { secret: "s", url, active: true, webhook_events })).status, 200);
  const fields = person();
  await apply(s.worker, { fields });
  // Not while the vacancy is on hold.
  await completeApplicants(s.sandbox, fields.email);
  for (const [path, method, body] of [
    ["/vacancies/101/state/hold", "POST", { date: "2026-12-31" }],
    ["/vacancies/101/state/resume", "POST"],
    ["/vacancies/101", "PATCH", { position: "Another name" }],
    ["/vacancies/101/state/close", "POST", { date: "2026-12-31" }],
  ]) {
    const answer = await call(path, method, body);
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.text()}`);
  }
  await until("six notifications", () => received.length >= 6, 20);
  const child = promisify(execFile)(PYTHON, [fileURLToPath(new URL("hooks.py", import.meta.url))]);
  child.child.stdin.end(received.map((body) => JSON.stringify(JSON.parse(body))).join("\n"));
  const { stdout } = await child;
  assert.deepEqual([...new Set(stdout.trim().split("\n"))], ["ok"]);
  const ids = received.map((body) => JSON.parse(body).meta.event_id);
  assert.equal(new Set(ids).size, ids.length, "each event has an id of its own");
});

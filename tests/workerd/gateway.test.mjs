import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, writeFile } from "node:fs/promises";
import { request as rawRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { root, siteConfig } from "../stack.mjs";
import { stack } from "./helpers.mjs";

const s = stack();
const run = promisify(execFile);

/** A key that opens some operations, and its entry in a site's configuration. */
function keyFor(name, operations, expires = "2099-12-31") {
  const key = `aeg_${randomBytes(24).toString("base64url")}`;
  return { key, entry: { name, operations, expires, sha256: createHash("sha256").update(key).digest("hex") } };
}

const keys = {
  reader: keyFor("reader", [
    "vacancies::List",
    "stages",
    "applicants::List",
    "tags",
    "upload",
    "resumes::Download",
    "vacancy_requests",
    "divisions::Replace",
    "tasks",
    "accounts::Me",
  ]),
  old: keyFor("old", ["vacancies::List"], "2020-01-01"),
  positions: keyFor("positions", ["positions", "candidates"]),
};

test("the sites are configured with gateway keys", async () => {
  const put = async (site, entries) => {
    const config = await siteConfig(site, { sandbox: s.sandbox, origins: [s.worker.url] });
    await s.worker.putSite({ ...config, gateway: entries.map(({ entry }) => entry) });
  };
  await put("meridian", [keys.reader, keys.old]);
  await put("tidewater", [keys.positions]);
});

const bearer = (key) => ({ authorization: `Bearer ${key}` });
const ask = (path, { method = "GET", key = keys.reader.key, site = "meridian", headers = {}, body } = {}) =>
  fetch(`${s.worker.url}/v1/${site}/ats${path}`, {
    method,
    headers: { ...bearer(key), ...headers },
    body,
    redirect: "manual",
  });

/** What the ATS was asked during `act`. */
async function asked(act) {
  const count = (await s.sandbox.journal()).length;
  await act();
  return (await s.sandbox.journal()).slice(count);
}

test("a permitted operation returns the vendor's response, and the token stays in the Worker", async () => {
  const response = await ask("/accounts/7/vacancies?state=OPEN&state=HOLD&count=2");
  assert.equal(response.status, 200);
  const list = await response.json();
  assert.equal(list.items.length, 2);
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.ok(response.headers.get("x-request-id"), "the vendor's id, for its support");
  const allowed = new Set([
    "cache-control",
    "content-type",
    "content-encoding",
    "content-length",
    "transfer-encoding",
    "x-content-type-options",
    "content-security-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "referrer-policy",
    "strict-transport-security",
    "x-request-id",
    "date",
    "connection",
    "keep-alive",
    "vary",
  ]);
  for (const name of response.headers.keys()) assert.ok(allowed.has(name), name);
  const entry = (await s.sandbox.journal()).at(-1);
  assert.equal(entry.path, "/v2/accounts/7/vacancies?state=OPEN&state=HOLD&count=2");
  assert.match(entry.user_agent, /^apply-edge\//);
  assert.ok(!JSON.stringify(list).includes("sandbox-access"));
});

test("Basic authentication works with the key as the password", async () => {
  const basic = Buffer.from(`anybody:${keys.reader.key}`).toString("base64");
  const response = await ask("/accounts/7/vacancies", { headers: { authorization: `Basic ${basic}` } });
  assert.equal(response.status, 200);
});

test("an operation that a key does not permit never reaches the ATS", async () => {
  const refused = [
    [403, "GET", "/accounts/7/vacancies/101"],
    [403, "GET", "/accounts/7/applicants/1"],
    [403, "GET", "/accounts/8/vacancies"],
    [403, "POST", "/token/refresh"],
    [403, "GET", "/accounts"],
    [404, "GET", "/accounts/7/everything"],
    [404, "GET", "/"],
    [405, "DELETE", "/accounts/7/vacancies"],
    [400, "GET", "/accounts/7/vacancies?count=1&count=2"],
    [400, "GET", "/accounts/7/vacancies?count=1e3"],
    [400, "GET", "/accounts/7/vacancies?redirect=https://evil.example"],
    [400, "POST", "/accounts/7/tags", "{"],
    [400, "POST", "/accounts/7/tags", '{"name":1,"color":"fff"}'],
    [413, "POST", "/accounts/7/tags", `{"name":"${"x".repeat(1_000_001)}","color":"fff"}`],
    [415, "POST", "/accounts/7/upload", "{}"],
  ];
  const seen = await asked(async () => {
    for (const [status, method, path, body] of refused) {
      const response = await ask(path, { method, body });
      assert.equal(response.status, status, `${method} ${path}: ${await response.text()}`);
    }
  });
  assert.deepEqual(seen, []);
});

test("an error names its place, and does not repeat the value that was sent", async () => {
  const response = await ask("/accounts/7/tags", { method: "POST", body: '{"name":"secret","color":{"a":"secret"}}' });
  const problem = await response.json();
  assert.equal(problem.detail, "Body color: unexpected type or missing field");
});

test("a missing, wrong or expired key is refused, and so is a request from a page", async () => {
  const seen = await asked(async () => {
    for (const headers of [
      { authorization: "" },
      { authorization: "Bearer x" },
      { authorization: "Basic !" },
      bearer(keys.positions.key),
      bearer(keys.reader.entry.sha256),
    ]) {
      const response = await ask("/accounts/7/vacancies", { headers });
      assert.equal(response.status, 401);
      assert.match(response.headers.get("www-authenticate"), /^Basic/);
    }
    const expired = await ask("/accounts/7/vacancies", { key: keys.old.key });
    assert.equal(expired.status, 401);
    assert.match((await expired.json()).detail, /expired/);
    const page = await ask("/accounts/7/vacancies", { headers: { origin: s.worker.url } });
    assert.equal(page.status, 403);
    assert.equal(page.headers.get("access-control-allow-origin"), null);
  });
  assert.deepEqual(seen, []);
});

/** A request whose path no client has tidied up. */
function raw(path) {
  const { hostname, port } = new URL(s.worker.url);
  return new Promise((done, failed) => {
    const sent = rawRequest({ hostname, port, path, headers: bearer(keys.reader.key) }, (answer) => {
      answer.resume().on("end", () => done(answer.statusCode));
    });
    sent.on("error", failed).end();
  });
}

test("a manipulated path reaches no operation that is not permitted", async () => {
  const gate = "/v1/meridian/ats";
  const seen = await asked(async () => {
    for (const path of [
      `${gate}/accounts/7/vacancies/../applicants/1`,
      `${gate}/accounts/7/vacancies/%2e%2e/%2e%2e/8/vacancies`,
      `${gate}/accounts/7%2Fapplicants`,
      `${gate}/accounts/7/tags/1%2F..%2F..%2Fapplicants`,
      `${gate}//accounts/7/vacancies`,
      `${gate}/accounts/7/tags/%252e%252e`,
      `${gate}/accounts/7/tags/1;/../../vacancies/101`,
      `${gate}/http://evil.example/accounts/7/vacancies`,
      `${gate}/../../meridian/ats/accounts`,
      "/v1/../v1/meridian/ats/accounts",
    ]) {
      const status = await raw(path);
      assert.ok([400, 403, 404].includes(status), `${path}: ${status}`);
    }
  });
  assert.deepEqual(seen, []);
});

test("errors of the vendor keep the vendor's form, a proxy's HTML page does not", async () => {
  const refused = await ask("/accounts/7/tags/999", { method: "PUT", body: '{"name":"a","color":"fff"}' });
  assert.equal(refused.status, 404);
  assert.equal((await refused.json()).errors[0].title, "Unknown tag");

  await s.sandbox.faults([{ on: "GET /v2/accounts/7/tags", what: { status: 503 } }]);
  const page = await ask("/accounts/7/tags");
  assert.equal(page.status, 502);
  assert.equal(page.headers.get("content-type"), "application/problem+json");

  await s.sandbox.faults([{ on: "POST /v2/accounts/7/tags", what: "cut_after" }]);
  const cut = await ask("/accounts/7/tags", { method: "POST", body: '{"name":"once","color":"fff"}' });
  assert.equal(cut.status, 504);
  const { items } = await (await ask("/accounts/7/tags")).json();
  assert.equal(items.filter(({ name }) => name === "once").length, 1, "a write is not repeated");
});

test("A43: a page that says 200 is not passed on, and no browser runs what is", async () => {
  await s.sandbox.faults([{ on: "GET /v2/accounts/7/tags", what: { status: 200 } }]);
  const page = await ask("/accounts/7/tags");
  assert.equal(page.status, 504);
  assert.equal(page.headers.get("content-type"), "application/problem+json");
  const good = await ask("/accounts/7/tags");
  assert.equal(good.status, 200);
  for (const answer of [page, good]) {
    assert.match(answer.headers.get("content-security-policy"), /default-src 'none'.*sandbox/);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    assert.match(answer.headers.get("strict-transport-security"), /max-age=\d+/);
    assert.equal(answer.headers.get("cross-origin-resource-policy"), "same-origin");
  }
});

test("an expired token is refreshed during a caller's request", async () => {
  await s.sandbox.expireTokens();
  const before = (await s.sandbox.received()).refreshes;
  const all = await Promise.all(Array.from({ length: 20 }, () => ask("/accounts/7/tags")));
  assert.deepEqual([...new Set(all.map(({ status }) => status))], [200]);
  assert.equal((await s.sandbox.received()).refreshes - before, 1);
});

test("calls that wait for a slow refresh continue at the rate limit of the ATS", async () => {
  await s.sandbox.expireTokens();
  await s.sandbox.faults([{ on: "POST /v2/token/refresh", what: { delay: 1500 } }]);
  const all = await Promise.all(Array.from({ length: 20 }, () => ask("/accounts/7/tags")));
  assert.deepEqual([...new Set(all.map(({ status }) => status))], [200]);
});

test("an upload is streamed to the ATS, and a PDF is streamed back", async () => {
  const bytes = randomBytes(3_000_000);
  const form = new FormData();
  form.set("file", new File([bytes], "cv.pdf", { type: "application/pdf" }));
  // A length, as servers send one: fetch's own FormData has none.
  const packed = new Response(form);
  const body = Buffer.from(await packed.arrayBuffer());
  const headers = { "content-type": packed.headers.get("content-type"), "x-file-parse": "true", "x-evil": "1" };
  const sent = await ask("/accounts/7/upload", { method: "POST", headers, body });
  assert.equal(sent.status, 200);
  const uploaded = await sent.json();
  assert.equal(uploaded.fields.name.first, "Ada");
  const entry = (await s.sandbox.journal()).at(-1);
  assert.ok(entry.headers.includes("x-file-parse") && !entry.headers.includes("x-evil"));
  assert.equal(entry.bytes, body.length);

  const pdf = await ask("/accounts/7/applicants/1/externals/2/pdf");
  assert.equal(pdf.headers.get("content-type"), "application/pdf");
  assert.match(await pdf.text(), /^%PDF/);

  const large = await ask("/accounts/7/upload", { method: "POST", headers, body: Buffer.alloc(15_100_000) });
  assert.equal(large.status, 413);
});

test("Comeet's positions and candidates can be read, and candidates cannot be created", async () => {
  const site = "tidewater";
  const { key } = keys.positions;
  const positions = await ask("/company/30.005/positions", { site, key });
  assert.equal((await positions.json()).length, 2);
  const found = await ask("/candidates?time_created%3Aafter=2026-01-01T00:00:00Z", { site, key });
  assert.deepEqual((await found.json()).candidates, []);
  const made = await ask("/candidates", { site, key, method: "POST", body: "{}" });
  assert.equal(made.status, 400);
  const entries = (await s.sandbox.journal()).filter(({ path }) => path.includes("token="));
  assert.ok(entries.length > 0, "the careers token is ours to add");
});

test("the recipes of docs/gateway.md work", async () => {
  const env = {
    ...process.env,
    GATEWAY: `${s.worker.url}/v1/meridian/ats`,
    GATEWAY_KEY: keys.reader.key,
    ACCOUNT: "7",
  };
  const recipe = async (name, ...args) =>
    (await run(process.execPath, [join(root, "docs/recipes", name), ...args], { env })).stdout;
  assert.match(await recipe("vacancy-request.mjs", "Robotics engineer", "head@example.com"), /^\d+ pending\n$/);

  const folder = await mkdtemp(join(tmpdir(), "recipes-"));
  const structure = join(folder, "structure.json");
  await writeFile(
    structure,
    JSON.stringify([{ name: "Engineering", foreign: "e", items: [{ name: "Robots", foreign: "r" }] }]),
  );
  assert.match(await recipe("divisions.mjs", structure), / success\n$/);

  const csv = await recipe("report.mjs", "101");
  assert.equal(csv.split("\r\n")[0], '"id","first_name","last_name","stage","changed"');
});

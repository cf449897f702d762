// The console and who may see it. How it looks and is used is tests/e2e/console.test.mjs.
import assert from "node:assert/strict";
import { createSign, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { prepare, startWorker, until } from "../stack.mjs";
import { apply, person, stack } from "./helpers.mjs";

const AUDIENCE = "f00dfeed";
const [key, other] = [0, 1].map(() => generateKeyPairSync("rsa", { modulusLength: 2048 }));
/** As Access answers it; a team's server is https, ours is this machine's. */
const certs = createServer((request, response) => {
  const jwk = { ...key.publicKey.export({ format: "jwk" }), kid: "k1", alg: "RS256", use: "sig" };
  response.writeHead(request.url === "/cdn-cgi/access/certs" ? 200 : 404, { "content-type": "application/json" });
  response.end(JSON.stringify({ keys: [jwk] }));
});
await new Promise((done) => certs.listen(0, "127.0.0.1", done));
const TEAM = `http://127.0.0.1:${certs.address().port}`;
after(() => certs.close());

const s = stack({ bindings: { ACCESS_TEAM: TEAM, ACCESS_AUDIENCE: AUDIENCE } });
const NOW = Math.floor(Date.now() / 1000);

function token({ claims = {}, header = {}, signer = key } = {}) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const usual = { iss: TEAM, aud: [AUDIENCE], exp: NOW + 600, nbf: NOW - 10, email: "ops@example.org" };
  const signed = `${part({ alg: "RS256", kid: "k1", ...header })}.${part({ ...usual, ...claims })}`;
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(signer.privateKey).toString("base64url")}`;
}

const basic = (password) => `Basic ${Buffer.from(`anybody:${password}`).toString("base64")}`;
const look = (headers, path = "", options = {}) =>
  fetch(`${s.worker.url}/console${path}`, { headers, redirect: "manual", ...options });

test("the console is closed without the key, and asks a browser for it", async () => {
  for (const headers of [
    {},
    { authorization: basic("wrong") },
    { authorization: "Bearer wrong" },
    { authorization: "Basic %%%" },
  ]) {
    const closed = await look(headers);
    assert.equal(closed.status, 401);
    assert.match(closed.headers.get("www-authenticate"), /^Basic /);
    assert.ok(!/deliveries|meridian/.test(await closed.text()));
  }
  const open = await look({ authorization: basic(s.worker.operatorKey) });
  assert.equal(open.status, 200);
  assert.equal(open.headers.get("cache-control"), "no-store");
  assert.match(await open.text(), /meridian-huntflow/);
});

test("without a key and without Access every request to the console is refused", async (t) => {
  const worker = await startWorker({ bindings: { OPERATOR_KEY: "" } });
  t.after(async () => {
    await worker.stop();
    await worker.wipe();
  });
  for (const authorization of [basic(""), "Bearer ", basic("undefined")]) {
    const closed = await fetch(`${worker.url}/console`, {
      headers: { authorization, "cf-access-jwt-assertion": token() },
    });
    assert.equal(closed.status, 401);
    assert.equal(closed.headers.get("www-authenticate"), null, "there is no password that would do");
  }
});

test("a key of the operator that could be guessed opens nothing, and the answer says how to make one", async (t) => {
  const key = "correct horse battery";
  const worker = await startWorker({ bindings: { OPERATOR_KEY: key } });
  t.after(async () => {
    await worker.stop();
    await worker.wipe();
  });
  for (const [path, authorization] of [
    ["/console", basic(key)],
    ["/operator/deliveries", `Bearer ${key}`],
  ]) {
    const closed = await fetch(worker.url + path, { headers: { authorization } });
    assert.equal(closed.status, 401);
    assert.match(await closed.text(), /OPERATOR_KEY is too short.*openssl rand/);
  }
});

test("Access's token opens the console only with the right signature, issuer, audience and time", async () => {
  const by = (jwt) => look({ "cf-access-jwt-assertion": jwt }).then(({ status }) => status);
  assert.equal(await by(token()), 200);
  const [head, claims, signature] = token().split(".");
  const none = `${Buffer.from(JSON.stringify({ alg: "none", kid: "k1" })).toString("base64url")}.${claims}.`;
  const changed = JSON.stringify({ ...JSON.parse(Buffer.from(claims, "base64url")), email: "x" });
  const wrong = {
    "another application's": token({ claims: { aud: ["another"] } }),
    "another team's": token({ claims: { iss: "https://evil.cloudflareaccess.com" } }),
    over: token({ claims: { exp: NOW - 600 } }),
    "not yet": token({ claims: { nbf: NOW + 600 } }),
    "signed by another": token({ signer: other }),
    "an unknown key's": token({ header: { kid: "k2" } }),
    unsigned: none,
    changed: `${head}.${Buffer.from(changed).toString("base64url")}.${signature}`,
    garbage: "a.b.c",
  };
  for (const [why, jwt] of Object.entries(wrong)) assert.equal(await by(jwt), 401, why);
  // The routes that programs use are not opened by what a browser sends along by itself.
  const operator = await fetch(`${s.worker.url}/operator/deliveries`, {
    headers: { "cf-access-jwt-assertion": token() },
  });
  assert.equal(operator.status, 401);
});

test("a form posted from another origin cannot close a delivery", async () => {
  await s.sandbox.faults([{ on: "POST /v2/accounts/7/applicants", what: { refuse: 400 } }]);
  const fields = person();
  const sent = await apply(s.worker, { fields });
  const path = `/deliveries/${sent.json.receipt}`;
  const authorization = basic(s.worker.operatorKey);
  await until("failure", async () => (await (await look({ authorization }, path)).text()).includes("400"));
  const close = (headers, reason = "by hand") =>
    look({ authorization, ...headers }, `${path}/close`, { method: "POST", body: new URLSearchParams({ reason }) });
  for (const headers of [{ origin: "https://evil.example" }, { origin: "null" }, {}])
    assert.equal((await close(headers)).status, 403);
  assert.equal((await close({ origin: s.worker.url }, " ")).status, 422, "a reason is needed");
  const file = await look({ authorization }, `${path}/files/0`);
  assert.equal(file.headers.get("content-disposition"), "attachment; filename*=UTF-8''cv.pdf");
  assert.match(await file.text(), /^%PDF-1.7/);
  assert.equal((await look({ authorization }, `${path}/files/1`)).status, 404);
  const application = await (await look({ authorization }, `${path}/application`)).json();
  assert.equal(application.application.email, fields.email);
  assert.equal((await close({ origin: s.worker.url })).status, 303);
  await until("the wipe", async () => (await look({ authorization }, `${path}/application`)).status === 404);
  const page = await (await look({ authorization }, path)).text();
  assert.ok(page.includes("by hand") && !page.includes("/close"), "closed, and says why");
});

test("with a jurisdiction that the platform does not support, nothing is stored elsewhere", async (t) => {
  const worker = await startWorker({ bindings: { JURISDICTION: "eu" } });
  t.after(async () => {
    await worker.stop();
    await worker.wipe();
  });
  // Local workerd has none. Should it learn, everything must work.
  const put = await prepare(worker, s.sandbox).then(
    () => true,
    () => false,
  );
  if (put) assert.equal((await apply(worker)).status, 202);
  else assert.equal((await fetch(`${worker.url}/v1/meridian/jobs`)).status, 503);
});

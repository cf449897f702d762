// Rows of the hazards that have no better place: F4, F8, F13, F16, F28, F30, F32. Each is named by its number.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

// A disk that takes no more bytes: a limit of the process's own, whose signal it must outlive.
const wrapper = join(await mkdtemp(join(tmpdir(), "apply-edge-workerd-")), "workerd");
const { default: workerd } = await import("workerd");
await writeFile(wrapper, `#!/bin/sh\ntrap '' XFSZ\nexec ${workerd.default} "$@"\n`);
await chmod(wrapper, 0o755);
process.env.MINIFLARE_WORKERD_PATH = wrapper;
const { prepare, startSandbox, startWorker, until } = await import("../stack.mjs");
const { apply, applicants, inGroups, person, state } = await import("./helpers.mjs");
const { create } = await import("./tus.mjs");

const PACE = { rate_limit: { requests: 1000, window_ms: 1000 } };
const DOWN = [{ on: "POST /v2/*", times: 100_000, what: { status: 503 } }];
/** The most bytes that a Worker's process may write to a file from now on. */
const limitFiles = (on, bytes) => execFileSync("prlimit", ["--pid", String(on.pid), `--fsize=${bytes}:unlimited`]);
let sandbox;
/** What the webhook was told. */
const told = [];
let webhook;

before(async () => {
  sandbox = await startSandbox();
  webhook = createServer((request, response) => {
    let body = "";
    request.on("data", (bytes) => (body += bytes));
    request.on("end", () => {
      told.push({ type: request.headers["content-type"], ...JSON.parse(body) });
      // The first time it is out of order.
      response.writeHead(told.length === 1 ? 500 : 200).end("ok");
    });
  });
  await new Promise((done) => webhook.listen(0, "127.0.0.1", done));
});
after(async () => {
  webhook.close();
  await sandbox.stop();
});

/** A Worker of this test's own, and its end. */
async function worker(t, bindings = {}, options = {}) {
  await sandbox.reset();
  const started = await startWorker({
    ...options,
    bindings: { JOBS_CACHE_SECONDS: "600", TIMEOUT_SECONDS: "30", ...bindings },
  });
  t.after(async () => {
    await started.stop();
    await started.wipe();
  });
  await prepare(started, sandbox, { change: PACE });
  await (await fetch(`${started.url}/v1/meridian/jobs/101`)).text();
  return started;
}
const delivered = (on, receipt) => until("delivery", async () => (await state(on, receipt)) === "delivered", 60);

test("F4: a candidate does not wait for an ATS that hangs", async (t) => {
  const on = await worker(t);
  await sandbox.faults([{ on: "POST /v2/*", times: 1000, what: { delay: 20_000 } }]);
  const from = (await sandbox.journal()).length;
  const sent = await Promise.all(Array.from({ length: 20 }, () => apply(on)));
  assert.deepEqual([...new Set(sent.map(({ status }) => status))], [202]);
  assert.equal((await sandbox.journal()).slice(from).length, 0, "no call was answered before the candidates were");
});

test("F8: a failed refresh is repeated; after a lost answer a person is alerted, and nothing is lost", async (t) => {
  const on = await worker(t, { ALERT_WEBHOOK: `http://127.0.0.1:${webhook.address().port}/hook` });
  await sandbox.expireTokens();
  await sandbox.faults([{ on: "POST /v2/token/refresh", times: 2, what: { status: 502 } }]);
  const first = await apply(on);
  await delivered(on, first.json);
  assert.equal((await on.health("meridian-huntflow")).refused_at, null);

  await sandbox.expireTokens();
  await sandbox.faults([{ on: "POST /v2/token/refresh", what: "cut_after" }]);
  const fields = person();
  const second = await apply(on, { fields });
  assert.equal(second.status, 202);
  await until("the refusal to be known", async () => (await on.health("meridian-huntflow")).refused_at);
  await until("the alarm", () => told.some(({ text }) => /account meridian-huntflow: the ATS refuses/.test(text)));
  assert.equal(await state(on, second.json), "received", "it waits");
  // F32: picked up without a restart, and at once.
  await on.seed("meridian-huntflow", await sandbox.issueTokens());
  await until("delivery", async () => (await state(on, second.json)) === "delivered", 10);
  assert.equal((await applicants(sandbox, fields.email)).length, 1);
});

test("a stuck application is reported to the webhook once, also after an outage, without personal data", async (t) => {
  told.length = 0;
  const on = await worker(t, { ALERT_WEBHOOK: `http://127.0.0.1:${webhook.address().port}/hook` });
  await sandbox.faults([{ on: "POST /v2/accounts/7/applicants", what: { refuse: 400 } }]);
  const fields = person();
  const sent = await apply(on, { fields });
  await until("the webhook to be asked", () => told.length);
  await until("the webhook to be told", () => told.length === 2);
  const { text, type } = told.at(-1);
  assert.equal(type, "application/json");
  assert.ok(text.includes(sent.json.receipt) && text.includes("400") && text.includes("/console/deliveries/"), text);
  assert.ok(!text.includes(fields.email) && !text.includes("Ada"));
  assert.equal(await state(on, sent.json), "failed");
});

test("F40: when the ATS refuses the account, all wait, one alert is sent, and one button delivers all", async (t) => {
  for (const [status, words] of [
    [402, "licence"],
    [403, "permission"],
  ]) {
    told.length = 1;
    const on = await worker(t, { ALERT_WEBHOOK: `http://127.0.0.1:${webhook.address().port}/hook` });
    const refused = { on: "POST /v2/accounts/7/applicants", times: 100_000, what: { refuse: status } };
    await sandbox.faults([refused]);
    const sent = await Promise.all(Array.from({ length: 20 }, () => apply(on)));
    assert.deepEqual([...new Set(sent.map((one) => one.status))], [202]);
    await until("the account to be stopped", async () => (await on.health("meridian-huntflow")).stopped);
    await until("the others to wait", async () => (await on.health("meridian-huntflow")).waiting >= 19);
    assert.deepEqual(
      [...new Set(await Promise.all(sent.map(({ json }) => state(on, json))))],
      ["received"],
      "none has failed",
    );
    const alerts = told.slice(1);
    assert.equal(alerts.length, 1, JSON.stringify(alerts));
    assert.ok(alerts[0].text.includes(words) && alerts[0].text.includes(String(status)), alerts[0].text);
    const headers = { authorization: `Basic ${Buffer.from(`me:${on.operatorKey}`).toString("base64")}` };
    const page = await (await fetch(`${on.url}/console`, { headers })).text();
    assert.ok(page.indexOf('role="alert"') > 0 && page.indexOf('role="alert"') < page.indexOf("<table"), page);
    await sandbox.faults([]);
    const mended = await fetch(`${on.url}/console/accounts/meridian-huntflow/resume`, {
      method: "POST",
      redirect: "manual",
      headers: { ...headers, origin: on.url },
    });
    assert.equal(mended.status, 303);
    const from = Date.now();
    for (const { json } of sent) await delivered(on, json);
    t.diagnostic(`${status}: all delivered ${((Date.now() - from) / 1000).toFixed(1)} s after it was mended`);
    assert.equal((await on.health("meridian-huntflow")).stopped, null);
    const after = await (await fetch(`${on.url}/console`, { headers })).text();
    assert.ok(!after.includes('role="alert"'));
  }
});

test("an application withdrawn while nothing can be sent is not delivered later", async (t) => {
  const on = await worker(t);
  await sandbox.reset();
  const [fields, other] = [person(), person()];
  const sent = (await apply(on, { fields })).json;
  await until("the refusal to be known", async () => (await on.health("meridian-huntflow")).refused_at);
  const gone = await fetch(on.url + sent.status, {
    method: "DELETE",
    headers: { origin: on.url, accept: "application/json" },
  });
  assert.equal((await gone.json()).state, "withdrawn");
  await on.seed("meridian-huntflow", await sandbox.issueTokens());
  await delivered(on, (await apply(on, { fields: other })).json);
  assert.equal(await state(on, sent), "withdrawn");
  assert.deepEqual(await applicants(sandbox, fields.email), []);
});

test("a withdrawal that cannot be sent to the ATS is reported to a person, and shown until handled", async (t) => {
  told.length = 1;
  const on = await worker(t, { ALERT_WEBHOOK: `http://127.0.0.1:${webhook.address().port}/hook` });
  const fields = { ...person({ phone: "1234567" }), "consent.processing": "1" };
  const sent = (await apply(on, { site: "tidewater", job: "48.16A", fields })).json;
  await delivered(on, sent);
  await fetch(on.url + sent.status, { method: "DELETE", headers: { origin: on.url } });
  await until("the webhook", () =>
    told.some(({ text }) => text?.includes(sent.receipt) && text.includes("tell the recruiter")),
  );
  const line = async () => (await on.operator("GET", "deliveries")).find(({ receipt }) => receipt === sent.receipt);
  await until("the line", async () => (await line()).error?.includes("tell the recruiter"));
  await on.operator("POST", `deliveries/${sent.receipt}/close`, "told them");
  await until("the end", async () => (await line()).closed);
});

test("F13: beyond the limit of waiting applications the next gets 503 with Retry-After, and no receipt", async (t) => {
  const on = await worker(t, { MAX_PENDING: "32" });
  await sandbox.faults(DOWN);
  const people = Array.from({ length: 80 }, () => person());
  const sent = await inGroups(people, (fields) => apply(on, { fields, key: `full-${fields.email}` }));
  const refused = sent.filter(({ status }) => status === 503);
  assert.ok(refused.length >= 48, `${refused.length} refused: a shard takes one`);
  assert.ok(refused.every(({ headers }) => headers.get("retry-after") === "300"));
  await sandbox.faults([]);
  for (const [i, { status, json }] of sent.entries()) {
    const receipt =
      status === 202
        ? json
        : await until(
            "room",
            async () => {
              const again = await apply(on, { fields: people[i], key: `full-${people[i].email}` });
              return again.status === 202 && again.json;
            },
            90,
          );
    await delivered(on, receipt);
  }
  for (const { email } of people) assert.equal((await applicants(sandbox, email)).length, 1);
});

test("F16: a failed write is a 503 with Retry-After, never a receipt; the same key succeeds later", async (t) => {
  const on = await worker(t);
  const fields = person();
  const key = `disk-${fields.email}`;
  limitFiles(on, 0);
  const failed = await apply(on, { fields, key });
  assert.equal(failed.status, 503, failed.text);
  assert.ok(Number(failed.headers.get("retry-after")) > 0);
  assert.equal(failed.json.code, "unavailable");
  limitFiles(on, "unlimited");
  const sent = await until("the disk", async () => {
    const again = await apply(on, { fields, key });
    return again.status === 202 && again;
  });
  await delivered(on, sent.json);
  assert.equal((await applicants(sandbox, fields.email)).length, 1);
});

test("F33: a disk that is full for a second stops deliveries for seconds, not for minutes", async (t) => {
  const on = await worker(t);
  const people = Array.from({ length: 60 }, () => person());
  await sandbox.faults([{ on: "POST /v2/accounts/7/upload", times: 60, what: { delay: 400 } }]);
  const sent = await inGroups(people, (fields) => apply(on, { fields }));
  limitFiles(on, 0);
  await new Promise((done) => setTimeout(done, 1500));
  limitFiles(on, "unlimited");
  const began = Date.now();
  for (const { json } of sent) await delivered(on, json);
  t.diagnostic(`60 were delivered ${(Date.now() - began) / 1000} s after there was room again`);
  assert.ok(Date.now() - began < 20_000);
  for (const { email } of people) assert.equal((await applicants(sandbox, email)).length, 1);
});

test("F28: an application that always fails does not delay the others", async (t) => {
  const on = await worker(t);
  await sandbox.faults([{ on: "POST /v2/accounts/7/applicants/*", times: 1000, what: { status: 503 } }]);
  const poison = person();
  const bad = await apply(on, { fields: poison });
  const [{ id }] = await until("the applicant", async () => {
    const found = await applicants(sandbox, poison.email);
    return found.length && found;
  });
  await sandbox.faults([{ on: `POST /v2/accounts/7/applicants/${id}/vacancy`, times: 100_000, what: { status: 503 } }]);
  const people = Array.from({ length: 60 }, () => person());
  const sent = await inGroups(people, (fields) => apply(on, { fields }));
  for (const { json } of sent) await delivered(on, json);
  assert.equal(await state(on, bad.json), "received", "it is tried on");
  for (const { email } of people) assert.equal((await applicants(sandbox, email)).length, 1);
  await sandbox.faults([]);
  await on.operator("POST", `deliveries/${bad.json.receipt}/retry`);
  await delivered(on, bad.json);
});

test("F30: 32 files of 10 MB at once need little more memory than one after the other", {
  timeout: 600_000,
}, async (t) => {
  // Every object keeps a cache of its own for a while, however it was filled: that is the platform's.
  // What many at once cost beyond that is ours.
  const bytes = Buffer.alloc(10_000_000, "a resume of many pages ");
  bytes.write("%PDF-1.7\n");
  const rise = async (send) => {
    const on = await worker(t);
    // Nothing leaves while it is measured.
    await sandbox.reset();
    const memory = async () =>
      Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${on.pid}/status`, "utf8"))[1]) / 1024;
    const before = await memory();
    const statuses = await send(() =>
      apply(on, { resume: new File([bytes], "long.pdf") }).then(({ status }) => status),
    );
    assert.deepEqual([...new Set(statuses)], [202]);
    return (await memory()) - before;
  };
  const one = await rise(async (send) => {
    const statuses = [];
    for (let i = 0; i < 32; i += 1) statuses.push(await send());
    return statuses;
  });
  const many = await rise((send) => Promise.all(Array.from({ length: 32 }, send)));
  t.diagnostic(`workerd's memory rose by ${one.toFixed(0)} MB one after the other, by ${many.toFixed(0)} MB at once`);
  assert.ok(many - one < 128, `${(many - one).toFixed(0)} MB more`);
});

test("F30: while 32 uploads are unfinished, the slowest of them gives its place to the next", async (t) => {
  const on = await worker(t);
  const { hostname, port } = new URL(on.url);
  const head = `POST /v1/meridian/jobs/101/applications HTTP/1.1\r\nHost: ${hostname}:${port}\r\nOrigin: ${on.url}\r\n\
Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n\r\n--b\r\n\
Content-Disposition: form-data; name="resume"; filename="cv.pdf"\r\n\r\n%PDF-1.7 `;
  const slow = await Promise.all(
    Array.from(
      { length: 32 },
      () =>
        new Promise((done) => {
          const socket = connect(Number(port), hostname, () => socket.write(head, () => done(socket)));
          socket.on("error", () => {});
        }),
    ),
  );
  // The last one is being read when a quick question asked after it was answered.
  await (await fetch(`${on.url}/v1/meridian/jobs/101`)).text();
  const open = () => slow.filter((socket) => !socket.destroyed && !socket.readableEnded).length;
  for (const socket of slow) socket.resume();
  assert.equal((await apply(on)).status, 202);
  await until("the end of the slowest", async () => open() === 31);
  for (const socket of slow) socket.destroy();
  assert.equal((await apply(on)).status, 202);
});

test("A21, A28: applications and uploads of one address are limited, and other addresses unaffected", async (t) => {
  const on = await worker(t, {}, { limits: true });
  const from = (address) => apply(on, { headers: { "cf-connecting-ip": address } });
  const statuses = async (address, count) =>
    (await Promise.all(Array.from({ length: count }, () => from(address)))).map(({ status }) => status);
  // Twice as many as a minute allows: whenever the minute ends, one of the two is over.
  const many = await statuses("203.0.113.7", 70);
  assert.deepEqual([...new Set(many)].sort(), [202, 429]);
  const refused = await until("a refusal", async () => {
    const sent = await from("203.0.113.7");
    return sent.status === 429 && sent;
  });
  assert.deepEqual([refused.json.code, refused.headers.get("retry-after")], ["too_many", "60"]);
  assert.equal((await from("203.0.113.8")).status, 202, "another address");
  // A household's addresses of IPv6 count as one.
  const household = await Promise.all(Array.from({ length: 70 }, (_, i) => from(`2001:db8:1:2::${i + 1}`)));
  assert.ok(household.some(({ status }) => status === 429));
  assert.equal((await from("2001:db8:1:3::1")).status, 202);
  // Also where the address is written short, and its first groups end in zeros.
  const short = await Promise.all(Array.from({ length: 70 }, (_, i) => from(`2001:db8::${i + 1}:1:1:1`)));
  assert.ok(short.some(({ status }) => status === 429));
  const uploads = await Promise.all(
    Array.from({ length: 260 }, () => create(on, 1000, { headers: { "cf-connecting-ip": "203.0.113.9" } })),
  );
  assert.deepEqual([...new Set(uploads.map(({ status }) => status))].sort(), [201, 429]);
});

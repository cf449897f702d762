// What a stranger can do with requests that anybody may send.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { prepare, siteConfig, startWorker, until } from "../stack.mjs";
import { PDF, apply, person, stack, state } from "./helpers.mjs";

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

/** Sockets that send the head of a request, and then no more than `bytes` a second. */
async function slowSenders(count, head, bytes, address) {
  const { hostname, port } = new URL(s.worker.url);
  const sockets = await Promise.all(
    Array.from(
      { length: count },
      (_, i) =>
        new Promise((done, failed) => {
          const lines = [`Host: ${hostname}:${port}`, `Origin: ${s.worker.url}`, `CF-Connecting-IP: ${address(i)}`];
          const socket = connect(Number(port), hostname, () => {
            socket.write(`${head[0]}\r\n${[...lines, ...head.slice(1)].join("\r\n")}\r\n\r\n`, () => done(socket));
          });
          socket.on("error", failed);
        }),
    ),
  );
  let over = false;
  for (const socket of sockets) {
    socket.removeAllListeners("error");
    socket.on("error", () => {});
    socket.resume();
  }
  const body = '--b\r\nContent-Disposition: form-data; name="resume"; filename="cv.pdf"\r\n\r\n%PDF-1.7 ';
  if (bytes > 0) {
    for (const socket of sockets) socket.write(body);
    (async () => {
      while (!over) {
        for (const socket of sockets) if (!socket.destroyed) socket.write("x".repeat(bytes));
        await pause(1000);
      }
    })();
  }
  return {
    open: () => sockets.filter((socket) => !socket.destroyed && !socket.readableEnded).length,
    stop: () => {
      over = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}

const JSON_HEAD = [
  "POST /v1/meridian/jobs/101/applications HTTP/1.1",
  "Content-Type: application/json",
  "Content-Length: 500",
];
const FORM_HEAD = [
  "POST /v1/meridian/jobs/101/applications HTTP/1.1",
  "Content-Type: multipart/form-data; boundary=b",
  "Content-Length: 9000000",
];
const memory = async () => (await s.worker.operator("GET", "memory")).wasm_bytes / 1e6;

test("A34: 64 slow uploads of one address or of many keep nobody out", { timeout: 300_000 }, async () => {
  for (const address of [() => "203.0.113.66", (i) => `198.51.100.${i}`]) {
    const slow = await slowSenders(64, FORM_HEAD, 200, address);
    await pause(4000);
    const sent = await Promise.all(
      Array.from({ length: 20 }, (_, i) => apply(s.worker, { headers: { "cf-connecting-ip": `192.0.2.${i}` } })),
    );
    assert.deepEqual([...new Set(sent.map(({ status }) => status))], [202]);
    slow.stop();
  }
});

test("A35: 3,000 requests without a body are bounded, and forms are accepted meanwhile", {
  timeout: 300_000,
}, async (t) => {
  const silent = await slowSenders(3000, JSON_HEAD, 0, (i) => `198.51.100.${i % 250}`);
  await pause(5000);
  const sent = await apply(s.worker);
  assert.equal(sent.status, 202);
  const json = await fetch(`${s.worker.url}/v1/meridian/jobs/101/applications`, {
    method: "POST",
    headers: { origin: s.worker.url, "content-type": "application/json" },
    body: "{}",
  });
  assert.equal(json.status, 422, "read and answered");
  t.diagnostic(`${silent.open()} of 3,000 are still open; ${(await memory()).toFixed(1)} MB of wasm`);
  assert.ok((await memory()) < 64);
  silent.stop();
});

test("unknown jobs, silent and slow senders at once: 20 of 20 applications are delivered, without a 429", {
  timeout: 300_000,
}, async (t) => {
  const before = (await s.sandbox.journal()).length;
  const silent = await slowSenders(1000, JSON_HEAD, 0, (i) => `198.51.100.${i % 250}`);
  const slow = await slowSenders(64, FORM_HEAD, 200, (i) => `203.0.113.${i}`);
  let over = false;
  let asked = 0;
  const stranger = (async () => {
    while (!over) {
      asked += 1;
      fetch(`${s.worker.url}/v1/meridian/jobs/${8_000_000 + asked}`)
        .then((r) => r.text())
        .catch(() => {});
      await pause(25);
    }
  })();
  const sent = [];
  const begun = Date.now();
  for (let i = 0; i < 20; i += 1) {
    sent.push(await apply(s.worker, { headers: { "cf-connecting-ip": `192.0.2.${i}` } }));
    await pause(Math.max(0, begun + i * 3000 - Date.now()));
  }
  assert.deepEqual([...new Set(sent.map(({ status }) => status))], [202]);
  for (const { json } of sent) {
    await until("delivery", async () => (await state(s.worker, json)) === "delivered", 30);
  }
  over = true;
  await stranger;
  silent.stop();
  slow.stop();
  const calls = (await s.sandbox.journal()).slice(before);
  t.diagnostic(`${asked} GETs in ${((Date.now() - begun) / 1000).toFixed(0)} s, ${calls.length} calls`);
  assert.deepEqual(
    calls.filter(({ status }) => status === 429),
    [],
  );
});

test("A37: a key that can be guessed is refused, with how to make one", async () => {
  for (const key of ["1", "application-1", "a".repeat(30)]) {
    const sent = await apply(s.worker, { headers: { "idempotency-key": key } });
    assert.equal(sent.status, 400, key);
    assert.match(sent.json.detail, /UUID/);
  }
});

test("A38: a server applies with a key of its own, and not without", async () => {
  const key = randomBytes(24).toString("base64url");
  const site = await siteConfig("meridian", { sandbox: s.sandbox, origins: [s.worker.url] });
  const sha256 = createHash("sha256").update(key).digest("hex");
  await s.worker.putSite({ ...site, server_keys: [{ name: "intranet", sha256 }] });
  const send = (authorization) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(person())) body.set(name, value);
    body.set("resume", new File([PDF], "cv.pdf"));
    return fetch(`${s.worker.url}/v1/meridian/jobs/101/applications`, {
      method: "POST",
      headers: { accept: "application/json", ...(authorization ? { authorization } : {}) },
      body,
    });
  };
  const statuses = [];
  for (const given of [undefined, "Bearer nobody's", `Bearer ${key}`]) statuses.push((await send(given)).status);
  assert.deepEqual(statuses, [403, 403, 202]);
  assert.match((await (await send()).json()).detail, /server_keys/);
});

test("A39: an address that changes within a /48 is limited; a header that no proxy sets is ignored", async (t) => {
  const limited = await startWorker({ limits: true });
  const unknown = await startWorker({ limits: true, bindings: { ADDRESS_HEADER: "" } });
  t.after(async () => {
    for (const worker of [limited, unknown]) {
      await worker.stop();
      await worker.wipe();
    }
  });
  const statuses = async (worker, address) => {
    await prepare(worker, s.sandbox);
    const ask = (i) =>
      fetch(`${worker.url}/v1/meridian/applications/${"0".repeat(26)}`, {
        headers: { "cf-connecting-ip": address(i), accept: "application/json" },
      });
    const answers = [];
    for (let i = 0; i < 700; i += 20) {
      answers.push(...(await Promise.all(Array.from({ length: 20 }, (_, j) => ask(i + j)))));
    }
    return [...new Set(answers.map(({ status }) => status))].sort();
  };
  // Each household asks once.
  assert.deepEqual(await statuses(limited, (i) => `2001:db8:1:${i.toString(16)}::1`), [404, 429]);
  // Another network is not affected.
  const other = await fetch(`${limited.url}/v1/meridian/applications/${"0".repeat(26)}`, {
    headers: { "cf-connecting-ip": "2001:db8:2:1::1", accept: "application/json" },
  });
  assert.equal(other.status, 404);
  assert.deepEqual(
    await statuses(unknown, () => "203.0.113.7"),
    [404],
    "one address cannot be pretended to be another",
  );
});

test("A40: credentials are sent to no other address than the one they were given for", async (t) => {
  const site = await siteConfig("meridian", { sandbox: s.sandbox, origins: [s.worker.url] });
  await s.worker.putSite(site);
  const first = (await apply(s.worker)).json;
  await until("delivery", async () => (await state(s.worker, first)) === "delivered", 30);
  const seen = [];
  const elsewhere = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(200).end("{}");
  });
  await new Promise((done) => elsewhere.listen(0, "127.0.0.1", done));
  t.after(() => elsewhere.close());
  const base = `http://127.0.0.1:${elsewhere.address().port}/v2`;
  await s.sandbox.faults([{ on: "POST /v2/*", times: 1000, what: { status: 503 } }]);
  const { json } = await apply(s.worker);
  await s.worker.putSite({ ...site, ats: { ...site.ats, base } });
  await s.worker.operator("POST", `deliveries/${json.receipt}/retry`);
  const line = async () =>
    (await s.worker.operator("GET", "deliveries")).find(({ receipt }) => receipt === json.receipt);
  await until("the reason", async () => (await line())?.error?.includes("another address"), 30);
  assert.deepEqual(seen, []);
  await s.sandbox.faults([]);
  await s.worker.putSite(site);
  await s.worker.operator("POST", `deliveries/${json.receipt}/retry`);
  await until("delivery", async () => (await state(s.worker, json)) === "delivered", 30);
});

test("after a few wrong keys an address has to wait, and others do not", async () => {
  const ask = (path, key, address) =>
    fetch(s.worker.url + path, { headers: { authorization: `Bearer ${key}`, "cf-connecting-ip": address } });
  for (const path of ["/operator/deliveries", "/v1/meridian/ats/accounts"]) {
    const address = `203.0.113.${path.length}`;
    const statuses = [];
    for (let i = 0; i < 7; i += 1) statuses.push((await ask(path, `guess ${i}`, address)).status);
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429], path);
    const waiting = await ask(path, s.worker.operatorKey, address);
    assert.equal(waiting.status, 429, "the right one is not looked at either");
    assert.ok(Number(waiting.headers.get("retry-after")) > 0);
  }
  assert.equal((await ask("/operator/deliveries", s.worker.operatorKey, "203.0.113.99")).status, 200);
  assert.match(s.worker.said(), /wrong keys for the gateway/);
  assert.ok(!s.worker.said().includes("203.0.113"), "no address is logged");
});

test("A41: a Worker that knows its own address refuses requests for another", async (t) => {
  const worker = await startWorker({ bindings: { PUBLIC_ORIGIN: "https://apply.example.com" } });
  t.after(async () => {
    await worker.stop();
    await worker.wipe();
  });
  const { hostname, port } = new URL(worker.url);
  const ask = (host) =>
    new Promise((done, failed) => {
      const sent = request({ hostname, port, path: "/v1/nobody/jobs", headers: { host } }, (response) => {
        response.resume();
        response.on("end", () => done(response.statusCode));
      });
      sent.on("error", failed);
      sent.end();
    });
  assert.deepEqual([await ask("apply.example.com"), await ask("evil.example")], [404, 421]);
});

test("A7: malformed HTTP is refused or read as one request, and stores nothing", async () => {
  const { hostname, port } = new URL(s.worker.url);
  const before = (await s.worker.operator("GET", "deliveries")).length;
  const path = "/v1/meridian/jobs/101/applications";
  const lines = [`Host: ${hostname}:${port}`, `Origin: ${s.worker.url}`, "Content-Type: application/json"];
  const hidden = `POST ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\nContent-Length: 2\r\n\r\n{}`;
  const cases = {
    "a length and chunks": [["Content-Length: 4", "Transfer-Encoding: chunked"], `0\r\n\r\n${hidden}`],
    "two lengths": [["Content-Length: 2", "Content-Length: 200"], "{}"],
    "a folded header": [["X-Folded: a\r\n b", "Content-Length: 2"], "{}"],
    "a wrong chunk size": [["Transfer-Encoding: chunked"], "zz\r\n{}\r\n0\r\n\r\n"],
    "a chunk size below zero": [["Transfer-Encoding: chunked"], "-1\r\n{}\r\n0\r\n\r\n"],
    "a space before the colon": [["Content-Length : 2"], "{}"],
    "128 kB of headers": [[`X-Long: ${"a".repeat(131_072)}`, "Content-Length: 2"], "{}"],
    "a line feed alone": [["X-A: b\nContent-Length: 2"], "{}"],
  };
  for (const [name, [headers, body]] of Object.entries(cases)) {
    const answer = await new Promise((done) => {
      let text = "";
      const socket = connect(Number(port), hostname, () => {
        socket.write(`POST ${path} HTTP/1.1\r\n${[...lines, ...headers].join("\r\n")}\r\n\r\n${body}`);
      });
      socket.setTimeout(3000, () => socket.destroy());
      socket.on("data", (bytes) => (text += bytes));
      socket.on("error", () => {});
      socket.on("close", () => done(text));
    });
    const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
    // workerd itself answers a length that it cannot read with 500, and a chunk that it cannot read looks like a cut.
    assert.ok(
      statuses.every((status) => [400, 413, 422, 431, 500, 503].includes(status)),
      `${name}: ${statuses}`,
    );
    assert.ok(statuses.length <= 2, `${name}: ${statuses}`);
  }
  assert.equal((await s.worker.operator("GET", "deliveries")).length, before);
  assert.equal((await apply(s.worker)).status, 202);
});

test("A18: JSON in strange forms is refused, or read as its last value, without a panic", async () => {
  const send = async (body) => {
    const response = await fetch(`${s.worker.url}/v1/meridian/jobs/101/applications`, {
      method: "POST",
      headers: { origin: s.worker.url, "content-type": "application/json", accept: "application/json" },
      body,
    });
    return response.status;
  };
  for (const body of [
    '{"first_name": NaN}',
    '{"first_name": "\\ud800"}',
    "\ufeff{}",
    '{"first_name": 1e999}',
    '{"first_name": {"a": 1}}',
    '{"__proto__": {"first_name": "Ada"}}',
    '{"__proto__": "x", "constructor": "y"}',
    `{${Array.from({ length: 5000 }, (_, i) => `"k${i}": ""`).join(",")}}`,
    `{${Array.from({ length: 1_000_000 }, (_, i) => `"${i}":""`).join(",")}}`,
    `${"[".repeat(30_000)}${"]".repeat(30_000)}`,
    '{"first_name": "Ada", "first_name": "Eve"}',
    '"text"',
    "",
  ]) {
    const status = await send(body);
    assert.ok([400, 413, 422].includes(status), `${status}: ${body.slice(0, 60)}`);
  }
  assert.equal((await apply(s.worker)).status, 202, "the isolate goes on");
});

test("A27: an answer does not tell whether a candidate is known", async () => {
  const known = person();
  await s.sandbox.earlier(known.email, 3);
  await apply(s.worker, { fields: known });
  const shape = ({ status, headers, json }) => ({
    status,
    headers: [...headers.keys()].sort(),
    fields: Object.keys(json),
    length: JSON.stringify(json).length,
    state: json.state,
  });
  const again = await apply(s.worker, { fields: { ...known, letter: "Another one." } });
  const stranger = await apply(s.worker, { fields: person({ letter: "Another one." }) });
  assert.deepEqual(shape(again), shape(stranger));
});

test("A26, A42: the log has no personal data, no token and no control characters", async () => {
  const pair = await s.sandbox.issueTokens();
  await s.worker.seed("meridian-huntflow", pair);
  // More than once: an earlier test's application may be on its way.
  await s.sandbox.faults([{ on: "POST /v2/accounts/7/applicants", times: 1000, what: { refuse: 400 } }]);
  const fields = person({ letter: "A secret\r\nline", last_name: "Unforgettable" });
  const sent = await apply(s.worker, { fields, resume: new File([PDF], "Unforgettable.pdf") });
  // What is refused is logged too.
  await apply(s.worker, { fields: { ...fields, email: "not-an-address\u001b[31m" } });
  await fetch(`${s.worker.url}/v1/meridian/jobs/101\u001b[31m`, { headers: { "user-agent": "Unforgettable" } });
  await until("failure", async () => (await state(s.worker, sent.json)) === "failed", 30);
  await until("the log", () => s.worker.said().includes(`receipt ${sent.json.receipt}`), 10);
  await s.sandbox.faults([]);
  const said = s.worker.said();
  const { access_token, refresh_token } = pair;
  for (const text of [fields.email, "Unforgettable", "not-an-address", "secret", access_token, refresh_token]) {
    assert.ok(!said.includes(text), `the log has ${text}`);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  assert.doesNotMatch(said, /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
});

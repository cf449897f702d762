// Rows A8 to A17 of the hazards: what is done to us by files, by their names, and by the bodies they come in.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { honest } from "../honest.mjs";
import { hostile } from "../hostile.mjs";
import { prepare, siteConfig, startWorker, until } from "../stack.mjs";
import { PDF, apply, applicants, person, stack, state } from "./helpers.mjs";
import { create, patch, pdf, sha256, upload } from "./tus.mjs";

const CHANGE = { photo: "optional", attachments: { max_files: 2 }, rate_limit: { requests: 1000, window_ms: 1000 } };
const s = stack({ change: CHANGE });
const delivered = (receipt, worker = s.worker) =>
  until("delivery", async () => (await state(worker, receipt)) === "delivered");

/** A multipart form written by hand, on a socket of its own; the status of the answer. */
async function raw(body, { boundary = "b", length, headers = "", end = true, dripped = 0, worker = s.worker } = {}) {
  const { hostname, port } = new URL(worker.url);
  const bytes = Buffer.from(body, "latin1");
  const framing = length === "chunked" ? "Transfer-Encoding: chunked" : `Content-Length: ${length ?? bytes.length}`;
  const socket = connect(Number(port), hostname);
  let answer = "";
  const over = new Promise((done) => {
    socket.on("data", (data) => {
      answer += data;
      if (/\r\n\r\n/.test(answer)) done(Number(answer.split(" ")[1]));
    });
    socket.on("close", () => done(answer ? Number(answer.split(" ")[1]) : 0));
    socket.on("error", () => done(0));
  });
  socket.write(
    `POST /v1/meridian/jobs/101/applications HTTP/1.1\r\nHost: ${hostname}:${port}\r\nOrigin: ${worker.url}\r\n\
Accept: application/json\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\n${framing}\r\n${headers}\r\n`,
  );
  socket.write(bytes);
  const drip = dripped && setInterval(() => socket.write("x"), dripped);
  if (end && !dripped) socket.end();
  const status = await over;
  clearInterval(drip);
  socket.destroy();
  return status;
}
const part = (name, value, boundary = "b") =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const filePart = (name, fileName, value, boundary = "b") =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${fileName}"\r\n\
Content-Type: application/pdf\r\n\r\n${value}\r\n`;
const texts = (fields, boundary = "b") =>
  Object.entries(fields)
    .map(([n, v]) => part(n, v, boundary))
    .join("");

test("some 300 hostile files, A12 to A16 and A44: each is refused with its error code", async () => {
  const files = hostile();
  assert.ok(files.length >= 270, String(files.length));
  const wrong = [];
  for (const { row, name, bytes, code, slot } of files) {
    const sent = await upload(s.worker, bytes, { name, slot });
    const told = sent.json?.fields?.[0];
    if (sent.status !== 422 || told?.code !== code || told.pointer !== `/${slot}`)
      wrong.push(
        `${row} ${JSON.stringify(name)} ${bytes.length} bytes: ${sent.status} ${told?.code ?? ""}, not ${code}`,
      );
  }
  assert.deepEqual(wrong, []);
});

/** A file as a form without scripts posts it: the status, and the code of the first problem. */
async function posted(name, bytes, slot = "resume") {
  const form = new FormData();
  const files = slot === "resume" ? {} : { resume: new File([pdf(1000)], "cv.pdf") };
  for (const [field, value] of Object.entries({ ...person(), ...files, [slot]: new File([bytes], name) }))
    form.append(field, value);
  const response = await fetch(`${s.worker.url}/v1/meridian/jobs/101/applications`, {
    method: "POST",
    body: form,
    headers: { origin: s.worker.url, accept: "application/json" },
  });
  const json = await response.json().catch(() => ({}));
  return { status: response.status, code: json.fields?.[0]?.code };
}

test("the same hostile files in a posted form are refused", async () => {
  const wrong = [];
  // The names that no browser's form can carry are told by tus alone.
  const files = hostile().filter(({ name }) => !/[\r\n\0"]/.test(name));
  for (let i = 0; i < files.length; i += 8) {
    const batch = files.slice(i, i + 8).map(async ({ row, name, bytes, code, slot }) => {
      const sent = await posted(name, bytes, slot);
      if (sent.status !== 422 || sent.code !== code)
        wrong.push(`${row} ${JSON.stringify(name)} ${bytes.length} bytes: ${sent.status} ${sent.code}, not ${code}`);
    });
    await Promise.all(batch);
  }
  assert.deepEqual(wrong, []);
});

test("unusual but valid files are accepted, by tus and by a form", async () => {
  const files = honest();
  assert.ok(files.length >= 60, String(files.length));
  const wrong = [];
  for (const { what, name, bytes, slot } of files) {
    const tus = await upload(s.worker, bytes, { name, slot });
    const form = await posted(name, bytes, slot);
    if (tus.status !== 201 || form.status !== 202)
      wrong.push(`${what}: ${name} ${tus.status} ${tus.json?.fields?.[0]?.code}, ${form.status} ${form.code}`);
  }
  assert.deepEqual(wrong, []);
});

test("third-party documents beside the project are judged as expected, by tus and by a form", async (t) => {
  const beside = new URL("../../../shared/files/", import.meta.url);
  const folders = { honest: undefined, dangerous: "any", sentence: "file_markup" };
  const wrong = [];
  for (const [folder, code] of Object.entries(folders)) {
    const names = await readdir(new URL(`${folder}/`, beside)).catch(() => undefined);
    if (!names) return t.skip("no third-party documents beside the project");
    for (const name of names) {
      const bytes = await readFile(new URL(`${folder}/${encodeURIComponent(name)}`, beside));
      const tus = await upload(s.worker, bytes, { name });
      const form = await posted(name, bytes);
      const told = [tus.json?.fields?.[0]?.code, form.code];
      const isRight = code
        ? tus.status === 422 && form.status === 422 && told.every((c) => code === "any" || c === code)
        : tus.status === 201 && form.status === 202;
      if (!isRight) wrong.push(`${folder}/${name}: ${tus.status}, ${form.status} ${told}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("the content of a file determines the name under which it arrives", async () => {
  const renamed = honest().filter(({ name, delivered: wanted, slot }) => slot === "resume" && name !== wanted);
  assert.ok(renamed.length >= 10, String(renamed.length));
  for (const [i, { name, bytes: same, delivered: delivers }] of renamed.entries()) {
    // The ATS gives the same bytes the same record, so each has its own.
    const bytes = Buffer.concat([same, Buffer.alloc(i + 1, "\n")]);
    const fields = person();
    const sent = await apply(s.worker, { fields, resume: new File([bytes], name) });
    assert.equal(sent.status, 202, name);
    await delivered(sent.json);
    const [applicant] = await applicants(s.sandbox, fields.email);
    assert.equal(applicant.files[0].name, delivers);
  }
});

test("valid files of many producers, scripts and formats, with their names, are accepted", async () => {
  const folder = new URL("../fixtures/honest/", import.meta.url);
  const refused = [];
  const names = await readdir(folder);
  assert.ok(names.length >= 90);
  for (const name of names) {
    const bytes = await readFile(new URL(encodeURIComponent(name), folder));
    const sent = await upload(s.worker, bytes, { name });
    if (sent.status !== 201) refused.push(`${name}: ${sent.status} ${JSON.stringify(sent.json?.fields)}`);
  }
  assert.deepEqual(refused, []);
});

test("A8: a file name cannot end a header, and arrives as one name of one file", async () => {
  const names = [
    'cv "Ada".pdf',
    "cv%0d%0aX-Evil: 1.pdf",
    "cv;name=file2.pdf",
    "😀 резюме קורות.pdf",
    "cv' OR 1=1.pdf",
    "=cmd|calc.pdf",
    "cv&amp;<b>.pdf",
    "C'est à moi.pdf",
  ];
  for (const name of names) {
    const bytes = pdf(1000);
    const { id, status } = await upload(s.worker, bytes, { name });
    assert.equal(status, 201, name);
    const fields = person({ last_name: `<b>=cmd|' /C calc'!A0</b> ${names.indexOf(name)}` });
    const sent = await apply(s.worker, { fields: { ...fields, resume_upload: id }, resume: null });
    await delivered(sent.json);
    const [applicant] = await applicants(s.sandbox, fields.email);
    assert.equal(applicant.files.length, 1);
    assert.equal(applicant.files[0].name, name.replaceAll('"', "%22"), "as browsers write it");
    assert.equal(applicant.files[0].sha256, sha256(bytes));
    assert.equal(applicant.fields.last_name, fields.last_name, "a text is a text");
  }
  const journal = (await s.sandbox.journal()).filter(({ path }) => path.endsWith("/upload"));
  for (const { headers } of journal) assert.ok(!headers.some((name) => /evil/i.test(name)));
  // Bytes that are no UTF-8, in a name and in a field.
  const status = await raw(`${texts(person())}${filePart("resume", "cv\xc0\xaf.pdf", PDF)}--b--\r\n`);
  assert.ok([202, 400, 422].includes(status), String(status));
});

test("A9: boundaries of every kind work; text like a boundary inside a file stays in the file", async () => {
  const inside = `${PDF}\r\n--b\r\nContent-Disposition: form-data; name="email"\r\n\r\nevil@example.org\r\n--c--\r\n`;
  const boundary = "c'()+_,-./:=?";
  for (const good of ["x", "x".repeat(70), boundary]) {
    const fields = person();
    const parts = texts(fields, good) + filePart("resume", "cv.pdf", inside + fields.email, good);
    const sent = await raw(`preamble\r\n${parts}--${good}--\r\nepilogue`, {
      boundary: good === boundary ? `"${good}"` : good,
    });
    assert.equal(sent, 202, good);
    const [applicant] = await until("the applicant", async () => {
      const found = await applicants(s.sandbox, fields.email);
      return found[0]?.links.length && found;
    });
    assert.equal(applicant.files[0].sha256, sha256(Buffer.from(inside + fields.email, "latin1")));
  }
  assert.deepEqual(await applicants(s.sandbox, "evil@example.org"), []);
  for (const bad of ["", '""']) assert.equal(await raw(`${texts(person())}--b--\r\n`, { boundary: bad }), 400, bad);
});

test("A10: too many parts, too large a field, two resumes, no end: refused, and nothing is stored", async () => {
  const before = (await s.sandbox.received()).huntflow.length;
  const rows = [
    ["10,000 fields", [413], Array.from({ length: 10_000 }, (_, i) => part(`f${i}`, "x")).join("") + "--b--\r\n"],
    [
      "10,000 files",
      [400, 413],
      Array.from({ length: 10_000 }, (_, i) => filePart(`f${i}`, "a.pdf", "x")).join("") + "--b--\r\n",
    ],
    ["a field of 1 MB", [413], `${part("letter", "x".repeat(1_000_000))}--b--\r\n`],
    [
      "two resumes",
      [422],
      `${texts(person())}${filePart("resume", "a.pdf", PDF)}${filePart("resume", "b.pdf", PDF)}--b--\r\n`,
    ],
    [
      "four further files where two may be",
      [422],
      `${texts(person())}${[1, 2, 3, 4].map((i) => filePart("files", `${i}.pdf`, PDF)).join("")}--b--\r\n`,
    ],
    [
      "10,000 resumes",
      [413],
      `${texts(person())}${Array.from({ length: 10_000 }, () => filePart("resume", "a.pdf", PDF)).join("")}--b--\r\n`,
    ],
    ["no end", [400], `${texts(person())}${filePart("resume", "a.pdf", PDF)}`],
    ["no file name", [422], `${texts(person())}${part("resume", PDF)}--b--\r\n`],
    ["a part without a name", [422], `${texts(person())}--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n`],
    [
      "nested multipart",
      [422],
      `${texts(person())}--b\r\nContent-Disposition: form-data; name="resume"\r\n\
Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n--b--\r\n`,
    ],
    ["nothing", [400], ""],
    ["a header without an end", [400], `--b\r\nContent-Disposition: form-data; name="${"x".repeat(3_000_000)}`],
    ["a preamble without an end", [400], "x".repeat(3_000_000)],
    [
      "many large fields",
      [413],
      Array.from({ length: 20 }, (_, i) => part(`f${i}`, "x".repeat(60_000))).join("") + "--b--\r\n",
    ],
  ];
  for (const [what, statuses, body] of rows) {
    const status = await raw(body);
    assert.ok(statuses.includes(status), `${what}: ${status}`);
  }
  assert.equal((await s.sandbox.received()).huntflow.length, before);
  assert.equal((await apply(s.worker)).status, 202, "and everybody else is served");
  const { wasm_bytes } = await s.worker.operator("GET", "memory");
  assert.ok(wasm_bytes < 8 * 2 ** 20, `${wasm_bytes} bytes: none of it was held`);
});

/** Posts a form whose file never ends; the status, or `undefined` if the connection ends without one. */
async function endless(worker, start) {
  const { hostname, port } = new URL(worker.url);
  const socket = connect(Number(port), hostname);
  let status;
  const over = new Promise((done) => {
    socket.on("data", (data) => {
      status ??= Number(String(data).split(" ")[1]);
      done();
    });
    socket.on("close", done);
    socket.on("error", () => {});
  });
  socket.write(
    `POST /v1/meridian/jobs/101/applications HTTP/1.1\r\nHost: x\r\nOrigin: ${worker.url}\r\n\
Accept: application/json\r\nContent-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n`,
  );
  const chunk = (bytes) => `${Buffer.byteLength(bytes).toString(16)}\r\n${bytes}\r\n`;
  socket.write(chunk(start));
  const block = chunk("x".repeat(1_000_000));
  const moved = () =>
    new Promise((done) => {
      const events = ["drain", "close", "data"];
      const go = () => {
        for (const event of events) socket.off(event, go);
        done();
      };
      for (const event of events) socket.on(event, go);
    });
  for (let written = 0; status === undefined && written < 120 && !socket.destroyed; written += 1) {
    // What has come is read first: behind a refusal the connection goes.
    await new Promise(setImmediate);
    if (!socket.write(block)) await moved();
  }
  const timer = setTimeout(() => socket.destroy(), 60_000);
  await over;
  clearTimeout(timer);
  socket.destroy();
  return status;
}

test("A11: a false length, an endless body and a very slow one are aborted at a limit or a timeout", async (t) => {
  const impatient = await startWorker({
    bindings: { BODY_IDLE_TIMEOUT_SECONDS: "1", JOBS_CACHE_SECONDS: "600", TIMEOUT_SECONDS: "30" },
  });
  t.after(async () => {
    await impatient.stop();
    await impatient.wipe();
  });
  await prepare(impatient, s.sandbox, { change: CHANGE });
  const start = `${texts(person())}${filePart("resume", "a.pdf", PDF).slice(0, -2)}`;
  assert.equal(await raw(start, { length: 900_000_000 }), 413, "not read");
  assert.ok([0, 400].includes(await raw(start, { length: start.length + 5000, worker: impatient })), "cut short");
  assert.equal(await raw(start, { length: 2_000_000, end: false, worker: impatient }), 400, "silent");
  assert.equal(await raw(start, { length: 2_000_000, dripped: 200, worker: impatient }), 400, "one byte at a time");
  // Chunks without an end: no length tells, so the limit must. A connection that is closed while bytes still come in
  // may lose the answer on its way: then it is asked again.
  let status;
  for (let tries = 0; status === undefined && tries < 3; tries += 1) status = await endless(s.worker, start);
  assert.ok([413, 422].includes(status), String(status));
  // And a tus upload that lies about its length.
  const { location } = await create(s.worker, 1000);
  assert.equal((await patch(s.worker, location, 0, pdf(5000))).status, 413);
});

const EICAR = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");

/** A scanner as an operator would put there: 406 for what it knows. */
async function scanner() {
  const self = { up: true, seen: 0 };
  const server = createServer((request, response) => {
    const bytes = [];
    request.on("data", (b) => bytes.push(b));
    request.on("end", () => {
      self.seen += 1;
      const known = Buffer.concat(bytes).includes(EICAR);
      response.writeHead(self.up ? (known ? 406 : 200) : 503).end();
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return Object.assign(self, { url: `http://127.0.0.1:${server.address().port}/scan`, stop: () => server.close() });
}

test("A17: an infected file is refused; while the scanner is down a delivery waits, by default", async (t) => {
  const scan = await scanner();
  const worker = await startWorker({
    bindings: { SCANNER_URL: scan.url, JOBS_CACHE_SECONDS: "600", TIMEOUT_SECONDS: "30" },
  });
  t.after(async () => {
    scan.stop();
    await worker.stop();
    await worker.wipe();
  });
  await prepare(worker, s.sandbox, { change: CHANGE });
  const infected = Buffer.from(`${EICAR}\n`);
  const told = await upload(worker, infected, { name: "cv.txt" });
  assert.deepEqual([told.status, told.json.fields[0].code], [422, "file_infected"]);
  const form = await apply(worker, { resume: new File([infected], "cv.txt") });
  assert.deepEqual([form.status, form.json.fields[0].code], [422, "file_infected"]);
  const clean = await apply(worker);
  await delivered(clean.json, worker);
  assert.ok(scan.seen >= 3);

  scan.up = false;
  // A resume that is to be read goes to the ATS at once: not before the scanner has seen it.
  const config = await siteConfig("meridian", { sandbox: s.sandbox, origins: [worker.url] });
  await worker.putSite({ ...config, ...CHANGE, prefill: true });
  const parse = (id) =>
    fetch(`${worker.url}/v1/meridian/uploads/${id}/parse`, {
      method: "POST",
      body: '{"agreed":true}',
      headers: { origin: worker.url, "content-type": "application/json" },
    });
  const sentTo = async () => (await s.sandbox.journal()).filter(({ path }) => path.endsWith("/upload")).length;
  const before = await sentTo();
  const unseen = await upload(worker, infected, { name: "cv.txt" });
  assert.equal(unseen.status, 201);
  assert.equal((await parse(unseen.id)).status, 503);
  scan.up = true;
  const refused = await parse(unseen.id);
  assert.deepEqual([refused.status, (await refused.json()).fields[0].code], [422, "file_infected"]);
  assert.equal(await sentTo(), before, "nothing went to the ATS");
  scan.up = false;
  const [fields, bad] = [person(), person()];
  const waits = await apply(worker, { fields });
  const caught = await apply(worker, { fields: bad, resume: new File([infected], "cv.txt") });
  assert.deepEqual([waits.status, caught.status], [202, 202], "the candidate is not kept waiting");
  const line = async (receipt) => (await worker.operator("GET", "deliveries")).find((l) => l.receipt === receipt);
  await until("the reason", async () => (await line(waits.json.receipt)).error?.includes("scanner"));
  assert.deepEqual(await applicants(s.sandbox, fields.email), []);
  scan.up = true;
  const go = (receipt) => worker.operator("POST", `deliveries/${receipt}/retry`);
  await until("delivery", async () => {
    await go(waits.json.receipt);
    return (await state(worker, waits.json)) === "delivered";
  });
  await until("a person to be told", async () => {
    const { error, state: stands } = await line(caught.json.receipt);
    if (stands === "failed" || error?.includes("does not accept")) return error?.includes("does not accept");
    await go(caught.json.receipt);
    return false;
  });
  assert.deepEqual(await applicants(s.sandbox, bad.email), [], "what is infected never reaches the ATS");

  await prepare(worker, s.sandbox, { change: { ...CHANGE, on_scanner_down: "deliver" } });
  scan.up = false;
  const through = await apply(worker);
  await delivered(through.json, worker);
});

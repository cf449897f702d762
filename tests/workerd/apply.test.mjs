import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { test } from "node:test";
import { siteConfig, until } from "../stack.mjs";
import { PDF, apply, applicants, longKey, person, stack, state } from "./helpers.mjs";

const s = stack();
const fixture = (name) => readFile(new URL(`../fixtures/${name}`, import.meta.url));
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const delivered = (receipt) => until("delivery", async () => (await state(s.worker, receipt)) === "delivered");

test("an application arrives in Huntflow, complete, on its vacancy, at the first stage", async () => {
  const bytes = await fixture("ada-byron.pdf");
  const fields = person({
    phone: "+44 20 7946 0000",
    letter: "Dear all,\nשלום",
    profile: "https://example.org/ada",
    "consent.pool": "2026-10",
  });
  const sent = await apply(s.worker, { fields, resume: new File([bytes], "ada.pdf") });
  assert.equal(sent.status, 202, sent.text);
  assert.match(sent.json.receipt, /^[0-9a-z]{26}$/);
  assert.equal(sent.headers.get("location"), sent.json.status);
  await delivered(sent.json);
  const [applicant, ...others] = await applicants(s.sandbox, fields.email);
  assert.equal(others.length, 0);
  assert.equal(applicant.fields.first_name, "Ada");
  assert.equal(applicant.fields.phone, fields.phone);
  assert.equal(applicant.source, 208);
  assert.deepEqual(
    applicant.links.map(({ vacancy, status }) => [vacancy, status]),
    [[101, 42]],
  );
  assert.equal(applicant.files[0].sha256, sha256(bytes));
  assert.equal(applicant.files[0].name, "ada.pdf");
  assert.equal(applicant.files[0].content_type, "application/pdf");
  assert.match(
    applicant.comments[0],
    /Dear all,\nשלום[^]*example\.org\/ada[^]*Consent processing, version 2026-10[^]*Consent pool, version 2026-10/,
  );
});

test("an application arrives in Comeet, the file's bytes unchanged by base64", async () => {
  const bytes = await fixture("jean-dupont.docx");
  const fields = { ...person({ phone: "052-8644246" }), "consent.processing": "1" };
  const sent = await apply(s.worker, {
    site: "tidewater",
    job: "48.16A",
    fields,
    resume: new File([bytes], "jean.docx"),
  });
  assert.equal(sent.status, 202, sent.text);
  await delivered(sent.json);
  const candidate = (await s.sandbox.received()).comeet.find((c) => c.email === fields.email);
  assert.equal(candidate.position_uid, "48.16A");
  assert.equal(candidate.resume.sha256, sha256(bytes));
  assert.equal(candidate.partner_candidate_id, sent.json.receipt);
});

test("a large file arrives unchanged, both as multipart and as base64", async () => {
  const bytes = Buffer.alloc(5_900_001, "a resume of many pages ");
  bytes.write("%PDF-1.7\n");
  for (const [site, job, version] of [
    ["meridian", "101", "2026-10"],
    ["tidewater", "A1.00B", "1"],
  ]) {
    const fields = { ...person({ phone: "1234567" }), "consent.processing": version };
    const sent = await apply(s.worker, { site, job, fields, resume: new File([bytes], "long.pdf") });
    assert.equal(sent.status, 202, sent.text);
    await delivered(sent.json);
    const { huntflow, comeet } = await s.sandbox.received();
    const file =
      site === "meridian"
        ? huntflow.find((a) => a.fields.email === fields.email).files[0]
        : comeet.find((c) => c.email === fields.email).resume;
    assert.equal(file.sha256, sha256(bytes), site);
  }
});

test("JSON is accepted if no resume is required, and an unknown name is an error", async () => {
  const url = `${s.worker.url}/v1/meridian/jobs/101/applications`;
  const post = (body) =>
    fetch(url, {
      method: "POST",
      headers: { origin: s.worker.url, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const response = await post({ ...person(), frist_name: "Ada" });
  assert.equal(response.status, 422);
  const { code, fields } = await response.json();
  assert.equal(code, "invalid");
  assert.deepEqual(
    fields.map(({ pointer, code }) => [pointer, code]),
    [
      ["/resume", "file_required"],
      ["/frist_name", "unknown_field"],
    ],
  );
  for (const body of [[], { first_name: { a: 1 } }, { first_name: 5 }]) assert.equal((await post(body)).status, 400);
});

test("all errors are reported at once, in the caller's language, and nothing reaches the ATS", async () => {
  const before = (await s.sandbox.journal()).length;
  const sent = await apply(s.worker, {
    fields: { email: "ada@", phone: "12", "consent.processing": "1999" },
    resume: new File(["MZ\x90\0"], "cv.pdf"),
    lang: "de",
  });
  assert.equal(sent.status, 422);
  assert.deepEqual(
    sent.json.fields.map((field) => [field.pointer, field.code]),
    [
      ["/first_name", "required"],
      ["/last_name", "required"],
      ["/email", "bad_email"],
      ["/phone", "bad_phone"],
      ["/consent.processing", "consent_changed"],
      ["/resume", "file_content"],
    ],
  );
  assert.match(sent.json.fields[5].message, /Inhalt der Datei.*PDF, DOCX/);
  const calls = (await s.sandbox.journal()).slice(before).filter((entry) => entry.method !== "GET");
  assert.deepEqual(calls, []);
});

test("files: the content decides, and each error has a code and a message in every language", async () => {
  const docx = (await fixture("jean-dupont.docx")).toString("latin1");
  // The names of parts stand twice in a ZIP, and may be any other of the same length.
  const renamed = (from, to) => new File([Buffer.from(docx.replaceAll(from, to), "latin1")], "cv.docx");
  const pdf = (text, name = "cv.pdf") => new File([PDF, text, "\n%%EOF"], name);
  const part = /word\/[a-zA-Z]{4,}\.xml/g;
  const spare = [...docx.matchAll(part)].map(([name]) => name).find((name) => name !== "word/document.xml");
  const called = (name) => renamed(spare, name.padEnd(spare.length, "x").slice(-spare.length));
  const rows = [
    ["file_content", new File(["MZ"], "cv.pdf")],
    ["file_content", new File(["<!doctype html>"], "cv.txt")],
    ["file_content", renamed("word/document.xml", "word/0ocument.xml")],
    ["file_markup", new File(["<html><body>"], "cv.doc")],
    ["file_name_direction", pdf("", "cv\u202Efdp.pdf")],
    ["file_encrypted", pdf("trailer <</Encrypt 9 0 R>>")],
    ["file_unsafe", pdf("<</S/JavaScript/JS(app.alert(1))>>")],
    ["file_unsafe", new File([PDF, await fixture("jean-dupont.docx")], "cv.pdf")],
    ["file_unsafe", called(`${"x".repeat(spare.length - 4)}.exe`)],
    ["file_unsafe", new File(["{\\rtf1 {\\object\\objdata 01}}"], "cv.rtf")],
  ];
  const sentences = new Set();
  for (const [code, resume] of rows) {
    for (const lang of ["en", "ru", "he", "de", "es", "fr"]) {
      const { status, json } = await apply(s.worker, { resume, lang });
      const problem = json.fields?.find((f) => f.pointer === "/resume");
      assert.deepEqual([status, problem?.code], [422, code], resume.name);
      assert.ok(problem.message.length > 10 && !problem.message.includes("{"));
      sentences.add(problem.message);
    }
  }
  assert.equal(sentences.size, 5 * 6, "five codes, six languages");
});

test("files: a wrong kind, an empty file and a too large file each have an error code", async () => {
  const code = async (file, site = "meridian") => {
    const { status, json } = await apply(s.worker, { site, job: site === "meridian" ? "101" : "A1.00B", resume: file });
    return [status, json.fields.find((f) => f.pointer === "/resume")?.code];
  };
  assert.deepEqual(await code(new File([PDF], "cv.exe")), [422, "file_kind"]);
  assert.deepEqual(await code(new File(["{\\rtf1 Ada}"], "cv.rtf"), "tidewater"), [422, "file_kind"]);
  assert.deepEqual(await code(new File([PDF], "me.png"), "tidewater"), [422, "file_kind"]);
  assert.deepEqual(await code(new File([], "cv.pdf")), [422, "file_empty"]);
  const large = Buffer.alloc(16_000_000, "x");
  large.write("%PDF-1.7\n");
  assert.deepEqual(await code(new File([large], "cv.pdf")), [413, "file_too_large"]);
  // Above the limit by a little: the length alone does not tell.
  assert.deepEqual(await code(new File([large.subarray(0, 15_000_001)], "cv.pdf")), [422, "file_too_large"]);
});

test("the same key is one application, also for concurrent requests; with other content it is refused", async () => {
  const fields = person();
  const key = crypto.randomUUID();
  const all = await Promise.all(Array.from({ length: 8 }, () => apply(s.worker, { fields, key })));
  assert.deepEqual([...new Set(all.map((sent) => sent.status))], [202]);
  assert.equal(new Set(all.map((sent) => sent.json.receipt)).size, 1);
  await delivered(all[0].json);
  const again = await apply(s.worker, { fields, key });
  assert.deepEqual([again.status, again.json.receipt, again.json.state], [202, all[0].json.receipt, "delivered"]);
  const other = await apply(s.worker, { fields: { ...fields, first_name: "Eve" }, key });
  assert.deepEqual([other.status, other.json.code], [422, "key_reused"]);
  assert.equal((await applicants(s.sandbox, fields.email)).length, 1);
  const elsewhere = await apply(s.worker, { fields, key, job: "102" });
  assert.notEqual(elsewhere.json.receipt, all[0].json.receipt);
});

test("only listed origins may send; a null origin is refused with an explanation", async () => {
  for (const origin of [
    "https://evil.example",
    `${s.worker.url}.evil.io`,
    s.worker.url.replace("http:", "https:"),
    s.worker.url.toUpperCase(),
  ]) {
    const sent = await apply(s.worker, { headers: { origin } });
    assert.deepEqual(
      [sent.status, sent.json.code, sent.headers.get("access-control-allow-origin")],
      [403, "origin", null],
      origin,
    );
    assert.match(sent.headers.get("vary"), /Origin/);
  }
  const opaque = await apply(s.worker, { headers: { origin: "null" } });
  assert.equal(opaque.status, 403);
  assert.match(opaque.json.detail, /referrer policy/);
  const server = await fetch(`${s.worker.url}/v1/meridian/jobs/101/applications`, {
    method: "POST",
    body: "{}",
    headers: { "content-type": "application/json" },
  });
  assert.equal(server.status, 403);
});

test("a listed page of another origin may read and send; a preflight from an unlisted one fails", async () => {
  const preflight = (origin) =>
    fetch(`${s.worker.url}/v1/meridian/jobs/101/applications`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "idempotency-key" },
    });
  const good = await preflight("http://localhost:8787");
  assert.deepEqual([good.status, good.headers.get("access-control-allow-origin")], [204, "http://localhost:8787"]);
  assert.match(good.headers.get("access-control-allow-headers"), /Idempotency-Key/);
  const bad = await preflight("https://evil.example");
  assert.deepEqual([bad.status, bad.headers.get("access-control-allow-origin")], [403, null]);
});

test("bodies of other types, encoded bodies and unfinished forms are refused, and nothing is stored", async () => {
  const post = (headers, body) =>
    fetch(`${s.worker.url}/v1/meridian/jobs/101/applications`, {
      method: "POST",
      headers: { origin: s.worker.url, ...headers },
      body,
    });
  assert.equal((await post({ "content-type": "text/plain" }, "x")).status, 415);
  assert.equal((await post({ "content-type": "application/x-www-form-urlencoded" }, "a=1")).status, 415);
  assert.equal((await post({ "content-type": "application/json", "content-encoding": "gzip" }, "x")).status, 415);
  assert.equal((await post({ "content-type": "application/json" }, "[".repeat(60_000))).status, 400);
  assert.equal((await post({ "content-type": "application/json" }, " ".repeat(70_000))).status, 413);
  assert.equal((await post({ "content-type": "multipart/form-data" }, "x")).status, 400);
  assert.equal(
    (
      await post(
        { "content-type": "multipart/form-data; boundary=b" },
        '--b\r\nContent-Disposition: form-data; name="first_name"\r\n\r\nAda',
      )
    ).status,
    400,
  );
});

test("interrupted uploads leave nothing at the ATS, and do not affect other applications", async () => {
  const { hostname, port } = new URL(s.worker.url);
  const cut = [];
  for (let i = 0; i < 20; i += 1) {
    const fields = person();
    cut.push(fields.email);
    const parts = Object.entries(fields)
      .map(([n, v]) => `--b\r\nContent-Disposition: form-data; name="${n}"\r\n\r\n${v}\r\n`)
      .join("");
    const body = `${parts}--b\r\nContent-Disposition: form-data; name="resume"; filename="cv.pdf"\r\n\
\r\n${PDF.repeat(200)}`;
    const head = `POST /v1/meridian/jobs/101/applications HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\
Origin: ${s.worker.url}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n`;
    // Anywhere: in the head, in a field, in the file.
    const sent = (head + body).slice(0, Math.ceil(((i + 1) / 20) * (head.length + body.length)));
    await new Promise((done, failed) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(sent);
        if (i % 2) socket.end(done);
        else socket.resetAndDestroy();
      });
      socket.once("close", done).once("error", failed);
    });
    const other = await fetch(`${s.worker.url}/v1/meridian/jobs/101`, { signal: AbortSignal.timeout(10_000) });
    assert.equal(other.status, 200);
  }
  // A whole application after them: when that has arrived, the cut ones would have, too.
  const after = await apply(s.worker, {});
  await delivered(after.json);
  const { huntflow } = await s.sandbox.received();
  assert.deepEqual(
    huntflow.filter((a) => cut.includes(a.fields.email)),
    [],
  );
});

test("a native form gets pages: the form with its errors and its values, then the status page", async () => {
  const html = { accept: "text/html" };
  const page = await (
    await fetch(`${s.worker.url}/v1/meridian/jobs/101/apply`, { headers: { accept: "text/html" } })
  ).text();
  const idempotency_key = /name="idempotency_key" value="([^"]+)"/.exec(page)[1];
  const { email, ...rest } = person({ letter: 'a "quoted" <letter>' });
  const bad = await apply(s.worker, { fields: { ...rest, idempotency_key, email: "ada@" }, headers: html });
  assert.equal(bad.status, 422);
  assert.match(bad.text, /aria-describedby="email-error"/);
  assert.ok(
    bad.text.includes("a &quot;quoted&quot; &lt;letter&gt;") && bad.text.includes(`value="${idempotency_key}"`),
  );
  const resume_upload = /name="resume_upload" value="([^"]+)"/.exec(bad.text)[1];
  const good = await apply(s.worker, {
    fields: { ...rest, idempotency_key, email, resume_upload },
    resume: new File([], ""),
    headers: html,
  });
  assert.equal(good.status, 303, good.text);
  const location = good.headers.get("location");
  await delivered({ status: location });
  const status = await (
    await fetch(s.worker.url + location.replace("lang=en", "lang=ru"), { headers: { accept: "text/html" } })
  ).text();
  assert.match(status, /Ваш отклик у компании/);
  const [applicant] = await applicants(s.sandbox, email);
  assert.equal(applicant.files[0].name, "cv.pdf");
  // Pressed once more, from the back button: the kept file is gone by now, the receipt is the same.
  const again = await apply(s.worker, {
    fields: { ...rest, idempotency_key, email, resume_upload },
    resume: null,
    headers: html,
  });
  assert.deepEqual([again.status, again.headers.get("location")], [303, location], again.text);
  assert.equal((await applicants(s.sandbox, email)).length, 1);
});

test("without scripts typed values are kept after a refused file, a used key and a full store", async () => {
  const html = { accept: "text/html" };
  const config = await siteConfig("meridian", { sandbox: s.sandbox, origins: [s.worker.url] });
  await s.worker.putSite({ ...config, attachments: { max_files: 2 } });
  const { "consent.processing": consent, ...rest } = person({ letter: "as long as it took" });
  // In the order of a form: what is asked behind the file is not lost either.
  const post = async (slot, file, more = {}) => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...rest, ...more })) body.append(name, value);
    body.append(slot, file);
    body.append("consent.processing", consent);
    const response = await fetch(`${s.worker.url}/v1/meridian/jobs/101/applications?lang=de`, {
      method: "POST",
      body,
      redirect: "manual",
      headers: { origin: s.worker.url, ...html },
    });
    return { status: response.status, location: response.headers.get("location"), text: await response.text() };
  };
  const kept = (text) =>
    text.includes("as long as it took") && text.includes('value="2026-10" checked') && text.includes(rest.email);
  const huge = await post("resume", new File([PDF, Buffer.alloc(15_050_000)], "cv.pdf"));
  assert.equal(huge.status, 422);
  assert.match(huge.text, /id="resume-error">[^<]*15 MB/);
  assert.ok(kept(huge.text), "a file that is a little too large");
  const film = await post("files", new File([Buffer.alloc(20_000_000)], "film.mov"));
  assert.ok(film.status === 422 && /id="files-error"/.test(film.text) && kept(film.text), "a film");

  const idempotency_key = `html-${rest.email}`;
  const good = await post("resume", new File([PDF], "cv.pdf"), { idempotency_key });
  assert.equal(good.status, 303, good.text);
  assert.match(good.location, /\?lang=de$/);
  assert.match(await (await fetch(s.worker.url + good.location, { headers: html })).text(), /<html lang="de"/);
  const other = await post("resume", new File([PDF], "cv.pdf"), {
    idempotency_key,
    letter: "as long as it took, and better",
  });
  assert.equal(other.status, 422);
  assert.ok(kept(other.text) && !other.text.includes(good.location.split("?")[0]), other.text);
  // Whoever was told so and presses again wants it: as it stands in the page, file and all.
  const [, key] = /name="idempotency_key" value="([^"]+)"/.exec(other.text);
  const [, resume_upload] = /name="resume_upload" value="([^"]+)"/.exec(other.text);
  const second = await post("resume", new File([], ""), {
    idempotency_key: key,
    resume_upload,
    letter: "as long as it took, and better",
  });
  assert.equal(second.status, 303, second.text);
  assert.notEqual(second.location, good.location);
  await s.worker.putSite(config);
});

test("without scripts a form accepted before its job closed keeps its receipt, also without another job", async () => {
  const fields = person({ idempotency_key: longKey("closed-before") });
  const send = () => apply(s.worker, { job: "103", fields, headers: { accept: "text/html" } });
  const first = await send();
  assert.equal(first.status, 303);
  await s.sandbox.changeVacancy(103, { state: "CLOSED" });
  await until("the Worker to know", async () => (await fetch(`${s.worker.url}/v1/meridian/jobs/103`)).status === 410);
  const again = await send();
  assert.deepEqual([again.status, again.headers.get("location")], [303, first.headers.get("location")]);
  assert.equal(
    (
      await apply(s.worker, {
        job: "103",
        fields: person({ idempotency_key: longKey("too-late") }),
        headers: { accept: "text/html" },
      })
    ).status,
    410,
  );
  await s.sandbox.changeVacancy(103, { state: "OPEN" });
  await until("the Worker to know", async () => (await fetch(`${s.worker.url}/v1/meridian/jobs/103`)).status === 200);
});

test("a kept file can be used at its own site only, and an invented id is refused", async () => {
  const { email, ...rest } = person();
  const bad = await apply(s.worker, { fields: { ...rest, email: "x" }, headers: { accept: "text/html" } });
  const resume_upload = /name="resume_upload" value="([^"]+)"/.exec(bad.text)[1];
  const code = async (site, job, upload) => {
    const { json } = await apply(s.worker, {
      site,
      job,
      fields: { ...rest, email, phone: "123456", resume_upload: upload },
      resume: null,
    });
    return json.fields?.find((f) => f.pointer === "/resume")?.code;
  };
  assert.equal(await code("tidewater", "A1.00B", resume_upload), "upload_expired");
  assert.equal(await code("meridian", "101", "0".repeat(26)), "upload_expired");
  assert.equal(await code("meridian", "101", "../../etc"), "upload_expired");
});

test("a form with two resumes is refused with an error at the resume", async () => {
  const body = new FormData();
  for (const [name, value] of Object.entries(person())) body.set(name, value);
  body.append("resume", new File([PDF], "a.pdf"));
  body.append("resume", new File([PDF], "b.pdf"));
  const response = await fetch(`${s.worker.url}/v1/meridian/jobs/101/applications`, {
    method: "POST",
    body,
    headers: { origin: s.worker.url },
  });
  assert.deepEqual(
    [response.status, (await response.json()).fields.map(({ pointer, code }) => [pointer, code])],
    [422, [["/resume", "too_many_files"]]],
  );
});

test("an invented receipt, or a receipt at another site, answers 404", async () => {
  const { json } = await apply(s.worker, {});
  const get = (path) => fetch(s.worker.url + path, { headers: { accept: "application/json" } });
  assert.deepEqual(Object.keys(await (await get(json.status)).json()).sort(), ["receipt", "state", "status"]);
  assert.equal((await get(`/v1/tidewater/applications/${json.receipt}`)).status, 404);
  assert.equal((await get(`/v1/meridian/applications/${"0".repeat(26)}`)).status, 404);
  assert.equal((await get(json.status)).headers.get("cache-control"), "no-store");
});

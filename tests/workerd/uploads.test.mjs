// Uploads that can be resumed: tus 1.0, spoken by hand over TCP.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { prepare, siteConfig, startWorker, until } from "../stack.mjs";
import { apply, applicants, person, stack, state } from "./helpers.mjs";
import { ask, base64, create, hanging, head, patch, pdf, sha256, upload } from "./tus.mjs";

const s = stack({ bindings: { BODY_SECONDS: "10" }, change: { attachments: { max_files: 2 }, photo: "optional", pace: { requests: 1000, window_ms: 1000 } } });
const delivered = (receipt) => until("delivery", async () => (await state(s.worker, receipt)) === "delivered");
const digest = (name, bytes) => `${name} ${createHash(name).update(bytes).digest("base64")}`;

test("a file goes up in pieces, is asked for, finished, and arrives with its application", async () => {
  const bytes = pdf(1_000_003);
  const made = await create(s.worker, bytes.length, { name: "резюме Ады.pdf" });
  assert.equal(made.status, 201);
  assert.match(made.location, /^\/v1\/meridian\/uploads\/[0-9a-z]{26}$/);
  assert.equal(made.offset, 0);
  assert.ok(Date.parse(made.headers.get("upload-expires")) > Date.now() + 80_000_000, "it lives for a day");
  // Cuts that fall on no row's edge.
  let offset = 0;
  for (const size of [1, 65_535, 65_537, 300_000, 1_000_003]) {
    const piece = bytes.subarray(offset, offset + size);
    const sent = await patch(s.worker, made.location, offset, piece);
    assert.equal(sent.status, 204, JSON.stringify(sent.json));
    offset += piece.length;
    assert.equal(sent.offset, offset);
    const seen = await head(s.worker, made.location);
    assert.deepEqual([seen.status, seen.offset, seen.length, seen.headers.get("cache-control")], [200, offset, bytes.length, "no-store"]);
    assert.equal(seen.headers.get("upload-metadata"), `filename ${base64("резюме Ады.pdf")}`, "as it was announced");
  }
  const fields = person();
  const sent = await apply(s.worker, { fields: { ...fields, resume_upload: made.location.split("/").at(-1) }, resume: null });
  assert.equal(sent.status, 202, sent.text);
  await delivered(sent.json);
  const [applicant] = await applicants(s.sandbox, fields.email);
  assert.equal(applicant.files[0].sha256, sha256(bytes));
  assert.equal(applicant.files[0].name, "резюме Ады.pdf");
  await until("the wipe of what is delivered", async () => (await head(s.worker, made.location)).status === 404);
});

test("a file comes with its announcement, and JSON is enough to apply with it", async () => {
  const bytes = pdf(200_000);
  const { status, id, offset } = await upload(s.worker, bytes);
  assert.deepEqual([status, offset], [201, bytes.length]);
  const fields = person();
  const response = await fetch(`${s.worker.url}/v1/meridian/jobs/101/applications`, {
    method: "POST",
    headers: { origin: s.worker.url, "content-type": "application/json" },
    body: JSON.stringify({ ...fields, resume_upload: id }),
  });
  assert.equal(response.status, 202);
  await delivered(await response.json());
  assert.equal((await applicants(s.sandbox, fields.email))[0].files[0].sha256, sha256(bytes));
});

test("OPTIONS says what is spoken; a page of a listed origin may send and read every header", async () => {
  const plain = await ask(s.worker, "OPTIONS", "uploads", { origin: null, version: null });
  assert.equal(plain.status, 204);
  const told = (name) => plain.headers.get(name);
  assert.deepEqual([told("tus-version"), told("tus-extension"), told("tus-checksum-algorithm"), told("tus-max-size")], ["1.0.0", "creation,creation-with-upload,checksum,expiration,termination", "sha1,sha256", "15000000"]);
  const page = await ask(s.worker, "OPTIONS", "uploads", { origin: "http://localhost:8787", version: null, headers: { "access-control-request-method": "PATCH" } });
  assert.equal(page.headers.get("access-control-allow-origin"), "http://localhost:8787");
  for (const name of ["Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata", "Upload-Checksum", "X-HTTP-Method-Override"]) assert.ok(page.headers.get("access-control-allow-headers").includes(name), name);
  const made = await create(s.worker, 5, { origin: "http://localhost:8787" });
  for (const name of ["Location", "Upload-Offset", "Upload-Length", "Upload-Expires", "Tus-Resumable"]) assert.ok(made.headers.get("access-control-expose-headers").includes(name), name);
  assert.match((await ask(s.worker, "OPTIONS", made.location, { origin: "http://localhost:8787", version: null })).headers.get("access-control-allow-methods"), /HEAD, PATCH, DELETE/);
  assert.equal((await ask(s.worker, "OPTIONS", "uploads", { origin: "https://evil.example", version: null })).status, 403);
});

test("what is wrong is refused with a status of its own, and the upload is not harmed", async () => {
  const bytes = pdf(70_000);
  const { location } = await create(s.worker, bytes.length);
  const rows = [
    [412, () => patch(s.worker, location, 0, bytes, { version: null })],
    [412, () => patch(s.worker, location, 0, bytes, { version: "0.2.2" })],
    [415, () => patch(s.worker, location, 0, bytes, { headers: { "content-type": "application/octet-stream" } })],
    [415, () => patch(s.worker, location, 0, bytes, { headers: { "content-encoding": "gzip" } })],
    [400, () => patch(s.worker, location, "1e3", bytes)],
    [400, () => patch(s.worker, location, -1, bytes)],
    [409, () => patch(s.worker, location, 5, bytes)],
    [403, () => patch(s.worker, location, 0, bytes, { origin: "https://evil.example" })],
    [403, () => patch(s.worker, location, 0, bytes, { origin: null })],
    [404, () => patch(s.worker, `/v1/meridian/uploads/${"0".repeat(26)}`, 0, bytes)],
    [404, () => patch(s.worker, "/v1/meridian/uploads/..%2f..%2fme", 0, bytes)],
    [405, () => ask(s.worker, "PUT", location)],
    [405, () => ask(s.worker, "POST", location, { headers: { "x-http-method-override": "TRACE" } })],
    [404, () => head(s.worker, location.replace("meridian", "tidewater"))],
    [404, () => ask(s.worker, "DELETE", location.replace("meridian", "tidewater"))],
    [404, () => patch(s.worker, location.replace("meridian", "tidewater"), 0, bytes)],
    [400, () => create(s.worker, "x")],
    [400, () => create(s.worker, 5, { headers: { "upload-defer-length": "1" } })],
    [400, () => create(s.worker, 5, { headers: { "upload-metadata": "filename %%%" } })],
    [400, () => create(s.worker, 5, { slot: "passport" })],
    [403, () => create(s.worker, 5, { origin: "https://evil.example" })],
    [403, () => create(s.worker, 5, { origin: "null" })],
  ];
  for (const [i, [status, act]] of rows.entries()) {
    const refused = await act();
    assert.equal(refused.status, status, `row ${i}`);
    if (status !== 404) assert.equal(refused.headers.get("tus-resumable"), "1.0.0", `row ${i}`);
  }
  assert.equal((await ask(s.worker, "POST", "uploads", { version: null })).headers.get("tus-version"), "1.0.0");
  // The override is honoured here alone.
  const elsewhere = await ask(s.worker, "POST", "jobs/101", { headers: { "x-http-method-override": "DELETE" } });
  assert.equal(elsewhere.status, 405);
  const over = await ask(s.worker, "POST", location, { body: bytes, headers: { "x-http-method-override": "PATCH", "content-type": "application/offset+octet-stream", "upload-offset": "0" } });
  assert.deepEqual([over.status, over.offset], [204, bytes.length]);
  const gone = await ask(s.worker, "POST", location, { headers: { "x-http-method-override": "DELETE" } });
  assert.equal(gone.status, 204);
  assert.equal((await head(s.worker, location)).status, 404);
});

test("what cannot be accepted is refused before its bytes are read", async () => {
  const rows = [
    [413, "file_too_large", 15_000_001, { name: "cv.pdf" }],
    [422, "file_empty", 0, { name: "cv.pdf" }],
    [422, "file_kind", 5, { name: "cv.exe" }],
    [422, "file_kind", 5, { name: null }],
    [422, "file_name_path", 5, { name: "../cv.pdf" }],
    [422, "file_name_direction", 5, { name: "cv\u202Efdp.pdf" }],
    [422, "file_name_characters", 5, { name: "cv\r\n.pdf" }],
    [422, "file_name_long", 5, { name: `${"x".repeat(300)}.pdf` }],
    [422, "file_kind", 5, { name: "me.pdf", slot: "photo" }],
  ];
  for (const [status, code, length, options] of rows) {
    const refused = await create(s.worker, length, options);
    assert.deepEqual([refused.status, refused.json.fields[0].code, refused.json.fields[0].pointer], [status, code, `/${options.slot ?? "resume"}`]);
    assert.ok(refused.json.fields[0].message.length > 10);
  }
  const { location } = await create(s.worker, 100);
  const more = await patch(s.worker, location, 0, pdf(101));
  assert.equal(more.status, 413);
});

test("a piece that was damaged on its way does not count, nor half of one that could not be compared", async () => {
  const bytes = pdf(300_000);
  const { location } = await create(s.worker, bytes.length);
  const first = bytes.subarray(0, 100_000);
  const good = await patch(s.worker, location, 0, first, { headers: { "upload-checksum": digest("sha1", first) } });
  assert.deepEqual([good.status, good.offset], [204, 100_000]);
  const second = bytes.subarray(100_000);
  const bad = await patch(s.worker, location, 100_000, second, { headers: { "upload-checksum": digest("sha256", first) } });
  assert.deepEqual([bad.status, bad.offset], [460, 100_000]);
  assert.equal((await patch(s.worker, location, 100_000, second, { headers: { "upload-checksum": "md5 xx" } })).status, 400);
  assert.equal((await head(s.worker, location)).offset, 100_000);
  const again = await patch(s.worker, location, 100_000, second, { headers: { "upload-checksum": digest("sha256", second) } });
  assert.deepEqual([again.status, again.offset], [204, bytes.length]);
  const fields = person();
  const sent = await apply(s.worker, { fields: { ...fields, resume_upload: location.split("/").at(-1) }, resume: null });
  await delivered(sent.json);
  assert.equal((await applicants(s.sandbox, fields.email))[0].files[0].sha256, sha256(bytes));
});

test("F21: cut 50 times at random places, the file arrives as it is", async (t) => {
  const bytes = pdf(4_000_000);
  const { location } = await create(s.worker, bytes.length);
  let offset = 0;
  let cuts = 0;
  const kept = [];
  while (cuts < 50) {
    // Now a few bytes, now some rows: so that 50 cuts fit.
    const sends = Math.floor(Math.random() ** 2 * 2 * (bytes.length - offset - 1) / (52 - cuts));
    const sender = await hanging(s.worker, location, offset, bytes, sends);
    // The bytes are at least on their way; what of them arrives is the server's to say.
    if (Math.random() < 0.5) await head(s.worker, `/v1/meridian/uploads/${"0".repeat(26)}`);
    sender.cut();
    cuts += 1;
    const seen = await head(s.worker, location);
    assert.equal(seen.status, 200);
    assert.ok(seen.offset >= offset && seen.offset <= offset + sends, `${offset} <= ${seen.offset} <= ${offset + sends}`);
    kept.push(seen.offset - offset);
    offset = seen.offset;
  }
  t.diagnostic(`${kept.filter((n) => n > 0).length} of 50 cut requests had left bytes behind`);
  assert.ok(kept.filter((n) => n > 0).length > 10, "cut requests keep their bytes");
  assert.equal((await patch(s.worker, location, offset, bytes.subarray(offset))).status, 204);
  const fields = person();
  const sent = await apply(s.worker, { fields: { ...fields, resume_upload: location.split("/").at(-1) }, resume: null });
  await delivered(sent.json);
  assert.equal((await applicants(s.sandbox, fields.email))[0].files[0].sha256, sha256(bytes));
});

test("a newer request takes over from one whose tunnel is dead, and keeps what that had brought", async () => {
  const bytes = pdf(500_000);
  const { location } = await create(s.worker, bytes.length);
  let dead;
  const seen = await until("its bytes to count", async () => {
    // One that is overtaken before it has begun brings nothing.
    dead?.cut();
    dead = await hanging(s.worker, location, 0, bytes, 200_000);
    await head(s.worker, `/v1/meridian/uploads/${"0".repeat(26)}`);
    const now = await head(s.worker, location);
    return now.offset > 0 && now;
  });
  assert.equal(await dead.status, 409, "who was overtaken is told");
  // By another PATCH, without asking how far it is: a wrong guess is told by the answer.
  const second = await hanging(s.worker, location, seen.offset, bytes, 100);
  let at = seen.offset;
  const third = await until("the third to go through", async () => {
    const now = await patch(s.worker, location, at, bytes.subarray(at));
    at = now.offset;
    return now.status === 204 && now;
  });
  assert.equal(await second.status, 409);
  assert.equal(third.offset, bytes.length);
  second.cut();
  dead.cut();
});

test("two who write at once do not mix", async () => {
  const bytes = pdf(3_000_000);
  const { location } = await create(s.worker, bytes.length);
  // Whoever is overtaken while megabytes are on their way may lose the answer with the connection: to a
  // client of tus that is the same as the 409, it asks how far the upload is.
  const reset = (error) => {
    if (["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(error.cause?.code)) return { status: 409 };
    throw error;
  };
  const all = await Promise.all([1, 2, 3].map(() => patch(s.worker, location, 0, bytes).catch(reset)));
  assert.ok(all.every(({ status }) => status === 204 || status === 409), JSON.stringify(all.map(({ status }) => status)));
  let { offset } = await head(s.worker, location);
  if (offset < bytes.length) offset = (await patch(s.worker, location, offset, bytes.subarray(offset))).offset;
  assert.equal(offset, bytes.length);
  const fields = person();
  const sent = await apply(s.worker, { fields: { ...fields, resume_upload: location.split("/").at(-1) }, resume: null });
  await delivered(sent.json);
  assert.equal((await applicants(s.sandbox, fields.email))[0].files[0].sha256, sha256(bytes));
});

test("A11: who falls silent is cut off in time, and what came is kept", async () => {
  const bytes = pdf(200_000);
  const { location } = await create(s.worker, bytes.length);
  const silent = await hanging(s.worker, location, 0, bytes, 70_000);
  // Nobody else asks: it is our own patience that ends.
  assert.equal(await silent.status, 503);
  assert.equal((await head(s.worker, location)).offset, 70_000);
  silent.cut();
});

test("a file that is not what it says is refused with the last byte, and nothing is left of it", async () => {
  const bytes = Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(300_000, " "), Buffer.from("1 0 obj<</S/JavaScript/JS(x)>>"), Buffer.alloc(300_000, " ")]);
  const { location } = await create(s.worker, bytes.length);
  await patch(s.worker, location, 0, bytes.subarray(0, 300_020));
  const last = await patch(s.worker, location, 300_020, bytes.subarray(300_020), { headers: { "accept-language": "de" } });
  assert.deepEqual([last.status, last.json.fields[0].code], [422, "file_unsafe"], "also in the middle, and across two requests");
  assert.match(last.json.fields[0].message, /Datei/);
  assert.equal((await head(s.worker, location)).status, 404);
});

test("an upload serves two applications of one person, nobody else's, and goes with the last", async () => {
  const bytes = pdf(100_000);
  const { id, location } = await upload(s.worker, bytes);
  const fields = person();
  await s.sandbox.faults([{ on: "POST /v2/*", times: 1000, what: { status: 503 } }]);
  const first = await apply(s.worker, { fields: { ...fields, resume_upload: id }, resume: null });
  assert.equal(first.status, 202, first.text);
  const stranger = await apply(s.worker, { fields: { ...person(), resume_upload: id }, resume: null });
  assert.deepEqual([stranger.status, stranger.json.fields[0].code], [422, "file_gone"], "another person");
  const other = { ...person({ phone: "1234567", email: fields.email }), "consent.processing": "1", resume_upload: id };
  const elsewhere = await apply(s.worker, { site: "tidewater", job: "48.16A", fields: other, resume: null });
  assert.deepEqual([elsewhere.status, elsewhere.json.fields[0].code], [422, "file_gone"], "another site");
  const second = await apply(s.worker, { job: "102", fields: { ...fields, resume_upload: id }, resume: null });
  assert.equal(second.status, 202, second.text);
  const kept = await ask(s.worker, "DELETE", location);
  assert.deepEqual([kept.status, kept.json.code], [409, "upload_claimed"]);
  // Withdrawing one leaves the other its file.
  await fetch(s.worker.url + first.json.status, { method: "DELETE", headers: { origin: s.worker.url } });
  assert.equal((await head(s.worker, location)).status, 200);
  await s.sandbox.faults([]);
  await s.worker.operator("POST", "deliveries/sweep");
  await until("delivery", async () => {
    await s.worker.operator("POST", `deliveries/${second.json.receipt}/retry`);
    return (await state(s.worker, second.json)) === "delivered";
  }, 90);
  const found = await applicants(s.sandbox, fields.email);
  assert.ok(found.some(({ files, links }) => files[0]?.sha256 === sha256(bytes) && links[0].vacancy === 102));
  await until("the file to be wiped", async () => (await head(s.worker, location)).status === 404);
});

test("an upload that is not finished is no file yet; one for another slot must be what this one takes", async () => {
  const { location } = await create(s.worker, 100);
  const refused = async (fields) => (await apply(s.worker, { fields: { ...person(), ...fields }, resume: null })).json.fields.map(({ pointer, code }) => [pointer, code]);
  assert.deepEqual(await refused({ resume_upload: location.split("/").at(-1) }), [["/resume", "file_gone"]]);
  const photo = await upload(s.worker, Buffer.from("89504e470d0a1a0a0000000d494844520000000a0000000a0802000000", "hex"), { name: "me.png", slot: "photo" });
  assert.equal(photo.status, 201, JSON.stringify(photo.json));
  assert.deepEqual(await refused({ resume_upload: photo.id }), [["/resume", "file_kind"]]);
});

test("a photo and further files arrive where the ATS keeps them", async () => {
  const [cv, one, two] = [pdf(5000), pdf(6000), pdf(7000)];
  const picture = Buffer.from("89504e470d0a1a0a0000000d494844520000000a0000000a0802000000", "hex");
  const ids = [];
  for (const [bytes, options] of [[cv, {}], [picture, { name: "me.png", slot: "photo" }], [one, { name: "one.pdf", slot: "files" }], [two, { name: "two.pdf", slot: "files" }]]) ids.push((await upload(s.worker, bytes, options)).id);
  const fields = person();
  const sent = await apply(s.worker, { fields: { ...fields, resume_upload: ids[0], photo_upload: ids[1], files_upload: `${ids[2]},${ids[3]}` }, resume: null });
  assert.equal(sent.status, 202, sent.text);
  await delivered(sent.json);
  const [applicant] = await applicants(s.sandbox, fields.email);
  assert.deepEqual(applicant.files.map((f) => f.sha256), [cv, one, two].map(sha256));
  assert.equal(typeof applicant.fields.photo, "number");
  const many = await apply(s.worker, { fields: { ...person(), files_upload: [1, 2, 3].map(() => "0".repeat(26)).join() } });
  assert.ok(many.json.fields.some(({ pointer }) => pointer === "/files"));

  const comeet = { ...person({ phone: "1234567" }), "consent.processing": "1" };
  const body = new FormData();
  for (const [name, value] of Object.entries(comeet)) body.set(name, value);
  body.set("resume", new File([cv], "cv.pdf"));
  body.set("photo", new File([picture], "me.png"));
  body.append("files", new File([one], "one.pdf"));
  body.append("files", new File([two], "two.pdf"));
  const response = await fetch(`${s.worker.url}/v1/tidewater/jobs/48.16A/applications`, { method: "POST", body, headers: { origin: s.worker.url, accept: "application/json" } });
  assert.equal(response.status, 202);
  await delivered(await response.json());
  const candidate = (await s.sandbox.received()).comeet.find((c) => c.email === comeet.email);
  assert.equal(candidate.resume.sha256, sha256(cv));
  assert.equal(candidate.files.length, 2);
  assert.ok(candidate.picture);
});

test("an upload nobody applied with expires; one that an application claimed does not", async (t) => {
  const worker = await startWorker({ bindings: { UPLOAD_SECONDS: "10", JOBS_SECONDS: "600", TIMEOUT_SECONDS: "30" } });
  t.after(async () => {
    await worker.stop();
    await worker.wipe();
  });
  await prepare(worker, s.sandbox);
  await s.sandbox.faults([{ on: "POST /v2/*", times: 1000, what: { status: 503 } }]);
  const bytes = pdf(70_000);
  const claimed = await upload(worker, bytes);
  const fields = person();
  const sent = await apply(worker, { fields: { ...fields, resume_upload: claimed.id }, resume: null });
  assert.equal(sent.status, 202);
  const [whole, half] = [await upload(worker, bytes), await create(worker, bytes.length)];
  await patch(worker, half.location, 0, bytes.subarray(0, 66_000));
  // Asked for by its application alone: a HEAD would not keep it alive, but would be a question.
  await until("the upload to expire", async () => (await head(worker, whole.location)).status === 404);
  await until("the half to expire", async () => (await head(worker, half.location)).status === 404);
  assert.equal((await head(worker, claimed.location)).status, 200);
  await s.sandbox.faults([]);
  await until("delivery", async () => {
    await worker.operator("POST", `deliveries/${sent.json.receipt}/retry`);
    return (await state(worker, sent.json)) === "delivered";
  }, 60);
  assert.equal((await applicants(s.sandbox, fields.email))[0].files[0].sha256, sha256(bytes));
});

test("workerd killed in the middle of an upload: it goes on from what was on disk", async (t) => {
  let worker = await startWorker({ bindings: { OPERATOR_KEY: "same" } });
  t.after(async () => {
    await worker.stop();
    await worker.wipe();
  });
  await prepare(worker, s.sandbox);
  const bytes = pdf(2_000_000);
  const { location } = await create(worker, bytes.length);
  const sender = await hanging(worker, location, 0, bytes, 1_500_000);
  await until("rows on disk", async () => (await (await import("node:fs/promises")).readdir(`${worker.state}/do`, { recursive: true })).length > 0);
  await worker.kill();
  sender.cut();
  worker = await startWorker({ state: worker.state, bindings: { OPERATOR_KEY: "same" } });
  await prepare(worker, s.sandbox);
  const { status, offset } = await head(worker, location);
  assert.equal(status, 200);
  assert.equal((await patch(worker, location, offset, bytes.subarray(offset))).status, 204);
  const fields = person();
  const sent = await apply(worker, { fields: { ...fields, resume_upload: location.split("/").at(-1) }, resume: null });
  await until("delivery", async () => (await state(worker, sent.json)) === "delivered");
  assert.equal((await applicants(s.sandbox, fields.email))[0].files[0].sha256, sha256(bytes));
});

test("prefill: only where the site turns it on, only with the candidate's word, and not too often", async (t) => {
  const worker = await startWorker({ bindings: { JOBS_SECONDS: "600", TIMEOUT_SECONDS: "30" } });
  t.after(async () => {
    await worker.stop();
    await worker.wipe();
  });
  await prepare(worker, s.sandbox);
  const parse = (id, body = { agreed: true }, rest = {}) => ask(worker, "POST", `uploads/${id}/parse`, { body: JSON.stringify(body), headers: { "content-type": "application/json" }, version: null, ...rest });
  const { id } = await upload(worker, pdf(5000));
  assert.deepEqual([(await parse(id)).status, (await parse(id)).json.code], [404, "no_prefill"], "off by default");
  // The site's configuration says so where the ATS has no parser.
  const comeet = { ...(await siteConfig("tidewater", { sandbox: s.sandbox })), prefill: true };
  await assert.rejects(worker.putSite(comeet), /prefill: this ATS does not read resumes/);

  const config = await siteConfig("meridian", { sandbox: s.sandbox, origins: [worker.url] });
  await worker.putSite({ ...config, prefill: true, pace: { requests: 1000, window_ms: 1000 } });
  const calls = async () => (await s.sandbox.journal()).filter(({ path }) => path.endsWith("/upload")).length;
  const before = await calls();
  for (const body of [{}, { agreed: false }, { agreed: "true" }]) assert.equal((await parse(id, body)).status, 400);
  assert.equal((await parse(id, { agreed: true }, { origin: "https://evil.example" })).status, 403);
  assert.equal((await parse("0".repeat(26))).status, 404);
  const half = await create(worker, 100);
  assert.equal((await parse(half.location.split("/").at(-1))).status, 404, "what is not whole is no resume");
  assert.equal(await calls(), before, "nothing went to the ATS");

  await s.sandbox.faults([{ on: "POST /v2/accounts/7/upload", times: 1, what: { status: 503 } }]);
  assert.equal((await parse(id)).status, 503);
  // Pressed twice: the second waits, or finds what the first has read. One call more, not two.
  const both = await Promise.all([parse(id), parse(id)]);
  assert.ok(both.every(({ status }) => status === 200 || status === 503) && both.some(({ status }) => status === 200), JSON.stringify(both.map(({ status }) => status)));
  const read = await parse(id);
  assert.deepEqual([read.status, read.json], [200, { fields: { email: "ada@example.org", first_name: "Ada", last_name: "Byron", phone: "+44 20 7946 0000" }, photo: false }]);
  assert.deepEqual((await parse(id)).json, read.json);
  assert.equal(await calls(), before + 2, "asked again, the ATS is not");
  const fields = person();
  const sent = await apply(worker, { fields: { ...fields, resume_upload: id }, resume: null });
  await until("delivery", async () => (await state(worker, sent.json)) === "delivered");
  assert.equal(await calls(), before + 2, "the file was there already");
  assert.equal((await applicants(s.sandbox, fields.email))[0].files.length, 1);

  const statuses = [];
  for (let i = 0; i < 24; i += 1) {
    const refused = await parse((await upload(worker, pdf(3000))).id);
    statuses.push(refused.status);
    if (refused.status === 429) assert.deepEqual([refused.json.code, refused.headers.get("retry-after")], ["too_many", "60"]);
  }
  assert.ok(statuses.includes(429), statuses.join());
  assert.equal(statuses[0], 200);
});

// Uploads that can be resumed: tus 1.0, spoken by hand over TCP.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { until } from "../stack.mjs";
import { apply, applicants, person, stack, state } from "./helpers.mjs";
import { ask, base64, create, finish, hanging, head, patch, pdf, sha256, upload } from "./tus.mjs";

const s = stack({
  bindings: { BODY_IDLE_TIMEOUT_SECONDS: "10" },
  change: { attachments: { max_files: 2 }, photo: "optional", rate_limit: { requests: 1000, window_ms: 1000 } },
});
const delivered = (receipt) => until("delivery", async () => (await state(s.worker, receipt)) === "delivered");
const digest = (name, bytes) => `${name} ${createHash(name).update(bytes).digest("base64")}`;

test("a file is uploaded in pieces, HEAD returns its offset, and it arrives with its application", async () => {
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
    assert.deepEqual(
      [seen.status, seen.offset, seen.length, seen.headers.get("cache-control")],
      [200, offset, bytes.length, "no-store"],
    );
    assert.equal(seen.headers.get("upload-metadata"), `filename ${base64("резюме Ады.pdf")}`, "as it was announced");
  }
  const fields = person();
  const sent = await apply(s.worker, {
    fields: { ...fields, resume_upload: made.location.split("/").at(-1) },
    resume: null,
  });
  assert.equal(sent.status, 202, sent.text);
  await delivered(sent.json);
  const [applicant] = await applicants(s.sandbox, fields.email);
  assert.equal(applicant.files[0].sha256, sha256(bytes));
  assert.equal(applicant.files[0].name, "резюме Ады.pdf");
  await until("the wipe of what is delivered", async () => (await head(s.worker, made.location)).status === 404);
});

test("a file can be sent with the request that creates the upload, and be named in a JSON application", async () => {
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

test("OPTIONS lists versions and extensions; a page of a listed origin may use every header", async () => {
  const plain = await ask(s.worker, "OPTIONS", "uploads", { origin: null, version: null });
  assert.equal(plain.status, 204);
  const told = (name) => plain.headers.get(name);
  assert.deepEqual(
    [told("tus-version"), told("tus-extension"), told("tus-checksum-algorithm"), told("tus-max-size")],
    ["1.0.0", "creation,creation-with-upload,checksum,expiration,termination", "sha1,sha256", "15000000"],
  );
  const page = await ask(s.worker, "OPTIONS", "uploads", {
    origin: "http://localhost:8787",
    version: null,
    headers: { "access-control-request-method": "PATCH" },
  });
  assert.equal(page.headers.get("access-control-allow-origin"), "http://localhost:8787");
  for (const name of [
    "Tus-Resumable",
    "Upload-Length",
    "Upload-Offset",
    "Upload-Metadata",
    "Upload-Checksum",
    "X-HTTP-Method-Override",
  ])
    assert.ok(page.headers.get("access-control-allow-headers").includes(name), name);
  const made = await create(s.worker, 5, { origin: "http://localhost:8787" });
  for (const name of ["Location", "Upload-Offset", "Upload-Length", "Upload-Expires", "Tus-Resumable"])
    assert.ok(made.headers.get("access-control-expose-headers").includes(name), name);
  assert.match(
    (await ask(s.worker, "OPTIONS", made.location, { origin: "http://localhost:8787", version: null })).headers.get(
      "access-control-allow-methods",
    ),
    /HEAD, PATCH, DELETE/,
  );
  assert.equal(
    (await ask(s.worker, "OPTIONS", "uploads", { origin: "https://evil.example", version: null })).status,
    403,
  );
});

test("each invalid request gets its own status, and the upload is not affected", async () => {
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
  const over = await ask(s.worker, "POST", location, {
    body: bytes,
    headers: {
      "x-http-method-override": "PATCH",
      "content-type": "application/offset+octet-stream",
      "upload-offset": "0",
    },
  });
  assert.deepEqual([over.status, over.offset], [204, bytes.length]);
  const gone = await ask(s.worker, "POST", location, { headers: { "x-http-method-override": "DELETE" } });
  assert.equal(gone.status, 204);
  assert.equal((await head(s.worker, location)).status, 404);
});

test("a file that cannot be accepted is refused before its bytes are read", async () => {
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
    assert.deepEqual(
      [refused.status, refused.json.fields[0].code, refused.json.fields[0].pointer],
      [status, code, `/${options.slot ?? "resume"}`],
    );
    assert.ok(refused.json.fields[0].message.length > 10);
  }
  const { location } = await create(s.worker, 100);
  const more = await patch(s.worker, location, 0, pdf(101));
  assert.equal(more.status, 413);
});

test("a damaged piece does not count, nor does an interrupted piece with a checksum", async () => {
  const bytes = pdf(300_000);
  const { location } = await create(s.worker, bytes.length);
  const first = bytes.subarray(0, 100_000);
  const good = await patch(s.worker, location, 0, first, { headers: { "upload-checksum": digest("sha1", first) } });
  assert.deepEqual([good.status, good.offset], [204, 100_000]);
  const second = bytes.subarray(100_000);
  const bad = await patch(s.worker, location, 100_000, second, {
    headers: { "upload-checksum": digest("sha256", first) },
  });
  assert.deepEqual([bad.status, bad.offset], [460, 100_000]);
  assert.equal(
    (await patch(s.worker, location, 100_000, second, { headers: { "upload-checksum": "md5 xx" } })).status,
    400,
  );
  assert.equal((await head(s.worker, location)).offset, 100_000);
  const again = await patch(s.worker, location, 100_000, second, {
    headers: { "upload-checksum": digest("sha256", second) },
  });
  assert.deepEqual([again.status, again.offset], [204, bytes.length]);
  const fields = person();
  const sent = await apply(s.worker, {
    fields: { ...fields, resume_upload: location.split("/").at(-1) },
    resume: null,
  });
  await delivered(sent.json);
  assert.equal((await applicants(s.sandbox, fields.email))[0].files[0].sha256, sha256(bytes));
});

test("F21: an upload interrupted 50 times at random places arrives unchanged", async (t) => {
  const bytes = pdf(4_000_000);
  const { location } = await create(s.worker, bytes.length);
  let offset = 0;
  let cuts = 0;
  // A request that was cut may arrive behind the question for the offset, and its bytes still count.
  let sentTo = 0;
  const kept = [];
  while (cuts < 50) {
    // Now a few bytes, now some rows: so that 50 cuts fit.
    const sends = Math.floor((Math.random() ** 2 * 2 * (bytes.length - offset - 1)) / (52 - cuts));
    const sender = await hanging(s.worker, location, offset, bytes, sends);
    // The bytes are at least on their way; what of them arrives is the server's to say.
    if (Math.random() < 0.5) await head(s.worker, `/v1/meridian/uploads/${"0".repeat(26)}`);
    sender.cut();
    cuts += 1;
    const seen = await head(s.worker, location);
    assert.equal(seen.status, 200);
    sentTo = Math.max(sentTo, offset + sends);
    assert.ok(seen.offset >= offset && seen.offset <= sentTo, `${offset} <= ${seen.offset} <= ${sentTo}`);
    kept.push(seen.offset - offset);
    offset = seen.offset;
  }
  t.diagnostic(`${kept.filter((n) => n > 0).length} of 50 cut requests had left bytes behind`);
  assert.ok(kept.filter((n) => n > 0).length > 10, "cut requests keep their bytes");
  await finish(s.worker, location, bytes);
  const fields = person();
  const sent = await apply(s.worker, {
    fields: { ...fields, resume_upload: location.split("/").at(-1) },
    resume: null,
  });
  await delivered(sent.json);
  assert.equal((await applicants(s.sandbox, fields.email))[0].files[0].sha256, sha256(bytes));
});

test("a newer request takes over from one with a dead connection, and keeps its bytes", async () => {
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
  await finish(s.worker, location, bytes, seen.offset);
  assert.equal(await second.status, 409);
  second.cut();
  dead.cut();
});

test("two concurrent writers do not mix their bytes", async () => {
  const bytes = pdf(3_000_000);
  const { location } = await create(s.worker, bytes.length);
  // Whoever is overtaken while megabytes are on their way may lose the answer with the connection: to a
  // client of tus that is the same as the 409, it asks how far the upload is.
  const reset = (error) => {
    if (["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(error.cause?.code)) return { status: 409 };
    throw error;
  };
  const all = await Promise.all([1, 2, 3].map(() => patch(s.worker, location, 0, bytes).catch(reset)));
  assert.ok(
    all.every(({ status }) => status === 204 || status === 409),
    JSON.stringify(all.map(({ status }) => status)),
  );
  await finish(s.worker, location, bytes);
  const fields = person();
  const sent = await apply(s.worker, {
    fields: { ...fields, resume_upload: location.split("/").at(-1) },
    resume: null,
  });
  await delivered(sent.json);
  assert.equal((await applicants(s.sandbox, fields.email))[0].files[0].sha256, sha256(bytes));
});

test("A11: a silent upload is aborted after a timeout, and the received bytes are kept", async () => {
  const bytes = pdf(200_000);
  const { location } = await create(s.worker, bytes.length);
  const silent = await hanging(s.worker, location, 0, bytes, 70_000);
  // Nobody else asks: it is our own patience that ends.
  assert.equal(await silent.status, 503);
  assert.equal((await head(s.worker, location)).offset, 70_000);
  silent.cut();
});

test("a file with other content than its name says is refused with the last byte, and deleted", async () => {
  const bytes = Buffer.concat([
    Buffer.from("%PDF-1.7\n"),
    Buffer.alloc(300_000, " "),
    Buffer.from("1 0 obj<</S/JavaScript/JS(x)>>"),
    Buffer.alloc(300_000, " "),
  ]);
  const { location } = await create(s.worker, bytes.length);
  await patch(s.worker, location, 0, bytes.subarray(0, 300_020));
  const last = await patch(s.worker, location, 300_020, bytes.subarray(300_020), {
    headers: { "accept-language": "de" },
  });
  assert.deepEqual(
    [last.status, last.json.fields[0].code],
    [422, "file_unsafe"],
    "also in the middle, and across two requests",
  );
  assert.match(last.json.fields[0].message, /Datei/);
  assert.equal((await head(s.worker, location)).status, 404);
});

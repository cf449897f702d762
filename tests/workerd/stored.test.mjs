// Uploads once they are whole: claims, slots, expiry, restarts, and what the ATS reads in a resume.
import assert from "node:assert/strict";
import { test } from "node:test";
import { prepare, siteConfig, startWorker, until } from "../stack.mjs";
import { apply, applicants, person, stack, state } from "./helpers.mjs";
import { ask, create, hanging, head, patch, pdf, sha256, upload } from "./tus.mjs";

const s = stack({
  bindings: { BODY_IDLE_TIMEOUT_SECONDS: "10" },
  change: { attachments: { max_files: 2 }, photo: "optional", rate_limit: { requests: 1000, window_ms: 1000 } },
});
const delivered = (receipt) => until("delivery", async () => (await state(s.worker, receipt)) === "delivered");

test("an upload serves two applications of one person, no other person's, and is deleted with the last", async () => {
  const bytes = pdf(100_000);
  const { id, location } = await upload(s.worker, bytes);
  const fields = person();
  await s.sandbox.faults([{ on: "POST /v2/*", times: 1000, what: { status: 503 } }]);
  const first = await apply(s.worker, { fields: { ...fields, resume_upload: id }, resume: null });
  assert.equal(first.status, 202, first.text);
  const stranger = await apply(s.worker, { fields: { ...person(), resume_upload: id }, resume: null });
  assert.deepEqual([stranger.status, stranger.json.fields[0].code], [422, "upload_expired"], "another person");
  const other = { ...person({ phone: "1234567", email: fields.email }), "consent.processing": "1", resume_upload: id };
  const elsewhere = await apply(s.worker, { site: "tidewater", job: "48.16A", fields: other, resume: null });
  assert.deepEqual([elsewhere.status, elsewhere.json.fields[0].code], [422, "upload_expired"], "another site");
  const second = await apply(s.worker, { job: "102", fields: { ...fields, resume_upload: id }, resume: null });
  assert.equal(second.status, 202, second.text);
  const kept = await ask(s.worker, "DELETE", location);
  assert.deepEqual([kept.status, kept.json.code], [409, "upload_claimed"]);
  // Withdrawing one leaves the other its file.
  await fetch(s.worker.url + first.json.status, { method: "DELETE", headers: { origin: s.worker.url } });
  assert.equal((await head(s.worker, location)).status, 200);
  await s.sandbox.faults([]);
  await s.worker.operator("POST", "deliveries/sweep");
  await until(
    "delivery",
    async () => {
      await s.worker.operator("POST", `deliveries/${second.json.receipt}/retry`);
      return (await state(s.worker, second.json)) === "delivered";
    },
    90,
  );
  const found = await applicants(s.sandbox, fields.email);
  assert.ok(found.some(({ files, links }) => files[0]?.sha256 === sha256(bytes) && links[0].vacancy === 102));
  await until("the file to be wiped", async () => (await head(s.worker, location)).status === 404);
});

test("an application cannot use an unfinished upload; one for another slot must be of an accepted kind", async () => {
  const { location } = await create(s.worker, 100);
  const refused = async (fields) =>
    (await apply(s.worker, { fields: { ...person(), ...fields }, resume: null })).json.fields.map(
      ({ pointer, code }) => [pointer, code],
    );
  assert.deepEqual(await refused({ resume_upload: location.split("/").at(-1) }), [["/resume", "upload_expired"]]);
  const photo = await upload(
    s.worker,
    Buffer.from("89504e470d0a1a0a0000000d494844520000000a0000000a0802000000", "hex"),
    { name: "me.png", slot: "photo" },
  );
  assert.equal(photo.status, 201, JSON.stringify(photo.json));
  assert.deepEqual(await refused({ resume_upload: photo.id }), [["/resume", "file_kind"]]);
});

test("a photo and further files arrive in the ATS's places for them", async () => {
  const [cv, one, two] = [pdf(5000), pdf(6000), pdf(7000)];
  const picture = Buffer.from("89504e470d0a1a0a0000000d494844520000000a0000000a0802000000", "hex");
  const ids = [];
  for (const [bytes, options] of [
    [cv, {}],
    [picture, { name: "me.png", slot: "photo" }],
    [one, { name: "one.pdf", slot: "files" }],
    [two, { name: "two.pdf", slot: "files" }],
  ])
    ids.push((await upload(s.worker, bytes, options)).id);
  const fields = person();
  const sent = await apply(s.worker, {
    fields: { ...fields, resume_upload: ids[0], photo_upload: ids[1], files_upload: `${ids[2]},${ids[3]}` },
    resume: null,
  });
  assert.equal(sent.status, 202, sent.text);
  await delivered(sent.json);
  const [applicant] = await applicants(s.sandbox, fields.email);
  assert.deepEqual(
    applicant.files.map((f) => f.sha256),
    [cv, one, two].map(sha256),
  );
  assert.equal(typeof applicant.fields.photo, "number");
  const many = await apply(s.worker, {
    fields: { ...person(), files_upload: [1, 2, 3].map(() => "0".repeat(26)).join() },
  });
  assert.ok(many.json.fields.some(({ pointer }) => pointer === "/files"));

  const comeet = { ...person({ phone: "1234567" }), "consent.processing": "1" };
  const body = new FormData();
  for (const [name, value] of Object.entries(comeet)) body.set(name, value);
  body.set("resume", new File([cv], "cv.pdf"));
  body.set("photo", new File([picture], "me.png"));
  body.append("files", new File([one], "one.pdf"));
  body.append("files", new File([two], "two.pdf"));
  const response = await fetch(`${s.worker.url}/v1/tidewater/jobs/48.16A/applications`, {
    method: "POST",
    body,
    headers: { origin: s.worker.url, accept: "application/json" },
  });
  assert.equal(response.status, 202);
  await delivered(await response.json());
  const candidate = (await s.sandbox.received()).comeet.find((c) => c.email === comeet.email);
  assert.equal(candidate.resume.sha256, sha256(cv));
  assert.equal(candidate.files.length, 2);
  assert.ok(candidate.picture);
});

test("an upload without an application expires; one that an application has claimed does not", async (t) => {
  const worker = await startWorker({
    bindings: { UPLOAD_SECONDS: "10", JOBS_CACHE_SECONDS: "600", TIMEOUT_SECONDS: "30" },
  });
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
  await until(
    "delivery",
    async () => {
      await worker.operator("POST", `deliveries/${sent.json.receipt}/retry`);
      return (await state(worker, sent.json)) === "delivered";
    },
    60,
  );
  assert.equal((await applicants(s.sandbox, fields.email))[0].files[0].sha256, sha256(bytes));
});

test("workerd killed in the middle of an upload: the upload continues from the stored bytes", async (t) => {
  let worker = await startWorker({ bindings: { OPERATOR_KEY: "the same after the restart" } });
  t.after(async () => {
    await worker.stop();
    await worker.wipe();
  });
  await prepare(worker, s.sandbox);
  const bytes = pdf(2_000_000);
  const { location } = await create(worker, bytes.length);
  const sender = await hanging(worker, location, 0, bytes, 1_500_000);
  await until(
    "rows on disk",
    async () =>
      (await (await import("node:fs/promises")).readdir(`${worker.state}/do`, { recursive: true })).length > 0,
  );
  await worker.kill();
  sender.cut();
  worker = await startWorker({ state: worker.state, bindings: { OPERATOR_KEY: "the same after the restart" } });
  await prepare(worker, s.sandbox);
  const { status, offset } = await head(worker, location);
  assert.equal(status, 200);
  assert.equal((await patch(worker, location, offset, bytes.subarray(offset))).status, 204);
  const fields = person();
  const sent = await apply(worker, { fields: { ...fields, resume_upload: location.split("/").at(-1) }, resume: null });
  await until("delivery", async () => (await state(worker, sent.json)) === "delivered");
  assert.equal((await applicants(s.sandbox, fields.email))[0].files[0].sha256, sha256(bytes));
});

test("prefill: only if the site enables it, only with the candidate's consent, and within a rate limit", async (t) => {
  const worker = await startWorker({ bindings: { JOBS_CACHE_SECONDS: "600", TIMEOUT_SECONDS: "30" } });
  t.after(async () => {
    await worker.stop();
    await worker.wipe();
  });
  await prepare(worker, s.sandbox);
  const parse = (id, body = { agreed: true }, rest = {}) =>
    ask(worker, "POST", `uploads/${id}/parse`, {
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
      version: null,
      ...rest,
    });
  const { id } = await upload(worker, pdf(5000));
  assert.deepEqual([(await parse(id)).status, (await parse(id)).json.code], [404, "no_prefill"], "off by default");
  // The site's configuration says so where the ATS has no parser.
  const comeet = { ...(await siteConfig("tidewater", { sandbox: s.sandbox })), prefill: true };
  await assert.rejects(worker.putSite(comeet), /prefill: this ATS does not read resumes/);

  const config = await siteConfig("meridian", { sandbox: s.sandbox, origins: [worker.url] });
  await worker.putSite({ ...config, prefill: true, rate_limit: { requests: 1000, window_ms: 1000 } });
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
  assert.ok(
    both.every(({ status }) => status === 200 || status === 503) && both.some(({ status }) => status === 200),
    JSON.stringify(both.map(({ status }) => status)),
  );
  const read = await parse(id);
  assert.deepEqual(
    [read.status, read.json],
    [
      200,
      {
        fields: { email: "ada@example.org", first_name: "Ada", last_name: "Byron", phone: "+44 20 7946 0000" },
        photo: false,
      },
    ],
  );
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
    if (refused.status === 429)
      assert.deepEqual([refused.json.code, refused.headers.get("retry-after")], ["too_many", "60"]);
  }
  assert.ok(statuses.includes(429), statuses.join());
  assert.equal(statuses[0], 200);
});

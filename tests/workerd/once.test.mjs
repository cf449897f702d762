// The promise: what was answered with a receipt reaches the ATS exactly once, or a person is told.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { DatabaseSync } from "node:sqlite";
import { deserialize, serialize } from "node:v8";
import { crc32 } from "node:zlib";
import { prepare, siteConfig, startSandbox, startWorker, until } from "../stack.mjs";
import { apply, applicants, PDF, person, stack, state } from "./helpers.mjs";
import { pdf, upload } from "./tus.mjs";

// Jobs as last seen: browsing is rare, as in life.
const s = stack({ bindings: { JOBS_CACHE_SECONDS: "600" }, change: { rate_limit: { requests: 8, window_ms: 1000 } } });
// That the full rate is used is shown on a clock of our own (src/throttle/scheduler.rs).
const delivered = (receipt) => until("delivery", async () => (await state(s.worker, receipt)) === "delivered", 60);
const DOWN = [{ on: "POST /v2/*", times: 100_000, what: { status: 503 } }];

/** Takes an application back, as a page's script does. */
const withdraw = (receipt) =>
  fetch(s.worker.url + receipt.status, {
    method: "DELETE",
    headers: { origin: s.worker.url, accept: "application/json" },
  });

test("one key, twenty requests at once: one receipt, one applicant", async () => {
  const fields = person();
  const sent = await Promise.all(
    Array.from({ length: 20 }, () => apply(s.worker, { fields, key: `many-${fields.email}` })),
  );
  assert.deepEqual([...new Set(sent.map(({ status }) => status))], [202]);
  assert.equal(new Set(sent.map(({ json }) => json.receipt)).size, 1);
  await delivered(sent[0].json);
  assert.equal((await applicants(s.sandbox, fields.email)).length, 1);
});

test("two keys, or none, with the same content are one application; a changed letter is another", async () => {
  const fields = person();
  const sent = await Promise.all(
    ["a", "b", "c", undefined, undefined].map((key) =>
      apply(s.worker, { fields, key: key && `${key}-${fields.email}` }),
    ),
  );
  assert.deepEqual([...new Set(sent.map(({ status }) => status))], [202]);
  await until("one delivery", async () => (await applicants(s.sandbox, fields.email)).length > 0);
  const states = async () => Promise.all(sent.map(({ json }) => state(s.worker, json)));
  await until("its state", async () => (await states()).includes("delivered"));
  const again = await apply(s.worker, { fields, key: `b-${fields.email}` });
  assert.deepEqual([again.status, again.json.receipt], [202, sent[1].json.receipt], "also after it was delivered");
  const other = await apply(s.worker, { fields: { ...fields, letter: "I forgot to say why." } });
  assert.notEqual(other.json.receipt, sent[0].json.receipt);
  await delivered(other.json);
  assert.equal((await applicants(s.sandbox, fields.email)).length, 2);
});

test("A36: the same content without the key shows nothing of the application, and withdraws nothing", async () => {
  const fields = person();
  const victim = await apply(s.worker, { fields, key: crypto.randomUUID() });
  await delivered(victim.json);
  for (const key of [undefined, crypto.randomUUID()]) {
    const stranger = await apply(s.worker, { fields, key });
    assert.deepEqual([stranger.status, stranger.json.state], [202, "received"], "not that it was delivered");
    assert.notEqual(stranger.json.receipt, victim.json.receipt);
    assert.equal(await state(s.worker, stranger.json), "received");
    assert.equal((await withdraw(stranger.json)).status, 404);
    const page = await fetch(s.worker.url + stranger.json.status, { headers: { accept: "text/html" } });
    assert.ok(!(await page.text()).includes("/withdraw"), "no button that does nothing");
  }
  assert.equal(await state(s.worker, victim.json), "delivered");
  assert.equal((await applicants(s.sandbox, fields.email)).length, 1);
  assert.equal((await withdraw(victim.json)).status, 200, "the first sender can");
});

test("A37: a key that was used with other content shows no receipt", async () => {
  const fields = person();
  const key = crypto.randomUUID();
  const first = await apply(s.worker, { fields, key });
  const other = { ...fields, first_name: "Eve" };
  for (const accept of ["application/json", "text/html"]) {
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...other, "consent.processing": "true", idempotency_key: key })) {
      body.set(name, value);
    }
    body.set("resume", new File([Buffer.from("%PDF-1.7\n1")], "cv.pdf", { type: "application/pdf" }));
    const answer = await fetch(`${s.worker.url}/v1/meridian/jobs/101/applications`, {
      method: "POST",
      headers: { origin: s.worker.url, accept },
      body,
    });
    assert.equal(answer.status, 422);
    assert.ok(!(await answer.text()).includes(first.json.receipt), accept);
  }
});

test("the same key with other content is refused, and the content can be sent under another key", async () => {
  const fields = person();
  const key = `k-${fields.email}`;
  const first = await apply(s.worker, { fields, key });
  const changed = { ...fields, letter: "Another letter" };
  const second = await apply(s.worker, { fields: changed, key });
  assert.deepEqual([second.status, second.json.code], [422, "key_reused"]);
  const third = await apply(s.worker, { fields: changed, key: `${key}-2` });
  assert.equal(third.status, 202);
  assert.notEqual(third.json.receipt, first.json.receipt);
  await delivered(first.json);
  await delivered(third.json);
});

test("withdrawn before the delivery: erased, never sent to the ATS, and the candidate can apply again", async () => {
  await s.sandbox.faults(DOWN);
  const fields = person();
  const sent = await apply(s.worker, { fields, key: `w-${fields.email}` });
  await until(
    "a try",
    async () =>
      (await s.worker.operator("GET", "deliveries")).find((d) => d.receipt === sent.json.receipt)?.attempts > 0,
  );
  const gone = await withdraw(sent.json);
  assert.deepEqual([gone.status, (await gone.json()).state], [200, "withdrawn"]);
  await until("the wipe", () =>
    s.worker.operator("GET", `deliveries/${sent.json.receipt}/application`).then(
      () => false,
      (error) => /404/.test(error.message),
    ),
  );
  await s.sandbox.faults([]);
  const page = await fetch(s.worker.url + sent.json.status, { headers: { accept: "text/html" } });
  assert.match(await page.text(), /You have withdrawn this application/);
  assert.deepEqual(await applicants(s.sandbox, fields.email), []);
  const again = await until("the claim to be free", async () => {
    const next = await apply(s.worker, { fields });
    return next.json.receipt !== sent.json.receipt && next;
  });
  await delivered(again.json);
  assert.equal((await applicants(s.sandbox, fields.email)).length, 1);
});

test("withdrawn while the ATS is down: the same content sent again is another application", async () => {
  const fields = person();
  const sent = await apply(s.worker, { fields, key: `old-${fields.email}` });
  await delivered(sent.json);
  await s.sandbox.faults(DOWN);
  assert.equal((await (await withdraw(sent.json)).json()).state, "withdrawn");
  // Back, and Send once more: the same key is the same application.
  const back = await apply(s.worker, { fields, key: `old-${fields.email}` });
  assert.deepEqual([back.status, back.json.receipt, back.json.state], [202, sent.json.receipt, "withdrawn"]);
  const again = await apply(s.worker, { fields, key: `new-${fields.email}` });
  assert.deepEqual([again.status, again.json.state], [202, "received"]);
  assert.notEqual(again.json.receipt, sent.json.receipt);
  await s.sandbox.faults([]);
  await s.worker.operator("POST", `deliveries/${again.json.receipt}/retry`);
  await delivered(again.json);
  // The end of the first, which comes later, does not free the second's name.
  await until(
    "the end",
    async () =>
      (await s.worker.operator("GET", "deliveries")).find((d) => d.receipt === sent.json.receipt)?.next_at === null,
  );
  const third = (await apply(s.worker, { fields, key: `third-${fields.email}` })).json;
  const deliveries = await s.worker.operator("GET", "deliveries");
  assert.ok(!deliveries.some(({ receipt }) => receipt === third.receipt), "the third is the second");
});

test("an application that was refused does not prevent the next form from being sent", async () => {
  await s.sandbox.faults(DOWN);
  const [one, other] = [person(), person()];
  const bytes = pdf(5000);
  const { id } = await upload(s.worker, bytes);
  const first = await apply(s.worker, { fields: { ...one, resume_upload: id }, resume: null, key: `k1-${one.email}` });
  assert.equal(first.status, 202);
  // Back, the address mended, sent again: it is somebody else's file now.
  const mended = await apply(s.worker, {
    fields: { ...other, resume_upload: id },
    resume: null,
    key: `k1-${one.email}`,
  });
  assert.deepEqual([mended.status, mended.json.fields[0].code], [422, "upload_expired"]);
  const fresh = () => apply(s.worker, { fields: other, resume: new File([bytes], "cv.pdf"), key: `k2-${one.email}` });
  const second = await fresh();
  assert.equal(second.status, 202, second.text);
  assert.notEqual(second.json.receipt, first.json.receipt);
  assert.equal((await fresh()).json.receipt, second.json.receipt);
  await s.sandbox.faults([]);
  for (const { json } of [first, second]) await s.worker.operator("POST", `deliveries/${json.receipt}/retry`);
  for (const { json } of [first, second]) await delivered(json);
  for (const { email } of [one, other]) assert.equal((await applicants(s.sandbox, email)).length, 1);
});

test("withdrawn after the delivery: one comment informs the recruiter, also when its answer is lost", async () => {
  const fields = person();
  const sent = await apply(s.worker, { fields });
  await delivered(sent.json);
  const [{ id }] = await applicants(s.sandbox, fields.email);
  await s.sandbox.faults([{ on: `POST /v2/accounts/7/applicants/${id}/logs`, what: "cut_after" }]);
  // As a page without scripts does it: a form, answered by the status page.
  const posted = await fetch(`${s.worker.url}${sent.json.status}/withdraw`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: s.worker.url, accept: "text/html" },
  });
  assert.equal(posted.status, 303);
  const told = () => s.sandbox.logs(id).then((logs) => logs.filter(({ comment }) => comment?.includes("withdrawn")));
  await until("the comment", async () => (await told()).length);
  await until(
    "the end",
    async () =>
      (await s.worker.operator("GET", "deliveries")).find((d) => d.receipt === sent.json.receipt)?.next_at === null,
  );
  assert.equal((await told()).length, 1);
  assert.ok((await told())[0].comment.includes(sent.json.receipt));
});

test("a page of another origin cannot withdraw an application, nor can a guessed receipt", async () => {
  const sent = await apply(s.worker);
  const stranger = await fetch(s.worker.url + sent.json.status, {
    method: "DELETE",
    headers: { origin: "https://evil.example" },
  });
  assert.equal(stranger.status, 403);
  const guessed = await fetch(`${s.worker.url}/v1/meridian/applications/${"0".repeat(26)}`, {
    method: "DELETE",
    headers: { origin: s.worker.url },
  });
  assert.equal(guessed.status, 404);
  const other = await fetch(s.worker.url + sent.json.status.replace("meridian", "tidewater"), {
    method: "DELETE",
    headers: { origin: s.worker.url },
  });
  assert.equal(other.status, 404, "another site's receipt");
  await delivered(sent.json);
});

test("a stuck delivery can be seen, downloaded and closed by the operator", async () => {
  await s.sandbox.faults([{ on: "POST /v2/accounts/7/applicants", what: { refuse: 400 } }]);
  const fields = person();
  const sent = await apply(s.worker, { fields });
  const row = await until("failure", async () =>
    (await s.worker.operator("GET", "deliveries")).find((d) => d.receipt === sent.json.receipt && d.state === "failed"),
  );
  assert.match(row.error, /^applicants::Create: Refused: 400/);
  assert.ok(!JSON.stringify(row).includes("Ada") && !JSON.stringify(row).includes(fields.email));
  const parcel = await s.worker.operator("GET", `deliveries/${sent.json.receipt}/application`);
  assert.equal(parcel.application.email, fields.email);
  await s.worker.operator("POST", `deliveries/${sent.json.receipt}/close`, "entered by hand");
  await until("the wipe", () =>
    s.worker.operator("GET", `deliveries/${sent.json.receipt}/application`).then(
      () => false,
      (error) => /404/.test(error.message),
    ),
  );
  const closed = (await s.worker.operator("GET", "deliveries")).find((d) => d.receipt === sent.json.receipt);
  assert.deepEqual([closed.closed, closed.error], [true, "entered by hand"]);
  // F41: who applies again, with a new form, is not swallowed by what was closed.
  const again = await apply(s.worker, { fields, key: crypto.randomUUID() });
  await delivered(again.json);
  assert.equal((await applicants(s.sandbox, fields.email)).length, 1);
});

test("F41: what a person has entered by hand is with the company, and is not sent again", async () => {
  await s.sandbox.faults([{ on: "POST /v2/accounts/7/applicants", what: { refuse: 400 } }]);
  const fields = person();
  const { json } = await apply(s.worker, { fields });
  await until("failure", async () => (await state(s.worker, json)) === "failed");
  await s.worker.operator("POST", `deliveries/${json.receipt}/close?entered`, "entered as applicant 9");
  assert.equal(await state(s.worker, json), "entered");
  const page = await fetch(s.worker.url + json.status, { headers: { accept: "text/html", "accept-language": "en" } });
  assert.match(await page.text(), /is with the company/);
  const again = await apply(s.worker, { fields, key: crypto.randomUUID() });
  assert.equal(again.status, 202);
  assert.equal((await applicants(s.sandbox, fields.email)).length, 0, "the company has it already");
  // The recruiter has to hear of a withdrawal from a person.
  await fetch(s.worker.url + json.status, { method: "DELETE", headers: { origin: s.worker.url } });
  const line = await until("the alert", async () =>
    (await s.worker.operator("GET", "deliveries")).find((d) => d.receipt === json.receipt && d.state === "withdrawn"),
  );
  assert.match(line.error, /tell the recruiter/);
});

test("a surge of applications keeps the rate limit: no 429, and every application once", async () => {
  // Jobs are looked at once, and then known: browsing takes no turns.
  await (await fetch(`${s.worker.url}/v1/meridian/jobs/101`)).text();
  await s.sandbox.switches({ huntflow_pace: true });
  // Room for what two busy cores do to the time between leaving and arriving: it bears two seconds of standing still.
  const config = await siteConfig("meridian", { sandbox: s.sandbox, origins: [s.worker.url] });
  await s.worker.putSite({ ...config, rate_limit: { requests: 3, window_ms: 1000 } });
  await (await fetch(`${s.worker.url}/v1/meridian/jobs/101`)).text();
  const people = Array.from({ length: 15 }, () => person());
  const from = (await s.sandbox.journal()).length;
  const sent = await Promise.all(people.map((fields) => apply(s.worker, { fields })));
  const begun = Date.now();
  for (const { json } of sent) await delivered(json);
  const seconds = (Date.now() - begun) / 1000;
  const calls = (await s.sandbox.journal()).slice(from).filter(({ method }) => method === "POST");
  assert.deepEqual(
    calls.filter(({ status }) => status === 429),
    [],
  );
  for (const { email } of people) assert.equal((await applicants(s.sandbox, email)).length, 1);
  console.log(
    `${calls.length} writes in ${seconds.toFixed(1)} s: ${(calls.length / seconds).toFixed(1)} a second of 3`,
  );
  await s.sandbox.switches({});
  await s.worker.putSite({ ...config, rate_limit: { requests: 8, window_ms: 1000 } });
});

test("while the ATS is down one probe at a time is sent, and all other deliveries wait", async () => {
  await s.sandbox.faults(DOWN);
  const people = Array.from({ length: 20 }, () => person());
  const sent = await Promise.all(people.map((fields) => apply(s.worker, { fields })));
  assert.deepEqual([...new Set(sent.map(({ status }) => status))], [202], "accepted all the same");
  await until("the breaker", async () => (await s.worker.health("meridian-huntflow")).open_until);
  const from = (await s.sandbox.journal()).length;
  await until("some probes", async () => (await s.sandbox.journal()).length - from >= 3);
  const probes = (await s.sandbox.journal()).length - from;
  assert.ok(probes < 8, `${probes} calls by 20 deliveries`);
  await s.sandbox.faults([]);
  for (const { json } of sent) await delivered(json);
  for (const { email } of people) assert.equal((await applicants(s.sandbox, email)).length, 1);
});

/** Every byte that workerd has stored below a folder. */
async function bytes(folder) {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async (entry) => ({
      name: join(entry.parentPath, entry.name),
      text: (await readFile(join(entry.parentPath, entry.name))).toString("latin1"),
    })),
  );
}

test("after the delivery no personal data is stored", async () => {
  const fields = person({ phone: "+44 20 7946 0991", letter: "Unmistakable letter" });
  const resume = new File([`${PDF}Unmistakable resume of ${fields.email}`], "unmistakable.pdf");
  const sent = await apply(s.worker, { fields, resume });
  await delivered(sent.json);
  const personal = [fields.email, fields.last_name, "Unmistakable", "unmistakable", "7946 0991"];
  await until("nothing left", async () => {
    const found = (await bytes(s.worker.state)).flatMap(({ name, text }) =>
      personal.filter((word) => text.includes(word)).map((word) => `${word} in ${name}`),
    );
    if (found.length) throw new Error(found.join("; "));
    return true;
  });
  // An object that falls asleep meanwhile takes its log with it.
  await until("what is not personal to be there", async () =>
    (await bytes(s.worker.state)).some(({ text }) => text.includes(sent.json.receipt)),
  );
});

/**
 * Accepts applications while the ATS is down, stops workerd, hands each of its databases that fits to
 * `change`, which says how many rows it changed, and starts it again with the ATS up.
 */
async function changedBeneath(t, applications, fits, change) {
  const sandbox = await startSandbox();
  const bindings = { OPERATOR_KEY: "the same after the restart", TIMEOUT_SECONDS: "30" };
  let worker = await startWorker({ bindings });
  t.after(async () => {
    await worker.stop();
    await sandbox.stop();
    await worker.wipe();
  });
  await prepare(worker, sandbox);
  await sandbox.faults(DOWN);
  const sent = [];
  for (const application of applications) sent.push((await apply(worker, application)).json);
  const folder = join(worker.state, "do");
  await worker.stop();
  let changed = 0;
  for (const file of (await readdir(folder, { recursive: true })).filter((name) => fits.test(name))) {
    const database = new DatabaseSync(join(folder, file));
    changed += change(database);
    database.close();
  }
  await sandbox.faults([]);
  worker = await startWorker({ bindings, state: worker.state });
  return { sandbox, worker, sent, changed };
}

/** Changes stored values, and the rows of a file: `to` gives the new bytes, or nothing. How many were changed. */
function rewrite(database, to) {
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE name IN ('_cf_KV', 'rows')").all();
  let changed = 0;
  for (const { name } of tables) {
    const [key, value] = name === "rows" ? ["id", "bytes"] : ["key", "value"];
    const write = database.prepare(`UPDATE ${name} SET ${value} = ? WHERE ${key} = ?`);
    for (const row of database.prepare(`SELECT ${key} AS key, ${value} AS value FROM ${name}`).all()) {
      const bytes = to(row.value);
      if (bytes) changed += write.run(bytes, row.key).changes;
    }
  }
  return changed;
}

// Changed below workerd's feet: what is stored, of an application or of its file (F17, F19).
for (const [what, object, before, after] of [
  ["application", "Application", "to be spoiled", "to be SPOILED"],
  ["file", "Application", "% a resume for tests", "% a RESUME for tests"],
  ["record", "Application", '"job":"101","state"', '"job":"1O1","state"'],
]) {
  test(`a damaged stored ${what} is reported to the operator, and other deliveries continue`, async (t) => {
    const [spoiled, sound] = [person({ letter: "to be spoiled" }), person()];
    const other = new File(["%PDF-1.7\n% another\n"], "cv.pdf");
    const applications = [{ fields: spoiled }, { job: "102", fields: sound, resume: other }];
    const fits = new RegExp(`${object}.[0-9a-f]{64}\\.sqlite$`);
    const { sandbox, worker, sent, changed } = await changedBeneath(t, applications, fits, (database) =>
      rewrite(database, (value) => {
        const text = Buffer.from(value).toString("latin1");
        return text.includes(before) && Buffer.from(text.replace(before, after), "latin1");
      }),
    );
    assert.equal(changed, 1);
    await until("a person to be told", async () => (await state(worker, sent[0])) === "failed", 60);
    await until("the other", async () => (await state(worker, sent[1])) === "delivered", 60);
    assert.equal((await applicants(sandbox, spoiled.email)).length, 0);
  });
}

test("an application whose record is lost is shown to a person, and nothing of it is deleted", async (t) => {
  const fields = person();
  const drop = (database) => database.prepare("DELETE FROM _cf_KV WHERE key = 'record'").run().changes;
  const fits = /Application.[0-9a-f]{64}\.sqlite$/;
  const { worker, sent, changed } = await changedBeneath(t, [{ fields }], fits, drop);
  assert.equal(changed, 1);
  await until("a person to be told", async () => (await state(worker, sent[0])) === "failed", 60);
  const parcel = await worker.operator("GET", `deliveries/${sent[0].receipt}/application`);
  assert.equal(parcel.application.email, fields.email);
});

test("F27: rows of a later version that was rolled back are read", async (t) => {
  const people = [person(), person()];
  const applications = people.map((fields) => ({ fields }));
  const fits = /Application.[0-9a-f]{64}\.sqlite$/;
  const { sandbox, worker, sent, changed } = await changedBeneath(t, applications, fits, (database) =>
    rewrite(database, (value) => {
      // Values are V8's; a row of a file is not.
      const text = value[0] === 0xff && deserialize(value);
      if (typeof text !== "string" || !/^[0-9a-f]{8} \{/.test(text)) return undefined;
      // A later version may write more than this one knows.
      const json = JSON.stringify({ ...JSON.parse(text.slice(9)), from_a_later_version: { more: true } });
      return serialize(`${crc32(json).toString(16).padStart(8, "0")} ${json}`);
    }),
  );
  assert.ok(changed >= 4, `${changed} rows`);
  for (const receipt of sent) await until("delivery", async () => (await state(worker, receipt)) === "delivered", 60);
  for (const { email } of people) assert.equal((await applicants(sandbox, email)).length, 1);
});

test("F15, F18: a delivery without its alarm is woken by the ledger; one woken twice is delivered once", async (t) => {
  const fields = person();
  const drop = (database) => database.prepare("DELETE FROM _cf_ALARM").run().changes;
  const { sandbox, worker, sent, changed } = await changedBeneath(t, [{ fields }], /metadata\.sqlite$/, drop);
  assert.ok(changed > 0, "every alarm is gone, as after six failures");
  // What the ledger's own alarm does every two minutes; twice, and once more while it is delivered.
  await until("delivery", async () => {
    await Promise.all([1, 2].map(() => worker.operator("POST", "deliveries/sweep")));
    return (await state(worker, sent[0])) === "delivered";
  });
  assert.deepEqual(
    (await applicants(sandbox, fields.email)).map((a) => a.links.length),
    [1],
  );
});

// What an application costs in requests to Durable Objects and in alarms, which are what the platform charges, and in
// calls to the ATS. The counts are made around the Worker, not by it (tests/support/counted.js).
import assert from "node:assert/strict";
import { test } from "node:test";
import { prepare, startSandbox, startWorker, until } from "../stack.mjs";
import { apply, inGroups, person } from "./helpers.mjs";
import { pdf, upload } from "./tus.mjs";

async function started(t) {
  const sandbox = await startSandbox();
  const worker = await startWorker({ counted: true, bindings: { JOBS_CACHE_SECONDS: "6000" } });
  t.after(async () => {
    await worker.stop();
    await sandbox.stop();
    await worker.wipe();
  });
  await prepare(worker, sandbox);
  return { sandbox, worker };
}

/** What was counted while `act` ran: requests and alarms by class, and all requests. */
async function counted(worker, act) {
  const before = await worker.counts();
  await act();
  const after = await worker.counts();
  const spent = (what) =>
    Object.fromEntries(
      Object.entries(after[what])
        .map(([name, count]) => [name, count - (before[what][name] ?? 0)])
        .filter(([, count]) => count),
    );
  const [requests, alarms] = [spent("requests"), spent("alarms")];
  const sum = (counts) => Object.values(counts).reduce((all, count) => all + count, 0);
  return { requests, alarms, all: sum(requests), text: JSON.stringify({ requests, alarms }) };
}

/** Reads the job, as a candidate has just done: the isolate knows the site and the job for some seconds. */
const visit = async (worker) => (await fetch(`${worker.url}/v1/meridian/jobs/101`)).text();

const accepted = async (sent) => {
  const { status, text } = await sent;
  assert.equal(status, 202, text);
};

/** Resolves when the ATS has so many applicants on their vacancy, and everything after that has had time to end. */
async function delivered(sandbox, count) {
  await until("deliveries", async () => {
    const { huntflow } = await sandbox.received();
    return huntflow.filter(({ links }) => links.length).length >= count;
  });
  await new Promise((done) => setTimeout(done, 1000));
}

/** Resolves when so many deliveries sleep, except for one that probes: all have found that the ATS is down. */
const asleep = (worker, count) =>
  until(
    "all to sleep",
    async () => {
      const { alarms } = await counted(worker, () => new Promise((done) => setTimeout(done, 3000)));
      const { open_until, waiting } = await worker.health("meridian-huntflow");
      return open_until && waiting === count && (alarms.Application ?? 0) < 2;
    },
    90,
  );

const DOWN = [{ on: "POST /v2/*", times: 1_000_000, what: { status: 503 } }];
/** Requests of an accept: the file, the claim of the content, the application, the ledger. */
const ACCEPT = 4;

test("an application is accepted with four requests to objects, and delivered with eight", async (t) => {
  const { sandbox, worker } = await started(t);
  await visit(worker);
  const resume = () => new File([pdf(100_000)], "cv.pdf");
  const form = await counted(worker, async () => {
    await accepted(apply(worker, { resume: resume(), key: "form" }));
    await delivered(sandbox, 1);
  });
  t.diagnostic(`a form and its delivery: ${form.text}`);
  assert.ok(form.all <= ACCEPT + 8, form.text);
  assert.deepEqual(form.alarms, {});
  // Without a delivery: the ATS is down, and the first application has found that out.
  await sandbox.faults(DOWN);
  await accepted(apply(worker));
  const { id } = await upload(worker, pdf(100_000));
  await asleep(worker, 1);
  for (const [what, sent] of [
    ["a form", () => apply(worker, { resume: resume(), key: "another" })],
    ["a form without a key", () => apply(worker, { resume: resume() })],
    ["an application with an upload", () => apply(worker, { fields: person({ resume_upload: id }), resume: null })],
  ]) {
    await visit(worker);
    const accept = await counted(worker, async () => {
      await accepted(sent());
      await new Promise((done) => setTimeout(done, 500));
    });
    t.diagnostic(`${what}: ${accept.text}`);
    // The ATS is probed now and then, which is another delivery's.
    if (accept.alarms.Account || accept.alarms.Application > 1) continue;
    // What the isolate knows of the site may have become stale. The delivery asks once, is told that the ATS is down,
    // tells the ledger, and sleeps.
    const { Account = 0, Site = 0, Ledger, ...rest } = accept.requests;
    assert.ok(Account <= 1 && Site <= 1 && Ledger <= 2, accept.text);
    const others = Object.values(rest).reduce((all, count) => all + count, 0);
    assert.ok(others + 1 <= ACCEPT, accept.text);
  }
});

test("in a queue a delivery costs as much as alone, and the ATS's rate limit is never exceeded", async (t) => {
  const { sandbox, worker } = await started(t);
  const count = 40;
  await visit(worker);
  const began = Date.now();
  const queue = await counted(worker, async () => {
    await inGroups(Array.from({ length: count }), () => accepted(apply(worker)));
    await delivered(sandbox, count);
  });
  const seconds = (Date.now() - began - 1000) / 1000;
  const calls = (await sandbox.journal()).filter(({ path }) => path.startsWith("/v2/"));
  t.diagnostic(`${count} in a queue: ${queue.text}; ${(calls.length / seconds).toFixed(1)} calls a second`);
  assert.ok(queue.all <= count * (ACCEPT + 8), queue.text);
  // One at its slot; another where a run takes longer than its safety alarm, as on a busy machine.
  assert.ok(queue.alarms.Application <= count * 2, queue.text);
  assert.deepEqual(
    calls.filter(({ status }) => status === 429),
    [],
  );
});

test("an outage costs nothing: who waits sleeps, one probes, and all go when the ATS answers", async (t) => {
  const { sandbox, worker } = await started(t);
  await sandbox.faults(DOWN);
  const count = 60;
  await visit(worker);
  await inGroups(Array.from({ length: count }), () => accepted(apply(worker)));
  // Each has asked once, at its slot.
  await asleep(worker, count);
  assert.equal((await worker.health("meridian-huntflow")).waiting, count);
  const seconds = 20;
  const idle = await counted(worker, () => new Promise((done) => setTimeout(done, seconds * 1000)));
  t.diagnostic(`${count} waiting for ${seconds} s: ${idle.text}`);
  assert.ok(idle.all < seconds, idle.text);
  await sandbox.faults([]);
  await delivered(sandbox, count);
  const { huntflow } = await sandbox.received();
  assert.ok(huntflow.every(({ links }) => links.length === 1));
  assert.equal(huntflow.length, count);
});

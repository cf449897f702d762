// Every point at which the Worker can fall over, one after the other: workerd stops there and is
// killed. Whatever had a receipt arrives once; whatever had none is sent again with the same key.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { prepare, startSandbox, startWorker, until } from "../stack.mjs";
import { PDF, apply, applicants, person, state } from "./helpers.mjs";

const OPERATOR_KEY = "the same after every restart";
const change = { rate_limit: { requests: 1000, window_ms: 1000 } };
let sandbox;
let folder;

before(async () => {
  sandbox = await startSandbox();
  const worker = await startWorker({ bindings: { OPERATOR_KEY } });
  folder = worker.state;
  await prepare(worker, sandbox, { change });
  // The job is known: browsing is not what is cut.
  await (await fetch(`${worker.url}/v1/meridian/jobs/101`)).text();
  await worker.stop();
});
after(() => sandbox.stop());

const start = (bindings = {}) =>
  startWorker({
    state: folder,
    bindings: { OPERATOR_KEY, JOBS_CACHE_SECONDS: "600", TIMEOUT_SECONDS: "30", ...bindings },
  });

/** The steps of a delivery to Huntflow: file, applicant, stage, vacancy. */
const STEPS = [1, 2, 3, 4];
const POINTS = [
  ...["claimed", "uploads", "ledger", "stored", "answering"].map((name) => `accept.${name}:1`),
  "deliver.woken:1",
  ...["turn", "intended", "called", "learned"].flatMap((name) => STEPS.map((n) => `deliver.${name}:${n}`)),
  "deliver.delivered:1",
  "finish.files:1",
  "finish.wiped:1",
];

async function personalBytes(fields) {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = [];
  for (const entry of names.filter((e) => e.isFile())) {
    const bytes = await readFile(join(entry.parentPath, entry.name));
    if (bytes.includes(fields.email)) found.push(entry.name);
  }
  return found;
}

for (const point of POINTS) {
  test(`killed at ${point}: one applicant, and no personal data is left`, async () => {
    const fields = person();
    const key = `crash-${fields.email}`;
    // A file that was stored before the fall is nobody's, and expires within a day: nothing in it tells.
    const resume = point.startsWith("accept") ? new File([PDF, point], "cv.pdf") : undefined;
    const halted = await start({ FAILPOINT: `halt:${point}` });
    let receipt;
    try {
      const sent = apply(halted, { fields, key, resume }).catch(() => undefined);
      await until("the point", () => halted.said().includes(`drill: halt:${point}`));
      // The answer may be on its way, or cut as well.
      const late = new Promise((done) => setTimeout(done, 1000));
      if (!point.startsWith("accept")) receipt = (await Promise.race([sent, late]))?.json?.receipt;
    } finally {
      await halted.kill();
    }
    const worker = await start();
    try {
      // The candidate's script had no answer: it sends again. With an answer, nobody asks for anything.
      receipt ??= (await apply(worker, { fields, key, resume })).json.receipt;
      const status = { status: `/v1/meridian/applications/${receipt}` };
      await until("delivery", async () => (await state(worker, status)) === "delivered");
      assert.deepEqual(
        (await applicants(sandbox, fields.email)).map((a) => a.links.length),
        [1],
      );
      await until("the wipe", async () => {
        const found = await personalBytes(fields);
        if (found.length) throw new Error(found.join(", "));
        return true;
      });
    } finally {
      await worker.stop();
    }
  });
}

test("after a panic during deliveries requests are answered again, and every delivery continues", async () => {
  const panicked = await start({ FAILPOINT: "panic:deliver.called:2" });
  const people = [person(), person(), person()];
  // What is in flight in the isolate at that moment is answered by nobody: a script sends it again.
  const send = (fields) =>
    until("a receipt", async () => {
      const sent = await apply(panicked, { fields, key: `panic-${fields.email}` }).catch(() => ({}));
      return sent.status === 202 && sent.json;
    });
  const sent = [];
  try {
    for (const fields of people) sent.push(await send(fields));
    await until("the panic", () => panicked.said().includes("drill: panic"));
    people.push(person());
    sent.push(await send(people.at(-1)));
    // It panics again at every second call, and gets one call further each time.
    for (const json of sent) await until("delivery", async () => (await state(panicked, json)) === "delivered", 300);
  } finally {
    await panicked.stop();
  }
  for (const { email } of people)
    assert.deepEqual(
      (await applicants(sandbox, email)).map((a) => a.links.length),
      [1],
    );
});

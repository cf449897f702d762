// What the suites against real workerd share: one stack a file, and an applicant to send.
import { after, before } from "node:test";
import { prepare, startSandbox, startWorker, until } from "../stack.mjs";

/** Starts the stack before the tests of a file and stops it after them. */
export function stack({ bindings = {}, change, quiet = true } = {}) {
  const made = {};
  before(async () => {
    made.sandbox = await startSandbox();
    made.worker = await startWorker({
      quiet,
      bindings: { JOBS_CACHE_SECONDS: "0", TIMEOUT_SECONDS: "30", ...bindings },
    });
    await prepare(made.worker, made.sandbox, { change });
  });
  after(async () => {
    await made.worker?.stop();
    await made.sandbox?.stop();
    await made.worker?.wipe();
  });
  return made;
}

export const PDF = "%PDF-1.7\n% a resume for tests\n";

let people = 0;

/** Somebody new. */
export function person(change = {}) {
  people += 1;
  const consents = { "consent.processing": "2026-10" };
  return {
    first_name: "Ada",
    last_name: `Byron ${people}`,
    email: `ada.${process.pid}.${people}@example.org`,
    ...consents,
    ...change,
  };
}

/** A key as long as one has to be, from a short name. */
export const longKey = (name) => name.padEnd(36, "-0123456789abcdef");

/** Sends an application as a page's script does. */
export async function apply(
  worker,
  {
    site = "meridian",
    job = "101",
    fields = person(),
    resume = new File([PDF + fields.email], "cv.pdf"),
    key,
    headers = {},
    lang = "en",
  } = {},
) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  if (resume) body.set("resume", resume);
  const response = await fetch(`${worker.url}/v1/${site}/jobs/${job}/applications?lang=${lang}`, {
    method: "POST",
    body,
    redirect: "manual",
    headers: {
      origin: worker.url,
      accept: "application/json",
      ...(key ? { "idempotency-key": longKey(key) } : {}),
      ...headers,
    },
  });
  const text = await response.text();
  const json = response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : undefined;
  return { status: response.status, headers: response.headers, text, json };
}

/** Acts on many, as many at a time as the Worker accepts forms (src/edge/platform/concurrency.rs). */
export async function inGroups(all, act, size = 30) {
  const done = [];
  for (let at = 0; at < all.length; at += size) done.push(...(await Promise.all(all.slice(at, at + size).map(act))));
  return done;
}

/** Applicants with an e-mail address. */
export async function applicants(sandbox, email) {
  const { huntflow } = await sandbox.received();
  return huntflow.filter((applicant) => applicant.fields.email === email);
}

/** The applicants with an e-mail address, once all of them are complete. */
export const completeApplicants = (sandbox, email) =>
  until("the applicant", async () => {
    const found = await applicants(sandbox, email);
    return found.length > 0 && found.every(({ links }) => links.length > 0) && found;
  });

/** The state of an application. */
export async function state(worker, receipt) {
  const response = await fetch(worker.url + receipt.status, { headers: { accept: "application/json" } });
  return (await response.json()).state;
}

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import Ajv from "ajv";
import { SITES, root, siteConfig, until } from "../stack.mjs";
import { apply, stack } from "./helpers.mjs";

const s = stack();
const get = (path, headers = {}) => fetch(s.worker.url + path, { headers: { accept: "application/json", ...headers } });

test("a site shows its published jobs, and salaries only if the configuration allows it", async () => {
  const { jobs, stale } = await (await get("/v1/meridian/jobs")).json();
  assert.deepEqual(
    jobs.map((job) => job.id),
    ["101", "102", "103", "104"],
  );
  assert.equal(stale, false);
  assert.equal(jobs[0].money, undefined);
  const job = await (await get("/v1/meridian/jobs/101")).json();
  assert.equal(job.money, undefined);
  await s.worker.putSite(
    await siteConfig("meridian", { sandbox: s.sandbox, origins: [s.worker.url], change: { show_salary: true } }),
  );
  const shown = await (await get("/v1/meridian/jobs")).json();
  assert.equal(shown.jobs[0].money, "65,000 to 80,000 EUR");
  await s.worker.putSite(await siteConfig("meridian", { sandbox: s.sandbox, origins: [s.worker.url] }));
});

test("hidden, child, closed and unlisted vacancies are 404 to read and to apply to", async () => {
  for (const id of ["110", "111", "112", "113", "99999", "0101", "abc"]) {
    for (const path of ["", "/form", "/apply"]) {
      assert.equal((await get(`/v1/meridian/jobs/${id}${path}`)).status, 404, `${id}${path}`);
    }
    assert.equal((await apply(s.worker, { job: id })).status, 404, id);
  }
  const { huntflow } = await s.sandbox.received();
  assert.equal(huntflow.length, 0);
});

test("HTML from the recruiter is sanitised", async () => {
  const job = await (await get("/v1/meridian/jobs/101")).text();
  assert.ok(job.includes("<strong>fragile</strong>") && !job.includes("<script"));
  const link = await (await get("/v1/meridian/jobs/104")).text();
  assert.ok(!link.includes("javascript:"));
});

test("every job of every site has a JobPosting that is valid by Google's rules, or none", async () => {
  const valid = new Ajv({ allErrors: true }).compile(
    JSON.parse(await readFile(join(root, "tests/reference/job-posting.schema.json"), "utf8")),
  );
  const where = [];
  for (const site of SITES) {
    const config = await siteConfig(site, { sandbox: s.sandbox, origins: [s.worker.url] });
    // Where no country is known there is none: Google would not take it.
    for (const country of [undefined, "DE"]) {
      await s.worker.putSite({ ...config, country });
      for (const { id } of (await (await get(`/v1/${site}/jobs`)).json()).jobs) {
        const { json_ld: posting } = await (await get(`/v1/${site}/jobs/${id}`)).json();
        assert.equal(posting !== undefined, country !== undefined || site === "tidewater", `${site}/${id}`);
        if (posting) assert.ok(valid(posting), `${site}/${id}: ${JSON.stringify(valid.errors)}`);
        if (posting)
          where.push(posting.jobLocation ? posting.jobLocation.address.addressLocality : posting.jobLocationType);
      }
    }
    await s.worker.putSite(config);
  }
  for (const place of ["Berlin", "Lyon", "TELECOMMUTE"]) assert.ok(where.includes(place), where.join());
});

test("Comeet's positions are listed as jobs, with their texts in order", async () => {
  const { jobs } = await (await get("/v1/tidewater/jobs")).json();
  assert.deepEqual(
    jobs.map((job) => job.id),
    ["A1.00B", "48.16A"],
  );
  const job = await (await get("/v1/tidewater/jobs/48.16A")).json();
  assert.deepEqual(
    job.sections.map((section) => section.heading),
    ["Description", "Requirements"],
  );
  assert.equal((await get("/v1/tidewater/jobs/FF.FFF")).status, 404);
});

test("the form is in the caller's language", async () => {
  const form = await (await get("/v1/meridian/jobs/103/form", { "accept-language": "he-IL,he;q=0.9" })).json();
  assert.equal(form.direction, "rtl");
  assert.equal(form.fields.find((field) => field.name === "email").label, "דואר אלקטרוני");
  assert.ok(form.consents[0].text.includes("מרידיאן"));
  const asked = await (await get("/v1/meridian/jobs/103/form?lang=de", { "accept-language": "he" })).json();
  assert.equal(asked.locale, "de");
});

test("every page works without scripts, and contains none", async () => {
  for (const path of ["jobs", "jobs/101", "jobs/101/apply"]) {
    const response = await get(`/v1/meridian/${path}`, { accept: "text/html" });
    const html = await response.text();
    assert.equal(response.status, 200);
    assert.ok(html.startsWith("<!doctype html>") && !/<script|style=/.test(html), path);
    assert.match(response.headers.get("content-security-policy"), /default-src 'none'/);
    assert.equal(response.headers.get("referrer-policy"), "strict-origin-when-cross-origin");
  }
  assert.equal((await get("/v1/page.css")).headers.get("content-type"), "text/css; charset=utf-8");
});

test("a job that closes is 410, and 200 again when it reopens", async () => {
  assert.equal((await get("/v1/meridian/jobs/104")).status, 200);
  await s.sandbox.changeVacancy(104, { state: "CLOSED" });
  const closed = await get("/v1/meridian/jobs/104?lang=fr");
  assert.equal(closed.status, 410);
  assert.equal((await closed.json()).title, "Ce poste n’accepte plus de candidatures.");
  assert.equal((await apply(s.worker, { job: "104" })).status, 410);
  await s.sandbox.changeVacancy(104, { state: "OPEN" });
  assert.equal((await get("/v1/meridian/jobs/104")).status, 200);
});

test("with the ATS down, jobs come from the cache and are marked as stale", async () => {
  await get("/v1/meridian/jobs");
  await s.sandbox.faults([{ on: "*", times: 100, what: { status: 503 } }]);
  const list = await (await get("/v1/meridian/jobs")).json();
  assert.equal(list.stale, true);
  assert.equal(list.jobs.length, 4);
  assert.equal((await get("/v1/meridian/jobs/101/form")).status, 200);
  await s.sandbox.faults([]);
  await until("the ATS to be asked again", async () => !(await (await get("/v1/meridian/jobs")).json()).stale);
});

test("the package is served to pages of any origin, as configured in wrangler.toml", async () => {
  const parts = await readdir(join(root, "dist/pkg/parts"));
  assert.ok(parts.length > 3, String(parts));
  for (const path of ["index.js", "element.js", "react.js", ...parts.map((part) => `parts/${part}`)]) {
    const response = await get(`/pkg/${path}`);
    assert.equal(response.status, 200, path);
    assert.match(response.headers.get("content-type"), /javascript/);
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    // A part has a digest of its content in its name.
    if (path.startsWith("parts/")) assert.match(response.headers.get("cache-control"), /immutable/, path);
  }
});

test("only the protocol's paths are answered, and only configured sites", async () => {
  for (const path of [
    "/v1/nobody/jobs",
    "/v1/meridian/jobs/101/x",
    "/v1/meridian",
    "/v2/me",
    "/v1/meridian/ats",
    "/v1/meridian/jobs/9%2f..%2f..%2fme",
  ]) {
    const response = await get(path);
    assert.equal(response.status, 404, path);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
  }
  assert.equal((await get("/v1/meridian/ats/me")).status, 401, "the gateway wants a key");
  const trace = await fetch(`${s.worker.url}/v1/meridian/jobs`, { method: "DELETE" });
  assert.equal(trace.status, 405);
  assert.equal(trace.headers.get("allow"), "GET, HEAD, OPTIONS");
});

// Usage: node bench/reads.mjs [COUNT]
// What reading costs: lists of jobs, a job, a form, an apply page, whole and as a 304, beside Hono with one object that
// holds the same answers, and a Worker that does nothing. In turns, in one run. Writes bench/RESULTS.md.
import { Agent, get } from "node:http";
import { prepare, siteConfig, startSandbox, startWorker } from "../tests/stack.mjs";
import { measured, median, rewrite, spread, table } from "./results.mjs";
import { cpu, startPeer } from "./workerd.mjs";

const count = Number(process.argv[2] ?? 400);
const ROUNDS = 5;
const BINDINGS = { JOBS_CACHE_SECONDS: "6000" };

const sandbox = await startSandbox();
const { access_token } = await sandbox.issueTokens();
const ats = async (method, path, body) => {
  const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
  const sent = await fetch(`${sandbox.url}/v2/accounts/7/${path}`, { method, headers, body: JSON.stringify(body) });
  if (!sent.ok) throw new Error(`${method} ${path}: ${sent.status} ${await sent.text()}`);
  await sent.arrayBuffer();
};
// Those that are open and not published would take places of the 2,000 that are read.
for (const hidden of [110, 111, 113, 114]) await ats("DELETE", `vacancies/${hidden}`);
let published = 4;
/** Has the ATS publish so many. */
async function publish(many) {
  for (; published < many; published += 1) {
    await ats("POST", "vacancies", {
      position: `Robotics engineer ${published}`,
      account_division: 1 + (published % 3),
      account_region: 1 + (published % 2),
      money: "65,000 to 80,000 EUR",
      body: "<p>You will teach warehouse robots to be gentle with fragile things.</p>",
      careers_site: true,
      fill_quotas: [{ applicants_to_hire: 1 }],
    });
  }
}

const agents = new Map();
/** One answer, on a connection that is kept: its status, headers and bytes. */
function read(url, headers = {}) {
  const { origin } = new URL(url);
  if (!agents.has(origin)) agents.set(origin, new Agent({ keepAlive: true, maxSockets: 1 }));
  return new Promise((done, failed) => {
    const sent = get(url, { agent: agents.get(origin), headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    });
    // workerd closes a connection that was idle for some seconds; a browser asks again.
    sent.on("error", (error) => (sent.reusedSocket ? read(url, headers).then(done, failed) : failed(error)));
  });
}

const HTML = { accept: "text/html" };
/** `again`: it is asked for with its ETag, too. A form has a new one every five seconds, and an apply page none. */
const READS = [
  { what: "list of 6 jobs", path: "jobs", jobs: 6, again: true },
  { what: "a job", path: "jobs/101", again: true },
  { what: "a form", path: "jobs/101/form" },
  { what: "an apply page", path: "jobs/101/apply", headers: HTML },
  { what: "list of 200", path: "jobs", jobs: 200, again: true },
  { what: "list of 2,000", path: "jobs", jobs: 2000, again: true },
];

// Without assets: Miniflare's own Worker before them costs three times what ours does.
const worker = await startWorker({ bindings: BINDINGS, assets: false });
await publish(READS[0].jobs);
await prepare(worker, sandbox);
const peer = await startPeer("hono.js", { objects: { ANSWERS: "Answers" }, state: worker.state });
const empty = await startPeer("hello.js");

/** Another configuration: the jobs are read again. */
async function reread(which) {
  await which.putSite(await siteConfig("meridian", { sandbox, origins: [which.url] }));
}

const rows = [];
for (const { what, path, jobs, again, headers = {} } of READS) {
  if (jobs) {
    await publish(jobs);
    await reread(worker);
  }
  const address = `/v1/meridian/${path}`;
  const whole = await read(worker.url + address, headers);
  if (whole.status !== 200) throw new Error(`${address}: ${whole.status}`);
  if (jobs && JSON.parse(whole.body).jobs.length !== jobs) throw new Error(`${what}: ${whole.body.length} bytes`);
  const put = { method: "PUT", headers: { "content-type": whole.headers["content-type"] }, body: whole.body };
  if ((await fetch(peer.url + address, put)).status !== 204) throw new Error("the peer took nothing");
  for (const [form, status] of [
    ["", 200],
    [", 304", 304],
  ]) {
    if (status === 304 && !again) continue;
    const sides = [];
    for (const side of [worker, peer, empty]) {
      const { etag } = (await read(side.url + address, headers)).headers;
      const asked = { ...headers, ...(status === 304 && etag ? { "if-none-match": etag } : {}) };
      sides.push({ side, asked, status: side === empty ? 200 : status, cpu: [], wait: [] });
    }
    for (let round = -1; round < ROUNDS; round += 1) {
      for (const { side, asked, status, cpu: spent, wait } of sides) {
        const [from, waits] = [cpu(side.pid), []];
        for (let i = 0; i < count; i += 1) {
          const began = performance.now();
          const answer = await read(side.url + address, asked);
          waits.push(performance.now() - began);
          if (answer.status !== status) throw new Error(`${what}: ${answer.status} from ${side.url}`);
        }
        // The first round warms up.
        if (round < 0) continue;
        spent.push((cpu(side.pid) - from) / count);
        wait.push(median(waits));
      }
    }
    const [ours, hono, nothing] = sides;
    const ratios = (name) => ours[name].map((value, round) => value / hono[name][round]);
    rows.push({
      what: what + form,
      kB: status === 304 ? "–" : (whole.body.length / 1000).toFixed(1),
      "CPU ms, ours": median(ours.cpu).toFixed(2),
      "CPU ms, Hono": median(hono.cpu).toFixed(2),
      "CPU ms, empty": median(nothing.cpu).toFixed(2),
      "CPU ratio": median(ratios("cpu")).toFixed(2),
      "its spread": spread(ratios("cpu")),
      "p50 ms, ours": median(ours.wait).toFixed(2),
      "p50 ms, Hono": median(hono.wait).toFixed(2),
      "p50 ratio": median(ratios("wait")).toFixed(2),
    });
  }
}
console.table(rows);
await worker.stop();
await worker.wipe();
for (const side of [peer, empty]) await side.stop();

// Requests to objects, in a Worker that is wrapped to count them.
const counting = await startWorker({ bindings: BINDINGS, assets: false, counted: true });
await prepare(counting, sandbox);
const asked = [];
for (const { what, path, headers } of READS.filter(({ jobs }) => !jobs || jobs === 2000)) {
  const address = `${counting.url}/v1/meridian/${path}`;
  await read(address, headers);
  const requests = async () => Object.values((await counting.counts()).requests).reduce((all, one) => all + one, 0);
  const [from, began] = [await requests(), performance.now()];
  for (let i = 0; i < 2000; i += 1) await read(address, headers);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  asked.push(`${what}: ${(await requests()) - from} in ${seconds} s`);
}
rewrite(
  "reads",
  `${measured(`reads ${count}`)}, warm, one after the other on one connection. Hono
(bench/peers/hono.js) asks one object, which keeps the answers in memory; the empty Worker (bench/peers/hello.js) says
hello: what it costs is workerd's and Miniflare's part of every column. A form has a new ETag every five seconds, and
an apply page is one candidate's: neither is asked for again with \`If-None-Match\`.

${table(rows)}

Requests to objects in 2,000 warm reads: ${asked.join("; ")}.
On the peer's side it is one a read.`,
);
await counting.stop();
await counting.wipe();
for (const agent of agents.values()) agent.destroy();
await sandbox.stop();

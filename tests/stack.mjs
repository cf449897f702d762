// The whole stack for tests and for the demo: the sandbox ATS over TCP, and the Worker in real
// workerd, configured by a wrangler.toml as wrangler itself would.
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from "wrangler";

// A connection a request: workerd closes one that was idle for five seconds, and on a busy machine also one
// whose next request it has not seen yet. No fault of what is tested, and browsers send such a request again.
await fetch("data:,");
const dispatcher = Symbol.for("undici.globalDispatcher.1");
globalThis[dispatcher] = new globalThis[dispatcher].constructor({ pipelining: 0 });

export const root = fileURLToPath(new URL("..", import.meta.url));
const targetFolder = process.env.CARGO_TARGET_DIR ?? join(root, "target");

/** A TCP port that nobody has. */
export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts the sandbox ATS; `port` 0 is any free one. */
export async function startSandbox(port = 0) {
  const binary = join(targetFolder, "debug/sandbox");
  const child = spawn(binary, ["--port", String(port)], { stdio: ["pipe", "pipe", "inherit"] });
  const url = await new Promise((done, failed) => {
    child.once("error", () => failed(new Error(`no ${binary}: run 'cargo build -p sandbox'`)));
    child.once("exit", (code) => failed(new Error(`the sandbox ended with ${code}: is port ${port} taken?`)));
    child.stdout.once("data", (line) => done(String(line).trim()));
  });
  child.removeAllListeners("exit");
  const call = async (path, method = "GET", body) => {
    const response = await fetch(url + path, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`sandbox ${method} ${path}: ${response.status}`);
    return response.status === 204 ? undefined : response.json();
  };
  return {
    url,
    received: () => call("/_sandbox/received"),
    journal: () => call("/_sandbox/journal"),
    faults: (faults) => call("/_sandbox/faults", "POST", faults),
    switches: (switches) => call("/_sandbox/switches", "PUT", switches),
    issueTokens: () => call("/_sandbox/tokens", "POST"),
    expireTokens: () => call("/_sandbox/tokens/expire", "POST"),
    comeetCredentials: () => call("/_sandbox/credentials/comeet"),
    changeVacancy: (id, change) => call(`/_sandbox/vacancies/${id}`, "POST", change),
    earlier: (email, count) => call("/_sandbox/applicants/earlier", "POST", { email, count }),
    changeCandidate: (uid, change) => call(`/_sandbox/candidates/${uid}`, "POST", change),
    logs: (applicant) => call(`/_sandbox/applicants/${applicant}/logs`),
    reset: () => call("/_sandbox/reset", "POST"),
    stop: async () => {
      const gone = new Promise((done) => child.once("exit", done));
      child.stdin.end();
      await gone;
    },
  };
}

/**
 * Starts the Worker in workerd.
 * @param config path of a wrangler.toml below the root
 * @param limits whether an address may apply and upload only so often, as deployed: tests come from one
 * @param assets folder of static assets, instead of the one the configuration names; `false` for none: before assets
 *   Miniflare puts a Worker of its own, in the same process
 * @param counted whether requests to Durable Objects and their alarms are counted (`counts()`)
 * @param state folder that survives a restart; a new one by default
 */
export async function startWorker({
  config = "wrangler.toml",
  port = 0,
  state,
  bindings = {},
  quiet = true,
  assets,
  limits = false,
  counted = false,
} = {}) {
  const countedModule = await readFile(join(root, "tests/support/counted.js"), "utf8");
  const operatorKey = bindings.OPERATOR_KEY ?? randomBytes(24).toString("hex");
  const folder = state ?? (await mkdtemp(join(tmpdir(), "apply-edge-")));
  let said = "";
  const { workerOptions } = workerOptionsOf(join(root, config));
  const { APPLY_LIMIT, UPLOAD_LIMIT, ANSWER_LIMIT, RECEIPT_LIMIT, NETWORK_LIMIT, ...rest } =
    workerOptions.ratelimits ?? {};
  if (!limits) workerOptions.ratelimits = rest;
  if (assets === false) delete workerOptions.assets;
  if (workerOptions.assets && assets) workerOptions.assets.directory = assets;
  if (workerOptions.assets) await mkdir(workerOptions.assets.directory, { recursive: true });
  const options = {
    ...workerOptions,
    // Objects in wasm need their names in alarms; everything else is as deployed.
    name: "apply-edge",
    rootPath: root,
    modulesRoot: join(root, "build"),
    modules: [
      ...(counted ? [{ type: "ESModule", path: join(root, "build/counted.js"), contents: countedModule }] : []),
      { type: "ESModule", path: join(root, "build/index.js") },
      { type: "CompiledWasm", path: join(root, "build/index_bg.wasm") },
    ],
    bindings: { ...workerOptions.bindings, OPERATOR_KEY: operatorKey, ...bindings },
    host: "127.0.0.1",
    port,
    cf: false,
    telemetry: { enabled: false },
    defaultPersistRoot: folder,
    durableObjectsPersist: join(folder, "do"),
    log: new Log(quiet ? LogLevel.NONE : LogLevel.WARN),
    handleRuntimeStdio: (...streams) => {
      for (const stream of streams)
        stream.on("data", (bytes) => {
          said = (said + bytes).slice(-100_000);
          if (!quiet) process.stderr.write(bytes);
        });
    },
  };
  if (workerOptions.assets) {
    options.assets = { ...workerOptions.assets, workerName: "apply-edge" };
  }
  const others = workerds();
  const miniflare = new Miniflare(options);
  const url = (await miniflare.ready).origin;
  const own = workerds().filter((pid) => !others.includes(pid));
  const operator = async (method, path, body) => {
    const response = await fetch(`${url}/operator/${path}`, {
      method,
      headers: { authorization: `Bearer ${operatorKey}` },
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`operator ${method} ${path}: ${response.status} ${answer.detail}`);
    return answer;
  };
  return {
    url,
    operatorKey,
    /** workerd's process. */
    pid: own[0],
    state: folder,
    operator,
    putSite: (config) => operator("PUT", `sites/${config.site}`, config),
    seed: (account, credentials) => operator("PUT", `accounts/${account}`, credentials),
    health: (account) => operator("GET", `accounts/${account}`),
    /** The last of what workerd has written: the Worker's log. */
    said: () => said,
    /** Requests to Durable Objects and their alarms, by class. */
    counts: async () => (await fetch(`${url}/_counts`)).json(),
    stop: () => miniflare.dispose(),
    /** As a power cut: no handler of workerd's runs. */
    kill: async () => {
      for (const pid of own) {
        try {
          process.kill(pid, "SIGKILL");
        } catch (error) {
          // It is dead already.
          if (error.code !== "ESRCH") throw error;
        }
      }
      await miniflare.dispose().catch(() => {});
    },
    wipe: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The workerd processes that this process has started. */
export function workerds() {
  const children = execFileSync("ps", ["--ppid", String(process.pid), "-o", "pid=,comm="], { encoding: "utf8" });
  const rows = children.split("\n").map((line) => line.trim().split(/\s+/));
  return rows.filter(([, name]) => name === "workerd").map(([pid]) => Number(pid));
}

/**
 * A site's configuration from www/sites, pointed at this run's sandbox and pages. Tests are faster than
 * people, so nobody is taken for a program by that unless a test says so.
 */
export async function siteConfig(name, { sandbox, origins = [], change = {} }) {
  const config = JSON.parse(await readFile(join(root, `www/sites/${name}.json`), "utf8"));
  for (const key of ["base", "careers"]) {
    if (config.ats[key]) config.ats[key] = sandbox.url + new URL(config.ats[key]).pathname;
  }
  config.origins = [...new Set([...origins, ...config.origins])];
  return { ...config, spam: { min_fill_seconds: 0 }, ...change };
}

/** The demo's sites: two of Huntflow's, one of them right to left, and one of Comeet's. */
export const SITES = ["meridian", "tidewater", "orion"];

/** Configures the demo sites and gives the Worker their credentials. */
export async function prepare(worker, sandbox, options = {}) {
  const origins = [worker.url, ...(options.origins ?? [])];
  for (const name of SITES) {
    await worker.putSite(await siteConfig(name, { sandbox, origins, change: options.change }));
  }
  await worker.seed("meridian-huntflow", await sandbox.issueTokens());
  await worker.seed("tidewater-comeet", await sandbox.comeetCredentials());
}

/** Pauses; returns how long this machine was awake meanwhile, in ms: while it sleeps, so does what is waited for. */
export async function pause(ms = 50) {
  const began = Date.now();
  await new Promise((next) => setTimeout(next, ms));
  return Math.min(Date.now() - began, ms + 200);
}

/** Asks until the answer is good. Fails after `seconds` in which the machine was awake, naming what was waited for. */
export async function until(what, ask, seconds = 120) {
  let last;
  for (let left = seconds * 1000; left > 0; ) {
    const asked = Date.now();
    try {
      last = await ask();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    left -= Date.now() - asked + (await pause());
  }
  throw new Error(
    `waited ${seconds} s for ${what}; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`,
  );
}

// Usage: node www/demo.mjs
// Runs the whole demo on this machine: the sandbox ATS on 8788, the Worker with the careers site
// on 8787. Called by scripts/demo. State is kept in .demo/ between runs.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { prepare, root, siteConfig, startSandbox, startWorker } from "../tests/stack.mjs";
import { prerender } from "./prerender.mjs";

const port = Number(process.env.PORT ?? 8787);
const sandboxPort = Number(process.env.SANDBOX_PORT ?? 8788);
const folder = join(root, ".demo");
mkdirSync(folder, { recursive: true });
// The same key on every run, so that scripts/site works against a demo that is running.
const keyFile = join(folder, "operator-key");
const key = await readFile(keyFile, "utf8").catch(async () => {
  const made = crypto.randomUUID();
  await writeFile(keyFile, made, { mode: 0o600 });
  return made;
});
const sandbox = await startSandbox(sandboxPort);
const options = {
  config: "www/wrangler.toml",
  state: join(folder, "state"),
  bindings: { OPERATOR_KEY: key },
  quiet: !process.env.VERBOSE,
};
// Starts the Worker first without pages, to build them from its jobs, and later with the pages.
const first = await startWorker(options);
// The default bot protection: a form that is sent within three seconds gets a plain question.
const origins = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
await prepare(first, sandbox, { origins, change: { spam: {} } });
// One site shows the optional parts of a form and prefill; the Comeet site has a question of its own.
const shows = {
  meridian: (config) => ({
    ...config,
    prefill: true,
    photo: "optional",
    attachments: { max_files: 3 },
    fields: { ...config.fields, links: "optional" },
    ats: { ...config.ats, questions: ["level", "start", "moving"] },
  }),
  tidewater: (config) => ({
    ...config,
    ats: { ...config.ats, questions: [{ key: "Notice period", label: "Notice period, in weeks", kind: "number" }] },
  }),
};
for (const [name, more] of Object.entries(shows))
  await first.putSite(more(await siteConfig(name, { sandbox, origins, change: { spam: {} } })));
await prerender(first.url, join(folder, "site"));
await first.stop();
const worker = await startWorker({ ...options, port });

console.log(`
  Careers pages         ${worker.url}/
  Status                ${worker.url}/console
  Received candidates   ${sandbox.url}/

  Apply for a job: the candidate appears on the third page within seconds.
  Operator's key: .demo/operator-key. Ctrl-C stops everything.`);

await new Promise((stop) => process.once("SIGINT", stop).once("SIGTERM", stop));
await worker.stop();
await sandbox.stop();

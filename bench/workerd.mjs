// What the benches ask the kernel about a workerd, and a peer of the Worker in a workerd of its own.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { Log, LogLevel, Miniflare } from "miniflare";
import { root, workerds } from "../tests/stack.mjs";

const TICK = 10; // ms a tick of /proc/PID/stat, on every Linux there is

/** The CPU time of a process so far, in ms. */
export function cpu(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}

/** What a process has read and written so far. */
export function io(pid) {
  const lines = readFileSync(`/proc/${pid}/io`, "utf8").trim().split("\n");
  return Object.fromEntries(lines.map((line) => line.split(": ")).map(([name, value]) => [name, Number(value)]));
}

/** A line of a process's status, from kB to MB. */
export const status = (pid, name) =>
  Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;

/** A peer of bench/peers, as Miniflare's options; with `objects`, names of bindings and their classes. */
export function peerOptions(file, { objects = {}, state } = {}) {
  const entryPoints = [join(root, "bench/peers", file)];
  const built = buildSync({ entryPoints, bundle: true, format: "esm", minify: true, write: false });
  const classes = Object.entries(objects).map(([name, className]) => [name, { className, useSQLite: true }]);
  return {
    modules: true,
    script: built.outputFiles[0].text,
    compatibilityDate: "2026-07-01",
    durableObjects: Object.fromEntries(classes),
    ...(state ? { durableObjectsPersist: join(state, "peer") } : {}),
    host: "127.0.0.1",
    port: 0,
    cf: false,
    telemetry: { enabled: false },
    log: new Log(LogLevel.NONE),
  };
}

/** Starts a peer. */
export async function startPeer(file, options) {
  const others = workerds();
  const peer = new Miniflare(peerOptions(file, options));
  const url = (await peer.ready).origin;
  const [pid] = workerds().filter((pid) => !others.includes(pid));
  return { url, pid, stop: () => peer.dispose() };
}

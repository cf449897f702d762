// Loads the WebAssembly module when it is first needed. Importing this file does nothing, so it is safe on a server.
import { ApplyError } from "./error.js";
import { fetchPart } from "./part.js";

/** @typedef {Pick<typeof import("../wasm/glue.js"), "Client" | "Upload">} Classes */
/** @type {Promise<Classes> | undefined} */
let loading;

/** The module's classes; rejects with `wasm-unavailable` where WebAssembly is refused, with `offline` for now. */
export function loadWasm() {
  loading ??= start().catch((cause) => {
    loading = undefined;
    if (cause.code === "offline") throw cause;
    const title = "WebAssembly could not be started. A Content-Security-Policy must allow 'wasm-unsafe-eval'.";
    throw Object.assign(new ApplyError({ code: "wasm-unavailable", title }), { cause });
  });
  return loading;
}

async function start() {
  const [{ default: init, Client, Upload }, { default: packed }] = await fetchPart(
    () => Promise.all([import("../wasm/glue.js"), import("../wasm/inline.js")]),
    { wait: false },
  );
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  await init({ module_or_path: await new Response(stream).arrayBuffer() });
  return { Client, Upload };
}

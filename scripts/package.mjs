// Usage: node scripts/package.mjs FROM TO
// Makes pkg/wasm/ of what wasm-bindgen and wasm-opt left in FROM: the glue, and the module
// gzipped and in base64, so that one import works in every bundler without configuration.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import zopfli from "@gfx/zopfli";
import { build } from "esbuild";

const [from, to] = process.argv.slice(2);
await mkdir(to, { recursive: true });
const wasm = await readFile(join(from, "opt.wasm"));
// A fifteenth smaller than by gzip.
const packed = Buffer.from(await zopfli.gzipAsync(wasm, { numiterations: 15 }));
// Without the exports that are not imported.
const { outputFiles } = await build({
  stdin: { contents: 'export { default, Client, Upload } from "./glue.js"', resolveDir: from },
  bundle: true,
  minify: true,
  format: "esm",
  write: false,
  logLevel: "warning",
});
const glue = outputFiles[0].contents;
await writeFile(join(to, "glue.js"), glue);
await writeFile(
  join(to, "inline.js"),
  `// Built by scripts/build package: the WebAssembly module, gzipped, in base64.\nexport default \
"${packed.toString("base64")}";\n`,
);
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
console.log(
  `wasm ${kB(wasm.length)}, gzipped ${kB(packed.length)}; glue gzipped ${kB(gzipSync(glue, { level: 9 }).length)}`,
);

// Who may import whom in pkg/. Imports of types alone, in comments, do not count: they are not in the script.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { root } from "../stack.mjs";

/**
 * Each file with what it may import: of its own folder by the bare name, of another by the path. The client knows
 * nothing of the element; in element/ a file stands below those that it uses, and form.js and jobs.js stand last.
 */
const MAY_IMPORT = {
  "client/error": [],
  "client/key": [],
  "client/store": [],
  "client/form-data": [],
  "client/retry": ["error"],
  "client/file": ["error"],
  "client/part": ["error", "retry"],
  "client/wasm": ["error", "part", "wasm/glue", "wasm/inline"],
  "client/http": ["error", "retry"],
  "client/draft": ["error", "file", "key", "store"],
  "client/upload": ["error", "http", "retry"],
  "client/sender": ["draft", "error", "file", "form-data", "http", "key", "retry", "store", "upload", "wasm"],
  "client/client": ["http", "part", "sender"],

  "element/dom": [],
  "element/lock": [],
  "element/source": [],
  "element/theme": [],
  "element/values": [],
  "element/view": ["dom", "client/client", "client/retry"],
  "element/closed": ["dom"],
  "element/outcome": ["dom"],
  "element/upload-item": ["dom"],
  "element/fields": ["dom"],
  "element/hidden": ["dom", "source", "values"],
  // Fetched where a site uses it: what it shared with other files would be a file more in the bundle of every site.
  "element/turnstile": [],
  "element/challenge": ["dom", "fields", "turnstile", "client/error"],
  "element/errors": ["dom", "fields", "values"],
  "element/layout": ["dom", "fields", "values"],
  "element/restore": ["dom", "values"],
  "element/refresh": ["fields", "values"],
  "element/prefill": ["dom", "fields", "values"],
  "element/uploads": ["dom", "errors", "prefill", "upload-item", "values", "client/error"],
  "element/submit": ["hidden", "values", "client/error", "client/retry"],
  "element/assemble": ["dom", "hidden", "layout"],
  "element/editor": [
    ...["challenge", "dom", "errors", "lock", "outcome", "refresh", "restore", "submit", "uploads", "values"],
    ...["client/error", "client/http"],
  ],
  "element/form": [
    ...["assemble", "closed", "dom", "editor", "source", "view"],
    ...["client/error", "client/http", "client/key", "client/part", "client/store"],
  ],
  "element/jobs": ["dom", "source", "view", "client/retry"],

  index: ["client/client", "client/error"],
  element: ["element/form", "element/jobs", "element/theme"],
  react: ["element"],
};

const pkg = join(root, "pkg");
const nameOf = (path) => relative(pkg, join(root, path)).replace(/\.js$/, "");

/** The files that each file imports, by name. */
async function imports() {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["index.js", "element.js", "react.js"].map((name) => join(pkg, name)),
    bundle: true,
    write: false,
    outdir: "unused",
    format: "esm",
    splitting: true,
    metafile: true,
    external: ["react", "../wasm/*"],
  });
  const isFile = ({ path }) => !["react", "<runtime>"].includes(path);
  const target = ({ path, external }) => (external ? path.replace(/^\.\.\/|\.js$/g, "") : nameOf(path));
  const entries = Object.entries(metafile.inputs).filter(([path]) => path !== "<runtime>");
  return Object.fromEntries(entries.map(([path, input]) => [nameOf(path), input.imports.filter(isFile).map(target)]));
}

test("in pkg/ each file imports what the table allows it, and nothing else", async () => {
  const found = await imports();
  const wrong = [];
  for (const [file, targets] of Object.entries(found)) {
    const folder = file.includes("/") ? file.replace(/[^/]*$/, "") : "";
    const allowed = MAY_IMPORT[file]?.map((name) => (name.includes("/") ? name : folder + name));
    if (!allowed) {
      wrong.push(`pkg/${file}.js is not in the table`);
      continue;
    }
    for (const target of targets) {
      if (file.startsWith("client/") && target.startsWith("element")) {
        wrong.push(`pkg/${file}.js imports ${target}.js: the client knows nothing of the element`);
      } else if (!allowed.includes(target)) {
        wrong.push(`pkg/${file}.js imports ${target}.js: it may import ${allowed.join(", ") || "nothing"}`);
      }
    }
    for (const name of allowed) if (!targets.includes(name)) wrong.push(`pkg/${file}.js does not import ${name}.js`);
  }
  assert.deepEqual(wrong, []);
});

test("the table lists every file of pkg/, and every listed file exists", async () => {
  const found = Object.keys(await imports()).sort();
  assert.deepEqual(found, Object.keys(MAY_IMPORT).sort());
  const files = [];
  for (const folder of ["", "client", "element"]) {
    for (const name of await readdir(join(pkg, folder))) {
      if (name.endsWith(".js")) files.push(join(folder, name.slice(0, -3)));
    }
  }
  assert.deepEqual(files.sort(), found);
});

test("the imports in pkg/ have no cycles", async () => {
  const found = await imports();
  const visit = (file, path) => {
    assert.ok(!path.includes(file), `a circle: ${[...path, file].join(" → ")}`);
    for (const target of found[file] ?? []) visit(target, [...path, file]);
  };
  for (const file of Object.keys(found)) visit(file, []);
});

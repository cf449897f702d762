// "apply-edge/react" as a React application has it: rendered on a server, brought to life in Chromium.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { FORM, careers, fill } from "../e2e/careers.mjs";
import { root } from "../stack.mjs";

let all, folder, script;

const APP = `
import { createElement, useState } from "react";
import { ApplyForm, ApplyJobs } from "apply-edge/react";
export function App({ endpoint, told }) {
  const [job, choose] = useState("101");
  const [lang, speak] = useState("en");
  const [states, add] = useState([]);
  const link = createElement("a", { href: "https://example.org/apply" }, "Apply");
  return createElement("div", null,
    createElement("button", { onClick: () => choose("102") }, "Other job"),
    createElement("button", { onClick: () => add([...states, "drawn anew"]) }, "Draw anew"),
    createElement("p", { id: "states" }, states.join()),
    createElement(ApplyForm, {
      endpoint, site: "meridian", job, lang, store: false, className: "form",
      onSent: (detail) => told?.("sent", detail, states.length),
      onProblem: (detail) => told?.("problem", detail),
    }, link),
    createElement(ApplyJobs, { endpoint, site: "meridian", href: "/job/{id}/" }));
}`;

before(async () => {
  all = await careers();
  folder = await mkdtemp(join(root, "target", "react-"));
  await writeFile(join(folder, "app.js"), APP);
  await writeFile(
    join(folder, "page.js"),
    `
    import { createElement } from "react";
    import { hydrateRoot } from "react-dom/client";
    import { App } from "./app.js";
    globalThis.told = [];
    const place = document.querySelector("#app");
    const app = createElement(App, { endpoint: place.dataset.endpoint, told: (...all) => globalThis.told.push(all) });
    const onRecoverableError = (error) => globalThis.told.push(["mismatch", String(error)]);
    globalThis.root = hydrateRoot(place, app, { onRecoverableError });`,
  );
  await writeFile(
    join(folder, "server.js"),
    `
    import { createElement } from "react";
    import { renderToString } from "react-dom/server";
    import { App } from "./app.js";
    export const html = (endpoint) => renderToString(createElement(App, { endpoint }));`,
  );
  await build({
    entryPoints: [join(folder, "page.js")],
    outfile: join(folder, "page.out.js"),
    bundle: true,
    format: "esm",
    define: { "process.env.NODE_ENV": '"development"' },
    logLevel: "error",
  });
  script = await readFile(join(folder, "page.out.js"), "utf8");
});
after(async () => {
  await all?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

test("a server renders the element and its children; a page shows the form, which calls the handlers", async () => {
  const { html } = await import(join(folder, "server.js"));
  const rendered = html(all.worker.url);
  const attributes = `class="form" endpoint="${all.worker.url}" site="meridian" job="101" lang="en"`;
  const link = '<a href="https://example.org/apply">Apply</a>';
  assert.ok(rendered.includes(`<apply-form ${attributes}>${link}</apply-form>`), rendered);
  const page = await all.open("/react", {
    script: "",
    body: `<div id="app" data-endpoint="${all.worker.url}">${rendered}</div>`,
  });
  await page.addScriptTag({ content: script, type: "module" });
  await page.waitForSelector(FORM);
  await page.waitForSelector("[data-part=job]");
  await page.click("text=Draw anew");
  await page.waitForFunction(() => document.querySelector("#states").textContent === "drawn anew");
  assert.equal(await page.locator(FORM).count(), 1, "drawn anew, the form is the same");
  await page.click("[data-part=submit]");
  await page.waitForFunction(() => globalThis.told.some(([what]) => what === "problem"));
  await page.click("text=Other job");
  await page.waitForFunction((selector) => document.querySelector(selector)?.action.includes("/jobs/102/"), FORM);
  await fill(page, "react@example.org");
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=sent]");
  const told = await page.evaluate(() => globalThis.told);
  assert.deepEqual(
    told.filter(([what]) => what === "mismatch"),
    [],
  );
  const [[, sent, states]] = told.filter(([what]) => what === "sent");
  assert.deepEqual([sent.job, states], ["102", 1], "handlers see the latest of the page's state");
  assert.equal((await all.received("react@example.org"))[0].links[0].vacancy, 102);
  await page.evaluate(() => globalThis.root.unmount());
  assert.equal(await page.locator("apply-form").count(), 0);
  await page.context().close();
});

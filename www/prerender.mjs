// Builds the demo careers site into a folder, as a real careers site would: job pages are prerendered
// from the Worker's jobs, and the script is bundled with `apply-edge` from npm.
import { build } from "esbuild";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const brands = [
  { site: "meridian", name: "Meridian Robotics", apply: "Apply" },
  { site: "tidewater", name: "Tidewater Health", apply: "Apply" },
  { site: "orion", name: "אוריון מחקר", apply: "הצטרפו אלינו", lang: "he", dir: "rtl" },
];

const escapeHtml = (text) =>
  text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
const facts = (job) => [job.division, job.region, job.employment].filter(Boolean).map(escapeHtml).join(" · ");

function page({ title, site = "", lang = "en", dir = "ltr", body, script = false }) {
  return `<!doctype html>
<html lang="${lang}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="/careers.css">${script ? '\n<script type="module" src="/careers.js"></script>' : ""}
</head>
<body data-site="${site}">
<header><a href="/">Careers</a></header>
<main>
${body}
</main>
</body>
</html>
`;
}

/** Writes the site into `folder`, from the jobs of the Worker at `endpoint`. */
export async function prerender(endpoint, folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const lists = [];
  for (const { site, name, apply, lang, dir } of brands) {
    const read = async (path) => {
      const response = await fetch(`${endpoint}/v1/${site}/${path}`, { headers: { accept: "application/json" } });
      if (!response.ok) throw new Error(`${site}/${path}: ${response.status} ${await response.text()}`);
      return response.json();
    };
    const { jobs } = await read("jobs");
    const items = jobs.map(
      (job) => `<li dir="auto"><a href="/${site}/${job.id}/">${escapeHtml(job.title)}</a><p>${facts(job)}</p></li>`,
    );
    // Forms of a brand with a language use that language; all others use the reader's.
    const spoken = lang ? ` lang="${lang}" dir="${dir}"` : "";
    lists.push(`<section data-site="${site}"${spoken}><h2>${escapeHtml(name)}</h2>
<apply-jobs site="${site}"${spoken} href="/${site}/{id}/">
<ul class="jobs">${items.join("\n")}</ul></apply-jobs></section>`);
    for (const { id } of jobs) {
      const job = await read(`jobs/${id}`);
      // The Worker has sanitised the sections; everything else is text.
      const sections = (job.sections ?? []).map(
        (s) => `${s.heading ? `<h2>${escapeHtml(s.heading)}</h2>` : ""}<div>${s.html}</div>`,
      );
      // The JobPosting for search engines, if the Worker returned one.
      const data = JSON.stringify({ ...job.json_ld, url: undefined }).replaceAll("<", "\\u003c");
      const posting = job.json_ld ? `\n<script type="application/ld+json">${data}</script>` : "";
      const body = `<p class="brand">${escapeHtml(name)}</p>
<article dir="auto"><h1>${escapeHtml(job.title)}</h1><p class="facts">${facts(job)}</p>${sections.join("\n")}</article>
<apply-form site="${site}" job="${escapeHtml(id)}"${spoken} theme="card" store>
  <a class="button" href="/v1/${site}/jobs/${escapeHtml(id)}/apply">${apply}</a>
</apply-form>${posting}`;
      await mkdir(join(folder, site, id), { recursive: true });
      await writeFile(
        join(folder, site, id, "index.html"),
        page({ title: `${job.title} · ${name}`, site, lang, dir, body, script: true }),
      );
    }
  }
  await writeFile(
    join(folder, "index.html"),
    page({ title: "Careers", body: `<h1>Open jobs</h1>\n${lists.join("\n")}`, script: true }),
  );
  await copyFile(join(here, "careers.css"), join(folder, "careers.css"));
  await build({
    entryPoints: [join(here, "careers.js")],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    logLevel: "warning",
  });
}

// Applies to the first job of a site, without the element. Usage: node examples/client.mjs ENDPOINT SITE
import { ApplyError, createClient } from "apply-edge";

const [endpoint = "http://127.0.0.1:8787", site = "meridian"] = process.argv.slice(2);
const client = createClient({ endpoint, site, lang: "en" });

const { jobs } = await client.jobs();
const [job] = jobs;
const form = await client.form(job.id);
console.log(`${job.title}: ${form.fields.map(({ name }) => name).join(", ")}`);

const consents = Object.fromEntries(form.consents.map(({ id }) => [id, true]));
const bytes = "%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
const resume = new File([bytes], "resume.pdf", { type: "application/pdf" });
try {
  const application = { first_name: "Ada", last_name: "Byron", email: "ada@example.org", consents };
  const receipt = await client.apply(job.id, { ...application, started: form.guard.started }, { resume, retry: true });
  console.log(receipt);
} catch (error) {
  if (!(error instanceof ApplyError)) throw error;
  console.error(error.code, error.fields);
  process.exitCode = 1;
}

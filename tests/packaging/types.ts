// Compiled, never run: the package's types as a page's developer meets them.
import { ApplyError, createClient, type Application, type Client, type Receipt } from "apply-edge";

const client: Client = createClient({ endpoint: "https://apply.example.com", site: "acme", lang: "de" });

export async function send(resume: File, signal: AbortSignal): Promise<Receipt | undefined> {
  const { jobs, stale } = await client.jobs();
  const [first] = jobs;
  if (!first || stale) return undefined;
  const form = await client.form(first.id, { signal });
  const application: Application = { first_name: "Ada", email: "ada@example.org", consents: { processing: form.consents[0]?.version ?? true } };
  try {
    return await client.apply(first.id, application, { resume, signal, key: crypto.randomUUID() });
  } catch (error) {
    if (error instanceof ApplyError) for (const { pointer, message } of error.fields) console.log(pointer, message, error.retryAfter?.toFixed());
    return undefined;
  }
}

// @ts-expect-error: an address without a site
createClient({ endpoint: "https://apply.example.com" });
// @ts-expect-error: a resume is a file
void client.apply("1", {}, { resume: "cv.pdf" });

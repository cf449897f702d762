// Compiled, never run: the package's types as a page's developer meets them.
import { ApplyError, createClient, type Application, type Client, type Receipt } from "apply-edge";
import "apply-edge/element";

const client: Client = createClient({ endpoint: "https://apply.example.com", site: "acme", lang: "de" });

export async function send(resume: File, signal: AbortSignal): Promise<Receipt | undefined> {
  const { jobs, stale } = await client.jobs();
  const [first] = jobs;
  if (!first || stale) return undefined;
  const form = await client.form(first.id, { signal });
  const application: Application = {
    first_name: "Ada",
    email: "ada@example.org",
    consents: { processing: form.consents[0]?.version ?? true },
  };
  try {
    return await client.apply(first.id, application, { resume, signal, key: crypto.randomUUID() });
  } catch (error) {
    if (!(error instanceof ApplyError)) throw error;
    for (const { pointer, message } of error.fields) console.log(pointer, message, error.retryAfter?.toFixed());
    console.log(error.alternativeJob?.title);
    return undefined;
  }
}

export async function fromDraft(job: string, picked: File): Promise<Receipt> {
  const draft = await client.draft(job, {
    store: true,
    onState: ({ state, sent, size }) => console.log(state, sent / size),
  });
  const resume = draft.uploads.find(({ slot }) => slot === "resume") ?? (await draft.upload(picked));
  const { fields, photo } = await resume.prefill();
  await draft.save({ ...fields, ...draft.fields, photo: String(photo) });
  const receipt = await client.apply(job, draft.fields, {
    resume,
    files: [picked],
    key: draft.key,
    retry: true,
    onState: (state) => console.log(state),
  });
  await draft.clear();
  return receipt;
}

const form = document.createElement("apply-form");
form.addEventListener("apply-sent", ({ detail }) => console.log(detail.receipt, detail.status));
form.addEventListener("apply-progress", ({ detail: { sent, size } }) => console.log(sent / size));
void form.submit();

// @ts-expect-error: an address without a site
createClient({ endpoint: "https://apply.example.com" });
// @ts-expect-error: a resume is a file
void client.apply("1", {}, { resume: "cv.pdf" });

import { ApplyForm, ApplyJobs } from "apply-edge/react";
export const elements = [
  ApplyForm({ site: "acme", job: "5", store: true, onSent: ({ receipt }) => console.log(receipt) }),
  ApplyJobs({ site: "acme", href: "/jobs/{id}/" }),
];
// @ts-expect-error: a form of no job
ApplyForm({ site: "acme" });

/** Where the Worker is, and which of its careers sites this is. */
export interface ClientOptions {
  /** The Worker's address: `https://apply.example.com`. */
  endpoint: string;
  /** The site's name in its configuration. */
  site: string;
  /** Language of labels and messages (BCP 47); the browser's by default. Spoken: en, ru, he, de, es, fr. */
  lang?: string;
}

export interface CallOptions {
  /** Gives the request up. */
  signal?: AbortSignal;
  /** Language of this call. */
  lang?: string;
}

export interface Job {
  id: string;
  title: string;
  /** Division or department. */
  division?: string;
  region?: string;
  /** The salary in the recruiter's words; only where the site shows it. */
  money?: string;
  employment?: string;
  /** The description, sanitised HTML; only from `job()`. */
  sections?: { heading: string; html: string }[];
}

export interface Jobs {
  jobs: Job[];
  /** The ATS did not answer; these are as last seen. */
  stale: boolean;
}

export type FieldKind = "text" | "email" | "tel" | "url" | "textarea";
export type FileKind = "pdf" | "doc" | "docx" | "odt" | "rtf" | "txt";

export interface Field {
  /** The property of `Application`, and the name in a native form. */
  name: string;
  kind: FieldKind;
  label: string;
  required: boolean;
  /** The most characters. */
  max: number;
  /** The browser's autofill token. */
  autocomplete: string;
}

export interface Form {
  job: string;
  title: string;
  locale: string;
  direction: "ltr" | "rtl";
  fields: Field[];
  consents: { id: string; version: string; text: string; required: boolean }[];
  resume: { label: string; required: boolean; kinds: FileKind[]; max_bytes: number };
  /** Sentences by code, in the form's language; `{limit}` stands for the field's `max`. */
  messages: Record<string, string>;
  /** Label of the button. */
  submit: string;
  /** What stands after the label of a field that may stay empty. */
  optional: string;
}

/** What a candidate typed. Which fields there are says `form()`; a name it does not have is an error. */
export interface Application {
  first_name?: string;
  last_name?: string;
  middle_name?: string;
  email?: string;
  phone?: string;
  profile?: string;
  salary?: string;
  letter?: string;
  /** Given consents by id: `true`, or the version of the text that was shown. */
  consents?: Record<string, boolean | string>;
}

export interface ApplyOptions extends CallOptions {
  /** The resume; its bytes are not copied. */
  resume?: File | Blob | null;
  /** The same key twice is one application. Random by default: pass your own to make a retry safe. */
  key?: string;
}

export interface Receipt {
  /** Unguessable, and tells nothing about the candidate. */
  receipt: string;
  state: "received" | "delivered" | "failed" | "withdrawn";
  /** Path of the status page at the endpoint. */
  status: string;
}

export interface FieldProblem {
  /** JSON pointer: `/email`, `/consent.processing`, `/resume`. */
  pointer: string;
  /** Stable name: `required`, `bad_email`, `file_too_large`, … */
  code: string;
  /** What is wrong and what is accepted, in the form's language. */
  message: string;
}

/** What went wrong, as the Worker tells it (RFC 9457). */
export interface Problem {
  code: string;
  title?: string;
  status?: number;
  detail?: string;
  fields?: FieldProblem[];
  retry_after?: number;
}

/** What every call rejects with. */
export declare class ApplyError extends Error {
  constructor(problem: Problem);
  /**
   * `invalid` (see `fields`), `not_found`, `closed`, `unavailable`, `origin`, `too_large`, `key_reused`, … from the
   * Worker; `offline`, `network`, `aborted`, `file_unreadable`, `wasm-unavailable`, `protocol` from the page.
   */
  readonly code: string;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  readonly detail?: string;
  readonly fields: FieldProblem[];
  /** Seconds after which another try can help. */
  readonly retryAfter?: number;
}

export interface Client {
  /** The open jobs, without their descriptions. */
  jobs(options?: CallOptions): Promise<Jobs>;
  /** One job with its description. Rejects with `not_found` or `closed`. */
  job(id: string, options?: CallOptions): Promise<Job>;
  /** The form of a job. */
  form(id: string, options?: CallOptions): Promise<Form>;
  /**
   * Checks an application as the Worker will, and sends it. The promise is kept when the Worker has
   * stored it: from then on it reaches the ATS, however long that is down.
   */
  apply(id: string, application: Application, options?: ApplyOptions): Promise<Receipt>;
  /** How an application stands. */
  status(receipt: Receipt | string, options?: CallOptions): Promise<Receipt>;
  /** Takes an application back: erased if the ATS does not have it yet, else the recruiter is told. */
  withdraw(receipt: Receipt | string, options?: CallOptions): Promise<Receipt>;
}

export declare function createClient(options: ClientOptions): Client;

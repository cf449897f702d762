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
  /** `YYYY-MM-DD` */
  posted?: string;
  /** The description, sanitised HTML; only from `job()`. */
  sections?: { heading: string; html: string }[];
  /** JobPosting for search engines, where it would be valid; only from `job()`. Put it into a `script` of type `application/ld+json`. */
  json_ld?: Record<string, unknown>;
}

export interface Jobs {
  jobs: Job[];
  /** The ATS did not answer; these are as last seen. */
  stale: boolean;
  /** What a page says around them: `search`, `division`, `no_jobs`, … */
  words: Record<string, string>;
}

export type FieldKind = "text" | "email" | "tel" | "url" | "textarea" | "date" | "links";
export type FileKind = "pdf" | "doc" | "docx" | "odt" | "rtf" | "txt" | "jpg" | "png";
/** Where in the form a file goes. */
export type Slot = "resume" | "photo" | "files";

export interface FileSlot {
  slot: Slot;
  label: string;
  required: boolean;
  kinds: FileKind[];
  /** Of each file. */
  max_bytes: number;
  max_files: number;
}

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

/** A question of the organisation's own. */
export interface Question {
  key: string;
  label: string;
  /** `note` is a text to be read, `hidden` is not shown. */
  kind: "text" | "textarea" | "number" | "date" | "url" | "choice" | "note" | "hidden";
  required: boolean;
  max: number;
  choices: { value: string; label: string }[];
  /** What it is at first. */
  value: string;
}

export interface Form {
  job: string;
  title: string;
  locale: string;
  direction: "ltr" | "rtl";
  fields: Field[];
  consents: { id: string; version: string; text: string; required: boolean }[];
  resume: FileSlot;
  /** The other slots, in order. */
  files: FileSlot[];
  /** The organisation's own questions, in order; answered in `Application.answers`. */
  questions: Question[];
  /** Whether the candidate may have the form filled from the resume. */
  prefill: boolean;
  /** What tells people from programs: `started` goes back in the application; `trap` is the name of a field that people do not see; `turnstile` is a site key. */
  guard: { started: string; trap: string; turnstile?: string };
  /** Sentences by code, in the form's language. `{limit}` is the field's `max`; `{label}`, `{kinds}` and `{max}` the slot's. */
  messages: Record<string, string>;
  /** Label of the button. */
  submit: string;
  /** What stands after the label of a field that may stay empty. */
  optional: string;
  /** What a page says while files are on their way: `uploading` (`{percent}`), `offline`, `pause`, `go_on`, `remove`, … */
  words: Record<string, string>;
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
  /** Addresses, one a line. */
  links?: string;
  /** `YYYY-MM-DD` */
  birthday?: string;
  position?: string;
  company?: string;
  /** Answers to the organisation's own questions, by key. */
  answers?: Record<string, string>;
  /** Send the picture that `upload.prefill()` found in the resume along, unless there is a `photo`. */
  resume_photo?: boolean;
  /** Given consents by id: `true`, or the version of the text that was shown. */
  consents?: Record<string, boolean | string>;
  /** Where the candidate comes from: `utm_source=linkedin&referrer=www.linkedin.com`. The site's configuration makes a source of it. */
  source?: string;
  /** `form().guard.started`: when the form was shown. */
  started?: string;
  /** The token of Turnstile's widget (action `apply`), where `form().guard.turnstile` is its site key. */
  turnstile?: string;
  /** `token` of `ApplyError.question`, and its answer. */
  check?: string;
  check_answer?: string;
}

export interface ApplyOptions extends CallOptions {
  /** The resume: a file, whose bytes are not copied, or an upload. */
  resume?: File | Blob | Upload | null;
  photo?: File | Blob | Upload | null;
  /** Further files, where the form has a slot for them. */
  files?: (File | Blob | Upload)[];
  /** The same key twice is one application. Random by default: pass your own to make a retry safe, or a draft's. */
  key?: string;
  /** Goes on by itself while the browser is offline or the server is down, until `signal` says to stop. */
  persist?: boolean;
  onState?(state: "sending" | "offline" | "waiting"): void;
}

export type UploadState = "checking" | "uploading" | "waiting" | "offline" | "paused" | "done" | "failed" | "cancelled";

/** A file on its way. It goes on by itself after the connection was lost. */
export interface Upload {
  readonly slot: Slot;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Bytes that the Worker has acknowledged: they are not sent again. */
  readonly sent: number;
  readonly state: UploadState;
  /** Why it failed. */
  readonly error?: ApplyError;
  readonly file: File;
  /** What an application names it by, once it is whole. */
  readonly id?: string;
  /** Kept when it is whole and was accepted; rejects with what is wrong with the file. */
  readonly done: Promise<Upload>;
  pause(): void;
  resume(): void;
  /** Takes the file away, here and at the Worker. */
  cancel(): Promise<void>;
  /**
   * What the ATS reads in the resume. Call it only when the candidate has agreed, in plain sight, that the file goes to
   * the company now. Rejects with `no_prefill`, `too_many`, `unavailable`: then the form is filled by hand.
   */
  prefill(options?: CallOptions): Promise<Prefill>;
}

export interface Prefill {
  /** Texts by field; only fields of the form, and only what it would accept. Put them where nothing was typed. */
  fields: Record<string, string>;
  /** Whether a picture was found. It goes with the application if that says `resume_photo`, unless another one is sent. */
  photo: boolean;
}

export interface UploadOptions {
  slot?: Slot;
  /** Called whenever `state` or `sent` changes. */
  onState?(upload: Upload): void;
}

export interface DraftOptions {
  /**
   * Keep it in the browser's storage (IndexedDB) for at most seven days: ask the candidate first where your law wants
   * it. Otherwise, or where storage is refused, it is kept in this page alone.
   */
  store?: boolean;
  /** Called whenever an upload's `state` or `sent` changes. */
  onState?(upload: Upload): void;
}

/** What was typed and picked for one job. */
export interface Draft {
  /** Whether an earlier page left it. */
  readonly restored: boolean;
  /** Whether it is kept in the browser. */
  readonly stored: boolean;
  /** For `apply`: sent again after a reload, it is the same application. */
  readonly key: string;
  readonly fields: Record<string, string>;
  /** Files that are there, or go on uploading. */
  readonly uploads: Upload[];
  /** Keeps what was typed; ticks of consents are not kept. */
  save(fields: Record<string, unknown>): Promise<void>;
  /** Takes a file that was picked, reads it at once, and uploads it. */
  upload(file: File, options?: { slot?: Slot }): Promise<Upload>;
  remove(upload: Upload): Promise<void>;
  /** Forgets everything: call it when the application was sent. */
  clear(): Promise<void>;
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
  question?: { token: string; text: string };
  instead?: { job: string; title: string };
}

/** What every call rejects with. */
export declare class ApplyError extends Error {
  constructor(problem: Problem);
  /**
   * `invalid` (see `fields`), `not_found`, `closed`, `robot` (see `guard`), `unavailable`, `origin`, `too_large`, `key_reused`, … from the
   * Worker; `offline`, `network`, `aborted`, `file_unreadable`, `wasm-unavailable`, `protocol` from the page.
   */
  readonly code: string;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  readonly detail?: string;
  readonly fields: FieldProblem[];
  /** Seconds after which another try can help. */
  readonly retryAfter?: number;
  /** A plain question, asked of who may be a program: its `token` goes back as `check`, the answer as `check_answer`. */
  readonly question?: { token: string; text: string };
  /** With `closed`: the job that may be applied to instead. */
  readonly instead?: { job: string; title: string };
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
  /** Takes a file, reads it at once, checks it, and uploads it in pieces that survive a lost connection. */
  upload(id: string, file: File | Blob, options?: UploadOptions): Promise<Upload>;
  /** What was typed and picked for a job: of an earlier page, or empty. */
  draft(id: string, options?: DraftOptions): Promise<Draft>;
  /** How an application stands. */
  status(receipt: Receipt | string, options?: CallOptions): Promise<Receipt>;
  /** Takes an application back: erased if the ATS does not have it yet, else the recruiter is told. */
  withdraw(receipt: Receipt | string, options?: CallOptions): Promise<Receipt>;
}

export declare function createClient(options: ClientOptions): Client;

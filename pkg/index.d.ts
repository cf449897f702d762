/** The Worker's URL, and the careers site. */
export interface ClientOptions {
  /** The Worker's URL: `https://apply.example.com`. */
  endpoint: string;
  /** The site's name in its configuration. */
  site: string;
  /** Language of labels and messages (BCP 47): en, ru, he, de, es or fr. The browser's by default. */
  lang?: string;
}

export interface CallOptions {
  /** Aborts the request. */
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
  /** The description as sanitised HTML; only from `job()`. */
  sections?: { heading: string; html: string }[];
  /**
   * A JobPosting for search engines, if it is valid; only from `job()`. Put it into a `script` of type
   * `application/ld+json`.
   */
  json_ld?: Record<string, unknown>;
}

export interface Jobs {
  jobs: Job[];
  /** Whether the ATS did not respond, and the jobs are from the cache. */
  stale: boolean;
  /** Texts around the list, in its language: `search`, `division`, `no_jobs`, … */
  strings: Record<string, string>;
}

export type FieldKind = "text" | "email" | "tel" | "url" | "textarea" | "date" | "links";
export type FileKind = "pdf" | "doc" | "docx" | "odt" | "rtf" | "txt" | "jpg" | "png";
/** The part of the form that a file belongs to. */
export type Slot = "resume" | "photo" | "files";

export interface FileSlot {
  slot: Slot;
  label: string;
  required: boolean;
  kinds: FileKind[];
  /** The most bytes of each file. */
  max_bytes: number;
  max_files: number;
}

export interface Field {
  /** The property of `Application`, and the name in a native form. */
  name: string;
  kind: FieldKind;
  label: string;
  required: boolean;
  /** The most characters it may have. */
  max: number;
  /** The browser's autofill token. */
  autocomplete: string;
}

/** A question of the organisation's own. */
export interface Question {
  key: string;
  label: string;
  /** `note` is a text to read, without an answer; `hidden` is not shown. */
  kind: "text" | "textarea" | "number" | "date" | "url" | "choice" | "note" | "hidden";
  required: boolean;
  max: number;
  choices: { value: string; label: string }[];
  /** The initial value. */
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
  /** Whether the form can be prefilled from the resume. */
  prefill: boolean;
  /**
   * Bot detection: send `started` back in the application; `honeypot` is the name of a field that people must not
   * see; `turnstile` is a site key.
   */
  guard: { started: string; honeypot: string; turnstile?: string };
  /**
   * Error messages by code, in the form's language. `{limit}` is the field's `max`; `{label}`, `{kinds}` and `{max}`
   * are the slot's.
   */
  messages: Record<string, string>;
  /** The label of the button. */
  submit: string;
  /** The word after the label of an optional field. */
  optional: string;
  /** Texts of buttons and states in the form's language: `uploading` (`{percent}`), `offline`, `pause`, … */
  strings: Record<string, string>;
}

/** The values that a candidate typed. `form()` lists the fields; an unknown name is an error. */
export interface Application {
  first_name?: string;
  last_name?: string;
  middle_name?: string;
  email?: string;
  phone?: string;
  profile?: string;
  salary?: string;
  letter?: string;
  /** Addresses, one on each line. */
  links?: string;
  /** `YYYY-MM-DD` */
  birthday?: string;
  position?: string;
  company?: string;
  /** Answers to the organisation's own questions, by key. */
  answers?: Record<string, string>;
  /** Whether the photo that `upload.prefill()` found in the resume is sent too, unless there is a `photo`. */
  resume_photo?: boolean;
  /** The consents that were given, by id: `true`, or the version of the text that was shown. */
  consents?: Record<string, boolean | string>;
  /**
   * The candidate's source: `utm_source=linkedin&referrer=www.linkedin.com`. The site's configuration maps it to a
   * source of the ATS.
   */
  source?: string;
  /** `form().guard.started`: the signed time at which the form was shown. */
  started?: string;
  /** The token of Turnstile's widget (action `apply`), if `form().guard.turnstile` has a site key. */
  turnstile?: string;
  /** The `token` of `ApplyError.question`, and the answer to its `text`. */
  check?: string;
  check_answer?: string;
}

export interface ApplyOptions extends CallOptions {
  /** The resume: a file, whose bytes are not copied, or an upload. */
  resume?: File | Blob | Upload | null;
  photo?: File | Blob | Upload | null;
  /** Further files, if the form has a slot for them. */
  files?: (File | Blob | Upload)[];
  /** Two requests with one key are one application. Random by default; your own, or a draft's, makes a retry safe. */
  key?: string;
  /** Retries while the browser is offline or the server is down, until `signal` is aborted. */
  retry?: boolean;
  onState?(state: "sending" | "offline" | "waiting"): void;
}

export type UploadState = "checking" | "uploading" | "waiting" | "offline" | "paused" | "done" | "failed" | "cancelled";

/** A file that is being uploaded. It continues by itself after the connection was lost. */
export interface Upload {
  readonly slot: Slot;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Bytes that the Worker has acknowledged; they are not sent again. */
  readonly sent: number;
  readonly state: UploadState;
  /** Why it failed. */
  readonly error?: ApplyError;
  readonly file: File;
  /** The id for applications, once the upload is complete. */
  readonly id?: string;
  /** Resolves when the file is complete and accepted; rejects with the error of the file. */
  readonly done: Promise<Upload>;
  pause(): void;
  resume(): void;
  /** Deletes the file, here and at the Worker. */
  cancel(): Promise<void>;
  /**
   * Has the ATS parse the resume. Call it only after the candidate has pressed a button that says that the file goes
   * to the company now. Rejects with `no_prefill`, `too_many` or `unavailable`: then the form is filled in by hand.
   */
  prefill(options?: CallOptions): Promise<Prefill>;
}

export interface Prefill {
  /** Values by field: only fields of the form, and only values that it accepts. Put them into empty fields. */
  fields: Record<string, string>;
  /** Whether a photo was found. It is sent if the application has `resume_photo` and no other `photo`. */
  photo: boolean;
}

export interface UploadOptions {
  slot?: Slot;
  /** Called whenever `state` or `sent` changes. */
  onState?(upload: Upload): void;
}

export interface DraftOptions {
  /**
   * Whether the draft is kept in the browser's storage (IndexedDB), for at most seven days: ask the candidate first
   * where the law requires it. Otherwise, or where storage is blocked, the draft is kept in this page only.
   */
  store?: boolean;
  /** Called whenever an upload's `state` or `sent` changes. */
  onState?(upload: Upload): void;
}

/** The fields and files of one application until it is sent. */
export interface Draft {
  /** Whether the draft was restored from the browser's storage. */
  readonly restored: boolean;
  /** Whether the draft is kept in the browser's storage. */
  readonly stored: boolean;
  /** The idempotency key for `apply`; it is kept over a reload. */
  readonly key: string;
  readonly fields: Record<string, string>;
  /** The uploads of the draft, complete or not. */
  readonly uploads: Upload[];
  /** Stores the typed values; ticks of consents are not stored. */
  save(fields: Record<string, unknown>): Promise<void>;
  /** Reads a picked file at once, and uploads it. */
  upload(file: File, options?: { slot?: Slot }): Promise<Upload>;
  remove(upload: Upload): Promise<void>;
  /** Deletes everything: call it when the application was sent. */
  clear(): Promise<void>;
}

export interface Receipt {
  /** An id that cannot be guessed, and contains nothing about the candidate. */
  receipt: string;
  state: "received" | "delivered" | "failed" | "entered" | "withdrawn";
  /** Path of the status page at the endpoint. */
  status: string;
}

export interface FieldProblem {
  /** JSON pointer: `/email`, `/consent.processing`, `/resume`. */
  pointer: string;
  /** Stable name: `required`, `bad_email`, `file_too_large`, … */
  code: string;
  /** The error and the accepted values, in the form's language. */
  message: string;
}

/** An error response of the Worker (RFC 9457). */
export interface Problem {
  code: string;
  title?: string;
  status?: number;
  detail?: string;
  fields?: FieldProblem[];
  retry_after?: number;
  question?: { token: string; text: string };
  alternative_job?: { job: string; title: string };
}

/** The error that every call rejects with. */
export declare class ApplyError extends Error {
  constructor(problem: Problem);
  /**
   * From the Worker `invalid` (see `fields`), `not_found`, `closed`, `challenge_failed` (see `guard`), `unavailable`,
   * `origin`, `too_large`, `key_reused`, …; from the page `offline`, `network`, `aborted`, `file_unreadable`,
   * `protocol`, `wasm-unavailable`.
   */
  readonly code: string;
  /** The HTTP status, if there was a response. */
  readonly status: number | undefined;
  readonly detail: string | undefined;
  readonly fields: FieldProblem[];
  /** Seconds until a retry can succeed. */
  readonly retryAfter: number | undefined;
  /** A plain question for a suspected bot: send its `token` back as `check`, the answer as `check_answer`. */
  readonly question: { token: string; text: string } | undefined;
  /** With `closed`: a job that accepts the application instead. */
  readonly alternativeJob: { job: string; title: string } | undefined;
}

export interface Client {
  /** The open jobs, without their descriptions. */
  jobs(options?: CallOptions): Promise<Jobs>;
  /** One job with its description. Rejects with `not_found` or `closed`. */
  job(id: string, options?: CallOptions): Promise<Job>;
  /** The form of a job. */
  form(id: string, options?: CallOptions): Promise<Form>;
  /**
   * Checks an application as the Worker will, and sends it. Resolves when the Worker has stored it: from then on it
   * is delivered to the ATS, and retried for the site's `retry_days`; after that the operator has to act.
   */
  apply(id: string, application: Application, options?: ApplyOptions): Promise<Receipt>;
  /** Reads a file at once, checks it, and uploads it in pieces; continues after lost connections. */
  upload(id: string, file: File | Blob, options?: UploadOptions): Promise<Upload>;
  /** Opens the draft of an application for a job: the stored one, or an empty one. */
  draft(id: string, options?: DraftOptions): Promise<Draft>;
  /** The state of an application. */
  status(receipt: Receipt | string, options?: CallOptions): Promise<Receipt>;
  /** Withdraws an application: it is erased if the ATS does not have it yet, else the recruiter is informed. */
  withdraw(receipt: Receipt | string, options?: CallOptions): Promise<Receipt>;
}

export declare function createClient(options: ClientOptions): Client;

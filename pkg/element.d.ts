// Importing "apply-edge/element" defines <apply-form> and <apply-jobs>.

export interface ApplyEvents {
  /** The form, or the list, is there. */
  "apply-ready": { job?: string; jobs?: number };
  /** Somebody has begun to type. */
  "apply-start": { job: string };
  /** A file has got into another state. */
  "apply-file": { slot: "resume" | "photo" | "files"; state: string; size: number; code?: string };
  /** Bytes that the Worker has acknowledged. */
  "apply-progress": { slot: "resume" | "photo" | "files"; sent: number; size: number };
  /** Fields were filled from the resume. */
  "apply-prefill": { filled: number };
  /** It could not be sent. */
  "apply-problem": { code: string; fields: { pointer: string; code: string }[] };
  /** The Worker has it: from now on it reaches the ATS. */
  "apply-sent": { job: string; receipt: string; status: string };
  /** The job takes no applications (any more). */
  "apply-closed": { job: string; code: string };
  /** The list shows so many jobs. */
  "apply-jobs-shown": { count: number };
}

/**
 * Attributes: `endpoint`, `site`, `job`; `lang` (else the page's): another one of these is another form. `store` (keep a draft in the browser), `source` (where the candidate comes from), `theme`
 * (`plain`, `card`, `none`). What stands inside stays until the form is there, and where scripts do not run.
 */
export declare class ApplyForm extends HTMLElement {
  /** Kept when the form is shown. */
  ready: Promise<void>;
  /** Sends the form, as its button does; once it is there. */
  submit(): Promise<void>;
  /** Forgets what was typed and picked. */
  reset(): Promise<void>;
}

/** Attributes: `endpoint`, `site`, `lang`, `theme`; `href` with `{id}` is where a job's page is. */
export declare class ApplyJobs extends HTMLElement {
  ready: Promise<void>;
}

declare global {
  interface HTMLElementTagNameMap {
    "apply-form": ApplyForm;
    "apply-jobs": ApplyJobs;
  }
  interface HTMLElementEventMap extends Record<keyof ApplyEvents, CustomEvent> {
    "apply-ready": CustomEvent<ApplyEvents["apply-ready"]>;
    "apply-start": CustomEvent<ApplyEvents["apply-start"]>;
    "apply-file": CustomEvent<ApplyEvents["apply-file"]>;
    "apply-progress": CustomEvent<ApplyEvents["apply-progress"]>;
    "apply-prefill": CustomEvent<ApplyEvents["apply-prefill"]>;
    "apply-problem": CustomEvent<ApplyEvents["apply-problem"]>;
    "apply-sent": CustomEvent<ApplyEvents["apply-sent"]>;
    "apply-closed": CustomEvent<ApplyEvents["apply-closed"]>;
    "apply-jobs-shown": CustomEvent<ApplyEvents["apply-jobs-shown"]>;
  }
}

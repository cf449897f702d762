// Importing "apply-edge/element" defines <apply-form> and <apply-jobs>.

export interface ApplyEvents {
  /** The form, or the list, is shown. */
  "apply-ready": { job?: string; jobs?: number };
  /** The candidate has begun to type. */
  "apply-start": { job: string };
  /** The state of a file has changed. */
  "apply-file": { slot: "resume" | "photo" | "files"; state: string; size: number; code?: string };
  /** The Worker has acknowledged `sent` bytes of a file. */
  "apply-progress": { slot: "resume" | "photo" | "files"; sent: number; size: number };
  /** Fields were filled from the resume. */
  "apply-prefill": { filled: number };
  /** The application could not be sent. */
  "apply-problem": { code: string; fields: { pointer: string; code: string }[] };
  /** The Worker has stored the application, and delivers it to the ATS. */
  "apply-sent": { job: string; receipt: string; status: string };
  /** The job takes no applications. */
  "apply-closed": { job: string; code: string };
  /** The list shows `count` jobs. */
  "apply-jobs-shown": { count: number };
}

/**
 * Attributes: `endpoint`, `site`, `job` and `lang` (the page's by default): a change of one of these shows another
 * form. `store` keeps a draft in the browser, `source` names the candidate's source, `theme` is `plain`, `card`
 * or `none`. The children stay until the form is shown, and where scripts do not run.
 */
export declare class ApplyForm extends HTMLElement {
  /** Resolves when the form is shown. */
  ready: Promise<void>;
  /** Sends the form, as its button does; waits until the form is shown. */
  submit(): Promise<void>;
  /** Deletes the typed values and the picked files. */
  reset(): Promise<void>;
}

/** Attributes: `endpoint`, `site`, `lang`, `theme`; `href` is the URL of a job's page, with the placeholder `{id}`. */
export declare class ApplyJobs extends HTMLElement {
  /** Resolves when the list is shown. */
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

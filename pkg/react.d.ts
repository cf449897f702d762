// Importing "apply-edge/react" gives the elements as React components (React 18 and later).
import type { ReactElement, ReactNode } from "react";
import type { ApplyEvents, ApplyForm as FormElement, ApplyJobs as JobsElement } from "./element.js";

interface Common<Element> {
  /** The Worker's address; the page's own origin by default. */
  endpoint?: string;
  site: string;
  /** The page's language by default. */
  lang?: string;
  theme?: "plain" | "card" | "none";
  className?: string;
  /** Shown until the element is ready, and where scripts do not run; later changes are not rendered. */
  children?: ReactNode;
  /** The element, for its methods. */
  elementRef?: { current: Element | null };
  onReady?(detail: ApplyEvents["apply-ready"], event: CustomEvent): void;
}

export interface ApplyFormProps extends Common<FormElement> {
  job: string;
  /** Keeps a draft in the browser. */
  store?: boolean;
  /** The candidate's source, in place of the parameters of the page's URL: `utm_source=newsletter`. */
  source?: string;
  onStart?(detail: ApplyEvents["apply-start"], event: CustomEvent): void;
  onFile?(detail: ApplyEvents["apply-file"], event: CustomEvent): void;
  onProgress?(detail: ApplyEvents["apply-progress"], event: CustomEvent): void;
  onPrefill?(detail: ApplyEvents["apply-prefill"], event: CustomEvent): void;
  onProblem?(detail: ApplyEvents["apply-problem"], event: CustomEvent): void;
  onSent?(detail: ApplyEvents["apply-sent"], event: CustomEvent): void;
  onClosed?(detail: ApplyEvents["apply-closed"], event: CustomEvent): void;
}

export interface ApplyJobsProps extends Common<JobsElement> {
  /** The URL of a job's page, with the placeholder `{id}`. */
  href?: string;
  onJobsShown?(detail: ApplyEvents["apply-jobs-shown"], event: CustomEvent): void;
}

export declare function ApplyForm(props: ApplyFormProps): ReactElement;
export declare function ApplyJobs(props: ApplyJobsProps): ReactElement;

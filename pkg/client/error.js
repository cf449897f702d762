/** @import { Problem } from "../index.js" */

/** The error with which every call of the client rejects. */
export class ApplyError extends Error {
  /** @param {Problem} problem the Worker's response, or the reason why there was no response */
  constructor(problem) {
    super(problem.title || problem.code);
    this.name = "ApplyError";
    this.code = problem.code;
    this.status = problem.status;
    this.detail = problem.detail;
    this.fields = problem.fields ?? [];
    this.retryAfter = problem.retry_after;
    this.question = problem.question;
    this.alternativeJob = problem.alternative_job;
  }
}

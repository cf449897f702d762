/** What every call of the client rejects with. */
export class ApplyError extends Error {
  /** @param {import("./index.js").Problem} problem */
  constructor(problem) {
    super(problem.title || problem.code);
    this.name = "ApplyError";
    this.code = problem.code;
    this.status = problem.status;
    this.detail = problem.detail;
    this.fields = problem.fields ?? [];
    this.retryAfter = problem.retry_after;
    this.question = problem.question;
    this.instead = problem.instead;
  }
}

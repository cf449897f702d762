// Shown instead of the form when its job is closed.
import { actButton, make, region } from "./dom.js";

/** @import { ApplyError } from "../index.js" */

/**
 * @param {Element} host
 * @param {ApplyError} error says why, and names another job perhaps
 * @param {(job: string) => void} openJob
 */
export function closedRegion(host, { message, alternativeJob }, openJob) {
  const closed = region(host, "closed", () => make("p", { part: "closed", role: "status", textContent: message }));
  if (alternativeJob)
    closed.append(
      " ",
      actButton(alternativeJob.title, () => openJob(alternativeJob.job)),
    );
  return closed;
}

/**
 * Removes the JobPosting that a page, built while the job was open, has for search engines.
 * @param {string} job
 */
export function removeJobPosting(job) {
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    try {
      const data = JSON.parse(script.textContent ?? "");
      if (data["@type"] === "JobPosting" && String(data.identifier?.value) === job) script.remove();
    } catch {
      // Not JSON: another script's.
    }
  }
}

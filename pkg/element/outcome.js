// Shown instead of the form when it was sent, and the offer of another job when its own was closed meanwhile.
import { actButton, make, region } from "./dom.js";

/** @import { ApplyError, Form, Receipt } from "../index.js" */

/**
 * @param {Element} host
 * @param {Form} form
 * @param {Receipt} receipt
 * @param {string} href the status page
 */
export function sentRegion(host, { strings, locale, direction }, { receipt, state }, href) {
  const build = () =>
    make(
      "div",
      { part: "sent", lang: locale, dir: direction },
      make("h2", { textContent: strings.thanks }),
      make("p", { textContent: strings[`state_${state}`] ?? strings.state_received }),
      make("p", {}, make("a", { href, textContent: `${strings.receipt}: ${receipt}` })),
    );
  const sent = region(host, "sent", build);
  sent.tabIndex = -1;
  for (const link of sent.querySelectorAll(/** @type {"a"} */ ("[data-receipt]"))) {
    link.href = href;
    link.textContent ||= receipt;
  }
  return sent;
}

/**
 * For a form whose job was closed meanwhile: offers to send the application to another job.
 * @param {Record<string, string>} strings
 * @param {ApplyError} error
 * @param {(job: string) => void} sendTo
 */
export function alternativeOffer({ pool_hint, pool_offer }, { alternativeJob }, sendTo) {
  if (!alternativeJob) return [];
  const { job, title } = alternativeJob;
  return [make("p", { textContent: pool_hint }), actButton(`${pool_offer}: ${title}`, () => sendTo(job))];
}

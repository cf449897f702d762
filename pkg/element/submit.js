// Sends a form: reads the values, waits for the uploads, gets a challenge token, locks the form, applies.
import { ApplyError } from "../client/error.js";
import { withRetry } from "../client/retry.js";
import { readHidden } from "./hidden.js";
import { incompleteFields, readConsents, readTyped } from "./values.js";

/** @import { Client, Draft, Form } from "../index.js" */
/** @import { Challenge } from "./challenge.js" */
/** @import { Uploads } from "./uploads.js" */
/**
 * @typedef {object} SubmitContext
 * @property {Client} client
 * @property {HTMLFormElement} native
 * @property {Form} form
 * @property {Draft} draft
 * @property {Uploads} uploads
 * @property {Challenge} challenge
 * @property {Element} status the status line
 * @property {AbortSignal} signal aborted when the form is no longer shown
 */

/**
 * Fetches the current form from the Worker, past the browser's cache.
 * @param {Client} client
 * @param {string} job
 * @param {AbortSignal} [signal]
 */
export async function refetchForm(client, job, signal) {
  /** @type {RequestInit & { signal?: AbortSignal }} */
  const options = { cache: "no-cache", signal };
  return await client.form(job, options);
}

/**
 * Sends the form. Returns the receipt, or `undefined` after a native submission, which leaves the page.
 * @param {SubmitContext} context
 * @param {string} job
 * @param {() => void} lock disables the form's inputs
 */
export async function submitForm(context, job, lock) {
  const { client, challenge } = context;
  const fields = incompleteFields(context);
  if (fields.length > 0) throw new ApplyError({ code: "invalid", fields });
  if (challenge.blocked) return void (await submitNatively(context, job));
  return apply(context, job, lock).catch(async (error) => {
    // The site requires a Turnstile token, or a new one.
    if (error.code !== "challenge_failed") throw error;
    await challenge.renew(() => refetchForm(client, job));
    return apply(context, job, lock);
  });
}

/**
 * @param {SubmitContext} context
 * @param {string} job
 * @param {() => void} lock
 */
async function apply(context, job, lock) {
  await uploadedFiles(context);
  const turnstile = await context.challenge.token();
  // Waits again: a file may have been picked while the widget was shown.
  const files = await uploadedFiles(context);
  lock();
  const consents = readConsents(context);
  const application = { ...readTyped(context), ...readHidden(context), consents, turnstile };
  const options = { ...files, key: context.draft.key, retry: true, onState: sayState(context) };
  return context.client.apply(job, application, options);
}

/**
 * Returns the files after all uploads are complete.
 * @param {SubmitContext} context
 */
const uploadedFiles = ({ uploads, status, form }) =>
  uploads.uploaded(() => {
    status.textContent ||= form.strings.sending;
  });

/**
 * Posts the form natively, as without scripts: the Worker's page then asks a plain question instead of Turnstile.
 * @param {SubmitContext} context
 * @param {string} job
 */
async function submitNatively(context, job) {
  const { client, signal } = context;
  // Waits for running uploads, and makes sure that the Worker responds, before the page is left.
  await uploadedFiles(context);
  await withRetry(() => refetchForm(client, job), { onStatus: sayState(context), signal });
  HTMLFormElement.prototype.submit.call(context.native);
}

/** @type {(context: SubmitContext) => (state: string) => void} */
const sayState =
  ({ status, form }) =>
  (state) => {
    status.textContent = form.strings[state];
  };
